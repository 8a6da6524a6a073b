"""Files and attachments over HTTP: limits, types, access, and pictures without what a camera wrote into them."""

from __future__ import annotations

import io
import zlib
from typing import Any

import httpx
import pytest
from PIL import Image
from tests.stories.conftest import Desk, Factory

from zhihe.platform.files.examine import LARGEST, plain_name


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20)) -> bytes:
    """A picture with a place, a turn and a comment in it, and a file behind it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "SECRETCAMERA"
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, exif=exif, **({"comment": b"here"} if kind == "JPEG" else {}))
    return out.getvalue() + b"<script>alert(1)</script>"


def send(desk: Desk, content: bytes, name: str = "a.jpg", **headers: str) -> httpx.Response:
    sent = {"Authorization": f"Bearer {desk.token}", **headers}
    return desk.client.post("/api/v1/files", files={"file": (name, content, "image/jpeg")}, headers=sent)


def fetch(desk: Desk, file: Any, query: str = "") -> httpx.Response:
    return desk.client.get(f"/api/v1/files/{file['id']}{query}", headers={"Authorization": f"Bearer {desk.token}"})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew(factory: Factory, kind: str) -> None:
    made = send(factory.inspector, picture(kind), f"x.{kind.lower()}").json()
    assert (made["width"], made["height"]) == (20, 40)
    back = fetch(factory.inspector, made, "?inline=1")
    assert back.headers["content-type"] == f"image/{kind.lower()}"
    assert b"SECRET" not in back.content
    assert b"script" not in back.content
    assert b"here" not in back.content
    assert Image.open(io.BytesIO(back.content)).size == (20, 40)


def test_a_file_is_saved_and_never_run(factory: Factory) -> None:
    made = send(factory.inspector, b"<html><script>alert(1)</script>", "../../etc/page.html").json()
    assert made["name"] == "page.html"
    for query in ("", "?inline=1"):
        back = fetch(factory.inspector, made, query)
        assert back.headers["content-disposition"].startswith("attachment")
        assert back.headers["content-type"] == "application/octet-stream"
        assert back.headers["content-security-policy"].startswith("sandbox")
        assert back.headers["x-content-type-options"] == "nosniff"
        assert back.content == b"<html><script>alert(1)</script>"


def test_one_content_is_kept_once(factory: Factory) -> None:
    first, second = (send(factory.inspector, b"%PDF-1.7 same", name).json() for name in ("a.pdf", "b.pdf"))
    assert first["sha256"] == second["sha256"]
    assert first["id"] != second["id"]
    assert first["type"] == "application/pdf"
    folder = factory.house.contents.root
    assert len(list(folder.rglob(first["sha256"]))) == 1
    assert not list(folder.glob("part-*"))


def test_what_is_too_large_is_refused_before_it_is_read(factory: Factory) -> None:
    reply = send(factory.inspector, b"x" * (LARGEST + 100_000), "big.bin")
    assert (reply.status_code, reply.json()["code"]) == (422, "file.size")


def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused(factory: Factory) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)

    def bomb(side: int) -> bytes:
        head = side.to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
        body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + body

    refused = ((bomb(7_000), "file.pixels"), (bomb(30_000), "file.pixels"), (picture()[:200], "file.picture"))
    for content, code in (*refused, (b"", "file.empty")):
        reply = send(factory.inspector, content, "x.png")
        assert (reply.status_code, reply.json()["code"]) == (422, code)


def test_a_form_without_a_file_is_refused_in_words(factory: Factory) -> None:
    headers = {"Authorization": f"Bearer {factory.inspector.token}"}
    client = factory.inspector.client
    assert client.post("/api/v1/files", json={}, headers=headers).json()["code"] == "file.form"
    wrong = client.post("/api/v1/files", files={"other": ("a", b"x")}, headers=headers)
    assert wrong.json()["code"] == "file.missing"
    torn = client.post(
        "/api/v1/files", content=b"--x\r\n", headers={**headers, "content-type": "multipart/form-data; boundary=x"}
    )
    assert torn.status_code == 422


def test_an_upload_is_seen_by_its_uploader_until_a_record_shows_it(factory: Factory) -> None:
    site = factory.admin.create("site", code="F1", name="一厂")
    made = send(factory.inspector, b"%PDF-1.7 drawing", "drawing.pdf").json()
    assert fetch(factory.inspector, made).status_code == 200
    assert fetch(factory.buyer, made).status_code == 404
    path = f"records/site/{site['id']}/attachments"
    assert factory.buyer.call("POST", path, {"file": made["id"]}, 404)["code"] == "file.not_found"
    rows = factory.inspector.call("POST", path, {"file": made["id"]}, 201)["rows"]
    assert [(row["name"], row["user"]["name"]) for row in rows] == [("drawing.pdf", "inspector")]
    assert fetch(factory.buyer, made, "?inline=1").headers["content-disposition"].startswith("inline")
    assert factory.inspector.call("POST", path, {"file": made["id"]}, 409)["code"] == "file.attached"
    assert factory.buyer.call("DELETE", f"{path}/{made['id']}", None, 403)["code"] == "file.detach"
    assert factory.inspector.call("DELETE", f"{path}/{made['id']}") is None
    assert fetch(factory.buyer, made).status_code == 404
    actions = [row["action"] for row in factory.admin.call("GET", f"records/site/{site['id']}/history")["rows"]]
    assert actions == ["create", "attach", "detach"]


def test_a_token_that_may_not_read_the_record_does_not_read_its_file(factory: Factory) -> None:
    site = factory.admin.create("site", code="F1", name="一厂")
    made = send(factory.admin, b"%PDF-1.7 x", "x.pdf").json()
    factory.admin.call("POST", f"records/site/{site['id']}/attachments", {"file": made["id"]}, 201)
    narrow = factory.narrowed("buyer", "read:item")
    reply = fetch(Desk(factory.buyer.client, narrow), made)
    assert reply.status_code == 404
    only = Desk(factory.buyer.client, narrow)
    assert send(only, b"x").status_code == 403
    assert only.call("GET", f"records/site/{site['id']}/attachments", None, 403)["code"] == "access.read"


PHOTO = """
app: photo
custom: true
label: {zh: 照片, en: Photos}
version: 1.0.0
depends: [base]
"""
ALBUM = """
model: album
label: {zh: 相册, en: Album}
kind: record
title: code
natural_key: [code]
fields:
  code: {type: code, label: {zh: 代码, en: Code}, required: true, uid: aa11bb22cc33}
  cover: {type: image, label: {zh: 封面, en: Cover}, uid: bb11bb22cc33}
  secret: {type: file, label: {zh: 密件, en: Secret}, uid: cc11bb22cc33}
access:
  buyer: {read: true, create: true, write: true, delete: true}
  inspector: {read: true, create: true, hide: [secret]}
uid: dd11bb22cc33
"""


def test_a_file_in_a_field_is_as_readable_as_the_field(factory: Factory) -> None:
    factory.admin.call(
        "POST",
        "definitions/publish",
        {"files": {"photo/app.yaml": PHOTO + "uid: ee11bb22cc33\n", "photo/album.yaml": ALBUM}},
        201,
    )
    cover, secret = (
        send(factory.buyer, content, name).json()
        for content, name in ((picture("PNG"), "a.png"), (b"%PDF-1.7 b", "b.pdf"))
    )
    refused = factory.inspector.call("POST", "records/album", {"code": "1", "cover": {"id": cover["id"]}}, 422)
    assert (refused["code"], refused["field"]) == ("file.not_found", "cover")
    held = {"cover": {"id": cover["id"], "name": "a.png"}, "secret": {"id": secret["id"], "name": "b.pdf"}}
    album = factory.buyer.create("album", code="1", **held)
    assert fetch(factory.inspector, cover).status_code == 200
    assert fetch(factory.inspector, secret).status_code == 404
    assert fetch(factory.store, cover).status_code == 404
    factory.buyer.change("album", album, cover=None)
    assert fetch(factory.inspector, cover).status_code == 404


def test_an_image_field_takes_pictures_only(factory: Factory) -> None:
    paper = send(factory.admin, b"%PDF-1.7 drawing", "图纸.pdf").json()
    unit = factory.admin.create("unit", code="pcs", name_zh="件", name_en="piece", dimension="count")
    item = {"code": "PR-1", "name": "活塞杆", "unit": unit["id"]}
    refused = factory.admin.call("POST", "records/item", {**item, "drawing": {"id": paper["id"]}}, 422)
    assert (refused["code"], refused["field"]) == ("file.no_picture", "drawing")
    sheet = send(factory.admin, picture("PNG"), "图纸.png").json()
    made = factory.admin.create("item", **item, drawing={key: sheet[key] for key in ("id", "name", "type", "size")})
    assert factory.inspector.get("item", made["id"])["drawing"]["name"] == "图纸.png"


def test_a_name_is_for_people_and_no_path() -> None:
    assert plain_name("..\\..\\evil\x00\n图纸.pdf") == "evil图纸.pdf"
    assert plain_name("...") == "file"
    assert len(plain_name("长" * 500)) == 200
