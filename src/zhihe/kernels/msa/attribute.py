"""Attribute agreement: appraisers with themselves, each other and the standard (AIAG MSA 4th ed., III-C).

Matched pieces are those rated alike in every trial; their share is given with the exact (Clopper-Pearson)
interval. Cohen's kappa pools the trials of a pair; Fleiss' kappa is taken within each appraiser, between all
of them, and against the standard as the mean of the trials. Miss and false-alarm rates need a standard and
two categories.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from zhihe.kernels.msa.caveats import Caveat, caveat
from zhihe.kernels.msa.kappa import Kappa, cohen, fleiss
from zhihe.kernels.msa.study import ALGORITHM, Judgement

Codes = npt.NDArray[np.int64]
Ratings = Sequence[Sequence[Sequence[Hashable]]]
ADVISED_PIECES: Final = 50
CONVENTION: Final = "Cohen over pooled trials, Fleiss over pieces, Clopper-Pearson intervals"
EFFECTIVENESS: Final = (90.0, 80.0)
MISS: Final = (2.0, 5.0)
FALSE_ALARM: Final = (5.0, 10.0)
_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class Matched:
    """Pieces on which everything asked agreed: count, share in percent and its confidence interval."""

    count: int
    pieces: int
    percent: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Errors against the standard in percent of their opportunities, and the manual's verdicts.

    ``miss`` counts pieces to be rejected that were passed, ``false_alarm`` good pieces that were rejected;
    None where the standard holds no such piece.
    """

    miss: float | None
    false_alarm: float | None
    miss_judgement: Judgement | None
    false_alarm_judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class Appraiser:
    """One appraiser: agreement with himself over trials and, given a standard, with the truth."""

    name: str
    within: Matched | None
    within_fleiss: Kappa | None
    standard: Matched | None
    standard_cohen: Kappa | None
    standard_fleiss: float | None
    effectiveness: Judgement | None
    rates: Rates | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two appraisers and the Cohen kappa of their pooled trials."""

    first: str
    second: str
    kappa: Kappa


@dataclass(frozen=True, slots=True)
class AgreementStudy:
    """An attribute study; what needs a standard or a second trial is None without it."""

    pieces: int
    trials: int
    categories: tuple[Hashable, ...]
    appraisers: tuple[Appraiser, ...]
    pairs: tuple[Pair, ...]
    between: Matched
    between_fleiss: Kappa
    all_standard: Matched | None
    confidence: float
    caveats: tuple[Caveat, ...]
    convention: str = CONVENTION
    algorithm: str = ALGORITHM


@dataclass(frozen=True, slots=True)
class _Coded:
    ratings: Codes  # appraiser x piece x trial
    standard: Codes | None
    categories: tuple[Hashable, ...]
    names: tuple[str, ...]
    confidence: float
    reject: int | None


def agreement(
    ratings: Ratings,
    standard: Sequence[Hashable] | None = None,
    *,
    names: Sequence[str] | None = None,
    reject: Hashable | None = None,
    confidence: float = 0.95,
) -> AgreementStudy:
    """Analyse ratings[appraiser][piece][trial] against ``standard``[piece].

    ``reject`` names the category of a nonconforming piece and asks for miss and false-alarm rates.
    ValueError: fewer than two appraisers or pieces, unequal counts, a reject category that is not one of two,
    a confidence outside 0..1.
    """
    coded = _code(ratings, standard, names, reject, confidence)
    appraisers = tuple(_appraiser(coded, i) for i in range(len(coded.names)))
    pairs = tuple(
        Pair(coded.names[a], coded.names[b], cohen(_cross(coded, coded.ratings[a], coded.ratings[b])))
        for a, b in combinations(range(len(coded.names)), 2)
    )
    count, pieces, trials = coded.ratings.shape
    flat = coded.ratings.transpose(1, 0, 2).reshape(pieces, count * trials)
    between = fleiss(_tally(flat, len(coded.categories)))
    return AgreementStudy(
        pieces,
        trials,
        coded.categories,
        appraisers,
        pairs,
        _matched((flat == flat[:, :1]).all(axis=1), confidence),
        between,
        None if coded.standard is None else _matched((flat == coded.standard[:, None]).all(axis=1), confidence),
        confidence,
        _caveats(coded, appraisers, pairs, between),
    )


def error_rates(table: npt.ArrayLike) -> Rates:
    """Miss and false-alarm rates of a 2 by 2 table: rating in rows, standard in columns, reject first."""
    counts = np.asarray(table, dtype=np.int64)
    if counts.shape != (_TWO, _TWO):
        raise ValueError(f"a table of shape {counts.shape} where 2 by 2 is needed")
    bad, good = (int(each) for each in counts.sum(axis=0))
    miss = 100 * int(counts[1, 0]) / bad if bad else None
    alarm = 100 * int(counts[0, 1]) / good if good else None
    return Rates(miss, alarm, _up_to(miss, MISS), _up_to(alarm, FALSE_ALARM))


def _code(
    ratings: Ratings,
    standard: Sequence[Hashable] | None,
    names: Sequence[str] | None,
    reject: Hashable | None,
    confidence: float,
) -> _Coded:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} must lie between 0 and 1")
    pieces = _balanced(ratings)
    if standard is not None and len(standard) != pieces:
        raise ValueError(f"{len(standard)} standards for {pieces} pieces")
    named = tuple(names) if names is not None else tuple(str(i + 1) for i in range(len(ratings)))
    if len(named) != len(ratings):
        raise ValueError(f"{len(named)} names for {len(ratings)} appraisers")
    seen = dict.fromkeys(rating for appraiser in ratings for piece in appraiser for rating in piece)
    categories = tuple(seen | dict.fromkeys(standard or ()))
    index = {category: i for i, category in enumerate(categories)}
    if reject is not None and (standard is None or reject not in index or len(categories) > _TWO):
        raise ValueError(f"reject category {reject!r} needs a standard and two categories, found {categories}")
    codes = np.array([[[index[r] for r in piece] for piece in appraiser] for appraiser in ratings], dtype=np.int64)
    truth = None if standard is None else np.array([index[each] for each in standard], dtype=np.int64)
    return _Coded(codes, truth, categories, named, confidence, None if reject is None else index[reject])


def _balanced(ratings: Ratings) -> int:
    if len(ratings) < _TWO:
        raise ValueError(f"{len(ratings)} appraisers where a study needs at least {_TWO}")
    pieces = len(ratings[0])
    if pieces < _TWO:
        raise ValueError(f"{pieces} pieces where a study needs at least {_TWO}")
    trials = len(ratings[0][0])
    if trials == 0:
        raise ValueError("appraiser 1, piece 1 has 0 trials")
    for i, appraiser in enumerate(ratings):
        if len(appraiser) != pieces:
            raise ValueError(f"appraiser {i + 1} rated {len(appraiser)} pieces where the first rated {pieces}")
        for j, piece in enumerate(appraiser):
            if len(piece) != trials:
                raise ValueError(f"appraiser {i + 1}, piece {j + 1} has {len(piece)} trials where {trials} are needed")
    return pieces


def _appraiser(coded: _Coded, i: int) -> Appraiser:
    own = coded.ratings[i]
    size, confidence = len(coded.categories), coded.confidence
    within = within_fleiss = None
    if own.shape[1] >= _TWO:
        within = _matched((own == own[:, :1]).all(axis=1), confidence)
        within_fleiss = fleiss(_tally(own, size))
    if coded.standard is None:
        return Appraiser(coded.names[i], within, within_fleiss, None, None, None, None, None)
    truth = np.broadcast_to(coded.standard[:, None], own.shape)
    matched = _matched((own == truth).all(axis=1), confidence)
    table = _cross(coded, own, truth)
    per_trial = [fleiss(_tally(np.stack([column, coded.standard], axis=1), size)).value for column in own.T]
    values = [value for value in per_trial if value is not None]
    mean = sum(values) / len(values) if len(values) == len(per_trial) else None
    good, poor = EFFECTIVENESS
    judgement: Judgement = (
        "acceptable" if matched.percent >= good else "conditional" if matched.percent >= poor else "unacceptable"
    )
    rates = None if coded.reject is None else error_rates(_reject_first(table, coded.reject))
    return Appraiser(coded.names[i], within, within_fleiss, matched, cohen(table), mean, judgement, rates)


def _reject_first(table: Codes, reject: int) -> Codes:
    two = np.zeros((_TWO, _TWO), dtype=np.int64)
    two[: table.shape[0], : table.shape[1]] = table
    return two if reject == 0 else two[::-1, ::-1]


def _cross(coded: _Coded, first: Codes, second: Codes) -> Codes:
    size = len(coded.categories)
    return np.bincount(first.ravel() * size + second.ravel(), minlength=size * size).reshape(size, size)


def _tally(rows: Codes, size: int) -> Codes:
    counts: Codes = (rows[:, :, None] == np.arange(size)[None, None, :]).sum(axis=1)
    return counts


def _matched(agreed: npt.NDArray[np.bool_], confidence: float) -> Matched:
    count, pieces, tail = int(agreed.sum()), agreed.size, (1 - confidence) / 2
    lower = float(stats.beta.ppf(tail, count, pieces - count + 1)) if count else 0.0
    upper = float(stats.beta.ppf(1 - tail, count + 1, pieces - count)) if count < pieces else 1.0
    return Matched(count, pieces, 100 * count / pieces, 100 * lower, 100 * upper)


def _up_to(rate: float | None, limits: tuple[float, float]) -> Judgement | None:
    if rate is None:
        return None
    return "acceptable" if rate <= limits[0] else "conditional" if rate <= limits[1] else "unacceptable"


def _caveats(
    coded: _Coded, appraisers: tuple[Appraiser, ...], pairs: tuple[Pair, ...], between: Kappa
) -> tuple[Caveat, ...]:
    found = []
    pieces = coded.ratings.shape[1]
    if pieces < ADVISED_PIECES:
        found.append(caveat("few_pieces", pieces=pieces, advised=ADVISED_PIECES))
    kappas = [(f"{each.name} within", each.within_fleiss) for each in appraisers]
    kappas += [(f"{each.name} vs standard", each.standard_cohen) for each in appraisers]
    kappas += [(f"{each.first} x {each.second}", each.kappa) for each in pairs]
    kappas.append(("between appraisers", between))
    found += [caveat("kappa_undefined", where=where) for where, kappa in kappas if kappa and kappa.value is None]
    rates = appraisers[0].rates
    if rates is not None and rates.miss is None:
        found.append(caveat("one_sided_standard", category="reject", rate="miss"))
    if rates is not None and rates.false_alarm is None:
        found.append(caveat("one_sided_standard", category="accept", rate="false alarm"))
    return tuple(found)
