"""Money that came in: as the bank brought it, and what it pays."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import json_column, minor

#: Rows of ``payment`` that paid no item, and those that say which item money on account paid.
LOOSE_CASH = text("(item_id IS NULL OR kind = 'allocation')")


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
