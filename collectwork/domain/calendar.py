"""Business days. Public holidays are passed in as a container of dates, so that this stays pure.

``holidays`` may be a set of dates or anything that answers ``day in holidays``; the desk carries
the one of the team's country (``desk.holidays``).
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

Holidays = Container[date]
NONE: Holidays = frozenset()

_DAY = timedelta(days=1)


def is_business_day(day: date, holidays: Holidays = NONE) -> bool:
    """Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in holidays


def business_day_from(day: date, holidays: Holidays = NONE) -> date:
    """The day itself if it is a business day, else the next one."""
    while not is_business_day(day, holidays):
        day += _DAY
    return day


def add_business_days(day: date, n: int, holidays: Holidays = NONE) -> date:
    """``n`` business days after ``day`` (before it when negative).

    The day itself is never counted, so ``add_business_days(friday, 1)`` is Monday. For ``n`` 0 it
    is the day itself or, when that is no business day, the next one.
    """
    if n == 0:
        return business_day_from(day, holidays)
    step = _DAY if n > 0 else -_DAY
    for _ in range(abs(n)):
        day += step
        while not is_business_day(day, holidays):
            day += step
    return day


def business_days_between(start: date, end: date, holidays: Holidays = NONE) -> int:
    """Business days after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    if holidays is NONE:
        tail = sum((end - _DAY * n).weekday() < 5 for n in range(rest))
        return weeks * 5 + tail
    days = (start + _DAY * n for n in range(1, (end - start).days + 1))
    return sum(is_business_day(day, holidays) for day in days)
