"""E5: two users post one decision at the same time: one succeeds, the other hears that it is decided."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from tests.stories.conftest import Factory


def test_exactly_one_of_two_decisions_is_posted(factory: Factory) -> None:
    factory.masters()
    factory.inspected(critical="0.15", major="2.5")
    factory.receive(factory.order(1000), 1000)
    evaluated = factory.inspect(factory.inspection(), major=6)
    barrier = Barrier(2)

    def decide(desk: Any) -> tuple[int, Any]:
        barrier.wait()
        path = f"/api/v1/records/inspection_lot/{evaluated['id']}/steps/decide"
        headers = {"Authorization": f"Bearer {desk.token}", "If-Match": f'"{evaluated["version"]}"'}
        reply = desk.client.post(path, json={"code": "reject"}, headers=headers)
        return reply.status_code, reply.json()

    with ThreadPoolExecutor(2) as pool:
        replies = sorted(pool.map(decide, (factory.engineer, factory.quality)), key=lambda reply: reply[0])
    assert replies[0][0] == 200
    assert replies[1][0] in {409, 412}
    assert "already" in replies[1][1]["detail"] or "changed by somebody else" in replies[1][1]["detail"]
    entries = factory.engineer.call("GET", "ledgers/stock/entries")["rows"]
    assert sorted(row["status"] for row in entries if row["movement"] == "reclassify") == ["blocked", "in_inspection"]
    assert len(factory.engineer.find("nonconformance")) == 1
    assert len(factory.engineer.find("quality_level", **{"class": "major"})) == 1
