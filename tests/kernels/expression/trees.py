"""Random expressions that are well typed by construction, over the fields of the golden world."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from zhihe.kernels.expression import ListOf, Literal, Node, Not, Path, paths
from zhihe.kernels.expression.build import call, chain, negated
from zhihe.kernels.expression.functions import ROUNDINGS

Nodes = st.SearchStrategy[Node]


def path(dotted: str) -> Node:
    names = tuple(dotted.split("."))
    return Path(names, (None,) * len(names))


def fields(*names: str) -> Nodes:
    return st.sampled_from([path(name) for name in names])


def joined(signs: str, operands: Nodes, most: int = 4) -> Nodes:
    choices = signs.split()
    return st.integers(2, most).flatmap(
        lambda count: st.builds(
            chain,
            st.tuples(*[st.sampled_from(choices)] * (count - 1)),
            st.tuples(*[operands] * count),
        )
    )


def called(name: str, *arguments: Nodes) -> Nodes:
    return st.tuples(*arguments).map(lambda given: call(name, given))


INTEGERS = st.one_of(
    st.integers(-20, 20).map(lambda value: Literal(Decimal(value))), fields("count", "item.decimals", "nothing_whole")
)
NUMBERS = st.one_of(
    INTEGERS,
    st.decimals(-1000, 1000, places=4, allow_nan=False).map(lambda value: Literal(value.normalize())),
    fields("quantity", "price", "zero", "small", "nothing", "ratio", "measured", "setting.tolerance", "item.weight"),
    fields("whole", "large"),
)
TEXTS = st.one_of(
    st.text("aB质é😀%_'\\ 19", max_size=6).map(Literal),
    fields("name", "chinese", "emoji", "spaced", "no_text", "item.code"),
    st.just(chain(("&",), (path("state"), path("item.maker.name")))),
)
BOOLS = st.one_of(st.booleans().map(Literal), fields("yes", "no", "maybe"))
DATES = fields("day", "leap_day", "no_day", "today")
MOMENTS = fields("moment", "no_moment", "now")
SPANS = fields("span", "no_span")
LINE_NUMBERS = fields("lines.quantity", "lines.price", "none.quantity", "lines.parent_factor")
ROUNDING = st.sampled_from(ROUNDINGS).map(Literal)


def one_relation(tree: Node) -> bool:
    return len({each.names[0] for each in paths(tree)} & {"lines", "none"}) == 1


@st.composite
def aggregates(draw: st.DrawFn) -> Node:
    return draw(_aggregates())


@cache
def _aggregates() -> Nodes:
    value = st.one_of(
        LINE_NUMBERS, joined("*", LINE_NUMBERS, 3), joined("+ -", LINE_NUMBERS, 3), joined("/", LINE_NUMBERS, 2)
    )
    test = joined("< <= = <> > >=", LINE_NUMBERS, 2)
    several = st.sampled_from(["SUM", "AVG", "MIN", "MAX", "COUNT"]).flatmap(lambda name: called(name, value))
    return st.one_of(several, called("COUNTIF", test), called("SUMIF", test, value)).filter(one_relation)


@st.composite
def numbers(draw: st.DrawFn, depth: int) -> Node:
    return draw(_numbers(depth))


@cache
def _numbers(depth: int) -> Nodes:
    if depth == 0:
        return st.one_of(NUMBERS, NUMBERS, aggregates())
    inner, whole = numbers(depth - 1), integers(depth - 1)
    return st.one_of(
        NUMBERS,
        joined("+ -", inner),
        joined("* /", inner, 3),
        inner.map(negated),
        called("ROUND", inner, whole, ROUNDING),
        called("ABS", inner),
        called("REMAINDER", inner, inner),
        called("SQRT", inner),
        called("CEILING", inner, inner),
        called("FLOOR", inner),
        called("POWER", inner, st.integers(-6, 6).map(lambda value: Literal(Decimal(value)))),
        called("IF", bools(depth - 1), inner, inner),
        called("COALESCE", inner, inner),
        called("MAX", inner, inner),
        called("AVG", inner, inner, inner),
        called("SWITCH", texts(depth - 1), texts(depth - 1), inner, inner),
        called("VALUE", texts(depth - 1)),
    )


@st.composite
def integers(draw: st.DrawFn, depth: int) -> Node:
    return draw(_integers(depth))


@cache
def _integers(depth: int) -> Nodes:
    if depth == 0:
        return INTEGERS
    return st.one_of(
        INTEGERS,
        called("LEN", texts(depth - 1)),
        called("FIND", texts(depth - 1), texts(depth - 1)),
        called("DATEDIF", dates(depth - 1), dates(depth - 1), st.sampled_from("dmy").map(Literal)),
        called("MONTH", dates(depth - 1)),
        called("WEEKDAY", dates(depth - 1)),
        called("HOUR", moments(depth - 1)),
        called("ROUND", numbers(depth - 1)),
        called("DATEDIF", moments(depth - 1), moments(depth - 1), st.sampled_from(["h", "min", "s", "d"]).map(Literal)),
    )


@st.composite
def texts(draw: st.DrawFn, depth: int) -> Node:
    return draw(_texts(depth))


@cache
def _texts(depth: int) -> Nodes:
    if depth == 0:
        return TEXTS
    inner, whole = texts(depth - 1), integers(depth - 1)
    return st.one_of(
        TEXTS,
        joined("&", st.one_of(inner, numbers(depth - 1), dates(depth - 1)), 3),
        *(called(name, inner) for name in ("UPPER", "LOWER", "TRIM")),
        called("LEFT", inner, whole),
        called("RIGHT", inner, whole),
        called("MID", inner, whole, whole),
        called("TEXT", numbers(depth - 1), whole),
        called("TEXT", moments(depth - 1)),
        called("IF", bools(depth - 1), inner, inner),
        called("MIN", inner, inner),
    )


@st.composite
def bools(draw: st.DrawFn, depth: int) -> Node:
    return draw(_bools(depth))


@cache
def _bools(depth: int) -> Nodes:
    if depth == 0:
        return BOOLS
    inner, words, sums = bools(depth - 1), texts(depth - 1), numbers(depth - 1)
    compared = [joined("= <> < <= > >=", each, 2) for each in (words, sums, dates(depth - 1), spans(depth - 1))]
    return st.one_of(
        BOOLS,
        joined("and", inner),
        joined("or", inner),
        inner.map(Not),
        *compared,
        joined("= <>", inner, 2),
        st.builds(
            lambda sign, item, items: chain((sign,), (item, ListOf(tuple(items)))),
            st.sampled_from(["in", "not in"]),
            sums,
            st.lists(sums, min_size=1, max_size=3),
        ),
        *(called(name, words, words) for name in ("CONTAINS", "STARTSWITH", "ENDSWITH")),
        called("ISBLANK", words),
        called("ISNULL", sums),
    )


@st.composite
def dates(draw: st.DrawFn, depth: int) -> Node:
    return draw(_dates(depth))


@cache
def _dates(depth: int) -> Nodes:
    if depth == 0:
        return DATES
    inner, whole = dates(depth - 1), integers(depth - 1)
    return st.one_of(
        DATES,
        joined("+ -", whole, 2).map(lambda days: chain(("+",), (path("day"), days))),
        called("DATE", st.integers(-5, 10005).map(lambda value: Literal(Decimal(value))), whole, whole),
        called("ADDDAYS", inner, whole),
        called("ADDMONTHS", inner, whole),
        called("ENDOFMONTH", inner, whole),
        called("DATEOF", moments(depth - 1)),
    )


@st.composite
def moments(draw: st.DrawFn, depth: int) -> Node:
    return draw(_moments(depth))


@cache
def _moments(depth: int) -> Nodes:
    if depth == 0:
        return MOMENTS
    return st.one_of(
        MOMENTS,
        st.builds(
            lambda sign, left, right: chain((sign,), (left, right)),
            st.sampled_from("+-"),
            moments(depth - 1),
            spans(depth - 1),
        ),
    )


@st.composite
def spans(draw: st.DrawFn, depth: int) -> Node:
    return draw(_spans(depth))


@cache
def _spans(depth: int) -> Nodes:
    if depth == 0:
        return SPANS
    inner = spans(depth - 1)
    unit = st.sampled_from(["d", "h", "min", "s"]).map(Literal)
    return st.one_of(
        SPANS,
        joined("+ -", inner, 3),
        st.tuples(moments(depth - 1), moments(depth - 1)).map(lambda pair: chain(("-",), pair)),
        st.tuples(st.sampled_from("*/"), inner, numbers(depth - 1)).map(
            lambda given: chain((given[0],), (given[1], given[2]))
        ),
        called("DURATION", numbers(depth - 1), unit),
        inner.map(negated),
        called("ABS", inner),
    )


def trees(depth: int = 3) -> Nodes:
    """Any well-typed expression."""
    return st.one_of(numbers(depth), texts(depth), bools(depth), dates(depth), moments(depth), spans(depth))
