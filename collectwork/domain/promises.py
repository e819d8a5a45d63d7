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

A promise is *confirmed* (frozen) by a newer one on its invoice, or some days after the invoice was
cleared; no money changes it from then on. Which day that is follows from the dates alone, so that
it does not matter how often somebody looked.

Money of a known day counts on its value date. A payment that is only seen by comparing two
ledgers has an interval (after, until] instead of a day: it counts as in time when ``until`` is not
later than the last day, because the files prove no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
    same plan claim first of the money on the invoice; ``more`` parts of the plan come after this
    one, so that money beyond its own amount is theirs."""

    amount: int
    made_on: date
    due: date
    tolerance_days: int
    ahead: int = 0
    more: bool = False

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
    it came about: of the newest change by money in time, or the first on which it was broken."""

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
    terms: Terms,
    receipts: Iterable[Receipt],
    today: date,
    share_percent: int = 95,
    frozen: date | None = None,
) -> Assessment:
    """Judge a promise that was not withdrawn or superseded, with what is known on ``today``.

    Money that went back is taken from what came last before it, late money first. Money of the day
    ``frozen`` and later changes nothing (``frozen_on``).
    """
    in_time = late = 0
    newest: date | None = None
    for receipt in sorted(receipts, key=lambda r: (r.until, -r.minor)):
        if not terms.made_on < receipt.until <= today or (frozen and receipt.until >= frozen):
            continue
        if receipt.minor < 0:
            from_late = min(late, -receipt.minor)
            late -= from_late
            left = max(0, in_time + receipt.minor + from_late)
            newest = receipt.until if left < in_time else newest
            in_time = left
        elif receipt.until <= terms.kept_until:
            in_time += receipt.minor
            newest = receipt.until
        else:
            late += receipt.minor
    received = max(0, in_time - terms.ahead)
    if terms.more:  # money beyond this part is of those after it
        received = min(received, terms.amount)
        late = min(late, terms.amount - received)
    state = _state(terms, received, today, share_percent)
    if state == "broken":
        first = terms.kept_until + timedelta(days=1)
        return Assessment(state, received, late, max(first, newest or first))
    return Assessment(state, received, late, newest)


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
    return [one for one, money in _movements(cash, drops) if money]


def _movements(cash: Sequence[Cash], drops: Sequence[Drop]) -> list[tuple[Receipt, bool]]:
    """Everything that lowered or raised the open amount, each cent once, and whether by money."""
    found = [(Receipt(line.received, line.minor), line.money) for line in cash]
    fallen = carried = 0
    for drop in sorted(drops, key=lambda d: d.until):
        fallen += drop.minor
        known = sum(line.minor for line in cash if line.received <= drop.until)
        unexplained = max(0, fallen - known)
        if unexplained != carried:
            found.append((Receipt(drop.until, unexplained - carried, drop.after), drop.money))
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


def frozen_on(
    terms: Terms,
    cash: Sequence[Cash],
    drops: Sequence[Drop],
    left: int,
    today: date,
    freeze_days: int,
) -> date | None:
    """The day up to ``today`` on which the promise was confirmed: ``freeze_days`` after its invoice
    was cleared, and not before its own time was over; None while there is none.

    ``left``: what is open on the invoice after all of ``cash`` and ``drops``, in minor units. The
    invoice must have stayed cleared until then: whatever opened it again before that counts.
    """
    open_: list[tuple[date, int]] = []  # a day, and what was open from it on; the newest first
    for one, _ in sorted(_movements(cash, drops), key=lambda m: m[0].until, reverse=True):
        if not open_ or open_[-1][0] != one.until:
            open_.append((one.until, left))
        left += one.minor
    cleared: date | None = None
    for day, minor in reversed(open_):
        if minor > 0 and cleared is not None and _settled(terms, cleared, day, freeze_days):
            break
        cleared = None if minor > 0 else cleared or day
    if cleared is None or not _settled(terms, cleared, today, freeze_days):
        return None
    return max(cleared + timedelta(days=freeze_days), terms.kept_until + timedelta(days=1))


def _settled(terms: Terms, cleared: date, day: date, freeze_days: int) -> bool:
    return is_frozen(cleared, day, freeze_days) and day > terms.kept_until


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
    sizes = [amount // len(dues) + (n < amount % len(dues)) for n in range(len(dues))]
    return parted(items, list(zip(sorted(dues), sizes, strict=True)))


def parted(items: Sequence[Open], parts: Sequence[tuple[date, int]]) -> PromiseInput:
    """A plan of the named days and amounts, earliest first, spread oldest first. Raises
    InputRefused when the parts come to more than is open, or two are of one day."""
    if not parts or len({due for due, _ in parts}) < len(parts):
        raise InputRefused("Not promised: each instalment needs a day of its own.")
    spread(items, sum(amount for _, amount in parts))
    left = {item.item_id: item.open for item in items}
    made: list[Instalment] = []
    for due, size in sorted(parts):
        lines = spread([replace(item, open=left[item.item_id]) for item in items], size)
        for item_id, minor in lines:
            left[item_id] -= minor
        made.append(Instalment(due, lines))
    return PromiseInput(made[0].lines, made[0].due, later=tuple(made[1:]))
