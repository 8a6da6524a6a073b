"""How old the last backup is, as the backup itself writes it down in the data folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

STAMP: Final = "last-backup"
"""The file a backup ends by writing, with its instant: see docs/operate/backup.md."""


def age(home: Path, now: dt.datetime) -> dict[str, Any]:
    """``state`` is ``made`` with ``at`` and ``hours``, ``none`` where nothing is written down, or ``unreadable``."""
    file = home / STAMP
    if not file.is_file():
        return {"state": "none", "file": STAMP}
    text = file.read_text(encoding="utf-8", errors="replace").strip()
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return {"state": "unreadable", "file": STAMP, "text": text[:60]}
    if at.tzinfo is None or at > now:
        return {"state": "unreadable", "file": STAMP, "text": text[:60]}
    return {"state": "made", "file": STAMP, "at": at, "hours": int((now - at).total_seconds() // 3600)}
