"""An export: a list as a file, with the same filter, order and rights, told in the trail before it leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from zhihe.errors import Forbidden, Invalid, NotFound
from zhihe.platform.actions import Row
from zhihe.platform.exchange.columns import DOCUMENT, Column, Heading, columns_of, titles
from zhihe.platform.exchange.importing import EVERY
from zhihe.platform.exchange.named import LINKING
from zhihe.platform.exchange.names import Names
from zhihe.platform.exchange.writers import MEDIA, CsvWriter, Format, SheetWriter, Writer
from zhihe.platform.model.elements import Model
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.system import system_fields
from zhihe.platform.model.values import Language, known_language
from zhihe.platform.records import sensitive, tell
from zhihe.platform.records.access import grant
from zhihe.platform.records.env import Place
from zhihe.platform.records.read import sight_of
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import query
from zhihe.platform.store import rows as store

MAX_ROWS: Final = 200_000
PAGE: Final = 2_000
KINDS: Final = ("record", "view")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an export was asked for: a list's filter, order, fields and search, and the form of the file.

    Without ``lines`` each record is one row.
    """

    format: Format = "csv"
    where: Mapping[str, Any] | None = None
    sort: Sequence[str] = ()
    fields: Sequence[str] = ()
    search: str = ""
    lines: bool = True
    heading: Heading = "label"
    language: Language = "zh"
    mark: bool = True


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished file, from its start, and how many records are in it."""

    file: IO[bytes]
    name: str
    media: str
    records: int


def export(unit: Unit, key: str, asked: Asked) -> Exported:
    """Write the file; the export is a row of the trail of this unit."""
    model = _exportable(unit, key)
    given = grant(unit.registry, model, unit.user)
    if not given.read or not given.exports:
        raise Forbidden("access.export", f"Your roles do not let you export {key}.", model=key)
    columns = _columns(unit, model, asked)
    writer = writer_of(columns, model, asked.format, asked.language, mark=asked.mark)
    try:
        write_headings(writer, columns, asked.heading, asked.language)
        records = _Pages(unit, model, columns, asked).write(writer)
    except BaseException:
        writer.discard()
        raise
    told = {
        "records": [None, records],
        "format": [None, asked.format],
        "fields": [None, [column.key for column in columns]],
        "where": [None, asked.where],
        "search": [None, asked.search],
    }
    tell.write(unit, model, EVERY, "export", 0, told)
    for below in {column.lines for column in columns}:
        at = unit.model(model.fields[below].of) if below else model
        keys = [column.field.key for column in columns if column.lines == below]
        sensitive.note(unit, at, sensitive.fields_of(unit, at, keys), (), records)
    return Exported(writer.close(), f"{key}-{unit.today:%Y%m%d}.{asked.format}", MEDIA[asked.format], records)


def _exportable(unit: Unit, key: str) -> Model:
    model = unit.registry.models.get(key)
    if model is None or model.kind not in KINDS or model.line_of:
        raise NotFound("model.unknown", f"There is no model {key!r} to export.", model=key)
    return model


def visible_columns(unit: Unit, model: Model) -> dict[str, Column]:
    """The columns of a model that the unit's user may see."""
    hidden = sight_of(unit).hidden
    given = grant(unit.registry, model, unit.user).hidden
    found = {}
    for key, column in columns_of(unit.registry, model).items():
        below = unit.registry.models[model.fields[column.lines].of] if column.lines else model
        closed = hidden.get(below.key, frozenset()) | given
        if column.field.key not in closed and column.lines not in closed:
            found[key] = column
    return found


def _columns(unit: Unit, model: Model, asked: Asked) -> list[Column]:
    known = visible_columns(unit, model)
    if not asked.lines:
        known = {key: column for key, column in known.items() if not column.lines and not column.marks}
    if not asked.fields:
        return list(known.values())
    found: dict[str, Column] = {}
    for name in asked.fields:
        # The name of a lines field stands for all its columns.
        meant = {key: column for key, column in known.items() if name in {key, column.lines}}
        if not meant:
            raise Invalid(
                "export.field",
                f"{model.key} has no column {name!r}; {allowed(name, known)}",
                field=name,
                model=model.key,
            )
        found |= meant
    return list(found.values())


def writer_of(
    columns: Sequence[Column], model: Model, form: Format, language: Language, *, mark: bool = True
) -> Writer:
    """The writer of a format."""
    if form == "csv":
        return CsvWriter(columns, mark=mark)
    return SheetWriter(columns, sheet=known_language(language, model.label.zh, model.label.en))


def write_headings(writer: Writer, columns: Sequence[Column], heading: Heading, language: Language) -> None:
    """Write the keys, the names, or both in two rows."""
    if heading != "label":
        writer.headings([column.key for column in columns])
    if heading != "key":
        writer.headings(titles(columns, language))


@dataclass(frozen=True, slots=True)
class _Pages:
    """Reads a list page by page and writes its records, each with a row for each of its lines."""

    unit: Unit
    model: Model
    columns: Sequence[Column]
    asked: Asked

    def write(self, writer: Writer) -> int:
        """Write all records; how many there were."""
        count = rows = 0
        for records in self._read():
            names = Names(self.unit)
            self._prepare(names, records)
            for record in records:
                count += 1
                for values in self._rows(record, count, names):
                    rows += 1
                    writer.row(values)
            if rows > MAX_ROWS:
                raise Invalid(
                    "export.rows",
                    f"This export has more than {MAX_ROWS} rows; narrow the filter and export in parts.",
                    limit=MAX_ROWS,
                )
        return count

    def _read(self) -> Iterator[list[Row]]:
        model, unit = self.model, self.unit
        sight = sight_of(unit)
        stored = {*system_fields(model), *model.fields}
        wanted = [c.key for c in self.columns if not c.lines and c.key in stored]
        after = None
        while True:
            found = query.Query(
                where=self.asked.where,
                rows=grant(unit.registry, model, unit.user).rows,
                names=Place(unit, model, {}).value,
                sort=tuple(self.asked.sort),
                fields=tuple(dict.fromkeys(("id", *wanted))),
                hidden=sight.hidden,
                readable=sight.readable,
                limit=PAGE,
                after=after,
                search=self.asked.search,
            )
            page = query.find(unit.tx, model, found)
            for key in dict.fromkeys(column.lines for column in self.columns if column.lines):
                self._with_lines(key, page.rows)
            yield page.rows
            after = page.next
            if after is None:
                return

    def _with_lines(self, key: str, records: Sequence[Row]) -> None:
        found = store.lines(self.unit.tx, self.unit.model(self.model.fields[key].of), [row["id"] for row in records])
        for record in records:
            record[key] = found[record["id"]]

    def _prepare(self, names: Names, records: Sequence[Row]) -> None:
        for column in self.columns:
            if column.field.type in LINKING and column.lines:
                names.prepare(column.field, (line[column.field.key] for r in records for line in r[column.lines]))
            elif column.field.type in LINKING:
                names.prepare(column.field, (record[column.key] for record in records))

    def _rows(self, record: Row, number: int, names: Names) -> Iterator[list[Any]]:
        """The rows of one record: its own fields in the first, its lines side by side from there on."""
        height = max([1, *(len(record[column.lines]) for column in self.columns if column.lines)])
        local = self._local(record)
        for place in range(height):
            yield [self._value(column, record, place, number, names, local) for column in self.columns]

    def _value(
        self, column: Column, record: Row, place: int, number: int, names: Names, local: Mapping[str, int]
    ) -> Any:
        key = column.field.key
        if column.lines:
            lines = record[column.lines]
            if place >= len(lines):
                return None
            value = place + 1 if key == DOCUMENT else lines[place][key]
        elif key == DOCUMENT:
            return str(number)
        else:
            value = record[key] if not place else None
        if key == DOCUMENT:
            return str(value)
        if value is None or column.field.type not in LINKING:
            return value
        if isinstance(value, str) and value in local:
            return f"{DOCUMENT}{local[value]}"
        return names.of(column.field, value)

    def _local(self, record: Row) -> dict[str, int]:
        """The lines of this record by id, to which others of it may point by their number."""
        shown = dict.fromkeys(column.lines for column in self.columns if column.lines)
        return {line["id"]: place for key in shown for place, line in enumerate(record[key], 1)}
