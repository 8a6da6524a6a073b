"""Opening a company: its schema at once, the shipped definitions behind it, in the background where somebody waits."""

from __future__ import annotations

from typing import Final

from zhihe.errors import Conflict, Forbidden, Invalid
from zhihe.platform.identity import companies
from zhihe.platform.identity.principal import Principal
from zhihe.platform.jobs import GiveUp, Running, Task
from zhihe.platform.jobs.queue import Origin, enqueue
from zhihe.platform.model.elements import Label
from zhihe.platform.rules import publishing
from zhihe.platform.store import accounts
from zhihe.platform.store import companies as store
from zhihe.platform.store.bootstrap import create_company
from zhihe.platform.store.connections import schema_key
from zhihe.platform.store.database import Database

OPEN: Final = "company.open"
LABEL: Final = Label("开通公司", "Opening of a company")
FIRST_ROLE: Final = "key_user"
"""What whoever opens a company is in it: he gives the other roles."""
STEPS: Final = 2


def open_company(database: Database, key: str, name: str) -> None:
    """Make a company with the shipped apps, ready for its first member."""
    create(database, key, name)
    publishing.publish_apps(database, key)


def create(database: Database, key: str, name: str) -> None:
    """Make the company and its schema; one of the same name that never got its definitions is gone on with.

    Conflict where the key is taken, Invalid where it can be none.
    """
    companies.named(name)
    with database.shared() as tx:
        row = store.company(tx, schema_key(key))
    if row is None or row["version"] or row["name"] != name:
        create_company(database, key, name)


def ask(database: Database, who: Principal, key: str, name: str) -> str:
    """Make the company and have its definitions published in the background; the job, in the company of ``who``."""
    with database.transaction(who.company) as tx:
        job = enqueue(tx, OPEN, {"company": key}, key=key, origin=Origin(who.id))
        # The job is seen only when this commits, and the company stands by then.
        create(database, key, name)
    return job


def open_task(database: Database) -> Task:
    """The task that publishes the shipped apps to a new company and makes its founder a member."""

    def do(running: Running) -> None:
        who, key = running.principal(), str(running.payload["company"])
        if not who.administrator:
            refusal = Forbidden(
                "access.administrator", "Only an administrator may do this, by password or a token of scope admin."
            )
            raise GiveUp(str(refusal)) from refusal
        running.progress(0, STEPS)
        try:
            with database.transaction(key) as tx:
                fresh = not tx.registry.version
            if fresh:
                publishing.publish_apps(database, key)
            running.progress(1, STEPS)
            with database.shared() as tx:
                user, seat = accounts.user_by_id(tx, who.id), accounts.seat(tx, who.id, key)
            if user is not None and seat is None:
                with database.transaction(key) as tx:
                    companies.add_member(tx, key, user["login"], [FIRST_ROLE])
        except (Invalid, Conflict) as error:
            # What the definitions do not allow is no better at another attempt.
            raise GiveUp(f"{error.code}: {error.message}") from error
        running.progress(STEPS, STEPS)

    return Task(OPEN, LABEL, do)
