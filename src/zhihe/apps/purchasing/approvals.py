"""The quality information record: which supplier may deliver which item to which site."""

from __future__ import annotations

from collections.abc import Sequence

from zhihe.errors import Conflict
from zhihe.platform.actions import Find, Row
from zhihe.platform.context import Context


def approvals_of(supplier: str, site: str, lines: Sequence[Row]) -> Find:
    """The question for the quality information records for the items of these lines."""
    items = sorted({line["item"] for line in lines})
    where = {
        "and": [
            {"field": "supplier", "op": "eq", "value": supplier},
            {"field": "site", "op": "eq", "value": site},
            {"field": "item", "op": "in", "value": items},
        ]
    }
    return Find("quality_information_record", where)


def approvals(ctx: Context, supplier: str, site: str, lines: Sequence[Row]) -> dict[str, Row]:
    """The quality information records for the items of these lines, by item."""
    return {row["item"]: row for row in ctx.records.gather(approvals_of(supplier, site, lines))[0]}


def refuse_unless_open(ctx: Context, approval: Row | None, item: str, block: str) -> None:
    """Refuse an item that is blocked, out of date, or not approved although the company demands it."""
    code = ctx.records.get("item", item)["code"]
    if approval is None:
        if ctx.setting("approval_required"):
            raise Conflict(
                "approval.missing",
                f"No quality information record opens {code} to this supplier; quality makes one first.",
                field="item",
                value=code,
            )
        return
    if approval["status"] == "blocked" or approval[block]:
        what = "orders" if block == "block_order" else "receipts"
        raise Conflict(
            "approval.blocked",
            f"{approval['number']} blocks {what} of {code} from this supplier.",
            field="item",
            value=code,
            record=approval["number"],
        )
    if approval["release_until"] is not None and approval["release_until"] < ctx.today:
        raise Conflict(
            "approval.expired",
            f"{approval['number']} released {code} until {approval['release_until'].isoformat()} only.",
            field="item",
            value=code,
            record=approval["number"],
        )


def refuse_uncertified(ctx: Context, approval: Row | None, line: Row) -> None:
    """Refuse to land free what needs a certificate and has none; what is inspected waits for it until the decision."""
    if approval is None or not approval["certificate_required"]:
        return
    if not line["certificate_number"] and line["certificate"] is None:
        code = ctx.records.get("item", line["item"])["code"]
        raise Conflict(
            "receipt.certificate",
            f"{approval['number']} asks for a certificate with {code}: enter its number or attach it.",
            field="certificate_number",
            value=code,
            record=approval["number"],
        )
