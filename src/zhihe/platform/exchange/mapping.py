"""The mapping file: which column of a file feeds which field, and how a cell is read.

YAML or JSON. Only ``fields`` is obligatory::

    model: purchase_order
    columns:                                   # names for expressions, with a type where it is no text
      paid: {column: line item value, type: decimal, empty: [Free]}
      sold: {column: line item quantity, type: integer}
    fields:
      number: po / so #                        # a heading of the file, or a name from columns
      supplier: {column: vendor, by: name}     # a link by another field than its natural key
      ordered_on: {column: sent, format: ["%d-%b-%y", "%m/%d/%y"], empty: [Not captured]}
      currency: {constant: USD}
      lines.item: {column: item, map: {Old code: NEW-1}}
      lines.price: {value: paid / sold}
    document: [po / so #]                      # rows with equal cells here are one document
    skip: sold = 0                             # rows that are passed over
    existing: update                           # or skip, refuse: what happens to records that are there
    blank: keep                                # or clear: what an empty cell means for them
    steps: [release]                           # taken afterwards on each document
    file: {sheet: Orders, header: 1, encoding: gb18030, separator: ";"}
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast

from zhihe.errors import Invalid
from zhihe.kernels.expression import ExpressionError, parse
from zhihe.platform.exchange.opened import Layout
from zhihe.platform.model.elements import Expression
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path, Source, read

Existing = Literal["update", "skip", "refuse"]
Blank = Literal["keep", "clear"]
EXISTING: Final = ("update", "skip", "refuse")
BLANK: Final = ("keep", "clear")
KINDS: Final = ("text", "integer", "decimal", "number", "percent", "boolean", "date", "time", "datetime", "duration")
"""Types a named column may have."""
_TOP: Final = ("model", "columns", "fields", "document", "skip", "existing", "blank", "steps", "file")
_ORIGINS: Final = ("column", "constant", "value")
_ENTRY: Final = (*_ORIGINS, "format", "empty", "map", "by")
_FILE: Final = ("sheet", "header", "encoding", "separator")
_SHOWN: Final = 20
_DAY: Final = dt.datetime(2026, 11, 25, 8, 30, 15, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: a column, a constant or an expression, and how its cell is read.

    ``formats`` are those of ``strptime`` for dates and times; ``empty`` the texts that mean nothing; ``words`` what
    cells are replaced by; ``by`` the field by which a link finds its record; ``kind`` a named column's type.
    """

    column: str = ""
    constant: str | None = None
    value: Expression | None = None
    formats: tuple[str, ...] = ()
    empty: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class FileMapping:
    """A mapping file read: still to be held against a model and the headings of a file."""

    source: Source
    model: str = ""
    layout: Layout = field(default_factory=Layout)
    columns: Mapping[str, Origin] = field(default_factory=dict)
    fields: Mapping[str, Origin] = field(default_factory=dict)
    document: tuple[str, ...] = ()
    skip: Expression | None = None
    existing: Existing | None = None
    blank: Blank = "keep"
    steps: tuple[str, ...] = ()


def formats_sound(text: str) -> bool:
    """Whether a format of dates reads what it writes, proved on a day."""
    try:
        dt.datetime.strptime(_DAY.strftime(text), text)  # noqa: DTZ007 - only whether it can be read
    except (ValueError, re.error):
        return False
    return True


def refuse(source: Source) -> None:
    """Raise Invalid with all that is wrong with a mapping."""
    found = sorted(source.problems)
    if not found:
        return
    more = [f"… and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    raise Invalid(
        "mapping.invalid",
        "\n".join([*map(str, found[:_SHOWN]), *more]),
        problems=[{"line": each.line, "key": each.key, "message": each.message} for each in found],
    )


def read_mapping(text: str, file: str = "mapping") -> FileMapping:
    """Read a mapping file; Invalid tells everything that is wrong with it, with lines."""
    if not text.strip():
        raise Invalid("mapping.empty", f"{file} is empty; it needs at least fields: {{field: column}}.")
    source = read(file, text)
    refuse(source)
    reading = _Reading(source)
    data = reading.keys(source.data, _TOP, ())
    columns = {
        key: reading.origin(item, ("columns", key), named=True)
        for key, item in reading.mapping(data, "columns").items()
    }
    fields = {key: reading.origin(item, ("fields", key)) for key, item in reading.mapping(data, "fields").items()}
    if not fields:
        source.problem(("fields",), "fields is missing: say which column feeds which field")
    found = FileMapping(
        source=source,
        model=reading.text(data, "model"),
        layout=reading.layout(data),
        columns=columns,
        fields=fields,
        document=reading.texts(data, "document", ()),
        skip=reading.expression(data, "skip", ()),
        existing=cast("Existing | None", reading.one_of(data, "existing", EXISTING) or None),
        blank=cast("Blank", reading.one_of(data, "blank", BLANK) or "keep"),
        steps=reading.texts(data, "steps", ()),
    )
    refuse(source)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """Takes the parts of a mapping file from plain data; faults go to the source, with their place."""

    source: Source

    def keys(self, data: Mapping[str, Any], known: Iterable[str], path: Path) -> dict[str, Any]:
        """What may stand here."""
        for key in data:
            if key not in known:
                self.source.problem((*path, key), f"unknown key; {allowed(key, known)}")
        return {key: value for key, value in data.items() if key in known}

    def mapping(self, data: Mapping[str, Any], key: str, path: Path = ()) -> dict[str, Any]:
        found = data.get(key)
        if found is None or isinstance(found, dict):
            return found or {}
        self.source.problem((*path, key), "must be a mapping: one `name: …` a line")
        return {}

    def text(self, data: Mapping[str, Any], key: str, path: Path = ()) -> str:
        found = data.get(key)
        if found is None or isinstance(found, str):
            return found or ""
        self.source.problem((*path, key), "must be a text")
        return ""

    def texts(self, data: Mapping[str, Any], key: str, path: Path) -> tuple[str, ...]:
        """A list of texts; one text is a list of itself."""
        found = data.get(key)
        if found is None:
            return ()
        listed = found if isinstance(found, list) else [found]
        if not all(isinstance(each, str) for each in listed):
            self.source.problem((*path, key), "must be a text or a list of texts")
            return ()
        return tuple(listed)

    def one_of(self, data: Mapping[str, Any], key: str, known: tuple[str, ...], path: Path = ()) -> str:
        found = self.text(data, key, path)
        if found and found not in known:
            self.source.problem((*path, key), f"{found!r} is unknown; {allowed(found, known)}")
            return ""
        return found

    def expression(self, data: Mapping[str, Any], key: str, path: Path) -> Expression | None:
        text = self.text(data, key, path)
        if not text:
            return None
        try:
            return Expression(text, parse(text))
        except ExpressionError as error:
            self.source.problem((*path, key), error.message)
            return None

    def layout(self, data: Mapping[str, Any]) -> Layout:
        given = self.keys(self.mapping(data, "file"), _FILE, ("file",))
        header = self.text(given, "header", ("file",)) or "1"
        if not header.isdecimal() or not 0 < int(header[:6]) <= 1000:  # noqa: PLR2004 - no sheet begins that late
            self.source.problem(("file", "header"), f"{header!r} is no row number from 1 to 1000")
            header = "1"
        separator = self.text(given, "separator", ("file",))
        if len(separator) > 1 or separator in {'"', "\r", "\n"}:
            self.source.problem(("file", "separator"), f"{separator!r} is not one character that can separate cells")
            separator = ""
        return Layout(
            sheet=self.text(given, "sheet", ("file",)),
            header=int(header),
            encoding=self.text(given, "encoding", ("file",)),
            separator=separator,
        )

    def origin(self, item: Any, path: Path, *, named: bool = False) -> Origin:
        """One entry of ``fields`` or, ``named``, of ``columns``."""
        if isinstance(item, str):
            return Origin(column=item)
        if not isinstance(item, dict):
            self.source.problem(path, "must name a column, or be {column: …}, {constant: …} or {value: …}")
            return Origin()
        data = self.keys(item, (*_ENTRY[:1], *_ENTRY[3:6], "type") if named else _ENTRY, path)
        given = [key for key in _ORIGINS if key in data]
        if len(given) != 1:
            shown = " and ".join(given) or "none"
            self.source.problem(path, f"exactly one of {', '.join(_ORIGINS)} must stand here, not {shown}")
        return Origin(
            column=self.text(data, "column", path),
            constant=self.text(data, "constant", path) if "constant" in data else None,
            value=self.expression(data, "value", path),
            formats=self.formats(data, path),
            empty=frozenset(each.strip() for each in self.texts(data, "empty", path)),
            words=self.words(data, path),
            by=self.text(data, "by", path),
            kind=self.one_of(data, "type", KINDS, path) or "text",
        )

    def formats(self, data: Mapping[str, Any], path: Path) -> tuple[str, ...]:
        """Formats of dates, each proved on a day."""
        found = self.texts(data, "format", path)
        for each in found:
            if not formats_sound(each):
                self.source.problem((*path, "format"), f"{each!r} is no format of dates such as %Y-%m-%d or %d-%b-%y")
        return found

    def words(self, data: Mapping[str, Any], path: Path) -> dict[str, str]:
        found = {}
        for key, value in self.mapping(data, "map", path).items():
            if value is None or isinstance(value, str):
                found[key.strip()] = value or ""
            else:
                self.source.problem((*path, "map", key), "must be a text")
        return found
