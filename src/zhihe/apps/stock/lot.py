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
