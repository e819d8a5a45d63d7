"""What use cases ask of the store about alerts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from collectwork.domain.alerts import (
    AlertLine,
    Cause,
    Delivery,
    Raised,
    Reader,
    Standing,
    Wanted,
    Watched,
)
from collectwork.rules.notices import State


class Alerts(Protocol):
    """Alerts within one transaction."""

    def alone(self) -> None:
        """Nobody else evaluates until this transaction ends."""
        ...

    def causes(self, kind: str, day: date, now: datetime, days: int) -> list[Cause]:
        """What happened on accounts, for kinds about an event."""
        ...

    def watched(self) -> dict[str, Watched]: ...
    def watch(self, watched: Sequence[Watched], over: Collection[str]) -> None: ...
    def active(self, customers: Collection[int] | None = None) -> list[Standing]:
        """Episodes whose cause has not ceased; of these customers."""
        ...

    def apart(self, states: Sequence[State]) -> list[Standing]:
        """Those of other states, and of customers of whom nothing is open: no account tells that
        they have ceased."""
        ...

    def any_account(self) -> bool:
        """Whether something is open at all."""
        ...

    def running(self, ids: Sequence[str]) -> list[str]:
        """Those of the ids whose cause has not ceased."""
        ...

    def ended(self, customers: Collection[int]) -> list[Standing]:
        """The newest ended episode of each cause of these customers ."""
        ...

    def add(self, raised: Sequence[Raised]) -> None: ...
    def end(self, ids: Sequence[str], on: date) -> None: ...
    def revive(self, ids: Sequence[str]) -> None: ...
    def customers(self, ids: Collection[int]) -> dict[int, tuple[str, str, str | None]]:
        """Customer → number, name, owner."""
        ...

    def lines(
        self, reader: Reader, wanted: Wanted, limit: int | None = None, offset: int = 0
    ) -> list[AlertLine]:
        """What a reader sees, the newest first."""
        ...

    def like(self, reader: Reader, part: str) -> list[str]: ...
    def count(self, reader: Reader, wanted: Wanted) -> int: ...
    def see(self, ids: Sequence[str], who: str, at: str) -> None: ...
    def sent_with(self, deliveries: Sequence[Delivery]) -> None: ...
