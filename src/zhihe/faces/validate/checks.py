"""What checks each method beside the printed numbers: the comparisons and laws in ``tests/kernels``, in few words."""

from __future__ import annotations

from typing import Final

_CAPSTAT: Final = ("与 capstat-core 比对", "compared with capstat-core")
_CAPSTAT_SCIPY: Final = ("与 capstat-core、SciPy 比对", "compared with capstat-core and SciPy")
_SIGMA: Final = ("按定义另行计算；偏差由模拟核对", "the definition computed again; its bias by simulation")
_LANEY: Final = ("按定义另行计算", "a second computation of the definition")
_COUNTS: Final = ("按定义另行计算；恒等关系", "the definition computed again; identities between the charts")
_BALANCE: Final = ("库存平衡恒等式", "the balance of stock adds up for any plan")
_VALUE: Final = ("收入价值等于发出加结存", "value received is value issued plus value on hand")
_TABLES: Final = ("全部单元格按表的规律核对", "every cell against the laws of the tables")

CHECKS: Final[dict[str, tuple[str, str]]] = {
    "capability.anderson_darling": _CAPSTAT_SCIPY,
    "capability.box_cox": _CAPSTAT_SCIPY,
    "capability.fit": ("与 SciPy 的极大值比对", "the maximum that SciPy finds"),
    "capability.interval": ("按定义分布的尾概率", "the tails of the defining laws"),
    "capability.normal": _CAPSTAT,
    "capability.percentile": _CAPSTAT,
    "capability.ppm": ("正态分布的尾概率", "the tails of the normal law"),
    "capability.shapiro_wilk": _CAPSTAT,
    "msa.attribute.cohen": ("对称性与上界", "symmetric and never above one"),
    "msa.attribute.errors": ("直接计数复核", "counted again directly"),
    "msa.attribute.fleiss": ("两次评定时与科恩一致", "for two ratings that of Cohen"),
    "msa.average_range": _CAPSTAT,
    "msa.bias": _CAPSTAT_SCIPY,
    "msa.crossed": _CAPSTAT,
    "msa.linearity": _CAPSTAT_SCIPY,
    "msa.nested": ("与交叉分析合并交互作用后一致", "the crossed analysis with part and interaction joined"),
    "msa.stability": _CAPSTAT,
    "requirements.explosion": _BALANCE,
    "requirements.net": _BALANCE,
    "sampling.aoq": _CAPSTAT,
    "sampling.aoql": (
        "与 capstat-core 及网格上的最大值比对",
        "compared with capstat-core; the greatest value on a fine grid",
    ),
    "sampling.asn": ("枚举全部检验序列", "every sequence of units"),
    "sampling.ati": _CAPSTAT,
    "sampling.attributes.double_multiple": _TABLES,
    "sampling.attributes.plan": _TABLES,
    "sampling.design": (
        "与 capstat-core 比对；更小的方案不满足",
        "compared with capstat-core; no smaller plan meets both points",
    ),
    "sampling.oc": ("枚举全部检验序列；与 capstat-core 比对", "every sequence of units; compared with capstat-core"),
    "sampling.sequential": ("按定义公式复核", "the defining formulas"),
    "sampling.switching": ("与 capstat-core 的状态机比对", "compared with the state machine of capstat-core"),
    "sampling.variables.design": ("更小的样本不满足", "no smaller sample meets both points"),
    "sampling.variables.estimate": (
        "n=3、n=4 的闭式解与数值积分",
        "closed forms at n = 3 and 4, unbiasedness by integration",
    ),
    "sampling.variables.oc": ("模拟抽样", "drawing lots"),
    "sampling.zero_acceptance": ("更小的样本不满足", "no smaller sample keeps the risk"),
    "spc.arl.cusum": ("与马尔可夫链比对", "a Markov chain"),
    "spc.arl.ewma": ("与马尔可夫链比对", "a Markov chain"),
    "spc.arl.shewhart": ("模拟", "simulation"),
    "spc.c": _COUNTS,
    "spc.constants": _CAPSTAT,
    "spc.cusum": ("与递推式和 capstat-core 比对", "its recursion; compared with capstat-core"),
    "spc.dispersion": ("与 SciPy 的卡方检验比对", "SciPy's chi-squared test"),
    "spc.ewma": _CAPSTAT,
    "spc.g": ("与 SciPy 的几何分布分位数比对", "SciPy's quantiles of the geometric law"),
    "spc.individuals": _CAPSTAT,
    "spc.laney_p": _LANEY,
    "spc.laney_u": _LANEY,
    "spc.np": _COUNTS,
    "spc.p": _COUNTS,
    "spc.phase_one": ("等于只用其余点作图", "the same as charting the rest"),
    "spc.rules": _CAPSTAT,
    "spc.sigma.median_mr": ("两个数极差的中位数的闭式解", "the closed form of the median of two"),
    "spc.sigma.mvlue_r": _SIGMA,
    "spc.sigma.mvlue_s": _SIGMA,
    "spc.sigma.pooled": _SIGMA,
    "spc.sigma.rbar": _SIGMA,
    "spc.sigma.sbar": _SIGMA,
    "spc.t2": ("按线性代数另行计算；模拟误报率", "linear algebra; the rate of false alarms by simulation"),
    "spc.u": _COUNTS,
    "spc.xbar_r": _CAPSTAT,
    "spc.xbar_s": _CAPSTAT,
    "valuation.fifo": _VALUE,
    "valuation.moving_average": _VALUE,
}
"""Chinese and English; a method of which fewer than two sources were read rests on this alone."""
