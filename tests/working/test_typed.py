"""What people type for days, times and amounts: read in one way, or refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.domain import typed
from collectwork.domain.money import decimals
from collectwork.errors import InputRefused

FRIDAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-20"), ("tomorrow", "2026-11-21"), ("Morgen", "2026-11-21"),
        ("fri", "2026-11-27"), ("Friday", "2026-11-27"), ("mon", "2026-11-23"),
        ("Do", "2026-11-26"), ("next tue", "2026-11-24"),
        ("+3", "2026-11-23"), ("+3d", "2026-11-23"), ("3d", "2026-11-23"),
        ("+2w", "2026-12-04"), ("2w", "2026-12-04"), ("+1m", "2026-12-20"), ("+1y", "2027-11-20"),
        ("+2b", "2026-11-24"), ("-1d", "2026-11-19"),
        ("eom", "2026-11-30"), ("eow", "2026-11-20"), ("eoq", "2026-12-31"), ("eoy", "2026-12-31"),
        ("12.3.", "2027-03-12"), ("12.3", "2027-03-12"), ("1.12.", "2026-12-01"),
        ("20.11.", "2026-11-20"), ("19.11.", "2027-11-19"), ("12.3.2028", "2028-03-12"),
        ("12.03.28", "2028-03-12"), ("24.", "2026-11-24"), ("5th", "2026-12-05"),
        ("2026-12-01", "2026-12-01"), ("20261201", "2026-12-01"),
        ("15/3", "2027-03-15"), ("3/15", "2027-03-15"), ("12/12", "2026-12-12"),
        ("15/3/2027", "2027-03-15"), ("5 dec", "2026-12-05"), ("Dec 5, 2027", "2027-12-05"),
        ("5. Dezember", "2026-12-05"), ("29.2.", "2028-02-29"), ("31.", "2026-12-31"),
    ],
)  # fmt: skip
def test_days_are_read(text: str, day: str) -> None:
    assert typed.day(text, FRIDAY).isoformat() == day


@pytest.mark.parametrize(
    "text",
    ["", "soon", "3/4", "13/13", "32.1.", "0.5.", "2026-02-30", "30.2.", "12.13.", "+99999w", "١٢",
     "20262011", "5 foo", "--1", "12..3", "2026-11-20T10:00"],
)  # fmt: skip
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        typed.day(text, FRIDAY)


def test_a_day_with_two_readings_names_both() -> None:
    with pytest.raises(InputRefused, match=r"3\.4\. or 4\.3\."):
        typed.day("3/4", FRIDAY)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_written_days_come_back(day: date, today: date) -> None:
    assert typed.day(day.isoformat(), today) == day
    assert typed.day(f"{day.day}.{day.month}.{day.year}", today) == day
    ahead = typed.day(f"{day.day}.{day.month}.", today)
    assert (ahead.day, ahead.month) == (day.day, day.month)
    assert today <= ahead < today + timedelta(days=8 * 366)


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    for read in (lambda: typed.day(text, FRIDAY), lambda: typed.moment(text, NOW, BERLIN, FRIDAY)):
        with suppress(InputRefused):
            read()


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("tomorrow 10:00", "2026-11-21", "2026-11-21T09:00"),
        ("2026-11-23T10:00", "2026-11-23", "2026-11-23T09:00"),
        ("2026-11-23 10:00", "2026-11-23", "2026-11-23T09:00"),
        ("mon 9", "2026-11-23", "2026-11-23T08:00"),
        ("fri 2pm", "2026-11-27", "2026-11-27T13:00"),
        ("14:30", "2026-11-20", "2026-11-20T13:30"),
        ("14h", "2026-11-20", "2026-11-20T13:00"),
        ("+2h", "2026-11-20", "2026-11-20T11:00"),
        ("+30min", "2026-11-20", "2026-11-20T09:30"),
        ("12.6.2027 10:00", "2027-06-12", "2027-06-12T08:00"),
        ("fri", "2026-11-27", None),
    ],
)
def test_moments_are_meant_at_the_customers_place(text: str, day: str, at: str | None) -> None:
    on, moment = typed.moment(text, NOW, BERLIN, FRIDAY)
    assert on.isoformat() == day
    assert (moment.strftime("%Y-%m-%dT%H:%M") if moment else None) == at


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("all", "EUR", 183_333), ("100%", "EUR", 183_333), ("50%", "EUR", 91_666),
        ("500", "EUR", 50_000), ("500.5", "EUR", 50_050), ("500,50", "EUR", 50_050),
        ("1,234.56", "EUR", 123_456), ("1.234,56", "EUR", 123_456), ("1 234,56", "EUR", 123_456),
        ("1'234.56", "EUR", 123_456), ("1,234", "EUR", 123_400), ("1.234", "EUR", 123_400),
        ("1.234.567", "EUR", 123_456_700), ("1,234,567.89", "EUR", 123_456_789),
        ("1.2k", "EUR", 120_000), ("1,2k", "EUR", 120_000), ("2k", "EUR", 200_000),
        ("1.5m", "EUR", 150_000_000), ("EUR 500", "EUR", 50_000), ("500 eur", "EUR", 50_000),
        ("€500", "EUR", 50_000), ("1,234", "JPY", 1_234), ("500", "JPY", 500),
        ("1.5", "KWD", 1_500), ("0.123", "KWD", 123), ("0.50", "EUR", 50),
    ],
)  # fmt: skip
def test_amounts_are_read(text: str, currency: str, minor: int) -> None:
    assert typed.amount(text, 183_333, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "EUR"), ("0", "EUR"), ("-5", "EUR"), ("abc", "EUR"), ("1.234", "KWD"),
        ("1,234k", "EUR"),
        ("1,23,456", "EUR"), ("1.2.3", "EUR"), ("1.234,567", "EUR"), ("101%", "EUR"), ("0%", "EUR"),
        ("500 USD", "EUR"), ("$500", "EUR"), ("1.5", "JPY"), ("12.3456", "EUR"),
        ("nan", "EUR"), ("1e3", "EUR"), ("٥٠٠", "EUR"), ("1.234.56", "EUR"), ("k", "EUR"),
    ],
)  # fmt: skip
def test_other_amounts_are_refused(text: str, currency: str) -> None:
    with pytest.raises(InputRefused):
        typed.amount(text, 183_333, currency)


@given(st.integers(1, 10**12), st.sampled_from(["EUR", "JPY", "USD"]))
def test_written_amounts_come_back(minor: int, currency: str) -> None:
    plain = decimals(minor, currency)
    assert typed.amount(plain, 0, currency) == minor
    whole, _, rest = plain.partition(".")
    english = f"{int(whole):,}" + (f".{rest}" if rest else "")
    assert typed.amount(english, 0, currency) == minor
    german = english.translate(str.maketrans(",.", ".,"))
    assert typed.amount(german, 0, currency) == minor


@given(st.text(max_size=15), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_any_text_is_an_amount_above_zero_or_refused(text: str, currency: str) -> None:
    with suppress(InputRefused):
        assert typed.amount(text, 100_000, currency) > 0
