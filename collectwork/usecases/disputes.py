"""Disputes: the list, resolving one, and closing those whose invoice is paid."""

from __future__ import annotations

from collectwork.domain.account import DisputeLine
from collectwork.domain.actions import Action, Recorded
from collectwork.domain.activity import new_id
from collectwork.domain.calendar import add_business_days
from collectwork.domain.disputes import DEFAULT_DAYS, STATES
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
                raise NotFound("There is no such dispute: `collectwork disputes` lists them.")
            if line.state != "open":
                raise InputRefused(f"Not resolved: the dispute is {line.state} already.")
            tx.accounts.worked(line.customer_id, None)
            state = "withdrawn" if withdrawn else "resolved"
            tx.disputes.close([line.id], state, resolution, desk.today)
            tx.record(_closing(desk, line, state, resolution))
    return recorded(tx)


def confirm(desk: Desk, dispute_id: str, key: str | None = None) -> Recorded:
    """Open a dispute that a short payment proposed; from now on it holds its amount back."""
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line = _proposed(tx, dispute_id, "Not confirmed")
            tx.accounts.worked(line.customer_id, None)
            due = add_business_days(desk.today, DEFAULT_DAYS, desk.holidays)
            tx.disputes.confirm(line.id, tx.key, desk.today, due)
            tx.record(_deciding(desk, line, "dispute.opened", "dispute_confirmed", line.reason))
    return recorded(tx)


def decline(desk: Desk, dispute_id: str, reason: str, key: str | None = None) -> Recorded:
    """Say that a proposed dispute is none; what is missing stays to be collected."""
    if not reason.strip():
        raise InputRefused("Not declined: say why.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line = _proposed(tx, dispute_id, "Not declined")
            tx.accounts.worked(line.customer_id, None)
            tx.disputes.close([line.id], "declined", reason, desk.today)
            tx.record(_deciding(desk, line, "dispute.resolved", "dispute_declined", reason))
    return recorded(tx)


def _proposed(tx: Write, dispute_id: str, refused: str) -> DisputeLine:
    line = tx.disputes.by_id(dispute_id)
    if line is None:
        raise NotFound("There is no such dispute: `collectwork disputes` lists them.")
    if line.state != "proposed":
        raise InputRefused(f"{refused}: the dispute is {line.state} already.")
    return line


def _deciding(desk: Desk, line: DisputeLine, kind: str, code: str, text: str) -> Action:
    done = "confirmed" if kind == "dispute.opened" else "declined"
    return Action(
        kind=kind,
        code=code,
        channel="none",
        account=line.customer_id,
        customer=line.customer,
        work_day=desk.today,
        text=text,
        items=(line.item_id,) if line.item_id is not None else (),
        invoices=(line.document,) if line.document else (),
        details={
            "dispute_id": line.id,
            "dispute": {
                "ids": [line.id],
                "category": line.category,
                "reason": line.reason,
                "minor": line.amount,
                "currency": line.currency,
            },
            "said": f"Dispute on {line.document or line.customer} {done}.",
        },
    )


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
