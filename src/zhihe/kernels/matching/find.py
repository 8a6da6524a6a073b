"""Finding the records that may be one: read, block, compare. Nothing is merged; a person decides."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import chain, combinations, product

from zhihe.kernels.matching.blocking import Limits, features, pairs
from zhihe.kernels.matching.bounds import bounds
from zhihe.kernels.matching.compare import compare
from zhihe.kernels.matching.features import Features, Read, Reader, Synonym
from zhihe.kernels.matching.records import Candidate, MasterRecord
from zhihe.kernels.matching.weights import ITEMS, ORGANISATIONS, Weights

THRESHOLD = 0.75
# Beyond this many records of one and the same text a list of all pairs helps nobody: each is paired with the first.
LARGE_GROUP = 30


def find_duplicates(
    records: Sequence[MasterRecord],
    *,
    threshold: float = THRESHOLD,
    synonyms: Iterable[Synonym] = (),
    limits: Limits | None = None,
) -> list[Candidate]:
    """Find the pairs of records that score ``threshold`` or more, the surest first; nothing is merged.

    Items are compared with items, organisations with organisations. ``synonyms`` are words of the house. Raises
    ValueError for a threshold outside 0 to 1, an id given twice and a record without a name.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be above 0 and at most 1, not {threshold}")
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise ValueError(f"record {record.id} is given twice")
        seen.add(record.id)
    reader = Reader(synonyms)
    found: list[Candidate] = []
    for kind, weights in (("item", ITEMS), ("organisation", ORGANISATIONS)):
        read = [reader.read(record) for record in records if record.kind == kind]
        possible = _possible(read, weights, threshold, limits or Limits())
        scored = (compare(read[a], read[b], threshold) for a, b in sorted(possible))
        found.extend(filter(None, scored))
    return sorted(found, key=lambda candidate: -candidate.score)


def compare_records(left: MasterRecord, right: MasterRecord, *, synonyms: Iterable[Synonym] = ()) -> Candidate:
    """Score two records whatever the score; ValueError when one is an item and the other an organisation."""
    if left.kind != right.kind:
        raise ValueError(f"{left.id} is an {left.kind}, {right.id} an {right.kind}")
    reader = Reader(synonyms)
    candidate = compare(reader.read(left), reader.read(right))
    return candidate if candidate is not None else Candidate(left.id, right.id, 0.0, ())


def _possible(read: Sequence[Read], weights: Weights, threshold: float, limits: Limits) -> set[tuple[int, int]]:
    """Give the pairs of places in ``read`` worth comparing."""
    groups: dict[Hashable, list[int]] = {}
    names: dict[Hashable, Features] = {}
    for place, each in enumerate(read):
        for name in each.names:
            signature = name.signature()
            names.setdefault(signature, name)
            groups.setdefault(signature, []).append(place)
    members = list(groups.values())
    bound = bounds(list(names.values()), weights, threshold)
    found = set(chain.from_iterable(_within(group) for group in members))
    for a, b in pairs([features(name) for name in names.values()], bound, limits).tolist():
        found.update(_between(members[a], members[b]))
    for same in _same(read):
        found.update(_within(same))
    return found


def _same(read: Sequence[Read]) -> Iterable[list[int]]:
    """Give the groups that share a code, a code read carelessly, or a name without its spaces."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, each in enumerate(read):
        for key in (("code", each.code), ("lookalike", each.lookalike)):
            if key[1]:
                groups.setdefault(key, []).append(place)
        for name in each.names:
            groups.setdefault(("name", name.squeezed), []).append(place)
    return groups.values()


def _within(group: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Pair the members of a group, those of a large one with its first only."""
    members = sorted(set(group))
    return combinations(members, 2) if len(members) <= LARGE_GROUP else ((members[0], each) for each in members[1:])


def _between(left: Sequence[int], right: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Pair the members of two groups, a large one standing as its first."""
    sides = [group if len(group) <= LARGE_GROUP else group[:1] for group in (left, right)]
    return ((min(a, b), max(a, b)) for a, b in product(*sides) if a != b)
