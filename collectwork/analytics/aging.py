"""Aging of open items, by due date or by invoice date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from collectwork.domain.receivables import BUCKETS, bucket

By = Literal["due", "issue"]

#: Columns of the two tables; credits and unapplied cash stand apart, never netted.
CREDITS = "credits"
DUE_COLUMNS: tuple[str, ...] = (*BUCKETS, CREDITS)
ISSUE_COLUMNS: tuple[str, ...] = ("0-30", "31-60", "61-90", "91+", "no_issue_date", CREDITS)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is open of one item on the day; negative for credits and unapplied cash."""

    currency: str
    amount: int
    due: date | None
    issued: date | None = None
    item: int = 0


@dataclass(frozen=True, slots=True)
class Aged:
    """One currency's table: minor units and items per column."""

    currency: str
    amounts: dict[str, int]
    counts: dict[str, int]
    items: dict[str, list[int]] = field(default_factory=dict)

    @property
    def receivables(self) -> int:
        """All positive amounts; credits are not netted."""
        return sum(self.amounts.values()) - self.amounts[CREDITS]

    @property
    def overdue(self) -> int:
        return self.receivables - self.amounts["current"] - self.amounts["no_due_date"]

    @property
    def n(self) -> int:
        return sum(self.counts.values())


def issue_bucket(issued: date | None, day: date) -> str:
    """The bucket by the age of the invoice."""
    if issued is None:
        return "no_issue_date"
    age = (day - issued).days
    if age <= 30:
        return "0-30"
    if age <= 60:
        return "31-60"
    return "61-90" if age <= 90 else "91+"


def column(row: OpenItem, day: date, by: By = "due") -> str:
    """The column an item stands in."""
    if row.amount < 0:
        return CREDITS
    return bucket(row.due, day) if by == "due" else issue_bucket(row.issued, day)


def aged(rows: Iterable[OpenItem], day: date, by: By = "due") -> dict[str, Aged]:
    """Currency → its table; items with nothing open are left out."""
    columns = DUE_COLUMNS if by == "due" else ISSUE_COLUMNS
    tables: dict[str, Aged] = {}
    for row in rows:
        if not row.amount:
            continue
        table = tables.get(row.currency)
        if table is None:
            blank = dict.fromkeys(columns, 0)
            table = Aged(row.currency, blank, dict(blank), {name: [] for name in columns})
            tables[row.currency] = table
        name = column(row, day, by)
        table.amounts[name] += row.amount
        table.counts[name] += 1
        table.items[name].append(row.item)
    return dict(sorted(tables.items()))
