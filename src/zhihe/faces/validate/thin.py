"""Methods of which fewer than two printed sources could be read, and the independent check that stands in."""

from __future__ import annotations

from typing import Final

_CAPSTAT: Final = ("与 capstat-core 逐项比对", "compared with capstat-core")

THIN: Final[dict[str, tuple[str, str]]] = {
    "capability.percentile": _CAPSTAT,
    "msa.attribute.errors": ("直接计数复核", "counted again directly"),
    "requirements.explosion": ("库存平衡恒等式", "the balance of stock adds up for any plan"),
    "sampling.aoql": ("与网格上的最大值比对", "the greatest value on a fine grid"),
    "sampling.sequential": ("按定义公式复核", "the defining formulas"),
    "sampling.variables.estimate": (
        "n=3、n=4 的闭式解与数值积分",
        "closed forms at n = 3 and 4, unbiasedness by integration",
    ),
    "spc.g": ("与 SciPy 的几何分布分位数比对", "SciPy's quantiles of the geometric law"),
    "spc.laney_p": ("按定义另行计算", "a second computation of the definition"),
    "spc.laney_u": ("按定义另行计算", "a second computation of the definition"),
    "spc.sigma.mvlue_r": ("按定义另行计算；偏差由模拟核对", "the definition computed again; its bias by simulation"),
    "spc.sigma.mvlue_s": ("按定义另行计算；偏差由模拟核对", "the definition computed again; its bias by simulation"),
    "spc.sigma.pooled": ("按定义另行计算；偏差由模拟核对", "the definition computed again; its bias by simulation"),
    "spc.sigma.sbar": ("按定义另行计算；偏差由模拟核对", "the definition computed again; its bias by simulation"),
}
