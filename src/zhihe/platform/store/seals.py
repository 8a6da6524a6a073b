"""Sealing the audit trail: a root over all rows older than every running transaction, chained to the seal before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhihe.kernels import merkle
from zhihe.platform.store.trail import COLUMNS

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

LOCK = 23114
LARGEST = 20_000
"""A seal covers no more rows, unless one transaction wrote more."""
HASH = 32
START = bytes(HASH)
_ROWS = """
select xid::text::bigint as xid, id::text as id, leaf from zhihe_audit
where xid >= %(first)s::text::xid8 and xid < %(end)s::text::xid8 order by zhihe_audit.xid, at, zhihe_audit.id
"""
_LAST = """
select number, from_xid::text::bigint as from_xid, to_xid::text::bigint as to_xid, rows, root, chain
from zhihe_audit_seal order by number desc limit 1
"""
_EVERY = """
select number, from_xid::text::bigint as from_xid, to_xid::text::bigint as to_xid, rows, root, chain,
       ids::text[] as ids, leaves
from zhihe_audit_seal order by number
"""
_ADD = """
insert into zhihe_audit_seal (number, from_xid, to_xid, rows, root, chain, ids, leaves)
values (%(number)s, %(from_xid)s::text::xid8, %(to_xid)s::text::xid8, %(rows)s, %(root)s, %(chain)s, %(ids)s::uuid[],
        %(leaves)s)
"""
_HEAD = """
insert into zhihe.seal_heads (company, number, chain) values (%s, %s, %s)
on conflict (company) do update set number = excluded.number, chain = excluded.chain
"""
_TRAIL = f"""
select {COLUMNS}, a.leaf, a.xid::text::bigint as xid
from zhihe_audit a left join zhihe.users u on u.id = a.user_id order by a.xid, a.at, a.id
"""  # noqa: S608 - built of the constant above


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal over the rows with ``from_xid`` ≤ xid < ``to_xid``; ``ids`` and ``leaves`` are what it covered."""

    number: int
    from_xid: int
    to_xid: int
    rows: int
    root: bytes
    chain: bytes
    ids: tuple[str, ...] = ()
    leaves: tuple[bytes, ...] = ()

    def link(self, before: bytes) -> bytes:
        """What ``chain`` must be behind the chain of the seal before."""
        return merkle.chained(before, self.root, self.number, self.from_xid, self.to_xid, self.rows)


def seal(tx: Transaction, largest: int = LARGEST) -> int:
    """Seal what no running transaction can add to any more; how many rows. 0 also while another worker seals."""
    if not tx.tuples("select pg_try_advisory_xact_lock(%s, %s)", [LOCK, tx.number])[0][0]:
        return 0
    last = last_seal(tx)
    first = 0 if last is None else last.to_xid
    end = int(tx.tuples("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")[0][0])
    rows = tx.rows(f"{_ROWS} limit {largest + 1}", {"first": first, "end": end})
    if len(rows) > largest:
        # Cut between two transactions; one that wrote more by itself is sealed whole.
        end = rows[-1]["xid"]
        if rows[0]["xid"] == end:
            end += 1
        rows = tx.rows(_ROWS, {"first": first, "end": end})
    if not rows:
        return 0
    number = 1 if last is None else last.number + 1
    leaves = [bytes(row["leaf"]) for row in rows]
    made = Seal(number, first, end, len(rows), merkle.root(leaves), b"")
    chain = made.link(START if last is None else last.chain)
    tx.execute(
        _ADD,
        {
            "number": number,
            "from_xid": first,
            "to_xid": end,
            "rows": len(rows),
            "root": made.root,
            "chain": chain,
            "ids": [row["id"] for row in rows],
            "leaves": b"".join(leaves),
        },
    )
    tx.execute(_HEAD, [tx.number, number, chain])
    return len(rows)


def last_seal(tx: Transaction) -> Seal | None:
    """The newest seal, without what it covered."""
    return next((_seal(row) for row in tx.rows(_LAST)), None)


def every_seal(tx: Transaction) -> Iterator[Seal]:
    """All seals, oldest first, a few at a time."""
    return (_seal(row) for row in tx.stream(_EVERY, "zhihe_seals", 50))


def every_row(tx: Transaction) -> Iterator[dict[str, Any]]:
    """Every row of the trail with its hash and transaction, in the order in which seals cover them."""
    return tx.stream(_TRAIL, "zhihe_trail", 1000)


def head(tx: Transaction) -> tuple[int, bytes] | None:
    """Number and chain of the newest seal as noted apart from the trail."""
    found = tx.tuples("select number, chain from zhihe.seal_heads where company = %s", [tx.number])
    return (int(found[0][0]), bytes(found[0][1])) if found else None


def _seal(row: dict[str, Any]) -> Seal:
    packed = bytes(row.get("leaves", b""))
    return Seal(
        number=row["number"],
        from_xid=row["from_xid"],
        to_xid=row["to_xid"],
        rows=row["rows"],
        root=bytes(row["root"]),
        chain=bytes(row["chain"]),
        ids=tuple(row.get("ids", ())),
        leaves=tuple(packed[i : i + HASH] for i in range(0, len(packed), HASH)),
    )
