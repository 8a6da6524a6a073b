"""What a posting is, and what a ledger looks like to the store: worked out once per definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from zhihe.errors import Invalid
from zhihe.kernels.quantity import total
from zhihe.platform.model.elements import Model
from zhihe.platform.store.columns import STORAGE, Storage, encode
from zhihe.platform.store.naming import any_model
from zhihe.platform.store.tables_ledger import NIL, counted, key_storage

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]
RESERVED = "reserved"
"""A key an entry may carry beside its measures: what it adds to, or with a minus frees from, the reservations."""
_DECIMAL = STORAGE["decimal"]
_PAIR = 2


class Entry(Protocol):
    """One signed change of a balance: its dimensions and measures by key."""

    @property
    def dimensions(self) -> Mapping[str, Any]:
        """Values by dimension; None or left out where it is optional and absent."""

    @property
    def measures(self) -> Mapping[str, Any]:
        """Signed Decimals by measure; what is left out is zero."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Entries that stand or fall together, why they were made, and by whom.

    ``cause`` is the model and id of the record behind it, ``on`` the business date, ``at`` the instant,
    ``under_hold`` whether a hold leaves this movement open.
    """

    id: str
    movement: str
    entries: Sequence[Entry]
    cause: tuple[str, str]
    on: dt.date
    at: dt.datetime
    user: str
    under_hold: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: its key in a row, its column, and what stands for its absence."""

    key: str
    column: str
    storage: Storage
    absent: str | None
    gate: bool
    pair: bool

    def text(self, value: Any) -> str:
        """The canonical text of a value: two texts are equal exactly when the server finds the values equal."""
        if self.pair and value is not None:
            value = self._pair(value)[1]
        if value is None:
            return self._absent()
        if self.storage.kind == "link":
            return self._identity(value)
        return encode(self.storage, self.key, value) or ""

    def model_text(self, value: Any) -> str:
        """Which model a link to any model points to; empty where it points nowhere."""
        return "" if value is None else str(self._pair(value)[0])

    def value(self, row: Row) -> Any:
        """The value in a row as read; takes the model of a link to any model out of the row."""
        found = row[self.key]
        model = row.pop(any_model(self.key), None) if self.pair else None
        if self.absent is not None and str(found) == self.absent:
            return None
        return (model, found) if self.pair else found

    def _absent(self) -> str:
        if self.absent is None:
            raise Invalid("ledger.dimension", f"{self.key} is missing: every entry names it.", field=self.key)
        return self.absent

    def _pair(self, value: Any) -> Sequence[Any]:
        if isinstance(value, (tuple, list)) and len(value) == _PAIR:
            return value
        raise Invalid(
            "value.type",
            f"{self.key}: {value!r} is not a link to any model; give [model, id].",
            field=self.key,
            value=str(value),
        )

    def _identity(self, value: Any) -> str:
        try:
            return str(UUID(str(value)))
        except ValueError as error:
            raise Invalid(
                "value.type", f"{self.key}: {value!r} is not an id.", field=self.key, value=str(value)
            ) from error


@dataclass(frozen=True, slots=True)
class Checked:
    """An entry as it is sent: the texts of its key, the models of its links to any model, its amounts."""

    keys: tuple[str, ...]
    models: Row
    amounts: Mapping[str, Decimal]


@dataclass(slots=True)
class Change:
    """What one call does to one balance: the sum of its entries.

    ``leaves`` is whether anything goes out that a hold would stop.
    """

    keys: tuple[str, ...]
    models: Row
    parts: dict[str, list[Decimal]] = field(default_factory=dict)
    leaves: bool = False

    def add(self, amounts: Mapping[str, Decimal], *, leaves: bool) -> None:
        """Add one entry's share."""
        for measure, value in amounts.items():
            self.parts.setdefault(measure, []).append(value)
        self.leaves = self.leaves or leaves

    def sum(self, measure: str) -> Decimal:
        """The net change of a measure."""
        parts = self.parts.get(measure, ())
        return parts[0] if len(parts) == 1 else total(parts)


@dataclass(frozen=True, slots=True)
class LedgerShape:
    """Dimensions and measures of a ledger.

    ``counted`` measures never go negative, ``main`` is the one that can be reserved, a negative change of one in
    ``flow`` goes out.
    """

    model: Model
    dimensions: tuple[Dimension, ...]
    measures: Mapping[str, str]
    counted: tuple[str, ...]
    main: str
    flow: tuple[str, ...]
    keys: frozenset[str]
    pairs: tuple[Dimension, ...]

    def checked(self, entry: Entry) -> Checked:
        """An entry ready to be sent; Invalid names a dimension or measure that the ledger does not have."""
        given = entry.dimensions
        unknown = given.keys() - self.keys
        if unknown:
            self._refuse("dimension", unknown, self.model.dimensions)
        keys = tuple([each.text(given.get(each.key)) for each in self.dimensions])
        models = {any_model(each.column): each.model_text(given.get(each.key)) for each in self.pairs}
        return Checked(keys, models, self._amounts(entry.measures))

    def leaves(self, amounts: Mapping[str, Decimal]) -> bool:
        """Whether something goes out, or is set apart to go out."""
        return any(amounts.get(key, 0) < 0 for key in self.flow) or amounts.get(RESERVED, 0) > 0

    def _amounts(self, measures: Mapping[str, Any]) -> dict[str, Decimal]:
        unknown = measures.keys() - self.measures.keys() - {RESERVED}
        if unknown or (RESERVED in measures and not self.main):
            self._refuse("measure", unknown or {RESERVED}, tuple(self.measures))
        return {key: Decimal(encode(_DECIMAL, key, value) or 0) for key, value in measures.items() if value is not None}

    def row(self, keys: Sequence[str]) -> Row:
        """Columns to the texts of a key."""
        return {each.column: text for each, text in zip(self.dimensions, keys, strict=True)}

    def read(self, rows: list[Row]) -> list[Row]:
        """Rows as read, with absent dimensions None and links to any model as (model, id)."""
        for row in rows:
            for each in self.dimensions:
                if each.key in row:
                    row[each.key] = each.value(row)
        return rows

    def dimension(self, key: str) -> Dimension:
        """The gate of this key; Invalid when the ledger has no such gate."""
        for each in self.dimensions:
            if each.key == key and each.gate:
                return each
        raise Invalid(
            "ledger.gate",
            f"{self.model.key}: nothing is held by {key!r}; its gates are {', '.join(self.model.gates)}.",
            field=key,
        )

    def _refuse(self, what: str, unknown: set[str], known: Sequence[str]) -> None:
        key = min(unknown)
        raise Invalid(
            f"ledger.{what}",
            f"{self.model.key} has no {what} {key!r}; it has {', '.join(known)}.",
            model=self.model.key,
            field=key,
        )


def ledger_shape(tx: Transaction, model: Model) -> LedgerShape:
    """The shape of a ledger under the running definitions."""
    return tx.catalog.keep((LedgerShape, model.key), lambda: made_shape(model))


def made_shape(model: Model) -> LedgerShape:
    """Work out the shape of a ledger."""
    never_negative = counted(model)
    dimensions = tuple(_dimension(model, key) for key in model.dimensions)
    return LedgerShape(
        model=model,
        dimensions=dimensions,
        keys=frozenset(model.dimensions),
        pairs=tuple(each for each in dimensions if each.pair),
        measures={key: model.fields[key].column for key in model.measures},
        counted=never_negative,
        main=never_negative[0] if never_negative else "",
        flow=never_negative or model.measures[:1],
    )


def changes_of(shape: LedgerShape, entries: Iterable[tuple[Checked, bool]]) -> list[Change]:
    """The net change of each balance; ``entries`` come with whether a hold stops them."""
    found: dict[tuple[str, ...], Change] = {}
    for entry, stopped in entries:
        change = found.get(entry.keys)
        if change is None:
            change = found[entry.keys] = Change(entry.keys, entry.models)
        change.add(entry.amounts, leaves=stopped and shape.leaves(entry.amounts))
    return list(found.values())


def _dimension(model: Model, key: str) -> Dimension:
    given = model.fields[key]
    storage = key_storage(model, key)
    absent = NIL if given.optional else None
    pair = given.type == "link" and given.to == "any"
    return Dimension(key, given.column, storage, absent, key in model.gates, pair)
