"""The people and master data of the demo company."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from zhihe.faces.demo.actor import Actor
from zhihe.faces.demo.drawings import drawing, kept
from zhihe.faces.http.house import House
from zhihe.platform.actions import Row
from zhihe.platform.files.sketch import Sketch
from zhihe.platform.identity.identity import principal
from zhihe.platform.identity.principal import Request
from zhihe.platform.records import read
from zhihe.platform.store import accounts

DEMO_PASSWORD = "zhihe-demo-2026"  # noqa: S105 - printed at every start; the demo has no secret
DEMO_USERS = (
    ("admin", "系统管理员 周敏", ("key_user", "auditor"), True),
    ("buyer", "采购员 李强", ("buyer",), False),
    ("store", "仓管员 王芳", ("storekeeper",), False),
    ("inspector", "检验员 陈静", ("inspector",), False),
    ("engineer", "质量工程师 刘洋", ("quality_engineer",), False),
    ("quality", "质量经理 赵磊", ("quality_manager", "quality_engineer"), False),
    ("manager", "总经理 孙伟", ("manager",), False),
)
UNITS = (
    ("pcs", "件", "piece", "count", "1", 0),
    ("box", "箱", "box", "count", "100", 0),
    ("kg", "千克", "kilogram", "mass", "1", 3),
    ("g", "克", "gram", "mass", "0.001", 0),
    ("m", "米", "metre", "length", "1", 3),
)
SUPPLIERS = (
    "宁波精诚铝业有限公司",
    "苏州恒力密封件有限公司",
    "无锡华特精密机械有限公司",
    "东莞新锐五金制品有限公司",
    "上海博瑞轴承有限公司",
    "温州正泰紧固件有限公司",
    "常州天和弹簧有限公司",
    "佛山联发压铸有限公司",
    "昆山立信电子有限公司",
    "嘉兴鸿远表面处理有限公司",
    "青岛海纳橡胶有限公司",
    "天津滨海包装有限公司",
)
FAMILIES = (
    ("RM", "铝型材缸筒", "缸径{b} 行程{s}", 40),
    ("PR", "活塞杆", "φ{d}×{s} 45#镀铬", 35),
    ("SE", "密封圈", "NBR φ{b}×{d}", 40),
    ("BR", "导向套", "φ{d} 铜合金", 25),
    ("FA", "内六角螺钉", "M{d}×{s} 12.9级", 30),
    ("CP", "端盖", "缸径{b} ADC12", 20),
    ("MG", "磁环", "缸径{b}", 10),
)
DEFECTS = (
    ("D01", "尺寸超差", "major"),
    ("D02", "表面划伤", "minor"),
    ("D03", "毛刺", "minor"),
    ("D04", "硬度不足", "major"),
    ("D05", "裂纹", "critical"),
    ("D06", "错料", "critical"),
)
CHARACTERISTICS = (
    ("C-OD", "外径", "variable", "mm", "major", False),
    ("C-LEN", "长度", "variable", "mm", "major", False),
    ("C-APP", "外观", "attribute", "", "minor", False),
    ("C-FUN", "功能", "attribute", "", "major", False),
    ("C-TRQ", "扭矩破坏", "attribute", "", "critical", True),
)


def people(house: House, company: str) -> dict[str, Actor]:
    """The demo users of a company as actors, by login."""
    found = {}
    with house.engine.database.shared() as tx:
        for login, *_rest in DEMO_USERS:
            user = accounts.user_by_login(tx, login)
            seat = None if user is None else accounts.seat(tx, user["id"], company)
            if seat is not None:
                found[login] = Actor(house, principal(seat))
    return found


def start_company(house: House, company: str) -> None:
    """Make the demo users and the master data, so that the first sign-in finds a factory."""
    with house.engine.database.shared() as tx:
        known = {user["login"] for user in accounts.users(tx)}
    for login, name, roles, administrator in DEMO_USERS:
        # The users of an installation are those of all its companies: who is there already keeps his password.
        if login not in known:
            house.identity.create_user(login, name, DEMO_PASSWORD, administrator=administrator)
        house.identity.set_member(login, company, roles)
    staff = people(house, company)
    _organisation(staff["admin"])
    _items(staff["admin"], random.Random(20260101))  # noqa: S311 - a demo, the same at every start
    _quality(staff["engineer"])
    _opening(staff)


def _opening(staff: Mapping[str, Actor]) -> None:
    """Screws that were there before the first order, with what they cost; the manager looks at the costs once."""
    before = staff["admin"].house.engine.clock() - dt.timedelta(days=400)
    lines = [
        {"item": f"FA-{number:04}", "location": "W1-A01", "quantity": 2000 * number, "unit_cost": cost}
        for number, cost in enumerate(("0.12", "0.085", "0.2365"), 1)
    ]
    admin = replace(staff["admin"], at=before)
    [made] = admin.create("opening_stock", [{"lines": lines}])
    posted = admin.step("opening_stock", made, "post")
    asked = Request("demo", "127.0.0.1", f"/api/v1/records/opening_stock/{posted['number']}")
    manager = replace(staff["manager"], who=replace(staff["manager"].who, request=asked))
    manager.run(lambda unit: read.one(unit, unit.model("opening_stock"), posted["number"]))


def _organisation(admin: Actor) -> None:
    week = ["mon", "tue", "wed", "thu", "fri"]
    admin.create("calendar", [{"code": "CN", "name": "标准工作日历", "workdays": week}])
    admin.create(
        "site", [{"code": "F1", "name": "一厂", "calendar": "CN"}, {"code": "F2", "name": "二厂", "calendar": "CN"}]
    )
    admin.create(
        "warehouse", [{"code": "W1", "name": "原材料仓", "site": "F1"}, {"code": "W2", "name": "二厂仓", "site": "F2"}]
    )
    places = (
        ("W1-REC", "receiving", "W1"),
        ("W1-A01", "storage", "W1"),
        ("W1-QUA", "quarantine", "W1"),
        ("W2-A01", "storage", "W2"),
    )
    usual = {"W1-A01", "W2-A01"}
    admin.create(
        "location",
        [{"code": c, "location_type": kind, "warehouse": w, "usual": c in usual} for c, kind, w in places],
    )
    keys = ("code", "name_zh", "name_en", "dimension", "numerator", "decimals")
    admin.create("unit", [dict(zip(keys, row, strict=True)) for row in UNITS])
    admin.create("defect_code", [{"code": code, "name": name, "class": kind} for code, name, kind in DEFECTS])
    admin.create(
        "reason_code",
        [
            {"code": "R01", "name": "检验拒收", "area": "quality"},
            {"code": "R02", "name": "客户投诉", "area": "quality"},
        ],
    )
    rows = [{"code": f"S{n:03}", "name": name, "supplier": True} for n, name in enumerate(SUPPLIERS, 1)]
    rows.append({"code": "C001", "name": "杭州智能装备股份有限公司", "customer": True})
    admin.create("partner", rows)


def _items(admin: Actor, chance: random.Random) -> None:
    admin.create(
        "item_group",
        [{"code": prefix, "name": name, "code_pattern": f"{prefix}-9999"} for prefix, name, _spec, _count in FAMILIES],
    )
    rows: list[Row] = []
    sheets: dict[str, Sketch] = {}
    for prefix, name, spec, count in FAMILIES:
        for number in range(1, count + 1):
            sizes = _sizes(chance)
            rows.append(_item(prefix, name, spec.format(**sizes), number))
            if rows[-1]["tracking"] == "lot":
                sheets[rows[-1]["code"]] = drawing(prefix, rows[-1]["code"], name, sizes)
    drawings = kept(admin, sheets)
    admin.create("item", [{**row, "drawing": drawings.get(row["code"])} for row in rows])


def _sizes(chance: random.Random) -> dict[str, int]:
    return {
        "b": chance.choice((16, 20, 25, 32, 40, 50, 63, 80)),
        "d": chance.choice((4, 5, 6, 8, 10, 12)),
        "s": chance.choice((25, 50, 75, 100, 150, 200)),
    }


def _item(prefix: str, name: str, spec: str, number: int) -> dict[str, Any]:
    return {
        "code": f"{prefix}-{number:04}",
        "name": name,
        "spec": spec,
        "group": prefix,
        "unit": "pcs",
        "tracking": "none" if prefix == "FA" else "lot",
        "shelf_life_days": 730 if prefix == "SE" else None,
        "maximum_life_days": 1095 if prefix == "SE" else None,
    }


def _quality(engineer: Actor) -> None:
    keys = ("code", "name", "kind", "unit", "class", "destructive")
    engineer.create("characteristic", [dict(zip(keys, row, strict=True)) for row in CHARACTERISTICS])
    plan = {
        "code": "IQC-STD",
        "name": "来料标准检验",
        "valid_from": "2020-01-01",
        "classes": [
            {"class": "critical", "sampling": "fixed", "sample_size": 3},
            {"class": "major", "level": "II", "aql": "1.0"},
            {"class": "minor", "level": "II", "aql": "2.5"},
        ],
        "characteristics": [
            {"characteristic": "C-OD", "class": "major", "target": 20, "lower": 19.9, "upper": 20.1, "sample_size": 5},
            {"characteristic": "C-FUN", "class": "major"},
            {"characteristic": "C-APP", "class": "minor"},
            {"characteristic": "C-TRQ", "class": "critical", "destructive": True},
        ],
    }
    made = engineer.create("inspection_plan", [plan])[0]
    replace(engineer, reason="首次发布").step("inspection_plan", made, "release")
    chart = {"code": "SPC-OD", "name": "外径 X̄-R 图", "characteristic": "C-OD", "kind": "xbar_r", "subgroup_size": 5}
    engineer.create("control_chart", [chart])
    items = _inspected(engineer)
    setting = {"site": "F1", "origin": "purchase_receipt", "plan_code": "IQC-STD", "auto_reject": True}
    engineer.create(
        "inspection_setting",
        [{**setting, "item": item} for item in items],
    )
    again = {
        "site": "F1",
        "origin": "recurring",
        "plan_code": "IQC-STD",
        "before_expiry_days": 30,
        "every_days": 180,
        "extends_days": 180,
    }
    engineer.create("inspection_setting", [{**again, "item": item} for item in _perishing(engineer)])


def _perishing(engineer: Actor) -> list[str]:
    """The items that expire, and are inspected again while they lie on stock."""
    from zhihe.platform.rules.facade import UnitRecords

    where = {"and": [{"field": "maximum_life_days", "op": "ge", "value": 1}]}
    return [row["id"] for row in engineer.run(lambda unit: UnitRecords(unit).find("item", where, ("code",)))]


def _inspected(engineer: Actor) -> list[str]:
    """The items that are inspected on receipt: all that are tracked by lot."""
    from zhihe.platform.rules.facade import UnitRecords

    where = {"and": [{"field": "tracking", "op": "eq", "value": "lot"}]}
    return [row["id"] for row in engineer.run(lambda unit: UnitRecords(unit).find("item", where, ("code",)))]
