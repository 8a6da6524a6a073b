"""How alike two marks of one kind or two free texts are: a likeness 0 to 1 and the code of the reason."""

from __future__ import annotations

from itertools import permutations

from rapidfuzz import fuzz

from zhihe.kernels.matching.text import HANZI
from zhihe.kernels.matching.weights import KIN_PAIRS, TOLERANT

LEAST_PREFIX = 4
LEAST_SLIP = 0.8
LEAST_INITIALS = 3
LEAST_JOINED = 0.9
_MOST_PIECES = 4
_NEARLY = 0.95
# Where each says a word of its own (lamivudine, zidovudine), much else in common makes them no likelier.
_OTHER_WORDS = 0.6
_LEAST_WORD = 0.8
_LEAST_ABBREVIATION = 3
Likeness = tuple[float, str]
Marks = frozenset[str]


def marks(kind: str, a: Marks, b: Marks) -> Likeness:
    """Compare the marks of one kind; a mark that one record lacks is left open."""
    if a == b:
        return 1.0, "agrees"
    if not a or not b:
        return 0.0, "only_one"
    if a & b and (kind in TOLERANT or a <= b or b <= a):
        return (1 + len(a & b) / len(a | b)) / 2, "agrees"
    if kind == "part":
        return _parts(a, b)
    other_body = kind == "standard" and not {_body(x) for x in a} & {_body(x) for x in b}
    kin = kind == "thing" and any(frozenset((x, y)) in KIN_PAIRS for x in a for y in b)
    return (0.7 if kin else 0.5, "resembles") if kin or other_body else (0.0, "differs")


def _parts(a: Marks, b: Marks) -> Likeness:
    """Compare part numbers: in pieces with other signs between, or one the beginning of the other."""
    if _joined(a, b) or _joined(b, a):
        return 1.0, "agrees"
    share = max((_beginning(x, y) for x in a - b for y in b - a), default=0.0)
    return share, "resembles" if share else "differs"


def _joined(whole: Marks, pieces: Marks) -> bool:
    return (
        len(whole) == 1
        and 1 < len(pieces) <= _MOST_PIECES
        and any("".join(order) in whole for order in permutations(sorted(pieces)))
    )


def _beginning(one: str, other: str) -> float:
    """Give the share of the longer part number that is the shorter one, when it begins with it."""
    short, long = sorted((one, other), key=len)
    return len(short) / len(long) if len(short) >= LEAST_PREFIX and long.startswith(short) else 0.0


def _body(standard: str) -> str:
    """Name the body of a standard: GB and ISO number the same thing differently, GB does not twice."""
    return standard.rstrip("0123456789.")[:2]


def hanzi(a: str, b: str, sounds: tuple[tuple[str, ...], tuple[str, ...]], least: float) -> Likeness:
    """Compare free Chinese characters as written, in any order of their parts, and by sound."""
    if a == b:
        return 1.0, "agrees"
    if sounds[0] == sounds[1]:
        return _NEARLY, "same_sound"
    return _resembles(max(fuzz.ratio(a, b) / 100, _dice(a, b)), least)


def _dice(a: str, b: str) -> float:
    """Give the share of neighbouring pairs of characters that two texts have in common."""
    first, second = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (a, b))
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 0.0


def words(a: tuple[str, ...], b: tuple[str, ...], least: float) -> Likeness:
    """Compare free words in any order, with slips of the pen, written together, one in the other, or as initials."""
    if a == b:
        return 1.0, "agrees"
    one, other = " ".join(a), " ".join(b)
    likeness = (fuzz.token_sort_ratio(one, other) + fuzz.token_set_ratio(one, other)) / 200
    if _odd(a, b) and _odd(b, a):
        likeness *= _OTHER_WORDS
    likeness = max(likeness, fuzz.ratio("".join(a), "".join(b), score_cutoff=100 * LEAST_JOINED) / 100)
    if _initials(a, b) or _initials(b, a):
        likeness = max(likeness, 0.85)
    return _resembles(likeness, least)


def _odd(words_of_one: tuple[str, ...], words_of_other: tuple[str, ...]) -> bool:
    """Whether one has a word that the other has nothing like: not a slip of the pen, nor an abbreviation."""
    return any(
        not any(
            fuzz.ratio(word, other) >= 100 * _LEAST_WORD
            or (
                min(len(word), len(other)) >= _LEAST_ABBREVIATION and (word.startswith(other) or other.startswith(word))
            )
            for other in words_of_other
        )
        for word in words_of_one
    )


def _initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether one word is made of the first letters of the others."""
    letters = sorted(word[0] for word in long)
    return len(short) == 1 and len(long) >= LEAST_INITIALS and sorted(short[0]) == letters


def _resembles(likeness: float, least: float) -> Likeness:
    return (likeness, "resembles") if likeness >= least else (0.0, "differs")


def sound(runs: tuple[str, ...], latin: tuple[str, ...], least: float) -> float:
    """Compare Chinese characters by their pinyin with words in Latin letters; 0 below ``least``."""
    return fuzz.ratio("".join(sorted(runs)), "".join(latin), score_cutoff=100 * least) / 100 * _NEARLY


def slip(left: str, right: str) -> float:
    """Compare whole names that differ by a wrong or forgotten Chinese character and in nothing else; else 0."""
    if HANZI.sub("", left) != HANZI.sub("", right):
        return 0.0
    written = ["".join(HANZI.findall(text)) for text in (left, right)]
    return fuzz.ratio(*written, score_cutoff=100 * LEAST_SLIP) / 100 * _NEARLY
