"""The database of the installation: one transaction per unit of work, each under the definitions it began with."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import orjson
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from zhihe.errors import Invalid, NotFound, Unavailable, Unreadable
from zhihe.platform.model.elements import Registry
from zhihe.platform.store import embedded, roles, server
from zhihe.platform.store.bootstrap import Further, prepare_shared
from zhihe.platform.store.catalog import Catalog
from zhihe.platform.store.connections import Bound, Pool, connect, with_option
from zhihe.platform.store.failures import Contention
from zhihe.platform.store.session import SharedTransaction, Transaction, guarded

T = TypeVar("T")
Load = Callable[[Mapping[str, Any]], Registry]

PUBLISH_LOCK = 23112
TRIES = 5
CATALOGS = 32
POOL = 20


class Database:
    """Connections, and the definitions that this process has met; safe to share between threads."""

    def __init__(self, conninfo: str, *, load: Load, size: int = POOL, own: embedded.Embedded | None = None) -> None:
        self.conninfo = conninfo
        """As the publisher connects, who owns the tables; who only reads and writes records uses ``application``."""
        self.application = conninfo
        self.role = ""
        """The role that the application's connections work in; empty where they work as the publisher."""
        self.unguarded = ""
        """Why there is no such role, and what to do about it."""
        self.warnings: tuple[str, ...] = ()
        self.partitions: set[tuple[str, str, str]] = set()
        self._load = load
        self._own = own
        self._pool = self._publishers = Pool(conninfo, size)
        self._lock = threading.Lock()
        self._companies: dict[str, int] = {}
        self._catalogs: OrderedDict[str, Catalog] = OrderedDict()
        self._registries: OrderedDict[tuple[str, int], Registry] = OrderedDict()

    @classmethod
    def open(
        cls, *, url: str | None, home: Path, load: Load | None = None, size: int = POOL, further: Further | None = None
    ) -> Database:
        """Open the server at ``url``, or the embedded one in ``home/postgres`` when there is no url.

        Makes or upgrades the shared schema and the ``further`` ones. Raises Unavailable with the reason and the remedy.
        """
        own = embedded.start(home) if url is None else None
        database = cls(own.url if own else url or "", load=load or _default_load, size=size, own=own)
        try:
            with connect(database.conninfo) as connection:
                database.warnings = server.check(connection)
                prepare_shared(connection, further or {})
                database.role, database.unguarded = roles.prepare(connection)
            if database.role:
                database.application = with_option(database.conninfo, f"role={database.role}")
                database._pool = Pool(database.application, size)
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Close all connections; the embedded server stops when no other process uses it."""
        self._pool.close()
        self._publishers.close()
        if self._own is not None:
            self._own.close()
            self._own = None

    @contextmanager
    def transaction(self, company: str, *, seconds: float | None = None) -> Iterator[Transaction]:
        """One unit of work in a company: committed at the end, rolled back on any error.

        ``seconds`` bounds each statement; without it the session's 60 s hold.
        """
        bound, tx = self._begin(self._pool, company, seconds)
        with self._finished(self._pool, bound, tx):
            yield tx

    @contextmanager
    def making(self, company: str) -> Iterator[Transaction]:
        """The same as the owner of the tables, who may make some: monthly partitions."""
        bound, tx = self._begin(self._publishers, company, None)
        tx.makes = True
        with self._finished(self._publishers, bound, tx):
            yield tx

    @contextmanager
    def alone(self, company: str) -> Iterator[Transaction]:
        """A transaction that waited until no other runs in the company, and lets none begin: for publishing.

        Busy when others do not end within 300 ms; those that come meanwhile wait behind it no longer than that.
        """
        bound, tx = self._begin(self._publishers, company, None, alone=True)
        tx.makes = True
        with self._finished(self._publishers, bound, tx):
            yield tx

    @contextmanager
    def shared(self) -> Iterator[SharedTransaction]:
        """One unit of work in the shared schema: identity, companies, versions."""
        bound = self._pool.take("")
        tx = SharedTransaction(bound.connection)
        with self._finished(self._pool, bound, tx):
            yield tx

    @contextmanager
    def governing(self) -> Iterator[SharedTransaction]:
        """The same as the publisher, who alone writes which companies there are and how they stand."""
        bound = self._publishers.take("")
        tx = SharedTransaction(bound.connection)
        with self._finished(self._publishers, bound, tx):
            yield tx

    @contextmanager
    def look(self) -> Iterator[SharedTransaction]:
        """Reading in the shared schema, each statement by itself: who asks is looked up in one message."""
        bound = self._pool.take("")
        bound.connection.autocommit = True
        try:
            yield SharedTransaction(bound.connection)
        finally:
            if not bound.connection.closed:
                bound.connection.autocommit = False
            self._pool.give(bound)

    def run(self, company: str, work: Callable[[Transaction], T], *, seconds: float | None = None) -> T:
        """Do the whole unit of work, again when another one was in its way, at most five times."""
        for attempt in range(1, TRIES):
            try:
                with self.transaction(company, seconds=seconds) as tx:
                    return work(tx)
            except Contention:
                time.sleep(0.01 * 2**attempt)
        with self.transaction(company, seconds=seconds) as tx:
            return work(tx)

    def company_number(self, company: str) -> int:
        """The number that stands for a company in locks; NotFound when there is no such company."""
        number = self._companies.get(company)
        if number is None:
            with self.shared() as tx:
                found = tx.rows("select number from companies where key = %s", [company])
            if not found:
                raise NotFound("company.not_found", f"There is no company {company!r}.", company=company)
            number = self._companies[company] = int(found[0]["number"])
        return number

    def forget(self, company: str) -> None:
        """Its number is no longer known: the company is gone, and another may come under its key."""
        self._companies.pop(company, None)

    def load(self, content: Mapping[str, Any]) -> Registry:
        """The definitions of this content, checked."""
        return self._load(content)

    def _begin(
        self, pool: Pool, company: str, seconds: float | None, *, alone: bool = False
    ) -> tuple[Bound, Transaction]:
        """Open a transaction; idle connections that died with a restarted server are replaced once."""
        number = self.company_number(company)
        bound = pool.take(company)
        try:
            return bound, self._opened(bound, company, number, _opening(number, seconds, alone=alone))
        except Unreadable:
            bound.undo()
            pool.give(bound)
            raise
        except Unavailable:
            pool.give(bound)
            if not bound.connection.closed:
                raise
            pool.drop_idle()
        except BaseException:
            bound.undo()
            pool.give(bound)
            raise
        bound = pool.take(company)
        try:
            return bound, self._opened(bound, company, number, _opening(number, seconds, alone=alone))
        except BaseException:
            bound.undo()
            pool.give(bound)
            raise

    def _opened(self, bound: Bound, company: str, number: int, opening: bytes) -> Transaction:
        """Send the opening message and take up the definitions of the version it read."""
        with guarded({}):
            row = bound.begin(opening)
        if not row:
            self.forget(company)
            raise NotFound("company.not_found", f"There is no company {company!r}.", company=company)
        version, digest, *settings = row
        catalog, registry = self._definitions(bound.connection, number, int(version), digest)
        tx = Transaction(bound.connection, company, number, registry, catalog, self)
        if settings:
            tx.settings = orjson.loads(settings[0] or "{}")
        return tx

    def _definitions(
        self, connection: psycopg.Connection[Any], number: int, version: int, digest: str
    ) -> tuple[Catalog, Registry]:
        """The catalog of a hash and the registry of a version, loaded when this process meets them first."""
        catalog, registry = self._catalogs.get(digest), self._registries.get((digest, version))
        if catalog is not None and registry is not None:
            return catalog, registry
        with self._lock:
            catalog = self._catalogs.get(digest)
            if catalog is None:
                catalog = self._catalogs[digest] = Catalog(self._stored(connection, number, version, digest))
            registry = self._registries[digest, version] = replace(catalog.registry, version=version)
            while len(self._catalogs) > CATALOGS:
                self._catalogs.popitem(last=False)
            while len(self._registries) > CATALOGS * 4:
                self._registries.popitem(last=False)
        return catalog, registry

    def _stored(self, connection: psycopg.Connection[Any], number: int, version: int, digest: str) -> Registry:
        if version == 0:
            return EMPTY
        with guarded({}), connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(
                "select content from zhihe.definition_versions where company = %s and version = %s", [number, version]
            )
            found = cursor.fetchone()
        if found is None:
            raise Unreadable(
                "definitions.missing",
                f"Version {version} of the definitions is not stored; restore the database from a backup.",
                version=version,
            )
        try:
            return replace(self._load(orjson.loads(found["content"])), hash=digest)
        except Invalid as error:
            raise Unreadable(
                "definitions.unreadable",
                f"Version {version} of the definitions cannot be read by this program: {error}",
                version=version,
            ) from error

    @contextmanager
    def _finished(self, pool: Pool, bound: Bound, tx: Transaction | SharedTransaction) -> Iterator[None]:
        try:
            yield
            tx.flush()
            with guarded(tx.names):
                bound.commit()
        except BaseException:
            undo = bound.forget if tx.makes else bound.undo
            undo()
            raise
        finally:
            pool.give(bound)


@lru_cache(maxsize=1_024)
def _opening(number: int, seconds: float | None, *, alone: bool) -> bytes:
    """The lock that publishing waits for, or takes, then the version read behind it.

    Statements of one message: as one statement its snapshot would be older than the lock.
    """
    before: sql.Composable
    # What rules ask of the settings comes with the version they run under; who only looks seldom asks.
    settings = sql.SQL(", (select json_object_agg(key, value::text) from zhihe_setting)")
    if alone or seconds:
        settings = sql.SQL("")
    if alone:
        before = sql.SQL("set local lock_timeout = '300ms'; ")
        after = sql.SQL("set local lock_timeout = '2s'; set local statement_timeout = 0; ")
        lock = sql.SQL("pg_advisory_xact_lock")
    else:
        before = sql.SQL("set local statement_timeout = {}; " if seconds else "").format(int((seconds or 0) * 1000))
        after = sql.SQL("")
        lock = sql.SQL("pg_advisory_xact_lock_shared")
    opening = sql.SQL(
        "{before}select {lock}({key}, {number}); {after}"
        "select version, hash{settings} from zhihe.companies where number = {number}"
    )
    return opening.format(
        before=before, lock=lock, key=PUBLISH_LOCK, number=number, after=after, settings=settings
    ).as_bytes()


def _default_load(content: Mapping[str, Any]) -> Registry:
    from zhihe.platform.model import from_content

    return from_content(content)


EMPTY = Registry(hash="", apps={}, models={}, operations={}, fills={}, guards={}, whens={}, schedule=(), choices={})
