"""A worker: takes entries from the queue, some at a time, and brings back what killed workers left."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.retry import RetryStrategy

from zhihe.errors import ZhiheError
from zhihe.platform.jobs.attempt import Attempt
from zhihe.platform.jobs.queue import ENTRY, QUEUE
from zhihe.platform.jobs.schema import SCHEMA
from zhihe.platform.store.connections import with_option
from zhihe.platform.store.session import guarded

LOG = logging.getLogger("zhihe.jobs")
AGAIN_SECONDS = 1.0
APPLICATION = "zhihe-jobs"
"""By this name the server lists the connections of workers."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker looks; ``stalled`` must exceed ``heartbeat``, or a live job is taken twice."""

    poll: float = 0.5
    heartbeat: float = 2.0
    stalled: float = 8.0
    rescue: float = 5.0


@dataclass(slots=True)
class Worker:
    """Runs jobs of all companies until it is told to stop; what runs then is waited for."""

    attempt: Attempt
    threads: int = 4
    pace: Pace = field(default_factory=Pace)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Work until ``stopping`` is set; a lost database is waited for. For a thread of its own."""
        while not self.stopping.is_set():
            try:
                self._loop(wait=True)
            except (ConnectorException, ZhiheError):
                LOG.exception("the queue is lost; looking for it again")
            # The library also ends by itself, without an error, when the connection it listens on is lost.
            self.stopping.wait(AGAIN_SECONDS)

    def drain(self) -> None:
        """Do what is due now, and end."""
        self._loop(wait=False)

    def _loop(self, *, wait: bool) -> None:
        factory = asyncio.SelectorEventLoop if sys.platform == "win32" else None
        with guarded({}), asyncio.Runner(loop_factory=factory) as runner:
            runner.get_loop().set_default_executor(ThreadPoolExecutor(self.threads + 2, "zhihe-job"))
            runner.run(self._work(wait=wait))

    async def _work(self, *, wait: bool) -> None:
        app = self._app()
        async with app.open_async():
            work = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=self.threads,
                    wait=wait,
                    fetch_job_polling_interval=self.pace.poll,
                    abort_job_polling_interval=3600.0,
                    listen_notify=wait,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=self.pace.heartbeat,
                    stalled_worker_timeout=self.pace.stalled,
                )
            )
            beside = [asyncio.create_task(self._rescue(app)), asyncio.create_task(self._watch(work))] if wait else []
            try:
                await work
            except asyncio.CancelledError:
                if not self.stopping.is_set():
                    raise
            finally:
                for each in beside:
                    each.cancel()
                await asyncio.gather(*beside, return_exceptions=True)

    def _app(self) -> App:
        """The library over our database; its one task hands the entry to us and comes back when we cannot say how."""
        connector = PsycopgConnector(
            conninfo=with_option(self.attempt.database.application, f"search_path={SCHEMA}"),
            kwargs={"application_name": APPLICATION},
            min_size=1,
            max_size=4,
        )
        app = App(connector=connector)
        app.task(name=ENTRY, queue=QUEUE, retry=RetryStrategy(wait=5))(self.attempt.take)
        return app

    async def _watch(self, work: asyncio.Task[None]) -> None:
        """End the work gracefully when the worker is told to stop."""
        while not await asyncio.to_thread(self.stopping.wait, 0.2):
            pass
        work.cancel()

    async def _rescue(self, app: App) -> None:
        """Bring back what workers held that gave no sign of life for a while."""
        while True:
            await asyncio.sleep(self.pace.rescue)
            try:
                manager = app.job_manager
                for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self.pace.stalled):
                    LOG.warning("job of a lost worker", extra={"entry": job.task_kwargs})
                    await manager.retry_job(job)
                await manager.prune_stalled_workers(self.pace.stalled)
            except ConnectorException:
                # Another worker brought it back first, or the database is away: both are seen again next time.
                LOG.info("rescue", exc_info=True)
