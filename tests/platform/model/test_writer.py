"""The canonical form: stable, complete, comments kept."""

import pytest

from zhihe.platform.model import check, content_hash, files_of, load_apps, to_content
from zhihe.platform.model.reader import read
from zhihe.platform.model.writer import fix

Files = dict[str, str]


def without_uids(data: object) -> object:
    if isinstance(data, dict):
        return {key: without_uids(value) for key, value in data.items() if key != "uid"}
    return [without_uids(value) for value in data] if isinstance(data, list) else data


def test_writing_twice_changes_no_byte(bare: Files) -> None:
    once = fix(bare)
    assert fix(once) == once


def test_writing_keeps_every_value(bare: Files) -> None:
    for path, text in fix(bare).items():
        assert without_uids(read(path, text).data) == read(path, bare[path]).data


def test_shipped_apps_survive_the_writer() -> None:
    shipped = load_apps()
    written = fix(shipped)
    assert fix(written) == written
    for path, text in written.items():
        source = read(path, text)
        assert source.problems == []
        assert without_uids(source.data) == without_uids(read(path, shipped[path]).data)


def test_every_element_gets_a_uid_and_keeps_it(bare: Files) -> None:
    assert any("uid is missing" in each.message for each in check(bare))
    written = fix(bare)
    assert check(written) == []
    moved = {**written, "base/item.yaml": written["base/item.yaml"].replace("  name: {", "  title_text: {")}
    before = read("", written["base/item.yaml"]).data["fields"]["name"]["uid"]
    assert read("", fix(moved)["base/item.yaml"]).data["fields"]["title_text"]["uid"] == before


def test_a_new_element_never_gets_a_uid_that_a_renamed_one_keeps(tiny: Files) -> None:
    renamed = tiny["base/item.yaml"].replace("  name: {", "  name_2: {").replace("name]", "name_2]")
    with_new = renamed.replace("  unit: {", "  name: {type: text, label: {zh: 名, en: N}}\n  unit: {")
    fields = read("", fix({**tiny, "base/item.yaml": with_new})["base/item.yaml"]).data["fields"]
    assert fields["name"]["uid"][:8] != fields["name_2"]["uid"][:8]


def test_comments_survive_and_stay_with_their_entry(bare: Files) -> None:
    text = fix(bare)["quality/inspection_lot.yaml"]
    lines = text.split("\n")
    assert lines[0] == "# The lot an inspector looks at."
    assert lines[lines.index("  # The usage decision ends it.") + 1] == "  decide:"
    origin = next(line for line in lines if line.startswith("  origin:"))
    assert origin.endswith("}  # where it came from")


def test_comments_inside_lists_and_long_mappings_survive() -> None:
    text = (
        "app: a\nuid: 00000000\nlabel: {zh: 甲, en: A}\nversion: '1'\n"
        "menu:\n  # first of all\n  - {model: x}  # x it is\n  - label: {zh: 乙, en: B}\n"
        "    # the children\n    items:\n      # only one\n      - {model: y}\n# the end\n"
    )
    written = fix({"a/app.yaml": text})["a/app.yaml"]
    for mark in ("# first of all", "# x it is", "# the children", "# only one", "# the end"):
        assert mark in written
    assert fix({"a/app.yaml": written})["a/app.yaml"] == written
    assert without_uids(read("", written).data) == without_uids(read("", text).data)


@pytest.mark.parametrize(
    "value", ["a\nb", "a\nb\n", " a\n b", "a\n\nb", "a \nb", "a\tb", "- a\n- b", "1: 2", "'x'", '"']
)
def test_texts_of_every_form_survive(value: str) -> None:
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
    text = f"app: a\nuid: 00000000\nlabel: {{zh: {quoted}, en: A}}\nversion: '1'\n"
    written = fix({"a/app.yaml": text})["a/app.yaml"]
    assert read("", written).data["label"]["zh"] == value
    assert fix({"a/app.yaml": written})["a/app.yaml"] == written


def test_an_unreadable_file_is_left_as_it_is() -> None:
    assert fix({"a/app.yaml": "app: [a\n"}) == {"a/app.yaml": "app: [a\n"}


def test_export_gives_back_what_was_imported_byte_for_byte(overlaid: Files) -> None:
    odd = {**overlaid, "base/app.yaml": "# kept exactly  \n" + overlaid["base/app.yaml"] + "\n\n# so is this"}
    content = to_content(odd)
    assert files_of(content) == odd
    assert content_hash(content) == content_hash(to_content(odd))
    assert content_hash(content) != content_hash(to_content(overlaid))
