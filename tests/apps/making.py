"""Valid records of any model, made of its definition alone: for the suite that every model inherits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from zhihe.platform.actions import Row
from zhihe.platform.context import Principal
from zhihe.platform.model.elements import Access, Field, Model, Registry
from zhihe.platform.records import guarded, write
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.engine import Engine
from zhihe.platform.store.identity import new_id

EVERYONE: Final = "everyone"
"""The role that every member of a company has."""
DAY: Final = dt.date(2026, 11, 2)
PREPARED: Final = {
    # Readings are entered while their inspection is in progress; the guard of inspection_result asks for it.
    "inspection_lot": "release",
}
"""Steps that a record must have taken before others may point to it, with the reason."""
LEFT_OUT: Final = {
    # A rule for item codes, which made-up codes would have to follow.
    ("item_group", "code_pattern"),
    # Days of a calendar, which settings of the origin recurring have and no other.
    ("inspection_setting", "every_days"),
    ("inspection_setting", "before_expiry_days"),
    ("inspection_setting", "extends_days"),
}
"""Fields that get no value of their own, with the reason."""


def documents(registry: Registry) -> list[str]:
    """The record models of all apps, but for those whose records are lines of others."""
    return [key for key, model in registry.models.items() if model.kind == "record" and not model.line_of]


def by_hand(model: Model) -> bool:
    """Whether any role creates records of this model; the others are made by rules only."""
    return any(access.create for access in model.access.values())


def role_of(model: Model, *wanted: str) -> str | None:
    """A role with all of these rights, the most rights first; None where no role has them."""

    def having(access: Access) -> bool:
        return access.read and all(getattr(access, right) for right in wanted)

    def weight(item: tuple[str, Access]) -> int:
        _role, access = item
        return sum(bool(getattr(access, right)) for right in ("create", "write", "imports", "exports", "delete"))

    found = sorted((item for item in model.access.items() if having(item[1])), key=weight, reverse=True)
    return found[0][0] if found else None


def may(model: Model, role: str, right: str) -> bool:
    """Whether a member with this role has a right."""
    return any(getattr(model.access[each], right) for each in {role, EVERYONE} & model.access.keys())


def given(model: Model) -> Iterator[Field]:
    """The fields somebody gives: a user what is not set by the system, a rule all that is not computed."""
    hand = model.line_of or by_hand(model)
    for each in model.fields.values():
        if each.formula is not None or each.retired or (model.key, each.key) in LEFT_OUT:
            continue
        if not (each.readonly and hand):
            yield each


def single(model: Model, declared: Field) -> bool:
    """Whether two records may not have the same in this field, alone or together with others."""
    return declared.unique or any(declared.key in group for group in (*model.unique, model.natural_key))


@dataclass
class Making:
    """Makes records in one company; what others point to is made once."""

    engine: Engine
    company: str
    user: str
    count: int = 0
    made: dict[str, Row] = field(default_factory=dict)
    making: list[str] = field(default_factory=list)

    def who(self, *roles: str) -> Principal:
        """A member of the company with these roles and that of everyone; without any, somebody with no right."""
        return Principal(self.user, "Suite", self.company, frozenset({*roles, EVERYONE} if roles else ()))

    def fresh(self, unit: Unit, key: str, *, direct: bool) -> Row:
        """A new record: by a user where there is one who may, else by the authority of its app, as rules do."""
        model = unit.model(key)
        self.making.append(key)
        values = self.values(unit, model)
        self.making.pop()
        if direct:
            return guarded.create(unit, model, [values])[0]
        (row,) = write.create_many(unit, model, [values])
        return row

    def known(self, unit: Unit, key: str) -> Row:
        """A record of this model for others to point to, with its lines."""
        if key not in self.made:
            row = self.fresh(unit, key, direct=False)
            step = PREPARED.get(key)
            if step is not None:
                model = unit.model(key)
                (row,) = write.step_many(unit, model, model.steps[step], {row["id"]: {}})
            self.made[key] = dict(row)
        return self.made[key]

    def values(self, unit: Unit, model: Model, siblings: dict[str, str] | None = None) -> dict[str, Any]:
        """A value for every field that is given, lines too; a line points to the lines before it in its document."""
        self.count += 1
        number = self.count
        found: dict[str, Any] = {}
        near = {} if siblings is None else siblings
        for each in given(model):
            if each.type == "lines":
                line = self.values(unit, unit.model(each.of), near)
                line["id"] = near[each.of] = new_id()
                found[each.key] = [line]
            else:
                value = self.value(unit, each, number, near, fresh=single(model, each))
                if value is not None:
                    found[each.key] = value
        return found

    def value(self, unit: Unit, declared: Field, number: int, near: dict[str, str], *, fresh: bool) -> Any:
        """A valid value of a field; None where its type cannot be made up (files, links to any model)."""
        made: Any = PLAIN.get(declared.type)
        match declared.type:
            case "link":
                made = near.get(declared.to) or self.linked(unit, declared.to, fresh=fresh)
            case "user":
                made = self.user
            case "choice":
                made = declared.choices[number % len(declared.choices) if fresh else 0].key
            case "choices":
                made = [choice.key for choice in declared.choices[:2]]
            case "code" | "text" | "long_text" | "rich_text":
                made = f"N{number}"[: declared.length or 20]
            case "integer" | "decimal" | "number" | "quantity" | "money":
                made = max(Decimal(declared.minimum or 1), Decimal(1))
        return int(made) if declared.type == "integer" else made

    def linked(self, unit: Unit, to: str, *, fresh: bool) -> str | None:
        """What a link points to: a record, or the first line of one; a new one where two may not share it."""
        model = unit.registry.models.get(to)
        # The first of a kind points to no other of it, nor to what is being made to point to it.
        if model is None or (to in self.making and to not in self.made):
            return None
        if to in self.making:
            fresh = False
        if fresh and not model.line_of:
            return str(self.fresh(unit, to, direct=False)["id"])
        if not model.line_of:
            return str(self.known(unit, to)["id"])
        parent = self.known(unit, model.line_of)
        key = next(each.key for each in unit.model(model.line_of).fields.values() if each.of == to)
        return str(parent[key][0]["id"])


PLAIN: Final[dict[str, Any]] = {
    "percent": "0.5",
    "boolean": True,
    "date": DAY.isoformat(),
    "datetime": "2026-11-02T08:30:00+08:00",
    "time": "08:30",
    "duration": "PT1H",
    "phone_email_url": "suite@example.cn",
    "json": {"a": 1},
}
