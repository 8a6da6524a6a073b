"""The words of the report for an auditor, in Chinese and English; the fonts hold exactly these signs."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["zh", "en"]

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("质合统计计算验证报告", "Validation of the statistical computation of Zhihe"),
    "made": ("生成时间", "Made at"),
    "versions": ("版本", "Versions"),
    "machine": ("计算机", "Machine"),
    "examples_hash": ("算例数据的 SHA-256", "SHA-256 of the examples"),
    "results_hash": ("计算结果的 SHA-256", "SHA-256 of the results"),
    "checked_on": ("来源查阅日期", "Sources read on"),
    "verdict": ("结论", "Verdict"),
    "agree": (
        "{numbers} 个公布数值，{methods} 种方法，{sources} 个来源：全部与印出的位数一致。",
        "{numbers} published numbers of {methods} methods from {sources} sources: all agree to the digits printed.",
    ),
    "differ": (
        "{numbers} 个公布数值，{methods} 种方法，{sources} 个来源：有 {failed} 个不一致。",
        "{numbers} published numbers of {methods} methods from {sources} sources: {failed} differ.",
    ),
    "standing": (
        (
            "其中 {copies} 个数值在公开的来源副本中查阅到，{quoted} 个在转引该来源的公开文献中查阅到；"
            "{cited} 个只是引用，手头没有副本，不计入每种方法所需的两个来源。"
        ),
        (
            "{copies} of the numbers were read in a public copy of their source, {quoted} in another public work that "
            "quotes it; {cited} are cited without a copy at hand and do not count towards the two sources a method "
            "needs."
        ),
    ),
    "how": (
        (
            "每一行是来源中印出的一个数值，由本机在生成报告时重新计算。差值不超过允许差（最后一位印出数字的半个单位，个别来源自身取整处另有说明）"
            "即为一致；文字和计数必须相同。"
            "不一致的行标为 DIFF 并加红底。来源和数值的名称照原文。"
        ),
        (
            "Each row is a number printed in the named source, recomputed on this machine when the report was made. "
            "A row agrees when the difference is within the allowance (half a unit of the last digit printed, more "
            "only where the source itself rounds on the way); text and counts must be equal. Rows that differ are "
            "marked DIFF on a red ground. Quantities are named as in their source."
        ),
    ),
    "source": ("来源", "source"),
    "quantity": ("数值", "quantity"),
    "printed": ("来源印出", "source prints"),
    "ours": ("本系统", "ours"),
    "difference": ("差值", "difference"),
    "allowed": ("允许差", "allowed"),
    "standing_column": ("查阅", "read"),
    "result": ("判定", "result"),
    "seen": ("已查阅", "read"),
    "quoted": ("转引", "quoted"),
    "cited": ("仅引用", "cited"),
    "summary": ("方法一览", "Methods at a glance"),
    "numbers": ("数值", "numbers"),
    "read": ("查阅到", "read"),
    "thin": (
        "查阅到的来源少于两个的方法，及其另有核对",
        "Methods with fewer than two sources read, and what checks them",
    ),
    "method": ("方法", "method"),
    "sources_read": ("已查阅来源数", "sources read"),
    "check": ("另有核对", "checked besides by"),
    "copies": ("来源及查阅处", "Sources and where they were read"),
    "where": ("查阅处", "where"),
    "nowhere": ("手头没有副本", "no copy at hand"),
    "signed": ("运行人", "Run by"),
    "reviewed": ("审核人", "Reviewed by"),
    "date": ("日期", "Date"),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
}

METHODS: Final[dict[str, str]] = {
    "capability.anderson_darling": "安德森-达林正态性检验",
    "capability.box_cox": "Box-Cox 变换",
    "capability.fit": "分布拟合",
    "capability.interval": "能力指数的置信区间",
    "capability.normal": "正态过程能力指数",
    "capability.percentile": "百分位数法能力指数",
    "capability.ppm": "百万分之不合格",
    "capability.shapiro_wilk": "夏皮罗-威尔克正态性检验",
    "msa.attribute.cohen": "计数型测量一致性：科恩 kappa",
    "msa.attribute.errors": "计数型测量：有效性、漏判率、误判率",
    "msa.attribute.fleiss": "计数型测量一致性：弗莱斯 kappa",
    "msa.average_range": "量具重复性与再现性：均值极差法",
    "msa.bias": "偏倚",
    "msa.crossed": "量具重复性与再现性：交叉方差分析",
    "msa.linearity": "线性",
    "msa.nested": "量具重复性与再现性：嵌套（破坏性试验）",
    "msa.stability": "稳定性",
    "requirements.explosion": "物料需求展开",
    "requirements.net": "净需求",
    "sampling.aoq": "平均出厂质量",
    "sampling.aoql": "平均出厂质量上限",
    "sampling.asn": "平均样本量",
    "sampling.ati": "平均总检验量",
    "sampling.attributes.double_multiple": "二次与多次计数抽样方案",
    "sampling.attributes.plan": "一次计数抽样方案",
    "sampling.design": "按两点求抽样方案",
    "sampling.oc": "抽检特性曲线",
    "sampling.sequential": "序贯抽样",
    "sampling.switching": "转移规则",
    "sampling.variables.design": "计量抽样方案设计",
    "sampling.variables.estimate": "计量抽样：不合格品率估计",
    "sampling.variables.oc": "计量抽样的抽检特性曲线",
    "sampling.zero_acceptance": "零接收数方案",
    "spc.arl.cusum": "累积和图的平均链长",
    "spc.arl.ewma": "指数加权移动平均图的平均链长",
    "spc.arl.shewhart": "休哈特图的平均链长",
    "spc.c": "c 图",
    "spc.constants": "控制图常数",
    "spc.cusum": "累积和图",
    "spc.dispersion": "过度离散检验",
    "spc.ewma": "指数加权移动平均图",
    "spc.g": "g 图（稀有事件）",
    "spc.individuals": "单值-移动极差图",
    "spc.laney_p": "Laney p′ 图",
    "spc.laney_u": "Laney u′ 图",
    "spc.np": "np 图",
    "spc.p": "p 图",
    "spc.phase_one": "第一阶段：剔除有原因的点",
    "spc.rules": "判异准则",
    "spc.sigma.median_mr": "单值标准差：移动极差中位数",
    "spc.sigma.mvlue_r": "组内标准差：极差的最小方差估计",
    "spc.sigma.mvlue_s": "组内标准差：标准差的最小方差估计",
    "spc.sigma.pooled": "组内标准差：合并估计",
    "spc.sigma.rbar": "组内标准差：平均极差",
    "spc.sigma.sbar": "组内标准差：平均标准差",
    "spc.t2": "霍特林 T² 图",
    "spc.u": "u 图",
    "spc.xbar_r": "均值-极差图",
    "spc.xbar_s": "均值-标准差图",
    "valuation.fifo": "先进先出计价",
    "valuation.moving_average": "移动加权平均计价",
}
"""Chinese names of the methods; in English the dotted word says it."""


def word(key: str, lang: Language, **facts: object) -> str:
    """Say a phrase of the report in a language."""
    return WORDS[key][0 if lang == "zh" else 1].format(**facts)


def named(method: str, lang: Language) -> str:
    """Name a method by its dotted word, in Chinese with its name before it."""
    known = METHODS.get(method)
    return f"{known}（{method}）" if lang == "zh" and known is not None else method
