"""Statutory interest for late payment, and the fixed sum for recovery costs, with the derivation.

Simple interest, per invoice: for each stretch of days in which balance, rate and the length of a
year stay the same,

    amount = principal x rate a year x days / days of the year

over the days after the due date up to and including the day asked for (so there are as many of them
as days past due). A payment lowers the principal from the day after it came. Exact fractions until
the end, rounded once an invoice, half to even. Where a day has no rate there is no figure: nothing
is ever carried over from another half-year or country.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

DayCount = Literal["365", "360", "actual"]


def no_rate(country: str, since: date) -> str:
    """The sentence that stands in the place of a figure."""
    return (
        f"no rate known for {country} from {since.isoformat()}: add it to [interest] in the config"
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """Percent a year for the days ``first`` to ``last`` (None: still in force); ``base`` is the
    reference without the surcharge, ``source`` the law and who publishes it."""

    first: date
    last: date | None
    percent: Fraction
    source: str
    base: Fraction | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class FixedSum:
    """A sum due once an invoice whose principal is at least ``least`` (``above``: more than it), in
    minor units of ``of``; the sum itself is in ``currency``."""

    minor: int
    currency: str
    least: int = 0
    of: str = ""
    above: bool = False

    def fits(self, principal: int, currency: str) -> bool:
        """Without a bound it fits every invoice, with one only those in the bound's currency."""
        if not self.of:
            return True
        return self.of == currency and (
            principal > self.least if self.above else principal >= self.least
        )


@dataclass(frozen=True, slots=True)
class Law:
    """What a country's law says; ``rates`` by their first day, without overlaps."""

    country: str
    name: str
    days: DayCount
    rates: tuple[Rate, ...]
    fixed: tuple[FixedSum, ...] = ()
    fixed_at_start: bool = False
    note: str = ""

    def rate(self, day: date) -> Rate | None:
        """The rate in force on a day, None where none is known."""
        return next((one for one in reversed(self.rates) if one.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Change:
    """The balance of an invoice became smaller (negative) or larger on a day: a payment of that
    day, which itself still bears interest."""

    on: date
    minor: int


@dataclass(frozen=True, slots=True)
class Debt:
    """An invoice: ``open`` is its balance now, ``changes`` what it went through since its due
    date, ``most`` what was billed, which its balance never passes."""

    item_id: int
    document: str
    currency: str
    due: date | None
    open: int
    changes: tuple[Change, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of a derivation: ``first`` to ``last`` inclusive; ``amount`` exact, in minor
    units."""

    first: date
    last: date
    days: int
    principal: int
    rate: Rate
    year: int
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Derivation:
    """How the interest of one invoice comes about. ``interest`` is None where a rate is missing;
    ``missing`` then says since when. ``fixed``: the sum for recovery costs, None where the law
    knows none or nothing was overdue."""

    debt: Debt
    law: Law | None
    country: str
    until: date
    segments: tuple[Segment, ...] = ()
    interest: int | None = 0
    missing: date | None = None
    fixed: FixedSum | None = None

    @property
    def exact(self) -> Fraction:
        """The sum before rounding, of what is known."""
        return sum((one.amount for one in self.segments), Fraction(0))

    @property
    def why_none(self) -> str:
        """The sentence that stands in the place of a figure; empty where there is one."""
        return "" if self.missing is None else no_rate(self.country, self.missing)


@dataclass(frozen=True, slots=True)
class Laws:
    """Every country's law by code, and which one applies: ``default`` is the team's choice, a
    country or "customer" (that of the customer, the team's where it is not known)."""

    by_country: dict[str, Law] = field(default_factory=dict)
    default: str = ""
    team: str = ""

    def country(self, customer: str | None) -> str:
        """The country whose law applies to a customer."""
        if self.default != "customer":
            return self.default or self.team
        code = (customer or "").strip().upper()
        code = {"UK": "GB"}.get(code, code)
        return code if len(code) == 2 and code.isalpha() else self.team


def derive(debt: Debt, country: str, laws: Laws, until: date) -> Derivation:
    """The interest of one invoice for the days after its due date up to and including ``until``."""
    law = laws.by_country.get(country)
    if debt.due is None or until <= debt.due:
        return Derivation(debt, law, country, until)
    start = debt.due + timedelta(days=1)
    balance = Balance(debt)
    stretches = [one for one in balance.stretches(start, until) if one[2] > 0]
    if not stretches:
        return Derivation(debt, law, country, until)
    if law is None:
        return Derivation(debt, None, country, until, (), None, stretches[0][0])
    segments: list[Segment] = []
    missing: date | None = None
    at_start = law.rate(stretches[0][0]) if law.fixed_at_start else None
    for first, last, principal in stretches:
        for one in _split(law, first, last, at_start):
            if isinstance(one, date):
                missing = missing or one
                continue
            begin, end, rate = one
            segments += _segments(law, begin, end, principal, rate)
    principal = balance.on(start)
    fixed = [one for one in law.fixed if one.fits(principal, debt.currency)]
    exact = sum((one.amount for one in segments), Fraction(0))
    return Derivation(
        debt, law, country, until, tuple(segments), None if missing else round(exact), missing,
        fixed[-1] if fixed else None,
    )  # fmt: skip


class Balance:
    """An invoice's balance day by day, reckoned back from what is open now."""

    def __init__(self, debt: Debt) -> None:
        self._most = debt.most
        self._changes = sorted(debt.changes, key=lambda one: one.on)
        self._first = debt.open - sum(one.minor for one in self._changes)

    def on(self, day: date) -> int:
        """What bears interest on a day: the balance before the payments of that day."""
        minor = self._first + sum(one.minor for one in self._changes if one.on < day)
        return minor if self._most is None else min(minor, self._most)

    def stretches(self, first: date, last: date) -> list[tuple[date, date, int]]:
        """From, to and balance, as long as it stays the same."""
        cuts = sorted({one.on + timedelta(days=1) for one in self._changes})
        starts = [first, *(day for day in cuts if first < day <= last)]
        ends = [day - timedelta(days=1) for day in starts[1:]] + [last]
        found = [(a, b, self.on(a)) for a, b in zip(starts, ends, strict=True)]
        merged: list[tuple[date, date, int]] = []
        for a, b, minor in found:
            if merged and merged[-1][2] == minor:
                merged[-1] = (merged[-1][0], b, minor)
            else:
                merged.append((a, b, minor))
        return merged


def _split(
    law: Law, first: date, last: date, at_start: Rate | None
) -> Iterable[tuple[date, date, Rate] | date]:
    """Parts of a stretch by the rate in force; a day alone where none is known from it on."""
    if law.fixed_at_start:
        yield (first, last, at_start) if at_start is not None else first
        return
    day = first
    while day <= last:
        rate = law.rate(day)
        if rate is None:
            yield day
            later = [one.first for one in law.rates if one.first > day]
            day = min(later) if later else last + timedelta(days=1)
            continue
        end = last if rate.last is None else min(last, rate.last)
        yield day, end, rate
        day = end + timedelta(days=1)


def _segments(law: Law, first: date, last: date, principal: int, rate: Rate) -> list[Segment]:
    if law.days != "actual":
        return [_segment(first, last, principal, rate, int(law.days))]
    found = []
    day = first
    while day <= last:
        end = min(last, date(day.year, 12, 31))
        found.append(_segment(day, end, principal, rate, 366 if _leap(day.year) else 365))
        day = end + timedelta(days=1)
    return found


def _segment(first: date, last: date, principal: int, rate: Rate, year: int) -> Segment:
    days = (last - first).days + 1
    amount = Fraction(principal) * rate.percent / 100 * days / year
    return Segment(first, last, days, principal, rate, year, max(amount, Fraction(0)))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def interest_of(found: Sequence[Derivation]) -> dict[str, int]:
    """Rounded interest by currency, of those that have a figure."""
    sums: dict[str, int] = {}
    for one in found:
        if one.interest:
            sums[one.debt.currency] = sums.get(one.debt.currency, 0) + one.interest
    return sums


def fixed_of(found: Sequence[Derivation]) -> dict[str, int]:
    """Fixed sums by currency."""
    sums: dict[str, int] = {}
    for one in found:
        if one.fixed is not None:
            sums[one.fixed.currency] = sums.get(one.fixed.currency, 0) + one.fixed.minor
    return sums
