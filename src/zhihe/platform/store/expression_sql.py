"""Compile an expression to SQL that agrees with the evaluator to the last digit.

The same tree serves filters, formulas computed when read, and row access. It must have been checked against its
scope; what the check refuses is refused here again where it matters. ``now`` and ``today`` become the parameters
``zhihe_now`` and ``zhihe_today``, so that one compiled statement serves every moment.

Two limits of the evaluator are not kept here: 5,000 rows in an aggregate (the server sums any number of them), and
numbers of 10^100 or more that sums and products of very long numbers can reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NoReturn, Protocol

import sqlalchemy as sa

from zhihe.kernels.expression import (
    BOOL,
    DATE,
    DATETIME,
    DECIMAL,
    INT,
    NULL,
    TEXT,
    Call,
    Chain,
    ExpressionError,
    ListOf,
    Literal,
    Negate,
    Node,
    Not,
    Path,
    fits,
)
from zhihe.kernels.expression.functions import builtin
from zhihe.kernels.expression.names import paths
from zhihe.kernels.expression.rules import added, comparable, multiplied
from zhihe.platform.store import expression_parts as part
from zhihe.platform.store.expression_aggregates import aggregated
from zhihe.platform.store.expression_functions import applied
from zhihe.platform.store.expression_parts import Clause, Sql, made, of_column, shown, typed

__all__ = [
    "NOW",
    "TODAY",
    "Relation",
    "Resolver",
    "Sql",
    "compile_expression",
    "condition",
    "made",
    "of_column",
]

NOW: Final = "zhihe_now"
TODAY: Final = "zhihe_today"
_LONGEST_FOLD: Final = 32
_LARGEST_WHOLE: Final = 2**63 - 1


class Relation(Protocol):
    """The rows an aggregate walks: lines of the record at hand."""

    @property
    def rows(self) -> Resolver:
        """Resolve paths within one row; the names of the relation itself are left off."""

    def aggregate(self, value: Clause) -> Clause:
        """Select an aggregate over the rows, as a scalar subquery correlated with the record at hand."""


class Resolver(Protocol):
    """Gives the SQL of names; joins a path needs are its own affair."""

    def column(self, names: tuple[str, ...]) -> Sql:
        """Give the column of a path, made with ``of_column``; ExpressionError when it has none."""

    def relation(self, names: tuple[str, ...]) -> Relation | None:
        """Give the relation a path is, or None when it is none."""

    def call(self, name: str, arguments: Sequence[Sql]) -> Sql | None:
        """Give the SQL of a function of an app, or None when it has none."""


def compile_expression(tree: Node, resolver: Resolver, *, zone: str = "UTC") -> Sql:
    """Compile a checked tree; ``zone`` is the name of the site's zone, in which instants have their date."""
    return _Compiler(resolver, zone).compile(tree)


def condition(tree: Node, resolver: Resolver, *, zone: str = "UTC") -> sa.ColumnElement[bool]:
    """Compile a condition for WHERE, which takes null as false."""
    found = compile_expression(tree, resolver, zone=zone)
    if found.type.kind not in {"bool", "null"}:
        _refuse("wrong_type", f"a condition is needed, not {found.type}", tree)
    return typed(found, BOOL)


def _refuse(code: str, message: str, node: Node, **facts: object) -> NoReturn:
    raise ExpressionError(code, message, position=node.at, **facts)


@dataclass(frozen=True, slots=True)
class _Compiler:
    """One compilation; within an aggregate ``prefix`` is its relation and ``rows`` resolves names of a row."""

    resolver: Resolver
    zone: str
    prefix: tuple[str, ...] = ()
    rows: Resolver | None = None

    def compile(self, node: Node) -> Sql:  # noqa: PLR0911 - one per kind of node
        match node:
            case Literal():
                return _literal(node)
            case Path():
                return self._path(node)
            case Call():
                return self._call(node)
            case Chain():
                return self._chain(node)
            case Not():
                operand = self.compile(node.operand)
                return made(BOOL, sa.not_(typed(operand, BOOL)), operand)
            case Negate():
                operand = self.compile(node.operand)
                zero = part.number(0) - typed(operand, DECIMAL)
                return made(operand.type, zero, operand, scale=operand.scale)
            case _:
                return _refuse("type_mismatch", "a list can only stand on the right of in", node)

    def _path(self, node: Path) -> Sql:
        names, size = node.names, len(self.prefix)
        if names == ("now",):
            return Sql(DATETIME, sa.bindparam(NOW, type_=part.INSTANT))
        if names == ("today",):
            return Sql(DATE, sa.bindparam(TODAY, type_=sa.Date()))
        if self.rows is not None and len(names) > size and names[:size] == self.prefix:
            return self.rows.column(names[size:])
        return self.resolver.column(names)

    def _call(self, node: Call) -> Sql:
        known = builtin(node.name)
        if known is not None and known.walks(len(node.arguments)):
            return self._aggregate(node)
        if node.name in {"TODAY", "NOW"}:
            return self._path(Path((node.name.lower(),), (None,)))
        arguments = [self.compile(each) for each in node.arguments]
        if known is not None:
            return applied(known, node.arguments, arguments, self.zone)
        found = self.resolver.call(node.name, arguments)
        if found is None:
            _refuse(
                "not_in_sql",
                f"{node.name} cannot be asked by the database; use it in a stored formula or a rule, not in a filter",
                node,
                function=node.name,
            )
        return found

    def _aggregate(self, node: Call) -> Sql:
        found = self._relation(node)
        if found is None:
            listed = self.compile(node.arguments[0]) if node.name == "COUNT" else None
            if listed is None or listed.type.kind != "list":
                return _refuse("no_lines", f"{node.name} of one argument needs lines, as in SUM(lines.quantity)", node)
            count = sa.func.coalesce(sa.func.cardinality(listed.clause), part.whole(0))
            return made(INT, sa.cast(count, part.NUMERIC), listed)
        prefix, relation = found
        argument = node.arguments[0]
        if node.name == "COUNT" and isinstance(argument, Path) and argument.names == prefix:
            return Sql(INT, sa.cast(relation.aggregate(sa.func.count()), part.NUMERIC))
        inner = _Compiler(self.resolver, self.zone, prefix, relation.rows)
        arguments = [inner.compile(each) for each in node.arguments]
        result = aggregated(node.name, arguments)
        return made(result.type, relation.aggregate(result.clause), result, scale=result.scale)

    def _relation(self, node: Call) -> tuple[tuple[str, ...], Relation] | None:
        for path in paths(node):
            for size in range(1, len(path.names) + 1):
                relation = self.resolver.relation(path.names[:size])
                if relation is not None:
                    return path.names[:size], relation
        return None

    def _chain(self, node: Chain) -> Sql:
        sign = node.operators[0]
        if sign in {"in", "not in"}:
            return self._found(node, denied=sign == "not in")
        operands = [self.compile(each) for each in node.operands]
        if sign in {"and", "or"}:
            join = sa.and_ if sign == "and" else sa.or_
            return made(BOOL, join(*(typed(each, BOOL) for each in operands)), *operands)
        if sign == "&":
            return _joined(operands)
        if sign in {"+", "-"}:
            return _total(node, operands)
        if sign in {"*", "/"}:
            return _products(node, operands)
        return _compared(node, sign, *operands)

    def _found(self, node: Chain, *, denied: bool) -> Sql:
        item = self.compile(node.operands[0])
        listed = node.operands[1]
        if isinstance(listed, ListOf):
            items = [self.compile(each) for each in listed.items]
            same = [_compared(node, "=", item, each).clause for each in items]
            found = made(BOOL, sa.or_(*same), *items, *([item] * len(items)))
        else:
            array = self.compile(listed)
            if array.type.kind != "list":
                _refuse("type_mismatch", f"in needs a list on its right, not {array.type}", listed)
            found = made(BOOL, typed(item, array.type.item or TEXT) == sa.any_(array.clause), item, array)
        return made(BOOL, sa.not_(found.clause), found) if denied else found


def _literal(node: Literal) -> Sql:
    value = node.value
    if value is None:
        return Sql(NULL, sa.cast(sa.null(), part.TEXT))
    if isinstance(value, bool):
        return Sql(BOOL, sa.true() if value else sa.false())
    if isinstance(value, Decimal):
        places = max(0, -int(value.as_tuple().exponent))
        short = None if places or abs(value) > _LARGEST_WHOLE else sa.literal(int(value), sa.BigInteger())
        return Sql(DECIMAL if places else INT, part.number(value), places, whole=short)
    return Sql(TEXT, part.text(value))


def _compared(node: Node, sign: str, left: Sql, right: Sql) -> Sql:
    """Compare two pieces; an integer column and a constant stay integers, for the sake of its index."""
    if not comparable(left.type, right.type, sign):
        _refuse("type_mismatch", f"{left.type} and {right.type} cannot be compared with {sign}", node)
    kind = left.type
    if "null" in {kind.kind, right.type.kind}:
        return made(BOOL, sa.cast(sa.null(), sa.Boolean()), left, right)
    one, other = typed(left, kind), typed(right, kind)
    if sign not in {"=", "<>"} and kind.textual:
        one, other = part.ordered(left, kind), part.ordered(right, kind)
    elif left.whole is not None and right.whole is not None:
        one, other = left.whole, right.whole
    operators: dict[str, Any] = {
        "=": one.__eq__,
        "<>": one.__ne__,
        "<": one.__lt__,
        "<=": one.__le__,
        ">": one.__gt__,
        ">=": one.__ge__,
    }
    return made(BOOL, operators[sign](other), left, right)


def _joined(operands: Sequence[Sql]) -> Sql:
    clause = shown(operands[0])
    for each in operands[1:]:
        clause = clause + shown(each)
    return made(TEXT, clause, *operands)


def _total(node: Chain, operands: Sequence[Sql]) -> Sql:
    """Add up: numbers in two flat sums, the added and the subtracted, which is exact and keeps the tree shallow."""
    if all(fits(each.type, DECIMAL) for each in operands):
        return _number_total(node, operands)
    _refuse_long_fold(node)
    result = operands[0]
    for sign, right in zip(node.operators, operands[1:], strict=True):
        result = _added(node, result, sign, right)
    return result


def _number_total(node: Chain, operands: Sequence[Sql]) -> Sql:
    signs = ("+", *node.operators)
    plus = [typed(each, DECIMAL) for sign, each in zip(signs, operands, strict=True) if sign == "+"]
    minus = [typed(each, DECIMAL) for sign, each in zip(signs, operands, strict=True) if sign == "-"]
    clause = _sum(plus) - _sum(minus) if minus else _sum(plus)
    kind = INT if all(each.type.kind in {"int", "null"} for each in operands) else DECIMAL
    return made(kind, clause, *operands, scale=max(each.scale for each in operands))


def _sum(clauses: Sequence[Clause]) -> Clause:
    result = clauses[0]
    for each in clauses[1:]:
        result = result + each
    return result


def _refuse_long_fold(node: Chain) -> None:
    if len(node.operators) > _LONGEST_FOLD:
        _refuse("too_complex", f"at most {_LONGEST_FOLD} steps of dates or durations fit in one expression", node)


def _misfit(node: Chain, left: Sql, sign: str, right: Sql) -> NoReturn:
    _refuse("type_mismatch", f"{left.type} {sign} {right.type} has no meaning", node)


def _added(node: Chain, left: Sql, sign: str, right: Sql) -> Sql:
    kind = added(left.type, sign, right.type)
    if kind is None:
        _misfit(node, left, sign, right)
    pair = (left.type.kind, right.type.kind)
    if pair == ("date", "date"):
        return made(INT, sa.cast(left.clause - right.clause, part.NUMERIC), left, right)
    if pair == ("datetime", "datetime"):
        return part.span(part.epoch(left.clause) - part.epoch(right.clause), left, right)
    one, other = typed(left, kind), typed(right, DECIMAL)
    if kind.kind == "date":
        one = part.day_number(one)
        return made(kind, part.day(one + other if sign == "+" else one - other), left, right)
    if kind.kind == "datetime":
        one = part.epoch(one)
        return made(kind, part.instant(one + other if sign == "+" else one - other), left, right)
    if kind.kind == "duration":
        return part.span(one + other if sign == "+" else one - other, left, right)
    return _number_total(Chain((sign,), node.operands[:2]), (left, right))


def _products(node: Chain, operands: Sequence[Sql]) -> Sql:
    if not all(fits(each.type, DECIMAL) for each in operands):
        _refuse_long_fold(node)
    result = operands[0]
    for sign, right in zip(node.operators, operands[1:], strict=True):
        kind = multiplied(result.type, sign, right.type)
        if kind is None:
            _misfit(node, result, sign, right)
        if kind.kind == "duration":
            scaled = part.settled(part.product(result, right)) if sign == "*" else part.quotient(result, right)
            result = part.span(scaled.clause, result, right)
        elif sign == "*":
            result = part.product(result, right)
        else:
            result = part.quotient(part.settled(result), right)
    return part.settled(result)
