"""How a made-up history gets into an empty store: in bulk, and under a simulated clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from collectwork.domain.told import Told


class Loading(Protocol):
    """Refuses any store whose log holds more than its creation: nobody's record can be mixed with
    made-up entries, and the entry that ends the transaction says what was loaded."""

    def rows(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that all have the same keys."""

    def history(self, told: Sequence[Told], progress: Callable[[int, int], None]) -> None:
        """Append entries in the order given, each under its own time and actor, chained as always,
        and the rows to query that follow from them."""
