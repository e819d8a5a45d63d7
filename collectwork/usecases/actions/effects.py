"""What an outcome starts: disputes, callbacks, resubmissions; promises are in ``promising``.

Each function checks, writes its rows in the action's transaction, and returns what the entry must
say about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from collectwork.domain import clocks, typed
from collectwork.domain.account import DisputeLine, FollowUpLine
from collectwork.domain.activity import new_id
from collectwork.domain.balances import BALANCE
from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.calendar import add_business_days
from collectwork.domain.customers import Customer
from collectwork.domain.disputes import DEFAULT_DAYS, DisputeInput
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write


@dataclass(frozen=True, slots=True)
class Started:
    """What began: details for the entry, invoices it is about, the day to look again, what an
    undo needs, and words for the sentence."""

    details: dict[str, Any] = field(default_factory=dict)
    items: tuple[int, ...] = ()
    next_on: date | None = None
    planned: tuple[FollowUpLine, ...] = ()
    before: dict[str, Any] = field(default_factory=dict)
    words: str = ""


def dispute(
    desk: Desk, tx: Write, customer: Customer, wanted: DisputeInput, entry_id: str
) -> Started:
    """A dispute per invoice, or one on the account; out of the sequence, never out of figures."""
    items = own_items(tx, customer, wanted.items)
    _check_dispute(desk, wanted, items)
    due = wanted.due or add_business_days(desk.today, DEFAULT_DAYS, desk.holidays)
    invoices = [item for item in items.values() if item.kind != BALANCE]
    summed = len(invoices) < len(items)  # a balance by age has no invoice: the account is disputed
    targets: Sequence[Item | None] = [*invoices, None] if summed else (invoices or [None])
    lines = [
        DisputeLine(
            id=new_id(),
            customer_id=customer.id,
            customer=customer.number,
            item_id=item.id if item else None,
            document=item.document if item else None,
            category=wanted.category,
            reason=wanted.reason,
            currency=item.currency if item else wanted.currency,
            amount=wanted.amount,
            owner=wanted.owner,
            opened_on=desk.today,
            due=due,
            state="open",
            root_cause=wanted.root_cause,
        )
        for item in targets
    ]
    tx.disputes.add(entry_id, lines)
    about = ", ".join(line.document or "the account" for line in lines[:3])
    more = f" and {len(lines) - 3} more" if len(lines) > 3 else ""
    details: dict[str, Any] = {
        "dispute": {
            "ids": [line.id for line in lines],
            "category": wanted.category,
            "reason": wanted.reason,
            "minor": wanted.amount,
            "currency": lines[0].currency,
            "owner": wanted.owner,
            "due": due.isoformat(),
        }
    }
    return Started(details, tuple(items), due, words=f"on {about}{more}")


def follow_up(desk: Desk, tx: Write, customer: Customer, wanted: FollowUpInput) -> Started:
    """A callback or resubmission; its row is written with the next step."""
    check_day(desk, wanted.kind, wanted.due, wanted.due_at, "Not recorded")
    if wanted.quiet and not (wanted.purpose or "").strip():
        raise InputRefused("Not recorded: hiding the account until then needs its reason.")
    at = clocks.text(wanted.due_at) if wanted.due_at else None
    line = FollowUpLine(
        id=new_id(),
        customer_id=customer.id,
        kind=wanted.kind,
        due=wanted.due,
        due_at=at,
        phone=wanted.phone,
        purpose=wanted.purpose,
        quiet=wanted.quiet,
        owner=desk.actor,
        state="open",
    )
    said = {
        "id": line.id,
        "kind": line.kind,
        "due": line.due.isoformat(),
        "due_at": at,
        "phone": line.phone,
        "purpose": line.purpose,
        "quiet": line.quiet,
    }
    return Started({"follow_up": said}, (), line.due, (line,))


def check_day(desk: Desk, kind: str, due: date, at: datetime | None, refused: str) -> None:
    """Whether a call-back or resubmission may be on that day; ``refused`` begins the sentence."""
    if due < desk.today:
        raise InputRefused(f"{refused}: {due.isoformat()} lies in the past.")
    now = desk.clock()
    # not when --today is another day; a moment is the same one at every place
    if at is not None and at <= now and desk.today == now.astimezone().date():
        raise InputRefused(f"{refused}: that time has passed already.")
    months = desk.policy.resubmission_months
    latest = typed.day(f"+{months}m", desk.today)
    if kind == "resubmission" and due > latest:
        most = "a month" if months == 1 else f"{months} months"
        raise InputRefused(
            f"{refused}: {due.isoformat()} is more than {most} ahead, and an account that nobody "
            f"looks at is forgotten. Choose a day until {latest.isoformat()}, or block it with a "
            "reason."
        )


def _check_dispute(desk: Desk, wanted: DisputeInput, items: dict[int, Item]) -> None:
    if not wanted.reason.strip():
        raise InputRefused("Not recorded: a dispute needs its reason.")
    if wanted.due is not None and wanted.due < desk.today:
        raise InputRefused(f"Not recorded: {wanted.due.isoformat()} lies in the past.")
    if wanted.amount is None:
        return
    if any(item.kind == BALANCE for item in items.values()):
        raise InputRefused(
            "Not recorded: a balance by age has no invoice of which a part could be disputed. "
            "Dispute the account as a whole, without an amount."
        )
    if len(items) > 1:
        raise InputRefused("Not recorded: a disputed amount belongs to one invoice; name one.")
    item = next(iter(items.values()), None)
    if wanted.amount <= 0 or (item is not None and wanted.amount > item.open):
        raise InputRefused(
            "Not recorded: the disputed amount must be above zero and at most what is open."
        )


def own_items(tx: Write, customer: Customer, ids: Sequence[int]) -> dict[int, Item]:
    """The customer's items of these ids; InputRefused for any other."""
    found = {item.id: item for item in tx.accounts.items_by_id(ids)} if ids else {}
    strangers = [id for id in ids if id not in found or found[id].customer_id != customer.id]
    if strangers:
        raise InputRefused(f"Not recorded: {customer.name} has no such invoice.")
    return found
