"""A mapping held against a model and the headings of a file: what each column of this file is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zhihe.errors import Forbidden, Invalid
from zhihe.kernels.expression import (
    BOOL,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    INT,
    TEXT,
    ExpressionError,
    Formula,
    Function,
    Member,
    Type,
    check,
    prepare,
)
from zhihe.platform.context import Principal
from zhihe.platform.exchange.cells import NAMES, Reader, reader
from zhihe.platform.exchange.columns import DOCUMENT, LEFT_OUT, Column, columns_of, plain, spellings
from zhihe.platform.exchange.mapping import Blank, Existing, FileMapping, Origin, refuse
from zhihe.platform.exchange.table import Cell, blank
from zhihe.platform.model.elements import Expression, Field, Label, Model, Registry
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Source
from zhihe.platform.model.scope import type_of
from zhihe.platform.records.access import ALL, Grant, grant, require_read

_TYPES: Final[Mapping[str, Type]] = {
    **dict.fromkeys(("decimal", "number", "percent"), DECIMAL),
    "text": TEXT,
    "integer": INT,
    "boolean": BOOL,
    "date": DATE,
    "datetime": DATETIME,
    "duration": DURATION,
}
_FOUND_BY: Final = frozenset({"text", "code", "integer", "date", "choice", "phone_email_url"})
"""Fields by which a link may find its record: those of which a cell says the whole value."""


@dataclass(frozen=True, slots=True)
class Target:
    """One field and what feeds it: the cell at ``index``, a formula over named columns, or a constant.

    ``heading`` is what a report calls it; ``by`` the field by which a link finds its record.
    """

    column: Column
    heading: str
    index: int = -1
    read: Reader | None = None
    formula: Formula | None = None
    constant: Any = None
    by: str = ""

    @property
    def key(self) -> str:
        """The key within its row: that of the field."""
        return self.column.field.key

    @property
    def field(self) -> Field:
        """The field that is fed."""
        return self.column.field


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """A column that expressions call by a name."""

    name: str
    heading: str
    index: int
    read: Reader


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with each row of a file.

    ``document`` are the columns whose equal cells make rows one document; none: each row is one. ``labels`` are the
    columns by folded heading, given where a second row of headings is to be passed over.
    """

    model: Model
    header: tuple[str, ...]
    targets: tuple[Target, ...]
    lines: Mapping[str, tuple[Target, ...]]
    named: tuple[NamedColumn, ...] = ()
    document: tuple[int, ...] = ()
    skip: Formula | None = None
    existing: Existing | None = None
    blank: Blank = "keep"
    steps: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def fed(self) -> tuple[Target, ...]:
        """All that is fed, the fields of lines too."""
        return (*self.targets, *(each for targets in self.lines.values() for each in targets))

    @property
    def keys(self) -> frozenset[str]:
        """The header fields a user sets by this file."""
        return frozenset([target.key for target in self.targets] + list(self.lines))


def require_import(given: Grant, model: Model) -> None:
    """Refuse a user whose roles do not let him import into the model."""
    if not given.read or not given.imports:
        raise Forbidden("access.import", f"Your roles do not let you import {model.key}.", model=model.key)


def plan_of(
    registry: Registry, model: Model, user: Principal, header: Sequence[str], told: FileMapping | None = None
) -> Plan:
    """The plan for a file with these headings; without a mapping each heading names its field."""
    given = grant(registry, model, user)
    require_import(given, model)
    making = _Making(registry, model, user, tuple(header), told or FileMapping(Source("headings")))
    plan = making.plan() if told is not None else making.plan_by_headings()
    refuse(making.source)
    below = {target.key for targets in plan.lines.values() for target in targets}
    closed = sorted((plan.keys | below) & given.hidden)
    if closed or not (given.create or given.write):
        shown = ", ".join(closed) or "anything"
        raise Forbidden("access.field", f"Your roles do not let you set {shown} on {model.key}.", model=model.key)
    for target in plan.fed:
        linked = registry.models.get(target.field.to)
        if target.field.type == "link" and linked is not None:
            require_read(grant(registry, linked, user), linked)
    return plan


def closed_fields(plan: Plan, given: Grant, *, creating: bool) -> list[str]:
    """The fields of a plan that this user may not set on new or on existing records."""
    open_ones = given.create if creating else given.write
    return [] if ALL in open_ones else sorted(plan.keys - open_ones - {"id"})


@dataclass(frozen=True, slots=True)
class _Scope:
    """What expressions of a mapping may name: its columns."""

    types: Mapping[str, Type]

    def member(self, owner: Type | None, name: str) -> Member | None:
        found = self.types.get(name) if owner is None else None
        return Member(found) if found else None

    def members(self, owner: Type | None) -> Iterable[str]:
        return () if owner is not None else self.types

    def function(self, name: str) -> Function | None:
        del name
        return None

    def functions(self) -> Iterable[str]:
        return ()


class _Making:
    """Makes a plan; what is wrong goes to the mapping's source."""

    def __init__(
        self, registry: Registry, model: Model, user: Principal, header: tuple[str, ...], told: FileMapping
    ) -> None:
        self.registry = registry
        self.model = model
        self.user = user
        self.header = header
        self.told = told
        self.source = told.source
        self.columns = columns_of(registry, model)
        self.places: dict[str, list[int]] = {}
        for index, heading in enumerate(header):
            self.places.setdefault(plain(heading), []).append(index)
        self.scope = _Scope({name: _TYPES[origin.kind] for name, origin in told.columns.items()})

    def plan_by_headings(self) -> Plan:
        """Each heading is the key or the name of a field; computed fields of an export are passed over."""
        names = spellings(self.columns)
        ignored: list[str] = []
        targets: dict[str, Target] = {}
        for index, heading in enumerate(self.header):
            if heading.startswith(LEFT_OUT):
                continue
            column = self._meant(names, heading)
            if column is None:
                continue
            if not column.given:
                ignored.append(heading)
            elif column.key in targets:
                self._wrong(heading, f"{targets[column.key].heading} is the same field; keep one of the columns")
            else:
                origin = Origin(column=heading)
                targets[column.key] = Target(column, heading, index, reader(column.field, origin))
        return self._made(targets, ignored=tuple(ignored), labels=names)

    def _meant(self, names: Mapping[str, tuple[str, ...]], heading: str) -> Column | None:
        keys = names.get(plain(heading), ())
        if len(keys) == 1:
            return self.columns[keys[0]]
        if keys:
            self._wrong(heading, f"several fields have this name: {', '.join(keys)}; write the key instead")
        elif heading:
            hint = allowed(heading, self.columns)
            self._wrong(heading, f"{self.model.key} has no such field; {hint} A heading after {LEFT_OUT} is not read")
        else:
            self._wrong("", "a column has no heading; give it one, or delete it")
        return None

    def _wrong(self, heading: str, message: str) -> None:
        self.source.problem((heading,) if heading else (), message)

    def plan(self) -> Plan:
        """The plan of a mapping file."""
        if self.told.model and self.told.model != self.model.key:
            self.source.problem(("model",), f"this mapping is for {self.told.model}, not for {self.model.key}")
        targets = {}
        for key, origin in self.told.fields.items():
            target = self._target(key, origin)
            if target is not None:
                targets[key] = target
        named = [
            NamedColumn(name, origin.column, index, reader(_of_kind(name, origin.kind), origin))
            for name, origin in self.told.columns.items()
            if (index := self._index(origin.column, ("columns", name))) is not None
        ]
        skip = None
        if self.told.skip is not None:
            skip = self._formula(self.told.skip, BOOL, ("skip",))
        return self._made(targets, named=tuple(named), skip=skip, labels=spellings(self.columns))

    def _target(self, key: str, origin: Origin) -> Target | None:
        path = ("fields", key)
        column = self.columns.get(key)
        if column is None:
            self.source.problem(path, f"{self.model.key} has no such field; {allowed(key, self.columns)}")
            return None
        if not column.given:
            self.source.problem(path, "this field is set by the system; leave it out")
            return None
        if origin.by:
            self._by(column.field, origin.by, path)
        if origin.value is not None:
            expected = TEXT if column.field.type in NAMES or column.marks else type_of(column.field)
            formula = self._formula(origin.value, expected, (*path, "value"))
            return Target(column, key, formula=formula, by=origin.by)
        if origin.constant is not None:
            return Target(column, key, constant=self._constant(column, origin, path), by=origin.by)
        index = self._index(origin.column, path)
        if index is None:
            return None
        read = reader(column.field, self._whole(origin))
        return Target(column, self.header[index], index, read, by=origin.by)

    def _by(self, field: Field, by: str, path: tuple[str, ...]) -> None:
        linked = self.registry.models.get(field.to) if field.type == "link" else None
        if linked is None:
            self.source.problem((*path, "by"), "only a link to one model is found by a field of it")
            return
        hidden = grant(self.registry, linked, self.user).hidden
        known = [each.key for each in linked.fields.values() if each.type in _FOUND_BY and not each.retired]
        if by not in known or by in hidden:
            self.source.problem((*path, "by"), f"{linked.key} has no field {by!r} to find it by; {allowed(by, known)}")

    def _whole(self, origin: Origin) -> Origin:
        """What a field does not say of its cell is said where the column was named."""
        named = self.told.columns.get(origin.column)
        if named is None:
            return origin
        return Origin(
            formats=origin.formats or named.formats,
            empty=origin.empty or named.empty,
            words=origin.words or named.words,
        )

    def _constant(self, column: Column, origin: Origin, path: tuple[str, ...]) -> Any:
        try:
            return reader(column.field, Origin())(origin.constant)
        except Invalid as error:
            self.source.problem((*path, "constant"), error.message)
            return None

    def _index(self, name: str, path: tuple[str, ...]) -> int | None:
        named = self.told.columns.get(name) if path[0] != "columns" else None
        heading = name if named is None else named.column
        places = self.places.get(plain(heading), [])
        if len(places) == 1:
            return places[0]
        if places:
            self.source.problem(path, f"the file has {len(places)} columns {heading!r}; rename one in the file")
        else:
            self.source.problem(path, f"the file has no column {heading!r}; {allowed(heading, self.header)}")
        return None

    def _formula(self, expression: Expression, expected: Type, path: tuple[str, ...]) -> Formula | None:
        try:
            check(expression.tree, self.scope, expect=expected)
            return prepare(expression.tree)
        except ExpressionError as error:
            self.source.problem(path, error.message)
            return None

    def _made(self, targets: Mapping[str, Target], **more: Any) -> Plan:
        if not targets and not self.source.problems:
            self.source.problem((), "no column feeds a field; start from the template")
        lines: dict[str, list[Target]] = {}
        for target in targets.values():
            if target.column.lines:
                lines.setdefault(target.column.lines, []).append(target)
        for step in self.told.steps:
            if step not in self.model.steps:
                self.source.problem(
                    ("steps",), f"{self.model.key} has no step {step}; {allowed(step, self.model.steps)}"
                )
        return Plan(
            model=self.model,
            header=self.header,
            targets=tuple(each for each in targets.values() if not each.column.lines and not each.column.marks),
            lines={key: tuple(found) for key, found in lines.items()},
            document=self._document(targets, bool(lines)),
            existing=self.told.existing,
            blank=self.told.blank,
            steps=self.told.steps,
            **more,
        )

    def _document(self, targets: Mapping[str, Target], with_lines: bool) -> tuple[int, ...]:  # noqa: FBT001
        """The columns that tell documents apart: those named, ``#``, or the number or natural key."""
        if self.told.document:
            found = [self._index(name, ("document",)) for name in self.told.document]
            return tuple(index for index in found if index is not None)
        if not with_lines:
            return ()
        numbered = ("number",) if self.model.number is not None else ()
        for keys in ((DOCUMENT,), numbered, self.model.natural_key):
            indexes = tuple(targets[key].index for key in keys if key in targets)
            if keys and len(indexes) == len(keys) and min(indexes) >= 0:
                return indexes
        return ()


def _of_kind(name: str, kind: str) -> Field:
    return Field(name, name, kind, Label(name, name))


def repeats_headings(plan: Plan, cells: Sequence[Cell]) -> bool:
    """Whether a row only says the headings again in other words, as the second row of a template does."""
    said = [
        (plan.labels.get(plain(str(cell)), ()), plan.labels.get(plain(heading), ()))
        for cell, heading in zip(cells, plan.header, strict=False)
        if not blank(cell)
    ]
    return bool(said) and all(set(meant) & set(keys) for meant, keys in said)
