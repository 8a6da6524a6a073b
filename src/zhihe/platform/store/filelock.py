"""Locks between processes on one machine, given back by the system at once when their holder dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    _EVERYBODY = 2**30

    def _take(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)

    def _join(handle: IO[bytes]) -> None:
        handle.seek(os.getpid() % _EVERYBODY)
        msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)

    def _is_free(handle: IO[bytes]) -> bool:
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _is_last(handle: IO[bytes]) -> bool:
        handle.seek(os.getpid() % _EVERYBODY)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, _EVERYBODY)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)

    def _join(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_SH)

    def _is_free(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    _is_last = _is_free


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock of this file, waiting for whoever holds it."""
    with path.open("ab") as handle:
        _take(handle)
        yield


@contextmanager
def first_of(path: Path) -> Iterator[bool]:
    """Hold the lock of this file unless somebody does; whether it is ours. It is given back at the end."""
    with path.open("ab") as handle:
        yield _is_free(handle)


class Presence:
    """One of many that share something; whoever leaves learns whether he was the last."""

    def __init__(self, path: Path) -> None:
        self._handle = path.open("ab")
        _join(self._handle)

    def leave(self) -> bool:
        """Go, and tell whether nobody is left; who has left already was not the last."""
        if self._handle.closed:
            return False
        with self._handle:
            return _is_last(self._handle)
