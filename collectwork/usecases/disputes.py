"""Disputes: the list, deciding about one, and closing those whose invoice is paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from collectwork.domain.account import DisputeLine
from collectwork.domain.actions import Action, Recorded
from collectwork.domain.activity import new_id
from collectwork.domain.calendar import add_business_days
from collectwork.domain.disputes import DEFAULT_DAYS, STATES, Act, DisputeInput, after, is_overdue
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases.actions import effects
from collectwork.usecases.actions.answer import recorded
from collectwork.usecases.actions.deciding import decided
from collectwork.usecases.desk import Desk
from collectwork.usecases.picking import picked
from collectwork.usecases.ports.work import Write

Changes = dict[str, Any]


def disputes(
    desk: Desk,
    state: str | None = None,
    customer_id: int | None = None,
    *,
    owner: str | None = None,
    overdue: bool = False,
) -> list[DisputeLine]:
    """Disputes, oldest first; ``state`` one of ``domain.disputes.STATES``. ``overdue``: only open
    ones whose owner should have cleared them before today, the longest overdue first."""
    if state is not None and state not in STATES:
        raise InputRefused(f"{state!r} is no state of a dispute: {', '.join(STATES)}.")
    with desk.store.read() as tx:
        lines = tx.disputes.lines(state, customer_id)
    if owner is not None:
        mine = owner.strip().casefold()
        lines = [line for line in lines if (line.owner or "").casefold() == mine]
    if not overdue:
        return lines
    late = [line for line in lines if is_overdue(line.state, line.due, desk.today)]
    return sorted(late, key=lambda line: (line.due or date.max, line.id))


def open_one(
    desk: Desk, customer_id: int, wanted: DisputeInput, key: str | None = None
) -> Recorded:
    """A dispute that was raised otherwise than in a call, in a letter for instance."""
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            customer = tx.accounts.customer(customer_id)
            if customer is None:
                raise NotFound("There is no such customer.")
            tx.accounts.worked(customer_id, None)
            started = effects.dispute(desk, tx, customer, wanted, tx.key)
            items = tx.accounts.items_by_id(started.items) if started.items else []
            tx.record(
                Action(
                    kind="dispute.opened",
                    code="dispute_opened",
                    channel="none",
                    account=customer_id,
                    customer=customer.number,
                    work_day=desk.today,
                    text=wanted.reason,
                    items=started.items,
                    invoices=tuple(dict.fromkeys(item.document for item in items)),
                    next_on=started.next_on,
                    details=started.details
                    | {"undo": {}, "said": f"Dispute opened {started.words}."},
                )
            )
    return recorded(tx)


def resolve(
    desk: Desk,
    dispute_id: str,
    resolution: str,
    key: str | None = None,
    *,
    withdrawn: bool = False,
    root_cause: str | None = None,
) -> Recorded:
    """Close a dispute with what came of it; ``withdrawn`` when the customer gave it up.
    ``root_cause``: what brought it about, where that is known by now."""
    _said(resolution, "Not resolved: say what came of it.")

    def changes(_: Write, __: DisputeLine) -> Changes:
        cause = {"root_cause": root_cause} if root_cause else {}
        return {"resolution": resolution, "closed_on": desk.today, **cause}

    act: Act = "withdraw" if withdrawn else "resolve"
    state = "withdrawn" if withdrawn else "resolved"
    kind = ("dispute.resolved", f"dispute_{state}")
    return _decide(desk, dispute_id, act, kind, state, resolution, changes, key)


def confirm(desk: Desk, dispute_id: str, key: str | None = None) -> Recorded:
    """Open a dispute that a short payment proposed; from now on it holds its amount back."""

    def changes(_: Write, __: DisputeLine) -> Changes:
        return {"opened_on": desk.today, "due": _default_due(desk)}

    kind = ("dispute.opened", "dispute_confirmed")
    return _decide(desk, dispute_id, "confirm", kind, "confirmed", "", changes, key)


def decline(desk: Desk, dispute_id: str, reason: str, key: str | None = None) -> Recorded:
    """Say that a proposed dispute is none; what is missing stays to be collected."""
    _said(reason, "Not declined: say why.")

    def changes(_: Write, __: DisputeLine) -> Changes:
        return {"resolution": reason, "closed_on": desk.today}

    kind = ("dispute.resolved", "dispute_declined")
    return _decide(desk, dispute_id, "decline", kind, "declined", reason, changes, key)


def reopen(
    desk: Desk, dispute_id: str, reason: str, due: date | None = None, key: str | None = None
) -> Recorded:
    """Open a dispute again that was closed; refused where nothing of it is owed any more."""
    _said(reason, "Not opened again: say why.")
    _to_come(desk, due, "Not opened again")

    def changes(tx: Write, line: DisputeLine) -> Changes:
        items = tx.accounts.items_by_id([line.item_id]) if line.item_id is not None else []
        if any(item.open <= 0 for item in items):
            raise InputRefused(f"Not opened again: nothing is open on {line.document}.")
        closed = {"resolution": None, "closed_on": None}
        return {**closed, "opened_on": desk.today, "due": due or _default_due(desk)}

    kind = ("dispute.opened", "dispute_reopened")
    return _decide(desk, dispute_id, "reopen", kind, "opened again", reason, changes, key)


def reassign(
    desk: Desk,
    dispute_id: str,
    reason: str,
    *,
    owner: str | None = None,
    due: date | None = None,
    category: str | None = None,
    root_cause: str | None = None,
    key: str | None = None,
) -> Recorded:
    """Another owner, date, category or root cause of a dispute that is not closed."""
    _said(reason, "Not changed: say why.")
    _to_come(desk, due, "Not changed")
    wanted = {"owner": owner, "due": due, "category": category, "root_cause": root_cause}
    given = {name: value for name, value in wanted.items() if value}
    if not given:
        raise InputRefused("Not changed: name another owner, date, category or root cause.")
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in given.items())
    kind = ("dispute.changed", "dispute_changed")
    return _decide(
        desk, dispute_id, "change", kind, f"changed: {said}", reason, lambda _, __: given, key
    )


def close_cleared(desk: Desk, tx: Write) -> int:
    """Resolve disputes whose invoice is paid or whose disputed part is credited; an entry each."""
    lines = tx.disputes.cleared()
    for line, why in lines:
        before = tx.disputes.change(
            line.id, state=after(line.state, "clear"), resolution=why, closed_on=desk.today
        )
        kind = ("dispute.resolved", "dispute_resolved")
        tx.record(_entry(desk, line, kind, "resolved", why, before, automatic=True))
    return len(lines)


def _decide(
    desk: Desk,
    dispute_id: str,
    act: Act,
    kind: tuple[str, str],
    said: str,
    text: str,
    changes: Callable[[Write, DisputeLine], Changes],
    key: str | None,
) -> Recorded:
    """One decision: the act must fit the state; the entry holds what was before."""
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line = picked(tx.disputes, dispute_id, "dispute", "disputes")
            state = after(line.state, act)
            tx.accounts.worked(line.customer_id, None)
            before = tx.disputes.change(line.id, state=state, **changes(tx, line))
            now = tx.disputes.by_id(line.id) or line
            tx.record(_entry(desk, now, kind, said, text or line.reason, before))
    return recorded(tx)


def _entry(
    desk: Desk,
    line: DisputeLine,
    kind: tuple[str, str],
    done: str,
    text: str,
    before: Changes,
    *,
    automatic: bool = False,
) -> Action:
    details = {
        "dispute_id": line.id,
        "dispute": {
            "ids": [line.id],
            "category": line.category,
            "reason": line.reason,
            "minor": line.amount,
            "currency": line.currency,
            "owner": line.owner,
            "due": line.due.isoformat() if line.due else None,
            "root_cause": line.root_cause,
        },
        "undo": {"dispute_rows": {line.id: before}},
        "said": f"Dispute on {line.document or line.customer} {done}.",
    }
    return decided(desk, line, kind, text, details, automatic=automatic)


def _default_due(desk: Desk) -> date:
    return add_business_days(desk.today, DEFAULT_DAYS, desk.holidays)


def _to_come(desk: Desk, due: date | None, refused: str) -> None:
    if due is not None and due < desk.today:
        raise InputRefused(f"{refused}: {due.isoformat()} lies in the past.")


def _said(text: str, sentence: str) -> None:
    if not text.strip():
        raise InputRefused(sentence)
