"""Server-sent events: what changes, to those who may read it, over two servers, and on from where a page was."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from tests.stories.conftest import Factory, listening

from zhihe.faces.http.house import House
from zhihe.faces.http.hub import WAITING, Page, Told
from zhihe.platform.identity.identity import Identity
from zhihe.platform.jobs import Origin, enqueue
from zhihe.platform.rules.engine import Engine
from zhihe.platform.store import announce


class Stream:
    """The events of one open page, one after the other."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def next(self, *names: str) -> tuple[str, Any, str]:
        """The next event of these names (any, when none is given): name, data, id."""
        found: dict[str, str] = {}
        for line in self._lines:
            if line:
                key, _, value = line.partition(": ")
                found[key] = value
                continue
            if found.get("event") and (not names or found["event"] in names):
                return found["event"], json.loads(found["data"]), found.get("id", "")
            found = {}
        raise AssertionError("the stream ended")


@contextmanager
def page(factory: Factory, desk: str, after: str = "", address: str = "") -> Iterator[Stream]:
    token = factory.desks[desk].token
    headers = {"Authorization": f"Bearer {token}"} | ({"Last-Event-ID": after} if after else {})
    client = httpx.Client(base_url=address or factory.buyer.client.base_url, timeout=20)
    with client, client.stream("GET", "/api/v1/events", headers=headers) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        yield Stream(reply.iter_lines())


def test_a_page_hears_what_its_user_may_read(factory: Factory) -> None:
    with page(factory, "buyer") as heard:
        assert heard.next()[0] == "open"
        site = factory.admin.create("site", code="F1", name="一厂")
        event, data, identity = heard.next()
        assert (event, data) == ("record", {"model": "site", "id": site["id"], "version": 1, "action": "create"})
        assert len(identity) == 36
        factory.admin.change("site", site, name="新厂")
        assert heard.next()[1]["version"] == 2


def test_what_is_rolled_back_is_never_heard(factory: Factory) -> None:
    with page(factory, "buyer") as heard:
        heard.next()
        factory.admin.create("site", code="F1", name="一厂")
        twice = [{"code": "F2", "name": "二"}, {"code": "F1", "name": "again"}]
        factory.admin.call("POST", "records/site", twice, 409)
        factory.admin.create("site", code="F3", name="三厂")
        told = [heard.next("record")[1]["id"] for _ in range(2)]
        assert told == [factory.admin.get("site", code)["id"] for code in ("F1", "F3")]


ROWS = """
model: diary
label: {zh: 日记, en: Diary}
kind: record
title: code
natural_key: [code]
fields:
  code: {type: code, label: {zh: 代码, en: Code}, required: true, uid: aa22bb22cc33}
access:
  buyer: {read: true, create: true, rows: created_by = user}
  storekeeper: {read: true, create: true}
uid: dd22bb22cc33
"""
APP = "app: diary\nuid: ee22bb22cc33\ncustom: true\nlabel: {zh: 日记, en: D}\nversion: 1.0.0\ndepends: [base]\n"


def test_rows_a_user_may_not_see_are_not_told_and_a_publish_is(factory: Factory) -> None:
    with page(factory, "buyer") as heard:
        heard.next()
        files = {"diary/app.yaml": APP, "diary/diary.yaml": ROWS}
        version = factory.admin.call("POST", "definitions/publish", {"files": files}, 201)["version"]
        assert heard.next("definitions")[1] == {"version": version}
        factory.store.create("diary", code="his")
        mine = factory.buyer.create("diary", code="mine")
        assert heard.next("record")[1]["id"] == mine["id"]


def test_a_message_is_told_to_whom_it_is_for(factory: Factory) -> None:
    site = factory.admin.create("site", code="F1", name="一厂")
    who = factory.buyer.call("GET", f"people?q={factory.company}-store")["rows"][0]["id"]
    with page(factory, "store") as his, page(factory, "buyer") as other:
        assert (his.next()[0], other.next()[0]) == ("open", "open")
        factory.buyer.call("POST", f"records/site/{site['id']}/comments", {"text": "看", "mentions": [who]}, 201)
        assert his.next()[1]["action"] == "comment"
        assert his.next()[0] == "notification"
        assert other.next()[1]["action"] == "comment"
        factory.admin.change("site", site, name="新厂")
        assert other.next()[1]["action"] == "change"


def test_a_page_goes_on_from_where_it_was(factory: Factory) -> None:
    with page(factory, "buyer") as heard:
        heard.next()
        factory.admin.create("site", code="F1", name="一厂")
        last = heard.next()[2]
    away = factory.admin.create("site", code="F2", name="二厂")
    with page(factory, "buyer", after=last) as heard:
        ids = set()
        while (told := heard.next())[0] != "open":
            ids.add(told[1]["id"])
        assert away["id"] in ids
    with page(factory, "buyer", after="00000000-0000-7000-8000-000000000000") as heard:
        assert heard.next()[0] == "reload"


def test_what_one_server_commits_is_heard_at_another(factory: Factory) -> None:
    engine = factory.house.engine
    other = Engine(engine.database, engine.handlers, engine.numbers, factory.clock, engine.zone)
    house = House(engine=other, identity=Identity(engine.database, factory.clock), home=factory.house.home)
    server, thread, address = listening(house)
    try:
        with page(factory, "buyer", address=address) as heard:
            heard.next()
            site = factory.admin.create("site", code="F1", name="一厂")
            assert heard.next("record")[1]["id"] == site["id"]
    finally:
        server.should_exit = True
        thread.join()


def test_a_slow_page_is_dropped_and_holds_nobody_up(factory: Factory) -> None:
    async def overflow() -> list[bytes]:
        who = factory.house.identity.sign_in(f"{factory.company}-buyer", "a long pass phrase", factory.company)[1]
        own = Page(who, asyncio.get_running_loop())
        for number in range(WAITING + 1):
            own.tell(Told("record", {"n": number}))
        told = own.loop.create_future()
        own.loop.call_soon(told.set_result, None)
        await told
        return [own.queue.get_nowait() for _ in range(own.queue.qsize())]

    assert asyncio.run(overflow()) == [b""]


def test_many_changes_are_told_by_model(factory: Factory) -> None:
    factory.masters()
    with page(factory, "buyer") as heard:
        heard.next()
        rows = [{"code": f"I-{number}", "name": "件", "unit": "pcs"} for number in range(120)]
        factory.admin.create_many("item", rows)
        assert heard.next("record")[1] == {"model": "item", "id": None, "version": None, "action": announce.MANY}


def test_a_job_is_told_to_who_asked_for_it(factory: Factory) -> None:
    who = factory.house.identity.by_token(factory.buyer.token)
    with page(factory, "buyer") as heard, page(factory, "store") as other:
        assert (heard.next()[0], other.next()[0]) == ("open", "open")
        job = factory.house.engine.run(who, lambda unit: enqueue(unit.tx, "label", {}, origin=Origin(who.id)))
        assert heard.next("job")[1] == {"id": job, "state": "waiting", "done": None, "total": None}
        factory.admin.create("site", code="F1", name="一厂")
        assert other.next()[0] == "record"


def test_nobody_hears_anything(factory: Factory) -> None:
    assert factory.buyer.client.get("/api/v1/events").status_code == 401
