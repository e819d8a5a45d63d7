"""An account's page as values: what a collector sees before picking up the telephone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from collectwork.domain.assigning import HandOver
from collectwork.domain.cash import Receipt
from collectwork.domain.contact_policy import ChannelNow
from collectwork.domain.customers import Contact, Customer
from collectwork.domain.proposals import Proposal
from collectwork.domain.receivables import Item
from collectwork.domain.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise on one invoice; states as in ``domain.promises``."""

    id: str
    customer_id: int
    customer: str
    item_id: int | None
    document: str | None
    currency: str
    amount: int
    received: int
    made_on: date
    due: date
    kept_until: date
    state: str
    level: int
    actor: str
    how: str | None = None
    reference: str | None = None
    entry_id: str = ""
    ahead: int = 0  # what earlier instalments of the same plan claim first
    late: int = 0  # received after its time
    frozen: bool = False
    contact_id: int | None = None
    state_on: date | None = None
    part: int = 1  # of ``parts`` instalments of a plan, which is what one action promised
    parts: int = 1


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """A dispute on an invoice or the whole account."""

    id: str
    customer_id: int
    customer: str
    item_id: int | None
    document: str | None
    category: str
    reason: str
    currency: str | None
    amount: int | None
    owner: str | None
    opened_on: date
    due: date | None
    state: str
    closed_on: date | None = None
    resolution: str | None = None
    source: str = "collector"
    root_cause: str | None = None
    entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class BlockLine:
    """No contact until a date, with a reason."""

    id: str
    customer_id: int
    customer: str
    item_id: int | None
    kind: str
    reason: str
    since: date
    until: date | None
    lifted_on: date | None
    actor: str
    document: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """A callback, a resubmission or an outcome's default next step."""

    id: str
    customer_id: int
    kind: str
    due: date
    due_at: str | None
    phone: str | None
    purpose: str | None
    quiet: bool
    owner: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An account in one currency, in minor units; see ``store.standing``."""

    currency: str
    balance: int
    past_due: int
    to_collect: int
    unapplied: int


@dataclass(frozen=True, slots=True)
class Lateness:
    """How an invoice ended: when it was due, and by when it was cleared."""

    due: date
    cleared: date


@dataclass(frozen=True, slots=True)
class CashFact:
    """A payment line of a customer, for its history."""

    received: date
    posted: date | None
    kind: str
    currency: str
    minor: int
    document: str | None
    ref: str


@dataclass(frozen=True, slots=True)
class ImportFact:
    """What one import showed of a customer: invoices of one kind of event and currency.

    ``after`` and ``until`` bound when it happened, where that is known as an interval only.
    """

    at: str
    kind: str  # new, or a kind of item event
    file: str
    who: str
    currency: str
    minor: int
    documents: tuple[str, ...]
    after: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the timeline: an action, a mail's state, a payment, an import's event.

    ``at`` is UTC text or a plain date; ``late_days`` > 0 when it was entered later than claimed.
    """

    at: str
    kind: str
    code: str
    who: str
    channel: str
    text: str
    invoices: tuple[str, ...]
    hash: str | None
    entry_id: str | None = None
    currency: str | None = None
    amount: int | None = None
    undone: bool = False
    late_days: int = 0


@dataclass(frozen=True, slots=True)
class AccountPage:
    """All of one customer at a glance. ``buckets``: currency → bucket → minor units, signed;
    ``to_collect``, ``balance``: currency → minor units. ``timeline``: the newest, in order."""

    customer: Customer
    buckets: dict[str, dict[str, int]]
    balance: dict[str, int]
    past_due: dict[str, int]
    to_collect: dict[str, int]
    unapplied: dict[str, int]
    items: tuple[Item, ...]
    contacts: tuple[Contact, ...]
    promises: tuple[PromiseLine, ...]
    disputes: tuple[DisputeLine, ...]
    blocks: tuple[BlockLine, ...]
    follow_ups: tuple[FollowUpLine, ...]
    timeline: tuple[Happening, ...]
    risk: tuple[str, ...]  # reasons in words, the counts themselves
    as_of: date | None
    receipts: tuple[Receipt, ...] = ()  # money that no invoice got yet
    interest: Mapping[str, int] = field(default_factory=dict)  # statutory, to date; never booked
    fixed_sums: Mapping[str, int] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()  # that wait, and a credit hold that stands
    suggestions: tuple[Suggestion, ...] = ()  # of replies, that wait for a person
    hand_over: HandOver | None = None  # at a lead's desk, or just back from there
    policy: tuple[ChannelNow, ...] = ()  # what may be done now, by channel


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: which account, and what matched."""

    customer_id: int
    number: str
    name: str
    matched: str  # "invoice RE-1", "phone …"
