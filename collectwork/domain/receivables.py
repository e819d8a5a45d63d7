"""Open items and the arithmetic of being late: pure dates, no times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

ItemKind = Literal["invoice", "credit", "payment", "journal", "other", "balance"]
Bucket = Literal["current", "1-30", "31-60", "61-90", "91+", "no_due_date"]

BUCKETS: tuple[Bucket, ...] = ("current", "1-30", "31-60", "61-90", "91+", "no_due_date")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the ledger as it stands now.

    ``open`` and ``original`` are minor units of ``currency``; negative for credits and
    unapplied payments. ``disputed`` and ``promised`` are the parts held back from collection.
    """

    id: int
    customer_id: int
    company: str
    document: str
    kind: ItemKind
    currency: str
    open: int
    original: int | None
    issued: date | None
    due: date | None
    po: str | None = None
    terms: str | None = None
    disputed: int = 0
    promised: int = 0
    promised_for: date | None = None
    due_by: date | None = None  # of a balance: a bound, never shown as a due day
    bucket: str | None = None  # of a balance: its label as printed
    days_to: int | None = None  # of a balance: 0 where nothing of it was due on its day

    @property
    def late_by(self) -> date | None:
        """The day by which it was due, for figures: the due day, or the bound of a balance."""
        return self.due or self.due_by


def days_past_due(due: date | None, today: date) -> int | None:
    """``today - due``; overdue means at least 1, due today is not overdue."""
    return None if due is None else (today - due).days


def bucket(due: date | None, today: date) -> Bucket:
    """The aging bucket by due date."""
    days = days_past_due(due, today)
    if days is None:
        return "no_due_date"
    if days <= 0:
        return "current"
    if days <= 30:
        return "1-30"
    if days <= 60:
        return "31-60"
    return "61-90" if days <= 90 else "91+"
