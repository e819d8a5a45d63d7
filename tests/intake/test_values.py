"""Single cells: the exact value, or a refusal; never a third result."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.intake import dates, numbers
from collectwork.intake.columns import Bad, identifier

DATA = Path(__file__).parent.parent / "data" / "naughty"
CASES = json.loads((DATA / "values.json").read_text("utf-8"))["cases"]
MARK: dict[str, numbers.Mark] = {"de": ",", "fr": ",", "en": ".", "ch": "."}
ORDER: dict[str, dates.Order] = {"en-US": "mdy", "en-GB": "dmy", "de": "dmy"}


def value(case: dict[str, Any]) -> Any:
    text, locale = case["text"], case["locale"]
    try:
        if case["type"] == "amount":
            number = numbers.read(text, MARK[locale])
            return None if number is None else number.minor(2)
        if case["type"] == "date":
            day = dates.read(text, ORDER.get(locale), serials=locale == "excel")
            return day.isoformat() if day else None
    except ValueError:
        return "reject"
    found = identifier(text)
    return "reject" if isinstance(found, Bad) else found


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_value(case: dict[str, Any]) -> None:
    allowed = [case["value"]] + (["reject"] if case.get("may_reject") else [])
    assert value(case) in allowed


def grouped(digits: str, separator: str, *, indian: bool = False) -> str:
    head, parts = digits[:-3], [digits[-3:]]
    while head:
        size = 2 if indian else 3
        parts.insert(0, head[-size:])
        head = head[:-size]
    return separator.join(parts)


STYLES = {
    "us": (".", ","), "de": (",", "."), "swiss": (".", "'"), "french": (",", "\u202f"),
    "nordic": (",", "\u00a0"), "plain dot": (".", ""), "plain comma": (",", ""),
    "indian": (".", ","),
}  # fmt: skip
NEGATIVE = ("-{}", "{}-", "({})", "\u2212{}", "{} CR", "-{} EUR", "({} EUR)")


@given(
    minor=st.integers(0, 10**13), style=st.sampled_from(sorted(STYLES)),
    negative=st.sampled_from((*NEGATIVE, None)),
)  # fmt: skip
def test_every_number_style_comes_back(minor: int, style: str, negative: str | None) -> None:
    mark, separator = STYLES[style]
    whole, cents = divmod(minor, 100)
    text = f"{grouped(str(whole), separator, indian=style == 'indian')}{mark}{cents:02}"
    if negative:
        text = negative.format(text)
    evidence = numbers.evidence([text])
    assert evidence.mark == mark
    number = numbers.read(text, "." if mark == "." else ",")
    assert number is not None
    assert number.minor(2) == (-minor if negative else minor)


@given(st.text(max_size=20), st.sampled_from([".", ","]))
def test_any_text_is_a_number_or_refused(text: str, mark: numbers.Mark) -> None:
    try:
        number = numbers.read(text, mark)
    except ValueError:
        return
    if number is not None:
        assert any("0" <= character <= "9" for character in text)


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False))
def test_floats_of_a_workbook_are_exact_to_the_cent(amount: Any) -> None:
    number = numbers.typed(float(amount))
    assert number is not None
    assert number.minor(2) == int(amount.scaleb(2))


def test_binary_noise_is_rounded_and_real_decimals_are_not() -> None:
    noisy = numbers.read("104.98999999999999", ".")
    assert noisy is not None
    assert noisy.minor(2) == 10499
    exact = numbers.read("104.985", ".")
    assert exact is not None
    with pytest.raises(ValueError, match="more decimals"):
        exact.minor(2)
    assert exact.minor(3) == 104985


WRITTEN = (
    "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y%m%d", "%d-%b-%Y", "%d %b %Y", "%B %d, %Y",
    "%d.%m.%y", "%Y-%m-%dT00:00:00", "%Y-%m-%d %H:%M:%S",
)  # fmt: skip


@given(st.dates(date(1971, 1, 1), date(2068, 12, 31)), st.sampled_from(WRITTEN))
def test_every_date_style_comes_back(day: date, style: str) -> None:
    assert dates.read(day.strftime(style), "dmy") == day


@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), min_size=1), st.booleans())
def test_order_of_day_and_month_is_that_of_the_column(days: list[date], american: bool) -> None:
    style = "%m/%d/%Y" if american else "%d/%m/%Y"
    texts = [day.strftime(style) for day in days]
    found = dates.evidence(texts)
    assert not found.contradictory
    if any(day.day > 12 for day in days):
        assert found.order == ("mdy" if american else "dmy")
    else:
        assert found.order is None


def test_both_orders_in_one_column_contradict() -> None:
    assert dates.evidence(["31/01/2026", "01/31/2026"]).contradictory


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_serial_days(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    assert dates.read(str(serial), None, serials=True) == day
    assert dates.read(float(serial), None) == day
