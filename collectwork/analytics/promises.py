"""How promises are kept (metrics: section 2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from collectwork.analytics.ratio import Ratio

Kept = Literal["open", "kept", "partly_kept", "broken", "withdrawn", "superseded"]
COUNTED: tuple[Kept, ...] = ("kept", "partly_kept", "broken")


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise as it turned out. ``received``: on its invoices within its time."""

    state: Kept
    amount: int
    received: int
    currency: str = ""
    final_on: date | None = None
    who: str = ""
    id: str = ""


def state(
    promised: int,
    due: date,
    made_on: date,
    receipts: Sequence[tuple[date, int]],
    day: date,
    tolerance_days: int = 3,
    kept_percent: int = 95,
    ended: Kept | None = None,
) -> tuple[Kept, int]:
    """State on ``day`` and what was received after the day of the promise, within its time.

    Broken is first true on the day after due date plus tolerance.
    """
    until = due + timedelta(tolerance_days)
    received = sum(amount for at, amount in receipts if made_on < at <= min(until, day))
    if ended:
        return ended, received
    if promised > 0 and received * 100 >= promised * kept_percent:
        return "kept", received
    if day <= until:
        return "open", received
    return ("partly_kept" if received > 0 else "broken"), received


def count_rate(rows: Iterable[Promised]) -> Ratio:
    """Kept ÷ promises whose time ran out; withdrawn and superseded left out."""
    counted = [row for row in rows if row.state in COUNTED]
    return Ratio(sum(row.state == "kept" for row in counted), len(counted), len(counted))


def amount_rate(rows: Iterable[Promised]) -> Ratio:
    """Σ min(received, promised) ÷ Σ promised, of the same promises."""
    counted = [row for row in rows if row.state in COUNTED]
    part = sum(max(0, min(row.received, row.amount)) for row in counted)
    return Ratio(part, sum(row.amount for row in counted), len(counted))
