"""Run lengths of a Shewhart chart with run rules, exactly, as a Markov chain (Champ and Woodall 1987).

The state between two points is what each rule still remembers: the length of a run, or which of the last points
lay beyond a zone. Points that can no longer complete a pattern are forgotten, which keeps the chain small (295
states for the four Western Electric rules). Trends and alternations depend on the readings themselves, not on
zones, and have no such chain.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse, special
from scipy.sparse import linalg

from zhihe.kernels.sigma import Floats, Integers
from zhihe.kernels.spc.arl import RunLength, resolvable
from zhihe.kernels.spc.rules import Rule

MOST_STATES: Final = 20_000
_State = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RunChain:
    """The chain of a rule set: from ``source`` through ``region`` to ``target``; what is missing signals.

    ``edges`` bound the regions of a standardised point. Build it once, ask it for many shifts.
    """

    rules: tuple[Rule, ...]
    edges: Floats
    states: int
    source: Integers
    region: Integers
    target: Integers

    def run_length(self, shift: float = 0.0) -> RunLength:
        """ARL when the mean is off by ``shift`` standard errors."""
        if not math.isfinite(shift):
            raise ValueError(f"the shift {shift} is not a number")
        chance = np.diff(special.ndtr(self.edges - shift))[self.region]
        moves = sparse.csc_array((chance, (self.source, self.target)), shape=(self.states, self.states))
        lengths = linalg.spsolve(sparse.eye_array(self.states, format="csc") - moves, np.ones(self.states))
        return RunLength(float(lengths[0]), shift, "Markov chain")


def run_chain(rules: Sequence[Rule], *, sigmas: float = 3.0) -> RunChain:
    """Build the chain of these rules on a chart with limits at ``sigmas``.

    ValueError: no rule, a rule without zones, more than 20,000 states.
    """
    if not rules:
        raise ValueError("a chart with 0 rules never signals")
    for rule in rules:
        if rule.test in {"trend", "alternate"}:
            raise ValueError(f"rule {rule.code} over {rule.count} points depends on readings, not on zones")
    zones = {rule.zone or sigmas if rule.test == "beyond" else rule.zone for rule in rules}
    resolvable(max(zones) or sigmas)
    edges = np.array([-np.inf, *sorted({side * zone for zone in zones | {0.0} for side in (-1, 1)}), np.inf])
    middles = np.concatenate([[edges[1] - 1], (edges[1:-2] + edges[2:-1]) / 2, [edges[-2] + 1]])
    number: dict[_State, int] = {_begin(rules): 0}
    waiting = deque(number)
    moves: list[tuple[int, int, int]] = []
    while waiting:
        state = waiting.popleft()
        for region, score in enumerate(middles.tolist()):
            following = _next(rules, state, score, sigmas)
            if following is None:
                continue
            if following not in number:
                if len(number) == MOST_STATES:
                    raise ValueError(f"{len(rules)} rules need more than {MOST_STATES} states")
                number[following] = len(number)
                waiting.append(following)
            moves.append((number[state], region, number[following]))
    table = np.array(moves, dtype=np.int64).reshape(-1, 3)
    return RunChain(tuple(rules), edges, len(number), table[:, 0], table[:, 1], table[:, 2])


def _begin(rules: Sequence[Rule]) -> _State:
    """Nothing remembered: two registers for each rule, above and below."""
    return (0, 0) * len(rules)


def _next(rules: Sequence[Rule], state: _State, score: float, sigmas: float) -> _State | None:
    """What is remembered after one more point, or None when a rule signals."""
    following: list[int] = []
    for place, rule in enumerate(rules):
        pair = _registers(rule, state[2 * place], state[2 * place + 1], score, sigmas)
        if pair is None:
            return None
        following += pair
    return tuple(following)


def _registers(rule: Rule, above: int, below: int, score: float, sigmas: float) -> tuple[int, int] | None:
    if rule.test == "beyond":
        return None if abs(score) > (rule.zone or sigmas) else (0, 0)
    if rule.test == "cluster":
        high, low = _recent(rule, above, score > rule.zone), _recent(rule, below, score < -rule.zone)
        return None if high is None or low is None else (high, low)
    if rule.test == "side":
        high, low = (above + 1, 0) if score > 0 else (0, below + 1)
        return None if max(high, low) >= rule.count else (high, low)
    inside = abs(score) < rule.zone
    if rule.test == "within":
        return _run(rule, above + 1) if inside else (0, 0)
    if inside:
        return (0, 0)
    return _outside(rule, above, below, score) if rule.both_sides else _run(rule, above + 1)


def _run(rule: Rule, length: int) -> tuple[int, int] | None:
    return None if length >= rule.count else (length, 0)


def _outside(rule: Rule, length: int, same: int, score: float) -> tuple[int, int] | None:
    """Length of the run outside, and signed length of its last part on one side."""
    now = (same + 1 if same > 0 else 1) if score > 0 else (same - 1 if same < 0 else -1)
    longest = min(length + 1, rule.count)
    if longest >= rule.count and abs(now) < rule.count:
        return None
    return longest, max(-rule.count, min(rule.count, now))


def _recent(rule: Rule, bits: int, beyond: bool) -> int | None:  # noqa: FBT001 - one bit of a shift register
    """Shift one point into the last window - 1; forget points too old to complete a pattern."""
    bits = (bits << 1) | beyond
    if beyond and bits.bit_count() >= rule.count:
        return None
    kept, seen = 0, 0
    for age in range(1, rule.window):
        if bits >> (age - 1) & 1:
            seen += 1
            # After this point, window - age more windows still hold it.
            if seen + rule.window - age >= rule.count:
                kept |= 1 << (age - 1)
    return kept
