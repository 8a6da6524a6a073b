"""The steps of the queue's own schema, as the library ships them; which were applied is kept with ours."""

from __future__ import annotations

import re
from pathlib import Path

from procrastinate.schema import SchemaManager

from zhihe.platform.store.bootstrap import Further, Migration

SCHEMA = "jobs"
_FILE = re.compile(r"(\d\d)\.(\d\d)\.(\d\d)_(\d\d)_(\w+)\.sql")


def steps() -> Further:
    """The queue's steps by its schema, for opening a database."""
    found = []
    for file in Path(SchemaManager.get_migrations_path()).iterdir():
        match = _FILE.fullmatch(file.name)
        if match:
            number = int("".join(match.groups()[:4]))
            found.append(Migration(number, match[5], file.read_text(encoding="utf-8")))
    return {SCHEMA: tuple(sorted(found, key=lambda each: each.number))}
