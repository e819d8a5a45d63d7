"""Days: day-month or month-day is a property of a whole column, never of one value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from collectwork.intake.headings import normal

Order = Literal["dmy", "mdy"]

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$", re.ASCII)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\.0)?$", re.ASCII)
_PARTS = re.compile(r"^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:,? \d{1,2}:\d{2}.*)?$", re.ASCII)
_NAMED_DAY_FIRST = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th|\.)?[-\s./]*([^\W\d_]{3,10})\.?[-\s./,]*(\d{4}|\d{2})$"
)
_NAMED_MONTH_FIRST = re.compile(r"^([^\W\d_]{3,10})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_NONE = re.compile(r"^0{1,4}[-./]?0{1,2}[-./]?0{1,4}$", re.ASCII)
_FRAGMENT = re.compile(r"^\d{1,2}:\d{2}(?:[.:]\d{1,2})?$", re.ASCII)
_SERIAL = re.compile(r"^[2-6]\d{4}(?:\.0)?$", re.ASCII)
_EPOCH = date(1899, 12, 30)

_MONTHS = (
    "january jan januar janner januari janvier janv gennaio gen enero ene",
    "february feb februar februari fevrier fevr febbraio febrero",
    "march mar marz mrz maart mrt mars marzo",
    "april apr avril avr aprile abril abr",
    "may mai mei maggio mag mayo",
    "june jun juni juin giugno giu junio",
    "july jul juli juillet juil luglio lug julio",
    "august aug augustus aout agosto ago",
    "september sep sept septembre settembre set septiembre setiembre",
    "october oct oktober okt octobre ottobre ott octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre dicembre dic diciembre",
)
MONTHS = {name: place for place, line in enumerate(_MONTHS, 1) for name in line.split()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a column shows about the order of day and month."""

    day_first: str | None = None
    month_first: str | None = None
    doubtful: str | None = None
    fragments: int = 0  # "30:00.0": a day ruined by a spreadsheet
    serials: int = 0
    readable: int = 0
    year_first: str | None = None  # "25-12-31": a day of the year 2025 or 2031
    swapped: str | None = None  # left as text where a spreadsheet exchanged day and month elsewhere

    @property
    def order(self) -> Order | None:
        if self.day_first and not self.month_first:
            return "dmy"
        if self.month_first and not self.day_first:
            return "mdy"
        return None

    @property
    def contradictory(self) -> bool:
        return bool(self.day_first and self.month_first)


def evidence(values: Iterable[Any]) -> Evidence:
    """Look at distinct cells."""
    day_first = month_first = doubtful = None
    fragments = serials = readable = 0
    written: list[int] = []  # the days of the month of real days, and of texts in ISO form
    clear = vague = 0  # texts whose day cannot be a month, and others
    short: list[tuple[int, int, str]] = []  # first and last part of days with two-digit years
    for value in values:
        if isinstance(value, date):
            readable += 1
            written.append(value.day)
            continue
        if not isinstance(value, str):
            serials += isinstance(value, (int, float)) and 20_000 <= value < 70_000
            continue
        text = value.strip()
        match = _PARTS.match(text)
        if match:
            first, separator, second = int(match[1]), match[2], int(match[3])
            readable += 1
            if len(match[4]) == 2:
                short.append((first, int(match[4]), text))
            if first > 12 >= second:
                day_first = day_first or text
            elif second > 12 >= first:
                month_first = month_first or text
            if max(first, second) > 12:
                clear += 1
            else:
                vague += 1
            if first > 12 >= second or second > 12 >= first:
                continue
            if separator == ".":
                day_first = day_first or text
            elif first != second:
                doubtful = doubtful or text
        elif _FRAGMENT.match(text):
            fragments += 1
        elif _SERIAL.match(text):
            serials += 1
        elif iso := _ISO.match(text):
            readable += 1
            written.append(int(iso[3]))
        elif _COMPACT.match(text) or named(text):
            readable += 1
    return Evidence(
        day_first, month_first, doubtful, fragments, serials, readable, _year_first(short),
        _swapped(written, clear, vague, day_first or month_first),
    )  # fmt: skip


def _swapped(written: list[int], clear: int, vague: int, example: str | None) -> str | None:
    """A spreadsheet that took 02/01 for the first of February leaves 13/01 as text: then every
    real day is at most the twelfth, and no text could be read the other way."""
    if clear < 2 or vague or len(written) < 2 or max(written) > 12:
        return None
    return example


def _year_first(short: list[tuple[int, int, str]]) -> str | None:
    """An example where two-digit "years" scatter like days and the first parts like years."""
    years, days = range(10, 61), range(1, 32)
    if len(short) < 2 or any(a not in years or b not in days for a, b, _ in short):
        return None
    firsts = [first for first, _, _ in short]
    lasts = [last for _, last, _ in short]
    alike = max(firsts) - min(firsts) <= 3
    return short[0][2] if alike and max(lasts) - min(lasts) > 12 else None


def read(cell: Any, order: Order | None, *, serials: bool = False) -> date | None:
    """The day of a cell; None for empty and ``00.00.0000``, ValueError for anything else."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        raise ValueError(str(cell))
    if isinstance(cell, (int, float)):
        return _number(cell)
    if cell is not None and not isinstance(cell, str):
        raise ValueError(str(cell))  # a time of day, as workbooks have them
    text = cell.strip() if cell else ""
    if not text or text in "-–":
        return None
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    if _NONE.match(text):
        return None
    if match := _PARTS.match(text):
        return _parts(match, order)
    if match := _ISO.match(text) or _COMPACT.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if serials and _SERIAL.match(text):
        return _number(float(text))
    found = named(text)
    if found is None:
        raise ValueError(text)
    return found


def _number(value: float) -> date:
    if value != value or not 20_000 <= value < 80_000:
        compact = _COMPACT.match(str(int(value))) if value == value and 0 < value < 1e9 else None
        if compact:
            return _day(int(compact[1]), int(compact[2]), int(compact[3]))
        raise ValueError(str(value))
    return _EPOCH + timedelta(days=int(value))


def _parts(match: re.Match[str], order: Order | None) -> date:
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    if match[2] == ".":
        return _day(year, second, first)
    if order is None:
        if first != second and max(first, second) <= 12:
            raise ValueError("day and month cannot be told apart")
        order = "mdy" if second > 12 else "dmy"
    day, month = (first, second) if order == "dmy" else (second, first)
    return _day(year, month, day)


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 2:
        return 1900 + year if year >= 70 else 2000 + year
    return year


def _day(year: int, month: int, day: int) -> date:
    if year < 1950:
        raise ValueError("a year before 1950")
    return date(year, month, day)


def named(text: str) -> date | None:
    """``31-DEC-2025``, ``07 Nov 2013``, ``December 31, 2025``, ``31. Dezember 2025``."""
    match = _NAMED_DAY_FIRST.match(text)
    if match:
        month = MONTHS.get(normal(match[2]))
        day, year = int(match[1]), _year(match[3])
    else:
        match = _NAMED_MONTH_FIRST.match(text)
        if not match:
            return None
        month = MONTHS.get(normal(match[1]))
        day, year = int(match[2]), int(match[3])
    if month is None:
        return None
    try:
        return _day(year, month, day)
    except ValueError:
        return None
