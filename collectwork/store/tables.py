"""The tables. Rows never leave this folder: repositories return values of ``domain``.

Conventions: money is ``*_minor`` (integer minor units) beside a ``currency``; moments are UTC text
(see ``domain.clocks``), days are dates. The log is not here but in ``log_schema``: its DDL is
fixed to the letter.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, Table, text
from sqlmodel import Field, SQLModel

#: Rows of ``payment`` that paid no item, and those that say which item money on account paid.
LOOSE_CASH = text("(item_id IS NULL OR kind = 'allocation')")


def minor(**kwargs: Any) -> Any:
    """A column of minor units: 64 bits on every database."""
    return Field(sa_type=BigInteger, **kwargs)


def json_column(**kwargs: Any) -> Any:
    """A column of lists or maps."""
    return Field(default=None, sa_column=Column(JSON, **kwargs))


class Meta(SQLModel, table=True):
    """Facts about the store itself: store_id, created_at, base_currency …"""

    name: str = Field(primary_key=True)
    value: str


class ImportRun(SQLModel, table=True):
    """One file brought in. ``fingerprint`` = SHA-256 of the bytes and meaningful options."""

    __tablename__ = "import_run"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # the intent's id, also the entry's
    fingerprint: str = Field(unique=True)
    kind: str
    file_name: str
    file_sha256: str
    profile: str | None = None
    layout: str | None = None
    company: str = ""
    as_of: date | None = None
    shape: str | None = None  # "summary": balances by age instead of invoices
    rows: int = 0
    items: int = 0
    customers: int = 0
    totals: dict[str, int] | None = json_column()  # currency → minor
    past_due: dict[str, int] | None = json_column()
    events: dict[str, int] | None = json_column()
    rejects: int = 0
    rejected_money: dict[str, int] | None = json_column()
    warnings: list[str] | None = json_column()
    gaps: list[dict[str, str]] | None = json_column()  # what lacks, what that disables
    reconciled: str = "not checkable"
    statement: dict[str, Any] | None = Field(  # what a bank wrote, booked or not
        default=None, sa_column=Column(JSON(none_as_null=True))
    )
    actor: str = ""
    at: str = ""
    undone_at: str | None = None
    #: what taking it back needs beside the rows of ``import_before`` and ``item_before``; None
    #: when it cannot be taken back (any more)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class Customer(SQLModel, table=True):
    """An account. ``key`` is ``domain.customers.key(number)``; ``name_key`` that of the name.

    ``told``: what files said last of its master data, by column. Where that differs from what
    stands here, a person has changed it, and no list takes that away. ``listed_import_id``: the
    newest customer list that named it; ``vanished_import_id``: the first one after it that did not.
    """

    __tablename__ = "customer"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    number: str
    name: str
    name_key: str = Field(index=True)
    parent_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    owner: str | None = Field(default=None, index=True)  # a person's login
    segment: str | None = None
    country: str | None = None
    language: str | None = None
    time_zone: str | None = None
    terms: str | None = None
    credit_limit_minor: int | None = minor(default=None)
    credit_currency: str | None = None
    tags: list[str] | None = json_column()
    address: str | None = None
    told: dict[str, Any] | None = json_column()
    first_import_id: int | None = Field(default=None, foreign_key="import_run.id")
    listed_import_id: int | None = Field(default=None, foreign_key="import_run.id")
    vanished_import_id: int | None = Field(default=None, foreign_key="import_run.id")
    claimed_by: str | None = None
    claimed_until: str | None = None
    pinned: int = 0  # +1 to the top, -1 to the end, with pin_reason
    pin_reason: str | None = None
    version: int = 1


class Contact(SQLModel, table=True):
    """A person or mailbox at a customer. ``told`` and ``listed_import_id`` as in ``Customer``."""

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    time_zone: str | None = None
    source: str = "entered"
    main: bool = False
    do_not_contact: bool = False
    email_state: str = "unchecked"  # ok, bounced, unchecked
    listed_import_id: int | None = Field(default=None, foreign_key="import_run.id")
    vanished_import_id: int | None = Field(default=None, foreign_key="import_run.id")
    told: dict[str, Any] | None = json_column()
    version: int = 1


class Person(SQLModel, table=True):
    """A collector, lead, administrator or auditor."""

    login: str = Field(primary_key=True)
    name: str
    role: str = "collector"
    team: str | None = None
    email: str | None = None
    phone: str | None = None
    languages: list[str] | None = json_column()
    skills: list[str] | None = json_column()
    seniority: int = 1
    capacity: int = 40
    absent_from: date | None = None
    absent_until: date | None = None
    active: bool = True


class Item(SQLModel, table=True):
    """A line of the ledger.

    ``ledger_minor`` is what the newest ledger file says (None: known from an invoice list only);
    ``open_minor`` is that less cash received after the file's day, kept current by every import
    of either kind. ``line`` tells items of one document number apart (instalments).
    The state in any earlier import follows from ``first_*`` and the item's events.

    kind ``balance``: no document, but what a summary by age says of a customer in one bucket:
    ``days_from`` to ``days_to`` days past due on the summary's day (None: not bounded). It has no
    due day; ``due_by`` is the latest day by which all of it was due (None: not surely due), a
    bound that is never shown as a due day. ``line`` is the summary's day as an ordinal.
    """

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    company: str = ""
    document: str
    line: int = 1
    kind: str  # domain.receivables.ItemKind
    type_text: str | None = None
    currency: str
    original_minor: int | None = minor(default=None)
    ledger_minor: int | None = minor(default=None)
    open_minor: int = minor()
    issued: date | None = None
    due: date | None = None
    settled: date | None = None  # when the source itself names the day
    days_from: int | None = None
    days_to: int | None = None
    due_by: date | None = None
    po: str | None = None
    terms: str | None = None
    first_import_id: int = Field(foreign_key="import_run.id")
    first_open_minor: int = minor()
    first_due: date | None = None
    last_import_id: int = Field(foreign_key="import_run.id")

    __table_args__ = (
        # What an item is. An index and no constraint, so that the first import of a large ledger
        # can write it at last; documents first, which files hold in their order.
        Index(
            "item_key",
            "document",
            "customer_id",
            "company",
            "kind",
            "line",
            "currency",
            unique=True,
        ),
        Index("item_customer", "customer_id"),
        Index(  # the standing of all accounts reads nothing but this
            "item_standing",
            "customer_id",
            "currency",
            "due",
            "open_minor",
            "due_by",
            sqlite_where=text("open_minor <> 0"),
            postgresql_where=text("open_minor <> 0"),
        ),
    )


class LedgerRun(SQLModel, table=True):
    """Which companies' ledgers an import replaced: their figures are of its day until the next."""

    __tablename__ = "ledger_run"

    company: str = Field(primary_key=True)
    import_id: int = Field(foreign_key="import_run.id", primary_key=True, index=True)


class ItemEvent(SQLModel, table=True):
    """What comparing an import with the one before shows about an item.

    kind: paid, part_paid, credited, reopened, due_moved, changed, vanished, replaced (its company
    went from a list of invoices to a summary by age, or back). ``new`` is not stored: an item's
    ``first_import_id`` says it. The change happened in (``after``, ``until``]; equal to one day
    where the source names the day.
    """

    __tablename__ = "item_event"

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="import_run.id", index=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    kind: str
    before_minor: int = minor()
    after_minor: int = minor()
    due_before: date | None = None
    due_after: date | None = None
    after: date | None = None
    until: date | None = None


class Payment(SQLModel, table=True):
    """A line of cash or of its clearing.

    kind: payment, on_account, allocation, credit_note, reversal. ``item_id`` None = unapplied.
    ``received`` is the value date, ``posted`` the day the ledger knew it.
    """

    id: int | None = Field(default=None, primary_key=True)
    import_id: int | None = Field(default=None, foreign_key="import_run.id", index=True)
    line_key: str = Field(unique=True)  # ref, kind, document, amount, day: the same line once
    ref: str
    kind: str
    company: str = ""
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    document: str | None = None
    currency: str
    amount_minor: int = minor()
    received: date
    posted: date | None = None
    method: str | None = None
    reference: str | None = None
    payer: str | None = None
    text: str | None = None
    receipt_id: int | None = Field(default=None, foreign_key="receipt.id", index=True)

    __table_args__ = (
        Index(  # what is unapplied, and what allocations took of it, reads nothing but this
            "payment_loose",
            "customer_id",
            "currency",
            "ref",
            "kind",
            "company",
            "posted",
            "received",
            "amount_minor",
            "item_id",
            sqlite_where=LOOSE_CASH,
            postgresql_where=LOOSE_CASH,
        ),
    )


class Receipt(SQLModel, table=True):
    """One incoming payment as the bank brought it, and what was decided about it.

    Its rows of ``payment`` say where the money went: one an item, and one without an item for what
    is left (none while it is set aside). ``state`` as in ``domain.cash.STATES``.
    """

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="import_run.id", index=True)
    line_key: str = Field(unique=True)  # the same payment in another file is the same one
    kind: str = "payment"  # payment, or reversal: negative
    source: str = "list"  # list, bank, lockbox, provider
    entry: str | None = Field(default=None, index=True)  # of the statement; booked once
    ref: str = ""
    company: str = ""
    own_account: str | None = None
    payer: str | None = None
    payer_account: str | None = Field(default=None, index=True)
    told_number: str | None = None  # customer and document as the source itself names them
    told_document: str | None = None
    reference: str | None = None
    structured: str | None = None  # structured references, a line each
    text: str | None = None
    method: str | None = None
    currency: str
    amount_minor: int = minor()
    applied_minor: int = minor(default=0)  # the sum of its lines on items
    received: date
    posted: date | None = None
    state: str = Field(default="open", index=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    automatic: bool = False
    confidence: int | None = None
    reasons: list[str] | None = json_column()
    reverses_id: int | None = Field(default=None, foreign_key="receipt.id", index=True)
    entry_id: str | None = None  # of the newest decision
    decided_by: str | None = None
    decided_at: str | None = None
    version: int = 1


class PayerAccount(SQLModel, table=True):
    """Which customers a bank account paid for, learnt from people's decisions."""

    __tablename__ = "payer_account"

    account: str = Field(primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", primary_key=True)
    times: int = 1
    last_on: date


class ImportBefore(SQLModel, table=True):
    """A row that an import added, changed or removed, so that the import can be taken back.

    ``row`` is its primary key as text. ``was`` and ``became`` hold the changed columns only.
    ``derived``: by judging promises or planning after the import, not by the import itself.
    """

    __tablename__ = "import_before"

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="import_run.id", index=True)
    table_name: str
    row: str
    change: str  # added, changed, removed
    was: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    became: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    derived: bool = False


class ItemBefore(SQLModel, table=True):
    """What an item was before an import changed it: every column that imports may change."""

    __tablename__ = "item_before"

    import_id: int = Field(foreign_key="import_run.id", primary_key=True)
    item_id: int = Field(primary_key=True)
    type_text: str | None = None
    original_minor: int | None = minor(default=None)
    ledger_minor: int | None = minor(default=None)
    open_minor: int = minor()
    issued: date | None = None
    due: date | None = None
    settled: date | None = None
    po: str | None = None
    terms: str | None = None
    days_from: int | None = None
    days_to: int | None = None
    due_by: date | None = None
    last_import_id: int


class Activity(SQLModel, table=True):
    """The log's actions as rows to query; rebuilt from the entries, never the truth itself.

    ``witnessed`` is False for history that another system reported. ``work_day`` is the business
    day the action was done for. ``contact``/``attempt``/``right_party`` as in ``domain.outcomes``.
    """

    entry_id: str = Field(primary_key=True)
    seq: int = Field(unique=True)
    kind: str  # the entry's kind
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    actor: str = Field(index=True)
    recorded_at: str = Field(index=True)
    happened_at: str
    work_day: date = Field(index=True)
    channel: str
    code: str
    template: str | None = None
    contact: bool = False
    attempt: bool = False
    right_party: bool = False
    automatic: bool = False
    witnessed: bool = True
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    text: str | None = None
    next_on: date | None = None
    strategy: str | None = None
    step: str | None = None
    run_id: int | None = Field(default=None, foreign_key="plan_run.id")
    rank: int | None = None
    source: str | None = None
    reference: str | None = Field(default=None, index=True)  # history: its id in the other system
    undone_by: str | None = None
    corrected_by: str | None = None


class ActivityItem(SQLModel, table=True):
    """The invoices an action was about."""

    __tablename__ = "activity_item"

    entry_id: str = Field(foreign_key="activity.entry_id", primary_key=True)
    item_id: int = Field(foreign_key="item.id", primary_key=True, index=True)


class Promise(SQLModel, table=True):
    """A promise on one invoice. ``state`` is computed and cached: see ``domain.promises``.

    ``ended``: withdrawn, superseded or undone (with ``ended_on``); None otherwise.
    """

    id: str = Field(primary_key=True)
    entry_id: str = Field(index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    actor: str
    currency: str
    amount_minor: int = minor()
    made_on: date
    due: date
    tolerance_days: int
    level: int = 1
    how: str | None = None
    reference: str | None = None
    state: str = "open"  # open, kept, partly_kept, broken, withdrawn, superseded
    received_minor: int = minor(default=0)  # in time; ``late_minor`` after it
    late_minor: int = minor(default=0)
    ahead_minor: int = minor(default=0)  # what earlier instalments of the same plan claim first
    state_on: date | None = None
    frozen: bool = False
    ended: str | None = None
    ended_on: date | None = None


class Dispute(SQLModel, table=True):
    """A disputed invoice (or account, item_id None); out of the sequence, never out of figures."""

    id: str = Field(primary_key=True)
    entry_id: str | None = Field(default=None, index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    category: str = "other"
    reason: str = ""
    currency: str | None = None
    amount_minor: int | None = minor(default=None)  # None = the whole
    owner: str | None = None
    opened_on: date
    due: date | None = None
    state: str = "open"  # proposed, open, resolved, withdrawn, declined
    resolution: str | None = None
    closed_on: date | None = None
    source: str = "collector"  # collector, import, short_payment
    receipt_id: int | None = Field(default=None, foreign_key="receipt.id")


class Block(SQLModel, table=True):
    """No contact for a customer or an invoice until a date, with a reason; lifts itself."""

    id: str = Field(primary_key=True)
    entry_id: str | None = Field(default=None, index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    kind: str  # hold, do_not_contact, insolvency, legal, complaint
    reason: str
    since: date
    until: date | None = None
    lifted_on: date | None = None
    actor: str = ""


class FollowUp(SQLModel, table=True):
    """A next step with a date: ``callback`` (date, time, number, purpose), ``resubmission``
    (date, optionally hiding the account until then) or ``next`` (an outcome's default)."""

    __tablename__ = "follow_up"

    id: str = Field(primary_key=True)
    entry_id: str = Field(index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: str
    due: date
    due_at: str | None = None  # UTC text, callbacks
    phone: str | None = None
    purpose: str | None = None
    quiet: bool = False
    owner: str | None = None
    state: str = "open"  # open, done, cancelled
    done_by: str | None = None  # entry id


class Ruleset(SQLModel, table=True):
    """A version of the rules in force, kept whole with who put it there and when."""

    version: str = Field(primary_key=True)  # short hash of the text
    text: str
    since: str
    actor: str


class PlanRun(SQLModel, table=True):
    """One making of a day's worklist."""

    __tablename__ = "plan_run"

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    made_at: str
    actor: str
    ruleset: str = Field(foreign_key="ruleset.version")
    import_id: int | None = Field(default=None, foreign_key="import_run.id")
    considered: int = 0
    listed: int = 0
    cleared: int = 0
    source: str = "planned"  # planned, or history from another system


class WorkLine(SQLModel, table=True):
    """A line of the worklist as it was shown, with the trace that explains it."""

    __tablename__ = "work_line"

    run_id: int = Field(foreign_key="plan_run.id", primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", primary_key=True, index=True)
    collector: str = ""
    rank: int = 0
    currency: str = ""
    to_collect_minor: int = minor(default=0)
    past_due_minor: int = minor(default=0)
    oldest_days: int = 0
    score: int = 0  # millionths
    value: int = 0  # millionths of the score that are value, the rest is waiting
    waiting_days: int = 0
    strategy: str = ""
    step: str = ""
    action: str = ""
    template: str | None = None
    rule: str = ""
    step_no: int = 0
    tries: int = 3
    callback_at: str | None = None
    lead_item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    amounts: dict[str, list[int]] | None = json_column()  # several currencies: to collect, past due
    reasons: list[str] | None = json_column()
    trace: list[dict[str, Any]] | None = json_column()
    state: str = "open"  # open, done, skipped, cleared
    done_by: str | None = None  # entry id

    __table_args__ = (Index("work_line_list", "run_id", "collector", "rank"),)


class Thread(SQLModel, table=True):
    """How far the sequence of one customer (and company) has come: the last step *done*."""

    customer_id: int = Field(foreign_key="customer.id", primary_key=True)
    company: str = Field(default="", primary_key=True)
    strategy: str = ""
    step: str = ""
    step_no: int = 0
    done_on: date | None = None
    lead_item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    eligible_since: date | None = None
    entered: str | None = None  # why this step was entered (age, first, inherited)


class Outbox(SQLModel, table=True):
    """A message on its way; see docs/architecture.md for its states."""

    id: str = Field(primary_key=True)  # the queueing entry's id
    key: str = Field(unique=True)  # customer, step or reason, invoices, channel, day
    customer_id: int = Field(foreign_key="customer.id", index=True)
    channel: str = "mail"
    template: str | None = None
    template_version: str | None = None
    strategy: str | None = None
    step: str | None = None
    automatic: bool = False
    sender: str = ""
    recipients: list[str] | None = json_column()
    copies: list[str] | None = json_column()
    subject: str = ""
    message: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    message_id: str = Field(unique=True)
    items: list[dict[str, Any]] | None = json_column()  # id, document, currency, open when queued
    attachments: list[str] | None = json_column()
    state: str = Field(default="queued", index=True)
    reason: str | None = None
    transport: str | None = None
    reference: str | None = None  # the transport's own id and change key
    attempts: int = 0
    leased_by: str | None = None
    leased_until: str | None = None
    next_try_at: str | None = None
    queued_at: str = ""
    expires_at: str | None = None
    sent_at: str | None = None
    actor: str = ""
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    language: str = ""
    token: str = ""  # what the customer is asked to quote
    work_day: date | None = None
    always: bool = False  # an answer to the customer, sent although the account rests
    run_id: int | None = Field(default=None, foreign_key="plan_run.id")
    rank: int | None = None
    tried_at: str | None = None  # when the newest attempt was claimed


class WithheldContact(SQLModel, table=True):
    """A contact that was about to be made and was withheld, by lottery or by policy."""

    __tablename__ = "withheld_contact"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: str | None = Field(default=None, index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    collector: str | None = None
    day: date
    channel: str
    until: date | None = None
    reason: str = "lottery"


class Rate(SQLModel, table=True):
    """A dated exchange rate to the base currency, in millionths."""

    currency: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    base: str = Field(primary_key=True)
    rate: int = minor()


def table(name: str) -> Table:
    """The Core table behind a class, for set-based statements."""
    return SQLModel.metadata.tables[name]
