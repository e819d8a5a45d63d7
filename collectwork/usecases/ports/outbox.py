"""What use cases ask of the store about messages on their way."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Protocol

from collectwork.domain.mail import Job, Queued, State


class OutboxRows(Protocol):
    """The outbox within one transaction. Times are UTC text."""

    def add(self, job: Job) -> None: ...
    def job(self, id: str) -> Job | None: ...
    def like(self, part: str) -> list[str]: ...
    def by_key(self, key: str) -> Queued | None: ...
    def lines(
        self,
        state: str | None = None,
        customer_id: int | None = None,
        limit: int | None = None,
        channel: str | None = None,
    ) -> list[Queued]: ...
    def reminders(self, customer_id: int, work_day: date) -> list[Queued]:
        """Those of that day that ask for money and left, or still may leave; the oldest first."""
        ...

    def counts(self, channel: str = "mail") -> dict[str, int]: ...
    def due(self, now: str, limit: int | None = None, channel: str = "mail") -> list[str]:
        """Queued ones whose time has come, the oldest first."""
        ...

    def left_behind(self, now: str, channel: str = "mail") -> list[str]:
        """Those that a runner was sending when its lease ran out."""
        ...

    def in_doubt(self) -> list[str]:
        """Mails of which nobody knows yet whether they left."""
        ...

    def claim(self, id: str, runner: str, now: str, until: str, transport: str) -> bool:
        """queued → sending with the next attempt's number; False when somebody else has it."""
        ...

    def draft_made(self, id: str, runner: str, attempts: int, reference: str) -> bool:
        """Keep the transport's reference before the draft is sent; False when the lease is lost."""
        ...

    def move(
        self,
        id: str,
        before: Collection[State],
        state: State,
        *,
        attempts: int | None = None,
        reason: str | None = None,
        next_try_at: str | None = None,
        sent_at: str | None = None,
        expires_at: str | None = None,
    ) -> bool:
        """Into another state and out of any lease; False when it is not in one of ``before``, or
        is at another attempt than ``attempts``."""
        ...
