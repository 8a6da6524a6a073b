"""Rate suppliers over a period from facts in the records: nothing typed, every number with its documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from zhihe.apps.suppliers.period import MANY
from zhihe.apps.suppliers.rating_facts import IN_LIMIT, gather
from zhihe.errors import Conflict, Invalid
from zhihe.kernels.rating import Period, Settings
from zhihe.kernels.rating import rate as rate_supplier
from zhihe.kernels.rating.parts import Part
from zhihe.kernels.rating.rate import Rating
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context, Label

PLACES = Decimal("0.0001")
SCORES = (("A", "accept_score"), ("AS", "sorted_score"), ("AC", "concession_score"), ("R", "reject_score"))


def rate(ctx: Context, event: Event) -> None:
    """Rate the suppliers named, or all that are rated; the answer lists them with total and grade."""
    inputs = event.inputs
    try:
        period = Period(inputs["from"], inputs["to"])
        settings = _settings(ctx)
    except ValueError as error:
        raise Invalid("rating.settings", str(error), field="from") from error
    suppliers = _suppliers(ctx, inputs["suppliers"])
    facts = gather(ctx, period, [row["id"] for row in suppliers])
    versions = _versions(ctx, period)
    before = _newest(ctx, [row["id"] for row in suppliers])
    rows = [
        _record(row["id"], rate_supplier(facts[row["id"]], period, settings), versions.get(row["id"], 0) + 1)
        for row in suppliers
    ]
    for row in rows:
        known = before.get(row["supplier"])
        row["grade_changed"] = known is not None and known["grade"] != row["grade"]
        policy = ctx.decide("standing_policy", grade=row["grade"], provisional=row["provisional"])
        row["standing"] = policy["standing"]
    made = ctx.records.create_many("supplier_rating", rows)
    names = {row["id"]: row["name"] for row in suppliers}
    event.result = [
        {
            "supplier": names[row["supplier"]],
            "total": None if row["total"] is None else str(row["total"]),
            "grade": row["grade"],
            "provisional": row["provisional"],
            "lots": row["lots"],
            "id": row["id"],
        }
        for row in made
    ]


def standing_allows(ctx: Context, event: Event) -> None:
    """Refuse an order to a supplier whose standing refuses orders."""
    rating = _newest(ctx, [event.record["supplier"]]).get(event.record["supplier"])
    event.notes["standing"] = rating
    if rating is not None and rating["standing"] == "block":
        raise Conflict(
            "supplier.standing",
            f"The supplier is rated {rating['grade']} for {rating['period_from']} to {rating['period_to']}, and the "
            "standing policy refuses orders to him.",
            field="supplier",
            value=rating["grade"],
        )


def warn_of_standing(ctx: Context, event: Event) -> None:
    """Tell the buyer that he orders of a supplier whose standing asks for care."""
    rating, order = event.notes["standing"], event.record
    if rating is not None and rating["standing"] == "warn":
        grade = rating["grade"]
        text = Label(f"供应商评级为 {grade}，请谨慎下单", f"The supplier is rated {grade}: order with care")
        ctx.notify(f"user {order['buyer'] or ctx.user.id}", text, ("purchase_order", order["id"]))


def _newest(ctx: Context, suppliers: Sequence[str]) -> dict[str, Row]:
    """The rating of the latest period of each supplier, in its newest version."""
    found: dict[str, Row] = {}
    for start in range(0, len(suppliers), IN_LIMIT):
        where = {"field": "supplier", "op": "in", "value": list(suppliers[start : start + IN_LIMIT])}
        for row in ctx.records.find("supplier_rating", {"and": [where]}, sort=("period_to", "revision"), limit=MANY):
            found[row["supplier"]] = row
    return found


def _suppliers(ctx: Context, named: Any) -> list[Row]:
    where: dict[str, Any] = {
        "and": [{"field": "supplier", "op": "eq", "value": True}, {"field": "rated", "op": "eq", "value": True}]
    }
    if named:
        where["and"].append({"field": "id", "op": "in", "value": list(named)})
    return ctx.records.find("partner", where, sort=("code",))


def _settings(ctx: Context) -> Settings:
    return Settings(
        quality=Decimal(ctx.setting("quality_weight")),
        delivery=Decimal(ctx.setting("delivery_weight")),
        price=Decimal(ctx.setting("price_weight")),
        service=Decimal(ctx.setting("service_weight")),
        early_days=ctx.setting("early_days"),
        late_days=ctx.setting("late_days"),
        minimum_lots=ctx.setting("minimum_lots"),
        decision_scores=tuple((code, Decimal(ctx.setting(key))) for code, key in SCORES),
        ppm_limits=_ppm_limits(ctx),
    )


def _ppm_limits(ctx: Context) -> tuple[tuple[str, Decimal], ...]:
    """The limit of each item group; an item without a group has the default."""
    return tuple((row["id"], Decimal(row["ppm_limit"])) for row in ctx.records.find("item_group", limit=MANY))


def _versions(ctx: Context, period: Period) -> dict[str, int]:
    where = {
        "and": [
            {"field": "period_from", "op": "eq", "value": period.first},
            {"field": "period_to", "op": "eq", "value": period.last},
        ]
    }
    found = ctx.records.aggregate("supplier_rating", {"newest": ("max", "revision")}, where, ("supplier",))
    return {row["supplier"]: int(row["newest"]) for row in found}


def _record(supplier: str, rating: Rating, revision: int) -> Row:
    return {
        "supplier": supplier,
        "period_from": rating.period.first,
        "period_to": rating.period.last,
        "revision": revision,
        "total": _shown(rating.total),
        "grade": rating.grade or "not_rated",
        "provisional": rating.provisional,
        "lots": rating.lots,
        "formula": rating.formula,
        "settings": _plain_settings(rating.settings),
        "parts": list(_parts(rating.score, "")),
    }


def _parts(part: Part, above: str) -> Iterator[Row]:
    path = f"{above}/{part.name}" if above else part.name
    path = f"{path}:{part.key}" if part.key else path
    yield {
        "path": path[:120],
        "weight": _shown(part.weight),
        "score": _shown(part.score),
        "numbers": {name: str(_shown(Fraction(value))) for name, value in part.numbers},
        "facts": list(part.refs),
    }
    for below in part.parts:
        yield from _parts(below, path)


def _shown(value: Fraction | None) -> Decimal | None:
    if value is None:
        return None
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES, rounding=ROUND_HALF_UP)


def _plain_settings(settings: Settings) -> Mapping[str, Any]:
    return {
        "quality": str(settings.quality),
        "delivery": str(settings.delivery),
        "price": str(settings.price),
        "service": str(settings.service),
        "early_days": settings.early_days,
        "late_days": settings.late_days,
        "minimum_lots": settings.minimum_lots,
        "ppm_limit": str(settings.ppm_limit),
        "ppm_limits": {group: str(limit) for group, limit in settings.ppm_limits},
        "decision_scores": {code: str(score) for code, score in settings.decision_scores},
    }
