"""What the screen Cash reads; called in threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from collectwork.domain.cash import Receipt
from collectwork.domain.cash_shown import Shown, Stands
from collectwork.present.header import Glance
from collectwork.usecases import cash_as_shown, importing, list_as_shown
from collectwork.usecases.desk import Desk
from collectwork.widgets.listing import PAGE


@dataclass(frozen=True, slots=True)
class Loaded:
    """A consistent state of the screen. ``seq`` and ``mark``: of the facts that it shows."""

    stands: Stands
    glance: Glance
    cursor: int
    seq: int
    mark: tuple[int, ...]
    pages: dict[int, Sequence[Receipt]] = field(default_factory=dict)


def load(desk: Desk, shown: Shown, receipt_id: int | None, cursor: int) -> Loaded:
    """Figures, and the page around the cursor, which stays with ``receipt_id`` if it is shown."""
    seq, mark = list_as_shown.newest(desk), cash_as_shown.mark(desk)
    stands = cash_as_shown.stands(desk, shown)
    at = cursor
    if receipt_id is not None:
        found = cash_as_shown.place(desk, shown, receipt_id)
        at = cursor if found is None else found
    at = max(0, min(at, stands.number - 1))
    first = at // PAGE
    numbers = {first, min(first + 1, max(0, stands.number - 1) // PAGE)}
    pages = {number: page(desk, shown, number) for number in numbers} if stands.number else {}
    glance = Glance(freshness=tuple(importing.freshness(desk)))
    return Loaded(stands, glance, at, seq, mark, pages)


def page(desk: Desk, shown: Shown, number: int) -> Sequence[Receipt]:
    """A page of the list."""
    return cash_as_shown.page(desk, shown, PAGE, number * PAGE)
