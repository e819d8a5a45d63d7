"""The entry of a decision about one thing of an account: a dispute, a block."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from collectwork.domain.account import BlockLine, DisputeLine
from collectwork.domain.actions import Action
from collectwork.usecases.desk import Desk


def decided(
    desk: Desk,
    line: BlockLine | DisputeLine,
    kind: tuple[str, str],
    text: str,
    details: Mapping[str, Any],
    *,
    next_on: date | None = None,
    automatic: bool = False,
) -> Action:
    """``kind``: that of the entry, and the code under which it counts; ``text``: the reason."""
    return Action(
        kind=kind[0],
        code=kind[1],
        channel="none",
        account=line.customer_id,
        customer=line.customer,
        work_day=desk.today,
        text=text,
        items=(line.item_id,) if line.item_id is not None else (),
        invoices=(line.document,) if line.document else (),
        next_on=next_on,
        automatic=automatic,
        details=dict(details),
    )
