"""A collector's own day as values: what was done, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class DueCallback:
    """A call back that is due. ``due_at``: UTC text, None where only the day was agreed.
    ``time_zone`` and ``country``: the customer's, by name and code."""

    customer_id: int
    name: str
    due: date
    due_at: str | None
    phone: str | None
    purpose: str | None
    id: str = ""
    number: str = ""
    time_zone: str | None = None
    country: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class MyDay:
    """One person's business day, undone actions left out.

    ``codes``: outcome code → how often. ``calls``: attempts and conversations; ``spoken``: the
    right person was reached; ``mails``: written messages by hand. ``promised``: currency → minor
    units promised today. ``waiting``: mail state → how many of one's own are not sent.
    ``replies``: on one's own accounts, which nobody has reacted to; ``to_assign``: mails of which
    nobody knows whose they are, everybody's.
    """

    day: date
    actor: str
    codes: Mapping[str, int] = field(default_factory=dict)
    calls: int = 0
    spoken: int = 0
    mails: int = 0
    accounts: int = 0
    promised: Mapping[str, int] = field(default_factory=dict)
    callbacks: tuple[DueCallback, ...] = ()
    waiting: Mapping[str, int] = field(default_factory=dict)
    replies: int = 0
    to_assign: int = 0
