"""Merkle tree over a list of hashes, RFC 6962 section 2.1: one root binds every entry and its place.

A leaf is hashed behind a zero byte and a node behind a one byte, so that no node can pass for an entry. A list is
split at the largest power of two below its length.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def root(entries: Sequence[bytes]) -> bytes:
    """The root over entries in order; 32 bytes. The empty list has the hash of nothing."""
    level = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
    if not level:
        return hashlib.sha256().digest()
    while len(level) > 1:
        # A node left over at the end of a level goes up as it is: the same tree as splitting from above.
        above = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = [*above, level[-1]] if len(level) % 2 else above
    return level[0]


def chained(before: bytes, root_hash: bytes, *facts: int) -> bytes:
    """The next link of a chain: binds the link before, a root, and numbers that belong to it."""
    said = ",".join(map(str, facts)).encode()
    return hashlib.sha256(b"\x02" + before + root_hash + said).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
