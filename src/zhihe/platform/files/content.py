"""The contents of files on disk, each under its SHA-256; a name a user gave never becomes a path."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zhihe.errors import NotFound, Unavailable

BLOCK = 1 << 20
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Contents:
    """The folder of all contents; two files of one content are kept once."""

    root: Path

    def keep(self, source: BinaryIO) -> tuple[str, int]:
        """Copy a stream into the folder; its hash and size. It is there whole or not at all."""
        digest, size = hashlib.sha256(), 0
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.root, prefix="part-", delete=False) as part:
                place = Path(part.name)
                try:
                    while block := source.read(BLOCK):
                        digest.update(block)
                        size += len(block)
                        part.write(block)
                    part.flush()
                    os.fsync(part.fileno())
                    target = self._place(digest.hexdigest())
                    target.parent.mkdir(parents=True, exist_ok=True)
                    place.replace(target)
                except BaseException:
                    place.unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise Unavailable(
                "file.folder",
                f"The file cannot be kept in {self.root}: {error.strerror}. Make room, or let the server write there.",
            ) from error
        return digest.hexdigest(), size

    def path(self, sha256: str) -> Path:
        """Where a content lies; NotFound when it is missing from the folder."""
        place = self._place(sha256)
        if not place.is_file():
            raise NotFound(
                "file.content", f"The content {sha256[:12]}… is missing from the data folder; restore it from a backup."
            )
        return place

    def _place(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256")
        return self.root / sha256[:2] / sha256[2:4] / sha256
