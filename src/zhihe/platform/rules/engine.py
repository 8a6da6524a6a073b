"""One unit of work from begin to commit: the door through which faces, jobs and imports change anything."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from zhihe.errors import Invalid, ZhiheError
from zhihe.platform.context import Principal
from zhihe.platform.records import sensitive
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.facade import UnitContext
from zhihe.platform.rules.lines import Handlers
from zhihe.platform.rules.operations import operate
from zhihe.platform.rules.run import Rules
from zhihe.platform.store import closing
from zhihe.platform.store.database import Database
from zhihe.platform.store.numbers import NumberBlocks
from zhihe.platform.store.session import Transaction

T = TypeVar("T")
Clock = Callable[[], dt.datetime]
READ_SECONDS = 5.0
"""An interactive read that takes longer is ended by the server."""


@dataclass(frozen=True, slots=True)
class Idempotency(Generic[T]):
    """A client's key for a request, the request's bytes, and how its result becomes the answer that is kept."""

    key: str
    request: bytes
    answer: Callable[[T], tuple[int, bytes]]

    def hash(self) -> bytes:
        """What a repeat must equal."""
        return hashlib.sha256(self.request).digest()


class Replayed(Exception):  # noqa: N818 - not an error: the answer is there already
    """The request was answered before; here is that answer."""

    def __init__(self, status: int, answer: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Engine:
    """Runs units of work on a database with the handlers of the installed apps."""

    database: Database
    handlers: Handlers
    numbers: NumberBlocks
    clock: Clock
    zone: ZoneInfo

    def run(
        self,
        user: Principal,
        work: Callable[[Unit], T],
        *,
        request_id: str = "",
        reason: str = "",
        signature: str = "",
        idempotency: Idempotency[T] | None = None,
        at: dt.datetime | None = None,
    ) -> T:
        """Do ``work`` and all it causes in one transaction; raises Replayed for a repeat of an answered request.

        ``at`` is the instant of the work where it is not now: imported history keeps its dates.
        """

        def once(tx: Transaction) -> T:
            unit = self.unit(tx, user, request_id=request_id, reason=reason, at=at)
            unit.signature = signature
            result = work(unit)
            unit.hooks.drain(unit)
            sensitive.keep(unit)
            self._close(unit, result, idempotency)
            return result

        try:
            return self.database.run(user.company, once)
        except ZhiheError:
            if idempotency is not None:
                self._replay(user, idempotency)
            raise

    def read(self, user: Principal, look: Callable[[Unit], T], *, request_id: str = "") -> T:
        """Look at records in one transaction, which only writes down what sensitive fields it showed."""
        with self.database.transaction(user.company, seconds=READ_SECONDS) as tx:
            unit = self.unit(tx, user, request_id=request_id)
            seen = look(unit)
            sensitive.keep(unit)
            return seen

    def unit(
        self, tx: Transaction, user: Principal, *, request_id: str = "", reason: str = "", at: dt.datetime | None = None
    ) -> Unit:
        """The unit of an open transaction, with the rules behind it."""
        now = at or self.clock()
        rules = Rules(self.handlers, self.context, self.operate)
        return Unit(
            tx=tx,
            user=user,
            now=now,
            today=now.astimezone(self.zone).date(),
            hooks=rules,
            numbers=self.numbers,
            request_id=request_id,
            reason=reason,
        )

    def context(self, unit: Unit) -> UnitContext:
        """The context of a unit, as a handler gets it."""
        return UnitContext(unit, self.operate)

    def operate(self, unit: Unit, name: str, inputs: Mapping[str, Any], *, direct: bool = False) -> Any:
        """Run an operation; ``direct`` when a user asks for it himself."""
        return operate(unit, name, inputs, handlers=self.handlers, context=self.context(unit), direct=direct)

    def _close(self, unit: Unit, result: T, idempotency: Idempotency[T] | None) -> None:
        answer = None
        if idempotency is not None:
            status, content = idempotency.answer(result)
            answer = closing.StoredAnswer(unit.user.id, idempotency.key, idempotency.hash(), status, content)
        told = closing.notify(unit.tx, unit.notices, unit.now)
        closing.close(unit.tx, unit.trail, answer, unit.now, told)

    def _replay(self, user: Principal, idempotency: Idempotency[Any]) -> None:
        with self.database.transaction(user.company) as tx:
            known = closing.stored(tx, user.id, idempotency.key)
        if known is None:
            return
        if known.request_hash != idempotency.hash():
            raise Invalid(
                "idempotency.reused",
                f"The Idempotency-Key {idempotency.key!r} was used for another request; use a new key.",
                key=idempotency.key,
            )
        raise Replayed(known.status, known.answer)
