"""What an upload is, by its first bytes and not its name; pictures are drawn anew, so that nothing hides in them."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from zhihe.errors import Invalid

LARGEST: Final = 25_000_000
"""Bytes of one upload."""
PIXELS: Final = 40_000_000
QUALITY: Final = 88
PICTURES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_OFFICE: Final = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Examined:
    """An upload that may be kept: its content, its type, and the size of a picture."""

    name: str
    type: str
    source: BinaryIO
    width: int | None = None
    height: int | None = None


def examined(name: str, source: BinaryIO) -> Examined:
    """Find out what an upload is; Invalid for what cannot be a picture though it begins like one."""
    shown = plain_name(name)
    beginning = source.read(16)
    source.seek(0)
    if not beginning:
        raise Invalid("file.empty", f"{shown} is empty.", field="file", value=shown)
    if _is_picture(beginning):
        return _redrawn(shown, source)
    kind = next((kind for mark, kind in _BEGINNINGS if beginning.startswith(mark)), "application/octet-stream")
    if kind == "application/zip":
        kind = next((office for end, office in _OFFICE.items() if shown.lower().endswith(end)), kind)
    return Examined(shown, kind, source)


def plain_name(name: str) -> str:
    """A name for people: no folders, no control characters, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(each for each in last if each.isprintable()).strip(" .")
    return shown[-_NAME:] or "file"


def _is_picture(beginning: bytes) -> bool:
    webp = beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP"
    return webp or beginning.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _require_small(picture: Image.Image) -> None:
    if picture.width * picture.height > PIXELS:
        raise Image.DecompressionBombError(f"{picture.width} × {picture.height}")


def _redrawn(name: str, source: BinaryIO) -> Examined:
    """A picture drawn anew upright, without what a camera wrote into it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(source, formats=list(PICTURES))
        _require_small(picture)
        kind = str(picture.format)
        drawn = ImageOps.exif_transpose(picture)
        drawn.load()
    except Image.DecompressionBombError as error:
        raise Invalid(
            "file.pixels",
            f"{name} has too many pixels; at most {PIXELS // 1_000_000} million are read. Make it smaller.",
            field="file",
            value=name,
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(
            "file.picture", f"{name} cannot be read as a picture: {error}.", field="file", value=name
        ) from error
    bare = drawn.convert("RGB") if kind == "JPEG" else drawn.convert("RGBA" if "A" in drawn.getbands() else "RGB")
    out = io.BytesIO()
    # What a camera or program wrote beside the pixels would be written again.
    bare.info = {}
    bare.save(out, kind, quality=QUALITY)
    out.seek(0)
    return Examined(name, PICTURES[kind], out, bare.width, bare.height)
