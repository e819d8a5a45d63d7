"""Dates, times and amounts as people type them; only what can be read in one way is accepted."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from collectwork.domain.calendar import NONE, Holidays, add_business_days
from collectwork.domain.money import digits
from collectwork.errors import InputRefused

DATE_HINT = "write fri, tomorrow, +2w, eom, 12.3. or 2026-12-01"
AMOUNT_HINT = "write 500, 1.2k, 50%, 1,234.56, 1.234,56 or all"

_WEEKDAYS = (
    ("mon", "monday", "mo", "montag"),
    ("tue", "tues", "tuesday", "di", "dienstag"),
    ("wed", "wednesday", "mi", "mittwoch"),
    ("thu", "thur", "thurs", "thursday", "do", "donnerstag"),
    ("fri", "friday", "fr", "freitag"),
    ("sat", "saturday", "sa", "samstag"),
    ("sun", "sunday", "so", "sonntag"),
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_MONTHS = (
    ("jan", "january", "januar"), ("feb", "february", "februar"), ("mar", "march", "mär", "märz"),
    ("apr", "april"), ("may", "mai"), ("jun", "june", "juni"), ("jul", "july", "juli"),
    ("aug", "august"), ("sep", "sept", "september"), ("oct", "october", "okt", "oktober"),
    ("nov", "november"), ("dec", "december", "dez", "dezember"),
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NEAR = {"today": 0, "tod": 0, "heute": 0, "tomorrow": 1, "tom": 1, "morgen": 1, "yesterday": -1}
_AHEAD = re.compile(r"([+-]?)(\d{1,4})(bd|b|d|w|m|y)|([+-])(\d{1,4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d\d)(\d\d)", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(?:(\d{1,2})\.?(?:(\d{4}|\d\d))?)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d\d))?", re.ASCII)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.ASCII)
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?\s*([a-zä]{3,9})\.?,?(?:\s*(\d{4}))?"
    r"|([a-zä]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?"
)
_TIME = re.compile(r"(\d{1,2})(?:[:h](\d\d)?)?\s*(am|pm|uhr)?", re.ASCII)
_SOON = re.compile(r"\+(\d{1,3})(h|min)", re.ASCII)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*(?:([.,])(\d+))?", re.ASCII)
_SYMBOLS = {"€": ("EUR",), "£": ("GBP",), "¥": ("JPY", "CNY"), "$": ("USD", "CAD", "AUD", "NZD")}


def day(text: str, today: date, holidays: Holidays = NONE) -> date:
    """A typed date. Weekdays lie after ``today`` (``fri`` on a Friday is next week's); a day and
    month without a year is the next such day. Raises InputRefused, for ``3/4`` with both readings.
    """
    said = " ".join(text.strip().casefold().split())
    for read in (_word, _ahead, _iso, _dotted, _slashed, _month_named):
        found = read(said, today, holidays)
        if found is not None:
            return found
    raise InputRefused(f"{text!r} is not a date that can be read: {DATE_HINT}.")


def moment(text: str, now: datetime, zone: tzinfo, today: date) -> tuple[date, datetime | None]:
    """A typed day with or without a time of day at ``zone``: ``tomorrow 10:00``, ``fri 9am``,
    ``14:30``, ``+2h``, ``2026-11-23T10:00``. Returns the day there and the UTC moment, or None
    where no time was typed."""
    said = " ".join(text.strip().casefold().split())
    soon = _SOON.fullmatch(said)
    if soon:
        ahead = timedelta(**{"hours" if soon[2] == "h" else "minutes": int(soon[1])})
        at = now.astimezone(UTC) + ahead
        return at.astimezone(zone).date(), at
    if "t" in said and _ISO.match(said):
        said = said.replace("t", " ", 1)
    words = said.split(" ")
    for cut in range(len(words)):
        clock = _clock(" ".join(words[cut:]), alone=cut == 0)
        if clock is None:
            continue
        on = day(" ".join(words[:cut]), today) if cut else today
        return on, datetime.combine(on, clock, zone).astimezone(UTC)
    return day(text, today), None


def amount(text: str, whole: int, currency: str) -> int:
    """A typed amount in minor units of ``currency``; ``whole`` is what ``all`` and ``%`` are of.

    ``1.234`` is a thousand in euros, where three decimals do not exist, and refused in dinars,
    where it has two readings. Raises InputRefused; zero and less are refused.
    """
    said = text.strip().casefold().replace("\u00a0", " ").replace("\u202f", " ")
    if said in ("all", "full", "alles"):
        return _positive(whole, text)
    if said.endswith("%"):
        part = _decimal(said[:-1].strip(), 4, text)
        if part > 100:
            raise InputRefused(f"{text!r} is more than the whole.")
        return _positive(round(Decimal(whole) * part / 100), text)
    said = _without_currency(said, currency, text)
    scale = {"k": 1_000, "m": 1_000_000}.get(said[-1:], 1)
    if scale > 1:
        number = _decimal(said[:-1].strip(), 6, text, plain=True) * scale
    else:
        number = _decimal(said, digits(currency), text)
    scaled = number.scaleb(digits(currency))
    if scaled != scaled.to_integral_value():
        raise InputRefused(f"{text!r} has more decimals than {currency} has.")
    return _positive(int(scaled), text)


def amounts(text: str) -> frozenset[int]:
    """The text read as money with two, no and three decimals, in minor units; empty where it is
    none."""
    found = set()
    for currency in ("EUR", "JPY", "KWD"):
        try:
            found.add(amount(text, 0, currency))
        except InputRefused:
            continue
    return frozenset(found)


def _word(said: str, today: date, _: Holidays) -> date | None:
    if said in _NEAR:
        return today + timedelta(days=_NEAR[said])
    name = said.removeprefix("next ")
    if name in _WEEKDAY:
        ahead = (_WEEKDAY[name] - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    if said in ("eow", "end of week"):
        return today + timedelta(days=(4 - today.weekday()) % 7)
    if said in ("eom", "end of month", "ultimo"):
        return _end_of_month(today.year, today.month)
    if said == "eoq":
        return _end_of_month(today.year, (today.month - 1) // 3 * 3 + 3)
    return date(today.year, 12, 31) if said == "eoy" else None


def _ahead(said: str, today: date, holidays: Holidays) -> date | None:
    match = _AHEAD.fullmatch(said)
    if match is None:
        return None
    sign = -1 if (match[1] or match[4]) == "-" else 1
    number, unit = sign * int(match[2] or match[5]), match[3] or "d"
    try:
        if unit in ("b", "bd"):
            return add_business_days(today, number, holidays)
        if unit in ("d", "w"):
            return today + timedelta(days=number * (7 if unit == "w" else 1))
        months = today.year * 12 + today.month - 1 + number * (12 if unit == "y" else 1)
        last = _end_of_month(months // 12, months % 12 + 1)
        return last.replace(day=min(today.day, last.day))
    except (OverflowError, ValueError):
        return None


def _iso(said: str, today: date, _: Holidays) -> date | None:
    match = _ISO.fullmatch(said)
    if match is None:
        return None
    year, month, number = (int(match[n] or match[n + 3]) for n in (1, 2, 3))
    return _real(year, month, number, said)


def _dotted(said: str, today: date, _: Holidays) -> date | None:
    match = _DOTTED.fullmatch(said.replace(" ", ""))
    if match is None:
        return None
    return _next(int(match[1]), int(match[2]) if match[2] else None, match[3], today, said)


def _slashed(said: str, today: date, _: Holidays) -> date | None:
    match = _SLASHED.fullmatch(said)
    if match is None:
        ordinal = _ORDINAL.fullmatch(said)
        return _next(int(ordinal[1]), None, None, today, said) if ordinal else None
    first, second = int(match[1]), int(match[2])
    if first > 12 or first == second:
        return _next(first, second, match[3], today, said)
    if second > 12:
        return _next(second, first, match[3], today, said)
    raise InputRefused(
        f"{said!r} can be {first}.{second}. or {second}.{first}. (day.month.): write one of these."
    )


def _month_named(said: str, today: date, _: Holidays) -> date | None:
    match = _NAMED.fullmatch(said)
    if match is None:
        return None
    month = _MONTH.get(match[2] or match[4])
    if month is None:
        return None
    return _next(int(match[1] or match[5]), month, match[3] or match[6], today, said)


def _next(number: int, month: int | None, year: str | None, today: date, said: str) -> date:
    """The named year's day, else the first such day that is not before today."""
    if year is not None:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        return _real(full, month or today.month, number, said)
    for ahead in range(49):  # four years and a month: also 29 February is found
        months = today.year * 12 + today.month - 1 + ahead
        if month is not None and months % 12 + 1 != month:
            continue
        last = _end_of_month(months // 12, months % 12 + 1)
        if 1 <= number <= last.day and last.replace(day=number) >= today:
            return last.replace(day=number)
    raise InputRefused(f"{said!r}: there is no such day.")


def _real(year: int, month: int, number: int, said: str) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise InputRefused(f"{said!r}: there is no such day.") from None


def _end_of_month(year: int, month: int) -> date:
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


def _clock(said: str, *, alone: bool) -> time | None:
    """A time of day; a bare hour only behind a day (``fri 9``)."""
    match = _TIME.fullmatch(said)
    if match is None or (alone and ":" not in said and "h" not in said and not match[3]):
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3] in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _without_currency(said: str, currency: str, text: str) -> str:
    code = currency.casefold()
    bare = said.removeprefix(code).removesuffix(code).strip()
    for symbol, currencies in _SYMBOLS.items():
        if symbol in bare:
            if currency not in currencies:
                raise InputRefused(f"{text!r} is not in {currency}.")
            bare = bare.replace(symbol, "", 1).strip()
    return bare


def _decimal(said: str, places: int, text: str, *, plain: bool = False) -> Decimal:
    """The number behind points and commas. ``plain``: no groups (before ``k``)."""
    if _NUMBER.fullmatch(said):
        mark = next((c for c in said if c in ".,"), "")
        whole, _, rest = said.partition(mark) if mark else (said, "", "")
        looks_grouped = len(rest) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"
        if looks_grouped and (plain or places > 2):
            raise InputRefused(
                f"{text!r} can be {whole}{rest} or {whole}.{rest}: write it without the "
                f"{'point' if mark == '.' else 'comma'}."
            )
        return Decimal(whole + rest) if looks_grouped else Decimal(said.replace(",", "."))
    match = None if plain else _GROUPED.fullmatch(said)
    if match is None or match[1] == match[2]:
        raise InputRefused(f"{text!r} is not an amount that can be read: {AMOUNT_HINT}.")
    whole = said[: match.start(2)] if match[2] else said
    return Decimal(f"{whole.replace(match[1], '')}.{match[3] or '0'}")


def _positive(minor: int, text: str) -> int:
    if minor <= 0:
        raise InputRefused(f"{text!r} is nothing: give an amount above zero.")
    return minor
