"""Money that came in as the workbench shows it: pages, how it stands, what each may pay."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from collectwork.domain.account import DisputeLine
from collectwork.domain.cash import CashItem, Proposal, Receipt
from collectwork.domain.cash_shown import Shown, Stands
from collectwork.domain.receivables import Item
from collectwork.usecases import cash_matching
from collectwork.usecases.desk import Desk


def page(desk: Desk, shown: Shown, limit: int, offset: int) -> list[Receipt]:
    """Receipts in order, without proposals: those take longer than a page may."""
    with desk.store.read() as tx:
        ids = tx.cash_view.ids(shown, limit, offset)
        found = {one.id: one for one in tx.cash.receipts(ids=ids)}
    return [found[id] for id in ids]


def proposals(desk: Desk, ids: Collection[int]) -> dict[int, tuple[Proposal, ...]]:
    """What may be paid with what is left of each of these receipts, the best first; one pass over
    the book for all of them."""
    with desk.store.read() as tx:
        found = cash_matching.proposed(tx, desk.policy, ids)
    return {id: tuple(found.get(id, ())) for id in ids}


def stands(desk: Desk, shown: Shown) -> Stands:
    """How many receipts are shown, how many wait for a decision, and how much is unapplied."""
    with desk.store.read() as tx:
        return tx.cash_view.stands(shown)


def mark(desk: Desk) -> tuple[int, ...]:
    """Changes when what this screen shows has changed: an import, or a decision about money."""
    with desk.store.read() as tx:
        return (tx.plans.newest_import() or 0, *tx.cash_view.versions())


def by_state(desk: Desk) -> Mapping[str, int]:
    """How many receipts there are in each state."""
    with desk.store.read() as tx:
        return tx.cash_view.by_state()


def place(desk: Desk, shown: Shown, receipt_id: int) -> int | None:
    """How many receipts stand before this one; None where it is not shown."""
    with desk.store.read() as tx:
        return tx.cash_view.place(shown, receipt_id)


def open_items(desk: Desk, customer_id: int) -> list[Item]:
    """What is open of a customer, oldest first."""
    with desk.store.read() as tx:
        return tx.accounts.items(customer_id, desk.today)


def payable(desk: Desk, receipt: Receipt, customer_id: int) -> list[CashItem]:
    """The customer's invoices that this money can have paid, oldest first."""
    booked = receipt.posted or receipt.received
    with desk.store.read() as tx:
        items = tx.cash.open_of([customer_id]).get(customer_id, [])
    return [one for one in items if one.currency == receipt.currency and one.room(booked) > 0]


def proposed_disputes(desk: Desk, receipt_id: int) -> list[DisputeLine]:
    """The disputes that a short payment proposes and nobody confirmed or declined yet."""
    with desk.store.read() as tx:
        found = [tx.disputes.by_id(id) for id in tx.cash.disputes_of(receipt_id)]
    return [one for one in found if one is not None and one.state == "proposed"]
