"""Who has an account: its owner over time, and the desk it was handed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NOBODY = "nobody"  # how people write that an account has no owner


@dataclass(frozen=True, slots=True)
class Owned:
    """An account and its owner, "" where nobody has it."""

    customer_id: int
    customer: str
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class OwnerChange:
    """An account given to somebody else: by which entry, when, by whom, from and to whom ("" is
    nobody), and why. ``now``: whose it is today."""

    customer_id: int
    customer: str
    name: str
    entry_id: str
    at: str
    actor: str
    hash: str
    before: str
    after: str
    why: str
    now: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """An account at a lead's desk. ``state``: waits, held, returned, over; see the table."""

    id: str
    customer_id: int
    customer: str
    name: str
    owner: str
    giver: str
    holder: str
    reason: str
    since: date
    state: str
    note: str | None = None
    returned_by: str | None = None
    returned_on: date | None = None

    @property
    def at_desk(self) -> bool:
        """Whether it is still there."""
        return self.state in ("waits", "held")

    @property
    def words(self) -> str:
        """By whom and why, as lists and pages say it."""
        if self.at_desk:
            return f"handed to {self.holder} by {self.giver}: {self.reason}"
        return f"handed back by {self.returned_by}: {self.note}"
