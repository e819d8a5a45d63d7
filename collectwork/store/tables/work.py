"""What was done, agreed and held back."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import minor


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
    part: int | None = None  # of a plan of instalments: this one of …
    parts: int | None = None  # … so many; None: one promise by itself


class Dispute(SQLModel, table=True):
    """A disputed invoice (or account, item_id None); out of the sequence, never out of figures."""

    id: str = Field(primary_key=True)
    entry_id: str | None = Field(default=None, index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    category: str = "other"
    root_cause: str | None = None  # what brought it about, once somebody knows
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
