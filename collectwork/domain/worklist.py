"""The day's list as values: what is shown, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a rule with the value it saw."""

    field: str
    saw: str
    op: str
    value: str
    holds: bool


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """What one rule made of one account."""

    rule: str
    holds: bool
    words: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A line of the list as shown. Amounts are minor units of ``currency`` (the base currency
    where a customer has several). ``score``, ``value``: millionths."""

    run_id: int
    rank: int
    customer_id: int
    customer: str
    name: str
    collector: str
    currency: str
    to_collect: int
    past_due: int
    oldest_days: int
    score: int
    strategy: str
    step: str
    action: str  # call, mail, letter, escalate, hand_over, promise_broken, callback, reply
    template: str | None
    reasons: tuple[str, ...]
    state: str = "open"  # open, done, skipped, cleared
    outcome: str | None = None
    next_on: date | None = None
    callback_at: str | None = None
    lead_item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an account is on the list, or why not, and what would change it."""

    customer_id: int
    customer: str
    name: str
    day: date
    listed: bool
    rank: int | None
    collector: str
    rules: tuple[RuleTrace, ...]
    blocks: tuple[str, ...]
    would_change: tuple[str, ...]
    facts: dict[str, Any]
    score: int | None = None
    reasons: tuple[str, ...] = ()
    ruleset: str = ""
