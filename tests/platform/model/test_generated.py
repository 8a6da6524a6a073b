"""What is made from the grammar and from the definitions: JSON Schema, reference page, types, numbers, schedules."""

import datetime as dt
import importlib.util
import re
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from zhihe.platform.model import build, load_apps
from zhihe.platform.model.grammar import SHAPES
from zhihe.platform.model.numbering import parse_pattern
from zhihe.platform.model.reader import read
from zhihe.platform.model.reference import reference
from zhihe.platform.model.schedule import Every, parse_every, parse_keep
from zhihe.platform.model.schema import schema
from zhihe.platform.model.types_text import types_text

Files = dict[str, str]
PAGE = Path(__file__).parents[3] / "docs" / "platform" / "grammar.md"
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "null": type(None),
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}


def valid(rule: Any, data: Any, defs: dict[str, Any]) -> bool:
    """As much of JSON Schema as the grammar's schema uses."""
    if rule is True or rule is False:
        return bool(rule)
    if "$ref" in rule:
        return valid(defs[rule["$ref"].removeprefix("#/$defs/")], data, defs)
    kinds = rule.get("type", list(TYPES))
    fits = any(isinstance(data, TYPES[kind]) for kind in ([kinds] if isinstance(kinds, str) else kinds))
    checks = [
        fits,
        "enum" not in rule or data in rule["enum"],
        "pattern" not in rule or re.search(rule["pattern"], str(data)) is not None,
        "anyOf" not in rule or any(valid(each, data, defs) for each in rule["anyOf"]),
        "oneOf" not in rule or sum(all(key in data for key in each["required"]) for each in rule["oneOf"]) == 1,
        not isinstance(data, dict) or valid_members(rule, data, defs),
        not isinstance(data, list) or all(valid(rule.get("items", True), each, defs) for each in data),
    ]
    return all(checks)


def valid_members(rule: Any, data: dict[str, Any], defs: dict[str, Any]) -> bool:
    known = rule.get("properties", {})
    names = rule.get("propertyNames", True)
    return all(key in data for key in rule.get("required", ())) and all(
        valid(known.get(key, rule.get("additionalProperties", True)), each, defs)
        and (names is True or valid(names, key, defs))
        for key, each in data.items()
    )


def test_the_schema_accepts_every_sound_file(overlaid: Files) -> None:
    made = schema()
    for path, text in {**overlaid, **load_apps()}.items():
        assert valid({"anyOf": made["anyOf"]}, read(path, text).data, made["$defs"]), path


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("type: code", "type: cod"),
        ("kind: record", "kind: recrod"),
        ("title:", "titel:"),
        ("required: true", "required: perhaps"),
        ("{zh: 名称, en: Name}", "{zh: 名称}"),
        ("fields:", "Fields:"),
        ("  code:", "  Code:"),
    ],
)
def test_the_schema_refuses_what_the_check_refuses(tiny: Files, before: str, after: str) -> None:
    made = schema()
    text = tiny["base/item.yaml"].replace(before, after, 1)
    assert not valid({"anyOf": made["anyOf"]}, read("", text).data, made["$defs"])


def test_every_reference_of_the_schema_leads_somewhere() -> None:
    made = schema()
    named = set(re.findall(r"#/\$defs/(\w+)", str(made)))
    assert named <= set(made["$defs"])
    assert set(SHAPES) == set(made["$defs"])


def test_the_page_for_people_names_every_key() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert reference() in page


def made(text: str, folder: Path) -> ModuleType:
    """The generated module, imported as it will be."""
    file = folder / "made_types.py"
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("made_types", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hints(module: ModuleType, name: str) -> dict[str, Any]:
    return typing.get_type_hints(getattr(module, name), vars(module))


def test_the_generated_types_are_python_and_name_every_field(tiny: Files, tmp_path: Path) -> None:
    module = made(types_text(build(tiny)), tmp_path)
    row = hints(module, "InspectionLot")
    assert row["state"] == typing.Literal["created", "decided"]
    assert typing.get_args(row["lines"]) == (module.InspectionClass,)
    assert row["verdict"] == typing.Literal["accept", "reject"] | None
    assert "remaining" in row
    assert "remaining" not in hints(module, "InspectionLotValues")
    inputs = hints(module, "InspectionLotDecideInputs")
    assert inputs["code"] == typing.Literal["accept", "reject"]
    assert typing.get_args(inputs["postings"]) == (module.InspectionLotDecidePostingsLine,)
    assert hints(module, "StockHoldInputs")["item"] is str


def test_a_field_named_like_a_word_of_python_has_its_type_too(tiny: Files, tmp_path: Path) -> None:
    text = tiny["base/item.yaml"].replace("  name: {", "  class: {").replace("name]", "class]")
    module = made(types_text(build({**tiny, "base/item.yaml": text})), tmp_path)
    assert set(module.Item.__annotations__) >= {"class", "code"}


def test_two_definitions_that_would_make_one_type_are_refused(tiny: Files) -> None:
    twin = tiny["base/site.yaml"].replace("model: site", "model: item_values").replace("uid: ", "uid: 99")
    with pytest.raises(ValueError, match="ItemValues"):
        types_text(build({**tiny, "base/item_values.yaml": twin}))


def test_a_number_is_made_from_its_pattern() -> None:
    pattern = parse_pattern("IL-{yyyy}{mm}-{seq:5}")
    day = dt.date(2026, 11, 25)
    assert pattern.prefix(day) == "IL-202611-"
    assert pattern.number(day, 7) == "IL-202611-00007"
    assert pattern.number(day, 1_234_567) == "IL-202611-1234567"
    assert parse_pattern("{seq:3}.{yy}{dd}").number(day, 7) == "007.2625"


@pytest.mark.parametrize(
    "text",
    [
        "IL-{yyyy}",
        "{seq:5}{seq:5}",
        "{seq:0}",
        "{seq:13}",
        "{week}-{seq:5}",
        "a/{seq:5}",
        "批{seq:5}",
        "x" * 41 + "{seq:5}",
    ],
)
def test_a_pattern_that_cannot_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text[:10])):
        parse_pattern(text)


def test_intervals_are_read() -> None:
    assert parse_every("15 minutes") == Every(15, "minute")
    assert parse_every("1 workday at 08:05") == Every(1, "workday", dt.time(8, 5))
    assert parse_keep("10 years") == Every(10, "year")


@pytest.mark.parametrize("text", ["hourly", "0 days", "1 day at 24:00", "1 hour at 08:00", "1 day at 8:00", "-1 day"])
def test_an_interval_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_every(text)


@pytest.mark.parametrize("text", ["10 minutes", "1 year at 08:00"])
def test_a_period_of_keeping_is_days_or_longer(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_keep(text)
