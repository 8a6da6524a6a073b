"""`zhihe explain` and `zhihe why`: what will run at an event, and what did run for a record."""

from __future__ import annotations

import click

from zhihe.errors import NotFound
from zhihe.faces.http.house import House
from zhihe.platform.actions import Row
from zhihe.platform.rules.explain import explained
from zhihe.platform.store import query, trail
from zhihe.platform.store.session import Transaction


def explain_event(house: House, event: str, company: str) -> None:
    """Print the chain of an event."""
    with house.engine.database.transaction(company) as tx:
        found = explained(tx.registry, event)
    if not found:
        click.echo(f"Nothing runs at {event} but the save itself.")
    for number, row in enumerate(found, 1):
        condition = f" if {row['if']}" if row["if"] else ""
        each = f" for each of {row['each']}" if row["each"] else ""
        click.echo(f"{number:>3}  {row['phase']:<5}  {row['verb']} {row['what']}{each}{condition}  [{row['source']}]")


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
