"""Disputes: the list, resolving one, and closing those whose invoice is paid."""

from __future__ import annotations

from collectwork.domain.account import DisputeLine
from collectwork.domain.actions import Action, Recorded
from collectwork.domain.activity import new_id
from collectwork.domain.disputes import STATES
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases.actions.answer import recorded
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write


def disputes(
    desk: Desk, state: str | None = None, customer_id: int | None = None
) -> list[DisputeLine]:
    """Disputes, oldest first; ``state`` one of ``domain.disputes.STATES``."""
    if state is not None and state not in STATES:
        raise InputRefused(f"{state!r} is no state of a dispute: {', '.join(STATES)}.")
    with desk.store.read() as tx:
        return tx.disputes.lines(state, customer_id)


def resolve(
    desk: Desk,
    dispute_id: str,
    resolution: str,
    key: str | None = None,
    *,
    withdrawn: bool = False,
) -> Recorded:
    """Close a dispute with what came of it; ``withdrawn`` when the customer gave it up."""
    if not resolution.strip():
        raise InputRefused("Not resolved: say what came of it.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line = tx.disputes.by_id(dispute_id)
            if line is None:
                raise NotFound("There is no such dispute.")
            if line.state != "open":
                raise InputRefused(f"Not resolved: the dispute is {line.state} already.")
            tx.accounts.worked(line.customer_id, None)
            state = "withdrawn" if withdrawn else "resolved"
            tx.disputes.close([line.id], state, resolution, desk.today)
            tx.record(_closing(desk, line, state, resolution))
    return recorded(tx)


def close_paid(desk: Desk, tx: Write) -> int:
    """Resolve open disputes whose invoice has nothing open; one entry each."""
    lines = tx.disputes.paid()
    for line in lines:
        tx.disputes.close([line.id], "resolved", "invoice paid", desk.today)
        tx.record(_closing(desk, line, "resolved", "invoice paid", automatic=True))
    return len(lines)


def _closing(
    desk: Desk, line: DisputeLine, state: str, resolution: str, *, automatic: bool = False
) -> Action:
    return Action(
        kind="dispute.resolved",
        code=f"dispute_{state}",
        channel="none",
        account=line.customer_id,
        customer=line.customer,
        work_day=desk.today,
        text=resolution,
        items=(line.item_id,) if line.item_id is not None else (),
        invoices=(line.document,) if line.document else (),
        automatic=automatic,
        details={
            "dispute_id": line.id,
            "undo": {"disputes": [line.id]},
            "said": f"Dispute on {line.document or line.customer} {state}.",
        },
    )
