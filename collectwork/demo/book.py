"""The book as it is being written: rows for the tables and entries for the log, with their times.

Everything is collected in memory and handed over in one go; nothing here knows a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from collectwork.domain import clocks
from collectwork.domain.activity import Draft
from collectwork.domain.told import Told

OFFICE = ZoneInfo("Europe/Berlin")
CLOSED = {(1, 1), (5, 1), (10, 3), (12, 24), (12, 25), (12, 26), (12, 31)}
SHIFT = 400  # room for days before the first one

Row = dict[str, Any]


@dataclass(slots=True)
class Calendar:
    """Day numbers, dates and moments; day 0 is the first day of the history."""

    first: date
    days: int
    dates: list[date] = field(init=False)
    open: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        reach = range(-SHIFT, self.days + 600)
        self.dates = [self.first + timedelta(days=day) for day in reach]
        self.open = [d.weekday() < 5 and (d.month, d.day) not in CLOSED for d in self.dates]

    def date(self, day: int) -> date:
        return self.dates[day + SHIFT]

    def is_open(self, day: int) -> bool:
        return self.open[day + SHIFT]

    def after(self, day: int, business_days: int) -> int:
        """The day that many business days later (0: the same or the next one that is open)."""
        while not self.is_open(day):
            day += 1
        for _ in range(business_days):
            day += 1
            while not self.is_open(day):
                day += 1
        return day

    def moment(self, day: int, seconds: float) -> datetime:
        """The moment at that second of the office's day."""
        local = datetime.combine(self.date(day), time(), OFFICE) + timedelta(seconds=seconds)
        return local.astimezone(UTC)


@dataclass(slots=True)
class Book:
    """What the store will hold. ``told`` are the entries; they are put in order of time at the
    end. ``rows``: table → rows."""

    calendar: Calendar
    rng: Random
    rows: dict[str, list[Row]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def add(self, table: str, row: Row) -> Row:
        self.rows.setdefault(table, []).append(row)
        return row

    def id(self, at: datetime) -> str:
        """An intent's id as ``domain.activity.new_id`` makes it, from the seed and that time."""
        stamp = int(at.timestamp() * 1000)
        random = self.rng.getrandbits(74)
        high, low = random >> 62, random & ((1 << 62) - 1)
        return f"{(stamp << 80) | (7 << 76) | (high << 64) | (2 << 62) | low:032x}"

    def tell(
        self,
        at: datetime,
        actor: str,
        kind: str,
        customer: str | None,
        body: Row,
        claimed: datetime | None = None,
        id: str | None = None,
    ) -> str:
        """An entry of that time; returns its id."""
        known = id or self.id(at)
        happened = clocks.text(claimed) if claimed else None
        self.told.append(Told(Draft(kind, customer, body, happened, known), at, actor))
        return known
