"""The book over time: what was open of each item on any day, from ledgers and payment lines."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from collectwork.analytics.aging import OpenItem
from collectwork.analytics.cash import Cash, Line

LATER = timedelta(14)
TAKES = ("payment", "allocation", "credit_note", "reversal")


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item and when it was first seen. ``listed`` True: known from an invoice list only, so its
    balance is the original amount less every line; else ledgers say the balance."""

    id: int
    customer: int
    company: str
    document: str
    kind: str
    currency: str
    original: int | None
    open: int
    issued: date | None
    due: date | None
    first_open: int
    first_seen: date | None
    listed: bool


@dataclass(frozen=True, slots=True)
class Fall:
    """A change that comparing two ledgers showed, in (``after``, ``until``]."""

    item: int
    kind: str
    before: int
    left: int
    after: date
    until: date


@dataclass(frozen=True, slots=True)
class Changes:
    """An item's balance: ``amounts[n]`` holds from ``days[n]`` on; unseen before."""

    days: list[int]
    amounts: list[int]

    def at(self, day: int) -> int:
        """The balance at the end of the day (ordinal)."""
        place = bisect_right(self.days, day)
        return self.amounts[place - 1] if place else 0


class Balances:
    """Balances of all items, on the posted clock."""

    def __init__(
        self, items: Sequence[ItemFacts], falls: Iterable[Fall], lines: Iterable[Line]
    ) -> None:
        self.items = {item.id: item for item in items}
        by_item: dict[int, list[Fall]] = defaultdict(list)
        for fall in falls:
            by_item[fall.item].append(fall)
        taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for line in lines:
            if line.invoice is not None and line.kind in TAKES:
                taken[line.invoice].append((line.posted.toordinal(), line.amount))
        self._changes = {
            item.id: _listed(item, taken[item.id])
            if item.listed
            else _seen(item, by_item[item.id], taken[item.id])
            for item in items
        }

    def at(self, day: date) -> list[OpenItem]:
        """Everything open at the end of the day."""
        ordinal = day.toordinal()
        found = []
        for id, changes in self._changes.items():
            amount = changes.at(ordinal)
            if amount:
                item = self.items[id]
                found.append(OpenItem(item.currency, amount, item.due, item.issued, id))
        return found

    def of(self, item: int, day: date) -> int:
        """What was open of one item."""
        return self._changes[item].at(day.toordinal())

    def overdue_spans(self, day: date) -> dict[int, list[tuple[date, date | None]]]:
        """Customer → episodes [first day overdue, day clear again or None], up to ``day``."""
        parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        end = day.toordinal() + 1
        for id, changes in self._changes.items():
            item = self.items[id]
            if item.due is None:
                continue
            late = item.due.toordinal() + 1
            for place, amount in enumerate(changes.amounts):
                begin = max(late, changes.days[place])
                until = changes.days[place + 1] if place + 1 < len(changes.days) else end
                if amount > 0 and begin < min(until, end):
                    parts[item.customer].append((begin, min(until, end)))
        return {customer: _merged(spans, end) for customer, spans in parts.items()}


def _listed(item: ItemFacts, taken: list[tuple[int, int]]) -> Changes:
    start = item.issued or item.first_seen or date.min
    days, amounts = [start.toordinal()], [item.original or item.first_open]
    for day, amount in sorted(taken):
        _step(days, amounts, day, amounts[-1] - amount)
    return Changes(days, amounts)


def _seen(item: ItemFacts, falls: list[Fall], taken: list[tuple[int, int]]) -> Changes:
    start = item.first_seen or item.issued or date.min
    days, amounts = [start.toordinal()], [item.first_open]
    for fall in sorted(falls, key=lambda one: one.until):
        _step(days, amounts, fall.until.toordinal(), fall.left)
    if amounts[-1] != item.open:
        # cash posted after the newest ledger: the difference to what is open now
        later = [(day, amount) for day, amount in sorted(taken) if day > days[-1]]
        for day, amount in later:
            _step(days, amounts, day, amounts[-1] - amount)
        if not later or amounts[-1] != item.open:
            amounts[-1] = item.open
    return Changes(days, amounts)


def _step(days: list[int], amounts: list[int], day: int, amount: int) -> None:
    if day <= days[-1]:
        amounts[-1] = amount
    else:
        days.append(day)
        amounts.append(amount)


def _merged(spans: list[tuple[int, int]], end: int) -> list[tuple[date, date | None]]:
    merged: list[list[int]] = []
    for begin, until in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], until)
        else:
            merged.append([begin, until])
    return [
        (date.fromordinal(begin), None if until >= end else date.fromordinal(until))
        for begin, until in merged
    ]


def seen_only(
    falls: Iterable[Fall], lines: Iterable[Line], items: dict[int, ItemFacts]
) -> list[Cash]:
    """Payments that no payment line covers, as intervals.

    Each fall of a balance first uses up lines of that item (credit notes too) that were received
    or posted by then, then such as came at most ``LATER`` days after it, because ledger and bank
    file do not agree to the day; the rest is money that only comparing two ledgers shows.
    """
    dropped: dict[int, list[Fall]] = defaultdict(list)
    for fall in falls:
        if fall.item in items and fall.before > 0 and fall.left < fall.before:
            dropped[fall.item].append(fall)
    pools: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for line in lines:
        if line.invoice in dropped and line.kind in TAKES:
            pools[line.invoice].append((min(line.value, line.posted), line.amount))
    found = []
    for id, own in dropped.items():
        own.sort(key=lambda fall: fall.until)
        rest = _uncovered(own, sorted(pools[id]))
        item = items[id]
        for fall, amount in zip(own, rest, strict=True):
            if amount <= 0 or fall.kind not in ("paid", "part_paid"):
                continue
            after = fall.after if fall.after < fall.until else fall.until - timedelta(1)
            ref = f"{item.document or id}@{fall.until.isoformat()}"
            found.append(Cash(ref, id, item.currency, amount, after, fall.until, item.customer))
    found.sort(key=lambda cash: (cash.until, cash.ref))
    return found


def _uncovered(falls: Sequence[Fall], lines: list[tuple[date, int]]) -> list[int]:
    """What each fall leaves after the lines that belong to it; a return gives back."""
    rest = [fall.before - fall.left for fall in falls]
    left = [amount for _, amount in lines]
    for grace in (timedelta(0), LATER):
        for place, fall in enumerate(falls):
            for number, (day, _) in enumerate(lines):
                if not rest[place]:
                    break
                if left[number] > 0 and day <= fall.until + grace:
                    part = min(rest[place], left[number])
                    rest[place] -= part
                    left[number] -= part
    return rest
