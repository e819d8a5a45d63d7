"""The facts of ``planning_more_facts`` put to the accounts, and those that follow from others."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from collectwork.domain.facts import AccountFacts
from collectwork.rules.facts import FACTS
from collectwork.store.planning_amounts import converted
from collectwork.store.planning_more_facts import subjects
from collectwork.store.planning_more_items import AMOUNTS, COUNTS, by_age

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_FLAGS = frozenset(fact.name for fact in FACTS if fact.type == "flag")


def add(
    connection: Connection,
    facts: Mapping[int, AccountFacts],
    day: date,
    rates: Mapping[str, int],
    base: str,
    customer_id: int | None = None,
) -> None:
    """Fill what only rules ask for; ``facts`` by customer id have their amounts already."""
    for query in subjects(day).values():
        for row in connection.execute(_of(query, customer_id)).mappings():
            one = facts.get(row["customer_id"])
            if one is None:
                continue
            for name, value in row.items():
                if name != "customer_id" and value is not None:
                    setattr(one, name, bool(value) if name in _FLAGS else value)
    for item in connection.execute(_of(by_age(day), customer_id)).mappings():
        if item["customer_id"] in facts:
            _add_items(facts[item["customer_id"]], item, day, rates, base)
    for one in facts.values():
        derive(one, day)


def _of(query: Select[Any], customer_id: int | None) -> Select[Any]:
    """The rows of one customer: both databases carry the condition down into the statement."""
    if customer_id is None:
        return query
    all_ = query.subquery()
    return select(all_).where(all_.c.customer_id == customer_id)


def _add_items(
    one: AccountFacts, row: Mapping[Any, Any], day: date, rates: Mapping[str, int], base: str
) -> None:
    """One currency's open items by age; those of another one only where all are converted."""
    currency = row["currency"]
    codes = set(one.amounts) or {currency}
    all_known = all(code in rates for code in codes)
    if currency != one.currency and not (one.currency == base and all_known):
        return
    for name in AMOUNTS:
        amount = converted(row[name], currency, one.currency, rates.get(currency, 0))
        setattr(one, name, getattr(one, name) + amount)
    for name in COUNTS:
        setattr(one, name, getattr(one, name) + row[name])
    if row["next_due"] is not None:
        ahead = (row["next_due"] - day).days
        one.days_to_due = ahead if one.days_to_due is None else min(ahead, one.days_to_due)


def derive(one: AccountFacts, day: date) -> None:
    """What follows from the other facts and the day."""
    if one.credit_limit is not None:
        one.credit_left = one.credit_limit - one.balance
    if one.past_due > 0:
        one.over_90_share = one.overdue_over_90 * 100 // one.past_due
        one.disputed_share = min(100, one.disputed * 100 // one.past_due)
    if one.days_past_due is not None and one.usual_lateness is not None:
        one.beyond_usual = one.days_past_due - one.usual_lateness
    if one.known_since is not None:
        one.days_known = (day - one.known_since).days
    one.weekday, one.month_day = WEEKDAYS[day.weekday()], day.day
    one.days_to_month_end = monthrange(day.year, day.month)[1] - day.day
