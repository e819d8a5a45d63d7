"""Rows of the trade that figures are made of, as the store reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Who:
    """A customer in a row behind a figure."""

    id: int
    number: str
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Act:
    """An action for the figures of a day or a period. ``claimed`` and ``entered`` are days."""

    id: str
    customer: int
    who: str
    claimed: date
    entered: date
    at: str
    channel: str
    code: str
    contact: bool
    attempt: bool
    right_party: bool
    automatic: bool
    template: str | None
    text: str | None
    strategy: str | None = None
    step: str | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a day's list as shown. ``score`` is what it was ranked by; ``run`` the making of
    the list: a day's list may be made several times."""

    day: date
    collector: str
    rank: int
    customer: int
    score: int
    past_due: int
    currency: str
    oldest_days: int
    state: str
    to_collect: int
    strategy: str
    step: str
    run: int = 0
    source: str = "planned"  # or history: the list of another system


@dataclass(frozen=True, slots=True)
class Next:
    """An account with something to collect: what is planned for it, and the last contact."""

    customer: int
    next_on: date | None
    last_contact: date | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry of the log, to look through."""

    seq: int
    at: str
    who: str
    kind: str
    customer: str | None
    words: str
    hash: str


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What came of the lines that a rule, or a strategy's step, listed. ``due``: contacts whose
    invoice had its days to be paid, ``paid``: how many of those were."""

    rule: str
    strategy: str
    step: str
    template: str
    listed: int
    worked: int
    contacts: int
    promises: int
    due: int
    paid: int
