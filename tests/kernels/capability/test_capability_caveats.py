"""Every caveat of capability reads in both languages."""

from __future__ import annotations

import pytest

from zhihe.kernels.capability.caveats import SENTENCES, Fact, caveat

FACTS: dict[str, dict[str, Fact]] = {
    "few_readings": {"n": 5, "advised": 100},
    "not_normal": {"p": 0.001},
    "not_tested": {"n": 4},
    "target_off_middle": {"target": 5.0, "middle": 4.0},
    "poor_fit": {"family": "gamma", "statistic": 1.5, "reference": 0.752},
    "lambda_bound": {"bound": 5.0},
    "transformation_unneeded": {"lower": -0.5, "upper": 1.5},
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
    with pytest.raises(ValueError, match="'fr'"):
        caveat("out_of_control").text("fr")  # type: ignore[arg-type]
