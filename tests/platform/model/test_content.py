"""The Registry and its stored form."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson
import pytest

from zhihe.errors import Invalid
from zhihe.platform.model import build, check, cycles, from_content, to_content
from zhihe.platform.model.elements import Label

Files = dict[str, str]


def shown(registry: object) -> str:
    return repr(registry)


def test_a_stored_version_makes_the_same_registry(overlaid: Files) -> None:
    stored = orjson.loads(orjson.dumps(to_content(overlaid)))
    assert shown(from_content(stored)) == shown(replace(build(overlaid)))
    assert from_content(stored).hash == build(overlaid).hash


def test_any_change_of_the_content_changes_the_hash(tiny: Files) -> None:
    stored = to_content(tiny)
    before = from_content(stored).hash
    stored["models"]["item"]["fields"]["name"]["required"] = True
    assert from_content(stored).hash != before


def test_another_format_is_refused(tiny: Files) -> None:
    content: dict[str, Any] = {**to_content(tiny), "format": 99}
    with pytest.raises(Invalid, match="reads 1"):
        from_content(content)


def test_building_what_cannot_be_read_names_every_problem(tiny: Files) -> None:
    wrong = {**tiny, "base/item.yaml": tiny["base/item.yaml"].replace("required", "requierd").replace("text", "txet")}
    with pytest.raises(Invalid) as refusal:
        build(wrong)
    problems = refusal.value.facts["problems"]
    assert {each["message"] for each in problems} >= {"unknown key; did you mean required?"}
    assert any("did you mean text?" in each["message"] for each in problems)
    assert all(each["file"] == "base/item.yaml" and each["line"] > 1 for each in problems)


def test_the_elements_say_what_the_files_say(tiny: Files) -> None:
    registry = build(tiny)
    lot = registry.model("inspection_lot")
    assert lot.table == "quality_inspection_lot"
    assert lot.fields["remaining"].formula_type == "decimal"
    assert lot.fields["item"].label == Label("物料", "Item")
    assert lot.fields["origin"].choice_list == "origin"
    assert [choice.key for choice in lot.fields["verdict"].choices] == ["accept", "reject"]
    assert lot.number is not None
    assert not lot.number.gapless
    assert lot.states is not None
    assert set(lot.states.transitions) == {"created", "decided"}
    assert lot.access["inspector"].steps == ("*",)
    assert lot.fields["quantity"].unit_path is not None
    assert registry.model("inspection_class").parent_key == "lot"
    assert registry.model("stock").status_dimension == "status"
    assert registry.operations["stock.hold"].inputs["item"].required
    assert registry.settings["four_eyes"].default is not None
    assert list(registry.apps) == ["base", "stock", "quality"]
    assert registry.roles["buyer"] == Label("采购员", "Buyer")


def test_views_take_type_and_label_from_what_they_show(tiny: Files) -> None:
    fields = build(tiny).model("decided").fields
    assert fields["item"].formula_type == "code"
    assert fields["item"].label == Label("编码", "Code")
    assert fields["quantity"].formula_type == "quantity"
    assert fields["half"].formula_type == "decimal"
    assert [choice.key for choice in fields["verdict"].choices] == ["accept", "reject"]


def test_rule_lines_run_in_order_of_dependency_then_of_the_file(tiny: Files) -> None:
    late = tiny["stock/stock.yaml"]
    below = late.replace("operations:", "when:\n  posted:\n    - {do: told, uid: '11111111'}\noperations:")
    above = tiny["quality/genealogy.yaml"] + "when:\n  stock.posted:\n    - {do: also, uid: '22222222'}\n"
    registry = build({**tiny, "stock/stock.yaml": below, "quality/genealogy.yaml": above})
    assert [line.target for line in registry.whens["stock.posted"]] == ["told", "also"]
    whens = registry.whens["inspection_lot.decide"]
    assert [line.verb for line in whens] == ["call", "create", "step", "notify"]
    assert whens[0].source == "quality/inspection_lot.yaml: when.decide[0]"
    assert registry.guards["inspection_lot.decide"][1].protected
    assert registry.fills["inspection_lot.create"][1].each == "lines"
    assert registry.schedule[0].every == "1 hour"


def test_an_app_drawn_by_a_customer_is_stored_under_uids(tiny: Files) -> None:
    app = "app: crm\nuid: aaaaaaaa\nlabel: {zh: 客户, en: CRM}\nversion: '1'\ncustom: true\ndepends: [base]\n"
    visit = (
        "model: visit\nuid: bbbbbbbb1111\nlabel: {zh: 拜访, en: Visit}\nkind: record\n"
        "fields:\n  note: {type: text, label: {zh: 备注, en: Note}, uid: cccccccc2222}\n"
    )
    files = {**tiny, "crm/app.yaml": app, "crm/visit.yaml": visit}
    assert check(files) == []
    model = build(files).model("visit")
    assert model.custom
    assert model.table == "x_bbbbbbbb"
    assert model.fields["note"].column == "f_cccccccc"


def test_a_default_of_a_choice_may_be_its_key(tiny: Files) -> None:
    text = tiny["quality/inspection_lot.yaml"].replace("of: origin, required: true", "of: origin, default: purchase")
    origin = build({**tiny, "quality/inspection_lot.yaml": text}).model("inspection_lot").fields["origin"]
    assert origin.default is not None
    assert origin.default.text == "'purchase'"


def test_rings_under_conditions_are_listed_for_the_publisher(tiny: Files) -> None:
    assert cycles(build(tiny)) == [
        ["inspection_lot.decide", "inspection_lot.decide"],
    ]


def test_numbers_in_definitions_stay_exact(tiny: Files) -> None:
    text = tiny["quality/inspection_lot.yaml"].replace("min: 0,", "min: 0.10, max: 100000000000000.0000000001,")
    field = build({**tiny, "quality/inspection_lot.yaml": text}).model("inspection_lot").fields["quantity"]
    assert Decimal(field.maximum) == Decimal("100000000000000.0000000001")
