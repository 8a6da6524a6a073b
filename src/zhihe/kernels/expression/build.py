"""Make nodes, each in its one canonical shape; the parser and the JSON reader both build through here."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from zhihe.kernels.expression.decimals import MAX_DIGITS, MAX_PLACES, normal
from zhihe.kernels.expression.errors import (
    MAX_EXPONENT,
    MAX_SEGMENTS,
    ExpressionError,
)
from zhihe.kernels.expression.functions import Builtin, builtin
from zhihe.kernels.expression.tokens import KEYWORDS, checked_text
from zhihe.kernels.expression.tree import RANKS, Call, Chain, ListOf, Literal, Negate, Node, Path

_NUMBER: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE](?P<exponent>[+-]?[0-9]+))?", re.ASCII)
_NAME: Final = re.compile(r"[^\W\d]\w{0,62}")


def number(text: str, at: int | None = None) -> Literal:
    """Make a number from its digits: at most 100 before the point, 40 after it."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ExpressionError("bad_number", f"«{text[:40]}» is not a number", position=at)
    exponent = match["exponent"] or "0"
    if len(exponent) > len(str(MAX_EXPONENT)) + 1 or abs(int(exponent)) > MAX_EXPONENT:
        raise ExpressionError(
            "exponent_too_large",
            f"the exponent {exponent[:20]} is beyond {MAX_EXPONENT}; write the number out or rescale it",
            position=at,
            limit=MAX_EXPONENT,
        )
    value = Decimal(text)
    places = -int(value.as_tuple().exponent)
    if value and (value.adjusted() >= MAX_DIGITS or places > MAX_PLACES):
        raise ExpressionError(
            "number_too_large",
            f"a number has at most {MAX_DIGITS} digits before and {MAX_PLACES} after the point",
            position=at,
        )
    return Literal(normal(value), at)


def text(value: str, at: int | None = None) -> Literal:
    """Make a text constant, in NFC and without control characters."""
    return Literal(checked_text(unicodedata.normalize("NFC", value), at), at)


def path(names: tuple[str, ...], uids: tuple[str | None, ...] | None = None, at: int | None = None) -> Path:
    """Make a dotted name of at most ten segments."""
    if not 0 < len(names) <= MAX_SEGMENTS:
        raise ExpressionError(
            "path_too_long",
            f"a path has 1 to {MAX_SEGMENTS} names, not {len(names)}; add a formula field on the way",
            position=at,
        )
    for name in names:
        if not _NAME.fullmatch(name):
            raise ExpressionError("bad_name", f"«{name[:70]}» cannot be a name", position=at, name=name[:70])
    if names[0].lower() in KEYWORDS:
        raise ExpressionError(
            "bad_name", f"«{names[0]}» is a word of the language; write this.{names[0]}", position=at, name=names[0]
        )
    return Path(names, uids or (None,) * len(names), at)


def negated(operand: Node, at: int | None = None) -> Node:
    """Turn the sign; a constant takes it into itself, so that -5 has one form."""
    if isinstance(operand, Literal) and isinstance(operand.value, Decimal):
        return Literal(normal(-operand.value), at)
    return Negate(operand, at)


def chain(operators: tuple[str, ...], operands: tuple[Node, ...], at: int | None = None) -> Node:
    """Join operands by operators of one rank."""
    ranks = {RANKS.get(each, 0) for each in operators}
    sound = len(operators) == len(operands) - 1 and len(ranks) == 1 and 0 not in ranks
    if not sound or (ranks == {RANKS["="]} and len(operators) > 1):
        raise ExpressionError("bad_chain", "a chain needs operators of one rank between its operands", position=at)
    return Chain(operators, operands, at)


def list_of(items: tuple[Node, ...], at: int | None = None) -> ListOf:
    """Make the list on the right of ``in``; it holds at least one item."""
    if not items:
        raise ExpressionError("empty_list", "the list after in is empty; name at least one value", position=at)
    return ListOf(items, at)


def call(name: str, arguments: tuple[Node, ...], at: int | None = None) -> Node:
    """Apply a function; a built-in one gets its canonical name and its number of arguments checked."""
    known = builtin(name)
    if known is None:
        return Call(path((name,), at=at).names[0], arguments, at)
    if not known.least <= len(arguments) <= known.most:
        raise ExpressionError(
            "wrong_arguments",
            f"{known.name} takes {_counted(known)}, not {len(arguments)}",
            position=at,
            function=known.name,
            given=len(arguments),
        )
    return Call(known.name, _worded(known, arguments), at)


def _counted(known: Builtin) -> str:
    if known.least == known.most:
        return f"{known.least} argument{'' if known.least == 1 else 's'}"
    return f"{known.least} to {known.most} arguments"


def _worded(known: Builtin, arguments: tuple[Node, ...]) -> tuple[Node, ...]:
    """Bring a constant word (HALF_UP, 'd') to the form it is listed in, quoted or not."""
    if known.words is None or len(arguments) <= known.words[0]:
        return arguments
    index, words = known.words
    given = arguments[index]
    said = ""
    if isinstance(given, Path) and len(given.names) == 1:
        said = given.names[0]
    elif isinstance(given, Literal) and isinstance(given.value, str):
        said = given.value
    for word in words:
        if word.casefold() == said.casefold():
            return (*arguments[:index], Literal(word, given.at), *arguments[index + 1 :])
    raise ExpressionError(
        "unknown_word",
        f"{known.name} takes one of {', '.join(words)} here",
        position=given.at,
        function=known.name,
        words=words,
    )
