"""What capability indices cannot say by themselves: a code and facts, and the sentence a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Language = Literal["zh", "en"]
Fact = str | int | float

SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "out_of_control": (
            "过程不受控：组内指数（Cp、Cpk）描述的不是一个稳定过程，不能用来预测",
            "the process is out of control: Cp and Cpk describe no stable process and predict nothing",
        ),
        "control_unknown": (
            "未说明过程是否受控，先看控制图再引用 Cp、Cpk",
            "nobody has said that the process is in control: look at the chart before quoting Cp and Cpk",
        ),
        "few_readings": (
            "只有 {n} 个读数，少于建议的 {advised} 个，置信区间很宽",
            "{n} readings are fewer than the {advised} advised, so the intervals are wide",
        ),
        "not_normal": (
            "Anderson–Darling 检验拒绝正态（p = {p:.4f}），按正态算的指数和 ppm 不可靠",
            "Anderson-Darling rejects normality (p = {p:.4f}): indices and ppm of the normal law mislead",
        ),
        "not_tested": (
            "{n} 个读数太少，无法检验正态性",
            "{n} readings are too few to test normality",
        ),
        "target_off_middle": (
            "目标值 {target:g} 不在规格中点 {middle:g}，Cpm 按整个规格宽度计算",
            "the target {target:g} is not the middle {middle:g} of the limits; Cpm uses the whole width",
        ),
        "poor_fit": (
            "{family} 分布拟合不佳（A² = {statistic:.3f}，超过正态情形的参考值 {reference:g}）",
            "the {family} distribution fits poorly (A2 = {statistic:.3f}, above the reference {reference:g})",
        ),
        "lambda_bound": (
            "Box-Cox 的 λ 停在搜索边界 {bound:g}，变换不可信",
            "the Box-Cox lambda stops at the bound {bound:g} of the search: do not trust the transformation",
        ),
        "transformation_unneeded": (
            "λ = 1 落在置信区间内（{lower:.2f} 至 {upper:.2f}），不需要变换",
            "lambda 1 lies within the interval ({lower:.2f} to {upper:.2f}): no transformation is needed",
        ),
        "overall_only": (
            "非正态拟合只给出总体（Pp、Ppk）指数，没有组内指数",
            "a fitted distribution gives overall indices (Pp, Ppk) only, none within subgroups",
        ),
    }
)

_COLUMN: Final[Mapping[str, int]] = MappingProxyType({"zh": 0, "en": 1})


@dataclass(frozen=True, slots=True)
class Caveat:
    """A warning that travels with a result; ``code`` is stable, ``facts`` fill the sentence."""

    code: str
    facts: Mapping[str, Fact]

    def text(self, lang: Language = "zh") -> str:
        """Return the caveat as a sentence in Chinese or English; ValueError for another language."""
        if lang not in _COLUMN:
            raise ValueError(f"language {lang!r} has no sentences; use zh or en")
        return SENTENCES[self.code][_COLUMN[lang]].format(**self.facts)


def caveat(code: str, **facts: Fact) -> Caveat:
    """Make a caveat with read-only facts."""
    return Caveat(code, MappingProxyType(facts))
