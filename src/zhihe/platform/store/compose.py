"""Fragments of SQL from physical names and types of our own; values never pass through here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import LiteralString

from psycopg import sql

from zhihe.platform.store.columns import Storage


def text(template: LiteralString, **parts: sql.Composable) -> str:
    """The text of a template with its parts filled in."""
    return sql.SQL(template).format(**parts).as_string()


def identifier(name: str) -> sql.Identifier:
    """A physical name."""
    return sql.Identifier(name)


def columns(names: Iterable[str], table: str = "") -> sql.Composed:
    """Columns with commas between, of a table or alias when one is given."""
    return sql.SQL(", ").join(sql.Identifier(*((table, each) if table else (each,))) for each in names)


def typed(names: Iterable[tuple[str, Storage]]) -> sql.Composed:
    """Columns with their types, as ``json_to_recordset`` wants them."""
    return sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(storage.sql)) for name, storage in names
    )


def repeated(template: LiteralString, names: Iterable[Sequence[str]], *, between: LiteralString = ", ") -> sql.Composed:
    """A template once for every group of names, which it calls ``{0}``, ``{1}``."""
    return sql.SQL(between).join(sql.SQL(template).format(*(sql.Identifier(name) for name in group)) for group in names)


def matching(left: LiteralString, right: LiteralString, names: Iterable[str]) -> sql.Composed:
    """Two aliases agree in all of these columns."""
    alike = sql.SQL("{}.{} = {}.{}")
    return sql.SQL(" and ").join(
        alike.format(sql.Identifier(left), sql.Identifier(name), sql.Identifier(right), sql.Identifier(name))
        for name in names
    )


def added(parts: Iterable[sql.Composable]) -> sql.Composable:
    """A sum, zero of nothing."""
    found = list(parts)
    return sql.SQL(" + ").join(found) if found else sql.SQL("0")
