"""Files around records: who may upload, attach and read them. A file is as readable as the record or field it is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zhihe.errors import Conflict, Forbidden, Invalid, NotFound
from zhihe.platform.actions import Row
from zhihe.platform.files.content import Contents
from zhihe.platform.files.examine import Examined
from zhihe.platform.model.elements import Field, Model
from zhihe.platform.records import read, tell
from zhihe.platform.records.access import grant
from zhihe.platform.records.administration import FILE, differing, noted
from zhihe.platform.records.shape import FILES, shape
from zhihe.platform.records.talk import may_write, readable
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import files
from zhihe.platform.store.identity import new_id


def keep(unit: Unit, contents: Contents, upload: Examined) -> Row:
    """Keep an upload; until it is attached or put into a field, only its uploader sees it."""
    if unit.user.scopes is not None and not any(scope.startswith("write") for scope in unit.user.scopes):
        raise Forbidden("access.scope", "This token may only read.")
    sha256, size = contents.keep(upload.source)
    file: Row = {"id": new_id(), "name": upload.name, "type": upload.type, "size": size, "sha256": sha256}
    picture = {"width": upload.width, "height": upload.height}
    files.add(unit.tx, {**file, **picture, "user": unit.user.id, "at": unit.now})
    noted(unit, FILE, file["id"], "create", differing({}, {key: value for key, value in file.items() if key != "id"}))
    return {**file, **{key: value for key, value in picture.items() if value is not None}}


def opened(unit: Unit, identity: str) -> Row:
    """A file that the user may read; NotFound otherwise, whether there is one or not."""
    file = files.one(unit.tx, identity) if len(identity) == 36 else None  # noqa: PLR2004 - a UUID's form
    if file is not None and any(True for _use in _visible_uses(unit, file)):
        return file
    raise NotFound("file.not_found", f"There is no file {identity}, or you may not see it.", id=identity)


def _visible_uses(unit: Unit, file: Row) -> Iterator[Row]:
    uses = files.uses(unit.tx, file["id"])
    if not uses and file["user_id"] == unit.user.id:
        yield file
    tables = {model.table: model for model in unit.registry.models.values()}
    for use in uses:
        model = tables.get(use["model"])
        if model is not None and _field_seen(unit, model, use["field"]) and readable(unit, model, use["record_id"]):
            yield use


def _field_seen(unit: Unit, model: Model, path: str) -> bool:
    """Whether the user sees a field, ``photo`` or one of lines, ``lines.photo``; no field is an attachment."""
    head, _, inner = path.partition(".")
    if not head:
        return True
    if head not in model.fields or head in grant(unit.registry, model, unit.user).hidden:
        return False
    target = model.fields[head].of
    return not inner or (target in unit.registry.models and _field_seen(unit, unit.model(target), inner))


def require_visible(unit: Unit, model: Model, values: Mapping[str, Any]) -> None:
    """Refuse a file in a field that the user could not open: an id alone is no right."""
    parts = shape(model)
    require_opened(unit, model.fields, values)
    for key, declared in parts.lines.items():
        lines = values.get(key)
        for line in lines if isinstance(lines, list) else ():
            if isinstance(line, Mapping):
                require_visible(unit, unit.model(declared.of), line)


def require_opened(unit: Unit, fields: Mapping[str, Field], values: Mapping[str, Any]) -> None:
    """Refuse a file that the user could not open in any of these fields or inputs."""
    for key, field in fields.items():
        held = values.get(key) if field.type in FILES else None
        if isinstance(held, Mapping) and isinstance(held.get("id"), str):
            try:
                file = opened(unit, held["id"])
            except NotFound as error:
                raise Invalid("file.not_found", f"{key}: {error.message}", field=key, value=held["id"]) from error
            if field.type != "file" and not file["type"].startswith("image/"):
                raise Invalid(
                    "file.no_picture",
                    f"{key}: {file['name']} is no picture; choose a JPEG, PNG or WebP.",
                    field=key,
                    value=file["name"],
                )


def attachments(unit: Unit, model: Model, name: str) -> list[Row]:
    """The files attached to a record."""
    record = read.one(unit, model, name)["id"]
    return [_attached(row) for row in files.attachments(unit.tx, model.table, record)]


def _attached(row: Row) -> Row:
    user = {"id": row["user_id"], "name": row["user_name"]}
    shown = {key: value for key, value in row.items() if not key.startswith("user_") and value is not None}
    return {**shown, "user": user}


def attach(unit: Unit, model: Model, name: str, identity: str) -> list[Row]:
    """Attach a file that the user may open to a record that he may read; the attachments then."""
    may_write(unit, model)
    row = read.one(unit, model, name)
    file = opened(unit, identity)
    given = {"model": model.table, "record": row["id"], "file": file["id"], "user": unit.user.id, "at": unit.now}
    if not files.attach(unit.tx, given):
        raise Conflict("file.attached", f"{file['name']} is attached here already.", id=identity)
    tell.write(unit, model, row["id"], "attach", row["version"], {"_file": [None, _named(file)]})
    return [_attached(each) for each in files.attachments(unit.tx, model.table, row["id"])]


def detach(unit: Unit, model: Model, name: str, identity: str) -> None:
    """Take a file from a record: who attached it, or who may change the record; the content stays for the trail."""
    may_write(unit, model)
    row = read.one(unit, model, name)
    found = [each for each in files.attachments(unit.tx, model.table, row["id"]) if each["id"] == identity]
    if not found:
        raise NotFound("file.not_found", f"No file {identity} is attached here.", id=identity)
    if found[0]["user_id"] != unit.user.id and not grant(unit.registry, model, unit.user).write:
        raise Forbidden(
            "file.detach", "Only who attached it, or who may change the record, takes it away.", id=identity
        )
    files.detach(unit.tx, model.table, row["id"], identity)
    tell.write(unit, model, row["id"], "detach", row["version"], {"_file": [_named(found[0]), None]})


def _named(file: Row) -> Row:
    return {"id": file["id"], "name": file["name"]}
