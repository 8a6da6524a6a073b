"""Files in and out over HTTP: checked, corrected, loaded, given up; with the rights of who asks."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import pytest
from tests.stories.conftest import Desk, Factory

from zhihe.faces.opened import tasks_of
from zhihe.faces.worker.outcome import outcome
from zhihe.platform.exchange import kept
from zhihe.platform.exchange.opened import read_table
from zhihe.platform.jobs.attempt import Attempt
from zhihe.platform.jobs.worker import Pace, Worker

UNITS = "code,name_zh,name_en,dimension\npcs,件,piece,count\nkg,千克,kilogram,mass\n"


def sent(desk: Desk, model: str, content: str | bytes, status: int = 201, **fields: str) -> Any:
    reply = desk.client.post(
        "/api/v1/imports",
        files={"file": ("给.csv", content)},
        data={"model": model, **fields},
        headers={"Authorization": f"Bearer {desk.token}"},
    )
    assert reply.status_code == status, reply.text
    return reply.json()


def got(desk: Desk, path: str, status: int = 200) -> httpx.Response:
    reply = desk.client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {desk.token}"})
    assert reply.status_code == status, reply.text
    return reply


def exported(desk: Desk, status: int = 200, **asked: Any) -> httpx.Response:
    reply = desk.client.post("/api/v1/exports", json=asked, headers={"Authorization": f"Bearer {desk.token}"})
    assert reply.status_code == status, reply.text
    return reply


def codes(desk: Desk, model: str) -> list[str]:
    return sorted(row["code"] for row in desk.find(model))


def test_a_file_is_checked_first_and_loaded_when_it_is_run(factory: Factory) -> None:
    made = sent(factory.admin, "unit", UNITS)
    assert (made["state"], made["file"]) == ("checked", "给.csv")
    assert made["counts"] == {
        "rows": 2, "good": 2, "wrong": 0, "skipped": 0, "new": 2, "changed": 0, "unchanged": 0, "errors": 0,
    }  # fmt: skip
    assert made["columns"][1] == {
        "heading": "name_zh",
        "sample": ["件", "千克"],
        "field": "name_zh",
        "label": {"zh": "中文名称", "en": "Chinese name"},
    }
    assert codes(factory.admin, "unit") == []
    done = factory.admin.call("POST", f"imports/{made['id']}/run")
    assert (done["state"], done["counts"]["new"]) == ("done", 2)
    assert codes(factory.admin, "unit") == ["kg", "pcs"]
    assert factory.admin.call("POST", f"imports/{made['id']}/run", None, 409)["code"] == "import.closed"
    again = sent(factory.admin, "unit", UNITS, dry_run="false")
    assert (again["state"], again["counts"]["unchanged"]) == ("done", 2)
    listed = factory.admin.call("GET", "imports?model=unit")["rows"]
    assert [row["id"] for row in listed] == [again["id"], made["id"]]


def test_wrong_rows_are_told_corrected_in_place_and_loaded(factory: Factory) -> None:
    made = sent(factory.admin, "unit", "code,name_zh,name_en,dimension\npcs,件,piece,a/b\nkg,,kilogram,mass\n")
    told = [(e["row"], e["column"], e["heading"], e["field"], e["value"], e["code"]) for e in made["errors"]]
    assert told == [
        (2, 4, "dimension", "dimension", "a/b", "value.invalid"),
        (3, 2, "name_zh", "name_zh", "", "field.required"),
    ]
    stuck = factory.admin.call("POST", f"imports/{made['id']}/run")
    assert (stuck["state"], stuck["counts"]["wrong"], codes(factory.admin, "unit")) == ("checked", 2, [])
    cells = [{"row": 2, "column": 4, "value": "count"}, {"row": 3, "column": "name_zh", "value": "千克"}]
    good = factory.admin.call("PATCH", f"imports/{made['id']}", {"corrections": cells})
    assert (good["errors"], good["counts"]["good"]) == ([], 2)
    factory.admin.call("POST", f"imports/{made['id']}/run")
    assert codes(factory.admin, "unit") == ["kg", "pcs"]
    strange = {"corrections": [{"row": 9, "column": 1, "value": "x"}]}
    late = sent(factory.admin, "unit", UNITS)
    assert factory.admin.call("PATCH", f"imports/{late['id']}", strange, 422)["code"] == "import.correction"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_good_rows_are_loaded_and_the_wrong_ones_come_back_as_a_file(factory: Factory, form: str) -> None:
    text = "code,name_zh,name_en,dimension\npcs,=件,piece,count\nkg,=1+1,kilogram,a/b\n"
    made = sent(factory.admin, "unit", text, mode="good_rows", dry_run="false")
    assert (made["state"], made["counts"]["new"], made["counts"]["wrong"]) == ("done", 1, 1)
    reply = got(factory.admin, f"imports/{made['id']}/errors?format={form}")
    assert reply.headers["content-disposition"].startswith("attachment")
    table = read_table(reply.content)
    (row,) = (list(cells) for _number, cells in table.rows())
    assert str(row[0]) == "3"
    assert str(row[1]).startswith("dimension: ")
    assert row[2:] == ["kg", "'=1+1", "kilogram", "a/b"]
    mended = io.StringIO(newline="")
    csv.writer(mended).writerows([table.header, [*row[:5], "mass"]])
    again = sent(factory.admin, "unit", mended.getvalue(), dry_run="false", mapping=json.dumps({"columns": {}}))
    assert (again["state"], again["counts"]["new"]) == ("done", 1)
    assert factory.admin.get("unit", "kg")["name_zh"] == "=1+1"


def test_columns_are_mapped_by_heading_with_constants_and_words(factory: Factory) -> None:
    text = "Kürzel,Art,Bemerkung,name_en\npcs,Zahl,x,piece\nkg,Masse,y,kilogram\n"
    made = sent(factory.admin, "unit", text)
    assert [each["field"] for each in made["columns"]] == [None, None, None, "name_en"]
    assert made["counts"]["wrong"] == 2
    told = {
        "columns": {"Kürzel": "code", "Art": "dimension", "Bemerkung": None},
        "constants": {"name_zh": "件"},
        "values": {"Art": {"Zahl": "count", "Masse": "mass"}},
    }
    mapped = factory.admin.call("PATCH", f"imports/{made['id']}", {"mapping": told})
    assert (mapped["errors"], mapped["counts"]["new"]) == ([], 2)
    assert factory.admin.call("POST", f"imports/{made['id']}/run")["state"] == "done"
    assert {row["name_zh"] for row in factory.admin.find("unit")} == {"件"}
    wrong = {"mapping": {"columns": {"Kürzel": "kode"}}}
    late = sent(factory.admin, "unit", text)
    assert factory.admin.call("PATCH", f"imports/{late['id']}", wrong, 422)["code"] == "mapping.invalid"
    assert sent(factory.admin, "unit", text, 422, dry_run="false")["code"] == "mapping.invalid"
    assert sent(factory.admin, "unit", "x,y\n1,2\n")["errors"][0]["code"] == "mapping.invalid"


def test_what_is_known_is_refused_passed_over_or_changed(factory: Factory) -> None:
    sent(factory.admin, "unit", UNITS, dry_run="false")
    text = UNITS.replace("piece", "part")
    refused = sent(factory.admin, "unit", text, on_known="refuse")
    assert {each["code"] for each in refused["errors"]} == {"record.duplicate"}
    skipped = sent(factory.admin, "unit", text, on_known="skip")["counts"]
    assert (skipped["skipped"], skipped["changed"]) == (2, 0)
    changed = sent(factory.admin, "unit", text, on_known="update")["counts"]
    assert (changed["changed"], changed["unchanged"]) == (1, 1)
    assert sent(factory.admin, "unit", text, 422, on_known="replace")["code"] == "import.on_known"


def test_an_import_given_up_is_closed_and_stays_in_the_history(factory: Factory) -> None:
    made = sent(factory.admin, "unit", UNITS)
    assert factory.admin.call("POST", f"imports/{made['id']}/cancel")["state"] == "cancelled"
    assert factory.admin.call("POST", f"imports/{made['id']}/run", None, 409)["code"] == "import.closed"
    assert factory.admin.call("GET", f"imports/{made['id']}")["state"] == "cancelled"


def test_who_may_not_import_or_export_gets_nothing(factory: Factory) -> None:
    assert sent(factory.buyer, "unit", UNITS, 403)["code"] == "access.import"
    got(factory.buyer, "imports/template/unit", 403)
    made = sent(factory.admin, "unit", UNITS)
    for method, path in (("GET", ""), ("GET", "/errors"), ("POST", "/run"), ("POST", "/cancel"), ("PATCH", "")):
        body: Any = {"corrections": []} if method == "PATCH" else None
        factory.buyer.call(method, f"imports/{made['id']}{path}", body, 404)
    assert factory.buyer.call("GET", "imports")["rows"] == []
    assert sent(factory.admin, "no_such", UNITS, 404)["code"] == "model.unknown"
    assert exported(factory.admin, 404, model="no_such").json()["code"] == "model.unknown"


def test_hostile_uploads_are_refused_in_words(factory: Factory) -> None:
    assert sent(factory.admin, "unit", b"%PDF-1.7 ...", 422)["code"] == "file.kind"
    assert sent(factory.admin, "unit", b"", 422)["code"] == "file.empty"
    assert sent(factory.admin, "unit", b"PK\x03\x04nothing", 422)["code"] == "file.damaged"
    assert sent(factory.admin, "unit", b"x" * 25_000_001, 422)["code"] == "file.size"
    assert sent(factory.admin, "unit", UNITS, 422, mapping="[")["code"] == "body.json"
    assert sent(factory.admin, "unit", UNITS, 422, dry_run="maybe")["code"] == "request.flag"
    headers = {"Authorization": f"Bearer {factory.admin.token}"}
    assert factory.admin.client.post("/api/v1/imports", json={}, headers=headers).status_code == 422
    broken = {**headers, "Content-Type": "multipart/form-data"}
    assert factory.admin.client.post("/api/v1/imports", content=b"--x", headers=broken).status_code == 422
    assert factory.admin.client.post("/api/v1/imports", data={"model": "unit"}, headers=headers).status_code == 422


def test_the_same_key_imports_once(factory: Factory) -> None:
    headers = {"Authorization": f"Bearer {factory.admin.token}", "Idempotency-Key": "f-1"}
    asked: dict[str, Any] = {
        "files": {"file": ("u.csv", UNITS)},
        "data": {"model": "unit", "dry_run": "false"},
        "headers": headers,
    }
    first = factory.admin.client.post("/api/v1/imports", **asked)
    again = factory.admin.client.post("/api/v1/imports", **asked)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert len(factory.admin.call("GET", "imports")["rows"]) == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_over_http_is_imported_unchanged(factory: Factory, form: str) -> None:
    factory.masters()
    order = factory.order()
    for model in ("item", "partner", "location"):
        reply = exported(factory.admin, model=model, format=form)
        assert reply.headers["content-disposition"].endswith(f'.{form}"')
        counts = sent(factory.admin, model, reply.content, dry_run="false")["counts"]
        assert (counts["wrong"], counts["changed"], counts["new"], counts["unchanged"] > 0) == (0, 0, 0, True)
    text = exported(
        factory.buyer, model="purchase_order", format="csv", fields=["number", "supplier", "lines.item"], heading="key"
    ).text
    assert text.splitlines()[1] == f"{order['number']},S1,F-1"
    heads = exported(factory.buyer, model="purchase_order", format="csv", lines=False, heading="key").text
    assert "lines." not in heads


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_is_a_file_to_fill(factory: Factory, form: str) -> None:
    reply = got(factory.admin, f"imports/template/unit?format={form}&lang=en")
    header = read_table(reply.content).header
    assert "code" in header
    row = ["pcs" if key == "code" else "count" if key == "dimension" else "" for key in header]
    filled = dict(zip(header, row, strict=True)) | {"name_zh": "件", "name_en": "piece"}
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, [filled[key] for key in header]])
    assert sent(factory.admin, "unit", text.getvalue(), dry_run="false")["counts"]["new"] == 1
    got(factory.admin, "imports/template/unit?format=pdf", 422)


def worked(factory: Factory) -> None:
    """What a worker of the house would do until nothing waits."""
    attempt = Attempt(factory.house.engine.database, tasks_of(factory.house.engine), outcome)
    Worker(attempt, 1, Pace()).drain()


def test_a_large_file_is_taken_by_a_job_in_the_name_of_who_sent_it(factory: Factory) -> None:
    text = "code,name\n" + "\n".join(f"R{n:05},理由 {n}" for n in range(kept.AT_ONCE + 1))
    made = sent(factory.admin, "reason_code", text, dry_run="false")
    assert (made["state"], made["counts"]) == ("running", {"rows": kept.AT_ONCE + 1})
    assert factory.admin.call("POST", f"imports/{made['id']}/run", None, 409)["code"] == "import.closed"
    worked(factory)
    done = factory.admin.call("GET", f"imports/{made['id']}")
    assert (done["state"], done["counts"]["new"], done["errors"]) == ("done", kept.AT_ONCE + 1, [])
    job = factory.admin.call("GET", f"jobs/{made['job_id']}")
    assert (job["state"], job["progress"]) == ("done", {"done": kept.AT_ONCE + 1, "total": kept.AT_ONCE + 1})
    first = factory.admin.get("reason_code", "R00000")
    told = factory.admin.call("GET", f"records/reason_code/{first['id']}/history")
    rows = told["rows"] if isinstance(told, dict) else told
    assert rows[0]["request_id"] == f"job {made['job_id']}"


def test_a_large_import_given_up_leaves_nothing(factory: Factory) -> None:
    text = "code,name\n" + "\n".join(f"R{n:05},理由 {n}" for n in range(kept.AT_ONCE + 1))
    made = sent(factory.admin, "reason_code", text, dry_run="false")
    assert factory.admin.call("POST", f"imports/{made['id']}/cancel")["state"] == "cancelled"
    worked(factory)
    assert factory.admin.call("GET", f"imports/{made['id']}")["state"] == "cancelled"
    assert factory.admin.find("reason_code") == []


def test_a_large_import_that_cannot_be_done_says_why_and_stays_open(factory: Factory) -> None:
    text = "code,nome\n" + "\n".join(f"R{n:05},理由 {n}" for n in range(kept.AT_ONCE + 1))
    made = sent(factory.admin, "reason_code", text, dry_run="false")
    worked(factory)
    failed = factory.admin.call("GET", f"imports/{made['id']}")
    assert (failed["state"], failed["errors"][0]["code"]) == ("failed", "mapping.invalid")
    told = {"mapping": {"columns": {"nome": "name"}}}
    assert factory.admin.call("PATCH", f"imports/{made['id']}", told)["state"] == "running"
    worked(factory)
    checked = factory.admin.call("GET", f"imports/{made['id']}")
    assert (checked["state"], checked["counts"]["good"]) == ("checked", kept.AT_ONCE + 1)


def test_what_is_wrong_with_a_file_is_said_in_the_readers_language(factory: Factory) -> None:
    content = "code,name_zh,name_en,dimension,decimals\npcs,件,piece,a/b,many\nkg,,kilogram,mass,2\n"
    made = sent(factory.admin, "unit", content)
    headers = {"Authorization": f"Bearer {factory.admin.token}", "Accept-Language": "zh"}
    told = factory.admin.client.get(f"/api/v1/imports/{made['id']}", headers=headers).json()["errors"]
    assert [each["message"] for each in told] == [
        "“a/b” 不能作代码：不能含 /，也不能是 UUID 的样子。",
        "“many” 不是数字，请填写如 12.5 的数字。",
        "中文名称必填",
    ]
    assert [each["message"].isascii() for each in made["errors"][:2]] == [True, True]
    file = factory.admin.client.get(f"/api/v1/imports/{made['id']}/errors?format=csv", headers=headers)
    assert "不能作代码" in file.content.decode("utf-8-sig")
    refused = factory.admin.client.post("/api/v1/records/unit", headers=headers, json={"code": "m", "decimals": 1.5})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["label"] == "小数位"
    assert refused.json()["detail"] == "小数位：1.5 不是整数，请填写整数。"
    missing = factory.admin.client.get("/api/v1/records/unit/nowhere", headers=headers)
    assert missing.json()["detail"] == "没有计量单位 nowhere，或您无权查看。"
    unknown = factory.admin.client.get("/api/v1/records/nowhere", headers=headers)
    assert unknown.json()["detail"] == "没有 “nowhere” 这种单据。"
