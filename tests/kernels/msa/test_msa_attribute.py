"""Attribute agreement and kappa: laws, undefined cases, refusals, every caveat in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from zhihe.kernels.msa.attribute import AgreementStudy, agreement, error_rates
from zhihe.kernels.msa.caveats import SENTENCES, Fact, caveat
from zhihe.kernels.msa.kappa import cohen, fleiss

seeds = st.integers(min_value=0, max_value=2**32 - 1)
tables = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 20), min_size=k, max_size=k), min_size=k, max_size=k)
)


def codes(study: AgreementStudy) -> set[str]:
    return {each.code for each in study.caveats}


@settings(max_examples=100)
@given(tables)
def test_cohen_is_symmetric_and_never_above_one(table: list[list[int]]) -> None:
    counts = np.array(table)
    if counts.sum() == 0:
        counts[0, 0] = 1
    one, turned = cohen(counts), cohen(counts.T)
    assert one.value == pytest.approx(turned.value) if one.value is not None else turned.value is None
    order = np.random.default_rng(0).permutation(len(counts))
    renamed = cohen(counts[order][:, order])
    assert renamed.value == pytest.approx(one.value) if one.value is not None else renamed.value is None
    if one.value is not None:
        assert one.value <= 1 + 1e-12
        assert (one.value == pytest.approx(1)) is (one.observed == pytest.approx(1))


@settings(max_examples=100)
@given(seeds, st.integers(2, 6), st.integers(2, 4))
def test_fleiss_ignores_order_and_names_of_categories(seed: int, raters: int, categories: int) -> None:
    chance = np.random.default_rng(seed)
    ratings = chance.integers(0, categories, (30, raters))
    counts = np.stack([(ratings == c).sum(axis=1) for c in range(categories)], axis=1)
    one = fleiss(counts)
    mixed = fleiss(chance.permutation(counts)[:, chance.permutation(categories)])
    assert mixed.value == pytest.approx(one.value)
    assert one.value is not None
    assert one.se is not None
    assert one.z == pytest.approx(one.value / one.se)


@settings(max_examples=50)
@given(tables)
def test_two_ratings_have_the_cohen_of_both_orders_together(table: list[list[int]]) -> None:
    counts = np.array(table)
    counts[0, 0] += 1
    pairs = [(a, b) for a, row in enumerate(table) for b in range(len(row)) for _ in range(counts[a, b])]
    ours = fleiss([[(a == c) + (b == c) for c in range(len(table))] for a, b in pairs])
    assert ours.value == pytest.approx(cohen(counts + counts.T).value)


@settings(max_examples=50)
@given(seeds, st.integers(2, 60), st.floats(0.5, 0.999))
def test_scipy_agrees_on_the_exact_interval(seed: int, pieces: int, confidence: float) -> None:
    ratings = np.random.default_rng(seed).integers(0, 2, (2, pieces, 1))
    found = agreement(ratings.tolist(), confidence=confidence).between
    theirs = binomtest(found.count, pieces).proportion_ci(confidence, method="exact")
    assert (found.lower, found.upper) == pytest.approx((100 * theirs.low, 100 * theirs.high))


def test_perfect_agreement_is_one_and_certain_agreement_has_no_kappa() -> None:
    assert cohen([[5, 0], [0, 7]]).value == 1
    assert fleiss([[3, 0], [0, 3], [3, 0]]).value == 1
    one_category = cohen([[9, 0], [0, 0]])
    assert (one_category.value, one_category.observed, one_category.chance) == (None, 1.0, 1.0)
    assert fleiss([[3, 0], [3, 0]]).value is None
    assert fleiss([[3], [3]]).z is None
    # Opposite constants: nothing agrees, nothing is expected to.
    assert cohen([[0, 9], [0, 0]]).value == 0


@pytest.mark.parametrize(
    ("kappa", "counts", "message"),
    [
        (cohen, [[1, 2, 3], [1, 2, 3]], "2 by 3 is not square"),
        (cohen, [[0, 0], [0, 0]], "0 counts"),
        (cohen, [[1, -1], [1, 1]], "count -1"),
        (fleiss, [1, 2], r"shape \(2,\)"),
        (fleiss, np.zeros((0, 2)), r"shape \(0, 2\)"),
        (fleiss, [[2, 1], [2, 0]], "piece 2 has 2 ratings where the first has 3"),
        (fleiss, [[1, 0], [0, 1]], "1 ratings a piece"),
    ],
)
def test_kappa_is_refused_with_the_number(kappa: Any, counts: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kappa(counts)


def ratings_of(seed: int, appraisers: int = 3, pieces: int = 20, trials: int = 3) -> tuple[list[list[str]], str]:
    chance = np.random.default_rng(seed)
    truth = chance.random(pieces) < 0.5
    given_ratings = np.where(chance.random((appraisers, pieces, trials)) < 0.85, truth[:, None], ~truth[:, None])
    rows = [["".join("PF"[int(x)] for x in piece) for piece in one] for one in given_ratings]
    return rows, "".join("PF"[int(x)] for x in truth)


def outcome(study: AgreementStudy) -> list[object]:
    found: list[object] = [study.between, study.between_fleiss.value, study.all_standard]
    for one in study.appraisers:
        found += [one.within, one.standard, one.rates, one.effectiveness]
        found += [one.standard_cohen and one.standard_cohen.value, one.standard_fleiss]
    return found


@settings(max_examples=40)
@given(seeds)
def test_order_of_pieces_and_names_of_categories_change_nothing(seed: int) -> None:
    rows, standard = ratings_of(seed)
    order = np.random.default_rng(seed).permutation(len(standard))
    renamed = [["".join("10"["PF".index(x)] for x in one[i]) for i in order] for one in rows]
    truth = ["10"["PF".index(standard[i])] for i in order]
    one, other = agreement(rows, standard, reject="F"), agreement(renamed, truth, reject="0")
    for mine, theirs in zip(outcome(one), outcome(other), strict=True):
        assert theirs == (pytest.approx(mine) if isinstance(mine, float) else mine)


@settings(max_examples=30)
@given(seeds)
def test_rates_and_matches_are_counted(seed: int) -> None:
    rows, standard = ratings_of(seed)
    study = agreement(rows, standard, reject="F")
    for row, one in zip(rows, study.appraisers, strict=True):
        assert one.within is not None
        assert one.standard is not None
        assert one.rates is not None
        assert one.within.count == sum(len(set(piece)) == 1 for piece in row)
        assert one.standard.count == sum(set(piece) == {truth} for piece, truth in zip(row, standard, strict=True))
        bad = [(x, truth) for piece, truth in zip(row, standard, strict=True) for x in piece if truth == "F"]
        if bad:
            assert one.rates.miss == pytest.approx(100 * sum(x == "P" for x, _ in bad) / len(bad))
        assert one.standard.lower <= one.standard.percent <= one.standard.upper
    assert len(study.pairs) == 3
    assert (study.pieces, study.trials) == (20, 3)


def test_rejection_coded_second_gives_the_same_rates() -> None:
    rows, standard = ratings_of(1)
    first = agreement(rows, standard, reject="F").appraisers[0].rates
    good = agreement(rows, standard, reject="P").appraisers[0].rates
    assert first is not None
    assert good is not None
    assert (first.miss, first.false_alarm) == (good.false_alarm, good.miss)


def test_verdicts_follow_the_manual() -> None:
    perfect = agreement([["PP", "FF"] * 25, ["PP", "FF"] * 25], "PF" * 25, reject="F")
    one = perfect.appraisers[0]
    assert one.rates is not None
    assert (one.effectiveness, one.rates.miss_judgement, one.rates.false_alarm_judgement) == ("acceptable",) * 3
    assert codes(perfect) == set()
    assert perfect.between.upper == 100
    judged = [error_rates([[100 - n, n], [n, 100 - n]]) for n in (2, 4, 6, 11)]
    assert [each.miss_judgement for each in judged] == ["acceptable", "conditional", "unacceptable", "unacceptable"]
    assert [each.false_alarm_judgement for each in judged][1:] == ["acceptable", "conditional", "unacceptable"]
    hit = [["PP"] * n + ["PF"] * (20 - n) for n in (20, 17, 15)]
    assert [each.effectiveness for each in agreement(hit, "P" * 20).appraisers] == [
        "acceptable",
        "conditional",
        "unacceptable",
    ]


def test_without_standard_or_second_trial_their_measures_are_absent() -> None:
    study = agreement([["P", "F", "P"], ["P", "F", "F"]])
    for one in study.appraisers:
        assert (one.within, one.within_fleiss, one.standard, one.rates) == (None, None, None, None)
    assert study.all_standard is None
    assert [one.name for one in study.appraisers] == ["1", "2"]
    never = agreement([["P", "P", "P"], ["F", "F", "F"]])
    assert (never.between.count, never.between.lower) == (0, 0.0)


def test_an_undefined_kappa_and_a_one_sided_standard_are_named() -> None:
    same: Sequence[Sequence[str]] = [["PP", "PP", "PP"], ["PP", "PP", "PP"]]
    study = agreement(same, "PPP", names=["甲", "乙"], reject="P")
    assert {"kappa_undefined", "one_sided_standard", "few_pieces"} == codes(study)
    one = study.appraisers[0]
    assert one.standard_cohen is not None
    assert (one.standard_cohen.value, one.standard_fleiss) == (None, None)
    assert one.rates is not None
    assert (one.rates.miss, one.rates.false_alarm) == (0.0, None)
    good = agreement([["PP", "PF"], ["PP", "PP"]], "PP", reject="F")
    assert good.appraisers[0].rates is not None
    assert good.appraisers[0].rates.miss is None


def test_several_categories_are_compared_but_have_no_miss_rate() -> None:
    study = agreement([["ab", "cc", "aa"], ["aa", "cc", "bb"]], "acb")
    assert study.categories == ("a", "b", "c")
    assert study.appraisers[0].rates is None


@pytest.mark.parametrize(
    ("ratings", "standard", "options", "message"),
    [
        ([["P", "F"]], None, {}, "1 appraisers where a study needs at least 2"),
        ([["P"], ["F"]], None, {}, "1 pieces where a study needs at least 2"),
        ([["", ""], ["", ""]], None, {}, "0 trials"),
        ([["P", "F"], ["P"]], None, {}, "appraiser 2 rated 1 pieces where the first rated 2"),
        ([["PP", "FF"], ["PP", "F"]], None, {}, "appraiser 2, piece 2 has 1 trials where 2"),
        ([["P", "F"], ["P", "F"]], "P", {}, "1 standards for 2 pieces"),
        ([["P", "F"], ["P", "F"]], None, {"names": ["A"]}, "1 names for 2 appraisers"),
        ([["P", "F"], ["P", "F"]], None, {"reject": "F"}, "reject category 'F' needs a standard"),
        ([["P", "F"], ["P", "F"]], "PF", {"reject": "X"}, "reject category 'X'"),
        ([["P", "F"], ["X", "F"]], "PF", {"reject": "F"}, "two categories"),
        ([["P", "F"], ["P", "F"]], None, {"confidence": 1.0}, "confidence 1"),
    ],
)
def test_studies_are_refused_with_the_number(ratings: Any, standard: Any, options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        agreement(ratings, standard, **options)


def test_rates_need_a_table_of_four() -> None:
    with pytest.raises(ValueError, match=r"shape \(3, 3\)"):
        error_rates(np.ones((3, 3)))


FACTS: dict[str, dict[str, Fact]] = {
    "interaction_pooled": {"p": 0.6, "alpha": 0.05},
    "component_clipped": {"component": "part", "value": -0.1},
    "ndc_low": {"ndc": 3, "needed": 5},
    "few_parts": {"parts": 5, "advised": 10},
    "few_pieces": {"pieces": 5, "advised": 50},
    "ranges_beyond": {"count": 2, "limit": 0.5},
    "few_readings": {"n": 5, "advised": 10},
    "zero_outside_band": {"reference": 2.0},
    "few_subgroups": {"subgroups": 5, "advised": 20},
    "kappa_undefined": {"where": "A x B"},
    "one_sided_standard": {"category": "reject", "rate": "miss"},
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_caveat_reads_in_both_languages(code: str) -> None:
    one = caveat(code, **FACTS.get(code, {}))
    chinese, english = one.text(), one.text("en")
    assert chinese != english
    assert "{" not in chinese + english
    assert english.isascii()
    assert not chinese.isascii()


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'de'"):
        caveat("grr_zero").text("de")  # type: ignore[arg-type]
