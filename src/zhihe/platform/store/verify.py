"""Do the tables stand as the definitions say? Alembic compares; nothing may be left over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from sqlalchemy import MetaData, Table, create_engine
from sqlalchemy.pool import StaticPool

from zhihe.platform.store.naming import ours


class _Borrowed:
    """A connection lent to SQLAlchemy, which may ask but neither end the transaction nor close it."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def rollback(self) -> None:
        """Leave the transaction to its owner."""

    def commit(self) -> None:
        """Leave the transaction to its owner."""

    def close(self) -> None:
        """Leave the connection to its owner."""


def differences(connection: psycopg.Connection[Any], metadata: MetaData, tables: Iterable[str]) -> list[str]:
    """What Alembic finds between these tables as they are and as they should be, in its words."""
    # Only a publication compares: a start need not wait for all of Alembic.
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: _Borrowed(connection),
        poolclass=StaticPool,
        use_native_hstore=False,
    )
    wanted = frozenset(tables)

    def include(name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "table" or name in wanted

    def compared(item: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:  # noqa: FBT001
        if kind == "column" and reflected and name is not None and name.startswith("retired_"):
            return False
        if kind == "index" and reflected and not ours(name or ""):
            return False
        return not (isinstance(item, Table) and item.name not in wanted)

    with engine.connect() as borrowed:
        context = MigrationContext.configure(
            borrowed,
            opts={
                "compare_type": True,
                "compare_server_default": False,
                "include_name": include,
                "include_object": compared,
            },
        )
        return [_said(each) for each in compare_metadata(context, metadata)]


def _said(difference: Any) -> str:
    if isinstance(difference, list):
        return "; ".join(_said(each) for each in difference)
    return " ".join(str(part) for part in difference if part not in (None, ""))
