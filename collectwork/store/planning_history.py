"""How invoices were paid before: what waiting for an account is judged by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select, true

from collectwork.store.dates import days_between
from collectwork.store.held import ONE, ZERO
from collectwork.store.tables import table

HISTORY_DAYS = 730


def paid_on() -> Any:
    """Per paid invoice the day it was paid: as the source says, else the later end of the interval
    in which two imports saw it vanish. Columns item_id, paid."""
    event = table("item_event").c
    return (
        select(event.item_id, func.max(event.until).label("paid"))
        .where(event.kind == "paid")
        .group_by(event.item_id)
        .subquery("paid_event")
    )


def paid_weeks(day: date, customer_id: int | None = None) -> Select[Any]:
    """Paid invoices by customer and week of lateness, of two years, without those that somebody
    was contacted about: customer_id, week, invoices, days (sum), late (count of late ones)."""
    item, link, event = table("item"), table("activity_item"), paid_on()
    paid = func.coalesce(item.c.settled, event.c.paid)
    mine = item.c.customer_id == customer_id if customer_id is not None else true()
    known = (
        select(item.c.customer_id, days_between(paid, item.c.due).label("days"))
        .outerjoin(event, event.c.item_id == item.c.id)
        .where(
            mine,
            item.c.open_minor == 0, item.c.kind == "invoice", item.c.due.is_not(None),
            paid <= day, paid > day - timedelta(days=HISTORY_DAYS),
            ~select(link.c.item_id).where(link.c.item_id == item.c.id).exists(),
        )
        .subquery("paid_item")
    )  # fmt: skip
    week = (known.c.days // 7).label("week")
    late = case((known.c.days > 0, ONE), else_=ZERO)
    return select(
        known.c.customer_id, week, func.count().label("invoices"),
        func.sum(known.c.days).label("days"), func.sum(late).label("late"),
    ).group_by(known.c.customer_id, week)  # fmt: skip
