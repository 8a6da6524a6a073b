"""A lot that expired is put on hold: nothing of it is issued or shipped, all of it can be moved, returned, scrapped."""

from __future__ import annotations

from zhihe.platform.actions import Event
from zhihe.platform.context import Context


def hold_expired(ctx: Context, event: Event) -> None:
    """Open a hold over the lot; it reaches what still arrives and what is split off."""
    lot = event.record
    text = f"到期 {lot['expires_on']:%Y-%m-%d} · expired"
    hold = ctx.records.create("hold", {"scope": "lot", "lot": lot["id"], "reason_text": text})
    ctx.records.step("hold", hold["id"], "open")


def extend_life(ctx: Context, event: Event) -> None:
    """Give a lot a later expiry, after an inspection found it good; the maximum life of its item stays the bound."""
    ctx.records.change("lot", event.inputs["lot"], {"expires_on": event.inputs["expires_on"]})
