"""How promises are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from collectwork.analytics.ratio import Ratio
from collectwork.domain.promises import State

COUNTED: tuple[State, ...] = ("kept", "partly_kept", "broken")


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise as it stands. ``received``: on its invoice within its time. ``ran_out``: the last
    day on which it could be kept."""

    state: State
    amount: int
    received: int
    currency: str = ""
    ran_out: date = date.max
    who: str = ""
    id: str = ""
    customer: int = 0
    item: int | None = None
    made_on: date = date.min
    due: date = date.max
    level: int = 1
    live: bool = False


def counted_of(rows: Iterable[Promised]) -> list[Promised]:
    """Promises whose time ran out; open, withdrawn and superseded left out."""
    return [row for row in rows if row.state in COUNTED and not row.live]


def count_rate(rows: Iterable[Promised]) -> Ratio:
    """Kept ÷ promises whose time ran out; withdrawn and superseded left out."""
    counted = counted_of(rows)
    return Ratio(sum(row.state == "kept" for row in counted), len(counted), len(counted))


def amount_rate(rows: Iterable[Promised]) -> Ratio:
    """Σ min(received, promised) ÷ Σ promised, of the same promises."""
    counted = counted_of(rows)
    part = sum(max(0, min(row.received, row.amount)) for row in counted)
    return Ratio(part, sum(row.amount for row in counted), len(counted))
