"""Balance-sheet figures of a period, in minor units of one currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.analytics.ratio import Ratio, divided


@dataclass(frozen=True, slots=True)
class MonthSales:
    """Credit sales of one whole month."""

    days: int
    sales: int


@dataclass(frozen=True, slots=True)
class CountBack:
    """``days`` None when the sales ran out first: then it is more than ``more_than`` days."""

    days: float | None
    more_than: int | None
    n: int


@dataclass(frozen=True, slots=True)
class Cleared:
    """An invoice cleared by cash in the period."""

    amount: int
    due: date
    paid: date


def dso(receivables: int, sales: int, days: int) -> float | None:
    """DSO simple, or rolling over the last three whole months: receivables ÷ sales × days."""
    quotient = divided(receivables, sales)
    return None if quotient is None else quotient * days


def best_possible(not_due: int, sales: int, days: int) -> float | None:
    """What DSO would be if nothing were overdue."""
    return dso(not_due, sales, days)


def average_days_delinquent(actual: float | None, best: float | None) -> float | None:
    """ADD: DSO less best possible DSO, both by the same method."""
    return None if actual is None or best is None else actual - best


def count_back(receivables: int, months: Sequence[MonthSales]) -> CountBack:
    """Sales taken off the receivables month by month, ``months`` newest first."""
    if not months or receivables < 0:
        return CountBack(None, None, len(months))
    left, days = receivables, 0.0
    for month in months:
        if left < month.sales:
            return CountBack(days + month.days * left / month.sales, None, len(months))
        left -= month.sales
        days += month.days
        if left == 0:
            return CountBack(days, None, len(months))
    return CountBack(None, sum(month.days for month in months), len(months))


def weighted_days_late(rows: Iterable[Cleared]) -> Ratio:
    """Σ amount × max(0, paid − due) ÷ Σ amount over the invoices cleared."""
    part = whole = n = 0
    for row in rows:
        part += row.amount * max(0, (row.paid - row.due).days)
        whole += row.amount
        n += 1
    return Ratio(part, whole, n)


def effectiveness(opening: int, sales: int, closing: int, closing_not_due: int) -> float | None:
    """CEI, with the sales of the whole period, never divided by its months."""
    return divided(opening + sales - closing, opening + sales - closing_not_due)
