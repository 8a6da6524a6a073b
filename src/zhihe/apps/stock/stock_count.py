"""Counting: differences against the books, a surplus into the worst status of its lot."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from zhihe.apps.stock import valued
from zhihe.apps.stock.covers import renew_covers, tell_covers
from zhihe.apps.stock.entries import WORST_FIRST, balances, entry, equals, fill_standing
from zhihe.apps.stock.stock import merged
from zhihe.apps.stock.stock_movement import site_of
from zhihe.errors import Forbidden
from zhihe.platform.actions import Entry, Event, Row
from zhihe.platform.context import Context


def find_differences(ctx: Context, event: Event) -> None:
    """Compare what was counted at a place with what the books hold there over all statuses."""
    lots = fill_standing(ctx, event.lines)
    for line in event.lines:
        if line["id"] in lots:
            event.set(line, lot=lots[line["id"]])
        found = balances(ctx, item=line["item"], lot=line["lot"], location=line["location"])
        booked = sum((row["quantity"] for row in found), Decimal(0))
        status, cover = _surplus(ctx, line) if line["counted"] > booked else (None, None)
        event.set(line, booked=booked, difference=line["counted"] - booked, status=status, cover=cover)
    renew_covers(ctx, event)


def _surplus(ctx: Context, line: Row) -> tuple[str, object]:
    """The worst status in which the lot stands (untracked: at that site) or was counted away, and its cover.

    What an earlier count took away from a restricted status comes back into that status: two counts one after the
    other free nothing.
    """
    here: dict[tuple[str, object], Decimal] = defaultdict(Decimal)
    untracked = ctx.records.get("lot", line["lot"])["standing"]
    site = site_of(ctx, line["location"])
    for row in balances(ctx, item=line["item"], lot=line["lot"]):
        if not untracked or site_of(ctx, row["location"]) == site:
            here[row["status"], row["cover"]] += row["quantity"]
    lost: dict[tuple[str, object], Decimal] = defaultdict(Decimal)
    missing: dict[str, Decimal] = defaultdict(Decimal)
    for row in ctx.ledger("stock").entries(equals(lot=line["lot"], movement="count")):
        lost[row["status"], row["cover"]] -= row["quantity"]
        # What came back may stand under another document than the one it was lost from.
        missing[row["status"]] -= row["quantity"]
    present = {key for key, quantity in here.items() if quantity > 0}
    present |= {key for key, quantity in lost.items() if quantity > 0 and missing[key[0]] > 0}
    if not present:
        return "unrestricted", None
    # Of two documents the one that answers for something now: another may be closed.
    return min(present, key=lambda key: (WORST_FIRST.index(key[0]), here[key] <= 0, str(key[1])))


def opposite_differences(ctx: Context, event: Event) -> None:
    """Opposite differences on one lot in one count are a move in disguise: they need a quality role."""
    signs: dict[str, set[bool]] = defaultdict(set)
    for line in event.record["lines"]:
        if line["difference"]:
            signs[line["lot"]].add(line["difference"] > 0)
    if any(len(found) > 1 for found in signs.values()) and not ctx.user.roles & {"quality_engineer", "quality_manager"}:
        raise Forbidden(
            "count.opposite",
            "One lot is short here and over there: post a move, or let a quality engineer post this count.",
        )


def post_count(ctx: Context, event: Event) -> None:
    """Post the differences: a shortage leaves the freest status first, a surplus enters the one that was found."""
    entries: list[Entry] = []
    for line in event.record["lines"]:
        if line["difference"] > 0:
            entries.append(entry({**line, "owner": None}, line["difference"]))
        elif line["difference"] < 0:
            entries.extend(_shortage(ctx, line))
    if entries:
        cause = ("stock_count", event.record["id"])
        entries = merged(entries)
        valued.post(ctx, "count", entries, cause=cause, on=event.record["day"])
        found = event.notes["found"]
        tell_covers(ctx, entries, [line["cover"] for line in event.record["lines"] if line["id"] in found])


def _shortage(ctx: Context, line: Row) -> list[Entry]:
    found = balances(ctx, item=line["item"], lot=line["lot"], location=line["location"])
    found.sort(key=lambda row: -WORST_FIRST.index(row["status"]))
    left = -line["difference"]
    entries = []
    for row in found:
        part = min(left, row["quantity"])
        if part > 0:
            entries.append(entry(row, -part))
            left -= part
    return entries
