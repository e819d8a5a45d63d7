"""The balance-sheet figures of a period: receivables, DSO in its forms, CEI, cure, conversion."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from collectwork.analytics import dso, figures, rolls
from collectwork.analytics.aging import aged
from collectwork.analytics.figures import Figure
from collectwork.analytics.ratio import Ratio
from collectwork.domain.balances import BALANCE
from collectwork.usecases.measures.aging_tab import courses
from collectwork.usecases.measures.tables import Money

ONE = timedelta(1)
MONTH = timedelta(30)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The balance-sheet side of a period in one currency."""

    receivables: int
    overdue: int
    not_due: int
    opening: int
    sales: int
    n: int
    rolling: tuple[int, int]  # sales of the last three whole months, their days
    months: tuple[dso.MonthSales, ...]


def sheet(book: Money, currency: str, first: date, last: date) -> Sheet:
    """Balances at both ends and the credit sales between."""
    closing = aged(book.balances.at(last), last).get(currency)
    opening = aged(book.balances.at(first - timedelta(1)), first - timedelta(1)).get(currency)
    sales: dict[date, int] = {}
    for item in book.items:
        if item.currency == currency and item.kind == "invoice" and item.issued is not None:
            amount = item.original if item.original is not None else item.first_open
            sales[item.issued] = sales.get(item.issued, 0) + amount
    months = _months(sales, last)
    whole = [month for month in months if month[1] <= last][:3]
    return Sheet(
        receivables=closing.receivables if closing else 0,
        overdue=closing.overdue if closing else 0,
        not_due=closing.amounts["current"] if closing else 0,
        opening=opening.receivables if opening else 0,
        sales=sum(amount for day, amount in sales.items() if first <= day <= last),
        n=closing.n if closing else 0,
        rolling=(sum(one[2].sales for one in whole), sum(one[2].days for one in whole)),
        months=tuple(one[2] for one in months),
    )


def _months(sales: dict[date, int], last: date) -> list[tuple[date, date, dso.MonthSales]]:
    """Months back from the one of ``last`` (cut at that day) to the first with sales."""
    if not sales:
        return []
    oldest = min(sales)
    found = []
    start = last.replace(day=1)
    end = last
    while end >= oldest:
        total = sum(amount for day, amount in sales.items() if start <= day <= end)
        full = date(start.year, start.month, monthrange(start.year, start.month)[1])
        found.append((start, full, dso.MonthSales((end - start).days + 1, total)))
        end = start - timedelta(1)
        start = end.replace(day=1)
    return found


def balance_figures(
    book: Money, first: date, last: date, who: str = "", base: str = ""
) -> list[Figure]:
    """Every figure of each currency that had something open or sold."""
    found: list[Figure] = []
    days = (last - first).days + 1
    for currency in book.currencies(base):
        one = sheet(book, currency, first, last)
        if not (one.receivables or one.opening or one.sales):
            continue
        found += _levels(one, currency, who, days)
        late = weighted_days_late(book, currency, first, last)
        found.append(Figure("weighted_days_late", late.share, "days", late.n, currency, who))
        found += _movements(book, currency, who, first, last)
    return found


def _levels(one: Sheet, currency: str, who: str, days: int) -> list[Figure]:
    simple = dso.dso(one.receivables, one.sales, days)
    best = dso.best_possible(one.not_due, one.sales, days)
    back = dso.count_back(one.receivables, one.months)
    beyond = "" if back.more_than is None else f"more than {back.more_than} days"
    overdue = Ratio(one.overdue, one.receivables, one.n)
    effect = dso.effectiveness(one.opening, one.sales, one.receivables, one.not_due)
    rolling = dso.dso(one.receivables, *one.rolling)
    return [
        Figure("receivables", one.receivables, "money", one.n, currency, who),
        Figure("overdue", one.overdue, "money", one.n, currency, who),
        figures.share("overdue_share", overdue, whole_cases=False, currency=currency, who=who),
        Figure("dso", simple, "days", one.n, currency, who),
        Figure("dso_rolling", rolling, "days", one.n, currency, who),
        Figure("dso_count_back", back.days, "days", one.n, currency, who, note=beyond),
        Figure("dso_best", best, "days", one.n, currency, who),
        Figure("add", dso.average_days_delinquent(simple, best), "days", one.n, currency, who),
        Figure("cei", effect, "percent", one.n, currency, who),
    ]


def _movements(book: Money, currency: str, who: str, first: date, last: date) -> list[Figure]:
    rows = courses(book, currency, first - ONE, last)
    month = courses(book, currency, max(first - ONE, last - MONTH), last)
    found = [
        figures.share(
            "roll", rolls.roll(month, name), whole_cases=False, currency=currency, who=who,
            label=f"roll {name} to {older}",
        )
        for name, older in zip(rolls.LADDER, rolls.LADDER[1:], strict=False)
    ]  # fmt: skip
    cure, accounts = rolls.cure(rows), rolls.cured_accounts(rows)
    converted = conversion(book, currency, first, last)
    return [
        *found,
        figures.share("cure", cure, whole_cases=False, currency=currency, who=who),
        figures.share("cured_accounts", accounts, currency=currency, who=who),
        figures.share("conversion", converted, whole_cases=False, currency=currency, who=who),
    ]


def weighted_days_late(book: Money, currency: str, first: date, last: date) -> Ratio:
    """Over invoices whose last open amount was paid in the period."""
    paid: dict[int, date] = {}
    for row in book.cash:
        if row.invoice is not None and row.currency == currency:
            paid[row.invoice] = max(row.until, paid.get(row.invoice, row.until))
    cleared = []
    for id, day in paid.items():
        item = book.by_id.get(id)
        if item is None or item.due is None or not first <= day <= last:
            continue
        if item.open <= 0:
            amount = item.original if item.original is not None else item.first_open
            cleared.append(dso.Cleared(amount, item.due, day))
    return dso.weighted_days_late(cleared)


def conversion(book: Money, currency: str, first: date, last: date) -> Ratio:
    """Cash on what was overdue at the start or became overdue, from the day it did."""
    start = first - ONE
    since: dict[int, date] = {}
    opening = became = 0
    for item in book.items:
        if item.currency != currency or item.due is None or item.due >= last:
            continue
        if item.kind == BALANCE:  # cash cannot be followed to it
            continue
        day = max(item.due, start)
        amount = book.balances.of(item.id, day)
        if amount <= 0:
            continue
        since[item.id] = day
        if item.due < start:
            opening += amount
        else:
            became += amount
    cash = sum(
        row.amount
        for row in book.cash
        if row.invoice in since and since[row.invoice] < row.until <= last
    )
    return rolls.conversion(cash, opening, became, _credited(book, since, last), len(since))


def _credited(book: Money, since: dict[int, date], last: date) -> int:
    """Credit notes on the pool: as lines, else as what comparing ledgers called credited."""
    lines: dict[int, int] = defaultdict(int)
    for line in book.lines:
        if line.kind != "credit_note" or line.invoice not in since:
            continue
        if since[line.invoice] < line.posted <= last:
            lines[line.invoice] += line.amount
    for fall in book.falls:
        if fall.kind == "credited" and fall.item in since and since[fall.item] < fall.until <= last:
            lines[fall.item] = max(lines[fall.item], fall.before - fall.left)
    return sum(lines.values())
