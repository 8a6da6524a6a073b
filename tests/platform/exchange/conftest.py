"""A small trade with every field type, lines, states and rules, on the real platform."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from zhihe.platform.context import Principal
from zhihe.platform.exchange.importing import Import, Options, open_import, run_import
from zhihe.platform.exchange.report import Outcome
from zhihe.platform.model.writer import fix
from zhihe.platform.records import fetch, write
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules import publishing
from zhihe.platform.rules.engine import Engine
from zhihe.platform.rules.handlers import AppHandlers
from zhihe.platform.store import publish as store_publish
from zhihe.platform.store import query
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.numbers import NumberBlocks

NOW = dt.datetime(2026, 11, 25, 2, 30, tzinfo=dt.UTC)
FILES = {
    "trade/app.yaml": """
app: trade
label: {zh: 贸易, en: Trade}
version: 1.0.0
roles:
  clerk: {zh: 文员, en: Clerk}
  reader: {zh: 读者, en: Reader}
  branch: {zh: 分部, en: Branch}
  writer: {zh: 修订, en: Writer}
choices:
  colour:
    red: {zh: 红, en: Red}
    green: {zh: 绿, en: Green}
    blue: {zh: 蓝, en: Blue}
""",
    "trade/maker.yaml": """
model: maker
label: {zh: 制造商, en: Maker}
kind: record
title: name
natural_key: [code]
fields:
  code: {type: code, label: {zh: 代码, en: Code}, required: true, unique: true}
  name: {type: text, label: {zh: 名称, en: Name}, required: true}
  tax_no: {type: code, label: {zh: 税号, en: Tax number}, unique: true}
  region: {type: text, label: {zh: 地区, en: Region}}
  rank: {type: integer, label: {zh: 等级, en: Rank}, default: "3", min: 1, max: 9}
  secret: {type: text, label: {zh: 机密, en: Secret}}
  above: {type: link, label: {zh: 上级, en: Above}, to: maker}
guard:
  create:
    - require: name <> 'forbidden'
      message: {zh: 不允许的名称, en: This name is not allowed}
  change:
    - require: name <> 'forbidden'
      message: {zh: 不允许的名称, en: This name is not allowed}
access:
  clerk: {read: true, create: true, write: true, import: true, export: true}
  reader: {read: true, hide: [secret], export: true}
  branch: {read: true, rows: "region = 'north'", create: true, write: true, import: true, export: true}
  writer: {read: true, write: [name], import: true}
""",
    "trade/thing.yaml": """
model: thing
label: {zh: 物品, en: Thing}
kind: record
title: code
natural_key: [maker, code]
unique: [[maker, code]]
search: [code, label]
fields:
  code: {type: code, label: {zh: 编码, en: Code}, required: true}
  maker: {type: link, label: {zh: 制造商, en: Maker}, to: maker, required: true}
  label: {type: text, label: {zh: 标签, en: Label}}
  note: {type: long_text, label: {zh: 备注, en: Note}}
  body: {type: rich_text, label: {zh: 正文, en: Body}}
  count: {type: integer, label: {zh: 件数, en: Count}}
  exact: {type: decimal, label: {zh: 精确值, en: Exact}}
  measured: {type: number, label: {zh: 测量值, en: Measured}}
  share: {type: percent, label: {zh: 占比, en: Share}}
  price: {type: money, label: {zh: 价格, en: Price}}
  done: {type: boolean, label: {zh: 完成, en: Done}}
  day: {type: date, label: {zh: 日期, en: Day}}
  clock: {type: time, label: {zh: 时刻, en: Clock}}
  moment: {type: datetime, label: {zh: 时间, en: Moment}}
  span: {type: duration, label: {zh: 时长, en: Span}}
  colour: {type: choice, label: {zh: 颜色, en: Colour}, of: colour}
  colours: {type: choices, label: {zh: 多色, en: Colours}, of: colour}
  others: {type: links, label: {zh: 其他, en: Others}, to: maker}
  about: {type: link, label: {zh: 关于, en: About}, to: any}
  reach: {type: phone_email_url, label: {zh: 联系, en: Reach}}
  data: {type: json, label: {zh: 数据, en: Data}}
  twice: {type: formula, label: {zh: 双倍, en: Twice}, as: count * 2, result: integer, store: true}
  fixed: {type: text, label: {zh: 系统值, en: Fixed}, readonly: true}
access:
  clerk: {read: true, create: true, write: true, import: true, export: true}
""",
    "trade/deal.yaml": """
model: deal
label: {zh: 合同, en: Deal}
kind: record
title: number
number: {pattern: "D-{yyyy}-{seq:4}", gaps: allowed}
natural_key: [number]
fields:
  maker: {type: link, label: {zh: 制造商, en: Maker}, to: maker, required: true}
  signed_on: {type: date, label: {zh: 签订日, en: Signed on}}
  owner: {type: user, label: {zh: 负责人, en: Owner}}
  lines: {type: lines, label: {zh: 明细, en: Lines}, of: deal_line}
  plan: {type: lines, label: {zh: 计划, en: Plan}, of: deal_plan}
  total: {type: formula, label: {zh: 合计, en: Total}, as: SUM(lines.amount), result: decimal, store: true}
states:
  initial: draft
  labels: {draft: {zh: 草稿, en: Draft}, signed: {zh: 已签, en: Signed}}
  draft: {sign: signed}
  signed: {}
steps:
  sign: {label: {zh: 签订, en: Sign}}
guard:
  change:
    - {require: state = 'draft', message: {zh: 已签不可改, en: Signed deals do not change}}
  sign:
    - {require: COUNT(lines.quantity) > 0, message: {zh: 没有明细, en: There are no lines}}
when:
  sign:
    - if: total > 1000
      create: deal_notice
      with: {deal: id, amount: total}
access:
  clerk: {read: true, create: true, write: true, steps: true, import: true, export: true}
""",
    "trade/deal_line.yaml": """
model: deal_line
label: {zh: 合同明细, en: Deal line}
kind: record
line_of: deal
parent_key: deal
fields:
  thing: {type: text, label: {zh: 物品, en: Thing}}
  quantity: {type: decimal, label: {zh: 数量, en: Quantity}, required: true, min: 0}
  price: {type: decimal, label: {zh: 单价, en: Price}}
  amount:
    type: formula
    label: {zh: 金额, en: Amount}
    as: COALESCE(quantity * price, 0)
    result: decimal
    store: true
""",
    "trade/deal_plan.yaml": """
model: deal_plan
label: {zh: 交付计划, en: Deal plan}
kind: record
line_of: deal
parent_key: deal
fields:
  line: {type: link, label: {zh: 明细行, en: Line}, to: deal_line, required: true}
  due_on: {type: date, label: {zh: 交期, en: Due on}}
""",
    "trade/deal_notice.yaml": """
model: deal_notice
label: {zh: 合同通知, en: Deal notice}
kind: record
fields:
  deal: {type: link, label: {zh: 合同, en: Deal}, to: deal}
  line: {type: link, label: {zh: 合同行, en: Deal line}, to: deal_line}
  amount: {type: decimal, label: {zh: 金额, en: Amount}, max: 5000}
access:
  clerk: {read: true, create: true, write: true, import: true, export: true}
""",
}
COUNTER = itertools.count(1)


@dataclass
class Trade:
    """A company of this trade, and its people."""

    engine: Engine
    company: str
    users: dict[str, str] = field(default_factory=dict)

    def user(self, *roles: str) -> Principal:
        return Principal(self.users.get("ann", new_id()), "Ann", self.company, frozenset(roles or ("clerk",)))

    def open(self, model: str, content: str | bytes, mapping: str | None = None, **options: Any) -> Import:
        given = content.encode() if isinstance(content, str) else content
        return open_import(model, given, mapping=mapping, options=Options(**options))

    def take(
        self, model: str, content: str | bytes, mapping: str | None = None, roles: Sequence[str] = (), **options: Any
    ) -> Outcome:
        return run_import(self.engine, self.user(*roles), self.open(model, content, mapping, **options))

    def rows(self, model: str, sort: str = "created_at") -> list[dict[str, Any]]:
        def look(unit: Unit) -> list[dict[str, Any]]:
            found = unit.model(model)
            page = query.find(unit.tx, found, query.Query(sort=(sort,), limit=10_000))
            fetch.with_lines(unit, found, page.rows)
            return page.rows

        return self.engine.read(self.user(), look)

    def make(self, model: str, *rows: dict[str, Any]) -> list[dict[str, Any]]:
        return self.engine.run(self.user(), lambda unit: write.create_many(unit, unit.model(model), rows))


@pytest.fixture(scope="session")
def trade_definitions() -> dict[str, Any]:
    return publishing.checked(fix(FILES), "")


@pytest.fixture
def trade(database: Database, trade_definitions: dict[str, Any], home: Path) -> Iterator[Trade]:
    del home
    key = f"trade{next(COUNTER)}"
    create_company(database, key, "Trade")
    store_publish.publish(database, key, trade_definitions)
    engine = Engine(database, AppHandlers(), NumberBlocks(database), lambda: NOW, ZoneInfo("Asia/Shanghai"))
    yield Trade(engine, key)
    drop_company(database, key)
