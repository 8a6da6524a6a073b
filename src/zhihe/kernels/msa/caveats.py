"""What a measurement study cannot say by itself: a code and facts, and the sentence a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Language = Literal["zh", "en"]
Fact = str | int | float

SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "interaction_pooled": (
            "零件与测量者的交互作用不显著（p = {p:.3f} > {alpha:g}），已并入重复性",
            "the part by operator interaction (p = {p:.3f} > {alpha:g}) is pooled into repeatability",
        ),
        "interaction_pooled_by_choice": (
            "按设定将交互作用并入重复性，未作检验",
            "the interaction is pooled into repeatability by choice, without a test",
        ),
        "repeatability_zero": (
            "同一零件的重复读数完全相同，交互作用无法检验，分辨力可能不足",
            "repeated readings are identical: the interaction cannot be tested, the gauge may not resolve",
        ),
        "component_clipped": (
            "方差分量 {component} 的估计为负（{value:.6g}），按 0 处理，百分比以截断后的总和计算",
            "variance component {component} is estimated negative ({value:.6g}), set to 0; percents use that",
        ),
        "grr_zero": (
            "测量系统变差为 0，分级数没有上限",
            "the measurement system shows no variation, so the number of distinct categories has no bound",
        ),
        "ndc_low": (
            "分级数 {ndc} 小于 {needed}，测量系统分辨不足",
            "{ndc} distinct categories are fewer than {needed}: the gauge does not discriminate enough",
        ),
        "few_parts": (
            "只有 {parts} 个零件，少于建议的 {advised} 个，零件变差的估计不可靠",
            "{parts} parts are fewer than the {advised} advised, so the part variation is estimated poorly",
        ),
        "few_pieces": (
            "只有 {pieces} 件，少于建议的 {advised} 件，一致率的置信区间很宽",
            "{pieces} pieces are fewer than the {advised} advised, so the intervals of agreement are wide",
        ),
        "homogeneous_batches": (
            "嵌套（破坏性）研究把同批零件当作相同；批内差异全部计入重复性",
            "a nested study takes the pieces of a batch as alike: their differences are repeatability",
        ),
        "ranges_beyond": (
            "{count} 个极差超过控制上限 {limit:.6g}：先查明原因再使用结果",
            "{count} ranges exceed the upper limit {limit:.6g}: find the cause before the result is used",
        ),
        "few_readings": (
            "只有 {n} 个读数，少于建议的 {advised} 个",
            "{n} readings are fewer than the {advised} advised",
        ),
        "zero_outside_band": (
            "偏倚为 0 的直线在参考值 {reference:g} 处落在置信带之外",
            "the zero-bias line leaves the confidence band at reference {reference:g}",
        ),
        "limits_only": (
            "稳定性只判断超出控制限的点，链状规则请用控制图",
            "stability judges points beyond the limits only; use a control chart for the run rules",
        ),
        "few_subgroups": (
            "只有 {subgroups} 个子组，少于建议的 {advised} 个，控制限不可靠",
            "{subgroups} subgroups are fewer than the {advised} advised, so the limits are estimated poorly",
        ),
        "kappa_undefined": (
            "{where}：偶然一致率为 1，Kappa 没有定义",
            "{where}: chance agreement is 1, so kappa is undefined",
        ),
        "one_sided_standard": (
            "标准中没有 {category} 件，{rate} 没有定义",
            "the standard holds no {category} piece, so the {rate} rate is undefined",
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
