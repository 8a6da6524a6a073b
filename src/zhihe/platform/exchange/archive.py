"""The parts of an XLSX file, judged by its directory before anything is unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
from typing import Final

from zhihe.errors import Invalid

MAX_UNPACKED: Final = 200_000_000
MAX_RATIO: Final = 100
MAX_ENTRIES: Final = 2_000
SMALL: Final = 1_000_000
"""Below this size a high ratio is harmless: a few kilobytes of equal cells."""
_ENCRYPTED: Final = 0x1
_WORKBOOK: Final = "xl/workbook.xml"


def inspect(content: bytes) -> None:
    """Refuse an archive that is damaged, protected, too large unpacked, or that names places outside itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, UnicodeDecodeError) as error:
        raise _refused("file.damaged", f"The file is no sound XLSX workbook: {error}.") from error
    if len(entries) > MAX_ENTRIES:
        raise _refused("file.entries", f"The workbook has {len(entries)} parts; at most {MAX_ENTRIES} are read.")
    for entry in entries:
        _entry(entry)
    _sizes(entries)
    if _WORKBOOK not in {entry.filename for entry in entries}:
        raise _refused("file.kind", "The archive holds no workbook; save the sheet as XLSX or CSV.")


def _entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or ".." in name.split("/"):
        raise _refused("file.path", f"The workbook names a place outside itself: {entry.filename[:80]!r}.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _refused("file.link", f"The workbook holds a link instead of content: {entry.filename[:80]!r}.")
    if entry.flag_bits & _ENCRYPTED:
        raise _refused("file.encrypted", "The workbook is protected by a password; save it without one.")


def _sizes(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise _refused(
            "file.unpacked",
            f"Unpacked the workbook would have {unpacked} bytes; at most {MAX_UNPACKED} are read. Split it, or save "
            "it as CSV.",
        )
    if unpacked > SMALL and unpacked > MAX_RATIO * packed:
        raise _refused(
            "file.ratio",
            f"The workbook unpacks to more than {MAX_RATIO} times its size ({packed} to {unpacked} bytes); save it as "
            "CSV.",
        )


def _refused(code: str, message: str) -> Invalid:
    return Invalid(code, message)
