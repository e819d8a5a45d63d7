"""Keeping what a reply says, in the transaction that files the reply, and letting it expire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.customers import Customer
from collectwork.domain.money import decimals
from collectwork.domain.suggestions import Found, KnownItem, Suggestion
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write

NEWER = "a newer reply says another thing"


def keep(
    desk: Desk,
    tx: Write,
    message_id: int,
    customer: Customer,
    found: Sequence[Found],
    known: Sequence[KnownItem],
) -> list[int]:
    """Keep what a reply of the customer says; returns the suggestions' numbers.

    Call it after the reply's own entry was recorded. What earlier replies said of the same kind,
    about the same invoices, and nobody has decided yet, is over with it.
    """
    ids = {one.document: one.item_id for one in known}
    wanted = []
    for one in found:
        items = [ids[document] for document in one.documents if document in ids]
        wanted.append((new_id(), one, items))
    earlier = [
        (line, NEWER)
        for line in tx.suggestions.lines("proposed", customer.id)
        if line.message_id != message_id
        and any(_replaces(one, items, line) for _, one, items in wanted)
    ]
    over(desk, tx, earlier)
    numbers = tx.suggestions.add(message_id, customer.id, wanted, desk.today)
    drafts = []
    for number, (entry_id, _, _) in zip(numbers, wanted, strict=True):
        line = tx.suggestions.by_id(number)
        if line is not None:
            drafts.append(
                Draft("suggestion.made", customer.number, said(line, "made"), id=entry_id)
            )
    tx.record_all(drafts)
    return numbers


def over(desk: Desk, tx: Write, lines: Sequence[tuple[Suggestion, str]]) -> None:
    """They wait no longer, each with its reason; an entry each."""
    if not lines:
        return
    entries = [(line, why, new_id()) for line, why in lines]
    now = clocks.text(desk.clock())
    tx.suggestions.expire([(line.id, id, why) for line, why, id in entries], now, desk.actor)
    tx.record_all(
        [
            Draft(
                "suggestion.expired", line.customer, said(line, "expired") | {"reason": why}, id=id
            )
            for line, why, id in entries
        ]
    )


def said(line: Suggestion, act: str) -> dict[str, Any]:
    """What an entry says of a suggestion: what it proposed, and the sentence it came from."""
    body: dict[str, Any] = {
        "suggestion": line.id,
        "account": line.customer_id,
        "message": line.message_id,
        "suggested": line.kind,
        "sentence": line.sentence,
        "code": f"suggestion_{act}",
        "text": f"{line.kind}: {line.sentence}",
    }
    more = {
        "day": line.day.isoformat() if line.day else None,
        "minor": line.amount,
        "currency": line.currency,
        "invoices": list(line.invoices) or None,
        "why": line.reason,
    }
    return body | {name: value for name, value in more.items() if value is not None}


def amount_of(line: Suggestion) -> str | None:
    """Its amount in decimals; None where the reply names none."""
    if line.amount is None or line.currency is None:
        return None
    return decimals(line.amount, line.currency)


def _replaces(one: Found, items: Sequence[int], line: Suggestion) -> bool:
    """A promise outruns an earlier one, and so does the news that it is paid; else same kinds."""
    kinds = ("promise", "paid") if one.kind in ("promise", "paid") else (one.kind,)
    same = not items or not line.items or bool(set(items) & set(line.items))
    return line.kind in kinds and same
