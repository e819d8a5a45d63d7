"""Promises to pay: what is promised, and what becomes of it, by dates alone.

A promise belongs to one invoice. Its time is (day made, promised date + tolerance]; a promise can
be broken from the day *after* that last day, never on it. States are computed from money received
in that time, so they can be built again from facts at any moment:

=============  ====================================================================
open           the time runs, nothing received
kept           received in time ≥ 95 % of the promised amount
partly_kept    more than nothing received in time; while the time runs it may still be kept
broken         the time has run out and nothing was received in it
withdrawn      taken back by a person
superseded     replaced by a newer promise on the invoice while its time still ran
=============  ====================================================================

Money of a known day counts on its value date. A payment that is only seen by comparing two
ledgers has an interval (after, until] instead of a day: it counts as in time when ``until`` is not
later than the last day, because the files prove no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from collectwork.errors import InputRefused

State = Literal["open", "kept", "partly_kept", "broken", "withdrawn", "superseded"]

STATES: tuple[State, ...] = ("open", "kept", "partly_kept", "broken", "withdrawn", "superseded")
#: States whose time may still run; see ``is_live``.
UNSETTLED: tuple[State, ...] = ("open", "partly_kept")

Line = tuple[int, int]  # item id, minor units


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a plan of instalments: its day and its lines."""

    due: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PromiseInput:
    """What a customer promised: minor units per invoice, by ``due``.

    ``later`` holds the further instalments of a plan, the first being ``due`` and ``lines``.
    ``how``: bank transfer, cheque …; ``reference``: what the remittance will say.
    """

    lines: tuple[Line, ...]
    due: date
    how: str | None = None
    contact_id: int | None = None
    reference: str | None = None
    later: tuple[Instalment, ...] = ()

    @property
    def instalments(self) -> tuple[Instalment, ...]:
        return (Instalment(self.due, self.lines), *self.later)

    @property
    def total(self) -> int:
        return sum(minor for part in self.instalments for _, minor in part.lines)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is needed to judge a promise. ``ahead``: minor units that earlier instalments of the
    same plan claim first of the money on the invoice."""

    amount: int
    made_on: date
    due: date
    tolerance_days: int
    ahead: int = 0

    @property
    def kept_until(self) -> date:
        """The last day on which the promise can be kept."""
        return self.due + timedelta(days=self.tolerance_days)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money on an invoice, in minor units; negative when it went back.

    ``until`` is the value date or the end of the interval (metrics: payments from two ledgers).
    """

    until: date
    minor: int
    after: date | None = None  # the interval's open start; None for a known day


@dataclass(frozen=True, slots=True)
class Assessment:
    """The state on a day, with what was received in time and after it (minor units), and the day
    it came about: of the newest money in time, or the first on which it could be broken."""

    state: State
    received: int
    late: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """An invoice that money can be promised on."""

    item_id: int
    open: int
    due: date | None


def assess(
    terms: Terms, receipts: Iterable[Receipt], today: date, share_percent: int = 95
) -> Assessment:
    """Judge a promise that was not withdrawn or superseded, with what is known on ``today``.

    Money that went back is taken from what came last before it, late money first.
    """
    in_time = late = 0
    newest: date | None = None
    for receipt in sorted(receipts, key=lambda r: (r.until, -r.minor)):
        if not terms.made_on < receipt.until <= today:
            continue
        if receipt.minor < 0:
            from_late = min(late, -receipt.minor)
            late -= from_late
            in_time = max(0, in_time + receipt.minor + from_late)
        elif receipt.until <= terms.kept_until:
            in_time += receipt.minor
            newest = receipt.until
        else:
            late += receipt.minor
    received = max(0, in_time - terms.ahead)
    state = _state(terms, received, today, share_percent)
    on = terms.kept_until + timedelta(days=1) if state == "broken" else newest
    return Assessment(state, received, late, on)


def _state(terms: Terms, received: int, today: date, share_percent: int) -> State:
    if received * 100 >= terms.amount * share_percent:
        return "kept"
    if received > 0:
        return "partly_kept"
    return "open" if today <= terms.kept_until else "broken"


@dataclass(frozen=True, slots=True)
class Cash:
    """A line of a payment file on an invoice: value date and minor units, negative for a reversal.
    ``money`` is False for credit notes: they clear, but they are no payment."""

    received: date
    minor: int
    money: bool = True


@dataclass(frozen=True, slots=True)
class Drop:
    """What two ledgers show: the open amount fell by ``minor`` (rose: negative) in an interval."""

    after: date | None
    until: date
    minor: int
    money: bool = True


def receipts(cash: Sequence[Cash], drops: Sequence[Drop]) -> list[Receipt]:
    """What came in on one invoice, from payment files and ledgers, each cent once.

    A fall of the open amount that payment lines up to its interval's end explain is the same money;
    only the rest is a receipt of its own, dated by the interval.
    """
    found = [Receipt(line.received, line.minor) for line in cash if line.money]
    fallen = carried = 0
    for drop in sorted(drops, key=lambda d: d.until):
        fallen += drop.minor
        known = sum(line.minor for line in cash if line.received <= drop.until)
        unexplained = max(0, fallen - known)
        if unexplained != carried and drop.money:
            found.append(Receipt(drop.until, unexplained - carried, drop.after))
        carried = unexplained
    return found


def is_live(state: str, terms: Terms, today: date) -> bool:
    """Whether the promise still keeps its invoice back from collection."""
    return state in UNSETTLED and today <= terms.kept_until


def level_after(earlier: str | None, earlier_level: int) -> int:
    """The level of a new promise: one more for each earlier one that was not kept."""
    if earlier is None:
        return 1
    return earlier_level if earlier == "kept" else earlier_level + 1


def fate_of_earlier(state: str, terms: Terms, today: date) -> Literal["superseded", "confirmed"]:
    """What a new promise on the invoice does to the one before.

    While its time runs it is superseded and not counted; afterwards its state is confirmed, so that
    no later payment or reversal changes it.
    """
    return "superseded" if is_live(state, terms, today) else "confirmed"


def is_frozen(cleared_on: date | None, today: date, freeze_days: int) -> bool:
    """Whether the invoice was cleared so long ago that a reversal no longer changes the promise."""
    return cleared_on is not None and cleared_on + timedelta(days=freeze_days) <= today


def spread(items: Sequence[Open], amount: int) -> tuple[Line, ...]:
    """An amount over invoices, oldest first (no due date last), never more than each has open.

    Raises InputRefused when more is promised than is open, or nothing is.
    """
    owed = sorted((i for i in items if i.open > 0), key=lambda i: (i.due or date.max, i.item_id))
    if amount <= 0:
        raise InputRefused("Not promised: the amount must be more than zero.")
    lines: list[Line] = []
    rest = amount
    for item in owed:
        if rest == 0:
            break
        part = min(rest, item.open)
        lines.append((item.item_id, part))
        rest -= part
    if rest:
        raise InputRefused("Not promised: that is more than the open total.")
    return tuple(lines)


def instalments(items: Sequence[Open], amount: int, dues: Sequence[date]) -> PromiseInput:
    """A plan: the amount in equal parts (the first ones bear the odd minor units), spread oldest
    first, so that each invoice is paid off before the next one begins."""
    if not dues or amount < len(dues):
        raise InputRefused("Not promised: there is too little to divide into instalments.")
    spread(items, amount)
    left = {item.item_id: item.open for item in items}
    parts: list[Instalment] = []
    for number, due in enumerate(sorted(dues)):
        size = amount // len(dues) + (number < amount % len(dues))
        rest = [Open(item.item_id, left[item.item_id], item.due) for item in items]
        lines = spread(rest, size)
        for item_id, minor in lines:
            left[item_id] -= minor
        parts.append(Instalment(due, lines))
    return PromiseInput(parts[0].lines, parts[0].due, later=tuple(parts[1:]))
