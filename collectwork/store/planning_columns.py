"""Every field of ``domain.facts.AccountFacts`` as a column, by name."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Date, FromClause, Select, String, case, func, literal

from collectwork.store import planning_more_facts
from collectwork.store.arithmetic import percent
from collectwork.store.dates import days_between
from collectwork.store.held import ZERO
from collectwork.store.planning_scope import Column, Derived, Known, Scope, Subject
from collectwork.store.planning_sums import AGED

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _days_since(name: str) -> Derived:
    return lambda known: _ago(known.day, known[name])


def _ago(day: date, column: Column) -> Column:
    return days_between(literal(day, Date), column)


def _oldest_days(known: Known) -> Column:
    return func.coalesce(_ago(known.day, known["oldest_due"]), ZERO)


def _days_since_contact(known: Known) -> Column:
    return func.coalesce(_ago(known.day, known["last_contact"]), known["oldest_days"])


def _broken_on(known: Known) -> Column:
    """A break that nobody has been in contact about since."""
    broke, contact = known["broke_on"], known["last_contact"]
    return case((contact.is_(None) | (broke > contact), broke))


def _returned_on(known: Known) -> Column:
    """Money that went back, and nobody has been in contact about it since."""
    back, contact = known["came_back_on"], known["last_contact"]
    return case((contact.is_(None) | (back > contact), back))


def _credit_limit(known: Known) -> Column:
    of = known["credit_currency"]
    return case((of.is_(None) | (of == known["currency"]), known["credit_limit_minor"]))


def _limit_used(known: Known) -> Column:
    return percent(known["balance"], known["credit_limit"])


def _credit_left(known: Known) -> Column:
    return known["credit_limit"] - known["balance"]


def _over_90_share(known: Known) -> Column:
    return percent(func.coalesce(known["overdue_over_90"], ZERO), known["past_due"])


def _disputed_share(known: Known) -> Column:
    share = percent(known["disputed"], known["past_due"])
    return case((share > 100, 100), else_=share)


def _beyond_usual(known: Known) -> Column:
    return known["days_past_due"] - known["usual_lateness"]


def _days_to_due(known: Known) -> Column:
    return -_ago(known.day, known["next_due"])


def _fixed(value: int | str) -> Column:
    return literal(value, String() if isinstance(value, str) else BigInteger())


DERIVED: Mapping[str, Derived] = {
    "oldest_days": _oldest_days,
    "days_past_due": _days_since("lead_due"),
    "days_since_contact": _days_since_contact,
    "days_since_talk": _days_since("last_talk"),
    "broken_on": _broken_on,
    "returned_on": _returned_on,
    "credit_limit": _credit_limit,
    "limit_used": _limit_used,
    "credit_left": _credit_left,
    "over_90_share": _over_90_share,
    "disputed_share": _disputed_share,
    "beyond_usual": _beyond_usual,
    "days_to_due": _days_to_due,
    "days_known": _days_since("known_since"),
    "weekday": lambda known: _fixed(WEEKDAYS[known.day.weekday()]),
    "month_day": lambda known: _fixed(known.day.day),
    "days_to_month_end": lambda known: _fixed(
        monthrange(known.day.year, known.day.month)[1] - known.day.day
    ),
}
_ANY_DAY = date(2000, 1, 1)  # which columns there are does not depend on the day
#: What follows from open items by age, which are looked at only where a rule asks for them.
OF_AGES = frozenset((*AGED, "over_90_share", "days_to_due")) - {"next_due"}
_FOR_RULES = frozenset(
    ("credit_left", "disputed_share", "beyond_usual", "days_known", "weekday", "month_day",
     "days_to_month_end")
)  # fmt: skip


def more_subjects(day: date) -> tuple[Subject, ...]:
    """Subjects that serve rules alone."""
    return tuple(_subject(query) for query in planning_more_facts.subjects(day).values())


def _subject(query: Select[Any]) -> Subject:
    names = tuple(name for name, _ in query.selected_columns.items() if name != "customer_id")

    def build(scope: Scope) -> FromClause:
        # inside of it, where the tables' indexes serve: not every database carries it down
        return scope.of(query, query.selected_columns["customer_id"]).subquery()

    return Subject(names, build)


@lru_cache(maxsize=1)
def only_rules() -> frozenset[str]:
    """Facts that the list is not decided by: read only where a rule names them."""
    names = (name for one in more_subjects(_ANY_DAY) for name in one.columns)
    return frozenset(names) | OF_AGES | _FOR_RULES
