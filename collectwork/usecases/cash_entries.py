"""What the log says of decisions about receipts, and the disputes that short payments propose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.calendar import add_business_days
from collectwork.domain.cash import CashItem, Decided, Proposal, Receipt
from collectwork.domain.disputes import DEFAULT_DAYS, DISCOUNT
from collectwork.domain.money import spoken
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write


def entries(
    desk: Desk,
    tx: Write,
    before: Receipt,
    kind: str,
    said: str,
    *,
    reason: str = "",
    why: str = "",
    confidence: int | None = None,
    disputes: Sequence[str] = (),
) -> None:
    """One entry; in the timeline of the customer whose money it is, and of others whose items
    were paid or opened again, one each that points to it."""
    after = tx.cash.receipts(ids=[before.id])[0]
    body: dict[str, Any] = {
        "receipt": before.id,
        "payer": before.payer,
        "received": before.received.isoformat(),
        "currency": before.currency,
        "minor": before.amount_minor,
        "before": _state(before),
        "after": _state(after),
        "said": said,
    }
    optional: dict[str, Any] = {
        "reason": reason, "why": why, "confidence": confidence, "disputes": list(disputes),
    }  # fmt: skip
    body |= {name: value for name, value in optional.items() if value not in ("", None, [])}
    customers = _customers(before, after)
    if not customers:
        tx.record(Draft(kind, None, body | {"text": said}))
        return
    first = ""
    for place, customer_id in enumerate(customers):
        own = body if not place else body | {"part_of": first}
        first = first or tx.key
        tx.record(_action(desk, tx, kind, customer_id, own, before, after))


def _action(
    desk: Desk,
    tx: Write,
    kind: str,
    customer_id: int,
    body: dict[str, Any],
    before: Receipt,
    after: Receipt,
) -> Action:
    number = tx.cash.number(customer_id)
    lines = [line for line in (*after.lines, *before.lines) if line.customer_id == customer_id]
    return Action(
        kind=kind,
        code=kind.replace(".", "_"),
        channel="none",
        account=customer_id,
        customer=number,
        work_day=desk.today,
        text=str(body["said"]),
        items=tuple(dict.fromkeys(line.item_id for line in lines)),
        invoices=tuple(dict.fromkeys(line.document for line in lines)),
        details=body,
    )


def _customers(before: Receipt, after: Receipt) -> list[int]:
    """Whose timeline shows it, the owner of the money first."""
    own = [after.customer_id, before.customer_id]
    own += [line.customer_id for line in (*after.lines, *before.lines)]
    return list(dict.fromkeys(id for id in own if id is not None))


def _state(receipt: Receipt) -> dict[str, Any]:
    return {
        "state": receipt.state,
        "customer": receipt.customer_id,
        "unapplied": receipt.unapplied_minor,
        "lines": [[line.item_id, line.minor] for line in receipt.lines],
    }


def decided(tx: Write) -> Decided:
    """The answer of a finished transaction, from the entry that it left now or before."""
    entry = tx.replayed or tx.entries[0]
    body = entry.data
    after = body["after"]
    return Decided(
        body["receipt"], after["state"], after["unapplied"], body["currency"], entry.id,
        str(body.get("code", entry.kind.replace(".", "_"))), entry.hash.hex(), entry.seq,
        str(body["said"]), tuple(body.get("disputes", ())),
    )  # fmt: skip


def disputes_of(
    desk: Desk, receipt: Receipt, missing: Iterable[tuple[CashItem, int]], entry_id: str
) -> list[dict[str, Any]]:
    """Rows of ``dispute``: proposals about what a payment lacks. They change no figure."""
    return [
        dispute_row(
            desk, receipt.id, item, minor, entry_id,
            f"paid {spoken(minor, item.currency)} less than billed on "
            f"{receipt.received.isoformat()}",
        )
        for item, minor in missing
    ]  # fmt: skip


def discounts_of(
    desk: Desk, receipt_id: int, proposal: Proposal, items: Mapping[int, CashItem], entry_id: str
) -> list[dict[str, Any]]:
    """Rows of ``dispute`` about what a cash discount in time leaves open, which nobody is asked
    for: held back at once where the invoice's terms grant it, else proposed."""
    short = proposal.short
    if short is None or not short.discount:
        return []
    rows = []
    for line in proposal.lines:
        missing = line.open_minor - line.minor
        if line.minor <= 0 or missing <= 0 or items[line.item_id].open_minor <= 0:
            continue
        row = dispute_row(desk, receipt_id, items[line.item_id], missing, entry_id, short.why)
        row |= {"category": DISCOUNT, "source": DISCOUNT, "due": None}
        if short.discount == "agreed":
            due = add_business_days(desk.today, DEFAULT_DAYS, desk.holidays)
            row |= {"state": "open", "due": due}
        rows.append(row)
    return rows


def dispute_row(
    desk: Desk, receipt_id: int, item: CashItem, minor: int, entry_id: str, reason: str
) -> dict[str, Any]:
    """A proposed dispute about ``minor`` units of an item."""
    return {
        "id": new_id(), "entry_id": entry_id, "customer_id": item.customer_id,
        "item_id": item.id, "category": "short_payment", "reason": reason,
        "currency": item.currency, "amount_minor": minor, "opened_on": desk.today,
        "state": "proposed", "source": "short_payment", "receipt_id": receipt_id, "due": None,
    }  # fmt: skip


def total(receipt: Receipt, lines: Iterable[tuple[int, int]]) -> str:
    """The money of these lines, with who paid it."""
    money = spoken(sum(minor for _, minor in lines), receipt.currency)
    return f"{money} of {receipt.payer}" if receipt.payer else money
