"""Business days, with the country's holidays passed in."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from collectwork.config.calendar import PublicHolidays
from collectwork.domain.calendar import (
    add_business_days,
    business_day_from,
    business_days_between,
    is_business_day,
)

FRIDAY = date(2026, 11, 20)
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def test_weekends_and_holidays_do_not_count() -> None:
    assert add_business_days(FRIDAY, 1) == date(2026, 11, 23)
    assert add_business_days(FRIDAY, 1, {date(2026, 11, 23)}) == date(2026, 11, 24)
    assert add_business_days(FRIDAY, -5) == date(2026, 11, 13)
    assert add_business_days(date(2026, 11, 21), 0) == date(2026, 11, 23)
    assert business_day_from(FRIDAY) == FRIDAY


def test_the_countrys_public_holidays() -> None:
    german = PublicHolidays("DE")
    assert not is_business_day(date(2026, 12, 25), german)
    assert add_business_days(date(2026, 12, 24), 1, german) == date(2026, 12, 28)
    assert date(2026, 12, 25) not in PublicHolidays("XX")


@given(DAYS, st.integers(0, 400))
def test_counting_is_adding_the_other_way_round(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    one_by_one = sum(is_business_day(start + timedelta(days=n)) for n in range(1, days + 1))
    assert business_days_between(start, end) == one_by_one
    assert business_days_between(start, end, frozenset([date(1999, 1, 1)])) == one_by_one
    if is_business_day(start):
        assert business_days_between(start, add_business_days(start, days % 40)) == days % 40
