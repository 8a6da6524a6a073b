"""Methods of which fewer than two printed sources could be read, and the independent check that stands in."""

from __future__ import annotations

from typing import Final

_CAPSTAT: Final = ("与 capstat-core 逐项比对", "compared with capstat-core")

THIN: Final[dict[str, tuple[str, str]]] = {
    "capability.fit": (
        "与 SciPy 的拟合比对；邻近参数的似然都不更大",
        "SciPy's own fits; no neighbouring parameters are likelier",
    ),
    "capability.percentile": _CAPSTAT,
    "msa.attribute.errors": ("直接计数复核", "counted again directly"),
    "msa.average_range": _CAPSTAT,
    "msa.bias": ("与 SciPy 的 t 检验及 capstat-core 比对", "SciPy's t test and capstat-core"),
    "msa.linearity": ("与 SciPy 的回归及 capstat-core 比对", "SciPy's regression and capstat-core"),
    "msa.nested": ("与交叉方差分析的平方和恒等式核对", "the identity of its sums of squares with the crossed table"),
    "msa.stability": _CAPSTAT,
    "requirements.explosion": ("库存平衡恒等式", "the balance of stock adds up for any plan"),
    "requirements.net": ("库存平衡恒等式", "the balance of stock adds up for any plan"),
    "sampling.aoql": ("与网格上的最大值比对", "the greatest value on a fine grid"),
    "sampling.asn": ("逐一枚举样品序列", "every sequence of units of small plans, enumerated"),
    "sampling.attributes.double_multiple": (
        "每一格按对角线规则核对",
        "every cell against the rule of the diagonal",
    ),
    "sampling.attributes.plan": (
        "2496 格逐格按对角线规则及第二份转录核对",
        "all 2 496 cells against the rule of the diagonal and a second transcription",
    ),
    "sampling.sequential": ("按定义公式复核", "the defining formulas"),
    "sampling.switching": ("随机批次序列逐批与 capstat-core 比对", "capstat-core, lot by lot on random histories"),
    "sampling.variables.estimate": (
        "n=3、n=4 的闭式解与数值积分",
        "closed forms at n = 3 and 4, unbiasedness by integration",
    ),
    "sampling.zero_acceptance": ("更小的样本量都达不到要求的风险", "no smaller sample keeps the risk"),
    "spc.arl.shewhart": ("另行构造的马尔可夫链与模拟", "Markov chains built another way, and simulation"),
    "spc.constants": ("与 capstat-core 比对；闭式解与模拟", "capstat-core; closed forms and simulated ranges"),
    "spc.cusum": ("与 capstat-core 及直接递推比对", "capstat-core and the plain recursion"),
    "spc.dispersion": ("与 SciPy 的卡方检验比对", "SciPy's chi-squared tests"),
    "spc.g": ("与 SciPy 的几何分布分位数比对", "SciPy's quantiles of the geometric law"),
    "spc.laney_p": ("按定义另行计算", "a second computation of the definition"),
    "spc.laney_u": ("按定义另行计算", "a second computation of the definition"),
    "spc.phase_one": ("剔除后与重新计算的控制限相同", "equal to limits computed anew without the points left out"),
    "spc.rules": ("随机序列与 capstat-core 比对", "capstat-core on random sequences"),
    "spc.sigma.mvlue_r": ("按定义另行计算；偏差由模拟核对", "the definition computed again; its bias by simulation"),
    "spc.sigma.mvlue_s": ("按定义另行计算；偏差由模拟核对", "the definition computed again; its bias by simulation"),
    "spc.sigma.pooled": ("按定义另行计算；偏差由模拟核对", "the definition computed again; its bias by simulation"),
    "spc.sigma.rbar": ("按定义另行计算；偏差由模拟核对", "the definition computed again; its bias by simulation"),
    "spc.sigma.sbar": ("按定义另行计算；偏差由模拟核对", "the definition computed again; its bias by simulation"),
    "spc.t2": ("与线性代数直接计算比对；误报率由模拟核对", "plain linear algebra; the false alarm rate by simulation"),
    "spc.u": ("与 capstat-core 比对", "capstat-core"),
    "spc.xbar_s": _CAPSTAT,
    "valuation.fifo": ("收发存金额恒等", "received value is issued value and value on hand, to the cent"),
    "valuation.moving_average": ("收发存金额恒等", "received value is issued value and value on hand, to the cent"),
}
