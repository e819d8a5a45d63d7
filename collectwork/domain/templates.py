"""Templates as values: their versions, what is tried, and what is known of an account's mails."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

Tone = Literal["friendly", "neutral", "firm", "final"]
Past = Literal[
    "first_mail", "never_replied", "replied", "promise_kept", "promise_broken", "part_payment"
]
TONES: tuple[Tone, ...] = get_args(Tone)
PASTS: tuple[Past, ...] = get_args(Past)
RECENT_DAYS = 30  # within which a part payment or a kept promise is spoken of


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a template as the store keeps it; see ``store.tables.templates``."""

    name: str
    language: str
    version: str
    source: str
    seen_at: str
    seen_by: str = ""
    used_at: str | None = None
    approved_by: str | None = None
    approved_at: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """Two ways to write the mail that a step asks for, while they are tried."""

    id: str
    name: str
    a: str
    b: str
    began_at: str
    began_by: str = ""
    ended_at: str | None = None

    def arm(self, customer: str) -> str:
        """Which of the two a customer (its number) always gets: by hash, half of them each."""
        digest = hashlib.sha256(f"{self.id}\n{customer}".encode()).digest()
        return self.b if digest[0] & 1 else self.a


@dataclass(frozen=True, slots=True)
class History:
    """What went before with an account. Days are days of business; ``mails``: those that left."""

    mails: int = 0
    last_mail: date | None = None
    last_reply: date | None = None
    kept: int = 0
    broken: int = 0
    kept_on: date | None = None
    broken_on: date | None = None
    part_paid_on: date | None = None

    def holds(self, today: date) -> frozenset[Past]:
        """Which of the conditions of templates are true of it.

        A kept or broken promise and a part payment are spoken of once: in the first mail after it.
        """
        found: set[Past] = set()
        if not self.mails:
            found.add("first_mail")
        if self.last_reply is None:
            if self.mails:
                found.add("never_replied")
        elif self.last_mail is None or self.last_reply >= self.last_mail:
            found.add("replied")
        since = today - timedelta(days=RECENT_DAYS)
        marks: tuple[tuple[Past, date | None], ...] = (
            ("promise_kept", self.kept_on),
            ("promise_broken", self.broken_on),
            ("part_payment", self.part_paid_on),
        )
        for name, day in marks:
            if day and day >= since and (self.last_mail is None or day >= self.last_mail):
                found.add(name)
        if {"promise_kept", "promise_broken"} <= found:  # the newer of the two is what counts now
            newer = (self.broken_on or since) >= (self.kept_on or since)
            found.discard("promise_kept" if newer else "promise_broken")
        return frozenset(found)
