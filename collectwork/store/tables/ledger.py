"""What customers owe, and what became of it from one ledger to the next."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import minor


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
        Index(  # how invoices were paid is read from these alone, however many are open
            "item_settled",
            "customer_id",
            "kind",
            "due",
            "settled",
            sqlite_where=text("open_minor = 0"),
            postgresql_where=text("open_minor = 0"),
        ),
    )


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
