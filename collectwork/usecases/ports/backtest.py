"""What a workbench says of itself, on which the past is replayed (``ports.work.Workbench``)."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Difference(Protocol):
    """How well what imports left explains the ledger as it stands."""

    @property
    def items(self) -> int: ...
    @property
    def differing(self) -> int: ...
    @property
    def listed_first(self) -> int: ...
    @property
    def master_from(self) -> date | None: ...
