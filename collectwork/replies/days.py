"""Days as people write them: "next Friday", "Ende nächster Woche", "sous huitaine", "12.3.".

What is said is kept as said: a Sunday stays one. Weeks begin on Monday. What a phrase leaves open
is its latest day ("next week" is that week's Friday, "end of the month" its last day); "early" in a
week is its Tuesday, in a month the 5th, "mid" its Wednesday and the 15th. A bare weekday, and "the
coming" one, is the first after today; "next Friday" in English and German is next week's. A day
without a year is the next such day, of a payment made the last one; one that lies in the past (of a
payment: ahead), or more than a year away, is no day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Literal

from collectwork.replies.words import Words

Toward = Literal["ahead", "back"]
_TOWARD: tuple[Toward, Toward] = ("ahead", "back")
_FAR = timedelta(days=366)
#: A day without a year that was so shortly ago was not meant for next year.
_JUST_OVER = 90


@dataclass(frozen=True, slots=True)
class DaySaid:
    """A phrase of a day: where it stands in the folded sentence, and its day looking ahead or
    back; None where it is none."""

    start: int
    end: int
    ahead: date | None
    back: date | None

    def toward(self, which: Toward) -> date | None:
        return self.ahead if which == "ahead" else self.back


def days_in(text: str, today: date, words: Words) -> list[DaySaid]:
    """The phrases of days in a folded sentence, in order; a span counts once."""
    found: list[DaySaid] = []
    for pattern, how in _rules(words):
        for match in pattern.finditer(text):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            groups = match.groupdict().items()
            said = {name.partition("_")[0]: value for name, value in groups if value is not None}
            ahead, back = (_day(how, said, today, words, one) for one in _TOWARD)
            if ahead is None and back is None and how in ("slashed", "dotted", "dom"):
                continue  # 3.80 and 24/7 are no days
            found.append(DaySaid(match.start(), match.end(), ahead, back))
    return sorted(found, key=lambda one: one.start)


_COMMON: tuple[tuple[str, str], ...] = (
    (r"(?P<y>20\d\d)-(?P<m>\d\d?)-(?P<d>\d\d?)", "date"),
    (r"(?P<y>20\d\d)/(?P<m>\d\d?)/(?P<d>\d\d?)", "date"),
    (r"(?P<d>\d\d?)\. ?(?P<m>\d\d?)\. ?(?P<y>20\d\d|\d\d)(?![\d,])", "date"),
    (r"(?P<a>\d\d?)[/-](?P<b>\d\d?)[/-](?P<y>20\d\d|\d\d)", "slashed"),
    (r"(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>20\d\d)", "date"),
    (r"(?P<d>\d\d?)\.(?P<m>\d\d?)\.", "dotted"),
    (r"(?P<a>\d\d?)/(?P<b>\d\d?)", "slashed"),
)


_Said = Mapping[str, str]
_GROUP = re.compile(r"\(\?P<([a-z]+)>")
_Rules = tuple[tuple[re.Pattern[str], str], ...]
_KNOWN: dict[str, _Rules] = {}


def _rules(words: Words) -> _Rules:
    if words.code not in _KNOWN:
        _KNOWN[words.code] = _made(words)
    return _KNOWN[words.code]


def _made(words: Words) -> _Rules:
    names = {
        "wd": _one_of("wd", words.weekdays),
        "month": _one_of("m", words.months),
        "n": rf"(?P<n>\d{{1,3}}|{'|'.join(_longest_first(words.numbers))})",
    }
    made = []
    for pattern, how in (*_COMMON[:4], *words.days, *_COMMON[4:]):
        for name, value in names.items():
            pattern = pattern.replace("{" + name + "}", value)
        pattern = _told_apart(pattern)
        made.append((re.compile(rf"(?<![\w/-])(?<!\d[.,'])(?:{pattern})(?![\w/%€$£])"), how))
    return tuple(made)


def _told_apart(pattern: str) -> str:
    """With a number behind the names of groups, which a pattern may hold once only."""
    numbers = count()
    return _GROUP.sub(lambda one: f"(?P<{one[1]}_{next(numbers)}>", pattern)


def _one_of(group: str, names: Iterable[str]) -> str:
    return rf"(?P<{group}>{'|'.join(_longest_first(names))})"


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda one: (-len(one), one))


def _day(how: str, match: _Said, today: date, words: Words, toward: Toward) -> date | None:
    try:
        found = _HOW[how](match, today, words, toward)
    except (ValueError, OverflowError):
        return None
    if found is None:
        return None
    fits = today <= found <= today + _FAR if toward == "ahead" else today - _FAR <= found <= today
    return found if fits else None


def _in_month(match: _Said, words: Words) -> int:
    said = match["m"]
    return int(said) if said.isdigit() else words.months[said]


def _dated(match: _Said, today: date, words: Words, toward: Toward) -> date | None:
    """Day, month and perhaps year."""
    number, month = int(match["d"]), _in_month(match, words)
    year = match.get("y")
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, number)
    return _without_year(number, month, today, toward)


def _without_year(number: int, month: int, today: date, toward: Toward) -> date | None:
    for year in (today.year - 1, today.year, today.year + 1)[:: 1 if toward == "ahead" else -1]:
        if number > monthrange(year, month)[1]:
            continue
        found = date(year, month, number)
        if toward == "back":
            if found <= today:
                return found
        elif found >= today:
            return found
        elif (today - found).days <= _JUST_OVER:
            return None
    return None


def _slashed(match: _Said, today: date, words: Words, toward: Toward) -> date | None:
    """12/03 by the language's order; where both are written, what lies nearer."""
    first, second = int(match["a"]), int(match["b"])
    year = match.get("y")
    readings = [(first, second)] if words.day_first else [(first, second), (second, first)]
    found = []
    for number, month in readings:
        if not (1 <= month <= 12 and 1 <= number <= 31):
            continue
        try:
            day = (
                date(int(year) + (2000 if len(year) == 2 else 0), month, number)
                if year
                else _without_year(number, month, today, toward)
            )
        except ValueError:
            continue
        if day is not None and (day >= today if toward == "ahead" else day <= today):
            found.append(day)
    return min(found, key=lambda one: abs((one - today).days), default=None)


def _weekday(match: _Said, words: Words) -> int:
    return words.weekdays[match["wd"]]


def _coming(match: _Said, today: date, words: Words, toward: Toward) -> date:
    wanted = _weekday(match, words)
    if toward == "back":
        return today - timedelta(days=(today.weekday() - wanted) % 7)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _next_weeks(match: _Said, today: date, words: Words, _: Toward) -> date:
    return _monday(today, 1) + timedelta(days=_weekday(match, words))


def _after_next(match: _Said, today: date, words: Words, _: Toward) -> date:
    return _monday(today, 2) + timedelta(days=_weekday(match, words))


def _last_one(match: _Said, today: date, words: Words, _: Toward) -> date:
    return today - timedelta(days=(today.weekday() - _weekday(match, words) - 1) % 7 + 1)


def _monday(today: date, weeks: int) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def _number(match: _Said, words: Words) -> int:
    said = match["n"]
    return int(said) if said.isdigit() else words.numbers[said]


def _in_days(per: int) -> Callable[[_Said, date, Words, Toward], date]:
    def found(match: _Said, today: date, words: Words, toward: Toward) -> date:
        days = _number(match, words) * per
        return today + timedelta(days=days if toward == "ahead" else -days)

    return found


def _in_workdays(match: _Said, today: date, words: Words, toward: Toward) -> date:
    """Mondays to Fridays; no holidays: nobody counts those in a mail."""
    left, step = _number(match, words), 1 if toward == "ahead" else -1
    day = today + timedelta(days=step * 7 * (left // 5))
    left %= 5
    while left or day.weekday() > 4:
        day += timedelta(days=step)
        left -= left > 0 and day.weekday() < 5
    return day


def _in_months(match: _Said, today: date, words: Words, toward: Toward) -> date:
    months = _number(match, words) if match.get("n") else 1
    ahead = today.month - 1 + (months if toward == "ahead" else -months)
    year, month = today.year + ahead // 12, ahead % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _month_part(which: str) -> Callable[[_Said, date, Words, Toward], date | None]:
    """The end, middle or beginning of a named month, or of this one or the next (n1)."""

    def found(match: _Said, today: date, words: Words, toward: Toward) -> date | None:
        said = match
        if said.get("m"):
            month = words.months[said["m"]]
            years = (int(said["y"]),) if said.get("y") else (today.year, today.year + 1)
        else:
            ahead = today.month - 1 + (1 if which.startswith("next") else 0)
            month, years = ahead % 12 + 1, (today.year + ahead // 12,)
        days = [date(year, month, _part(which, year, month)) for year in years]
        if toward == "back":
            return days[0]
        return next((one for one in days if one >= today), None)

    return found


def _part(which: str, year: int, month: int) -> int:
    if which.endswith("mid"):
        return 15
    return 5 if which.endswith("early") else monthrange(year, month)[1]


def _week_number(match: _Said, today: date, _: Words, toward: Toward) -> date | None:
    week = int(match["k"])
    years = (today.isocalendar().year + add for add in (0, 1))
    days = [date.fromisocalendar(year, week, 5) for year in years if _has_week(year, week)]
    if toward == "back":
        return days[0] if days else None
    return next((one for one in days if one >= today), None)


def _has_week(year: int, week: int) -> bool:
    return 1 <= week <= date(year, 12, 28).isocalendar().week


def _of_month(match: _Said, today: date, _: Words, toward: Toward) -> date | None:
    """ "On the 27th": the next such day, or the last one."""
    number = int(match["d"])
    first = today.replace(day=1)
    for ahead in range(3):
        months = first.month - 1 + (ahead if toward == "ahead" else -ahead)
        year, month = first.year + months // 12, months % 12 + 1
        if 1 <= number <= monthrange(year, month)[1]:
            day = date(year, month, number)
            if day >= today if toward == "ahead" else day <= today:
                return day
    return None


def _shift(days: int) -> Callable[[_Said, date, Words, Toward], date]:
    return lambda match, today, words, toward: today + timedelta(days=days)


def _of_week(weeks: int, weekday: int) -> Callable[[_Said, date, Words, Toward], date]:
    def found(match: _Said, today: date, words: Words, toward: Toward) -> date:
        day = _monday(today, weeks) + timedelta(days=weekday)
        return max(day, today) if toward == "ahead" and weeks == 0 else day

    return found


def _of_quarter(match: _Said, today: date, words: Words, toward: Toward) -> date:
    month = (today.month - 1) // 3 * 3 + 3
    return date(today.year, month, monthrange(today.year, month)[1])


_HOW: dict[str, Callable[[_Said, date, Words, Toward], date | None]] = {
    "date": _dated,
    "dotted": _dated,
    "slashed": _slashed,
    "dom": _of_month,
    "coming": _coming,
    "next": _next_weeks,
    "after_next": _after_next,
    "last": _last_one,
    "days": _in_days(1),
    "weeks": _in_days(7),
    "workdays": _in_workdays,
    "months": _in_months,
    "end": _month_part("end"),
    "mid": _month_part("mid"),
    "early": _month_part("early"),
    "next_end": _month_part("next_end"),
    "next_mid": _month_part("next_mid"),
    "next_early": _month_part("next_early"),
    "year_end": lambda match, today, words, toward: date(today.year, 12, 31),
    "quarter_end": _of_quarter,
    "week_number": _week_number,
    "this_week": _of_week(0, 4),
    "next_week": _of_week(1, 4),
    "next_week_early": _of_week(1, 1),
    "next_week_mid": _of_week(1, 2),
    "week_after": _of_week(2, 4),
    "last_week": _of_week(-1, 4),
    "today": _shift(0),
    "tomorrow": _shift(1),
    "over_tomorrow": _shift(2),
    "yesterday": _shift(-1),
    "over_yesterday": _shift(-2),
    "eight": _shift(8),
    "fifteen": _shift(15),
}
