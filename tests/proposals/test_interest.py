"""Interest day by day against stretches, and figures worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.domain.interest import (
    Balance,
    Change,
    Debt,
    Derivation,
    FixedSum,
    Law,
    Laws,
    Rate,
    derive,
)

DAY = timedelta(days=1)
RATES = (
    Rate(date(2023, 1, 1), date(2023, 6, 30), Fraction("10.62"), "a law; a bank"),
    Rate(date(2023, 7, 1), date(2023, 12, 31), Fraction("12.12"), "a law; a bank"),
    Rate(date(2024, 1, 1), date(2024, 12, 31), Fraction("12.62"), "a law; a bank"),
)
FIXED = (FixedSum(4000, "EUR"), FixedSum(7000, "EUR", 100_000, "EUR"))


def law(days: str = "actual", rates: tuple[Rate, ...] = RATES, at_start: bool = False) -> Laws:
    return Laws({"XX": Law("XX", "a law", days, rates, FIXED, at_start)}, team="XX")  # type: ignore[arg-type]


def debt(
    open_: int, due: date | None, changes: tuple[Change, ...] = (), most: int | None = None
) -> Debt:
    return Debt(1, "RE-1", "EUR", due, open_, changes, most)


def by_day(one: Debt, laws: Laws, until: date) -> Fraction | None:
    """The plain reference: every day alone."""
    assert one.due is not None
    found, balance, sum_ = laws.by_country["XX"], Balance(one), Fraction(0)
    day = one.due + DAY
    while day <= until:
        minor = balance.on(day)
        if minor > 0:
            rate = found.rate(day)
            if rate is None:
                return None
            leap = day.year % 4 == 0
            year = (366 if leap else 365) if found.days == "actual" else int(found.days)
            sum_ += Fraction(minor) * rate.percent / 100 / year
        day += DAY
    return sum_


# -- by hand


def test_one_half_year_by_hand() -> None:
    """1,000.00 EUR due 31 March 2023, until 30 June: 91 days at 10.62 % of 365."""
    found = derive(debt(100_000, date(2023, 3, 31)), "XX", law(), date(2023, 6, 30))
    (line,) = found.segments
    assert (line.first, line.last, line.days) == (date(2023, 4, 1), date(2023, 6, 30), 91)
    assert line.amount == Fraction(100_000) * Fraction("10.62") / 100 * 91 / 365
    assert found.interest == 2648  # 26.4772…


def test_a_new_half_year_has_its_own_line_and_the_sum_is_rounded_once() -> None:
    """Due 15 June 2023, until 15 July: 15 days at 10.62 % and 15 at 12.12 %."""
    found = derive(debt(100_000, date(2023, 6, 15)), "XX", law(), date(2023, 7, 15))
    assert [(one.days, one.rate.percent) for one in found.segments] == [
        (15, Fraction("10.62")),
        (15, Fraction("12.12")),
    ]
    assert found.interest == 935  # 4.3644 + 4.9808 = 9.3452


def test_a_part_payment_lowers_the_principal_from_the_day_after() -> None:
    """1,000.00 due 1 May 2023; 400.00 came on 11 May: 10 days of 1,000.00, then of 600.00."""
    paid = (Change(date(2023, 5, 11), -40_000),)
    found = derive(debt(60_000, date(2023, 5, 1), paid), "XX", law(), date(2023, 5, 31))
    assert [(one.days, one.principal) for one in found.segments] == [(10, 100_000), (20, 60_000)]
    assert found.interest == 640  # 2.9096 + 3.4915 = 6.4011
    assert found.fixed is not None
    assert found.fixed.minor == 7000  # by what was open on the due day


def test_a_leap_year_has_366_days_where_days_are_actual() -> None:
    found = derive(debt(100_000, date(2023, 12, 30)), "XX", law(), date(2024, 1, 2))
    assert [(one.first, one.year) for one in found.segments] == [
        (date(2023, 12, 31), 365),
        (date(2024, 1, 1), 366),
    ]
    plain = derive(debt(100_000, date(2023, 12, 30)), "XX", law("360"), date(2024, 1, 2))
    assert {one.year for one in plain.segments} == {360}


def test_the_british_rate_is_that_of_the_first_late_day() -> None:
    laws = law(at_start=True)
    found = derive(debt(100_000, date(2023, 6, 29)), "XX", laws, date(2024, 3, 31))
    assert {one.rate.percent for one in found.segments} == {Fraction("10.62")}
    late = derive(debt(100_000, date(2024, 12, 31)), "XX", laws, date(2025, 2, 1))
    assert (late.interest, late.missing) == (None, date(2025, 1, 1))


def test_what_is_paid_keeps_its_interest_until_the_day_it_came() -> None:
    paid = (Change(date(2023, 5, 11), -100_000),)
    found = derive(debt(0, date(2023, 5, 1), paid), "XX", law(), date(2024, 12, 31))
    assert [(one.first, one.last) for one in found.segments] == [
        (date(2023, 5, 2), date(2023, 5, 11))
    ]
    assert found.interest == 291


# -- nothing instead of a guess


@pytest.mark.parametrize(
    ("due", "until"),
    [
        (date(2024, 1, 1), date(2024, 1, 1)),
        (date(2024, 1, 2), date(2024, 1, 1)),
        (None, date(2024, 1, 1)),
    ],
)
def test_what_is_not_overdue_bears_nothing(due: date | None, until: date) -> None:
    found = derive(debt(100_000, due), "XX", law(), until)
    assert (found.interest, found.segments, found.fixed) == (0, (), None)


def test_a_missing_half_year_gives_no_figure_and_says_since_when() -> None:
    found = derive(debt(100_000, date(2024, 12, 1)), "XX", law(), date(2025, 3, 1))
    assert (found.interest, found.missing) == (None, date(2025, 1, 1))
    assert found.segments  # what is known is shown
    assert found.why_none == (
        "no rate known for XX from 2025-01-01: add it to [interest] in the config"
    )


def test_days_before_the_table_and_gaps_in_it_are_missing_too() -> None:
    before = derive(debt(100_000, date(2022, 12, 1)), "XX", law(), date(2023, 2, 1))
    assert (before.interest, before.missing) == (None, date(2022, 12, 2))
    gap = law(rates=(RATES[0], RATES[2]))
    found = derive(debt(100_000, date(2023, 6, 1)), "XX", gap, date(2024, 1, 31))
    assert (found.interest, found.missing) == (None, date(2023, 7, 1))
    assert len(found.segments) == 2


def test_an_unknown_country_has_no_figure() -> None:
    found = derive(debt(100_000, date(2024, 1, 1)), "YY", law(), date(2024, 1, 31))
    assert (found.interest, found.missing, found.fixed) == (None, date(2024, 1, 2), None)


def test_sums_of_recovery_depend_on_what_was_open() -> None:
    def sum_of(minor: int, currency: str = "EUR") -> int:
        one = Debt(1, "RE-1", currency, date(2024, 1, 1), minor)
        found = derive(one, "XX", law(), date(2024, 1, 31))
        assert found.fixed is not None
        return found.fixed.minor

    assert [sum_of(99_999), sum_of(100_000)] == [4000, 7000]
    assert sum_of(900_000, "GBP") == 4000  # the bound is in euros: it cannot be told


def test_the_customers_country_counts_only_when_the_team_says_so() -> None:
    assert Laws(team="DE").country("FR") == "DE"
    assert Laws(default="AT", team="DE").country("FR") == "AT"
    asked = Laws(default="customer", team="DE")
    assert [asked.country(one) for one in ("fr", "UK", None, "Germany")] == ["FR", "GB", "DE", "DE"]


# -- properties

days_ = st.dates(date(2023, 1, 2), date(2024, 12, 30))
changes_ = st.lists(st.builds(Change, days_, st.integers(-50_000, 20_000)), max_size=5).map(tuple)
counts = st.sampled_from(["365", "360", "actual"])


@given(st.integers(0, 500_000), days_, changes_, days_, counts)
def test_stretches_say_what_the_days_say(
    open_: int, due: date, changes: tuple[Change, ...], until: date, count: str
) -> None:
    one, laws = debt(open_, due, changes), law(count)
    found = derive(one, "XX", laws, until)
    assert found.exact == (by_day(one, laws, until) if until > due else 0)
    assert found.interest == round(found.exact)
    assert all(part.amount >= 0 and part.days > 0 for part in found.segments)


@given(st.integers(1, 500_000), days_, changes_, st.lists(days_, min_size=2, max_size=2))
def test_periods_add_up_before_rounding_and_never_shrink(
    open_: int, due: date, changes: tuple[Change, ...], ends: list[date]
) -> None:
    one, (first, last) = debt(open_, due, changes), sorted(ends)
    early, late = derive(one, "XX", law(), first), derive(one, "XX", law(), last)
    assert early.exact + sum(_cut(late, first), Fraction(0)) == late.exact
    assert early.exact <= late.exact


def _cut(found: Derivation, after: date) -> list[Fraction]:
    """What the lines say of the days after a day."""
    parts = []
    for part in found.segments:
        left = (part.last - max(part.first - DAY, after)).days
        if left > 0:
            parts.append(part.amount * left / part.days)
    return parts


@given(st.integers(1, 500_000), st.integers(0, 500_000), days_, days_)
def test_more_principal_is_never_less_interest(a: int, b: int, due: date, until: date) -> None:
    small = derive(debt(a, due), "XX", law(), until)
    large = derive(debt(a + b, due), "XX", law(), until)
    assert small.exact <= large.exact


@given(st.integers(1, 500_000), days_, changes_, days_, st.integers(0, 300_000))
def test_the_principal_never_passes_what_was_billed(
    open_: int, due: date, changes: tuple[Change, ...], until: date, most: int
) -> None:
    found = derive(debt(open_, due, changes, most), "XX", law(), until)
    assert all(part.principal <= most for part in found.segments)
