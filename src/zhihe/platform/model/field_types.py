"""The field types: one value each that answers how it is checked, shown, compared, added up, imported, exported.

How a type is stored is the store's business. A value is the Python value of contract: text for texts, choices and ids,
int, Decimal for exact numbers, float for measured ones, bool, date, time, aware UTC datetime, timedelta, lists.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from zhihe.platform.model import values_number as numbers
from zhihe.platform.model import values_other as others
from zhihe.platform.model import values_text as texts
from zhihe.platform.model import values_time as times
from zhihe.platform.model.elements import Field
from zhihe.platform.model.values import Language, refused

Check = Callable[[Field, Any], Any]
Show = Callable[[Field, Any, Language], str]
Parse = Callable[[Field, str], object]
Export = Callable[[Field, Any], object]

_EXISTS: Final = ("is_null", "not_null")
_EQUAL: Final = ("eq", "ne", "in", "not_in", *_EXISTS)
_ORDER: Final = (*_EQUAL, "lt", "le", "gt", "ge", "between")
_TEXT: Final = (*_ORDER, "contains", "starts", "ends")
_COUNTS: Final = ("count", "count_distinct")
_RANGE: Final = (*_COUNTS, "min", "max")
_SUMS: Final = (*_RANGE, "sum", "avg")


def _as_text(_field: Field, value: Any, _language: Language) -> str:
    return str(value)


def _as_cell(_field: Field, cell: str) -> object:
    return cell.strip()


def _as_written(_field: Field, cell: str) -> object:
    return cell


def _as_is(_field: Field, value: Any) -> object:
    return value


def _iso(_field: Field, value: Any) -> object:
    return value.isoformat()


def _plain(field: Field, value: Any) -> object:
    return numbers.show_exact(field, value, "en")


@dataclass(frozen=True, slots=True)
class FieldType:
    """What one type answers.

    ``check`` takes a JSON or Python value to the field's value or raises Invalid; ``parse`` takes a text cell to
    something ``check`` takes; ``export`` gives what a cell or a CSV column holds; ``show`` a text for a person;
    ``compare`` the filter operators and ``aggregates`` the functions it takes part in; ``default`` the value of a new
    record when the field names none.
    """

    name: str
    check: Check
    compare: tuple[str, ...]
    aggregates: tuple[str, ...] = _COUNTS
    show: Show = _as_text
    parse: Parse = _as_cell
    export: Export = _as_is
    default: Any = None


def _no_input(field: Field, value: Any) -> Any:
    raise refused(field, value, "cannot be sent for lines as a whole", "send the lines with their record")


def _lines_cell(field: Field, cell: str) -> object:
    raise refused(field, cell, "cannot stand in one cell", "import the lines as rows of their own")


def _texts() -> tuple[FieldType, ...]:
    return (
        FieldType("text", texts.check_text, _TEXT, _RANGE),
        FieldType("long_text", texts.check_long_text, ("contains", *_EXISTS), parse=_as_written),
        FieldType("rich_text", texts.check_long_text, ("contains", *_EXISTS), parse=_as_written),
        FieldType("code", texts.check_code, _TEXT, _RANGE),
        FieldType("phone_email_url", texts.check_reach, _TEXT),
    )


def _numbers() -> tuple[FieldType, ...]:
    exact = FieldType("decimal", numbers.check_decimal, _ORDER, _SUMS, numbers.show_exact, numbers.parse_exact, _plain)
    return (
        exact,
        replace(exact, name="quantity"),
        replace(exact, name="money"),
        replace(exact, name="percent", show=numbers.show_percent, parse=numbers.parse_percent),
        replace(exact, name="integer", check=numbers.check_integer, show=_as_text, export=_as_is),
        replace(exact, name="number", check=numbers.check_number, show=numbers.show_number, export=_as_is),
    )


def _times() -> tuple[FieldType, ...]:
    return (
        FieldType("date", times.check_date, _ORDER, _RANGE, parse=times.parse_date, export=_iso),
        FieldType("time", times.check_time, _ORDER, _RANGE, export=_iso),
        FieldType(
            "datetime",
            times.check_datetime,
            _ORDER,
            _RANGE,
            times.show_datetime,
            times.parse_datetime,
            times.export_datetime,
        ),
        FieldType(
            "duration",
            times.check_duration,
            _ORDER,
            _SUMS,
            times.show_duration,
            times.parse_duration,
            times.export_duration,
        ),
    )


def _others() -> tuple[FieldType, ...]:
    some = ("contains", *_EXISTS)
    kept = FieldType("file", others.check_file, _EXISTS, (), others.show_file, others.parse_json, others.export_json)
    link = FieldType("link", others.check_link, _EQUAL, _COUNTS, others.show_link, export=_link_cell)
    return (
        FieldType("boolean", others.check_boolean, _EQUAL, _COUNTS, others.show_boolean, others.parse_boolean),
        FieldType("choice", others.check_choice, _ORDER, _COUNTS, others.show_choice, others.parse_choice),
        FieldType("choices", others.check_choices, some, (), others.show_choices, others.parse_choices, _joined),
        link,
        FieldType("links", others.check_links, some, (), _links_shown, others.parse_links, _joined),
        FieldType("user", others.check_user, _EQUAL, _COUNTS, others.show_link),
        kept,
        replace(kept, name="image"),
        replace(kept, name="signature"),
        replace(kept, name="json", check=others.check_json, show=_json_shown),
        FieldType("lines", _no_input, (), ("count",), _lines_shown, _lines_cell, _lines_counted),
        FieldType("formula", _no_input, ()),
    )


def _link_cell(field: Field, value: Any) -> object:
    return others.show_link(field, value, "en")


def _joined(_field: Field, value: Any) -> object:
    return ";".join(str(each) for each in value)


def _links_shown(field: Field, value: Any, language: Language) -> str:
    return ", ".join(others.show_link(field, each, language) for each in value)


def _json_shown(field: Field, value: Any, _language: Language) -> str:
    return others.export_json(field, value)


def _lines_shown(_field: Field, value: Any, language: Language) -> str:
    return f"{len(value)} 行" if language == "zh" else f"{len(value)} lines"


def _lines_counted(_field: Field, value: Any) -> object:
    return len(value)


TYPES: Final[Mapping[str, FieldType]] = MappingProxyType(
    {each.name: each for each in (*_texts(), *_numbers(), *_times(), *_others())}
)


def type_of_field(field: Field) -> FieldType:
    """The type that answers for a field; a formula's is the type of its result."""
    return TYPES[field.formula_type or "text" if field.type == "formula" else field.type]


def check(field: Field, value: Any) -> Any:
    """The value a field holds, from JSON or Python; None and the empty text are the absence of a value.

    Invalid names the field, the value and what to do.
    """
    if value is None or value == "":
        return None
    return type_of_field(field).check(field, value)


def show(field: Field, value: Any, language: Language = "zh") -> str:
    """A value as a person reads it."""
    return "" if value is None else type_of_field(field).show(field, value, language)


def parse_cell(field: Field, cell: Any) -> Any:
    """The value of a spreadsheet's or CSV file's cell; Invalid as ``check``."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    kind = type_of_field(field)
    if isinstance(cell, str):
        return check(field, kind.parse(field, cell))
    return check(field, _from_sheet(kind.name, cell))


def _from_sheet(kind: str, cell: Any) -> Any:
    """A spreadsheet keeps every number as a float, every day as an instant, and codes of digits as numbers."""
    if isinstance(cell, dt.datetime):
        if kind == "date":
            return cell.date()
        return cell.replace(tzinfo=times.SITE_ZONE) if kind == "datetime" and cell.tzinfo is None else cell
    if isinstance(cell, dt.date) and kind == "datetime":
        return dt.datetime.combine(cell, dt.time(), times.SITE_ZONE)
    if isinstance(cell, dt.time) and kind == "duration":
        return dt.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, float) and kind != "number" and cell.is_integer():
        cell = int(cell)
    if (
        isinstance(cell, int | float)
        and not isinstance(cell, bool)
        and kind in {"text", "code", "long_text", "phone_email_url", "link", "choice"}
    ):
        return str(cell)
    return cell


def export(field: Field, value: Any) -> object:
    """What a cell of an export holds; ``parse_cell`` reads it back."""
    return None if value is None else type_of_field(field).export(field, value)
