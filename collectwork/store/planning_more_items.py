"""Open items by age for the rules, by customer and currency."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, Subquery, and_, case, cast, func, null, select

from collectwork.store.held import ONE, ZERO, late_by, total
from collectwork.store.tables import table

#: Name of the bucket → days past due from, to.
BUCKETS: dict[str, tuple[int, int | None]] = {
    "1_30": (1, 30), "31_60": (31, 60), "61_90": (61, 90), "over_90": (91, None),
}  # fmt: skip
AMOUNTS = ("new_overdue", *(f"overdue_{name}" for name in BUCKETS))
COUNTS = ("new_overdue_items", *(f"items_{name}" for name in BUCKETS))


def by_age(day: date) -> Select[Any]:
    """Columns customer_id, currency, those of AMOUNTS (minor units) and COUNTS, and next_due:
    the earliest due day that has not passed.

    What fell overdue anew was not overdue on the day of the ledger before the newest one of its
    company; without an earlier ledger nothing is new.
    """
    item, before = table("item"), _ledger_before()
    since = late_by()
    overdue = and_(item.c.open_minor > ZERO, since < day)
    anew = and_(overdue, since >= before.c.as_of)
    parts: dict[str, ColumnElement[bool]] = {
        name: and_(overdue, since <= day - timedelta(days=first),
                   *([since >= day - timedelta(days=last)] if last is not None else []))
        for name, (first, last) in BUCKETS.items()
    }  # fmt: skip
    ahead = and_(item.c.open_minor > ZERO, item.c.due >= day)
    return (
        select(
            item.c.customer_id,
            item.c.currency,
            _amount(anew).label("new_overdue"),
            _number(anew).label("new_overdue_items"),
            *(_amount(one).label(f"overdue_{name}") for name, one in parts.items()),
            *(_number(one).label(f"items_{name}") for name, one in parts.items()),
            func.min(case((ahead, item.c.due), else_=cast(null(), Date))).label("next_due"),
        )
        .outerjoin(before, before.c.company == item.c.company)
        .where(item.c.open_minor != ZERO)
        .group_by(item.c.customer_id, item.c.currency)
    )


def _ledger_before() -> Subquery:
    """The day of the ledger before the newest one, by company."""
    ledger, run = table("ledger_run"), table("import_run")
    place = func.row_number().over(
        partition_by=ledger.c.company, order_by=(run.c.as_of.desc(), run.c.id.desc())
    )
    ordered = (
        select(ledger.c.company, run.c.as_of, place.label("place"))
        .join(run, run.c.id == ledger.c.import_id)
        .where(run.c.undone_at.is_(None))
        .subquery("ledger_order")
    )
    return select(ordered.c.company, ordered.c.as_of).where(ordered.c.place == 2).subquery("before")


def _amount(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return total(case((condition, table("item").c.open_minor), else_=ZERO))


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return total(case((condition, ONE), else_=ZERO))
