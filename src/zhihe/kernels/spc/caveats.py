"""What a control chart cannot say by its limits alone: a code and facts, and the sentence a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Language = Literal["zh", "en"]
Fact = str | int | float

SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "few_subgroups": (
            "只有 {subgroups} 个子组，少于建议的 {advised} 个，控制限是暂定的",
            "{subgroups} subgroups are fewer than the {advised} advised, so the limits are provisional",
        ),
        "lower_limit_zero": (
            "{chart} 图有 {points} 个点的控制下限算得为负，取 0：这些点无法显示变小",
            (
                "the lower limit of {points} points of the {chart} chart comes out negative and is set to 0: "
                "a decrease cannot show there"
            ),
        ),
        "upper_limit_one": (
            "{chart} 图有 {points} 个点的控制上限超过 1，取 1：这些点无法显示变大",
            (
                "the upper limit of {points} points of the {chart} chart exceeds 1 and is set to 1: "
                "an increase cannot show there"
            ),
        ),
        "range_inefficient": (
            "子组大小 {size} 超过 {most}，极差只用两个读数，建议改用标准差（X̄-S）",
            "subgroups of {size} exceed {most}: a range uses two readings only, so prefer standard deviations",
        ),
        "spread_out_of_control": (
            "{chart} 图有 {signals} 个异常：均值图的控制限所依据的变差不稳定，先处理变差",
            (
                "the {chart} chart has {signals} signals: the limits for location rest on a spread that is "
                "not stable, so deal with the spread first"
            ),
        ),
        "autocorrelated": (
            "相邻读数相关（滞后 1 自相关 {correlation:.2f}，界限 {bound:.2f}），移动极差不能代表过程变差",
            (
                "neighbouring readings are correlated (lag one {correlation:.2f}, bound {bound:.2f}), so moving "
                "ranges misjudge the spread"
            ),
        ),
        "overdispersed": (
            "计数的变差是理论值的 {ratio:.2f} 倍（p = {p:.4f}）：控制限太窄，考虑 Laney {prime} 图",
            (
                "the counts vary {ratio:.2f} times as much as their law says (p = {p:.4f}): limits are too narrow, "
                "consider a Laney {prime} chart"
            ),
        ),
        "underdispersed": (
            "计数的变差只有理论值的 {ratio:.2f} 倍（p = {p:.4f}）：控制限太宽，检查分组或数据",
            (
                "the counts vary only {ratio:.2f} times as much as their law says (p = {p:.4f}): limits are too "
                "wide, check the grouping or the data"
            ),
        ),
        "normal_poor": (
            "期望计数最小为 {expected:.2f}，低于 {advised}：正态近似的控制限不准",
            "the smallest expected count is {expected:.2f}, below {advised}: limits by normal approximation are rough",
        ),
        "sizes_differ": (
            "子组大小从 {smallest:g} 到 {largest:g}，偏离平均值超过 {percent} %，不宜用平均大小的控制限",
            (
                "sizes run from {smallest:g} to {largest:g}, more than {percent} % off their mean: one pair of "
                "limits from the mean size misleads"
            ),
        ),
        "geometric_skewed": (
            "几何分布很偏，三倍标准差的下限总是 {minimum}；建议用概率控制限",
            (
                "the geometric law is very skewed, so the lower limit by sigmas is always {minimum}; prefer "
                "probability limits"
            ),
        ),
        "steady_limits": (
            "各点都用稳态控制限，最初几点的控制限偏宽",
            "steady-state limits are used for every point: those of the first points are too wide",
        ),
        "limits_from_monitored": (
            "目标和标准差由被监控的同一批数据估计：漂移会被吸收进目标值",
            "target and sigma are estimated from the very data watched: a shift is absorbed into the target",
        ),
        "rules_not_applied": (
            "{chart} 图不适用规则 {rules}",
            "rules {rules} do not apply to the {chart} chart",
        ),
        "many_rules": (
            "同时使用 {rules} 条规则：受控时也会频繁误报，按特性只选需要的规则",
            (
                "{rules} rules at once raise frequent false alarms on a stable process: choose those the "
                "characteristic needs"
            ),
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
        """Say the caveat as a sentence in Chinese or English; ValueError for another language."""
        if lang not in _COLUMN:
            raise ValueError(f"language {lang!r} has no sentences; use zh or en")
        return SENTENCES[self.code][_COLUMN[lang]].format(**self.facts)


def caveat(code: str, **facts: Fact) -> Caveat:
    """Make a caveat whose facts are read-only."""
    return Caveat(code, MappingProxyType(facts))
