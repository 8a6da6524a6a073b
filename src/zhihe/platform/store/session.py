"""The open transaction that the store's modules work through: rows, counts, and errors in our words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql as composed
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.rows import dict_row, tuple_row

from zhihe.platform.model.elements import Registry
from zhihe.platform.store.failures import Names, translate
from zhihe.platform.store.statement import Statement

if TYPE_CHECKING:
    from zhihe.platform.store.catalog import Catalog
    from zhihe.platform.store.database import Database

Params = Mapping[str, Any] | Sequence[Any] | None
Sql = Statement | str | composed.Composable


@dataclass(frozen=True, slots=True)
class Waiting:
    """A write that is sent with what comes next; ``done`` is told how many rows it touched."""

    statement: Statement
    params: Mapping[str, Any]
    done: Callable[[int], None]


@contextmanager
def guarded(names: Names) -> Iterator[None]:
    """Turn what the driver raises into our errors."""
    try:
        yield
    except psycopg.Error as error:
        raise translate(error, names) from error


class SharedTransaction:
    """A transaction in the shared schema ``zhihe``."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.statements = 0
        self.acts = 0
        """How many statements wrote or locked something: what was read before the last may be read anew."""
        self.names: Names = {}
        self.makes = False
        """Whether it makes or changes tables."""
        self.waiting: Waiting | None = None
        """The last write, while nothing else was asked: the same record may change again, or the unit end with it."""
        self._mark = ""

    def rows(self, sql: Sql, params: Params = None) -> list[dict[str, Any]]:
        """Run a statement and read all its rows."""
        with guarded(self.names), self._sent(sql, params, dict_row) as cursor:
            return cursor.fetchall()

    def tuples(self, sql: Sql, params: Params = None) -> list[tuple[Any, ...]]:
        """Run a statement and read all its rows as tuples, in the order of its columns."""
        with guarded(self.names), self._sent(sql, params, tuple_row) as cursor:
            return cursor.fetchall()

    def stream(self, sql: str, name: str, size: int) -> Iterator[dict[str, Any]]:
        """The rows of a statement, so many at a time, for what does not fit into memory."""
        self.flush()
        self.statements += 1
        with guarded(self.names), self.connection.cursor(name=name, row_factory=dict_row) as cursor:
            cursor.itersize = size
            cursor.execute(sql.encode())
            yield from cursor

    def execute(self, sql: Sql, params: Params = None) -> int:
        """Run a statement that writes or locks, and count the rows it touched."""
        self.acts += 1
        with guarded(self.names), self._sent(sql, params, tuple_row) as cursor:
            return max(cursor.rowcount, 0)

    def wait(self, waiting: Waiting) -> None:
        """Write something before whatever is asked next, or with the end of the unit; never later than that."""
        self.flush()
        self.acts += 1
        self.waiting = waiting

    def flush(self) -> None:
        """Send the write that waits, if one does."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None:
            waiting.done(self.execute(waiting.statement, waiting.params))

    def copy(self, sql: composed.Composed, rows: Iterable[Sequence[str | None]]) -> None:
        """Stream rows of texts into ``COPY … FROM STDIN``."""
        self.flush()
        self.statements += 1
        self.acts += 1
        with guarded(self.names), self.connection.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Do something that is undone when it fails, while the transaction goes on."""
        self.execute("savepoint attempt")
        try:
            yield
            self.flush()
        except BaseException:
            self._undo_attempt()
            raise
        self.execute("release savepoint attempt")

    def _undo_attempt(self) -> None:
        """Go back to the savepoint; past the driver, which would forget its prepared statements."""
        self.statements += 1
        self.acts += 1
        self.waiting = None
        result = self.connection.pgconn.exec_(b"rollback to savepoint attempt; release savepoint attempt")
        if result.status != ExecStatus.COMMAND_OK:
            raise translate(error_from_result(result), self.names)

    @property
    def failed(self) -> bool:
        """Whether a statement failed, so that nothing more can be done but undo."""
        return self.connection.info.transaction_status == TransactionStatus.INERROR

    def _sent(self, sql: Sql, params: Params, factory: Any) -> psycopg.Cursor[Any]:
        self.flush()
        self.statements += 1
        if isinstance(sql, Statement):
            cursor: psycopg.Cursor[Any] = psycopg.RawCursor(self.connection, row_factory=factory)
            given = params if isinstance(params, Mapping) else {}
            return cursor.execute(sql.text, sql.values(given))
        text = sql if isinstance(sql, str) else sql.as_string(self.connection)
        cursor = self.connection.cursor(row_factory=factory)
        return cursor.execute(f"{self._mark}{text}".encode(), params)


class Transaction(SharedTransaction):
    """A transaction in a company's schema, under the definitions its opening statement read."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        company: str,
        number: int,
        registry: Registry,
        catalog: Catalog,
        database: Database,
    ) -> None:
        super().__init__(connection)
        self.company = company
        self.number = number
        self.registry = registry
        self.catalog = catalog
        self.database = database
        self.settings: Mapping[str, str] | None = None
        """The company's settings as JSON texts, where the opening message read them."""
        self.names = catalog.places
        self._mark = f"/* {registry.hash[:12] or 'empty'} */ "
