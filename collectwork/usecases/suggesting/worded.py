"""Suggestions in words: what a person typed read as a change, one as values, one in short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collectwork.domain import typed
from collectwork.domain.suggestions import Suggestion
from collectwork.errors import InputRefused
from collectwork.present.text import safe
from collectwork.usecases.desk import Desk
from collectwork.usecases.suggesting import keeping
from collectwork.usecases.suggesting.wanted import Edit


def typed_edit(
    desk: Desk,
    line: Suggestion,
    *,
    amount: str | None = None,
    day: str | None = None,
    invoices: Sequence[str] | None = None,
    reason: str | None = None,
) -> Edit:
    """What a person typed as an Edit; None and "" leave what the reply says. ``amount`` may name
    its currency. Raises InputRefused for what cannot be read and for unknown invoices."""
    with desk.store.read() as tx:
        items = tx.accounts.documents(line.customer_id, list(invoices)) if invoices else []
        owed = tx.accounts.owed(line.customer_id) if amount else []
    if invoices:
        strangers = set(invoices) - {one.document for one in items}
        if strangers:
            raise InputRefused(
                f"Not accepted: {safe(line.name)} has no invoice {safe(min(strangers))}."
            )
    currency = line.currency or next((one.currency for one in items or owed), "EUR")
    said = (amount or "").strip()
    if said[-3:].isalpha() and said[-3:].isupper():
        said, currency = said[:-3].strip(), said[-3:]
    meant = [one for one in items or owed if one.currency == currency and one.open > 0]
    whole = sum(one.open for one in meant)
    return Edit(
        amount=typed.amount(said, whole, currency) if said else None,
        currency=currency if said else None,
        day=typed.day(day, desk.today, desk.holidays) if day else None,
        items=tuple(one.id for one in items) if invoices else None,
        reason=reason or None,
    )


def as_values(line: Suggestion) -> dict[str, Any]:
    """A suggestion as the contract shows it."""
    return {
        "id": line.id,
        "state": line.state,
        "kind": line.kind,
        "customer": line.customer,
        "name": line.name,
        "amount": keeping.amount_of(line),
        "currency": line.currency,
        "day": line.day.isoformat() if line.day else None,
        "invoices": list(line.invoices),
        "reason": line.reason,
        "sentence": line.sentence,
        "message": line.message_id,
        "from": line.sender,
        "subject": line.subject,
        "made_on": line.made_on.isoformat(),
        "decided_at": line.decided_at,
        "decided_by": line.decided_by,
        "activity_id": line.decided_entry,
        "remark": line.remark,
    }


def in_words(line: Suggestion) -> str:
    """``promise 1,200.00 EUR by 2026-11-27`` in short, for a line on the account."""
    return " ".join(_parts(line))


def _parts(line: Suggestion) -> Sequence[str]:
    amount = keeping.amount_of(line)
    money = [f"{amount} {line.currency}"] if amount else []
    about = [f"on {', '.join(line.invoices[:3])}"] if line.invoices else []
    if line.kind == "promise":
        when = [f"by {line.day.isoformat()}"] if line.day else ["without a day"]
        return ["promise", *money, *when, *about]
    if line.kind == "paid":
        when = [f"on {line.day.isoformat()}"] if line.day else []
        return ["paid already", *money, *when, *about]
    if line.kind == "dispute":
        return ["dispute", f"({(line.reason or 'other').replace('_', ' ')})", *about]
    what = "statement of account" if line.reason == "statement" else "copy of the invoice"
    return ["wants a", what, *about]
