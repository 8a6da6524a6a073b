"""The certificate that a supplier owes with an item: nothing is accepted before it is there."""

from __future__ import annotations

from zhihe.errors import Conflict
from zhihe.platform.actions import Event
from zhihe.platform.context import Context


def certified(ctx: Context, event: Event) -> None:
    """Refuse to accept a lot whose certificate, asked for when it was received, is not there yet."""
    inspection = event.record
    lot = ctx.records.get("lot", inspection["lot"])
    if not lot["certificate_number"] and lot["certificate"] is None:
        raise Conflict(
            "decision.certificate",
            f"{inspection['number']} needs a certificate: enter its number or attach it at lot {lot['code']}.",
            field="code",
            value=event.inputs["code"],
            record=inspection["number"],
            lot=lot["code"],
        )
