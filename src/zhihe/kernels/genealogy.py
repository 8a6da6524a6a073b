"""Genealogy 批次谱系: what became of what, whether it adds up, and how sure that is.

Nodes are opaque ids of lots, orders, receipt lines and delivery lines; edges say how much went from one to another.
History is never deleted: a reversal is a counter edge that names the edge it takes back. Everything here walks with a
list and a set of what was seen, so rings (rework, returns) end and depth has no limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from zhihe.kernels.quantity import Rounding, add, negative, rounded, subtract, total

ZERO = Decimal(0)


class Kind(Enum):
    """What happened on an edge."""

    RECEIPT = "receipt"
    OUTPUT = "output"
    CONSUMPTION = "consumption"
    SHIPMENT = "shipment"
    CUSTOMER_RETURN = "customer_return"
    SUPPLIER_RETURN = "supplier_return"
    SCRAP = "scrap"
    SPLIT = "split"
    MERGE = "merge"
    RELABEL = "relabel"
    TRANSFER = "transfer"
    ASSEMBLY = "assembly"
    DISASSEMBLY = "disassembly"
    COUNT = "count"


class Exactness(Enum):
    """Whether a link is known (scanned, the only one) or follows from a proportional share among several."""

    EXACT = "exact"
    POSSIBLE = "possible"


class Direction(Enum):
    """Which way to walk: to what went in, or to what came of it."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Edge:
    """``quantity`` leaves ``source`` in its unit; ``arriving`` reaches ``target`` in its unit, if another number.

    A counter edge has a quantity below zero and names in ``reverses`` the edge that it takes back, in part or whole.
    """

    ref: str
    source: str
    target: str
    kind: Kind
    quantity: Decimal
    exactness: Exactness = Exactness.EXACT
    arriving: Decimal | None = None
    reverses: str = ""

    def __post_init__(self) -> None:
        if not self.quantity.is_finite() or (self.quantity < 0 and not self.reverses):
            raise ValueError(f"edge {self.ref}: a quantity of {self.quantity} needs the edge it reverses")
        if self.arriving is not None and (self.arriving < 0) != (self.quantity < 0):
            raise ValueError(f"edge {self.ref}: {self.quantity} leaves and {self.arriving} arrives")
        if self.source == self.target:
            raise ValueError(f"edge {self.ref} leads from {self.source} to itself")

    @property
    def gain(self) -> Decimal:
        """What reaches the target."""
        return self.quantity if self.arriving is None else self.arriving


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a lot stands at a place: a location with a status, an order's work in process, in transit."""

    node: str
    place: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Balance:
    """A lot's mass balance: what it gained = what left it + what stands + what is unexplained.

    ``gained`` and ``spent`` are by kind, ``standing`` by place, all in the lot's unit. ``possible`` is the part of
    gained and spent that rests on possible edges. A difference is shown, never hidden or spread.
    """

    node: str
    gained: tuple[tuple[Kind, Decimal], ...]
    spent: tuple[tuple[Kind, Decimal], ...]
    standing: tuple[tuple[str, Decimal], ...]
    unexplained: Decimal
    possible: Decimal
    exactness: Exactness

    def explained(self) -> Fraction:
        """Give the share of the gained quantity that is accounted for, 0 to 1; 1 for a lot that never was."""
        gained = Fraction(total(quantity for _, quantity in self.gained))
        missing = abs(Fraction(self.unexplained))
        if gained <= 0:
            return Fraction(0 if missing else 1)
        return max(Fraction(0), 1 - missing / gained)


def balance(nodes: Iterable[str], edges: Sequence[Edge], standings: Iterable[Standing]) -> tuple[Balance, ...]:
    """Give the mass balance of each of ``nodes``, which must be lots: an order turns one unit into another."""
    wanted = dict.fromkeys(nodes)
    gained: dict[str, dict[Kind, Decimal]] = {node: {} for node in wanted}
    spent: dict[str, dict[Kind, Decimal]] = {node: {} for node in wanted}
    standing: dict[str, dict[str, Decimal]] = {node: {} for node in wanted}
    possible = dict.fromkeys(wanted, ZERO)
    for edge in edges:
        for node, side, quantity in ((edge.target, gained, edge.gain), (edge.source, spent, edge.quantity)):
            if node in wanted:
                side[node][edge.kind] = add(side[node].get(edge.kind, ZERO), quantity)
                if edge.exactness is Exactness.POSSIBLE:
                    possible[node] = add(possible[node], quantity)
    for stands in standings:
        if stands.node in wanted:
            places = standing[stands.node]
            places[stands.place] = add(places.get(stands.place, ZERO), stands.quantity)
    return tuple(_balance(node, gained[node], spent[node], standing[node], possible[node]) for node in wanted)


def _balance(
    node: str, gained: dict[Kind, Decimal], spent: dict[Kind, Decimal], places: dict[str, Decimal], possible: Decimal
) -> Balance:
    """Put one balance together."""
    accounted = add(total(spent.values()), total(places.values()))
    return Balance(
        node,
        gained=tuple(gained.items()),
        spent=tuple(spent.items()),
        standing=tuple(places.items()),
        unexplained=subtract(total(gained.values()), accounted),
        possible=possible,
        exactness=Exactness.POSSIBLE if possible else Exactness.EXACT,
    )


@dataclass(frozen=True, slots=True)
class Reached:
    """A node of a trace: over how many edges, how surely, and by which edge from which node it was reached."""

    node: str
    depth: int
    exactness: Exactness
    via: str = ""
    origin: str = ""


def trace(edges: Sequence[Edge], starts: Iterable[str], direction: Direction) -> tuple[Reached, ...]:
    """Find everything that ``starts`` came from or went into, the nearest first, each node once.

    A node is reached exactly when a chain of exact edges leads to it, else possibly; what was reversed leads nowhere.
    Raises ValueError for a counter edge whose edge is absent or holds less than it takes back.
    """
    links: dict[str, list[Edge]] = {}
    for edge in alive(edges):
        links.setdefault(edge.source if direction is Direction.DOWN else edge.target, []).append(edge)
    found = {start: Reached(start, 0, Exactness.EXACT) for start in starts}
    for exactness in Exactness:
        waiting = list(found)
        while waiting:
            waiting = _step(waiting, found, links, direction, exactness)
    return tuple(sorted(found.values(), key=lambda reached: reached.depth))


def _step(
    here: list[str],
    found: dict[str, Reached],
    links: Mapping[str, list[Edge]],
    direction: Direction,
    exactness: Exactness,
) -> list[str]:
    """Go one edge further from ``here``, over exact edges only or over all, and give the nodes that are new."""
    new: list[str] = []
    for node in here:
        for edge in links.get(node, ()):
            other = edge.target if direction is Direction.DOWN else edge.source
            if other not in found and (exactness is Exactness.POSSIBLE or edge.exactness is Exactness.EXACT):
                found[other] = Reached(other, found[node].depth + 1, exactness, edge.ref, node)
                new.append(other)
    return new


def alive(edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """Give the edges that were not wholly taken back; ValueError for a counter edge that does not fit its edge."""
    known = {edge.ref: edge for edge in edges if not edge.reverses}
    left = {ref: edge.quantity for ref, edge in known.items()}
    reversed_refs: set[str] = set()
    for counter in (edge for edge in edges if edge.reverses):
        edge = known.get(counter.reverses)
        if edge is None or (edge.source, edge.target) != (counter.source, counter.target):
            raise ValueError(f"edge {counter.ref} reverses {counter.reverses}, which is no such edge")
        left[edge.ref] = add(left[edge.ref], counter.quantity)
        if left[edge.ref] < 0:
            raise ValueError(
                f"edge {edge.ref} holds {edge.quantity} and is reversed by {negative(left[edge.ref])} more"
            )
        reversed_refs.add(edge.ref)
    # A possible share may round to zero and still be a possible link, until somebody takes it back.
    return tuple(edge for ref, edge in known.items() if left[ref] > 0 or ref not in reversed_refs)


@dataclass(frozen=True, slots=True)
class Input:
    """How much of a component lot went into an order."""

    lot: str
    item: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Output:
    """How much of a product lot came out of an order."""

    lot: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a component lot is, exactly or possibly, in a product lot."""

    source: str
    target: str
    quantity: Decimal
    exactness: Exactness


def allocate(
    inputs: Sequence[Input], outputs: Sequence[Output], scanned: Sequence[Share] = (), *, places: int
) -> tuple[Share, ...]:
    """Say which input lot is in which output lot: what was ``scanned`` exactly, the rest in proportion.

    An item of which one lot only went in is in every output, and one output holds all inputs: both are exact links.
    Otherwise each remaining lot possibly is in each output. Shares are rounded to ``places`` decimals so that a
    lot's shares sum exactly to what went in; a share that rounds to zero is kept, since a link is a link. Raises
    ValueError for more scanned than went in, for a lot unknown to the order and for outputs of zero in sum.
    """
    produced = {output.lot: Fraction(output.quantity) for output in outputs}
    if sum(produced.values()) <= 0:
        raise ValueError("an order without output has nothing to allocate to")
    known = {entry.lot for entry in inputs}
    for share in scanned:
        if share.source not in known or share.target not in produced:
            raise ValueError(f"{share.quantity} of {share.source} in {share.target} was scanned outside this order")
    shares = list(scanned)
    for item in dict.fromkeys(entry.item for entry in inputs):
        shares.extend(_of_item([entry for entry in inputs if entry.item == item], produced, scanned, places))
    return tuple(shares)


def _of_item(
    inputs: Sequence[Input], produced: Mapping[str, Fraction], scanned: Sequence[Share], places: int
) -> list[Share]:
    """Share out what was not scanned of one item's lots."""
    rest: dict[str, Decimal] = {}
    for entry in inputs:
        rest[entry.lot] = add(rest.get(entry.lot, ZERO), entry.quantity)
    used = sum((Fraction(quantity) for quantity in rest.values()), Fraction(0))
    whole = sum(produced.values(), Fraction(0))
    need = {lot: used * quantity / whole for lot, quantity in produced.items()}
    for share in scanned:
        if share.source in rest:
            rest[share.source] = subtract(rest[share.source], share.quantity)
            need[share.target] = max(Fraction(0), need[share.target] - Fraction(share.quantity))
            if rest[share.source] < 0:
                raise ValueError(f"more of {share.source} was scanned than went in, by {negative(rest[share.source])}")
    open_lots = [lot for lot, quantity in rest.items() if quantity > 0]
    targets = {lot: quantity for lot, quantity in need.items() if quantity > 0} or dict(produced)
    exactness = Exactness.EXACT if len(open_lots) == 1 or len(targets) == 1 else Exactness.POSSIBLE
    return [
        Share(lot, target, quantity, exactness)
        for lot in open_lots
        for target, quantity in _proportional(rest[lot], targets, places).items()
    ]


def _proportional(quantity: Decimal, targets: Mapping[str, Fraction], places: int) -> dict[str, Decimal]:
    """Share ``quantity`` in proportion to ``targets``; rounding the running sum keeps the shares' sum exact."""
    whole = sum(targets.values(), Fraction(0))
    shares: dict[str, Decimal] = {}
    given, reached = ZERO, Fraction(0)
    for number, (target, part) in enumerate(targets.items(), start=1):
        reached += part
        upto = quantity if number == len(targets) else rounded(Fraction(quantity) * reached / whole, Rounding(places))
        shares[target] = subtract(upto, given)
        given = upto
    return shares
