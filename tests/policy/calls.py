"""A desk under a contact policy that a test writes itself."""

from __future__ import annotations

from store_fixtures import ruled_by

from collectwork.usecases.desk import Desk

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


def under(desk: Desk, policies: str, steps: str = "") -> Desk:
    """The same desk under rules with these rows; every account is called at once."""
    text = CALLS + steps + policies
    return ruled_by(desk, text)
