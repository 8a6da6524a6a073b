"""`zhihe explain` and `zhihe why`: what will run at an event, and what did run for a record."""

from __future__ import annotations

import click

from zhihe.errors import NotFound
from zhihe.faces.http.house import House
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Line, Registry
from zhihe.platform.store import query, trail
from zhihe.platform.store.session import Transaction


def chain(registry: Registry, event: str) -> list[tuple[str, Line]]:
    """The fills, guards and when-lines of an event, in the order they run."""
    phases = (("fill", registry.fills), ("guard", registry.guards), ("when", registry.whens))
    return [(phase, line) for phase, lines in phases for line in lines.get(event, ())]


def explain_event(house: House, event: str, company: str) -> None:
    """Print the chain of an event."""
    with house.engine.database.transaction(company) as tx:
        registry = tx.registry
    model, _, step = event.partition(".")
    known = registry.models.get(model)
    if known is None or (step not in known.steps and step not in {"create", "change", "delete", "created", "changed"}):
        raise NotFound("event.unknown", f"There is no event {event!r}: name a model and a step, as goods_receipt.post.")
    found = chain(registry, event)
    if not found:
        click.echo(f"Nothing runs at {event} but the save itself.")
    for number, (phase, line) in enumerate(found, 1):
        condition = f" if {line.condition.text}" if line.condition else ""
        each = f" for each of {line.each}" if line.each else ""
        what = line.requirement.text if line.requirement else line.target
        click.echo(f"{number:>3}  {phase:<5}  {line.verb} {what}{each}{condition}  [{line.source}]")


def explain_record(house: House, name: str, company: str) -> None:
    """Print what happened to a record and what caused each change."""
    with house.engine.database.transaction(company) as tx:
        model, row = _find(tx, name)
        for entry in trail.of_record(tx, model, row["id"]):
            who = entry["user_name"] or entry["user_id"]
            click.echo(f"{entry['at']:%Y-%m-%d %H:%M:%S}  {entry['action']:<10} v{entry['version']}  {who}")
            if entry["rule"]:
                click.echo(f"      by rule {entry['rule']}")
            for cause in trail.causes(tx, entry["cause_id"]):
                click.echo(f"      because of {cause['model']}.{cause['action']} {cause['record_id']}")


def _find(tx: Transaction, name: str) -> tuple[str, Row]:
    for model in tx.registry.models.values():
        if model.kind == "record" and model.number is not None and not model.line_of:
            asked = query.Query(
                where={"field": "number", "op": "eq", "value": name}, fields=("id",), limit=1, expand=False
            )
            found = query.find(tx, model, asked)
            if found.rows:
                return model.key, found.rows[0]
    raise NotFound("record.not_found", f"There is no record numbered {name}.", number=name)
