"""Locks on names: for what must happen once even where there is no row yet that could be locked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

NAMED = 1_000_000
"""Added to a company's number: the space of advisory locks on names, apart from publishing and gates."""


def lock_names(tx: Transaction, names: Sequence[str]) -> None:
    """Wait until no other unit of the company holds one of these names, and hold them until the transaction ends.

    Taken in one order for everybody, so that two units never wait for each other.
    """
    tx.execute(
        "select pg_advisory_xact_lock(%s, h)"
        " from (select distinct hashtext(n) as h from unnest(%s::text[]) n order by 1) s",
        [tx.number + NAMED, list(names)],
    )
