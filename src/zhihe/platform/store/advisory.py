"""Numbers for advisory locks over keys of a model: few enough that a transaction may lock all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from zhihe.platform.model.elements import Model

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

SLOTS = 256
"""Lock numbers for each first part of the keys: the server has memory for some thousand locks in all, and an import
of opening stock may touch every lot there is. Keys that share a number now and then wait for each other."""


def lock_numbers(tx: Transaction, model: Model, keys: Iterable[tuple[str, str]]) -> list[int]:
    """The locks of these keys in one order for everybody; a key is what it is of (a gate) and its value."""
    bases: dict[str, int] = {}
    found = set()
    for kind, value in keys:
        if kind not in bases:
            bases[kind] = _hash(f"{tx.number}\x1f{model.table}\x1f{kind}")
        found.add(bases[kind] + _hash(value) % SLOTS)
    return sorted(found)


LOCK_SHARED = "select pg_advisory_xact_lock_shared(k) from unnest(%(locks)s::bigint[]) as k"
LOCK = "select pg_advisory_xact_lock(k) from unnest(%(locks)s::bigint[]) as k"


def meet(tx: Transaction, model: Model, values: Mapping[str, Iterable[str]], *, alone: bool) -> None:
    """Share these values by field with others under way, or take them alone, until the transaction ends.

    A statement of its own: what comes after it has a newer snapshot, in which what the others left is seen.
    """
    locks = lock_numbers(tx, model, {(field, value) for field, found in values.items() for value in found})
    if locks:
        tx.execute(LOCK if alone else LOCK_SHARED, {"locks": locks})


def _hash(text: str) -> int:
    """62 bits of a digest, with room above for the slots."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 2
