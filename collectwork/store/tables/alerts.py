"""Alerts: what was found on accounts, who saw it, and how it went out."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from collectwork.store.tables.columns import minor


class Alert(SQLModel, table=True):
    """One episode of one cause; see ``domain.alerts``. ``audience`` and ``ways``: ``,owner,ana,``.
    ``ended_on``: since when the cause is over, and the alert armed again."""

    id: str = Field(primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    rule: str
    ruleset: str
    kind: str
    subject: str = ""
    episode: int = 1
    severity: str = "normal"
    audience: str = ""
    ways: str = ""
    day: date
    raised_at: str
    words: str = ""
    currency: str = ""
    amount_minor: int | None = minor(default=None)
    state: str = "new"  # new, seen, standing, passed; with ``ended_on`` it is done
    seen_by: str | None = None
    seen_at: str | None = None
    ended_on: date | None = None

    __table_args__ = (
        Index("alert_episode", "rule", "customer_id", "subject", "episode", unique=True),
        Index("alert_listed", "state", "raised_at"),
    )


class AlertWatch(SQLModel, table=True):
    """Since when an alert of the rules is watched; ``signature`` changes with its definition."""

    __tablename__ = "alert_watch"

    rule: str = Field(primary_key=True)
    signature: str
    since: date


class AlertDelivery(SQLModel, table=True):
    """An alert in a person's digest (``digest``, login) or on its way to a webhook (``webhook``,
    its name): each once."""

    __tablename__ = "alert_delivery"

    alert_id: str = Field(foreign_key="alert.id", primary_key=True)
    way: str = Field(primary_key=True)
    receiver: str = Field(primary_key=True)
    outbox_id: str = Field(foreign_key="outbox.id", index=True)
