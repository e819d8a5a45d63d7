"""What is proposed and never booked."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import json_column

#: At most one of a kind and cause waits for a decision on an account.
WAITING = text("state = 'proposed'")


class Proposal(SQLModel, table=True):
    """See ``domain.proposals``. ``amounts``: currency → minor units."""

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: str
    cause: str
    rule: str = ""
    state: str = Field(default="proposed", index=True)  # domain.proposals.STATES
    amounts: dict[str, int] | None = json_column()
    items: list[int] | None = json_column()
    invoices: list[str] | None = json_column()
    explanation: str = ""
    lifts: str = ""
    remark: str = ""
    derivation: list[dict[str, Any]] | None = json_column()
    ruleset: str = ""
    entry_id: str = Field(index=True)
    made_on: date
    made_by: str
    seen_on: date
    decided_on: date | None = None
    decided_by: str | None = None
    decided_entry: str | None = None
    reason: str | None = None

    __table_args__ = (
        Index(
            "proposal_waiting",
            "customer_id",
            "kind",
            "cause",
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
    )
