"""Files sent as multipart forms: bounded before they are read, one file and a few short fields."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from zhihe.errors import Invalid

MAX_FILE = 25_000_000
MAX_FIELD = 200_000
MAX_FIELDS = 20
_FRAME = 1_000_000
"""Room for the short fields and the lines between the parts."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One file with its name, and the short fields beside it."""

    name: str
    content: bytes
    fields: dict[str, str]


async def sent_file(request: Request, limit: int = MAX_FILE) -> Sent:
    """The file of a form; Invalid where there is none, several, or one above the limit."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Invalid("upload.form", "Send the file as multipart/form-data, in the part named file.", field="file")
    parser = MultiPartParser(
        request.headers, _bounded(request, limit), max_files=1, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise Invalid("upload.form", f"The form cannot be read: {error}.", field="file") from error
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid("upload.file", "The form has no part named file.", field="file")
        content = await file.read()
        if len(content) > limit:
            raise _too_large(limit)
        fields = {key: value for key, value in form.multi_items() if isinstance(value, str)}
        return Sent(file.filename or "file", content, fields)
    finally:
        await form.close()


async def _bounded(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit + _FRAME:
            raise _too_large(limit)
        yield part


def _too_large(limit: int) -> Invalid:
    return Invalid("file.size", f"The file is larger than {limit} bytes; split it.", field="file", limit=limit)
