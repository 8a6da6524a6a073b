"""Connections that stay with one company: a change of company would make the server plan everything anew."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import orjson
import psycopg
from psycopg.adapt import Buffer, Loader
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.types.json import set_json_loads
from psycopg.types.string import TextLoader

from zhihe.errors import Busy, Invalid, Unavailable
from zhihe.platform.store.failures import translate

SHARED = "zhihe"
RESERVED = frozenset({SHARED, "jobs", "public", "information_schema"})
_KEY = re.compile(r"[a-z][a-z0-9_]{0,30}")
# Discarding forgets the role a connection was opened with; a reset goes back to it.
_SESSION = "set timezone = 'UTC'; set statement_timeout = '60s'; set lock_timeout = '10s'; set jit = off; reset role"
_PREPARE_AFTER = 2
_PREPARED = 600


class _PlainDecimal(Loader):
    """NUMERIC(28,10) comes with ten decimals; a quantity is read without the zeros nobody entered."""

    def load(self, data: Buffer) -> Decimal:
        text = bytes(data).decode()
        return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def schema_key(company: str) -> str:
    """The key itself when it can name a company's schema; Invalid otherwise."""
    if not _KEY.fullmatch(company) or company in RESERVED or company.startswith("pg_"):
        raise Invalid(
            "company.key",
            f"{company!r} cannot be the key of a company: use 1 to 31 of a-z, 0-9 and _, beginning with a letter, "
            f"none of {', '.join(sorted(RESERVED))} and not beginning with pg_.",
            field="key",
            value=company,
        )
    return company


def connect(conninfo: str) -> psycopg.Connection[Any]:
    """A new connection with our types and settings; Unavailable when the server does not answer."""
    try:
        connection = psycopg.connect(conninfo, autocommit=True)
    except psycopg.OperationalError as error:
        raise Unavailable(
            "database.down",
            f"The database cannot be reached: {str(error).strip()}. Start the server, or correct ZHIHE_DATABASE_URL.",
        ) from error
    adapters = connection.adapters
    adapters.register_loader("uuid", TextLoader)
    adapters.register_loader("numeric", _PlainDecimal)
    set_json_loads(orjson.loads, connection)
    connection.prepare_threshold = _PREPARE_AFTER
    connection.prepared_max = _PREPARED
    connection.execute(_SESSION)
    return connection


def with_option(conninfo: str, option: str) -> str:
    """The same place, with a setting that every connection opened by it begins with: ``role=zhihe_app``."""
    given = psycopg.conninfo.conninfo_to_dict(conninfo).get("options") or ""
    return psycopg.conninfo.make_conninfo(conninfo, options=f"{given} -c {option}".strip())


@dataclass(slots=True, eq=False)
class Bound:
    """A connection and the company its search path stands on; no company is the shared schema."""

    connection: psycopg.Connection[Any]
    company: str = ""
    used: float = field(default_factory=time.monotonic)
    times: int = 0

    def bind(self, company: str) -> None:
        """Forget the company before and stand on this one."""
        connection = self.connection
        connection.autocommit = True
        if self.company:
            # The driver forgets its prepared statements, which this discards too, only for a text it has not met.
            self.times += 1
            connection.execute(f"discard all /* {self.times} */")
            connection.execute(_SESSION, prepare=False)
        path = f'"{schema_key(company)}", {SHARED}, jobs' if company else SHARED
        connection.execute(f"set search_path = {path}", prepare=False)
        connection.autocommit = False
        self.company = company

    def begin(self, message: bytes) -> tuple[str, ...]:
        """Open a transaction by one message; the last row its last statement gave, as texts.

        The driver would send BEGIN by itself and wait for it, which every unit of work would pay for.
        """
        result = self._send(b"begin; " + message)
        last = result.ntuples - 1
        values = [result.get_value(last, place) or b"" for place in range(result.nfields)] if last >= 0 else []
        return tuple(value.decode() for value in values)

    def commit(self) -> None:
        """Commit what is open."""
        if self.connection.pgconn.transaction_status != TransactionStatus.IDLE:
            self._send(b"commit")

    def _send(self, message: bytes) -> PGresult:
        wire = self.connection.pgconn
        result = wire.exec_(message)
        if result.status not in {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}:
            if wire.status == ConnStatus.BAD:
                raise psycopg.OperationalError(wire.get_error_message())
            raise error_from_result(result)
        return result

    def undo(self) -> None:
        """Roll back what is open; a connection that cannot even do that is closed.

        Not by the driver, which would forget its prepared statements: a refusal would have everything planned anew.
        Only what made tables, and may make them again, has to forget: see ``forget``.
        """
        wire = self.connection.pgconn
        if wire.status == ConnStatus.BAD or (
            wire.transaction_status != TransactionStatus.IDLE
            and wire.exec_(b"rollback").status != ExecStatus.COMMAND_OK
        ):
            self.connection.close()

    def forget(self) -> None:
        """Roll back what is open, with every prepared statement: they may name tables that are no longer there."""
        try:
            self.connection.rollback()
        except psycopg.Error:
            self.connection.close()


class Pool:
    """At most ``size`` connections; one that served the company last is taken first, else the one idle longest."""

    def __init__(
        self, conninfo: str, size: int, *, patience: float = 10.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._conninfo = conninfo
        self._size = size
        self._patience = patience
        self._clock = clock
        self._free: deque[Bound] = deque()
        self._open = 0
        self._closed = False
        self._changed = threading.Condition()

    def take(self, company: str) -> Bound:
        """A connection bound to the company; Busy when none comes free in time."""
        bound = self._idle_or_slot(company)
        try:
            if bound is None:
                bound = Bound(connect(self._conninfo))
                bound.bind(company)
            elif bound.company != company:
                bound.bind(company)
        except psycopg.Error as error:
            self._forget(bound)
            raise translate(error, {}) from error
        except (Unavailable, Invalid):
            self._forget(bound)
            raise
        return bound

    def give(self, bound: Bound) -> None:
        """Take a connection back; a broken or unfinished one is closed."""
        connection = bound.connection
        if connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
            self._forget(bound)
            return
        with self._changed:
            if not self._closed:
                bound.used = self._clock()
                self._free.append(bound)
                self._changed.notify()
                return
        self._forget(bound)

    def drop_idle(self) -> None:
        """Close what is idle: after a server came back, none of its old connections lives."""
        with self._changed:
            idle = list(self._free)
            self._free.clear()
            self._open -= len(idle)
            self._changed.notify_all()
        for bound in idle:
            bound.connection.close()

    def close(self) -> None:
        """Close every connection; those in use are closed when they come back."""
        with self._changed:
            self._closed = True
        self.drop_idle()

    def _idle_or_slot(self, company: str) -> Bound | None:
        """An idle connection, best of this company, or None for the right to open a new one."""
        deadline = self._clock() + self._patience
        with self._changed:
            while True:
                if self._closed:
                    raise Unavailable("database.closed", "The program is shutting down.")
                mine = next((each for each in reversed(self._free) if each.company == company), None)
                if mine is not None:
                    self._free.remove(mine)
                    return mine
                if self._open < self._size:
                    self._open += 1
                    return None
                if self._free:
                    return self._free.popleft()
                left = deadline - self._clock()
                if left <= 0 or not self._changed.wait(left):
                    raise Busy(
                        "database.connections",
                        f"All {self._size} database connections are in use; try again in a moment.",
                        size=self._size,
                    )

    def _forget(self, bound: Bound | None) -> None:
        if bound is not None:
            bound.connection.close()
        with self._changed:
            self._open -= 1
            self._changed.notify()
