"""What lowers the amount to be collected of an account as a whole, without an invoice.

Balances of a summary by age have no invoices, so promises on them are made on the account. Cash
(and credits that a payment list reports) that is known to be a customer's and paid no invoice yet
counts until a ledger knows it: as everywhere, a ledger of the day it was posted, or of a later
one, holds it already, be it as a credit item or taken off an invoice.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from collectwork.store.cash_candidates import ledger_days
from collectwork.store.held import ZERO, live_promise, total
from collectwork.store.tables import LOOSE_CASH, table


def on_account(day: date, customer_id: int | ColumnElement[int] | None = None) -> Subquery:
    """One row per customer and currency that has any: customer_id, currency, promised_minor (what
    live promises on the account still expect), cash_minor (not applied, and in no ledger yet;
    negative where credits that the ledger shows were used up since)."""
    promise = table("promise")
    rest = promise.c.amount_minor - promise.c.received_minor
    promised = select(
        promise.c.customer_id, promise.c.currency, rest.label("promised_minor"),
        ZERO.label("cash_minor"),
    ).where(promise.c.item_id.is_(None), rest > 0, live_promise(day))  # fmt: skip
    cash = _loose_cash(day)
    if customer_id is not None:
        promised = promised.where(promise.c.customer_id == customer_id)
        cash = cash.where(table("payment").c.customer_id == customer_id)
    parts = union_all(promised, cash).subquery("on_account_part")
    return (
        select(
            parts.c.customer_id, parts.c.currency,
            total(parts.c.promised_minor).label("promised_minor"),
            total(parts.c.cash_minor).label("cash_minor"),
        )
        .group_by(parts.c.customer_id, parts.c.currency)
        .subquery("on_account")
    )  # fmt: skip


def _loose_cash(day: date) -> Select[Any]:
    """Cash without an item, less what an allocation has since applied of cash on account: both
    in the ledger's own words, so that each cent lowers one amount only."""
    payment, first = table("payment"), table("payment").alias("on_account_before")
    posted = func.coalesce(payment.c.posted, payment.c.received)
    used = (
        select(first.c.id)
        .where(
            first.c.customer_id == payment.c.customer_id, first.c.currency == payment.c.currency,
            first.c.ref == payment.c.ref, first.c.kind == "on_account",
        )
        .correlate(payment)
        .exists()
    )  # fmt: skip
    minor = payment.c.amount_minor
    amount = case(
        (payment.c.item_id.is_not(None), case((used, -minor), else_=ZERO)),
        (payment.c.kind == "reversal", -func.abs(minor)),
        else_=minor,
    )
    days = ledger_days()
    return (
        select(
            payment.c.customer_id, payment.c.currency, ZERO.label("promised_minor"),
            amount.label("cash_minor"),
        )
        .select_from(payment.outerjoin(days, days.c.company == payment.c.company))
        .where(
            LOOSE_CASH, payment.c.customer_id.is_not(None), posted <= day,
            or_(payment.c.item_id.is_not(None), payment.c.kind != "allocation"),
            posted > _known_until(days.c.day),
        )
    )  # fmt: skip


def _known_until(own_day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day of the ledger that holds the payment: its company's (``own_day``). Without a company
    of its own, the oldest among those of the companies that the payer owes, so that it counts
    until each of them may know it; the first of all days where nobody's ledger is known."""
    item, payment = table("item"), table("payment")
    own = ledger_days("owed_ledger_days")
    owed = (
        select(func.min(own.c.day))
        .join_from(item, own, own.c.company == item.c.company)
        .where(item.c.customer_id == payment.c.customer_id, item.c.open_minor != ZERO)
        .correlate(payment)
    )
    return func.coalesce(own_day, owed.scalar_subquery(), literal(date.min, type_=Date))
