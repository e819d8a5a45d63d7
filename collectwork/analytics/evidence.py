"""The evidence class of each payment: what happened before it.

The class is evidence, not credit. Per payment and invoice the first rule that fits decides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from collectwork.analytics.cash import Cash

Class = Literal[
    "not_late", "no_contact", "no_contact_lapsed", "message_only", "spoken_to",
    "obstacle_cleared", "promise_part", "promise_kept", "unapplied",
]  # fmt: skip

#: From the weakest claim to the strongest: of several possible classes the weaker is taken.
STRENGTH: tuple[Class, ...] = (
    "not_late", "no_contact", "no_contact_lapsed", "message_only", "spoken_to",
    "obstacle_cleared", "promise_part", "promise_kept",
)  # fmt: skip
CLASSES: tuple[Class, ...] = (*reversed(STRENGTH), "unapplied")
WINDOW = 14
DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact or attempt on one invoice. It counts from ``entered``, whatever it claims."""

    id: str
    invoice: int
    claimed: date
    entered: date
    kind: Literal["talk", "message", "attempt"]
    at: str = ""  # moment of entry, for the order within a day


@dataclass(frozen=True, slots=True)
class Vow:
    """A promise on one invoice; those of one ``group`` were made together and are kept together.

    ``ended``: the day it was withdrawn; it no longer stands for payments after that day.
    """

    id: str
    invoice: int
    group: str
    amount: int
    made: date
    due: date
    tolerance: int = 3
    ended: date | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A dispute, missing document or block that a talk raised and that was cleared on a day."""

    invoice: int
    raised: str  # id of the talk
    raised_on: date
    cleared: date


@dataclass(frozen=True, slots=True)
class Evidenced:
    """A payment with its class. ``possible``: contacts that may have come before or after it."""

    payment: str
    invoice: int | None
    currency: str
    amount: int
    date_from: date
    date_to: date
    cls: Class
    evidence: tuple[str, ...] = ()
    order_unknown: bool = False
    same_day: bool = False
    late_entry: bool = False
    possible: tuple[str, ...] = ()
    customer: int = 0


@dataclass(slots=True)
class _Invoice:
    """What is known about one invoice, in the order of entry."""

    touches: list[Touch]
    vows: list[Vow]
    obstacles: list[Obstacle]


class Classifier:
    """Sorted once, then each payment is looked up."""

    def __init__(
        self,
        due: dict[int, date | None],
        touches: Iterable[Touch],
        vows: Iterable[Vow] = (),
        obstacles: Iterable[Obstacle] = (),
        cash: Iterable[Cash] = (),
        window: int = WINDOW,
        kept_percent: int = 95,
    ) -> None:
        self._due = due
        self._window = timedelta(window)
        self._kept_percent = kept_percent
        self._invoices: dict[int, _Invoice] = {}
        self._receipts: dict[int, list[tuple[date, int]]] = defaultdict(list)
        self._groups: dict[str, list[Vow]] = defaultdict(list)
        for touch in touches:
            self._of(touch.invoice).touches.append(touch)
        for vow in vows:
            self._of(vow.invoice).vows.append(vow)
            self._groups[vow.group].append(vow)
        for obstacle in obstacles:
            self._of(obstacle.invoice).obstacles.append(obstacle)
        for row in cash:
            if row.invoice is not None:
                self._receipts[row.invoice].append((row.until, row.amount))
        for known in self._invoices.values():
            known.touches.sort(key=lambda touch: (touch.entered, touch.at))
            known.vows.sort(key=lambda vow: (vow.made, vow.at))
            known.obstacles.sort(key=lambda obstacle: obstacle.cleared)

    def classified(self, cash: Iterable[Cash]) -> list[Evidenced]:
        """Each payment with its class, in the order given."""
        return [self._one(row) for row in cash]

    def _of(self, invoice: int) -> _Invoice:
        known = self._invoices.get(invoice)
        if known is None:
            known = self._invoices[invoice] = _Invoice([], [], [])
        return known

    def _one(self, row: Cash) -> Evidenced:
        first = row.until if row.exact else row.after
        base = (row.ref, row.invoice, row.currency, row.amount, first, row.until)
        if row.invoice is None:
            return Evidenced(*base, "unapplied", customer=row.customer)
        known = self._invoices.get(row.invoice)
        due = self._due.get(row.invoice)
        if known is None:
            late = due is None or row.until > due
            unknown = late and due is not None and not row.exact and row.after < due
            cls: Class = "no_contact" if late and not unknown else "not_late"
            return Evidenced(*base, cls, order_unknown=unknown, customer=row.customer)
        if row.exact:
            cls, evidence = self._at(known, due, row.until)
            same = cls != "not_late" and any(one.entered == row.until for one in known.touches)
            entered_late = any(
                one.claimed < row.until <= one.entered and one.kind != "attempt"
                for one in known.touches
            )
            return Evidenced(
                *base, cls, evidence, False, same, cls != "not_late" and entered_late,
                customer=row.customer,
            )  # fmt: skip
        possible = {day: self._at(known, due, day) for day in self._turning_points(known, due, row)}
        cls, evidence = min(possible.values(), key=lambda found: STRENGTH.index(found[0]))
        unknown = len({found for found, _ in possible.values()}) > 1
        inside = tuple(one.id for one in known.touches if row.after < one.entered <= row.until)
        return Evidenced(*base, cls, evidence, unknown, possible=inside, customer=row.customer)

    def _turning_points(self, known: _Invoice, due: date | None, row: Cash) -> list[date]:
        """The days of an interval on which the class can become another one."""
        days = {row.after + DAY, row.until}
        if due is not None:
            days |= {due, due + DAY}
        for touch in known.touches:
            days |= {touch.entered + DAY, touch.entered + self._window + DAY}
        for vow in known.vows:
            until = vow.due + timedelta(vow.tolerance)
            days |= {vow.made + DAY, until + DAY}
            if vow.ended:
                days.add(vow.ended + DAY)
        for obstacle in known.obstacles:
            days |= {obstacle.cleared + DAY, obstacle.cleared + self._window + DAY}
        return sorted(day for day in days if row.after < day <= row.until)

    def _at(self, known: _Invoice, due: date | None, day: date) -> tuple[Class, tuple[str, ...]]:
        """The class of money that came on ``day``."""
        if due is not None and day <= due:
            return "not_late", ()
        vow = next(
            (
                vow
                for vow in reversed(known.vows)
                if vow.made < day and not (vow.ended and vow.ended < day)
            ),
            None,
        )
        if vow is not None and day <= vow.due + timedelta(vow.tolerance):
            return ("promise_kept" if self._kept(vow) else "promise_part"), (vow.id,)
        for obstacle in reversed(known.obstacles):
            if obstacle.raised_on <= obstacle.cleared < day <= obstacle.cleared + self._window:
                return "obstacle_cleared", (obstacle.raised,)
        return self._by_contact(known, due, day)

    def _by_contact(
        self, known: _Invoice, due: date | None, day: date
    ) -> tuple[Class, tuple[str, ...]]:
        before = known.touches[: bisect_left(known.touches, day, key=lambda one: one.entered)]
        message = None
        since_due = False
        for touch in reversed(before):
            if touch.kind == "attempt":
                continue
            if touch.entered >= day - self._window:
                if touch.kind == "talk":
                    return "spoken_to", (touch.id,)
                message = message or touch.id
            elif message is not None:
                break
            elif due is None or touch.entered > due:
                since_due = True
                break
        if message is not None:
            return "message_only", (message,)
        return ("no_contact_lapsed" if since_due else "no_contact"), ()

    def _kept(self, vow: Vow) -> bool:
        """Its invoices together received enough in (made, due + tolerance]."""
        together = self._groups[vow.group]
        until = vow.due + timedelta(vow.tolerance)
        came = sum(
            amount
            for invoice in {one.invoice for one in together}
            for at, amount in self._receipts[invoice]
            if vow.made < at <= until
        )
        return came * 100 >= sum(one.amount for one in together) * self._kept_percent


def cleared_by_credit(
    disputes: Iterable[tuple[int, str, date]], credits: Sequence[tuple[int, date]]
) -> list[Obstacle]:
    """A credit note posted after a dispute was raised in a talk clears it.

    ``disputes``: invoice, talk, day of entry; ``credits``: invoice, posted day.
    """
    raised: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for invoice, talk, day in disputes:
        raised[invoice].append((day, talk))
    found = []
    for invoice, posted in credits:
        before = [one for one in raised.get(invoice, ()) if one[0] <= posted]
        if before:
            day, talk = max(before, key=lambda one: one[0])
            found.append(Obstacle(invoice, talk, day, posted))
    return found


def by_class(rows: Iterable[Evidenced]) -> dict[str, dict[Class, tuple[int, int]]]:
    """Currency → class → (minor units, payments); the classes add up to all the money."""
    sums: dict[str, dict[Class, tuple[int, int]]] = {}
    for row in rows:
        table = sums.setdefault(row.currency, {})
        amount, n = table.get(row.cls, (0, 0))
        table[row.cls] = (amount + row.amount, n + 1)
    return dict(sorted(sums.items()))
