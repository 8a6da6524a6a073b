"""Overlays: what a site may change, what it may not, and what survives a rename."""

from collections.abc import Callable
from typing import Any

import pytest

from zhihe.platform.model import Problem, build, check, load_apps
from zhihe.platform.model.elements import Label, Permission
from zhihe.platform.model.overlay import cell_tightens, tightens
from zhihe.platform.model.overlay_access import widened
from zhihe.platform.model.writer import fix

Files = dict[str, str]
Change = Callable[..., list[Problem]]

LOT = "quality.inspection_lot"
GUARD = "5ea4c85a25d0"


def laid(tiny: Files, body: str, of: str = LOT) -> Files:
    return {
        **tiny,
        "overlays/x.yaml": fix({**tiny, "overlays/x.yaml": f"overlay: {of}\n{body}"})["overlays/x.yaml"],
    }


def test_what_an_overlay_says_is_in_the_registry(overlaid: Files) -> None:
    lot = build(overlaid).model("inspection_lot")
    surface = lot.fields["surface"]
    assert surface.column == f"f_{surface.uid[:8]}"
    assert lot.fields["item"].label == Label("零件", "Part")
    assert lot.fields["site"].hidden
    assert lot.list == ("number", "surface")
    line = build(overlaid).whens["inspection_lot.decide"][-1]
    assert (line.target, line.app) == ("role inspector", "quality")


def test_the_app_itself_is_untouched(overlaid: Files, tiny: Files) -> None:
    before = repr(build(tiny).model("inspection_lot"))
    build(overlaid)
    assert repr(build(tiny).model("inspection_lot")) == before


ALLOWED = [
    "change: {fields: {posted: {required: true, min: 0, max: 9, decimals: 2, label: {zh: 甲, en: A}}}}",
    "change: {fields: {quantity: {min: 5}}}",
    "change: {steps: {decide: {label: {zh: 定, en: Settle}}}}",
    "change: {steps: {decide: {inputs: {why: {type: text, label: {zh: 因, en: Why}}}}}}",
    "change: {states: {labels: {created: {zh: 新, en: New}}}}",
    "change: {form: [[item]], title: number, search: [], number: {pattern: 'X-{seq:6}'}}",
    "change: {access: {buyer: {read: true}}}",
    "add: {access: {buyer: {read: true}}, indexes: [[item, site]]}",
    (
        "add:\n  states: {labels: {kept: {zh: 留, en: Kept}}, created: {keep: kept}}\n"
        "  steps: {keep: {label: {zh: 留, en: Keep}}}"
    ),
    "guard:\n  decide:\n    - {require: quantity > 0, message: {zh: 零, en: Zero}}",
    "hide: [fields.posted]",
    "retire: [fields.site]",
    "retire: [lines.ca49cfe55a7b]",
    "except: [acme]",
]


@pytest.mark.parametrize("body", ALLOWED)
def test_a_site_may_tighten_add_and_rename(tiny: Files, body: str) -> None:
    assert check(laid(tiny, body)) == []


REFUSED = [
    ("change: {fields: {posted: {readonly: false}}}", "change.fields.posted.readonly", "only tighten"),
    ("change: {fields: {posted: {default: 7}}}", "change.fields.posted.default", "only tighten"),
    ("change: {fields: {posted: {unit: kg}}}", "change.fields.posted.unit", "only tighten"),
    ("change: {fields: {postd: {required: true}}}", "change.fields.postd", "did you mean posted?"),
    ("change: {fields: {item: {uid: 99999999, required: true}}}", "change.fields.item.uid", "has the uid"),
    ("change: {fields: {item: {type: text}}}", "change.fields.item.type", "unknown key"),
    ("change: {steps: {decide: {inputs: {code: {type: text}}}}}", "change.steps.decide.inputs.code", "stays as it is"),
    (
        "change: {steps: {decide: {inputs: {w: {type: text, required: true}}}}}",
        "change.steps.decide.inputs.w",
        "optional",
    ),
    ("add: {fields: {item: {type: text, label: {zh: 甲, en: A}}}}", "add.fields.item", "exists already"),
    ("add: {states: {created: {decide: created}}}", "add.states.created.decide", "stays as it is"),
    ("retire: [fields.posted]", "retire[0]", "protected"),
    (f"retire: [lines.{GUARD}]", "retire[0]", "protected"),
    ("retire: [lines.00000000]", "retire[0]", "no rule line"),
    ("hide: [steps.decide]", "hide[0]", "allowed: fields.<field>"),
    ("remove: [fields.site]", "remove", "unknown key"),
]


@pytest.mark.parametrize(("body", "key", "says"), REFUSED)
def test_a_site_may_not_loosen_what_is_protected(tiny: Files, body: str, key: str, says: str) -> None:
    found = [each for each in check(laid(tiny, body)) if each.key == key and says in each.message]
    assert found, check(laid(tiny, body))
    assert found[0].file == "overlays/x.yaml"


LEDGER_REFUSED = [
    ("change: {movements: {receive: {in: {blocked: authority disposition}}}}", None),
    ("change: {movements: {receive: {in: {blocked: no}, label: {zh: 收, en: Take}}}}", None),
    ("change: {movements: {ship: {out: {blocked: no}}}}", None),
    ("change: {movements: {ship: {out: {blocked: yes}}}}", "change.movements.ship.out.blocked"),
    ("change: {movements: {ship: {in: {free: yes}}}}", "change.movements.ship.in.free"),
    ("change: {movements: {ship: {out: {blocked: role buyer}}}}", "change.movements.ship.out.blocked"),
    ("change: {fields: {quantity: {never_negative: false}}}", "change.fields.quantity.never_negative"),
    ("change: {fields: {status: {of: [free]}}}", "change.fields.status.of"),
    ("add: {fields: {more: {type: decimal, label: {zh: 甲, en: A}}}}", "add.fields"),
    ("retire: [fields.status]", "retire[0]"),
    ("change: {number: {pattern: 'X-{seq:6}'}}", "change.number"),
]


@pytest.mark.parametrize(("body", "key"), LEDGER_REFUSED)
def test_the_laws_of_a_ledger_cannot_be_loosened(tiny: Files, body: str, key: str | None) -> None:
    found = {each.key for each in check(laid(tiny, body, "stock.stock"))}
    assert found == ({key} if key else set())


def test_a_cell_that_was_tightened_is_so_in_the_registry(tiny: Files) -> None:
    files = laid(tiny, "change: {movements: {receive: {in: {blocked: authority disposition}}}}", "stock.stock")
    movement = build(files).model("stock").movements["receive"]
    assert movement.into["blocked"] == Permission("authority", "disposition")
    assert movement.into["free"] == Permission("yes")


def test_a_change_follows_a_field_that_the_app_renames(tiny: Files) -> None:
    overlay = laid(tiny, "change: {fields: {site: {required: true}}}")["overlays/x.yaml"]
    assert "uid: 683d49f4f8bc" in overlay
    lot = tiny["quality/inspection_lot.yaml"]
    renamed = lot.replace("  site: {type", "  plant: {type").replace("site", "plant").replace("to: plant", "to: site")
    renamed = renamed.replace("user.plants", "user.sites").replace("  plant: {", "  plant: {column: site, ")
    files = {**tiny, "quality/inspection_lot.yaml": renamed, "overlays/x.yaml": overlay}
    assert check(files) == []
    plant = build(files).model("inspection_lot").fields["plant"]
    assert plant.required
    assert plant.column == "site"


def test_a_company_may_be_left_out(tiny: Files) -> None:
    files = laid(tiny, "except: [acme]\nhide: [fields.site]")
    assert not build(files, "acme").model("inspection_lot").fields["site"].hidden
    assert build(files, "other").model("inspection_lot").fields["site"].hidden


def test_an_overlay_of_nothing_is_refused(tiny: Files) -> None:
    messages = [each.message for each in check(laid(tiny, "hide: []", "quality.inspection"))]
    assert any("did you mean quality.inspection_lot?" in each for each in messages)


def test_a_retired_line_no_longer_runs(tiny: Files) -> None:
    lines = build(laid(tiny, "retire: [lines.ca49cfe55a7b]")).guards["inspection_lot.decide"]
    assert [line.uid for line in lines] == [GUARD]


@pytest.mark.parametrize(
    ("attribute", "before", "after", "allowed"),
    [
        ("required", None, True, True),
        ("required", True, False, False),
        ("min", "0", "5", True),
        ("min", "0", "-5", False),
        ("max", None, "5", True),
        ("length", 10, 20, False),
        ("of", ["a", "b"], ["a"], True),
        ("of", ["a"], ["a", "b"], False),
        ("of", "list_name", ["a"], False),
        ("required_if", None, "x > 1", True),
        ("required_if", "x > 1", "x > 2", False),
        ("default", None, "1", False),
    ],
)
def test_what_tightens(attribute: str, before: object, after: object, allowed: object) -> None:
    assert tightens(attribute, before, after) is allowed


def test_a_right_becomes_only_less() -> None:
    cells = ("yes", "no", "role r", "authority a")
    kept = {(before, after) for before in cells for after in cells if cell_tightens(before, after)}
    assert ("yes", "role r") in kept
    assert ("role r", "no") in kept
    assert not {("no", "yes"), ("role r", "yes"), ("role r", "authority a"), ("no", "role r")} & kept


@pytest.mark.parametrize(
    ("before", "after", "right"),
    [
        ({"read": True}, {"read": True}, ""),
        ({"read": True, "steps": True, "write": ["due"]}, {"read": True, "steps": ["release"]}, ""),
        ({"read": True}, {"read": True, "rows": "site in user.sites"}, ""),
        ({"read": True, "hide": ["cost"]}, {"read": True, "hide": ["cost", "note"]}, ""),
        ({"read": True, "show": ["cost"]}, {"read": True}, ""),
        ({"read": True, "steps": ["release"]}, {"read": True, "steps": True}, "steps"),
        ({"read": True, "steps": ["release"]}, {"read": True, "steps": ["decide"]}, "steps"),
        ({"read": True}, {"read": True, "create": True}, "create"),
        ({"read": True}, {"read": True, "write": ["verdict"]}, "write"),
        ({"read": True}, {"read": True, "delete": True}, "delete"),
        ({"read": True, "rows": "a = 1"}, {"read": True}, "rows"),
        ({"read": True, "rows": "a = 1"}, {"read": True, "rows": "a = 1 or true"}, "rows"),
        ({"read": True, "hide": ["cost"]}, {"read": True}, "hide"),
        ({"read": True}, {"read": True, "show": ["cost"]}, "show"),
        (None, {"read": True, "export": True, "rows": "a = 1", "hide": ["cost"]}, ""),
        (None, {"read": True, "steps": ["decide"]}, "steps"),
        (None, {"read": True, "show": ["cost"]}, "show"),
    ],
)
def test_a_right_is_widened_or_not(before: dict[str, Any] | None, after: dict[str, Any], right: str) -> None:
    assert widened(before, after) == right


RIGHTS = [
    ("change: {access: {inspector: {read: true, steps: true, write: true}}}", "change.access.inspector.write"),
    ("change: {access: {buyer: {read: true, steps: [decide]}}}", "change.access.buyer.steps"),
    ("add: {access: {buyer: {read: true, write: true}}}", "add.access.buyer.write"),
    ("change: {access: {inspector: {read: true}}}", None),
    ("add: {access: {buyer: {read: true, export: true}}}", None),
]


@pytest.mark.parametrize(("body", "key"), RIGHTS)
def test_rights_on_a_protected_model_are_narrowed_only(body: str, key: str | None) -> None:
    shipped = load_apps()
    overlay = f"overlay: {LOT}\n{body}\n"
    files = {**shipped, "overlays/x.yaml": fix({**shipped, "overlays/x.yaml": overlay})["overlays/x.yaml"]}
    found = [(each.file, each.key) for each in check(files)]
    assert found == ([] if key is None else [("overlays/x.yaml", key)])
