"""Publishing definitions: plan, look at the data, change the tables in one transaction, verify, keep the version.

Every transaction of a company holds a lock that publishing waits for, and reads the version behind it; so a
publish sees no half-done work, and no work sees a half-done publish.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson
from psycopg import sql

from zhihe.errors import Busy, Conflict, Invalid, NotFound
from zhihe.platform.model.elements import Registry
from zhihe.platform.store import facts, fill, formulas, verify
from zhihe.platform.store.catalog import Catalog
from zhihe.platform.store.diff import differences
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.partitions import ensure_partitions, months_from
from zhihe.platform.store.physical import check_names
from zhihe.platform.store.plan import Plan, Problem, Step, ordered
from zhihe.platform.store.precheck import Precheck, kinds
from zhihe.platform.store.roles import give
from zhihe.platform.store.tables import SEARCH

if TYPE_CHECKING:
    import datetime as dt

    from zhihe.platform.store.database import Database
    from zhihe.platform.store.session import Transaction

CHANNEL = "zhihe_definitions"
TRIES = 20
MONTHS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Version:
    """One published version: what it is, who published it when and why, and the steps it took."""

    version: int
    hash: str
    published_at: dt.datetime
    by: str | None
    note: str
    plan: tuple[Mapping[str, Any], ...]


def plan(database: Database, company: str, content: Mapping[str, Any]) -> Plan:
    """What publishing this content would do, with row counts, and what stands in its way; nothing is changed."""
    registry = database.load(content)
    with database.transaction(company) as tx:
        return _planned(tx, Catalog(_checked(registry)))


def publish(
    database: Database, company: str, content: Mapping[str, Any], by: str | None = None, note: str = ""
) -> Version:
    """Make this content the company's definitions, all or nothing; content that runs already stays as it is.

    Raises Invalid with the problems of the plan, and Busy when running work never leaves a gap for it.
    """
    registry = _checked(database.load(content))
    with database.transaction(company) as tx:
        _refuse(_planned(tx, Catalog(registry)))
    return _publish(database, company, content, registry, by, note)


def rollback(database: Database, company: str, version: int, by: str | None = None) -> Version:
    """Go back to the definitions of an older version where that loses nothing; Conflict lists the reasons if not.

    What the newer versions added is retired with its data, and comes back with them. The history goes on: going
    back is a version of its own.
    """
    content = content_of(database, company, version)
    registry = _checked(database.load(content))
    with database.transaction(company) as tx:
        planned = _planned(tx, Catalog(registry))
    reasons = [problem.message for problem in planned.problems]
    reasons += [step.data()["text"]["en"] for step in planned.steps if step.kind == "convert"]
    if reasons:
        raise Conflict(
            "rollback.refused",
            f"Going back to version {version} would lose data: {'; '.join(reasons)}.",
            version=version,
            reasons=reasons,
        )
    return _publish(database, company, content, registry, by, f"back to version {version}")


def versions(database: Database, company: str) -> list[Version]:
    """All versions of a company, newest first."""
    number = database.company_number(company)
    with database.shared() as tx:
        found = tx.rows(
            "select version, hash, published_at, by, note, plan from definition_versions where company = %s "
            "order by version desc",
            [number],
        )
    return [_version(row) for row in found]


def content_of(database: Database, company: str, version: int) -> Mapping[str, Any]:
    """The content of a version as it was published; NotFound when there is none."""
    number = database.company_number(company)
    with database.shared() as tx:
        found = tx.rows(
            "select content from definition_versions where company = %s and version = %s", [number, version]
        )
    if not found:
        raise NotFound("version.not_found", f"{company} has no version {version}.", company=company, version=version)
    content: Mapping[str, Any] = orjson.loads(found[0]["content"])
    return content


def _publish(
    database: Database, company: str, content: Mapping[str, Any], registry: Registry, by: str | None, note: str
) -> Version:
    """Try for the lock until it is given; each try waits 300 ms at most, so that work waits no longer."""
    for attempt in range(1, TRIES + 1):
        try:
            with database.alone(company) as tx:
                return _applied(tx, content, registry, by, note)
        except Busy as error:
            if error.code != "database.locked" or attempt == TRIES:
                raise
            time.sleep(min(0.05 * attempt, 1.0))
    raise AssertionError


def _applied(tx: Transaction, content: Mapping[str, Any], registry: Registry, by: str | None, note: str) -> Version:
    if registry.hash == tx.registry.hash:
        return _version(_row(tx, tx.registry.version))
    catalog = Catalog(registry)
    planned = _planned(tx, catalog)
    _refuse(planned)
    for step in planned.steps:
        _run(tx, catalog, step)
    _verify(tx, catalog, planned)
    _prepare_months(tx, registry)
    give(tx.connection, tx.company)
    version = planned.origin + 1
    tx.execute(
        "insert into zhihe.definition_versions (id, company, version, hash, content, plan, by, note) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            new_id(), tx.number, version, registry.hash,
            orjson.dumps(content).decode(), orjson.dumps(planned.data()).decode(), by, note,
        ],
    )  # fmt: skip
    tx.execute(
        "update zhihe.companies set version = %s, hash = %s where number = %s", [version, registry.hash, tx.number]
    )
    notice = orjson.dumps({"company": tx.company, "version": version}).decode()
    tx.rows("select pg_notify(%s, %s)", [CHANNEL, notice])
    return _version(_row(tx, version))


def _planned(tx: Transaction, catalog: Catalog) -> Plan:
    """The plan from the tables as they stand in this transaction."""
    actual = facts.read(tx.rows)
    present = frozenset(actual)
    found = differences(actual, tx.catalog.metadata, catalog.metadata)
    filled = list(fill.fills(found.steps, catalog.registry, catalog.metadata.tables))
    computed = [
        *fill.searched_anew(catalog, tx.registry, actual),
        *formulas.changed(catalog, tx.registry, actual),
    ]
    steps = ordered([*found.steps, *filled, *computed])
    covered = frozenset((step.table, _column(catalog, step)) for step in filled)
    check = Precheck(tx, actual, catalog.metadata, covered)
    problems = [*kinds(tx.registry, catalog.registry), *found.problems]
    if not problems:
        problems = [*check.problems(steps), *check.choices(tx.registry, catalog.registry)]
    counted = _counted(tx, steps, actual, present)
    problems += formulas.unanswerable(catalog, counted)
    return Plan(tx.registry.version, tuple(counted), tuple(problems))


def _column(catalog: Catalog, step: Step) -> str:
    columns = catalog.metadata.tables[step.table].columns
    return next(each.name for each in columns if each.info.get("field", each.name) == step.field)


def _counted(
    tx: Transaction, steps: list[Step], actual: Mapping[str, facts.TableFacts], present: frozenset[str]
) -> list[Step]:
    """The steps with the number of rows in the table each touches, counted once a table."""
    counts: dict[str, int] = {}
    counted = []
    for step in steps:
        known = actual.get(step.table)
        table = known.original if known else step.table
        if table in present and table not in counts:
            asked = sql.SQL("select count(*) as rows from {}").format(sql.Identifier(table))
            counts[table] = int(tx.rows(asked)[0]["rows"])
        counted.append(replace(step, rows=counts.get(table, 0)))
    return counted


def _run(tx: Transaction, catalog: Catalog, step: Step) -> None:
    for text in step.sql:
        tx.execute(text)
    if step.kind == "compute":
        work = fill.make_grams if step.field == SEARCH else formulas.compute
        work(tx, catalog, step)


def _verify(tx: Transaction, catalog: Catalog, planned: Plan) -> None:
    """Let Alembic compare what was touched; a difference is a defect of ours, and nothing is kept."""
    touched = {step.table for step in planned.steps} & catalog.metadata.tables.keys()
    left = verify.differences(tx.connection, catalog.metadata, touched) if touched else []
    if left:
        raise Conflict(
            "publish.unverified",
            f"After the changes the tables still differ from the definitions: {'; '.join(left)}. Nothing was changed.",
            differences=left,
        )


def _prepare_months(tx: Transaction, registry: Registry) -> None:
    today = tx.rows("select current_date as today")[0]["today"]
    for model in registry.models.values():
        ensure_partitions(tx, model, months_from(today, MONTHS_AHEAD))


def _checked(registry: Registry) -> Registry:
    _refuse(Plan(0, (), tuple(check_names(registry))))
    return registry


def _refuse(planned: Plan) -> None:
    if planned.problems:
        raise Invalid(
            "publish.refused",
            "The definitions cannot be published: " + " ".join(each.message for each in planned.problems),
            problems=[each.data() for each in planned.problems],
        )


def _row(tx: Transaction, version: int) -> dict[str, Any]:
    found = tx.rows(
        "select version, hash, published_at, by, note, plan from zhihe.definition_versions "
        "where company = %s and version = %s",
        [tx.number, version],
    )
    return found[0]


def _version(row: Mapping[str, Any]) -> Version:
    return Version(
        row["version"], row["hash"], row["published_at"], row["by"], row["note"], tuple(orjson.loads(row["plan"]))
    )


__all__ = ["Plan", "Problem", "Version", "content_of", "plan", "publish", "rollback", "versions"]
