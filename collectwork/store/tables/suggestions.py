"""What replies seem to say, until a person decides."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import json_column, minor


class Suggestion(SQLModel, table=True):
    """See ``domain.suggestions``. ``items``: ids of the invoices that the sentence names."""

    id: int | None = Field(default=None, primary_key=True)
    inbox_message_id: int = Field(foreign_key="inbox_message.id", index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: str
    sentence: str
    amount_minor: int | None = minor(default=None)
    currency: str | None = None
    day: date | None = None
    items: list[int] | None = json_column()
    invoices: list[str] | None = json_column()
    reason: str | None = None
    state: str = "proposed"
    made_on: date
    entry_id: str = Field(index=True)
    decided_at: str | None = None
    decided_by: str | None = None
    decided_entry: str | None = Field(default=None, index=True)
    remark: str | None = None  # why it was declined, or is over

    __table_args__ = (Index("suggestion_waiting", "state", "customer_id"),)
