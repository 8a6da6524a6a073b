"""What the platform does for every company at intervals: partitions made ahead, what has had its time removed."""

from __future__ import annotations

from zhihe.platform.jobs import Running, Task
from zhihe.platform.jobs.schedule import Chore
from zhihe.platform.model.elements import Label
from zhihe.platform.rules.engine import Engine
from zhihe.platform.store.cleaning import clean
from zhihe.platform.store.partitions import AUDIT, READINGS, ensure_months, ensure_partitions, months_from

PARTITIONS = "platform.partitions"
CLEANING = "platform.cleaning"
AHEAD = 3
"""Months that have a partition: this one and those after it."""
CHORES = (Chore(PARTITIONS, "1 day at 01:30"), Chore(CLEANING, "1 day at 03:30"))


def chore_tasks(engine: Engine) -> tuple[Task, Task]:
    """The tasks behind the chores."""

    def partitions(running: Running) -> None:
        """Make the partitions of the coming months, a model a transaction: a table in use stops no other."""
        today = engine.clock().date()
        with engine.database.transaction(running.company) as tx:
            models = [model for model in tx.registry.models.values() if model.kind in {"ledger", "series"}]
        for model in models:
            with engine.database.making(running.company) as tx:
                ensure_partitions(tx, model, months_from(today, AHEAD))
        with engine.database.making(running.company) as tx:
            for grown in (AUDIT, READINGS):
                ensure_months(tx, grown, months_from(today, AHEAD))

    def cleaning(running: Running) -> None:
        with engine.database.transaction(running.company) as tx:
            clean(tx, engine.clock())

    return (
        Task(PARTITIONS, Label("建立月分区", "Monthly partitions"), partitions),
        Task(CLEANING, Label("清理过期数据", "Remove what has expired"), cleaning),
    )
