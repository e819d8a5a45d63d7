"""Statutory interest of an account: computed, shown with its derivation, never booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from collectwork.domain.customers import Customer
from collectwork.domain.interest import (
    Change,
    Debt,
    Derivation,
    Law,
    derive,
    fixed_of,
    interest_of,
)
from collectwork.domain.promises import Receipt, receipts
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused, NotFound
from collectwork.present.text import safe
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read


@dataclass(frozen=True, slots=True)
class AccountInterest:
    """An account's interest to a day. ``undated``: invoices without a due date, which bear none;
    ``unapplied``: credits and cash that are not taken off, by currency."""

    customer: Customer
    country: str
    law: Law | None
    until: date
    lines: tuple[Derivation, ...]
    undated: tuple[str, ...]
    unapplied: dict[str, int]

    @property
    def known(self) -> bool:
        """Whether every overdue invoice has a figure."""
        return all(one.interest is not None for one in self.lines)

    @property
    def interest(self) -> dict[str, int]:
        """By currency, each invoice rounded once; only of those that have a figure."""
        return interest_of(self.lines)

    @property
    def fixed(self) -> dict[str, int]:
        """Fixed sums by currency."""
        return fixed_of(self.lines)


def to_date(
    desk: Desk, tx: Read, customer: Customer, items: Sequence[Item]
) -> tuple[dict[str, int], dict[str, int]]:
    """Interest and fixed sums of open invoices until today, by currency; both empty where an
    overdue invoice has no known rate."""
    late = [one for one in items if one.open > 0 and one.due and one.due < desk.today]
    if not late:
        return {}, {}
    laws = desk.laws()
    country = laws.country(customer.country)
    found = [derive(one, country, laws, desk.today) for one in debts_of(tx, late)]
    if any(one.interest is None for one in found):
        return {}, {}
    return interest_of(found), fixed_of(found)


def of_account(
    desk: Desk,
    customer_id: int,
    invoice: str | None = None,
    until: date | None = None,
    country: str | None = None,
) -> AccountInterest:
    """The interest of an account's overdue invoices up to and including ``until`` (today).

    ``invoice``: that one only, paid or open. ``country``: whose law, where it is not the one of the
    config. Raises NotFound, InputRefused.
    """
    day = until or desk.today
    laws = desk.laws()
    with desk.store.read() as tx:
        customer = tx.accounts.customer(customer_id)
        if customer is None:
            raise NotFound("There is no such customer.")
        items = _items(tx, customer, invoice, desk.today)
        debts = debts_of(tx, items)
        standing = tx.accounts.standing(customer_id, desk.today)
    law = country or laws.country(customer.country)
    lines = tuple(derive(one, law, laws, day) for one in debts if one.due is not None)
    return AccountInterest(
        customer, law, laws.by_country.get(law), day,
        tuple(one for one in lines if one.segments or one.missing),
        tuple(one.document for one in debts if one.due is None),
        {one.currency: one.unapplied for one in standing if one.unapplied},
    )  # fmt: skip


def _items(tx: Read, customer: Customer, invoice: str | None, today: date) -> list[Item]:
    if invoice is None:
        return [one for one in tx.accounts.items(customer.id, today) if one.open > 0]
    found = [one for one in tx.accounts.documents(customer.id, [invoice]) if one.open >= 0]
    if not found:
        raise InputRefused(
            f"{safe(customer.name)} has no invoice {safe(invoice)!r}: "
            f"`collectwork account {safe(customer.number)}` lists what is open."
        )
    return found


def debts_of(tx: Read, items: Sequence[Item]) -> list[Debt]:
    """Invoices with what became of their balances.

    A payment that is only known to lie between two ledgers counts from the first day of it, and
    what a credit note took off was never owed: the figure may be too low, never too high.
    """
    ids = [one.id for one in items]
    cash, drops = tx.promises.cash(ids), tx.promises.drops(ids)
    found = []
    for item in items:
        came = receipts(
            [line for line in cash.get(item.id, []) if line.money],
            [drop for drop in drops.get(item.id, []) if drop.money],
        )
        changes = tuple(Change(_day(one), -one.minor) for one in came)
        most = None if item.original is None else max(item.original, item.open)
        found.append(
            Debt(item.id, item.document, item.currency, item.due, item.open, changes, most)
        )
    return found


def _day(one: Receipt) -> date:
    if one.after is None or one.minor < 0:
        return one.until
    return min(one.until, one.after + timedelta(days=1))
