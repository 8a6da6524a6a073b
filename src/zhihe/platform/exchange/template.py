"""An empty file with the right columns for a model, and beside it what each column is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from zhihe.platform.exchange.columns import Column, Heading
from zhihe.platform.exchange.exporting import visible_columns, write_headings, writer_of
from zhihe.platform.exchange.importing import importable
from zhihe.platform.exchange.naming import LINE, MODEL, name_fields
from zhihe.platform.exchange.plan import require_import
from zhihe.platform.exchange.writers import MEDIA, Format, SheetWriter
from zhihe.platform.model.elements import Field
from zhihe.platform.model.values import Language, known_language
from zhihe.platform.records.access import ALL, grant
from zhihe.platform.records.unit import Unit

_LISTED: Final = 255
"""Characters of a drop-down list in XLSX."""
_ROWS: Final = 10_000
_WIDTHS: Final = (24, 24, 24, 14, 10, 60)


@dataclass(frozen=True, slots=True)
class Template:
    """A finished template, from its start."""

    file: IO[bytes]
    name: str
    media: str


def template(
    unit: Unit, key: str, form: Format = "xlsx", heading: Heading = "both", language: Language = "zh"
) -> Template:
    """The columns this user may fill; in XLSX with lists of choices and a second sheet that explains each column."""
    model = importable(unit, key)
    given = grant(unit.registry, model, unit.user)
    require_import(given, model)
    allowed = given.create | given.write
    columns = [
        column
        for column in visible_columns(unit, model).values()
        if column.given and (column.marks or ALL in allowed or (column.lines or column.key) in allowed)
    ]
    writer = writer_of(columns, model, form, language)
    write_headings(writer, columns, heading, language)
    if isinstance(writer, SheetWriter):
        _lists(writer, columns, 2 if heading == "both" else 1, language)
        _explained(writer, columns, unit, language)
    return Template(writer.close(), f"{key}-template.{form}", MEDIA[form])


def _lists(writer: SheetWriter, columns: Sequence[Column], first: int, language: Language) -> None:
    """Drop-down lists where the names of the choices fit into one."""
    for place, column in enumerate(columns):
        if column.field.type != "choice":
            continue
        names = [known_language(language, each.label.zh, each.label.en) for each in column.field.choices]
        if names and len(",".join(names)) <= _LISTED and not any("," in name for name in names):
            writer.sheet.data_validation(first, place, first + _ROWS, place, {"validate": "list", "source": names})


def _explained(writer: SheetWriter, columns: Sequence[Column], unit: Unit, language: Language) -> None:
    sheet = writer.book.add_worksheet(known_language(language, "说明", "Columns"))
    bold = writer.book.add_format({"bold": True})
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    heads = known_language(
        language, "列,中文名称,英文名称,类型,必填,内容", "Column,Chinese,English,Type,Required,Content"
    )
    for place, name in enumerate(heads.split(",")):
        sheet.write_string(0, place, name, bold)
    for row, column in enumerate(columns, 1):
        for place, text in enumerate(_explanation(column, unit, language)):
            sheet.write_string(row, place, text)


def _explanation(column: Column, unit: Unit, language: Language) -> Iterator[str]:
    field = column.field
    yield column.key
    yield column.label.zh
    yield column.label.en
    yield "" if column.marks else field.type
    yield known_language(language, "是", "yes") if field.required and field.default is None else ""
    yield "; ".join(_content(column, unit, language))


def _content(column: Column, unit: Unit, language: Language) -> Iterator[str]:
    field = column.field
    if column.marks and column.lines:
        yield known_language(language, "行号，从 1 起；可留空", "number of the line, from 1; may stay empty")
    elif column.marks:
        yield known_language(language, "相同者为一张单据", "rows with the same are one document")
    if field.choices:
        names = ((each.key, known_language(language, each.label.zh, each.label.en)) for each in field.choices)
        yield ", ".join(f"{key} {name}" for key, name in names)
    if field.type in {"link", "links"}:
        yield _named_by(field, unit, language)
    if field.type == "user":
        yield known_language(language, "登录名", "login")
    yield from _bounds(field, language)
    if field.note is not None:
        yield known_language(language, field.note.zh, field.note.en)


def _bounds(field: Field, language: Language) -> Iterator[str]:
    if field.minimum:
        yield f"≥ {field.minimum}"
    if field.maximum:
        yield f"≤ {field.maximum}"
    if field.length:
        yield known_language(language, f"最多 {field.length} 个字符", f"at most {field.length} characters")


def _named_by(field: Field, unit: Unit, language: Language) -> str:
    """By what a link names its record."""
    model = unit.registry.models.get(field.to)
    if model is None:
        return f"model{MODEL}number"
    label = known_language(language, model.label.zh, model.label.en)
    if model.line_of:
        return f"{label}: number{LINE}line"
    keys = name_fields(unit.registry, model) or ("id",)
    names: list[Any] = [key if key not in model.fields else _label(model.fields[key], language) for key in keys]
    return f"{label}: {'/'.join(names)}"


def _label(field: Field, language: Language) -> str:
    return known_language(language, field.label.zh, field.label.en)
