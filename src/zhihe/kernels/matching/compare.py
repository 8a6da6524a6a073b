"""How alike two records are: what agrees, what differs and what one leaves open, in one score with its reasons.

The score is the weight of what agrees over the weight of all that was compared, times a factor for every kind in
which both say something else. What only one record says counts little against: a poor record may be the same thing.
Too little evidence is held against a pair as well, else «螺钉» would equal every screw.
"""

from __future__ import annotations

from collections.abc import Iterator

from zhihe.kernels.matching import likeness
from zhihe.kernels.matching.features import Features, Read
from zhihe.kernels.matching.records import Candidate, Reason
from zhihe.kernels.matching.weights import ITEMS, ORGANISATIONS, Weights

LEAST_EVIDENCE = 1.5
SQUEEZED = 0.98
ALIAS = 0.95
SAME_CODE = 0.9
LOOKALIKE_CODE = 0.8
_NOTHING: frozenset[str] = frozenset()
# A reason before it is written out: code, kind, and what each record says.
_Raw = tuple[str, str, object, object]


def compare(left: Read, right: Read, least: float = 0.0) -> Candidate | None:
    """Score two records of one kind, or give None below ``least``; symmetric and independent of other records."""
    weights = ORGANISATIONS if left.record.kind == "organisation" else ITEMS
    score, raw = max(
        (_names(a, b, weights, alias=i + j > 0) for i, a in enumerate(left.names) for j, b in enumerate(right.names)),
        key=lambda found: found[0],
    )
    codes = (left.record.code, right.record.code)
    if left.code and left.code == right.code:
        score, raw = max(score, SAME_CODE), [("same_code", "code", *codes), *raw]
    elif left.lookalike and left.lookalike == right.lookalike and score >= LOOKALIKE_CODE / 2:
        score, raw = max(score, LOOKALIKE_CODE), [("lookalike_code", "code", *codes), *raw]
    score = round(score, 4)
    if score < least:
        return None
    reasons = tuple(Reason(code, kind, _shown(a), _shown(b)) for code, kind, a, b in raw)
    return Candidate(left.record.id, right.record.id, score, reasons)


def _shown(said: object) -> str:
    """Write out what a record says."""
    return " ".join(sorted(said)) if isinstance(said, (frozenset, tuple)) else str(said)


def _names(a: Features, b: Features, weights: Weights, *, alias: bool) -> tuple[float, list[_Raw]]:
    """Score two names; another name than the main one is a little less sure."""
    certainty = ALIAS if alias else 1.0
    if a.squeezed == b.squeezed:
        return certainty * (1 if a.same_as(b) else SQUEEZED), [("same_text", "", a.squeezed, b.squeezed)]
    if a.same_as(b):
        return certainty, [("same_text", "", a.squeezed, b.squeezed)]
    agreed, total, factor = 0.0, 0.0, 1.0
    raw: list[_Raw] = []
    for kind in sorted(a.kinds.keys() | b.kinds.keys()):
        left, right = a.kinds.get(kind, _NOTHING), b.kinds.get(kind, _NOTHING)
        alike, code = likeness.marks(kind, left, right)
        agreed += weights.of(kind) * alike
        total += weights.left_open(kind) if code == "only_one" else weights.of(kind)
        factor *= weights.differs(kind) if code == "differs" else 1
        raw.append((code, kind, left, right))
    for weight, alike, reason in _texts(a, b, weights):
        agreed += weight * alike
        total += weight
        raw.append(reason)
    score = min(1.0, agreed / (total + max(0.0, LEAST_EVIDENCE - agreed)))
    if (
        weights.slips
        and a.hanzi
        and b.hanzi
        and not any(code == "differs" and kind != "text" for code, kind, _, _ in raw)
    ):
        score = max(score, likeness.slip(a.squeezed, b.squeezed))
    return score * factor * certainty, raw


def _texts(a: Features, b: Features, weights: Weights) -> Iterator[tuple[float, float, _Raw]]:
    """Compare the free words and the free Chinese characters: weight, likeness and reason of each."""
    if a.hanzi and b.hanzi:
        alike, code = likeness.hanzi(a.hanzi, b.hanzi, (a.sounds, b.sounds), weights.least_hanzi)
        yield weights.text(0, max(len(a.hanzi), len(b.hanzi))), alike, (code, "text", a.hanzi, b.hanzi)
    if a.words and b.words:
        alike, code = likeness.words(a.words, b.words, weights.least)
        yield weights.text(max(len(a.words), len(b.words)), 0), alike, (code, "text", a.words, b.words)
    if (a.hanzi and b.hanzi) or (a.words and b.words):
        return
    one, other = (a, b) if a.hanzi else (b, a)
    alike = likeness.sound(one.runs, other.words, SAME_CODE) if one.hanzi and other.words else 0.0
    if alike:
        shown = (a.hanzi or a.words, b.hanzi or b.words)
        yield weights.text(len(other.words), 0), alike, ("same_sound", "text", *shown)
        return
    for each in (a, b):
        if each.hanzi or each.words:
            shown = (each.hanzi or each.words, "") if each is a else ("", each.hanzi or each.words)
            yield weights.text_open * weights.text(len(each.words), len(each.hanzi)), 0.0, ("only_one", "text", *shown)
