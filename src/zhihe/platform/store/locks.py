"""Locks on names: for what must happen once even where there is no row yet that could be locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

NAMED = 1_000_000
"""Added to a company's number: the space of advisory locks on names, apart from publishing and gates."""


def lock_name(tx: Transaction, name: str) -> None:
    """Wait until no other unit of the company holds this name, and hold it until the transaction ends."""
    tx.rows("select pg_advisory_xact_lock(%s, hashtext(%s)) is null as held", [tx.number + NAMED, name])
