"""The matrix movement × status of the stock ledger: what its definition says and the ledger does, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import pytest
from tests.stories.conftest import PASSWORD, Desk, Factory

from zhihe.errors import Conflict, Forbidden, ZhiheError
from zhihe.platform.actions import Entry
from zhihe.platform.context import Principal
from zhihe.platform.model import build, load_apps
from zhihe.platform.model.elements import Permission
from zhihe.platform.records import ledger
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.facade import UnitRecords

APPS = build(load_apps())
STOCK = APPS.models["stock"]
STATUSES = ("unrestricted", "in_inspection", "blocked", "rework", "return_pending", "sample", "concession")
CLOSED = Permission("no")
# The matrix as it was agreed, in the order of the statuses above, out then in: y open, - closed, R by a role,
# A by an authority.
AGREED = """
receive            ------- yy-----
reverse_receipt    AA----- -------
open               ------- yyyyy--
ship               y------ -------
issue              y------ -------
move               yyyyyyy yyyyyyy
transfer           yAA---y yAA---y
transfer_in        yAA---y yAA---y
refuse             -A----- -------
return_to_supplier ----y-- -------
reverse_return     ------- ----A--
scrap              RAAAAyA -------
count              yyyyyyy yyyyyyy
relot              yyyyyyy yyyyyyy
reclassify         ------- -------
"""
LETTERS = {"yes": "y", "no": "-", "role": "R", "authority": "A"}
SHIFTS = """
unrestricted   -AA-A--
in_inspection  A-A--AA
blocked        AA-AA-A
rework         -AA----
return_pending A-A----
sample         AAA----
concession     --A----
"""


class Undone(Exception):  # noqa: N818 - no error: what a trial posted is taken back
    """The ledger took the posting."""


@dataclass(frozen=True)
class Cell:
    """One thing the ledger is asked to post, and what the definition says of it."""

    movement: str
    entries: tuple[tuple[str, int], ...]
    said: Permission

    def __str__(self) -> str:
        return f"{self.movement} {' '.join(f'{status}{amount:+}' for status, amount in self.entries)}"


def shift(origin: str, target: str) -> Permission:
    """What the definition says of a change of status."""
    found = [each.by for each in STOCK.ledger_transitions if each.origin == origin and target in each.targets]
    assert len(found) <= 1
    return found[0] if found else CLOSED


def cells() -> Iterator[Cell]:
    """Every cell of the definition's matrix."""
    for key, movement in STOCK.movements.items():
        if "status" in movement.across:
            yield from (Cell(key, ((a, -1), (b, 1)), shift(a, b)) for a, b in permutations(STATUSES, 2))
            continue
        for status in STATUSES:
            out, into = (table.get(status, CLOSED) for table in (movement.out, movement.into))
            if movement.across:
                assert out == into, (key, status)
                yield Cell(key, ((status, -1), (status, 1)), out)
            else:
                yield Cell(key, ((status, -1),), out)
                yield Cell(key, ((status, 1),), into)


def test_the_definition_is_the_matrix_that_was_agreed() -> None:
    drawn = [
        f"{key:18} {' '.join(''.join(LETTERS[table.get(s, CLOSED).kind] for s in STATUSES) for table in tables)}"
        for key, tables in ((key, (each.out, each.into)) for key, each in STOCK.movements.items())
    ]
    assert drawn == AGREED.strip().splitlines()
    shifts = [f"{a:14} {''.join(LETTERS[shift(a, b).kind] for b in STATUSES)}" for a in STATUSES]
    assert shifts == SHIFTS.strip().splitlines()


@dataclass(frozen=True)
class Bench:
    """A lot with a hundred pieces in each status, and somebody who tries what he may post."""

    plant: Factory
    who: Principal
    keys: dict[str, Any]

    def tried(self, cell: Cell, roles: frozenset[str], authorities: frozenset[str]) -> ZhiheError | None:
        """Post and take back; the refusal, or None where the ledger took it."""

        def work(unit: Unit) -> None:
            unit.cause = replace(unit.cause, authority=frozenset(f"stock.{each}" for each in authorities))
            ledger.post(unit, STOCK, cell.movement, self.entries(cell), cause=("lot", self.keys["lot"]))
            raise Undone

        try:
            self.plant.house.engine.run(replace(self.who, roles=roles), work)
        except Undone:
            return None
        except ZhiheError as refusal:
            return refusal
        raise AssertionError

    def entries(self, cell: Cell) -> list[Entry]:
        across = STOCK.movements[cell.movement].across
        found = []
        for status, amount in cell.entries:
            arrival = {key: self.keys[f"to_{key}"] for key in across if amount > 0 and f"to_{key}" in self.keys}
            keys = {key: self.keys[key] for key in ("item", "lot", "location")} | arrival
            found.append(Entry({**keys, "status": status, "owner": None, "cover": None}, {"quantity": amount}))
        return found


@pytest.fixture(scope="module")
def bench(plant: Factory) -> Bench:
    plant.masters()
    item = plant.admin.get("item", "F-1")["id"]
    places = [plant.admin.find("location", code=code)[0]["id"] for code in ("A-01", "A-02")]
    _secret, who = plant.house.identity.sign_in(f"{plant.company}-store", PASSWORD, plant.company)
    rows = [{"item": item, "code": code} for code in ("M-1", "M-2")]
    lots = [row["id"] for row in plant.house.engine.run(who, lambda unit: UnitRecords(unit).create_many("lot", rows))]
    keys = {"item": item, "lot": lots[0], "to_lot": lots[1], "location": places[0], "to_location": places[1]}
    made = Bench(plant, who, keys)

    def fill(unit: Unit) -> None:
        unit.cause = replace(unit.cause, authority=frozenset(f"stock.{each}" for each in STOCK.authorities))
        for status in ("unrestricted", "in_inspection", "blocked", "rework", "return_pending"):
            post(unit, "open", (status, 100))
        for status in ("sample", "concession"):
            post(unit, "open", ("in_inspection", 100))
            post(unit, "reclassify", ("in_inspection", -100), (status, 100))

    def post(unit: Unit, movement: str, *entries: tuple[str, int]) -> None:
        ledger.post(unit, STOCK, movement, made.entries(Cell(movement, entries, CLOSED)), cause=("lot", lots[0]))

    plant.house.engine.run(who, fill)
    assert plant.engineer.stock(lot=lots[0]) == dict.fromkeys(STATUSES, 100)
    return made


EVERY_ROLE = frozenset(APPS.roles)
EVERY_AUTHORITY = frozenset(STOCK.authorities)


@pytest.mark.parametrize("cell", tuple(cells()), ids=str)
def test_the_ledger_does_in_each_cell_what_the_definition_says(bench: Bench, cell: Cell) -> None:
    name = frozenset({cell.said.name})
    nobody: frozenset[str] = frozenset()
    match cell.said.kind:
        case "yes":
            assert bench.tried(cell, nobody, nobody) is None
        case "no":
            refusal = bench.tried(cell, EVERY_ROLE, EVERY_AUTHORITY)
            assert isinstance(refusal, Conflict)
            assert refusal.code == "ledger.status"
        case "role":
            refusal = bench.tried(cell, EVERY_ROLE - name, EVERY_AUTHORITY)
            assert isinstance(refusal, Forbidden)
            assert refusal.facts["need"] == f"the role {cell.said.name}"
            assert bench.tried(cell, name, nobody) is None
        case "authority":
            refusal = bench.tried(cell, EVERY_ROLE, EVERY_AUTHORITY - name)
            assert isinstance(refusal, Forbidden)
            assert refusal.facts["need"] == f"the authority {cell.said.name}"
            assert bench.tried(cell, nobody, name) is None


def test_all_the_trials_left_the_stock_as_it_was(bench: Bench) -> None:
    assert bench.plant.engineer.stock() == dict.fromkeys(STATUSES, 100)


def test_what_is_free_is_scrapped_by_a_cost_authority_only(bench: Bench) -> None:
    plant = bench.plant
    name = f"{plant.company}-costs"
    plant.house.identity.create_user(name, "costs", PASSWORD, administrator=False)
    plant.house.identity.set_member(name, plant.company, ["storekeeper", "cost_authority"])
    _secret, who = plant.house.identity.sign_in(name, PASSWORD, plant.company)
    costs = Desk(plant.store.client, plant.house.identity.create_token(who, "story", ["read", "write"]))
    keys = {key: bench.keys[key] for key in ("item", "lot", "location")}
    line = {**keys, "status": "unrestricted", "quantity": 7}
    scrap = plant.store.create("stock_movement", kind="scrap", lines=[line])
    for desk in (plant.store, plant.engineer):
        refused = desk.step("stock_movement", scrap, "post", 403)
        assert (refused["code"], refused["need"]) == ("ledger.authority", "the role cost_authority")
    assert plant.engineer.stock() == dict.fromkeys(STATUSES, 100)
    costs.step("stock_movement", scrap, "post")
    assert plant.engineer.stock() == dict.fromkeys(STATUSES, 100) | {"unrestricted": 93}
