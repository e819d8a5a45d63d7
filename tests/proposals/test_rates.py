"""The shipped rates, and a team's own before them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from collectwork.bootstrap import SHIPPED_RATES
from collectwork.config import interest
from collectwork.config.settings import InterestSettings
from collectwork.domain.interest import Laws
from collectwork.errors import ConfigRefused

HALF = date(2026, 7, 1)


def laws(file: str = "", law: str = "", **row: object) -> Laws:
    rows = [row] if row else []
    settings = InterestSettings.model_validate({"law": law, "file": file, "rate": rows})
    return interest.laws(SHIPPED_RATES, settings, "DE", Path())


@pytest.mark.parametrize(
    ("country", "day", "percent"),
    [
        ("DE", date(2016, 7, 1), "8.12"),
        ("DE", date(2022, 12, 31), "8.12"),
        ("DE", date(2023, 1, 1), "10.62"),
        ("DE", date(2024, 6, 30), "12.62"),
        ("AT", date(2025, 1, 1), "11.73"),
        ("AT", date(2025, 7, 1), "10.73"),
        ("FR", date(2024, 7, 1), "14.25"),
        ("NL", date(2025, 7, 1), "10.15"),
        ("BE", date(2024, 7, 1), "12.50"),
        ("IT", date(2025, 3, 1), "11.15"),
        ("ES", date(2023, 12, 31), "12.00"),
        ("PL", date(2025, 7, 1), "15.25"),
        ("GB", date(2020, 7, 1), "8.10"),
        ("GB", date(2024, 1, 1), "13.25"),
        ("CH", date(2031, 1, 1), "5"),
    ],
)
def test_rates_that_were_published(country: str, day: date, percent: str) -> None:
    rate = laws().by_country[country].rate(day)
    assert rate is not None
    assert rate.percent == Fraction(percent)
    assert rate.source.count(";") >= 1  # the law and who publishes it


def test_every_row_has_a_source_no_gap_and_no_overlap() -> None:
    for law in laws().by_country.values():
        assert law.rates
        assert all(one.source for one in law.rates)
        for before, after in pairwise(law.rates):
            assert before.last is not None
            assert after.first == before.last + timedelta(days=1), law.country


def test_british_sums_have_three_steps() -> None:
    fixed = laws().by_country["GB"].fixed
    assert [(one.minor, one.least) for one in fixed] == [
        (4000, 0),
        (7000, 100_000),
        (10_000, 10**6),
    ]


def test_a_half_year_that_is_not_known_is_not_guessed() -> None:
    assert laws().by_country["DE"].rate(HALF) is None


def test_a_row_of_the_config_gets_the_surcharge_on_its_base() -> None:
    row = {"country": "DE", "from": HALF, "until": date(2026, 12, 31), "base": "1.50"}
    rate = laws(**row).by_country["DE"].rate(date(2026, 8, 1))
    assert rate is not None
    assert (rate.percent, rate.base, rate.source) == (
        Fraction("10.50"), Fraction("1.50"), "the team's config",
    )  # fmt: skip


def test_a_row_of_the_config_goes_before_the_shipped_one_on_its_days_only() -> None:
    row = {"country": "DE", "from": date(2025, 3, 1), "until": date(2025, 3, 31), "percent": 4}
    law = laws(**row).by_country["DE"]
    found = [law.rate(date(2025, month, day)) for month, day in ((2, 28), (3, 1), (3, 31), (4, 1))]
    assert [one.percent for one in found if one] == [Fraction("11.27"), 4, 4, Fraction("11.27")]


def test_a_country_of_ones_own_needs_the_whole_rate() -> None:
    row = {"country": "SE", "from": date(2026, 1, 1), "percent": "10.0"}
    assert laws(**row).by_country["SE"].rate(date(2040, 1, 1)) is not None
    with pytest.raises(ConfigRefused, match="give percent instead of base"):
        laws(country="SE", **{"from": HALF, "base": "2"})
    with pytest.raises(ConfigRefused, match="give one of percent"):
        laws(country="DE", **{"from": HALF})
    with pytest.raises(ConfigRefused, match="ends before it begins"):
        laws(country="DE", **{"from": HALF, "until": date(2026, 1, 1), "percent": "1"})


def test_a_file_of_ones_own_is_read_and_what_is_wrong_in_it_is_named(tmp_path: Path) -> None:
    own = tmp_path / "rates.toml"
    own.write_text(
        '[[country]]\ncode = "SE"\nlaw = "Räntelagen"\npublisher = "Riksbanken"\n'
        'rate = [{ from = 2026-01-01, until = 2026-06-30, percent = "9.75" }]\n',
        "utf-8",
    )
    assert laws(str(own)).by_country["SE"].rate(date(2026, 5, 1)) is not None
    for text, said in (
        ("[[country]]\n", "the key 'code' is missing"),
        ('[[country]]\ncode = "SE"\nreference = "X"\n', "there is no reference 'X'"),
        ('[[country]]\ncode = "SE"\nrate = [{ from = 2026-01-01, percent = "9,7" }]', "'9,7'"),
        ('[[country]]\ncode = "SE"\nrate = [{ from = "2026", percent = "9" }]', "no date"),
        ('[[country]]\ncode="SE"\ndays="364"\nrate=[{ from = 2026-01-01, percent="9" }]', "364"),
        ('[[countries]]\ncode = "SE"\n', "there is no 'countries'"),
        ("country =", "not valid TOML"),
    ):
        own.write_text(text, "utf-8")
        with pytest.raises(ConfigRefused, match=said):
            laws(str(own))
    with pytest.raises(ConfigRefused, match="cannot be read"):
        laws(str(tmp_path / "none.toml"))
