"""Filter trees over a ledger's own columns, as SQL with bound values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, LiteralString

from psycopg import sql

from zhihe.errors import Invalid
from zhihe.platform.store.columns import Storage, encode

DEPTH = 8
NODES = 200
MEMBERS = 1_000

_COMPARE: Mapping[str, LiteralString] = MappingProxyType(
    {"eq": "{} = {}", "ne": "{} <> {}", "lt": "{} < {}", "le": "{} <= {}", "gt": "{} > {}", "ge": "{} >= {}"}
)
_LIKE: Mapping[str, LiteralString] = MappingProxyType(
    {"contains": "position({1} in {0}) > 0", "starts": "starts_with({0}, {1})", "ends": "right({0}, length({1})) = {1}"}
)
OPERATORS = (*_COMPARE, *_LIKE, "in", "not_in", "is_null", "not_null", "between")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a filter may name: how it is stored, and what stands for an absent value.

    ``pair`` columns hold a link to any model; they compare by id.
    """

    name: str
    storage: Storage
    absent: str | None = None
    pair: bool = False


@dataclass(slots=True)
class Filter:
    """A filter tree being turned into SQL; ``params`` are its values by name."""

    model: str
    columns: Mapping[str, Column]
    params: dict[str, Any] = field(default_factory=dict)
    _nodes: int = 0

    def condition(self, tree: Mapping[str, Any] | None, depth: int = 1) -> sql.Composable:
        """The condition of a tree; Invalid names what is wrong with it and what is allowed."""
        if not tree:
            return sql.SQL("true")
        self._nodes += 1
        if depth > DEPTH or self._nodes > NODES:
            raise Invalid("filter.size", f"A filter has at most {NODES} conditions, at most {DEPTH} deep; narrow it.")
        if "field" in tree:
            return self._comparison(tree)
        if tree.keys() == {"not"}:
            return sql.SQL("not ({})").format(self.condition(tree["not"], depth + 1))
        for word, between, none in (("and", " and ", "true"), ("or", " or ", "false")):
            if tree.keys() == {word}:
                parts = [self.condition(each, depth + 1) for each in tree[word]]
                return sql.SQL("({})").format(sql.SQL(between).join(parts)) if parts else sql.SQL(none)
        raise Invalid(
            "filter.form",
            f"A filter is {{field, op, value}} or one of and, or, not, not {', '.join(sorted(tree))}.",
            value=", ".join(sorted(tree)),
        )

    def _comparison(self, tree: Mapping[str, Any]) -> sql.Composable:
        key, operator, value = str(tree["field"]), str(tree.get("op")), tree.get("value")
        column = self.columns.get(key)
        if column is None:
            raise Invalid(
                "filter.field",
                f"{self.model} cannot be filtered by {key!r}; it can by {', '.join(self.columns)}.",
                field=key,
            )
        name = sql.Identifier(column.name)
        if operator in {"is_null", "not_null"} or (operator in {"eq", "ne"} and value is None):
            return _absence(column, name, absent=operator in {"is_null", "eq"})
        if operator in _COMPARE:
            return sql.SQL(_COMPARE[operator]).format(name, self._value(key, column, value))
        if operator in _LIKE and column.storage.kind == "text":
            return sql.SQL(_LIKE[operator]).format(name, self._value(key, column, value))
        if operator in {"in", "not_in"}:
            return self._membership(key, column, value, within=operator == "in")
        if operator == "between" and isinstance(value, (list, tuple)) and len(value) == 2:  # noqa: PLR2004 - from, to
            low, high = (self._value(key, column, each) for each in value)
            return sql.SQL("{} between {} and {}").format(name, low, high)
        raise Invalid(
            "filter.operator",
            f"{self.model}.{key} cannot be compared by {operator!r} with {value!r}; operators are "
            f"{', '.join(OPERATORS)}, contains, starts and ends for texts only, between with [from, to].",
            field=key,
            op=operator,
        )

    def _membership(self, key: str, column: Column, value: Any, *, within: bool) -> sql.Composable:
        if not isinstance(value, (list, tuple, set, frozenset)) or len(value) > MEMBERS:
            raise Invalid("filter.members", f"{key}: give a list of at most {MEMBERS} values.", field=key)
        texts = [_text(key, column, each) for each in value]
        given = sql.SQL("{}::text[]::{}[]").format(self._given(texts), sql.SQL(column.storage.sql))
        found = sql.SQL("{} = any({})").format(sql.Identifier(column.name), given)
        return found if within else sql.SQL("not ({})").format(found)

    def _value(self, key: str, column: Column, value: Any) -> sql.Composable:
        return sql.SQL("{}::text::{}").format(self._given(_text(key, column, value)), sql.SQL(column.storage.sql))

    def _given(self, value: str | Sequence[str]) -> sql.Placeholder:
        name = f"w{len(self.params)}"
        self.params[name] = value
        return sql.Placeholder(name)


def _absence(column: Column, name: sql.Identifier, *, absent: bool) -> sql.Composable:
    if column.absent is None:
        return sql.SQL("{} is {}null").format(name, sql.SQL("" if absent else "not "))
    return sql.SQL("{} {} {}").format(name, sql.SQL("=" if absent else "<>"), sql.Literal(column.absent))


def _text(key: str, column: Column, value: Any) -> str:
    """The text of a value; what comes as text is left for the server to read."""
    if column.pair and isinstance(value, (tuple, list)):
        value = value[-1]
    if value is None:
        return column.absent or ""
    return value if isinstance(value, str) else encode(column.storage, key, value) or ""
