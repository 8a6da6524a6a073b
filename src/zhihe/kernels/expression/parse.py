"""Read the text of an expression into its tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedToken

from zhihe.kernels.expression import build
from zhihe.kernels.expression.errors import MAX_DEPTH, MAX_NODES, ExpressionError
from zhihe.kernels.expression.tokens import tokenize
from zhihe.kernels.expression.tree import Literal, Node, Not

_EXPECTED: Final = (
    ("$END", "the end"),
    ("RPAR", "«)»"),
    ("RSQB", "«]»"),
    ("COMMA", "«,»"),
    ("STAR", "an operator"),
    ("NAME", "a name, a number or a text"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A subtree under construction, with its depth and number of nodes."""

    node: Node
    depth: int
    size: int


def checked_size(depth: int, size: int, at: int | None) -> None:
    """Refuse a tree deeper than 32 or of more than 500 nodes."""
    if depth > MAX_DEPTH:
        raise ExpressionError(
            "too_deep",
            f"the expression is nested more than {MAX_DEPTH} deep; split it into formula fields",
            position=at,
            limit=MAX_DEPTH,
        )
    if size > MAX_NODES:
        raise ExpressionError(
            "too_many_nodes",
            f"the expression has more than {MAX_NODES} parts; split it into formula fields",
            position=at,
            limit=MAX_NODES,
        )


def divisions(operators: tuple[str, ...]) -> int:
    """Count divisions; each adds a level of depth, because its rounding encloses what stands left of it."""
    return operators.count("/")


def _joined(node: Node, parts: list[Part], extra: int = 0) -> Part:
    depth = 1 + extra + max((part.depth for part in parts), default=0)
    size = 1 + sum(part.size for part in parts)
    checked_size(depth, size, node.at)
    return Part(node, depth, size)


class _Builder(Transformer[Token, Part]):
    """Builds while the parser reduces, so that a tree beyond the limits never comes to be."""

    def number(self, children: list[Token]) -> Part:
        return Part(build.number(str(children[0]), children[0].start_pos), 1, 1)

    def string(self, children: list[Token]) -> Part:
        return Part(Literal(str(children[0]), children[0].start_pos), 1, 1)

    def true(self, children: list[Token]) -> Part:
        return Part(Literal(value=True, at=children[0].start_pos), 1, 1)

    def false(self, children: list[Token]) -> Part:
        return Part(Literal(value=False, at=children[0].start_pos), 1, 1)

    def null(self, children: list[Token]) -> Part:
        return Part(Literal(None, children[0].start_pos), 1, 1)

    def path(self, children: list[Token]) -> Part:
        names = tuple(str(each) for each in children if each.type == "NAME")
        return Part(build.path(names, at=children[0].start_pos), 1, 1)

    def bracketed(self, children: list[Any]) -> Part:
        part: Part = children[1]
        return part

    def plain(self, children: list[Any]) -> Part:
        part: Part = children[1]
        return part

    def arguments(self, children: list[Any]) -> list[Part]:
        return [each for each in children if isinstance(each, Part)]

    def list_of(self, children: list[Any]) -> Part:
        parts: list[Part] = children[1]
        return _joined(build.list_of(tuple(part.node for part in parts), children[0].start_pos), parts)

    def call(self, children: list[Any]) -> Part:
        head: Token = children[0]
        parts: list[Part] = children[2]
        nodes = tuple(part.node for part in parts)
        if head.type == "NAME":
            return _joined(build.call(str(head), nodes, head.start_pos), parts)
        if len(nodes) < 2:  # noqa: PLR2004 - an operator needs two sides
            raise ExpressionError("wrong_arguments", f"{head} takes at least 2 conditions", position=head.start_pos)
        return _joined(build.chain((head.type.lower(),) * (len(nodes) - 1), nodes, head.start_pos), parts)

    def denied(self, children: list[Any]) -> Part:
        part: Part = children[1]
        return _joined(Not(part.node, children[0].start_pos), [part])

    def negated(self, children: list[Any]) -> Part:
        part: Part = children[1]
        node = build.negated(part.node, children[0].start_pos)
        return Part(node, 1, 1) if isinstance(node, Literal) else _joined(node, [part])

    def chain(self, children: list[Any]) -> Part:
        parts = [each for each in children if isinstance(each, Part)]
        signs: list[Token] = [each for each in children if isinstance(each, Token)]
        operators = tuple(_operator(sign) for sign in signs)
        if operators == ("not", "in"):
            operators = ("not in",)
        node = build.chain(operators, tuple(part.node for part in parts), signs[0].start_pos)
        return _joined(node, parts, divisions(operators))


def _operator(sign: Token) -> str:
    return sign.type.lower() if sign.type in {"AND", "OR", "NOT", "IN"} else str(sign)


@cache
def _parser() -> Lark:
    grammar = resources.files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", transformer=_Builder(), keep_all_tokens=True, start="start")


def _unexpected(error: UnexpectedToken, accepted: set[str], size: int) -> ExpressionError:
    token = error.token
    ended = token.type == "$END"
    expected = [said for terminal, said in _EXPECTED if terminal in accepted]
    found = "the expression ends here" if ended else f"«{token}» cannot stand here"
    hint = "; join two comparisons with and" if token.type == "COMPARE" and "AND" in accepted else ""
    return ExpressionError(
        "syntax",
        f"{found}; expected {' or '.join(expected)}{hint}",
        position=size if ended else token.start_pos,
        found="" if ended else str(token),
        expected=tuple(expected),
    )


def parse(text: str) -> Node:
    """Read an expression of at most 4 KB, 500 nodes, depth 32; positions in errors count characters from 0."""
    words = tokenize(text)
    if not words:
        raise ExpressionError("empty", "the expression is empty; write a value or a condition", position=0)
    parser = _parser().parse_interactive()
    try:
        for word in words:
            parser.feed_token(Token(word.kind, word.text, start_pos=word.at))
        part: Part = parser.feed_token(Token("$END", "", start_pos=len(text)))
    except UnexpectedToken as error:
        accepted: set[str] = parser.accepts()  # type: ignore[no-untyped-call]  # lark leaves it bare
        raise _unexpected(error, accepted, len(text)) from None
    return part.node
