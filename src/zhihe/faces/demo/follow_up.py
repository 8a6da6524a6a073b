"""What the people of the demo do about rejects: reports contained, corrective actions answered, accepted, confirmed."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any, Protocol

from zhihe.faces.demo.actor import Actor
from zhihe.platform.actions import Row
from zhihe.platform.rules.facade import UnitRecords

SILENT = "S004"
"""The supplier who leaves every second request unanswered."""
FRESH = dt.timedelta(days=3)
"""Reports of the last days of a month are not contained yet."""
ANSWER = {
    "containment": "已隔离在库及在途同批产品，加严出货检验。",
    "root_cause": "夹具定位销磨损，换模后首件未确认。",
    "action": "更换定位销并列入点检，换模后首件三方确认。",
}


class Factory(Protocol):
    """What the demo factory gives to those who follow up: its people at an hour, its chance, its records."""

    staff: dict[str, Actor]
    chance: random.Random

    def at(self, login: str, day: dt.date, hour: int) -> Actor:
        """A user at an hour of a day."""
        ...

    def find(self, model: str, *fields: tuple[str, Any]) -> list[Row]:
        """Records whose fields have these values."""
        ...


def follow_up(factory: Factory, first: dt.date) -> None:
    """Bring the reports of a month and the corrective actions still open forward, as of the end of that month."""
    end = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    for report in _open(factory, "nonconformance", "open", end - FRESH):
        factory.at("engineer", end, 17).step("nonconformance", report, "contain")
    _confirmed(factory, end)
    _answered(factory, end)


def _open(factory: Factory, model: str, state: str, until: dt.date) -> list[Row]:
    """Records in a state that were there by a day, in order of their number."""
    wanted = {"and": [{"field": "state", "op": "eq", "value": state}]}
    rows = factory.staff["engineer"].run(lambda unit: UnitRecords(unit).find(model, wanted, ("number",)))
    zone = factory.staff["engineer"].house.engine.zone
    return [row for row in rows if row["created_at"].astimezone(zone).date() <= until]


def _answered(factory: Factory, end: dt.date) -> None:
    """Suppliers answer what was asked of them; the engineer accepts, and one answer in five goes back."""
    silent: dict[str, Any] = {row["id"]: row for row in factory.find("partner", ("code", SILENT))}
    for number, request in enumerate(_open(factory, "supplier_corrective_action", "issued", end)):
        if request["supplier"] in silent and number % 2:
            continue
        answered = factory.at("buyer", end, 10).step("supplier_corrective_action", request, "answer", **ANSWER)
        engineer = factory.at("engineer", end, 15)
        if factory.chance.random() < 0.2:  # noqa: PLR2004 - one in five
            engineer.step("supplier_corrective_action", answered, "reject", reason="根本原因未说明为何流出，请补充。")
        else:
            engineer.step("supplier_corrective_action", answered, "accept")


def _confirmed(factory: Factory, end: dt.date) -> None:
    """What was accepted a month ago has shown whether it works."""
    for request in _open(factory, "supplier_corrective_action", "verifying", end):
        factory.at("engineer", end, 11).step("supplier_corrective_action", request, "confirm")
