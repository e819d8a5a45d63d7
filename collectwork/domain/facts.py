"""What is known about an account on a day: the values that rules see.

One row per customer. Amounts are minor units of ``currency``: the base currency where dated rates
allow to convert all of the customer's currencies, else the currency in which most is to be
collected (currencies are never added to each other). Every field that rules may name is described
in ``rules.facts``; the others serve the planner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Verdicts(NamedTuple):
    """What the conditions of a ruleset (``version``) say of an account.

    Places in ``Ruleset.rules`` of the first rule that fits: that keeps it off, gives it its
    strategy, lists it for an action; None where none does. ``own``: of the strategy's own
    conditions, in the order of ``rules.verdicts.own_conditions``, ``1`` for each that the account
    fits, else ``0``. ``noticed``: who wants to look at it, see ``store.noticing``.
    """

    version: str
    off: int | None = None
    strategy: int | None = None
    action: int | None = None
    own: str = ""
    noticed: int = 0


@dataclass(slots=True)
class AccountFacts:
    """One customer with open items. Not frozen: a hundred thousand are made at a time."""

    customer_id: int
    number: str
    name: str
    currency: str
    balance: int = 0
    past_due: int = 0
    to_collect: int = 0
    disputed: int = 0
    promised: int = 0
    arranged: int = 0
    dunned: int = 0
    unapplied: int = 0
    open_items: int = 0
    overdue_items: int = 0
    largest_open: int = 0
    bounded: int = 0  # balances of a summary by age: their days are at least those
    oldest_days: int = 0
    days_past_due: int | None = None  # of the leading invoice; negative before its due date
    lead_due: date | None = None
    lead_amount: int = 0
    lead_item_id: int | None = None
    owner: str | None = None
    segment: str | None = None
    country: str | None = None
    language: str | None = None
    terms: str | None = None
    tags: tuple[str, ...] = ()
    credit_limit: int | None = None
    limit_used: int | None = None  # per cent
    has_email: bool = False
    has_phone: bool = False
    days_since_contact: int | None = None
    days_since_talk: int | None = None
    contacts: int = 0  # in the last 90 days
    reply_waiting: bool = False
    live_promises: int = 0
    promise_until: date | None = None  # tolerance included
    broken_promises: int = 0  # in the last 365 days
    broken_on: date | None = None  # first day of the newest break of an invoice still open
    returned_on: date | None = None  # when an invoice still open last opened again, unspoken since
    dispute_overdue_on: date | None = None  # since when the longest overdue open dispute is so
    open_disputes: int = 0
    paid_invoices: int = 0
    usual_lateness: int | None = None  # days, average of paid invoices
    paid_late: int | None = None  # per cent of paid invoices
    last_contact: date | None = None
    last_action: date | None = None  # a contact, an attempt, a note or a skip by a person
    callback_on: date | None = None
    callback_at: str | None = None
    callback_purpose: str | None = None
    quiet_until: date | None = None  # a resubmission that hides the account
    next_on: date | None = None  # the date that the last outcome or a resubmission set
    block: str | None = None  # kind and reason of a live block on the customer
    block_until: date | None = None
    known_since: date | None = None  # as-of of the customer's first ledger
    pinned: int = 0
    desk: str | None = None  # whose desk it is handed to; its owner stays who it is
    desk_waits: bool = False  # handed over or back, and nobody there has acted on it
    desk_since: date | None = None
    desk_said: str = ""  # by whom and why
    thread_strategy: str = ""
    thread_step: str = ""
    thread_no: int = 0
    thread_on: date | None = None
    thread_lead: int | None = None
    amounts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    history: tuple[int, int] = (0, 0)  # invoices paid later than now, of these within 14 days
    verdicts: Verdicts | None = None  # of the rules that were asked with the facts, if any were
    # what only rules ask for; each is defined in ``rules.facts``
    new_overdue: int = 0
    new_overdue_items: int = 0
    overdue_1_30: int = 0
    overdue_31_60: int = 0
    overdue_61_90: int = 0
    overdue_over_90: int = 0
    items_1_30: int = 0
    items_31_60: int = 0
    items_61_90: int = 0
    items_over_90: int = 0
    over_90_share: int | None = None
    reopened_items: int = 0
    credit_left: int | None = None
    disputed_share: int | None = None
    beyond_usual: int | None = None
    days_to_due: int | None = None
    days_since_action: int | None = None
    days_since_call: int | None = None
    days_since_mail: int | None = None
    days_since_reply: int | None = None
    days_since_copy_asked: int | None = None
    days_since_copy_sent: int | None = None
    copy_waiting: bool = False
    copy_sent: bool = False
    calls_7: int = 0
    calls_30: int = 0
    unanswered_calls: int = 0
    mails_since_reply: int = 0
    last_outcome: str | None = None
    promise_level: int = 0
    days_since_broken: int | None = None
    days_to_promise: int | None = None
    days_since_promise: int | None = None
    promises_kept: int | None = None
    dispute_age: int | None = None
    dispute_overdue: int | None = None
    days_since_payment: int | None = None
    risk: int | None = None
    parent: str | None = None
    company: str | None = None
    companies: int = 0
    team: str | None = None
    owner_level: int | None = None
    days_known: int | None = None
    has_contact: bool = False
    has_time_zone: bool = False
    strategy: str | None = None
    last_step: str | None = None
    steps_done: int = 0
    days_since_step: int | None = None
    weekday: str = ""
    month_day: int = 0
    days_to_month_end: int = 0


@dataclass(frozen=True, slots=True)
class BookHabits:
    """The whole book's history. ``late``: week of lateness (days late // 7) → invoices paid then.
    ``followed``: channel → (contacts, of these followed by payment within 14 days)."""

    late: Mapping[int, int] = field(default_factory=dict)
    followed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
