"""Lists of records, lines and views: filtered, sorted, searched, paged and counted, one statement a page.

A statement is built once for each shape of question (which fields, which comparisons, which order), and kept with
the definitions; only values differ between two questions of one shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from zhihe.errors import Invalid
from zhihe.platform.model.elements import Expression, Model
from zhihe.platform.store import aggregates, cursors, estimate, search
from zhihe.platform.store.asked import Asked
from zhihe.platform.store.expand import expanded
from zhihe.platform.store.given import Names
from zhihe.platform.store.paths import Sight

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]
Count = Literal["none", "estimate", "exact"]
COUNTS = ("none", "estimate", "exact")
LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a list.

    ``where`` is a filter tree; ``rows`` are access predicates of which one must hold (None: every row, none given:
    no row) and ``names`` gives what they name outside the row. ``sort`` are paths, descending after a minus.
    ``fields`` are paths too; without them come all stored fields, with ``expand`` also computed ones. ``expand``
    makes links into ``{id, number, label}``. ``hidden`` are fields that do not exist for the asker, of this model
    or, as a mapping, by model; ``readable`` the models whose records he may look into; ``sight`` is both at once.
    """

    where: Mapping[str, Any] | None = None
    rows: Sequence[Expression] | None = None
    names: Names | None = None
    sort: Sequence[str] = ()
    fields: Sequence[str] = ()
    hidden: frozenset[str] | Mapping[str, frozenset[str]] = frozenset()
    readable: frozenset[str] | None = None
    sight: Sight | None = None
    limit: int = 50
    after: str | None = None
    count: str = "none"
    search: str = ""
    expand: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, the cursor behind the last one (None at the end), and how many there are in all when asked.

    ``estimated`` tells that the count is the planner's guess, or a search that found more than it looks at.
    """

    rows: list[Row]
    next: str | None = None
    count: int | None = None
    estimated: bool = field(default=False)


def find(tx: Transaction, model: Model, query: Query) -> Page:
    """One page of a list; Invalid names what is wrong with the question."""
    if not 0 < query.limit <= LARGEST:
        raise Invalid("list.limit", f"limit is 1 to {LARGEST}, not {query.limit}.", field="limit", value=query.limit)
    if query.count not in COUNTS:
        raise Invalid("list.count", f"count is one of {', '.join(COUNTS)}.", field="count", value=query.count)
    question = asked(tx, model, query)
    wanted = search.wanted(model, query.search) if query.search else None
    if wanted is None:
        page = _paged(question, query)
        count, estimated = _counted(question, query)
    else:
        ids = search.ranked(wanted, question.candidates(wanted))
        page = _paged(question.among(ids), query) if query.sort else _ranked(question, query, ids)
        count = len(ids) if query.count != "none" else None
        estimated = count is not None and count >= search.CANDIDATES
    rows = expanded(tx, question.listing.columns, page.rows, question.sight) if query.expand else page.rows
    return Page(rows, page.next, count, estimated)


def locked(tx: Transaction, model: Model, where: Mapping[str, Any]) -> list[Row]:
    """All records that meet a filter tree, as they stand once they are locked, in the order of their ids."""
    tx.acts += 1
    return asked(tx, model, Query(where=where, fields=("id",))).locked()


def aggregate(
    tx: Transaction,
    model: Model,
    where: Mapping[str, Any] | None,
    group: Sequence[str],
    measures: Mapping[str, tuple[str, str]],
    *,
    rows: Sequence[Expression] | None = None,
    names: Names | None = None,
    hidden: frozenset[str] | Mapping[str, frozenset[str]] = frozenset(),
    readable: frozenset[str] | None = None,
) -> list[Row]:
    """Sums and counts by group: ``measures`` are names to (count, count_distinct, sum, avg, min or max, path).

    A sum of nothing is 0, every other measure of nothing is None.
    """
    question = asked(tx, model, Query(where, rows, names, hidden=hidden, readable=readable, fields=("id",)))
    return aggregates.aggregate(question, group, measures)


def asked(tx: Transaction, model: Model, query: Query, start: int = 0) -> Asked:
    """A question, checked; ``start`` is the number of its first parameter among those of a statement."""
    hidden = query.hidden if isinstance(query.hidden, Mapping) else {model.key: query.hidden}
    sight = query.sight or Sight(tx.registry, hidden, query.readable)
    return Asked.of(
        tx, model, sight, where=query.where, rows=query.rows, names=query.names, fields=query.fields,
        sort=query.sort, expand=query.expand, start=start,
    )  # fmt: skip


def _paged(question: Asked, query: Query) -> Page:
    """A page in the order of its sort columns; a cursor among nulls may need a second range of the index."""
    shown = question.listing
    values = cursors.read(shown.orders, query.after) if query.after else None
    found: list[tuple[Any, ...]] = []
    for segment in range(question.segments(values)):
        found += question.page(query.limit + 1, values, segment)
        if len(found) > query.limit:
            break
    more = len(found) > query.limit
    del found[query.limit :]
    token = cursors.token(shown.orders, shown.sorted_by(found[-1])) if more else None
    return Page(shown.rows(found), token)


def _ranked(question: Asked, query: Query, ids: Sequence[str]) -> Page:
    """A page in the order of rank."""
    start = cursors.read_place(query.after) if query.after else 0
    here = ids[start : start + query.limit]
    order = {identity: place for place, identity in enumerate(here)}
    shown = question.listing
    found = question.among(here).page(query.limit, None, 0) if here else []
    found.sort(key=lambda row: order[row[-1]])
    end = start + len(here)
    return Page(shown.rows(found), cursors.place_token(end) if end < len(ids) else None)


def _counted(question: Asked, query: Query) -> tuple[int | None, bool]:
    if query.count == "none":
        return None, False
    if query.count == "exact":
        return question.count(), False
    return estimate.rows(question), True


__all__ = ["Page", "Query", "aggregate", "asked", "find", "locked"]
