"""Failed sign-ins make the next one wait, in a table of fixed size, and lock nobody out.

Three counters stand against each try: the login from this address, the address, and the login from everywhere. The
first two are strict. The third begins late and waits little, since whoever knows a login can drive it: it slows a
guess spread over many addresses, and holds the user himself up for seconds, never for good.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from zhihe.errors import Busy
from zhihe.platform.store import accounts
from zhihe.platform.store.session import SharedTransaction

WINDOW = dt.timedelta(minutes=15)
SLOTS = 65_536


class Limit(NamedTuple):
    """So many failures are free within the window; from then on each doubles the wait, to this many seconds."""

    free: int
    seconds: int


PAIR, ADDRESS, LOGIN = "pair", "address", "login"
LIMITS: Mapping[str, Limit] = MappingProxyType({PAIR: Limit(10, 60), ADDRESS: Limit(50, 60), LOGIN: Limit(100, 4)})


@dataclass(frozen=True, slots=True)
class Throttle:
    """The counters that one try to sign in stands under."""

    login: str
    address: str
    now: dt.datetime

    @property
    def slots(self) -> dict[str, int]:
        """The slot of each counter."""
        return {
            PAIR: slot(f"{PAIR}\n{self.login}\n{self.address}"),
            ADDRESS: slot(f"{ADDRESS}\n{self.address}"),
            LOGIN: slot(f"{LOGIN}\n{self.login}"),
        }

    def require(self, tx: SharedTransaction) -> None:
        """Refuse a try that has to wait, with the seconds it has to."""
        for row in accounts.attempts(tx, sorted(self.slots.values())):
            if row["blocked_until"] is not None and row["blocked_until"] > self.now:
                wait = int((row["blocked_until"] - self.now).total_seconds()) + 1
                raise Busy("sign_in.wait", f"Too many failed tries: wait {wait} seconds.", seconds=wait)

    def failed(self, tx: SharedTransaction) -> None:
        """Count a failure, in the order of slots, so that two never wait for each other."""
        for number, name in sorted((number, name) for name, number in self.slots.items()):
            limit = LIMITS[name]
            accounts.note_failure(tx, number, self.now, WINDOW, limit.free, limit.seconds)

    def succeeded(self, tx: SharedTransaction) -> None:
        """Forget the failures of this login from here; those of the address stay, or one good login would free it."""
        accounts.clear_failures(tx, self.slots[PAIR])


def slot(name: str) -> int:
    """One of a fixed number of slots: a flood of unknown logins cannot make the table grow."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % SLOTS
