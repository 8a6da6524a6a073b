"""A new release under overlays: what follows by uid, what is a conflict, and what is none."""

from __future__ import annotations

import pytest

from zhihe.platform.model import build, check
from zhihe.platform.model.upgrade import Conflict, conflicts
from zhihe.platform.model.writer import fix

Files = dict[str, str]
LOT = "quality/inspection_lot.yaml"
SITE = "overlays/x.yaml"


def laid(tiny: Files, body: str, of: str = "quality.inspection_lot") -> Files:
    return {**tiny, SITE: fix({**tiny, SITE: f"overlay: {of}\n{body}"})[SITE]}


def released(files: Files, before: str, after: str, file: str = LOT) -> Files:
    assert before in files[file], files[file]
    return {**files, file: files[file].replace(before, after, 1)}


def found(old: Files, new: Files) -> list[tuple[str, object, object, object]]:
    return [(each.element, each.old, each.new, each.overlay) for each in conflicts(old, new)]


def line_of(files: Files, key: str) -> str:
    return next(row for row in files[LOT].splitlines() if row.startswith(f"  {key}:"))


def test_a_rename_under_an_overlay_is_followed_and_no_conflict(tiny: Files) -> None:
    old = laid(tiny, "change: {fields: {due_at: {label: {zh: 期限, en: Until}}}}")
    new = {**old, LOT: old[LOT].replace("due_at", "until_at")}
    assert conflicts(old, new) == []
    assert check(new) == []
    assert build(new).models["inspection_lot"].fields["until_at"].label.en == "Until"


def test_both_change_the_same_label(tiny: Files) -> None:
    old = laid(tiny, "change: {fields: {quantity: {label: {zh: 批量, en: Lot size}}}}")
    base = build(tiny).models["inspection_lot"].fields["quantity"].label
    new = released(old, f"en: {base.en}}}", "en: Amount}")
    element, was, now, overlay = found(old, new)[0]
    assert element == "fields.quantity.label"
    assert (was, now) == ({"zh": base.zh, "en": base.en}, {"zh": base.zh, "en": "Amount"})
    assert overlay == {"zh": "批量", "en": "Lot size"}
    same = {
        **new,
        SITE: laid(tiny, f"change: {{fields: {{quantity: {{label: {{zh: {base.zh}, en: Amount}}}}}}}}")[SITE],
    }
    assert conflicts({**old, SITE: same[SITE]}, same) == []


def test_the_base_loosens_what_the_overlay_tightened(tiny: Files) -> None:
    row = line_of(tiny, "quantity")
    assert "min: 0" in row, row
    old = laid(tiny, "change: {fields: {quantity: {min: 5}}}")
    new = released(old, row, row.replace("min: 0", "min: -9"))
    assert found(old, new) == [("fields.quantity.min", "0", "-9", "5")]


def test_the_base_retires_a_field_that_the_overlay_requires(tiny: Files) -> None:
    row = line_of(tiny, "due_at")
    old = laid(tiny, "change: {fields: {due_at: {required: true}}}")
    retired = released(old, row, row.replace("{type", "{retired: true, type"))
    element, was, now, overlay = found(old, retired)[0]
    assert (element, overlay) == ("fields.due_at", {"required": True})
    assert isinstance(was, dict)
    assert isinstance(now, dict)
    assert now["retired"] is True
    gone = {**old, LOT: "\n".join(each for each in old[LOT].splitlines() if each != row) + "\n"}
    assert found(old, gone)[0][2] is None
    # The overlay has nothing to hold on to any more, which the check says as well.
    assert any("has the uid" in each.message for each in check(gone))


def test_the_base_adds_what_the_overlay_added(tiny: Files) -> None:
    old = laid(tiny, "add: {fields: {colour: {type: text, label: {zh: 颜色, en: Colour}}}}")
    row = line_of(tiny, "due_at")
    new = released(old, row, f"  colour: {{type: code, label: {{zh: 色, en: Hue}}, uid: abababab1234}}\n{row}")
    assert [each[0] for each in found(old, new)] == ["fields.colour"]


@pytest.mark.parametrize(
    ("body", "before", "after", "element"),
    [
        ("change: {states: {labels: {created: {zh: 新, en: New}}}}", None, None, "states.labels.created"),
        ("change: {list: [number]}", "list: [", "list: [quantity, ", "list"),
        ("hide: [fields.due_at]", "due_at", "until_at", "fields.due_at"),
    ],
)
def test_sections_states_and_what_is_put_away(
    tiny: Files, body: str, before: str | None, after: str | None, element: str
) -> None:
    old = laid(tiny, body)
    if before is None:
        label = build(tiny).models["inspection_lot"].states
        assert label is not None
        before, after = f"en: {label.labels['created'].en}}}", "en: Fresh}"
    new = {**old, LOT: old[LOT].replace(before, str(after))}
    assert [each[0] for each in found(old, new)] == [element]


def test_a_row_of_a_table_that_both_change(tiny: Files) -> None:
    file = "quality/decisions/level.yaml"
    uid = build(tiny).decisions["level"].table.rows[1].key
    old = laid(tiny, f'change: {{rows: {{"{uid}": {{then: {{days: 4}}}}}}}}', "quality.level")
    new = released(old, "then: {days: 5}", "then: {days: 6}", file)
    assert found(old, new) == [(f"rows.{uid}.then", {"days": "5"}, {"days": "6"}, {"days": "4"})]
    gone = {**old, file: "\n".join(each for each in old[file].splitlines() if uid not in each) + "\n"}
    assert found(old, gone)[0][2] is None
    retired = laid(tiny, f'retire: ["rows.{uid}"]', "quality.level")
    assert [each[0] for each in found(retired, released(retired, "{days: 5}", "{days: 6}", file))] == [f"rows.{uid}"]


def test_what_only_one_side_changes_is_no_conflict(tiny: Files) -> None:
    old = laid(tiny, "change: {fields: {quantity: {min: 5}}}")
    row = line_of(tiny, "due_at")
    assert conflicts(old, released(old, row, row.replace("{type", "{required: true, type"))) == []
    assert conflicts(old, laid(tiny, "change: {fields: {quantity: {min: 7}}}")) == []
    assert conflicts(old, {**old, "base/site.yaml": old["base/site.yaml"].replace("zh:", "zh: 新")}) == []


def test_a_model_that_is_gone_is_a_conflict(tiny: Files) -> None:
    old = laid(tiny, "change: {list: [number]}")
    new = {path: text for path, text in old.items() if path != LOT}
    assert [(each.element, each.new) for each in conflicts(old, new)] == [("inspection_lot", None)]


def test_an_acknowledgement_is_for_one_conflict_only() -> None:
    one = Conflict("f", "fields.x.min", "0", "1", "5")
    assert one.id == Conflict("f", "fields.x.min", "0", "1", "5").id
    assert one.id != Conflict("f", "fields.x.min", "0", "2", "5").id
    assert str(one) == f"f: fields.x.min was 0, is now 1; the overlay says 5 [{one.id}]"
