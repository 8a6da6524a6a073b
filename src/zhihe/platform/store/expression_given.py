"""One call of a built-in function under compilation: its arguments as the catalogue wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

from zhihe.kernels.expression import BOOL, DATE, DATETIME, DECIMAL, TEXT, ExpressionError, Literal, Node, Type
from zhihe.kernels.expression.functions import Builtin
from zhihe.kernels.expression.rules import resulting
from zhihe.platform.store.expression_parts import Clause, Sql, made, typed

_KINDS: Final = MappingProxyType(
    {"bool": BOOL, "num": DECIMAL, "int": DECIMAL, "sum": DECIMAL, "text": TEXT, "day": DATE, "moment": DATETIME}
)


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of one call: ``given[0]`` is the SQL of the first, ``word(2)`` a constant word."""

    known: Builtin
    nodes: Sequence[Node]
    parts: Sequence[Sql]
    zone: str

    @property
    def type(self) -> Type:
        """Give the type the call yields."""
        found = resulting(self.known, self.nodes, [each.type for each in self.parts])
        if found is None:
            raise ExpressionError("mixed_types", f"{self.known.name} needs values of one type")
        return found

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, index: int) -> Clause:
        """Give an argument as the rule of the catalogue wants it; a null without type gets one."""
        rule = self.known.rule(index)
        kind = _KINDS.get(rule)
        return typed(self.parts[index], kind) if kind else self.parts[index].clause

    def word(self, index: int, otherwise: str = "") -> str:
        """Give a constant word, such as a rounding."""
        if index >= len(self.nodes):
            return otherwise
        node = self.nodes[index]
        return str(node.value) if isinstance(node, Literal) else otherwise

    def constant(self, index: int) -> Decimal | None:
        """Give a number that stands in the text, or None."""
        node = self.nodes[index]
        return node.value if isinstance(node, Literal) and isinstance(node.value, Decimal) else None

    def made(self, clause: Clause, *, scale: int = 0, repeats: Sequence[int] = ()) -> Sql:
        """Make the result of the call."""
        return made(self.type, clause, *self.parts, scale=scale, repeats=repeats)

    def widest(self) -> int:
        """Give the most decimals any argument has."""
        return max(each.scale for each in self.parts)

    def local(self, index: int) -> Clause:
        """Give an argument as a date, an instant by the zone of the site."""
        if self.parts[index].type.kind == "datetime":
            return sa.cast(self.clock(index), sa.Date())
        return typed(self.parts[index], DATE)

    def clock(self, index: int) -> Clause:
        """Give an instant as the clock of the site shows it."""
        return sa.func.timezone(
            sa.literal(self.zone, sa.Text()), typed(self.parts[index], DATETIME), type_=sa.DateTime()
        )
