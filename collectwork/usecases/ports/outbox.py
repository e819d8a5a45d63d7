"""What use cases ask of the store about messages on their way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from collectwork.domain.mail import Due, Job, Pause, Queued, State


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
        batch: str | None = None,
    ) -> list[Queued]: ...
    def since(self, moment: str) -> list[Queued]:
        """What ended since then, and whatever has not ended; the newest first."""
        ...

    def reminders(self, customer_id: int, work_day: date) -> list[Queued]:
        """Those of that day that ask for money and left, or still may leave; the oldest first."""
        ...

    def counts(self, channel: str | None = "mail", batch: str | None = None) -> dict[str, int]: ...
    def channels(self) -> dict[str, dict[str, int]]: ...
    def due(
        self, now: str, channels: Collection[str] | None = None, limit: int | None = None
    ) -> list[Due]:
        """Queued ones whose time has come, the oldest first; ``channels`` None: of all."""
        ...

    def under_way(self, channels: Collection[str] | None = None) -> list[tuple[Due, str, str]]:
        """Those being sent, each with its runner and until when that has leased it."""
        ...

    def in_doubt(self, since: str, channels: Collection[str] | None = None) -> list[Due]:
        """Those of which nobody knows yet whether they left."""
        ...

    def expired(self, now: str, channels: Collection[str] | None = None) -> list[Due]:
        """Queued ones whose facts are too old by now."""
        ...

    def tried_since(self, channel: str, mailbox: str, since: str) -> list[str]:
        """When messages of a lane were claimed since then, the oldest first."""
        ...

    def one_by_one(self, mailbox: str) -> None:
        """Nobody else claims mails of this mailbox until this transaction ends."""
        ...

    def claim(self, id: str, runner: str, now: str, until: str, transport: str) -> bool:
        """queued → sending with the next attempt's number; False when somebody else has it."""
        ...

    def draft_made(self, id: str, runner: str, attempts: int, reference: str, until: str) -> bool:
        """Keep the transport's reference before the draft is sent, and the lease for longer; False
        when the lease is lost."""
        ...

    def renew(self, id: str, runner: str, attempts: int, until: str) -> bool:
        """Keep the lease for longer; False when it is lost."""
        ...

    def judged(self, id: str, **values: Any) -> None:
        """What a person decided about it: ``doubtful``, ``override``, ``reference``."""
        ...

    def move(
        self,
        id: str,
        before: Collection[State],
        state: State,
        *,
        attempts: int | None = None,
        counted: int | None = None,
        reason: str | None = None,
        next_try_at: str | None = None,
        sent_at: str | None = None,
        expires_at: str | None = None,
    ) -> bool:
        """Into another state and out of any lease; False when it is not in one of ``before``, or
        is at another attempt than ``attempts``."""
        ...


class Lanes(Protocol):
    """Ways out (channel, mailbox) within one transaction; see ``collectwork.store.lanes``."""

    def pause(self, lane: tuple[str, str], pause: Pause, now: str) -> None: ...
    def pauses(self, now: str) -> Mapping[tuple[str, str], Pause]: ...
    def sent_state(self, mailbox: str) -> str: ...
    def sent_read(
        self, mailbox: str, state: str, found: Iterable[tuple[str, str]], at: str
    ) -> int: ...
    def seen_in_sent(self, message_id: str) -> bool: ...
