"""What the workbench asks of the store about one person's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol


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

    def waiting(self, actor: str) -> dict[str, int]:
        """Own mails that are not sent, by state."""
        ...
