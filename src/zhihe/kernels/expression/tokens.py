"""Cut a text into tokens, and refuse at once what is too long, too deep or not of the language.

Counting happens here, before the grammar is asked, so that a hostile text costs no more than one scan of 4 KB.
Full-width punctuation is read as its ASCII twin outside strings; inside a string nothing is changed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from zhihe.kernels.expression.errors import (
    MAX_BRACKETS,
    MAX_BYTES,
    MAX_NAME,
    MAX_TOKENS,
    ExpressionError,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One token: the terminal it is, its normal form, where it begins."""

    kind: str
    text: str
    at: int


_SCAN: Final = re.compile(
    r"""(?P<SPACE>\s+)
    |(?P<NUMBER>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<NAME>[^\W\d]\w*)
    |(?P<STRING>'(?:[^']|'')*'|"(?:[^"]|"")*"|‘(?:[^’]|’’)*’|“(?:[^”]|””)*”)
    |(?P<SIGN><>|<=|>=|!=|==|[-=<>+*/&(),.\[\]（），＝＜＞＋－＊／＆［］≠≤≥×÷．−])
    |(?P<OTHER>.)""",
    re.VERBOSE | re.DOTALL,
)
_ASCII: Final = MappingProxyType(
    dict(zip("（），＝＜＞＋－−＊×／÷＆［］．", "(),=<>+--**//&[].", strict=True))
    | {"≠": "<>", "!=": "<>", "≤": "<=", "≥": ">=", "==": "="}
)
_SIGNS: Final = MappingProxyType(
    dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), "COMPARE")
    | {"+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH", "&": "AMP", ",": "COMMA", ".": "DOT"}
    | {"(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB"}
)
KEYWORDS: Final = MappingProxyType(
    {"and": "AND", "or": "OR", "not": "NOT", "in": "IN", "true": "TRUE", "false": "FALSE", "null": "NULL"}
    | {"且": "AND", "并且": "AND", "或": "OR", "或者": "OR", "非": "NOT", "属于": "IN"}
    | {"真": "TRUE", "假": "FALSE", "空": "NULL"}
)
_HINTS: Final = MappingProxyType(
    {
        "^": "write POWER(a, b)",
        "%": "write 0.05 for 5 %, or REMAINDER(a, b)",
        "'": "close the text with another quote",
        '"': "close the text with another quote",
        "‘": "close the text with ’",
        "“": "close the text with ”",
        ";": "separate arguments with a comma",
        "；": "separate arguments with a comma",
        "{": "braces belong to number patterns only",
        "!": "write not, or <> for «differs»",
        "|": "write or, or & to join texts",
    }
)


def _quoted(text: str, at: int) -> str:
    """Take the quotes off a string and bring it to NFC, as texts are saved."""
    closing = text[-1]
    inner = unicodedata.normalize("NFC", text[1:-1].replace(closing * 2, closing))
    return checked_text(inner, at)


def checked_text(text: str, at: int | None) -> str:
    """Refuse characters a database cannot hold: controls other than tab and newline, lone surrogates."""
    for offset, char in enumerate(text):
        category = unicodedata.category(char)
        if category == "Cs" or (category == "Cc" and char not in "\t\n\r"):
            raise ExpressionError(
                "bad_character",
                f"a text cannot hold the character U+{ord(char):04X}; remove it",
                position=at,
                offset=offset,
            )
    return text


def _word(kind: str, text: str, at: int, *, after_dot: bool) -> Word:
    """Turn one match into a token; a word after a dot is always a name, so fields may be called ``in``."""
    if kind == "NAME":
        if len(text) > MAX_NAME:
            raise ExpressionError(
                "name_too_long", f"a name has at most {MAX_NAME} characters", position=at, length=len(text)
            )
        name = unicodedata.normalize("NFC", text)
        return Word("NAME" if after_dot else KEYWORDS.get(name.lower(), "NAME"), name, at)
    if kind == "SIGN":
        sign = _ASCII.get(text, text)
        return Word(_SIGNS[sign], sign, at)
    if kind == "STRING":
        return Word(kind, _quoted(text, at), at)
    if kind == "NUMBER":
        return Word(kind, text, at)
    hint = _HINTS.get(text, "remove it, or put it between quotes")
    shown = text if text.isprintable() else f"U+{ord(text):04X}"
    raise ExpressionError("bad_character", f"«{shown}» has no meaning here: {hint}", position=at, found=text)


def _refuse_long(text: str) -> None:
    """Refuse more than 4 KB of UTF-8 without encoding a huge text."""
    size = len(text)
    if size <= MAX_BYTES:
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise ExpressionError(
            "too_long",
            f"the expression is longer than {MAX_BYTES} bytes; split it into several formula fields",
            size=size,
            limit=MAX_BYTES,
        )


def tokenize(text: str) -> list[Word]:
    """Cut a text into tokens, at most 2,000, brackets at most 64 deep."""
    _refuse_long(text)
    words: list[Word] = []
    depth = 0
    for match in _SCAN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "SPACE":
            continue
        after_dot = bool(words) and words[-1].kind == "DOT"
        word = _word(kind, match.group(), match.start(), after_dot=after_dot)
        depth += (word.kind in {"LPAR", "LSQB"}) - (word.kind in {"RPAR", "RSQB"})
        if depth > MAX_BRACKETS:
            raise ExpressionError(
                "too_deep",
                f"brackets are nested more than {MAX_BRACKETS} deep; split the expression into formula fields",
                position=word.at,
                limit=MAX_BRACKETS,
            )
        words.append(word)
        if len(words) > MAX_TOKENS:
            raise ExpressionError(
                "too_many_nodes",
                f"the expression has more than {MAX_TOKENS} words and signs; split it into formula fields",
                position=word.at,
                limit=MAX_TOKENS,
            )
    return words
