"""Documents that answer for stock: what a count finds more or less of it is told to them by their step ``count``.

A model offers itself by that step: the states that have it say how long a document answers, the choices of its input
``status`` for stock in which statuses. What the difference means to it, it says itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from zhihe.platform.actions import Entry, Event, Reference, Row
from zhihe.platform.context import Context

STEP = "count"


def renew_covers(ctx: Context, event: Event) -> None:
    """A surplus under a document that answers no more comes under a new one, which its app opens after the posting.

    What was counted away and is found when all was decided on or closed was no part of that. The documents are
    locked: one that is being decided on either sees the difference or is seen. ``notes["found"]`` has the document
    that answered before, by line.
    """
    asked: dict[str, set[str]] = defaultdict(set)
    lines = [line for line in event.lines if _answers(ctx, line["cover"], line["status"])]
    for line in lines:
        asked[line["cover"][0]].add(line["cover"][1])
    found: dict[str, Row] = {}
    stands = {model: ctx.records.lock(model, sorted(ids)) for model, ids in sorted(asked.items())}
    for line in lines:
        model, identity = line["cover"]
        states = ctx.registry.models[model].states
        before = stands[model].get(identity)
        if states and before is not None and STEP not in states.transitions[before["state"]]:
            event.set(line, cover=(model, ctx.new_id()))
            found[line["id"]] = before
    event.notes["found"] = found


def tell_covers(ctx: Context, entries: Sequence[Entry], opened: Sequence[Reference] = ()) -> None:
    """Tell the documents what a posting found more or less of what they answer for; not those ``opened`` for it."""
    told: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for entry in entries:
        cover, status = entry.dimensions["cover"], entry.dimensions["status"]
        if cover not in opened and _answers(ctx, cover, status):
            told[cover[0], status][cover[1]] += entry.measures["quantity"]
    for (model, status), changes in sorted(told.items()):
        steps = {key: {"status": status, "quantity": changes[key]} for key in sorted(changes) if changes[key]}
        ctx.records.step_many(model, STEP, steps)


def _answers(ctx: Context, cover: Reference | None, status: str) -> bool:
    """Whether documents of the cover's model answer for stock in this status."""
    model = None if cover is None else ctx.registry.models.get(cover[0])
    step = None if model is None else model.steps.get(STEP)
    return step is not None and status in {choice.key for choice in step.inputs["status"].choices}
