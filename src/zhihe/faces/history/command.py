"""`zhihe history`: import a delivery history, report what was refused, rate suppliers by quarter."""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple
from decimal import Decimal
from pathlib import Path

import click

from zhihe.errors import NotFound
from zhihe.faces.demo.actor import Actor
from zhihe.faces.history.load import Staff, likely_duplicates, load_history, rate_quarters
from zhihe.faces.history.mapping import read_mapping
from zhihe.faces.history.read import Delivery, Refusal, read_history
from zhihe.faces.http.house import House
from zhihe.faces.opened import Place, opened
from zhihe.platform.identity.identity import principal
from zhihe.platform.store import accounts

SCMS = Path(__file__).with_name("scms.yaml")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), default=SCMS, help="What the columns mean.")
@click.option("--company", required=True)
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write refused rows to this CSV.")
@click.option("--rate", type=click.Choice(["quarter"]), help="Rate all suppliers over each quarter afterwards.")
@click.option(
    "--users",
    nargs=4,
    default=("admin", "buyer", "store", "quality"),
    show_default=True,
    help="Logins of a key user, a buyer, a storekeeper and a quality manager.",
)
def history(
    file: Path, mapping: Path, company: str, report: Path | None, rate: str | None, users: tuple[str, str, str, str]
) -> None:
    """Import the delivery history FILE (CSV or CSV.GZ) into a company by the write path."""
    with opened(Place.from_environment()) as house:
        import_history(house, file, mapping, company, report, rate=rate == "quarter", users=users)


def import_history(
    house: House, file: Path, mapping: Path, company: str, report: Path | None, *, rate: bool, users: Sequence[str]
) -> list[Refusal]:
    """Import, print the figures, and give back what was refused."""
    known = read_mapping(mapping)
    good, refused = read_history(file, known)
    staff = Staff(*(_actor(house, login, company) for login in users))
    start = time.perf_counter()
    refused += load_history(staff, good, known)
    seconds = time.perf_counter() - start
    total = len(good) + sum(1 for each in refused if each.reason != "order loaded before")
    click.echo(f"{total} rows, {len(refused)} refused, {len(good) / seconds:.0f} rows/s")
    for (column, reason), count in sorted(Counter((each.column, each.reason) for each in refused).items()):
        click.echo(f"refused: {count} rows, {column}: {reason}")
    for derived, count in sorted(Counter(each.derived for each in good if each.derived).items()):
        click.echo(f"order date derived: {count} rows, {derived}")
    names = {each.supplier for each in good}
    click.echo(f"{len(names)} suppliers, {len({each.item for each in good})} items")
    for pair in likely_duplicates(names):
        click.echo(f"likely duplicates ({pair.score:.2f}): {pair.a} | {pair.b}")
    if report is not None:
        _write(report, refused)
    if rate:
        _rate(staff, good)
    return refused


def _actor(house: House, login: str, company: str) -> Actor:
    with house.engine.database.shared() as tx:
        user = accounts.user_by_login(tx, login)
        seat = None if user is None else accounts.seat(tx, user["id"], company)
    if seat is None:
        raise NotFound("history.user", f"{login} is no user of {company}; make him one or name --users.", login=login)
    return Actor(house, principal(seat))


def _write(report: Path, refused: Sequence[Refusal]) -> None:
    with report.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(("row", "column", "value", "reason"))
        table.writerows(astuple(each) for each in refused)


def _rate(staff: Staff, good: Sequence[Delivery]) -> None:
    """The ratings of each quarter, the best first; who did nothing in it is counted, not listed."""
    click.echo("supplier\tquarter\ttotal\tgrade\tprovisional")
    for quarter, rows in rate_quarters(staff, good):
        rated = [row for row in rows if row["total"] is not None]
        for row in sorted(rated, key=lambda each: (-Decimal(each["total"]), each["supplier"])):
            click.echo(f"{row['supplier']}\t{quarter}\t{row['total']}\t{row['grade']}\t{row['provisional']}")
        click.echo(f"{quarter}: {len(rated)} suppliers rated, {len(rows) - len(rated)} without activity")
