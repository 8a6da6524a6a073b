"""The company's settings: one row a key, the value as JSON text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction


def read(tx: Transaction) -> dict[str, str]:
    """All settings of the company as JSON texts."""
    return {row["key"]: row["value"] for row in tx.rows("select key, value::text as value from zhihe_setting", ())}


def write(tx: Transaction, key: str, value: str) -> None:
    """Set one setting to a JSON text."""
    tx.execute(
        "insert into zhihe_setting (key, value) values (%(key)s, %(value)s::jsonb)"
        " on conflict (key) do update set value = excluded.value",
        {"key": key, "value": value},
    )
