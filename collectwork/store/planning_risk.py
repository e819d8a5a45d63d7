"""The risk that a customer pays late, from its own history alone.

    p = (Σ w·late + open + k·g) ÷ (Σ w + open + k)

over the customer's paid invoices, newest first: w = 0.5 ^ (j ÷ 20) for the j-th newest, late = 1
where it was paid more than 30 days late; open = its invoices that are open for more than 30 days
past due; g = share of all paid invoices that were; k = 4. Integers throughout (weights and g in
thousandths), so that both databases come to the same per cent.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, func, literal_column, select

from collectwork.store.dates import days_between
from collectwork.store.held import ONE, ZERO, late_by, total
from collectwork.store.planning_history import HISTORY_DAYS, paid_on
from collectwork.store.tables import table

LATE_DAYS = 30  # t
SHRINK = 4  # k
HALVED_AFTER = 20  # invoices
_MOST = 120  # invoices that count: further ones weigh less than 1.6 %
_UNIT = 1_000


def risk(day: date) -> Select[Any]:
    """Columns customer_id and risk, in per cent; unknown while nobody has paid an invoice yet."""
    item, known_day = table("item"), paid_on()
    paid = func.coalesce(item.c.settled, known_day.c.paid)
    newest = func.row_number().over(
        partition_by=item.c.customer_id, order_by=(paid.desc(), item.c.id.desc())
    )
    late = case((days_between(paid, item.c.due) > LATE_DAYS, ONE), else_=ZERO)
    history = (
        select(item.c.customer_id, late.label("late"), newest.label("place"))
        .outerjoin(known_day, known_day.c.item_id == item.c.id)
        .where(
            item.c.open_minor == ZERO, item.c.kind == "invoice", item.c.due.is_not(None),
            paid <= day, paid > day - timedelta(days=HISTORY_DAYS),
        )
        .cte("paid_in_order")
    )  # fmt: skip
    weight = _weight(history.c.place)
    own = (
        select(
            history.c.customer_id,
            total(weight).label("weights"),
            total(weight * history.c.late).label("late"),
        )
        .group_by(history.c.customer_id)
        .subquery("risk_own")
    )
    customer = table("customer")
    waiting = (  # customer by customer on an index, so that one alone costs no look at all items
        select(func.count())
        .where(
            item.c.customer_id == customer.c.id, item.c.open_minor != ZERO,
            item.c.open_minor > ZERO, late_by() < day - timedelta(days=LATE_DAYS),
        )
        .correlate(customer)
        .scalar_subquery()
    )  # fmt: skip
    share = select(
        case((func.count() > 0, total(history.c.late) * _UNIT // func.count()))
    ).scalar_subquery()
    open_ = waiting * _UNIT
    lost = func.coalesce(own.c.late, ZERO) + open_ + SHRINK * share
    all_ = func.coalesce(own.c.weights, ZERO) + open_ + SHRINK * _UNIT
    return select(
        customer.c.id.label("customer_id"), ((200 * lost + all_) // (2 * all_)).label("risk")
    ).outerjoin(own, own.c.customer_id == customer.c.id)


def _weight(place: ColumnElement[int]) -> ColumnElement[int]:
    """Thousandths by place in the history, 1 being the newest."""
    weights = {
        n: literal_column(str(round(_UNIT * 0.5 ** ((n - 1) / HALVED_AFTER))), Integer)
        for n in range(1, _MOST + 1)
    }
    return case(
        *((place == literal_column(str(n), Integer), weight) for n, weight in weights.items()),
        else_=ZERO,
    )
