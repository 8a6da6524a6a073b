"""The sentences of the explanation steps in Chinese and English; facts stand in braces."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from zhihe.kernels.sampling.wording_switching import NOTICES, SWITCHING

WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "normal": ("正常检验", "normal"),
        "tightened": ("加严检验", "tightened"),
        "reduced": ("放宽检验", "reduced"),
        "discontinued": ("暂停检验", "discontinued"),
        "skip": ("跳批检验", "skip-lot"),
        "single": ("一次抽样", "single"),
        "double": ("二次抽样", "double"),
        "multiple": ("多次抽样", "multiple"),
        "gb": ("国标读法", "the GB/T reading"),
        "z14": ("Z1.4 读法", "the Z1.4 reading"),
        **NOTICES,
    }
)
"""Facts that are words of the trade, translated inside a sentence."""

_PLAN: Final[dict[str, tuple[str, str]]] = {
    "code_letter": (
        "批量 {lot_size}，检验水平 {level} → 字码 {code_letter}",
        "lot {lot_size}, level {level} -> letter {code_letter}",
    ),
    "own_row": (
        "AQL {aql}，{severity}：用字码 {code_letter} 本行方案",
        "AQL {aql}, {severity}: the plan of row {code_letter}",
    ),
    "arrow_down": (
        "AQL {aql}，{severity}：箭头向下 → {plan_letter}",
        "AQL {aql}, {severity}: arrow down -> {plan_letter}",
    ),
    "arrow_up": (
        "AQL {aql}，{severity}：箭头向上 → {plan_letter}",
        "AQL {aql}, {severity}: arrow up -> {plan_letter}",
    ),
    "disputed_reading": (
        "此格各家读法不一，已选{reading} → {plan_letter}",
        "readers disagree on this cell, chosen: {reading} -> {plan_letter}",
    ),
    "full_inspection": (
        "样本量 {n} ≥ 批量 {lot_size}：全检，Ac 不变",
        "n {n} >= lot {lot_size}: inspect the whole lot, Ac kept",
    ),
    "plan": ("n={n}，Ac {ac}，Re {re}", "n={n}, Ac {ac}, Re {re}"),
    "reduced_gap": (
        "不合格数大于 {ac} 且小于 {re} 时接收该批，但下批恢复正常检验",
        "above {ac} and below {re}: accept the lot, but return to normal inspection",
    ),
    "no_plan_of_kind": ("此格没有{kind}方案", "this cell has no {kind} plan"),
    "stages_reach_lot": (
        "{kind}各样本之和达到批量 {lot_size}，改用更简单的方案",
        "the samples of the {kind} plan together reach the lot of {lot_size}: a simpler plan is used",
    ),
    "largest_taken": (
        "改用最大样本量，字码 {letter}：n={n}，Ac {ac}，Re {re}",
        "takes the largest n, letter {letter}: n={n}, Ac {ac}, Re {re}",
    ),
    "largest_has_no_row": (
        "字码 {letter} 处箭头又指向他行，保留原样本量",
        "at letter {letter} an arrow leads away again: the own n is kept",
    ),
    "stages": (
        "{kind}：每次样本量 {n}，Ac {ac}，Re {re}",
        "{kind}: samples of {n}, Ac {ac}, Re {re}",
    ),
}

_VARIABLES: Final[dict[str, tuple[str, str]]] = {
    "z19_lot": (
        "批量 {lot_size}，检验水平 {level}，{severity}，AQL {aql}",
        "lot {lot_size}, level {level}, {severity}, AQL {aql}",
    ),
    "z19_plan_unknown": ("σ 未知：n={n}，k {k}，M {m}", "sigma unknown: n={n}, k {k}, M {m}"),
    "z19_plan_known": ("σ 已知：n={n}，k {k}，M {m}", "sigma known: n={n}, k {k}, M {m}"),
    "normality": (
        "正态性依据：{basis}（p={p_value}）",
        "normality on record: {basis} (p {p_value})",
    ),
    "measured_s": (
        "n={n}，均值 {mean}，样本标准差 s {spread}",
        "n {n}, mean {mean}, standard deviation s {spread}",
    ),
    "measured_sigma": (
        "n={n}，均值 {mean}，已知标准差 σ {spread}",
        "n {n}, mean {mean}, known standard deviation {spread}",
    ),
    "k_accepts": ("质量统计量 Q {found} ≥ k {threshold}：接收", "quality index Q {found} >= k {threshold}: accept"),
    "k_rejects": (
        "质量统计量 Q {found} < k {threshold}：不接收",
        "quality index Q {found} < k {threshold}: reject",
    ),
    "m_accepts": (
        "估计不合格品率 {found} ≤ M {threshold}：接收",
        "estimated fraction nonconforming {found} <= M {threshold}: accept",
    ),
    "m_rejects": (
        "估计不合格品率 {found} > M {threshold}：不接收",
        "estimated fraction nonconforming {found} > M {threshold}: reject",
    ),
}

SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({**_PLAN, **_VARIABLES, **SWITCHING})
