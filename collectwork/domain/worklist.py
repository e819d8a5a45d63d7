"""The day's list as values: what is shown, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from collectwork.domain.outcomes import Outcome

#: A call step that nobody answers counts as done after so many attempts, unless it says otherwise.
TRIES = 3
WRITTEN_ACTIONS = ("mail", "letter", "sms", "portal")


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


#: How reasons call days that are a bound only: those of balances from a summary by age.
AT_LEAST = "at least "


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A line of the list as shown. Amounts are minor units of ``currency`` (the base currency
    where a customer has several). ``score``, ``value``: millionths. ``tier``: of escalation, with
    the login that signs (``sender``) and who has ``copies``: logins and addresses."""

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
    action: str  # call, mail, letter, escalate, hand_over, promise_broken, callback, reply, desk
    template: str | None
    reasons: tuple[str, ...]
    state: str = "open"  # open, done, skipped, cleared
    outcome: str | None = None
    next_on: date | None = None
    callback_at: str | None = None
    lead_item_id: int | None = None
    step_no: int = 0
    rule: str = ""
    amounts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    value: int = 0
    waiting_days: int = 0
    pinned: int = 0
    pin_reason: str = ""
    computed_rank: int = 0  # without pins; 0 where it is not known
    owner: str = ""  # differs from ``collector`` where somebody else works it
    tier: str = ""
    sender: str = ""
    copies: tuple[str, ...] = ()
    trace: tuple[Mapping[str, Any], ...] = ()

    @property
    def days_shown(self) -> str:
        """The days of the oldest; ``31+`` where the ledger is a summary by age."""
        bound = any(f"oldest {AT_LEAST}" in reason for reason in self.reasons)
        return f"{self.oldest_days}{'+' if bound else ''}"


@dataclass(slots=True)
class PlannedLine:
    """A line of the list in the making; not frozen, because a hundred thousand are made.
    ``amounts``: currency → (to collect, past due), given for customers with several currencies;
    empty where ``currency`` is the only one.
    ``computed_rank``: the rank that it would have if no account were pinned."""

    customer_id: int
    collector: str
    rank: int
    currency: str
    to_collect: int
    past_due: int
    oldest_days: int
    score: int
    value: int
    waiting_days: int
    rule: str
    strategy: str
    step: str
    step_no: int
    action: str
    template: str | None
    lead_item_id: int | None
    callback_at: str | None
    reasons: tuple[str, ...]
    trace: tuple[Mapping[str, Any], ...]
    amounts: Mapping[str, tuple[int, int]]
    tries: int = TRIES
    computed_rank: int = 0
    tier: str = ""
    sender: str = ""
    copies: tuple[str, ...] = ()
    waiting_since: date | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who stood on the newest list before, that of ``day``, and was not worked then: customer →
    since when it waits. ``day`` None: there was no list before."""

    day: date | None = None
    since: Mapping[int, date] = field(default_factory=dict)


NO_LIST = Waiting()


@dataclass(frozen=True, slots=True)
class Run:
    """One making of a day's list; ``id`` is 0 until it is stored."""

    id: int
    day: date
    made_at: str
    actor: str
    ruleset: str
    import_id: int | None
    considered: int
    listed: int
    cleared: int


@dataclass(frozen=True, slots=True)
class StoredRules:
    """A version of the rules with who first used it and when."""

    version: str
    text: str
    since: str
    actor: str


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What a plan came to; the keys of the command line's JSON."""

    day: date
    run_id: int
    considered: int
    listed: int
    cleared: int
    by_collector: Mapping[str, int]
    by_rule: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Position:
    """How far a list has been worked."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class LineDone:
    """A worked line: where it stood, and what to remember for taking it back (plain JSON)."""

    run_id: int
    rank: int
    strategy: str
    step: str
    step_no: int
    advanced: bool
    before: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the rules' check has to say. ``level``: error (refused), warning or note."""

    file: str
    line: int
    column: int
    message: str
    level: str = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


def fulfils(action: str, outcome: Outcome, attempts: int, tries: int = TRIES) -> bool:
    """Whether an outcome completes a step, so that the sequence may move on.

    A talk with the right person completes every step but escalation and hand-over. Otherwise a
    contact on the step's own channel does: a message left completes a call, a mail or letter a
    written step. An unanswered call completes a call step at the ``tries``-th attempt
    (``attempts`` counts this one). Escalation and hand-over are done by escalating.
    """
    if action in ("escalate", "hand_over"):
        return outcome.starts == "escalation"
    if outcome.right_party:
        return True
    written = action in WRITTEN_ACTIONS
    on_channel = outcome.channel in WRITTEN_ACTIONS if written else outcome.channel == "call"
    if outcome.contact:
        return on_channel
    return not written and outcome.channel == "call" and attempts >= tries


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
    pinned: int = 0
    pin_reason: str = ""
    computed_rank: int | None = None  # without pins
    desk: str | None = None  # whose desk it was handed to
    desk_said: str = ""

    @property
    def placed(self) -> tuple[str, ...]:
        """What people have done to its place, in words."""
        said = [f"at {self.desk}'s desk: {self.desk_said}" if self.desk else self.desk_said]
        if self.pinned:
            where = "to the top" if self.pinned > 0 else "to the end"
            as_computed = f"; rank {self.computed_rank} as computed" if self.computed_rank else ""
            said.append(f"pinned {where}: {self.pin_reason}{as_computed}")
        return tuple(one for one in said if one)
