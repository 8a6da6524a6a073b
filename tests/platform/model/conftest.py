"""Three tiny apps that between them use every part of the grammar."""

from collections.abc import Callable, Mapping

import pytest

from zhihe.platform.model import Problem, check
from zhihe.platform.model.writer import fix

BASE_APP = """
app: base
label: {zh: 基础, en: Base}
version: 1.0.0
roles:
  inspector: {zh: 检验员, en: Inspector}
  buyer: {zh: 采购员, en: Buyer}
choices:
  origin:
    purchase: {zh: 采购, en: Purchase}
    production: {zh: 生产, en: Production}
settings:
  four_eyes: {type: boolean, label: {zh: 双人, en: Four eyes}, default: true}
menu:
  - {model: item}
"""
ITEM = """
model: item
label: {zh: 物料, en: Item}
kind: record
title: code
natural_key: [code]
search: [code, name]
fields:
  code: {type: code, label: {zh: 编码, en: Code}, required: true, unique: true}
  name: {type: text, label: {zh: 名称, en: Name}}
  unit: {type: text, label: {zh: 单位, en: Unit}, default: "'pcs'"}
access:
  buyer: {read: true, create: true, write: [name]}
"""
SITE = """
model: site
label: {zh: 工厂, en: Site}
kind: record
fields:
  code: {type: code, label: {zh: 编码, en: Code}}
"""
STOCK_APP = """
app: stock
label: {zh: 库存, en: Stock}
version: 1.0.0
depends: [base]
choices:
  status: {free: {zh: 可用, en: Free}, blocked: {zh: 冻结, en: Blocked}}
"""
STOCK = """
model: stock
label: {zh: 库存账, en: Stock}
kind: ledger
protected: true
dimensions:
  item: {type: link, to: item}
  status: {type: choice, label: {zh: 状态, en: Status}, of: status}
measures:
  quantity: {type: quantity, label: {zh: 数量, en: Quantity}, unit: item.unit, never_negative: true}
gates: [item]
authorities: [disposition]
movements:
  receive: {label: {zh: 收货, en: Receive}, in: {free: yes, blocked: yes}}
  ship: {label: {zh: 发货, en: Ship}, out: {free: yes, blocked: authority disposition}}
  shift: {label: {zh: 转换, en: Shift}, across: [status]}
transitions:
  - {from: free, to: [blocked], by: authority disposition}
operations:
  hold:
    label: {zh: 冻结, en: Hold}
    inputs:
      item: {type: link, to: item, required: true}
      reason: {type: text, label: {zh: 原因, en: Reason}}
    returns: {type: text}
    access: [inspector]
"""
LOT = """
# The lot an inspector looks at.
model: inspection_lot
label: {zh: 检验批, en: Inspection lot}
kind: record
number: {pattern: "IL-{yyyy}{mm}-{seq:5}", gaps: allowed}
fields:
  origin: {type: choice, label: {zh: 来源, en: Origin}, of: origin, required: true}  # where it came from
  item: {type: link, to: item, required: true}
  site: {type: link, to: site}
  quantity: {type: quantity, label: {zh: 数量, en: Quantity}, unit: item.unit, min: 0}
  posted: {type: quantity, label: {zh: 已过账, en: Posted}, readonly: true, protected: true, default: 0}
  remaining: {type: formula, label: {zh: 剩余, en: Remaining}, as: quantity - posted, store: true}
  inspector: {type: user, label: {zh: 检验员, en: Inspector}}
  verdict:
    {type: choice, label: {zh: 结论, en: Verdict}, of: {accept: {zh: 合格, en: Accept}, reject: {zh: 拒收, en: Reject}}}
  due_at: {type: datetime, label: {zh: 期限, en: Due}}
  lines: {type: lines, of: inspection_class}

states:
  initial: created
  labels:
    created: {zh: 已建, en: Created}
    decided: {zh: 已决, en: Decided}
  created: {decide: "IF(remaining = 0, 'decided', 'created')"}
steps:
  # The usage decision ends it.
  decide:
    label: {zh: 决策, en: Decide}
    authority: [stock.disposition]
    inputs:
      code: {type: choice, label: {zh: 代码, en: Code}, of: [accept, reject], required: true}
      postings:
        type: lines
        label: {zh: 过账, en: Postings}
        fields: {quantity: {type: quantity, label: {zh: 数量, en: Quantity}}}
functions:
  open_lots:
    takes: {item: {type: link, to: item}}
    result: {type: integer}
guard:
  decide:
    - require: user <> inspector
      if: setting.four_eyes
      message: {zh: 不能自检自决, en: Not by the inspector}
    - require: SUM(input.postings.quantity) <= remaining and open_lots(item) < 9
      message: {zh: 过多, en: Too much}
      protected: true
fill:
  create:
    - {set: {origin: "'purchase'"}, if: ISNULL(origin)}
    - {each: lines, set: {major: "lot.quantity > 100"}}
when:
  decide:
    - {call: stock.hold, with: {item: item}, if: input.code = 'reject' and before.verdict <> 'reject'}
    - {create: inspection_lot, with: {origin: origin, item: item}, if: verdict = 'reject'}
    - step: inspection_lot.decide
      find: item = this.item and state = 'created' and quantity < this.quantity
      with: {code: "'reject'"}
      if: verdict = 'reject'
    - {notify: role buyer, message: {zh: 已决, en: Decided}}
at:
  - {every: 1 hour, find: due_at < now, notify: inspector, message: {zh: 超期, en: Overdue}}
form:
  - [item, site, quantity]
  - {section: {zh: 结果, en: Result}, rows: [[verdict, {field: inspector, visible: verdict = 'reject'}]]}
  - {field: site, options: code <> this.item.code}
list: [number, item, item.code, verdict, state]
access:
  inspector: {read: true, rows: site in user.sites, steps: true, write: [due_at]}
"""
CLASS = """
model: inspection_class
label: {zh: 检验等级, en: Inspection class}
kind: record
line_of: inspection_lot
parent_key: lot
fields:
  name: {type: text, label: {zh: 名称, en: Name}}
  major: {type: boolean, label: {zh: 主要, en: Major}}
"""
GENEALOGY = """
model: genealogy
label: {zh: 谱系, en: Genealogy}
kind: edges
nodes: any
edge:
  quantity: {type: decimal, label: {zh: 数量, en: Quantity}}
"""
MEASUREMENT = """
model: measurement
label: {zh: 测量, en: Measurement}
kind: series
fields:
  item: {type: link, to: item}
  value: {type: number, label: {zh: 值, en: Value}}
key: [item]
keep: 10 years
"""
DECIDED = """
model: decided
label: {zh: 已决批, en: Decided lots}
kind: view
from: inspection_class
join: {lot: inspection_lot, item: item}
fields:
  item: item.code
  quantity: lot.quantity
  half: {as: lot.quantity / 2, label: {zh: 一半, en: Half}}
  verdict: lot.verdict
where: lot.state = 'decided'
"""
LEVEL = """
decision: level
label: {zh: 检验水平, en: Level}
inputs:
  verdict: {type: choice, label: {zh: 结论, en: Verdict}, of: [accept, reject]}
  quantity: {type: decimal, label: {zh: 数量, en: Quantity}, min: 0, decimals: 1}
outputs:
  days: {type: integer, label: {zh: 天数, en: Days}, min: 1}
rows:
  - if: {verdict: {eq: reject}}
    then: {days: 1}
  - if: {verdict: {eq: accept}, quantity: {lt: "10"}}
    then: {days: 5}
  - if: {verdict: {eq: accept}, quantity: {ge: "10"}}
    then: {days: 3}
tests:
  - given: {verdict: accept, quantity: "9.9"}
    expect: {days: "5"}
"""
QUALITY_APP = """
app: quality
label: {zh: 质量, en: Quality}
version: 1.0.0
depends: [stock]
work:
  to_inspect:
    label: {zh: 待检验, en: To inspect}
    model: inspection_lot
    where: quantity > 0 and created_at < now
    by: [quantity]
    roles: [inspector]
"""
OVERLAY = """
overlay: quality.inspection_lot
add:
  fields:
    surface: {type: choice, label: {zh: 表面, en: Surface}, of: [none, zinc]}
change:
  fields: {item: {label: {zh: 零件, en: Part}}}
  list: [number, surface]
hide: [fields.site]
when:
  decide:
    - {notify: role inspector, message: {zh: 通知, en: Told}, if: surface = 'zinc'}
"""

Files = dict[str, str]
Change = Callable[..., list[Problem]]


def _tiny() -> Files:
    return {
        "base/app.yaml": BASE_APP,
        "base/item.yaml": ITEM,
        "base/site.yaml": SITE,
        "stock/app.yaml": STOCK_APP,
        "stock/stock.yaml": STOCK,
        "quality/app.yaml": QUALITY_APP,
        "quality/inspection_lot.yaml": LOT,
        "quality/inspection_class.yaml": CLASS,
        "quality/genealogy.yaml": GENEALOGY,
        "quality/measurement.yaml": MEASUREMENT,
        "quality/decided.yaml": DECIDED,
        "quality/decisions/level.yaml": LEVEL,
    }


@pytest.fixture
def bare() -> Files:
    """The apps as a person wrote them, without uids."""
    return _tiny()


@pytest.fixture(scope="session")
def fixed() -> tuple[Files, Files]:
    """The apps in canonical form, without and with an overlay; made once."""
    return fix(_tiny()), fix({**_tiny(), "overlays/site.yaml": OVERLAY})


@pytest.fixture
def tiny(fixed: tuple[Files, Files]) -> Files:
    """The apps in canonical form."""
    return dict(fixed[0])


@pytest.fixture
def overlaid(fixed: tuple[Files, Files]) -> Files:
    """The apps and one overlay, in canonical form."""
    return dict(fixed[1])


@pytest.fixture
def change(overlaid: Files) -> Change:
    """Check the apps after one text of one file was changed; the text must have been there."""

    def changed(file: str, before: str, after: str, more: Mapping[str, str] | None = None) -> list[Problem]:
        assert overlaid[file].count(before) >= 1, f"{before!r} is not in {file}:\n{overlaid[file]}"
        return check({**overlaid, file: overlaid[file].replace(before, after, 1), **(more or {})})

    return changed
