"""The inspection lot: opened by a receipt, sampled by plan and severity, judged by its readings, decided once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from zhihe.apps.quality import evaluation
from zhihe.apps.quality.certificates import certified
from zhihe.apps.quality.counted import inspect_found
from zhihe.apps.quality.on_stock import cover_due, cover_stock, inspect_stock, inspect_transfer, prepare_cover
from zhihe.apps.quality.plans import Need, characteristic_rows, class_rows, needs, needs_and
from zhihe.apps.quality.quality_level import lock_levels, moved
from zhihe.apps.quality.refusals import not_decided_whole, take_refused
from zhihe.apps.quality.reopening import not_moved_since, post_reopen, prepare_reopen
from zhihe.errors import Conflict
from zhihe.kernels.sampling.switching import LotOutcome, LotSkipped, Severity
from zhihe.platform.actions import Event, Find, Row
from zhihe.platform.context import Context

__all__ = [
    "certified", "cover_due", "cover_stock", "inspect_found", "inspect_stock", "inspect_transfer", "not_decided_whole",
    "not_moved_since", "post_reopen", "prepare_reopen", "take_refused",
]  # fmt: skip
ORIGIN = "purchase_receipt"


def decide_landing(ctx: Context, event: Event) -> None:
    """Say where each receipt line lands: in inspection under a lot that will cover it, or free by skip or policy."""
    record = event.record
    items = sorted({line["item"] for line in event.lines})
    found, (open_items,) = needs_and(
        ctx, record["site"], record["supplier"], ORIGIN, items, _ship_to_stock(record, items)
    )
    # A complaint or an open request suspends the certificate too.
    certified = (row["item"] for row in open_items if row["ship_to_stock"] and row["item"] in found)
    free = {item for item in certified if not _suspended(found[item])}
    event.notes["certificates"] = {row["item"] for row in open_items if row["certificate_required"]}
    event.notes["needs"] = found
    event.notes["free"] = free
    for line in event.lines:
        need = found.get(line["item"])
        if need is None:
            continue
        if need.skip or line["item"] in free:
            event.set(line, status="unrestricted", cover=None)
        else:
            event.set(line, status="in_inspection", cover=("inspection_lot", ctx.new_id()))


def _suspended(need: Need) -> bool:
    return any(level.suspended_by for level in need.levels.values())


def _ship_to_stock(record: Row, items: list[str]) -> Find:
    where = {
        "and": [
            {"field": "supplier", "op": "eq", "value": record["supplier"]},
            {"field": "site", "op": "eq", "value": record["site"]},
            {"field": "item", "op": "in", "value": items},
            {"or": [{"field": key, "op": "eq", "value": True} for key in ("ship_to_stock", "certificate_required")]},
        ]
    }
    return Find("quality_information_record", where)


def open_inspections(ctx: Context, event: Event) -> None:
    """Open one inspection lot for each receipt line that needs one; with a plan it goes straight to work."""
    record = event.record
    found: dict[str, Need] = event.notes["needs"]
    opened = []
    for line in record["lines"]:
        need = found.get(line["item"])
        if need is not None:
            cover = line["cover"]
            opened.append(
                {
                    "id": cover[1] if cover else ctx.new_id(),
                    "origin": ORIGIN,
                    "site": record["site"],
                    "item": line["item"],
                    "lot": line["lot"],
                    "supplier": record["supplier"],
                    "source": ("goods_receipt", record["id"]),
                    "source_line": line["id"],
                    "order_line": line["order_line"],
                    "certificate_required": line["item"] in event.notes["certificates"],
                    "quantity": line["quantity"],
                    "plan": need.plan["id"] if need.plan else None,
                    "due_at": ctx.now + dt.timedelta(days=ctx.setting("inspection_days")),
                }
            )
    lots = ctx.records.create_many("inspection_lot", opened)
    skipped: dict[str, Row] = {
        lot["id"]: {} for lot in lots if found[lot["item"]].skip or lot["item"] in event.notes["free"]
    }
    started: dict[str, Row] = {lot["id"]: {} for lot in lots if lot["plan"] is not None and lot["id"] not in skipped}
    notes = {lot["id"]: {"need": found[lot["item"]]} for lot in lots}
    ctx.records.step_many("inspection_lot", "release", started, notes)
    ctx.records.step_many("inspection_lot", "skip", skipped, notes)


def take_plan(ctx: Context, event: Event) -> None:
    """Copy classes and characteristics of the plan to the lot, with n, Ac and Re at the severity of today."""
    lot = event.record
    need = _need_of(ctx, event)
    if need is None or need.plan is None:
        return
    classes, note = class_rows(ctx, need, lot["quantity"])
    strictest = max((Severity(row["severity"]) for row in classes), key=_strictness, default=Severity.NORMAL)
    event.set(
        lot,
        plan=need.plan["id"],
        classes=classes,
        characteristics=characteristic_rows(ctx, need.plan, classes),
        sample_size=max((row["n"] for row in classes), default=0),
        severity=strictest.value,
        auto_reject=bool(need.setting["auto_reject"]),
        explanation=note.zh,
        explanation_en=note.en,
    )


def _need_of(ctx: Context, event: Event) -> Need | None:
    """What a lot needs: as found by what opened it, or asked anew where a person takes the step."""
    lot = event.record
    found: Need | None = event.notes.get("need")
    return found or needs(ctx, lot["site"], lot["supplier"], lot["origin"], [lot["item"]]).get(lot["item"])


def _strictness(severity: Severity) -> int:
    return [Severity.SKIP, Severity.REDUCED, Severity.NORMAL, Severity.TIGHTENED, Severity.DISCONTINUED].index(severity)


def _results(ctx: Context, lot: Row) -> list[Row]:
    """All results of a lot, those of earlier tests too."""
    return ctx.records.find("inspection_result", {"and": [{"field": "inspection", "op": "eq", "value": lot["id"]}]})


def _measured(ctx: Context, lot: Row) -> bool:
    """Whether who acts entered results of the lot."""
    where = [
        {"field": "inspection", "op": "eq", "value": lot["id"]},
        {"field": "inspector", "op": "eq", "value": ctx.user.id},
    ]
    return ctx.records.one("inspection_result", {"and": where}) is not None


def judge(ctx: Context, event: Event) -> None:
    """Compute what was inspected and found, and the verdict of each class and of the lot.

    A retest judges its own results; those of the tests before it stay readable and count for nothing.
    """
    lot = event.record
    # A reading that is being saved has locked the lot: its end is waited for, so that it counts or is refused.
    ctx.records.lock("inspection_lot", [lot["id"]])
    results = evaluation.of_test(_results(ctx, lot), lot["test_no"])
    event.notes["results"] = results
    found = evaluation.counts(lot["characteristics"], results)
    each = evaluation.nonconformities(lot["characteristics"], results)
    for line in lot["characteristics"]:
        inspected, bad = found[line["id"]]
        event.set(line, inspected=inspected, nonconforming=bad, nonconformities=each[line["id"]])
    by_class = evaluation.class_counts(lot["characteristics"], results)
    complete = evaluation.complete_classes(lot["characteristics"], found)
    for row in lot["classes"]:
        whole = row["class"] in complete
        several = sum(each[line["id"]] for line in lot["characteristics"] if line["class"] == row["class"])
        event.set(row, nonconforming=by_class.get(row["class"], 0), nonconformities=several)
        said = evaluation.verdict(row, evaluation.judged_by(row), complete=whole)
        event.set(row, verdict=said, curtailed=said == "reject" and not whole)
    verdicts = {row["verdict"] for row in lot["classes"]}
    event.set(
        lot,
        verdict="reject" if "reject" in verdicts else "accept" if verdicts == {"accept"} else None,
        nonconforming=sum(by_class.values()),
        inspected=max((inspected for inspected, _bad in found.values()), default=0),
        inspector=ctx.user.id,
        completed_at=ctx.now,
    )


def all_inspected(ctx: Context, event: Event) -> None:
    """Every characteristic has its sample; only a lot whose Re is reached may stop earlier (curtailed)."""
    lot = event.record
    rejected = lot["verdict"] == "reject"
    for number, line in enumerate(lot["characteristics"]):
        if line["inspected"] >= line["sample_size"] or rejected:
            continue
        name = ctx.records.get("characteristic", line["characteristic"])["name"]
        raise Conflict(
            "inspection.incomplete",
            f"{name}: {line['inspected']} of {line['sample_size']} are inspected; a blank is never a pass.",
            field=f"characteristics[{number}]",
            value=line["inspected"],
        )


def prepare_decision(ctx: Context, event: Event) -> None:
    """Write the decision's postings; what the decider leaves open goes where his code sends it."""
    lot, code = event.record, event.inputs["code"]
    prepare_cover(ctx, event)
    postings = [
        {**{key: row[key] for key in ("action", "quantity", "reason")}, "decided_by": ctx.user.id, "at": ctx.now}
        for row in event.inputs["postings"]
    ]
    if not postings and code != "retest":
        postings = _proposal(ctx, lot, code)
    _decide(ctx, event, code, postings)
    event.set(lot, decided_by=ctx.user.id, decision_comment=event.inputs["comment"])


def prepare_reject(ctx: Context, event: Event) -> None:
    """Reject by setting, as soon as the verdict is known: no person decides, so none is named."""
    prepare_cover(ctx, event)
    _decide(ctx, event, "reject", _proposal(ctx, event.record, "reject"))


def _decide(ctx: Context, event: Event, code: str, postings: list[Row]) -> None:
    lot = event.record
    event.notes["postings"] = postings
    # What switching sees is the first verdict of the lot: when it is decided on, be it by a retest.
    event.notes["first"] = lot["test_no"] == 1 and not lot["postings"]
    posted = lot["posted"] + sum((row["quantity"] for row in postings), Decimal(0))
    score = None if code == "retest" else ctx.setting(f"{code}_score")
    event.set(lot, postings=postings, posted=posted, decision=code, quality_score=score, decided_on=ctx.today)
    if code == "retest":
        event.set(lot, test_no=lot["test_no"] + 1)


def _proposal(ctx: Context, lot: Row, code: str) -> list[Row]:
    """What destructive tests used up is scrapped, the rest is freed or blocked."""
    remaining = lot["quantity"] + lot["counted"] - lot["posted"]
    used = min(_used_up(ctx, lot), remaining)
    rest = remaining - used
    said = {"decided_by": ctx.user.id, "at": ctx.now}
    rows = [{"action": "scrap", "quantity": used, **said}] if used else []
    target = "unrestricted" if code == "accept" else "blocked"
    return [*rows, {"action": target, "quantity": rest, **said}] if rest > 0 else rows


def _used_up(ctx: Context, lot: Row) -> Decimal:
    """What the destructive tests of the lot used up and no decision has scrapped yet."""
    if not any(row["destructive"] for row in lot["characteristics"]):
        return Decimal(0)
    if lot["test_no"] == 1:
        used = max(row["inspected"] or 0 for row in lot["characteristics"] if row["destructive"])
    else:
        used = evaluation.used_up(lot["characteristics"], _results(ctx, lot), lot["test_no"])
    scrapped = sum((row["quantity"] for row in lot["postings"] if row["action"] == "scrap"), Decimal(0))
    return max(used - scrapped, Decimal(0))


def allowed_decision(ctx: Context, event: Event) -> None:
    """Accept only what the verdict accepts; a rejected lot frees nothing; who measured does not decide."""
    lot, code = event.record, event.inputs["code"]
    actions = {row["action"] for row in event.notes["postings"]}
    if code == "accept" and lot["verdict"] != "accept":
        raise Conflict(
            "decision.verdict",
            "The verdict is reject: accept is not possible; acceptance after sorting or by concession is an outcome "
            "of the review board.",
            field="code",
            value=code,
        )
    if code != "accept" and "unrestricted" in actions:
        raise Conflict("decision.posting", f"The decision {code} frees nothing.", field="postings", value=code)
    if any(row["quantity"] <= 0 for row in event.notes["postings"]):
        raise Conflict("decision.quantity", "Every posting has a quantity above zero.", field="postings")
    if ctx.setting("four_eyes") and _measured(ctx, lot):
        raise Conflict("decision.four_eyes", "Who entered results of this lot must not decide on it.", field="code")


def post_decision(ctx: Context, event: Event) -> None:
    """Move the stock: each posting from in inspection to where the decision sends it.

    The lot answers for all that stands under it, also for what was split off into other lots: no line names a lot.
    """
    lot = event.record
    own = ("inspection_lot", lot["id"])
    common = {"item": lot["item"]}
    covers = {"unrestricted": None, "blocked": lot["blocked_cover"] or own, "sample": own}
    moves, used = [], []
    for row in event.notes["postings"]:
        if row["action"] == "scrap":
            used.append({**common, "status": "in_inspection", "cover": own, "quantity": row["quantity"]})
        else:
            moves.append(
                {
                    **common,
                    "from_status": "in_inspection",
                    "from_cover": own,
                    "to_status": row["action"],
                    "to_cover": covers[row["action"]],
                    "quantity": row["quantity"],
                }
            )
    if event.notes.get("covered"):
        ctx.call("stock.reclassify", cause=own, lines=event.notes["covered"])
    if used:
        ctx.call("stock.scrap", cause=own, lines=used)
    if moves:
        ctx.call("stock.reclassify", cause=own, lines=moves)


def count_in_levels(ctx: Context, event: Event) -> None:
    """Count the lot once in the level of each of its classes, by the first verdict it got.

    A retest changes nothing of it: the standard counts original inspection only, so a lot that was rejected and then
    accepted on retest was not accepted. Further postings count for nothing, and neither does stock inspected again:
    it says nothing new of the supplier.
    """
    lot = event.record
    if lot["supplier"] is None or lot["origin"] != ORIGIN or not event.notes["first"]:
        return
    # A class that was left when another one rejected the lot was not judged: it counts neither way.
    judged = sorted((row for row in lot["classes"] if row["verdict"] is not None), key=lambda row: row["class"])
    levels = lock_levels(ctx, lot, [row["class"] for row in judged])
    changes = {}
    for row in judged:
        level = levels[row["class"]]
        changes[level["id"]] = moved(ctx, level, [_outcome(lot, row, level)], lot["id"])
    ctx.records.change_many("quality_level", changes)


def _outcome(lot: Row, row: Row, level: Row) -> LotOutcome:
    accepted = row["verdict"] == "accept" and not (lot["decision"] == "reject" and lot["verdict"] == "accept")
    return LotOutcome(
        accepted=accepted,
        nonconforming=evaluation.judged_by(row),
        plan=(row["letter"] or "", row["n"], row["ac"]),
        tighter_ac=row["tighter_ac"],
        severity=Severity(row["severity"]),
        steady_production=bool(level["steady"]),
        authority_agrees=bool(level["authority_agrees"]),
        return_to_normal=accepted and evaluation.judged_by(row) > row["ac"],
    )


def prepare_skip(ctx: Context, event: Event) -> None:
    """A skipped lot is accepted whole without inspection; its record stays, so that history and rating see it."""
    lot = event.record
    need = _need_of(ctx, event)
    classes = [
        {"class": row["class"], "severity": "skip", "sampling": row["sampling"], "n": 0, "ac": 0, "re": 1}
        for row in (need.classes if need else ())
    ]
    event.set(
        lot, classes=classes, posted=lot["quantity"], severity="skip", sample_size=0, inspected=0, decided_on=ctx.today
    )


def count_skipped(ctx: Context, event: Event) -> None:
    """Count the skipped lot, so that the pattern comes to the next inspected one."""
    lot = event.record
    if lot["supplier"] is None:
        return
    levels = lock_levels(ctx, lot, [row["class"] for row in lot["classes"]])
    skipping = {level["id"]: level for level in levels.values() if level["severity"] == "skip"}
    changes = {key: moved(ctx, level, [LotSkipped()], lot["id"]) for key, level in skipping.items()}
    ctx.records.change_many("quality_level", changes)


def undecided(ctx: Context, event: Event) -> None:
    """A receipt can be reversed only while none of its inspection lots has posted anything or was counted otherwise."""
    where = {"and": [{"field": "source_line", "op": "in", "value": [line["id"] for line in event.record["lines"]]}]}
    for lot in ctx.records.find("inspection_lot", where):
        if lot["posted"] > 0:
            raise Conflict(
                "receipt.decided",
                f"{lot['number']} has been decided: reverse its postings first.",
                record=lot["number"],
                state=lot["state"],
            )
        if lot["counted"]:
            # What a count found more than was received would be left in inspection under a cancelled lot (I1).
            raise Conflict(
                "receipt.counted",
                f"A count found {lot['counted']:+} against what was received under {lot['number']}: count it again.",
                record=lot["number"],
                counted=str(lot["counted"]),
            )
