"""What every account comes to, as the root of the statement of all facts: a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    String,
    Subquery,
    and_,
    cast,
    null,
    select,
    union_all,
)

from collectwork.store import json_rows, standing
from collectwork.store.dates import day_in
from collectwork.store.planning_more_items import AMOUNTS as BY_AGE
from collectwork.store.planning_more_items import COUNTS as NUMBERS_BY_AGE
from collectwork.store.planning_more_items import by_age

#: Fact → column of ``standing.account_standing``.
_STANDING = {
    "balance": "balance_minor", "past_due": "past_due_minor", "to_collect": "to_collect_minor",
    "disputed": "disputed_minor", "promised": "promised_minor", "arranged": "arranged_minor",
    "dunned": "dunned_minor", "unapplied": "unapplied_minor", "largest_open": "largest_open",
    "open_items": "open_items", "overdue_items": "overdue_items", "bounded": "bounded",
    "oldest_due": "oldest_due",
}  # fmt: skip
#: What is added up where an account's currencies are made one: amounts, numbers; and the days of
#: which the first counts.
MONEY = (
    "balance", "past_due", "to_collect", "disputed", "promised", "arranged", "dunned", "unapplied",
    "largest_open", *BY_AGE,
)  # fmt: skip
COUNTS = ("open_items", "overdue_items", "bounded", *NUMBERS_BY_AGE)
FIRST_DAYS = ("oldest_due", "next_due")
AGED = (*BY_AGE, *NUMBERS_BY_AGE, "next_due")
#: The columns of ``accounts``, in order. ``amounts``: ``EUR:100:0,USD:…``, to collect and past due
#: by currency, of accounts that have several; NULL of all others.
NAMES = (
    "customer_id", "currency", *_STANDING, "lead_due", "lead_amount", "lead_item_id", "amounts",
    *AGED,
)  # fmt: skip
_DAYS = ("oldest_due", "next_due", "lead_due")
_TEXTS = ("currency", "amounts")


def by_currency(
    day: date, quiet_days: int, min_invoice: int, aged: bool, customer_id: Any = None
) -> Subquery:
    """One row per customer and currency: NAMES but for the leading invoice, which is ``lead`` as
    in ``standing``. ``aged``: with the open items by age, which need a look at every one."""
    sums = standing.account_standing(day, quiet_days, customer_id, min_invoice)
    columns: list[ColumnElement[Any]] = [
        sums.c.customer_id, sums.c.currency, sums.c.lead,
        *(sums.c[column].label(name) for name, column in _STANDING.items()),
    ]  # fmt: skip
    source: FromClause = sums
    if aged:
        of_all = by_age(day)
        if customer_id is not None:
            of_all = of_all.where(of_all.selected_columns["customer_id"] == customer_id)
        ages = of_all.subquery("by_age")
        mine = and_(ages.c.customer_id == sums.c.customer_id, ages.c.currency == sums.c.currency)
        source = sums.outerjoin(ages, mine)
        columns += [ages.c[name] for name in AGED]
    return select(*columns).select_from(source).subquery("by_currency")


def accounts(sums: Subquery, ids: Sequence[int], rows: Iterable[Sequence[Any]]) -> CTE:
    """One row per account, as NAMES says; ``rows`` are those of the accounts ``ids`` that are
    in several currencies (``planning_currencies``), in that order."""
    plain = select(*(column.label(name) for name, column in _plain(sums).items()))
    if not ids:
        return plain.cte("accounts")
    kept = json_rows.elements(rows)
    given = select(*(_given(kept, n).label(name) for n, name in enumerate(NAMES)))
    others = json_rows.elements([id] for id in ids)
    apart = select(cast(json_rows.member(others, 0), Integer))
    return union_all(plain.where(sums.c.customer_id.not_in(apart)), given).cte("accounts")


def _plain(sums: Subquery) -> dict[str, ColumnElement[Any]]:
    lead = standing.lead_columns(sums.c.lead)
    return {
        name: lead[name] if name in lead else sums.c[name] if name in sums.c else _nothing(name)
        for name in NAMES
    }


def _nothing(name: str) -> ColumnElement[Any]:
    return (
        cast(null(), String if name in _TEXTS else BigInteger) if name not in _DAYS else _no_day()
    )


def _no_day() -> ColumnElement[Any]:
    return day_in(cast(null(), String))


def _given(kept: ColumnElement[Any], place: int) -> ColumnElement[Any]:
    name, text = NAMES[place], json_rows.member(kept, place)
    if name in _DAYS:
        return day_in(text)
    return text if name in _TEXTS else cast(text, BigInteger)
