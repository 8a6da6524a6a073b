"""Identities: UUIDv7 (RFC 9562), so that rows made later sort later; the one place of the store with chance."""

from __future__ import annotations

import os
import time

_TICKS_PER_MS = 4096
_NS_PER_MS = 1_000_000
_RANDOM_BYTES = 8


def new_id() -> str:
    """A fresh identity; of two made in one process 250 ns apart, the later one sorts later."""
    return _formatted(_ticks(), os.urandom(_RANDOM_BYTES))


def new_ids(count: int) -> list[str]:
    """So many fresh identities, each sorting after the one before."""
    first = _ticks()
    chance = os.urandom(_RANDOM_BYTES * count)
    return [_formatted(first + i, chance[i * _RANDOM_BYTES : (i + 1) * _RANDOM_BYTES]) for i in range(count)]


def _ticks() -> int:
    """Time in 1/4096 ms since 1970: the 48 bits of milliseconds and the 12 bits behind them (method 3)."""
    milliseconds, rest = divmod(time.time_ns(), _NS_PER_MS)
    return milliseconds * _TICKS_PER_MS + rest * _TICKS_PER_MS // _NS_PER_MS


def _formatted(ticks: int, chance: bytes) -> str:
    high = f"{ticks // _TICKS_PER_MS:012x}"
    low = f"{(chance[0] & 0x3F) | 0x80:02x}{chance[1:].hex()}"
    return f"{high[:8]}-{high[8:]}-7{ticks % _TICKS_PER_MS:03x}-{low[:4]}-{low[4:]}"
