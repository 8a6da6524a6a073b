"""Rows made documents: cells read as values, rows of one document gathered, everything wrong noted with its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zhihe.errors import Invalid
from zhihe.kernels.expression import Context, ExpressionError, Values
from zhihe.platform.actions import Row
from zhihe.platform.exchange.cells import NAMES
from zhihe.platform.exchange.columns import DOCUMENT
from zhihe.platform.exchange.plan import Plan, Target, repeats_headings
from zhihe.platform.exchange.report import RowError, shown
from zhihe.platform.exchange.table import Cell, Numbered, Table, blank, empty
from zhihe.platform.model import field_types
from zhihe.platform.store.identity import new_id

SAME_ROW: Final = "#"
"""As the name of a line of the same document: the line that this row makes."""


@dataclass(slots=True)
class Document:
    """One record as a file tells it.

    ``rows`` are its rows as they came; ``lines`` the values of each line, ``made_by`` the place of the row that made
    each of them. A value of a link is still the text that names it. ``errors`` are what is wrong already.
    """

    rows: list[Numbered]
    values: Row = field(default_factory=dict)
    lines: dict[str, list[Row]] = field(default_factory=dict)
    made_by: dict[str, list[int]] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    def wrong(self, row: int, target: Target | None, code: str, reason: str) -> None:
        """Note what is wrong with a cell, or with a whole row."""
        self.errors.append(
            RowError(row, "" if target is None else target.heading, self.cell(row, target), code, reason)
        )

    def cell(self, row: int, target: Target | None) -> str:
        """What stands in a row's cell for this field."""
        if target is None or target.index < 0:
            return ""
        cells = next((cells for number, cells in self.rows if number == row), ())
        return shown(cells[target.index] if target.index < len(cells) else None)


@dataclass(slots=True)
class Reading:
    """Makes the documents of a file; ``skipped`` counts the rows that were passed over."""

    plan: Plan
    now: dt.datetime
    today: dt.date
    skipped: int = 0

    def documents(self, table: Table) -> Iterator[Document]:
        """Every document of the file, those with errors too."""
        rows = self._content(table)
        if not self.plan.document:
            for row in rows:
                document = self._document([row])
                if document is not None:
                    yield document
            return
        for gathered in self._gathered(rows):
            document = self._document(gathered)
            if document is not None:
                yield document

    def _content(self, table: Table) -> Iterator[Numbered]:
        for place, row in enumerate(table.rows()):
            if place == 0 and self.plan.labels and repeats_headings(self.plan, row[1]):
                self.skipped += 1
                continue
            yield row

    def _gathered(self, rows: Iterator[Numbered]) -> list[list[Numbered]]:
        """Rows with equal cells in the document's columns; a row that says nothing there goes with the one before."""
        found: dict[tuple[str, ...], list[Numbered]] = {}
        last: tuple[str, ...] = ()
        for number, cells in rows:
            key = tuple(_text(cells, index) for index in self.plan.document)
            last = key if any(key) else last
            found.setdefault(last, []).append((number, cells))
        return list(found.values())

    def _document(self, rows: list[Numbered]) -> Document | None:
        document = Document([])
        for number, cells in rows:
            self._row(document, number, cells)
        return document if document.rows else None

    def _row(self, document: Document, number: int, cells: Sequence[Cell]) -> None:
        plan = self.plan
        errors = len(document.errors)
        names = self._names(document, number, cells) if plan.named else None
        if len(document.errors) > errors:
            document.rows.append((number, cells))
            return
        if plan.skip is not None and self._skips(document, number, names):
            self.skipped += 1
            return
        place = len(document.rows)
        document.rows.append((number, cells))
        if len(cells) > len(plan.header) and not empty(cells[len(plan.header) :]):
            many = f"the row has {len(cells)} cells, the headings are {len(plan.header)}; a separator inside a cell "
            document.wrong(number, None, "row.width", f"{many}must stand between quotation marks")
        if place == 0:
            document.values = self._values(document, number, cells, plan.targets, names)
        else:
            self._agrees(document, number, cells)
        for key, targets in plan.lines.items():
            line = self._values(document, number, cells, targets, names)
            if _says_something(targets, cells, line):
                line["id"] = new_id()
                self._numbered(document, number, key, line)
                document.lines.setdefault(key, []).append(line)
                document.made_by.setdefault(key, []).append(place)

    def _numbered(self, document: Document, number: int, key: str, line: Row) -> None:
        """The number of a line, where the file gives one: whole, from 1, once in its document."""
        said = line.get(DOCUMENT)
        if said is None:
            return
        target = next((each for each in self.plan.lines[key] if each.column.marks), None)
        line[DOCUMENT] = int(said[:6]) if said.isdecimal() else 0
        if not line[DOCUMENT]:
            document.wrong(number, target, "line.number", f"{said!r} is no line number; they count from 1")
        elif any(other.get(DOCUMENT) == line[DOCUMENT] for other in document.lines.get(key, ())):
            document.wrong(number, target, "line.twice", f"line {said} is there already in this document")

    def _names(self, document: Document, number: int, cells: Sequence[Cell]) -> Values:
        found: dict[str, Any] = {}
        for each in self.plan.named:
            cell = cells[each.index] if each.index < len(cells) else None
            try:
                found[each.name] = each.read(cell)
            except Invalid as error:
                document.errors.append(RowError(number, each.heading, shown(cell), error.code, error.message))
        return Values(found)

    def _skips(self, document: Document, number: int, names: Values | None) -> bool:
        try:
            return self.plan.skip is not None and self.plan.skip.holds(names or Values({}), context=self._context())
        except ExpressionError as error:
            document.wrong(number, None, f"expression.{error.code}", f"skip: {error.message}")
            return False

    def _context(self) -> Context:
        return Context(now=self.now, today=self.today)

    def _values(
        self, document: Document, number: int, cells: Sequence[Cell], targets: Sequence[Target], names: Values | None
    ) -> Row:
        """What a row says of the fields of its document or of one of its lines."""
        values: Row = {}
        width = len(cells)
        for target in targets:
            read = target.read
            try:
                if read is not None:
                    value = read(cells[target.index]) if target.index < width else None
                elif target.formula is None:
                    value = target.constant
                else:
                    value = self._computed(target, names)
            except Invalid as error:
                document.wrong(number, target, error.code, error.message)
                value = None
            except ExpressionError as error:
                document.wrong(number, target, f"expression.{error.code}", error.message)
                value = None
            if value is not None:
                values[target.key] = value
        return values

    def _computed(self, target: Target, names: Values | None) -> Any:
        if target.formula is None:
            return None
        found = target.formula.evaluate(names or Values({}), context=self._context())
        if found is None or target.column.marks:
            return found
        return str(found) if target.field.type in NAMES else field_types.check(target.field, found)

    def _agrees(self, document: Document, number: int, cells: Sequence[Cell]) -> None:
        """A further row of a document says of its fields nothing, or the same as the first."""
        first_number, first = document.rows[0]
        for target in self.plan.targets:
            said = _text(cells, target.index) if target.index >= 0 else ""
            if said and said != _text(first, target.index):
                reason = f"row {first_number} of the same document says {_text(first, target.index)[:80]!r} here"
                document.wrong(number, target, "row.differs", reason)


def _text(cells: Sequence[Cell], index: int) -> str:
    cell = cells[index] if index < len(cells) else None
    return "" if cell is None else str(cell).strip()


def _says_something(targets: Sequence[Target], cells: Sequence[Cell], line: Mapping[str, Any]) -> bool:
    """Whether a row has a line: a cell of it holds something, or a formula gave something."""
    width = len(cells)
    return any(
        (target.index < width and not blank(cells[target.index]))
        if target.index >= 0
        else target.formula is not None and target.key in line
        for target in targets
    )


Progress = Callable[[int, int], None]
"""Hears how many rows of how many are done."""
