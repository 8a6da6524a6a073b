"""A worker process that stops in the middle of one effect and waits to be killed: `doomed.py URL USER COMPANY CODE`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.platform.jobs.yard import yard_of

from zhihe.platform.actions import Event
from zhihe.platform.context import Context, Principal
from zhihe.platform.jobs.worker import Pace
from zhihe.platform.store.database import Database


def main(url: str, user: str, company: str, code: str) -> None:
    database = Database.open(url=url, home=Path())
    yard = yard_of(database, Principal(user, "", company))
    real = yard.printer.print_label

    def print_label(ctx: Context, event: Event) -> None:
        real(ctx, event)
        if ctx.records.get("crate", event.inputs["crate"])["code"] == code:
            sys.stdout.write("in the middle\n")
            sys.stdout.flush()
            sys.stdin.read()

    yard.engine.handlers["yard.crate.print_label"] = print_label  # type: ignore[index]
    yard.worker(2, Pace(poll=0.05, heartbeat=0.2, stalled=2, rescue=0.5)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
