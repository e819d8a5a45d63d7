"""What use cases ask of the store about pins."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Pins(Protocol):
    """+1 is the top of the list, -1 its end, 0 the place as computed."""

    def of(self, customer_id: int) -> tuple[int, str]: ...
    def put(self, customer_id: int, where: int, reason: str) -> None: ...
    def order(self, customer_id: int, day: date) -> None: ...
