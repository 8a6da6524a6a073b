"""As whom the embedded server runs: PostgreSQL refuses the super-user, so a root process lends it another."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zhihe.errors import Unavailable

NAMES = ("zhihe", "postgres")


@dataclass(frozen=True, slots=True)
class ProcessOwner:
    """A system user by its numbers."""

    user: int
    group: int

    def give(self, folder: Path) -> None:
        """Make this user the owner of a folder that nobody else may read."""
        if sys.platform != "win32":
            os.chown(folder, self.user, self.group)
            folder.chmod(0o700)


def owner_of(data: Path) -> ProcessOwner | None:
    """The user for the server of this data folder, or None where the process itself may run it.

    Only for root: the owner of existing data, else the first of ``NAMES`` that the machine knows, else a new
    system user ``zhihe``. The folder is given to that user, and the folders above it become passable
    (not readable) for others, without which he could not reach it.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    held = data.stat()
    owner = _known() if held.st_uid == 0 else ProcessOwner(held.st_uid, held.st_gid)
    owner.give(data)
    make_passable(data.parents)
    return owner


def _known() -> ProcessOwner:
    if sys.platform == "win32":
        raise AssertionError
    import pwd

    for name in NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ProcessOwner(entry.pw_uid, entry.pw_gid)
    return _created(NAMES[0])


def _created(name: str) -> ProcessOwner:
    if sys.platform == "win32":
        raise AssertionError
    import pwd

    tool = shutil.which("useradd")
    done = tool and subprocess.run(  # noqa: S603 - a fixed command
        [tool, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name], check=False
    )
    if not done or done.returncode != 0:
        raise Unavailable(
            "database.root",
            f"PostgreSQL does not run as root and the system user {name} could not be made; "
            "start the program as an ordinary user, or make that user.",
            user=name,
        )
    entry = pwd.getpwnam(name)
    return ProcessOwner(entry.pw_uid, entry.pw_gid)


def make_passable(folders: Iterable[Path]) -> None:
    """Let others pass through these folders, without letting them list what is there."""
    for folder in folders:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)
