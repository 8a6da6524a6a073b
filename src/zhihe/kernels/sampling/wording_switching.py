"""The sentences of the switching rules in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SWITCHING: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "switch": ("自下批起：{was} → {now}", "from the next lot on: {was} -> {now}"),
        "resubmitted": ("再次提交的批不计入转移规则", "a resubmitted lot does not count"),
        "counts_nothing_discontinued": (
            "检验已暂停，该批不计入",
            "inspection is discontinued, the lot does not count",
        ),
        "other_severity": (
            "该批按{severity}检查，当前为{level}，不计入",
            "the lot was inspected at {severity} while the level is {level}: it does not count",
        ),
        "not_accepted": ("{severity}的批未被接收", "a lot on {severity} inspection was not accepted"),
        "in_gap": (
            "不合格数 {count} 大于 Ac {ac} 而小于 Re：接收该批，恢复正常检验",
            "count {count} lies between Ac {ac} and Re: the lot is accepted, inspection returns to normal",
        ),
        "window": ("最近 {lots} 批中 {missed} 批未被接收", "{missed} of the last {lots} lots not accepted"),
        "window_full": (
            "最近 {lots} 批中 {missed} 批未被接收：转为加严",
            "{missed} of the last {lots} lots not accepted: tightened",
        ),
        "accepted_run": (
            "连续接收 {run} 批（需 {needed} 批）",
            "{run} lots accepted in a row of {needed} needed",
        ),
        "tightened_missed": (
            "本次加严期间累计 {missed} 批未被接收（达 {limit} 批则暂停）",
            "{missed} lots not accepted in this stay on tightened (discontinued at {limit})",
        ),
        "score_not_accepted": ("未被接收：转移得分 {was} → 0", "not accepted: switching score {was} -> 0"),
        "score_small_ac": (
            "Ac {ac} 且接收：转移得分 +2 = {score}",
            "Ac {ac} and accepted: switching score +2 = {score}",
        ),
        "score_tighter": (
            "不合格数 {count} 在严一级 AQL 下（Ac {tighter_ac}）也可接收：转移得分 +3 = {score}",
            "count {count} would pass one AQL tighter (Ac {tighter_ac}): switching score +3 = {score}",
        ),
        "score_tighter_fails": (
            "不合格数 {count} 在严一级 AQL 下（Ac {tighter_ac}）不可接收：转移得分 {was} → 0",
            "count {count} would fail one AQL tighter (Ac {tighter_ac}): switching score {was} -> 0",
        ),
        "score_undefined": (
            "严一级 AQL 没有相同样本量的方案，无法比较：转移得分 {was} → 0",
            "one AQL tighter has no plan of the same n, no comparison: switching score {was} -> 0",
        ),
        "score_early_stage": (
            "在前段样本即接收：转移得分 +3 = {score}",
            "accepted at an early sample: switching score +3 = {score}",
        ),
        "score_late_stage": (
            "到后段样本才接收：转移得分 {was} → 0",
            "accepted only at a late sample: switching score {was} -> 0",
        ),
        "reduced_earned": (
            "条件齐备：得分或批数足够、生产稳定、负责部门同意",
            "all conditions met: score or lots, steady production, consent of the authority",
        ),
        "waits_for_steady_production": ("待生产稳定后方可放宽", "reduced waits for steady production"),
        "waits_for_authority": ("待负责部门同意后方可放宽", "reduced waits for the consent of the authority"),
        "suspended": ("放宽与跳批已停用：{reasons}", "reduced and skip-lot are suspended: {reasons}"),
        "production_irregular": ("生产不稳定", "production is irregular"),
        "authority_withdrawn": (
            "负责部门不再同意放宽",
            "the authority no longer agrees to reduced inspection",
        ),
        "reduced_goes_on": ("放宽检验下连续接收 {run} 批", "{run} lots accepted in a row on reduced"),
        "skip_earned": (
            "放宽检验下连续接收 {run} 批：可跳批",
            "{run} lots accepted in a row on reduced: skip-lot begins",
        ),
        "skip_confirmed": ("跳批期间抽检的批被接收", "the inspected lot of skip-lot was accepted"),
        "skipped": ("跳过第 {skipped} 批", "lot skipped, number {skipped} in a row"),
        "skipped_out_of_turn": (
            "该批未经检验，但当前为{severity}，本应检验",
            "a lot passed without inspection although the level is {severity}: it should have been inspected",
        ),
        "notice": ("{kind}：{reason}", "{kind}: {reason}"),
        "notice_alone": ("{kind}", "{kind}"),
        "notice_without_effect": ("{kind}（{reason}）此时不起作用", "{kind} ({reason}) has no effect here"),
        "notice_without_effect_alone": ("{kind}：此时不起作用", "{kind}: has no effect here"),
    }
)

NOTICES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "suspend": ("停用放宽与跳批", "reduced and skip-lot suspended"),
        "lift": ("解除停用", "suspension lifted"),
        "return_to_normal": ("恢复正常检验", "return to normal"),
        "resume": ("纠正措施已验证，恢复供货", "corrective action verified, supply resumes"),
        "reset": ("长期无交货，重新开始", "no deliveries for long, start again"),
        "ship_to_stock": ("供应商免检认证", "supplier certified ship-to-stock"),
    }
)
