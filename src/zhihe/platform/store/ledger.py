"""Ledgers: quantities and values that must add up, kept as append-only entries and the balances they make.

Laws: a balance is the sum of its entries; a measure declared so never goes negative; the entries of a posting are
written all or none; what a hold reaches does not leave, wherever it stands and whenever it arrived.
"""

from __future__ import annotations

from zhihe.platform.store.ledger_asked import Seen
from zhihe.platform.store.ledger_check import Difference, rebuild_check
from zhihe.platform.store.ledger_holds import hold, release
from zhihe.platform.store.ledger_post import keep, post, reserve
from zhihe.platform.store.ledger_read import balances, entries, last_change, references, sums
from zhihe.platform.store.ledger_shape import RESERVED, Entry, Posting

__all__ = [
    "RESERVED",
    "Difference",
    "Entry",
    "Posting",
    "Seen",
    "balances",
    "entries",
    "hold",
    "keep",
    "last_change",
    "post",
    "rebuild_check",
    "references",
    "release",
    "reserve",
    "sums",
]
