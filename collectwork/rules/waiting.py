"""Since when an account waits: what bounds how long anybody can (docs/rules.md, "Order")."""

from __future__ import annotations

from datetime import date, timedelta

from collectwork.domain.facts import AccountFacts
from collectwork.domain.worklist import Waiting


def waiting_since(facts: AccountFacts, since: date | None, before: Waiting) -> date | None:
    """The day on which the account became eligible, or was last contacted.

    Whoever was left on the list before goes on waiting; a skip does not change that. Whoever was
    not on it became eligible after it was made, however old the step is that it comes for
    (``since``): an account that returns after a dispute does not overtake those who waited.
    """
    went_on = before.since.get(facts.customer_id)
    if went_on is not None:
        return max(went_on, facts.last_contact or went_on)
    after = before.day + timedelta(days=1) if before.day else None
    return max(
        (day for day in (since, facts.last_contact, facts.known_since, after) if day),
        default=None,
    )
