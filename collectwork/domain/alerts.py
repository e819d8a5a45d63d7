"""Alerts: what happened on an account that somebody should know of before the list brings it up.

A **cause** is what one alert of the rules found on one account: a state (over its limit) or an
event (a promise broken). It is told once. When the cause has ceased, the alert is done and armed
again: the next time is another *episode*. Its id follows from store, alert, account, subject and
episode alone, so that whoever gets it twice can tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from collectwork.domain.money import decimals

Kind = Literal[
    "enters_bucket", "near", "over_limit", "promise_broken", "reopened", "reply_waiting",
    "dispute_overdue", "callback_missed", "untouched", "block_ending", "mail_stuck", "condition",
]  # fmt: skip
Way = Literal["app", "digest", "webhook"]
Severity = Literal["low", "normal", "high"]

#: ``standing``: was so already when the alert began to be watched; nobody is told of it.
State = Literal["new", "seen", "done", "standing"]

#: How a cause is kept that holds but is past what would be told; it is never listed.
PASSED = "passed"

KINDS: tuple[str, ...] = get_args(Kind)
WAYS: tuple[str, ...] = get_args(Way)
SEVERITIES: tuple[str, ...] = get_args(Severity)
STATES: tuple[str, ...] = get_args(State)

#: How a kind is called where people read it.
KIND_WORDS: Mapping[str, str] = {
    "enters_bucket": "enters a bucket",
    "near": "near a threshold",
    "over_limit": "over the credit limit",
    "promise_broken": "promise broken",
    "reopened": "invoice re-opened",
    "reply_waiting": "reply waiting",
    "dispute_overdue": "dispute overdue",
    "callback_missed": "call back missed",
    "untouched": "untouched",
    "block_ending": "block about to end",
    "mail_stuck": "mail not sent",
    "condition": "condition",
}

#: To whom: the account's owner, the leads of the owner's team, everybody in it; others are logins.
AUDIENCES = ("owner", "lead", "team")


@dataclass(frozen=True, slots=True)
class Cause:
    """What an alert found on an account. ``subject`` tells apart what may hold several times on one
    account (a promise, an invoice); ``amount``: minor units of ``currency``. ``passed``: it holds,
    but is past what would be told (the account jumped over the bucket): kept, not told."""

    customer_id: int
    subject: str
    words: str
    currency: str = ""
    amount: int | None = None
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert about to be kept."""

    id: str
    customer_id: int
    rule: str
    ruleset: str
    kind: str
    subject: str
    episode: int
    severity: str
    audience: tuple[str, ...]
    ways: tuple[str, ...]
    day: date
    raised_at: str
    words: str
    currency: str
    amount: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest episode of a cause as it is kept: what a new evaluation is compared with."""

    id: str
    customer_id: int
    rule: str
    subject: str
    episode: int
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Watched:
    """What is remembered of an alert of the rules: ``signature`` changes with its definition."""

    rule: str
    signature: str
    since: date


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert as it is listed."""

    id: str
    customer_id: int
    customer: str
    name: str
    owner: str
    rule: str
    ruleset: str
    kind: str
    severity: str
    audience: tuple[str, ...]
    ways: tuple[str, ...]
    day: date
    raised_at: str
    words: str
    currency: str
    amount: int | None
    state: State
    seen_by: str | None = None
    seen_at: str | None = None
    ended_on: date | None = None
    deliveries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads. ``mates``: the logins of the team, oneself included; None: everybody's accounts.
    ``leads``: all of the team's, and what goes to leads. ``unowned``: accounts that nobody owns."""

    login: str
    mates: tuple[str, ...] | None
    leads: bool = False
    unowned: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which alerts are asked for; None: any. ``way``: those told that way; ``owner``: of accounts
    of that login; ``fresh_for``: those that are in no digest of that login yet; ``told``: without
    those that stood before they were watched; ``day``: raised on that day."""

    state: str | None = None
    kind: str | None = None
    way: str | None = None
    owner: str | None = None
    fresh_for: str | None = None
    told: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert in a message of the outbox: ``digest`` to a login, ``webhook`` to a name."""

    alert_id: str
    way: str
    receiver: str
    outbox_id: str


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation came to. ``standing``: held already when their alert began; ``passed``
    ones are not counted anywhere."""

    day: date
    raised: int = 0
    ended: int = 0
    standing: int = 0
    webhooks: int = 0
    by_rule: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook of the config: its name, and the kinds it wants (empty: all)."""

    name: str
    events: tuple[str, ...] = ()

    def wants(self, kind: str) -> bool:
        """Does this kind go there?"""
        return not self.events or kind in self.events


def alert_id(store_id: str, rule: str, customer: str, subject: str, episode: int) -> str:
    """32 hex digits that are the same whenever the same episode is found again."""
    text = "\n".join((store_id, rule, customer, subject, str(episode)))
    return hashlib.sha256(b"collectwork.alert.1\n" + text.encode()).hexdigest()[:32]


def money(minor: int, currency: str) -> str:
    """An amount in the words of an alert: ``12,400.00 EUR``."""
    return f"{Decimal(decimals(minor, currency)):,f} {currency}"


def kept_list(words: Iterable[str]) -> str:
    """Words as one text that is searched for ``,word,``: ``,owner,ana,``."""
    return f",{','.join(words)},"


def from_kept(text: str) -> tuple[str, ...]:
    """The words of such a text."""
    return tuple(part for part in text.split(",") if part)
