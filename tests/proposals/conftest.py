"""A desk whose rules for proposals a test writes itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from working.office import Office, office_on

from collectwork.bootstrap import SHIPPED_RATES
from collectwork.config import interest
from collectwork.config.settings import InterestSettings
from collectwork.usecases.desk import Desk, RulesText

RULES = """
[defaults]
currency = "EUR"
[[rule]]
name = "all"
strategy = "s"
[[strategy]]
name = "s"
end_with = "agency"
[[strategy.step]]
name = "first notice"
day = 3
action = "mail"
template = "first_notice"
[[strategy.step]]
name = "final notice"
day = 20
action = "mail"
template = "final_notice"
"""
HALF = {"country": "DE", "from": date(2026, 7, 1), "until": date(2026, 12, 31), "base": "1.27"}
Ruled = Callable[..., Office]


def with_rules(desk: Desk, text: str, *, rates: bool = True) -> Desk:
    """The desk under these proposals, with a rate for the second half of 2026."""
    settings = InterestSettings.model_validate({"rate": [HALF] if rates else []})
    laws = interest.laws(SHIPPED_RATES, settings, "DE", Path())
    return replace(desk, rules=lambda: RulesText("rules.toml", RULES + text), laws=lambda: laws)


@pytest.fixture
def ruled(desk: Desk) -> Ruled:
    """``ruled(text)``: Brenner's office under these [[proposal]] tables, once per database."""

    def make(text: str, *, rates: bool = True) -> Office:
        return office_on(with_rules(desk, text, rates=rates))

    return make


@pytest.fixture
def small_ruled(sqlite_desk: Desk) -> Ruled:
    """The same on SQLite only."""

    def make(text: str = "", *, rates: bool = True) -> Office:
        return office_on(with_rules(sqlite_desk, text, rates=rates))

    return make
