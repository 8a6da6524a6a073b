"""Several questions of a handler, with the lines and linked records it will look at, asked in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhihe.platform.actions import Find, Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records import ahead, fetch
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import query
from zhihe.platform.store.gathered import Arm, by_parent
from zhihe.platform.store.gathered import gather as gathered


def gather(unit: Unit, questions: Sequence[Find]) -> list[list[Row]]:
    """The records that meet each question, as the unit holds them, in no order."""
    arms: list[Arm] = []
    firsts = []
    start = 0
    for each in questions:
        model = unit.model(each.model)
        asked = query.asked(unit.tx, model, query.Query(where=each.where, fields=("id",)), start)
        start += len(asked.params)
        first = len(arms)
        firsts.append(first)
        by, place, key = each.among or ("id", -1, "")
        arms.append(Arm(model, by, asked=asked, links=((firsts[place], key),) if each.among else ()))
        arms += [Arm(line, "parent_id", links=((first, "id"),)) for line in _lines(unit, model, each.lines).values()]
        places: dict[ahead.Chain, list[int]] = {(name,): [place] for place, name in enumerate(("", *each.lines), first)}
        ahead.lead_on(arms, places, ahead.along(unit, model, each.links))
    found = gathered(unit.tx, arms)
    ahead.know(unit, arms, found)
    return [
        _records(unit, each, found[first : first + 1 + len(each.lines)])
        for each, first in zip(questions, firsts, strict=True)
    ]


def _records(unit: Unit, question: Find, found: Sequence[list[Row]]) -> list[Row]:
    model = unit.model(question.model)
    records = [unit.rows[model.key, row["id"]] for row in found[0]]
    ids = [record["id"] for record in records]
    for rows, (name, line_model) in zip(found[1:], _lines(unit, model, question.lines).items(), strict=True):
        of_parent = by_parent(rows, ids)
        for record in records:
            if name not in record:
                fetch.adopt(unit, line_model, record, name, of_parent[record["id"]])
    return records


def _lines(unit: Unit, model: Model, fields: Sequence[str]) -> Mapping[str, Model]:
    return {name: unit.model(shape(model).lines[name].of) for name in fields}
