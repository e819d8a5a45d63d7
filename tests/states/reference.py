"""A plain, slow reference for promises: it lives through every day, with lists and dates only.

Nothing of the program is used here, so that both can only agree by being right, or by making the
same mistake twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass
class Movement:
    """Something that lowered the open amount (raised: negative)."""

    day: date
    minor: int
    money: bool = True


@dataclass
class Promised:
    """One promise on one invoice, as it was given."""

    id: str
    item: int
    amount: int
    made: date
    due: date
    tolerance: int
    level: int
    plan: int
    ahead: int = 0
    last: bool = True  # no part of its plan comes after it
    ended: str = ""
    confirmed_by_newer: tuple[str, int, int] | None = (
        None  # state, received, late, once and for all
    )

    @property
    def until(self) -> date:
        return self.due + DAY * self.tolerance


@dataclass
class Seen:
    """What a promise is on a day."""

    state: str
    received: int
    late: int
    frozen: bool


@dataclass
class Invoice:
    """What is billed, and what came."""

    billed: int
    movements: list[Movement] = field(default_factory=list)

    def open_on(self, day: date) -> int:
        return self.billed - sum(one.minor for one in self.movements if one.day <= day)


def live_through(one: Promised, invoice: Invoice, today: date, freeze: int) -> Seen:
    """Every day from the first on: first whether it is confirmed by now, then the day's money,
    what came before what went back."""
    if one.ended:
        return Seen(one.ended, 0, 0, False)
    if one.confirmed_by_newer is not None:
        return Seen(*one.confirmed_by_newer, True)
    in_time = late = 0
    frozen = False
    cleared: date | None = None
    first = min([one.made, *(m.day for m in invoice.movements)])
    day = first
    while day <= today:
        if cleared is not None and day >= cleared + DAY * freeze and day > one.until:
            frozen = True
        for movement in sorted(
            (m for m in invoice.movements if m.day == day), key=lambda m: -m.minor
        ):
            if not movement.money or frozen or day <= one.made:
                continue
            if movement.minor >= 0:
                if day <= one.until:
                    in_time += movement.minor
                else:
                    late += movement.minor
                continue
            back = -movement.minor
            taken = min(late, back)
            late -= taken
            in_time = max(0, in_time - (back - taken))
        if invoice.open_on(day) > 0:
            cleared = None
        elif cleared is None:
            cleared = day
        day += DAY
    received = max(0, in_time - one.ahead)
    if not one.last:
        received = min(received, one.amount)
        late = min(late, one.amount - received)
    if received * 100 >= one.amount * 95:
        state = "kept"
    elif received:
        state = "partly_kept"
    else:
        state = "open" if today <= one.until else "broken"
    return Seen(state, received, late, frozen)


def next_level(before: Promised | None, state: str) -> int:
    """One more for each promise on the invoice that was not kept."""
    if before is None:
        return 1
    return before.level if state == "kept" else before.level + 1
