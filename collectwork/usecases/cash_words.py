"""A decision about a receipt said in words, as the command line takes it: document numbers and
typed amounts become lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from collectwork.domain import typed
from collectwork.domain.cash import CashItem, Decided, Receipt
from collectwork.domain.matching_references import document_key
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases import accounts, cash
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read


def apply(
    desk: Desk,
    receipt_id: int,
    invoices: Sequence[str],
    *,
    customer: str | None = None,
    dispute_short: bool = False,
    key: str | None = None,
) -> Decided:
    """Apply a receipt to invoices said as ``NUMBER`` or ``NUMBER=AMOUNT``.

    Without an amount an invoice gets what is open of it, or what is left of the receipt. A number
    that several customers have needs ``customer``, where the receipt does not say it.
    """
    if not invoices:
        raise InputRefused("Not applied: name at least one invoice, or say --best.")
    owner = accounts.find(desk, customer).id if customer else None
    found = cash.receipt(desk, receipt_id)
    if owner is None:
        owner = found.customer_id or (found.best.customer_id if found.best else None)
    with desk.store.read() as tx:
        named = [_said(tx, found, text, owner, strict=customer is not None) for text in invoices]
    lines = _lines(found, named)
    return cash.apply(
        desk, receipt_id, lines, dispute_short=dispute_short, seen=found.version, key=key
    )


Named = tuple[list[CashItem], str | None]  # items of one number, and the amount as it was typed


def _said(tx: Read, found: Receipt, text: str, owner: int | None, *, strict: bool) -> Named:
    document, _, amount = text.rpartition("=") if "=" in text else (text, "", None)
    document = document.strip()
    wanted = document_key(document) or document.casefold()
    by_key, _ = tx.cash.items_named({wanted}, (), date.min)
    items = list(tx.cash.cash_items(by_key.get(wanted, ())).values())
    exact = [one for one in items if one.document.casefold() == document.casefold()]
    items = [one for one in exact or items if one.currency == found.currency]
    own = [one for one in items if one.customer_id == owner]
    if strict or len({one.customer_id for one in items}) > 1:
        items = own
    if not items:
        raise NotFound(
            f"Not applied: there is no invoice {document!r} in {found.currency}"
            + (" of this customer." if strict else ", or several customers have that number: name "
               "one with --customer.")
        )  # fmt: skip
    return sorted(items, key=lambda one: (one.due or date.max, one.id)), amount


def _lines(found: Receipt, named: Sequence[Named]) -> list[tuple[int, int]]:
    """What each gets: credits first, since they leave more for the invoices."""
    booked = found.posted or found.received
    back = found.amount_minor < 0
    left = abs(found.unapplied_minor)
    lines: dict[int, int] = {}

    def room(item: CashItem) -> int:
        return item.taken_before + item.taken_after if back else item.room(booked)

    credits = [one for one in named if all(room(item) < 0 for item in one[0])]
    for items, amount in [*credits, *(one for one in named if one not in credits)]:
        credit = (items, amount) in credits
        whole = sum(abs(room(item)) for item in items)
        wanted = typed.amount(amount, whole, found.currency) if amount is not None else whole
        if amount is None and not credit:
            wanted = min(wanted, left)
        for place, item in enumerate(items):
            last = place == len(items) - 1
            part = wanted if last and amount is not None else min(wanted, abs(room(item)))
            if part:
                lines[item.id] = -part if credit or back else part
            wanted -= part
            left += part if credit else -part
    if not lines:
        raise InputRefused("Not applied: nothing is open of what was named, or nothing is left.")
    return list(lines.items())
