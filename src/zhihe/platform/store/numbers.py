"""Document numbers: blocks a process takes ahead where gaps are allowed, a locked counter where they are not."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhihe.platform.store.database import Database
    from zhihe.platform.store.session import Transaction

BLOCK = 100
TAKE = """
insert into zhihe_number (scope, prefix, value) values (%(scope)s, %(prefix)s, %(count)s)
on conflict (scope, prefix) do update set value = zhihe_number.value + excluded.value
returning value
"""


class NumberBlocks:
    """The blocks of numbers this process holds, by company, scope and prefix; a restart leaves a gap."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._blocks: dict[tuple[str, str, str], list[int]] = {}

    def take(self, tx: Transaction, scope: str, prefix: str, count: int, *, gapless: bool) -> list[int]:
        """``count`` fresh numbers; gapless ones lock their counter until the transaction ends."""
        if gapless:
            last = _advance(tx, scope, prefix, count)
            return list(range(last - count + 1, last + 1))
        key = (tx.company, scope, prefix)
        with self._lock:
            held = self._blocks.setdefault(key, [])
            if len(held) < count:
                size = max(BLOCK, count - len(held))
                # A transaction of its own: the counter is never locked while business waits.
                last = self._database.run(tx.company, lambda own: _advance(own, scope, prefix, size))
                held.extend(range(last - size + 1, last + 1))
            taken, held[:] = held[:count], held[count:]
            return taken


def _advance(tx: Transaction, scope: str, prefix: str, count: int) -> int:
    tx.acts += 1
    row = tx.rows(TAKE, {"scope": scope, "prefix": prefix, "count": count})[0]
    return int(row["value"])
