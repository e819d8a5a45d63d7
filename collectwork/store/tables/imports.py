"""Files brought in, and what was there before each, so that it can be taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import json_column, minor


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


class LedgerRun(SQLModel, table=True):
    """Which companies' ledgers an import replaced: their figures are of its day until the next."""

    __tablename__ = "ledger_run"

    company: str = Field(primary_key=True)
    import_id: int = Field(foreign_key="import_run.id", primary_key=True, index=True)


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
