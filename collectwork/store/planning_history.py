"""How invoices were paid before: what waiting for an account is judged by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, Subquery, case, func, select, true, union_all

from collectwork.store.dates import days_between
from collectwork.store.held import ONE, ZERO
from collectwork.store.tables import table

HISTORY_DAYS = 730
CASH = ("payment", "on_account", "allocation")


def paid_on() -> Subquery:
    """The day on which items were paid, as far as known: that of the last payment on it, else the
    later end of the interval in which two imports saw it vanish. Columns item_id, paid."""
    event, payment = table("item_event").c, table("payment").c
    by_cash = select(payment.item_id, payment.received.label("day"), ONE.label("sure")).where(
        payment.item_id.is_not(None), payment.kind.in_(CASH)
    )
    by_ledger = select(event.item_id, event.until.label("day"), ZERO.label("sure")).where(
        event.kind == "paid"
    )
    known = union_all(by_cash, by_ledger).subquery("paid_known")
    sure = func.max(case((known.c.sure == 1, known.c.day)))
    return (
        select(known.c.item_id, func.coalesce(sure, func.max(known.c.day)).label("paid"))
        .group_by(known.c.item_id)
        .subquery("paid_day")
    )


def paid_weeks(day: date, customer_id: int | None = None) -> Select[Any]:
    """Paid invoices of two years by customer and week of lateness.

    Columns: customer_id, week (days late // 7), invoices, days (sum), late (count of late ones),
    alone: how many of them were paid without anybody having been contacted about them.
    """
    item, link, known_day = table("item"), table("activity_item"), paid_on()
    paid = func.coalesce(item.c.settled, known_day.c.paid)
    mine = item.c.customer_id == customer_id if customer_id is not None else true()
    contacted = select(link.c.item_id).where(link.c.item_id == item.c.id).exists()
    known = (
        select(
            item.c.customer_id,
            days_between(paid, item.c.due).label("days"),
            case((contacted, ZERO), else_=ONE).label("alone"),
        )
        .outerjoin(known_day, known_day.c.item_id == item.c.id)
        .where(
            mine,
            item.c.open_minor == ZERO,
            item.c.kind == "invoice",
            item.c.due.is_not(None),
            paid <= day,
            paid > day - timedelta(days=HISTORY_DAYS),
        )
        .subquery("paid_item")
    )
    week = (known.c.days // 7).label("week")
    late = case((known.c.days > 0, ONE), else_=ZERO)
    return select(
        known.c.customer_id,
        week,
        func.count().label("invoices"),
        func.sum(known.c.days).label("days"),
        func.sum(late).label("late"),
        func.sum(known.c.alone).label("alone"),
    ).group_by(known.c.customer_id, week)
