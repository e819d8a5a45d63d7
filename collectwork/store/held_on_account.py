"""What is held back of an account as a whole, where its ledger is a summary by age.

Balances have no invoices, so promises are made on the account, and cash waits on it until the next
summary has it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Subquery, func, or_, select, union_all

from collectwork.domain.balances import BALANCE
from collectwork.store.held import ZERO, live_promise, total
from collectwork.store.tables import table


def on_account(day: date, customer_id: int | ColumnElement[int] | None = None) -> Subquery:
    """One row per customer and currency that has any: customer_id, currency, promised_minor (what
    live promises on the account still expect), cash_minor (received after the summary's day)."""
    promise, payment = table("promise"), table("payment")
    rest = promise.c.amount_minor - promise.c.received_minor
    promised = select(
        promise.c.customer_id, promise.c.currency, rest.label("promised_minor"),
        ZERO.label("cash_minor"),
    ).where(promise.c.item_id.is_(None), rest > 0, live_promise(day))  # fmt: skip
    posted = func.coalesce(payment.c.posted, payment.c.received)
    cash = select(
        payment.c.customer_id, payment.c.currency, ZERO.label("promised_minor"),
        payment.c.amount_minor.label("cash_minor"),
    ).where(
        payment.c.item_id.is_(None), payment.c.customer_id.is_not(None), posted <= day,
        or_(payment.c.kind == "payment", payment.c.kind == "on_account"),
        posted > _summary_day(),
    )  # fmt: skip
    if customer_id is not None:
        promised = promised.where(promise.c.customer_id == customer_id)
        cash = cash.where(payment.c.customer_id == customer_id)
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


def _summary_day() -> ColumnElement[date]:
    """The day of the summary that holds the payer's balances; none where it has no such."""
    item, run, payment = table("item"), table("import_run"), table("payment")
    return (
        select(func.max(run.c.as_of))
        .join_from(item, run, run.c.id == item.c.last_import_id)
        .where(
            item.c.customer_id == payment.c.customer_id, item.c.currency == payment.c.currency,
            item.c.kind == BALANCE, item.c.open_minor != ZERO,
        )
        .correlate(payment)
        .scalar_subquery()
    )  # fmt: skip
