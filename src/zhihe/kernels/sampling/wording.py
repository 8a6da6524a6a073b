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
    "stages": (
        "{kind}：每次样本量 {n}，Ac {ac}，Re {re}",
        "{kind}: samples of {n}, Ac {ac}, Re {re}",
    ),
}

SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({**_PLAN, **SWITCHING})
