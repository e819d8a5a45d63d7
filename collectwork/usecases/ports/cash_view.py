"""What the screen Cash asks of the store about the receipts that are shown."""

from __future__ import annotations

from typing import Protocol

from collectwork.domain.cash_shown import Shown, Stands


class CashView(Protocol):
    """Receipts for a screen: what waits from the oldest on, else from the newest."""

    def ids(self, shown: Shown, limit: int, offset: int) -> list[int]: ...
    def stands(self, shown: Shown) -> Stands: ...
    def versions(self) -> tuple[int, int]: ...
    def by_state(self) -> dict[str, int]: ...
    def place(self, shown: Shown, receipt_id: int) -> int | None: ...
