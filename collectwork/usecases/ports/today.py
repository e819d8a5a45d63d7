"""What the workbench asks of the store about one person's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from collectwork.domain.myday import DueCallback


class Today(Protocol):
    """One person's day within one transaction."""

    def acts(self, actor: str, day: date) -> Sequence[tuple[str, str, bool, int]]:
        """code, channel, right party, how often; undone and automatic ones left out."""
        ...

    def accounts(self, actor: str, day: date) -> int:
        """On how many accounts something was done."""
        ...

    def promised(self, actor: str, day: date) -> dict[str, int]:
        """Currency → minor units promised on that day and still standing."""
        ...

    def callbacks(self, actor: str, day: date, limit: int = 50) -> list[DueCallback]:
        """Call backs due until the day, earliest first: one's own and those nobody owns."""
        ...

    def waiting(self, actor: str) -> dict[str, int]:
        """Own mails that are not sent, by state."""
        ...
