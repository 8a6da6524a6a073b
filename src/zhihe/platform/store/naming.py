"""Physical names: made here, within the 63 bytes PostgreSQL keeps, never from a user's words."""

from __future__ import annotations

import hashlib

LIMIT = 63
PARTITION_SUFFIX = 10
_DIGEST = 8


def name(prefix: str, table: str, *columns: str) -> str:
    """The name of an index or constraint; a long one is cut and told apart by a digest of the whole."""
    full = "_".join((prefix, table, *columns))
    if len(full.encode()) <= LIMIT:
        return full
    digest = hashlib.sha256(full.encode()).hexdigest()[:_DIGEST]
    return f"{full[: LIMIT - _DIGEST - 1]}_{digest}"


def ours(index: str) -> bool:
    """Whether an index was made from definitions; others belong to who runs the database, and stay."""
    return index.startswith(("ix_", "uq_"))


def retired(uid: str, suffix: str = "") -> str:
    """Where the data of a table or column waits after its definition has gone."""
    return f"retired_{uid[:8]}{suffix}"


def any_model(column: str) -> str:
    """The second column of a link to any model: which model it points to."""
    return f"{column}__model"
