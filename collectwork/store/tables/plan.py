"""Rules in force, the lists they made, and where each customer stands in its sequence."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import json_column, minor


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
    computed_rank: int = 0  # the rank without pins
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
    tier: str = ""  # of escalation
    sender: str = ""  # login of who signs
    copies: list[str] | None = json_column()  # logins and addresses
    lead_item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    amounts: dict[str, list[int]] | None = json_column()  # several currencies: to collect, past due
    reasons: list[str] | None = json_column()
    trace: list[dict[str, Any]] | None = json_column()
    state: str = "open"  # open, done, skipped, cleared
    done_by: str | None = None  # entry id
    waiting_since: date | None = None  # eligible, or last contacted: waiting counts from it

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
