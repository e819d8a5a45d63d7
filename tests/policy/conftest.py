"""Fixtures of the tests of the contact policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from working.office import Office, office_on

from collectwork.usecases.desk import Desk, RulesText

CALLS = """
[defaults]
currency = "any"
quiet_days = 0

[[rule]]
name = "everybody"
strategy = "calls"

[[strategy]]
name = "calls"
end_with = "stop"

[[strategy.step]]
name = "ring"
day = 1
action = "call"
"""

Rules = Callable[[str], Desk]


@pytest.fixture
def office(desk: Desk) -> Office:
    """Once per database."""
    return office_on(desk)


@pytest.fixture
def small(sqlite_desk: Desk) -> Office:
    """On SQLite only."""
    return office_on(sqlite_desk)


def under(desk: Desk, policies: str, steps: str = "") -> Desk:
    """The same desk under rules with these rows; every account is called at once."""
    text = CALLS + steps + policies
    return replace(desk, rules=lambda: RulesText("rules.toml", text))
