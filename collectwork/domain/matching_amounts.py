"""How an amount fits what is owed: exactly, less a discount, short, in part, or more.

Amounts are minor units. Nothing here decides; it says what the figures allow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from collectwork.domain.cash import CashItem, ShortPayment
from collectwork.domain.money import spoken

FitKind = Literal[
    "exact", "discount", "small", "short", "late_discount", "part", "over", "several", "nothing"
]
_RATE = re.compile(r"(\d(?:[.,]\d)?)\s*%")
_DAYS = re.compile(r"(\d{1,3})\s*(?:days?|tagen?|tg|d\b|jours|dagen|giorni|días)")
_GRACE = 3  # days a bank may take
_MOST_ITEMS = 24
_MOST_SUMS = 4_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a team calls small or usual; see ``domain.policy.Policy``."""

    small_difference: int = 100  # minor units
    short_percent: int = 10
    discount_percents: tuple[int, ...] = (2, 3)
    discount_days: int = 14


@dataclass(frozen=True, slots=True)
class Fit:
    """How an amount fits some items: what each gets, what rests, and in words why."""

    kind: FitKind
    lines: Mapping[int, int] = field(default_factory=dict)
    rest: int = 0
    words: str = ""
    short: ShortPayment | None = None
    dispute: bool = False


def fit_named(
    amount: int, items: Sequence[CashItem], booked: date, received: date, limits: Limits
) -> Fit:
    """How a payment fits the invoices (and credits) that it names, oldest first."""
    owed = {item.id: item.expected(booked) for item in items}
    total = sum(owed.values())
    currency = items[0].currency
    for wanted in _readings(items, owed, booked):
        if sum(wanted.values()) == amount:
            credits = any(minor < 0 for minor in wanted.values())
            words = "the amount is exactly what they come to" if len(items) > 1 else (
                "the amount is exactly what is open of it"
            )  # fmt: skip
            return Fit("exact", wanted, 0, words + (", credits taken off" if credits else ""))
    if amount > total:
        rest = amount - total
        words = f"{spoken(rest, currency)} more than the {spoken(total, currency)} they come to"
        return Fit("over", owed, rest, words)
    if amount <= 0 or total <= 0:
        return Fit("nothing", {}, amount, "the amount does not fit")
    found = _discounted(amount, items, owed, received, limits)
    if found is not None:
        return found
    missing = total - amount
    last = items[-1]
    if missing <= limits.small_difference and owed[last.id] > missing:
        words = f"{spoken(missing, currency)} less than billed, a small difference"
        short = ShortPayment(last.id, last.document, missing, "small difference")
        return Fit("small", owed | {last.id: owed[last.id] - missing}, 0, words, short)
    if len(items) > 1:
        return _of_several(amount, items, owed, currency)
    if missing * 100 <= total * limits.short_percent:
        words = f"{spoken(missing, currency)} less than billed"
        why = f"paid {spoken(missing, currency)} less than billed"
        short = ShortPayment(last.id, last.document, missing, why)
        return Fit("short", {last.id: amount}, 0, words, short, dispute=True)
    words = f"a part of the {spoken(total, currency)} that are open"
    return Fit("part", {last.id: amount}, 0, words)


def _readings(
    items: Sequence[CashItem], owed: Mapping[int, int], booked: date
) -> list[Mapping[int, int]]:
    """What the items may have come to when the money came, likeliest first."""
    readings = [owed, {item.id: item.room(booked) for item in items}]
    if all(item.told_of(booked) for item in items):
        shown = {item.id: item.open_minor for item in items}
        if all(abs(minor) <= abs(readings[1][id]) for id, minor in shown.items()):
            readings.append(shown)
    return readings


def _discounted(
    amount: int,
    items: Sequence[CashItem],
    owed: Mapping[int, int],
    received: date,
    limits: Limits,
) -> Fit | None:
    """Paid less a cash discount on each invoice: in time, or too late."""
    billed = [item for item in items if owed[item.id] > 0]
    total = sum(owed.values())
    for rate, days, agreed in _offered(billed, limits):
        off = {item.id: _share(owed[item.id], rate) for item in billed}
        gap = amount - (total - sum(off.values()))
        if abs(gap) > len(billed) or not sum(off.values()):
            continue
        last = billed[-1]
        lines = {id: minor - off.get(id, 0) for id, minor in owed.items()}
        lines[last.id] += gap
        missing = total - amount
        late = [_too_late(item, days, received) for item in billed]
        said = f"{rate:g} % cash discount"
        if all(one is not None and one <= 0 for one in late):
            words = f"less {said}, taken within {days} days"
            short = ShortPayment(
                last.id, last.document, missing, f"{said} within {days} days",
                "agreed" if agreed else "usual",
            )  # fmt: skip
            return Fit("discount", lines, 0, words, short)
        how = "too late" if None not in late else "on an invoice whose day is not known"
        words = f"less {said}, taken {how}"
        short = ShortPayment(last.id, last.document, missing, f"{said} taken {how}")
        return Fit("late_discount", lines, 0, words, short, dispute=True)
    return None


def _offered(items: Sequence[CashItem], limits: Limits) -> list[tuple[float, int, bool]]:
    """Rates and days of cash discounts: as the terms of all say (True), else the usual ones."""
    agreed = len({item.terms for item in items}) == 1
    terms = next((item.terms for item in items if item.terms and "%" in item.terms), "")
    rates = [float(rate.replace(",", ".")) for rate in _RATE.findall(terms or "")]
    days = [int(count) for count in _DAYS.findall((terms or "").lower())]
    usual = [(float(rate), limits.discount_days, False) for rate in limits.discount_percents]
    within = min(days, default=limits.discount_days)
    own = [(rate, within, agreed) for rate in rates if 0 < rate <= 10]
    return own + [one for one in usual if one[0] not in rates]


def _too_late(item: CashItem, days: int, received: date) -> int | None:
    """Days after the discount's last day; None where the invoice's day is not known."""
    if item.issued is None:
        return None
    return (received - item.issued).days - days - _GRACE


def _share(minor: int, percent: float) -> int:
    """A percentage in minor units, half up: as an invoice would round it."""
    return (minor * round(percent * 10) + 500) // 1000


def _of_several(
    amount: int, items: Sequence[CashItem], owed: Mapping[int, int], currency: str
) -> Fit:
    """Less than several invoices come to: which of them is short is not said."""
    chosen = subset([owed[item.id] for item in items], amount)
    if chosen is not None and chosen:
        lines = {items[place].id: owed[items[place].id] for place in chosen}
        return Fit("several", lines, 0, "the amount is exactly what some of them come to")
    total = spoken(sum(owed.values()), currency)
    return Fit(
        "several",
        oldest_first(amount, owed),
        0,
        f"less than the {total} they come to, and which of them is short is not said",
    )


def oldest_first(amount: int, owed: Mapping[int, int]) -> dict[int, int]:
    """An amount over items in their order; never more than each has open."""
    lines = {id: minor for id, minor in owed.items() if minor < 0}
    rest = amount - sum(lines.values())
    for id, minor in owed.items():
        part = min(rest, minor) if minor > 0 else 0
        if part > 0:
            lines[id] = part
            rest -= part
    return lines


def subset(amounts: Sequence[int], target: int) -> tuple[int, ...] | None:
    """Places of the only amounts that come to the target; () where several sets do, None where
    none does or there is too much to look through."""
    sums: dict[int, tuple[int, int]] = {0: (1, 0)}  # sum → ways (2 = several), one way's places
    for place, minor in enumerate(amounts[:_MOST_ITEMS]):
        for reached, (ways, mask) in list(sums.items()):
            known = sums.get(reached + minor)
            more = min(2, ways + (known[0] if known else 0))
            sums[reached + minor] = (more, known[1] if known else mask | 1 << place)
        if len(sums) > _MOST_SUMS:
            return None
    ways, mask = sums.get(target, (0, 0))
    if ways == 0 or target == 0:
        return None
    return tuple(p for p in range(len(amounts)) if mask >> p & 1) if ways == 1 else ()
