"""Renaming a field everywhere at once."""

from dataclasses import replace

import pytest

from zhihe.errors import Invalid
from zhihe.platform.model import build, check
from zhihe.platform.model.rename import rename_field

Files = dict[str, str]
LOT = "quality/inspection_lot.yaml"


def test_a_renamed_field_is_renamed_wherever_it_is_meant(overlaid: Files) -> None:
    files = rename_field(overlaid, "inspection_lot", "item", "part")
    assert check(files) == []
    text = files[LOT]
    assert "part: {type: link, to: item, required: true, column: item, uid: e31832e9cc6e}" in text
    assert "unit: part.unit" in text
    assert "- [part, site, quantity]" in text
    assert "open_lots(part) < 9" in text
    assert "find: part = this.part and state = 'created' and quantity < this.quantity" in text
    assert "with: {origin: origin, part: part}" in text
    assert "with: {item: part}" in text
    assert "options: code <> this.part.code" in text
    assert "list: [number, part, part.code, verdict, state]" in text
    view = files["quality/decided.yaml"]
    assert "join: {lot: inspection_lot, part: item}" in view
    assert "item: part.code" in view
    assert "part: {label: {zh: 零件, en: Part}, uid: e31832e9cc6e}" in files["overlays/site.yaml"]


def test_what_does_not_mean_it_stays_byte_for_byte(overlaid: Files) -> None:
    files = rename_field(overlaid, "inspection_lot", "item", "part")
    for path in ("base/item.yaml", "stock/stock.yaml", "quality/measurement.yaml", "quality/inspection_class.yaml"):
        assert files[path] == overlaid[path]


def test_the_data_stays_where_it_is(overlaid: Files) -> None:
    before = build(overlaid).model("inspection_lot").fields["item"]
    after = build(rename_field(overlaid, "inspection_lot", "item", "part")).model("inspection_lot").fields["part"]
    assert replace(after, key="item") == before
    back = rename_field(rename_field(overlaid, "inspection_lot", "item", "part"), "inspection_lot", "part", "item")
    assert build(back).model("inspection_lot").fields["item"] == before


def test_fields_of_lines_ledgers_and_overlays_are_renamed_too(overlaid: Files) -> None:
    files = rename_field(overlaid, "inspection_class", "major", "is_major")
    assert "set: {is_major: lot.quantity > 100}" in files[LOT]
    files = rename_field(files, "inspection_lot", "lines", "classes")
    assert "each: classes" in files[LOT]
    files = rename_field(files, "stock", "status", "condition")
    assert "across: [condition]" in files["stock/stock.yaml"]
    files = rename_field(files, "inspection_lot", "surface", "coating")
    assert "if: coating = 'zinc'" in files["overlays/site.yaml"]
    assert "list: [number, coating]" in files["overlays/site.yaml"]
    files = rename_field(files, "inspection_lot", "site", "plant")
    assert "hide: [fields.plant]" in files["overlays/site.yaml"]
    files = rename_field(files, "inspection_lot", "inspector", "examiner")
    assert "notify: examiner" in files[LOT]
    assert "  # The usage decision ends it." in files[LOT]
    assert check(files) == []


def test_a_column_of_a_view_is_renamed(overlaid: Files) -> None:
    files = rename_field(overlaid, "decided", "half", "middle")
    assert "middle: {as: lot.quantity / 2" in files["quality/decided.yaml"]
    assert "amount: lot.quantity" in rename_field(overlaid, "decided", "quantity", "amount")["quality/decided.yaml"]


@pytest.mark.parametrize(
    ("model", "old", "new", "says"),
    [
        ("inspection", "item", "part", "did you mean inspection_lot?"),
        ("inspection_lot", "itemm", "part", "did you mean item?"),
        ("inspection_lot", "item", "site", "already"),
        ("inspection_lot", "item", "state", "already"),
        ("inspection_lot", "item", "Part", "lower-case"),
        ("inspection_lot", "item", "input", "word of the platform"),
    ],
)
def test_a_name_that_cannot_be_is_refused(overlaid: Files, model: str, old: str, new: str, says: str) -> None:
    with pytest.raises(Invalid, match=says.replace("?", r"\?")):
        rename_field(overlaid, model, old, new)


def test_files_with_problems_are_not_touched(overlaid: Files) -> None:
    with pytest.raises(Invalid, match="requierd"):
        rename_field({**overlaid, LOT: overlaid[LOT].replace("required", "requierd", 1)}, "item", "code", "number_2")
