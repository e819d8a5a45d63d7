"""Values as cells of fixed width: amounts, days, clocks and names that never move a column."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from rich.cells import cell_len, set_cell_size

from collectwork.domain.money import decimals, digits
from collectwork.present.text import safe

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def width(text: str) -> int:
    """Terminal cells, not characters: wide signs take two."""
    return cell_len(text)


def fit(text: str, room: int, *, right: bool = False) -> str:
    """Safe text in exactly ``room`` cells; cut text ends in …"""
    if room <= 0:
        return ""
    shown = safe(text)
    taken = cell_len(shown)
    if taken > room:
        shown = set_cell_size(shown, room - 1).rstrip() + "…"
        taken = cell_len(shown)
    space = " " * (room - taken)
    return space + shown if right else shown + space


def amount(minor: int, currency: str) -> str:
    """``18,240.50``: grouped, with the currency's own decimals and a real minus sign."""
    text = decimals(abs(minor), currency)
    whole, _, rest = text.partition(".")
    grouped = f"{int(whole):,}" + (f".{rest}" if rest else "")
    return f"−{grouped}" if minor < 0 else grouped


def short(minor: int, currency: str) -> str:
    """``48.2k``, ``1.3m``, ``640``: for a glance; a dash for nothing."""
    if minor == 0:
        return "–"
    sign = "−" if minor < 0 else ""
    units = abs(minor) // 10 ** digits(currency)
    if units >= 999_950:
        tenths = round(units / 100_000)
        return f"{sign}{tenths // 10}.{tenths % 10}m"
    if units >= 1_000:
        tenths = round(units / 100)
        return f"{sign}{tenths // 10}.{tenths % 10}k"
    return f"{sign}{units}"


def moneys(sums: Mapping[str, int], *, brief: bool = False, base: str = "") -> str:
    """Every currency by itself: ``18,240.50 EUR · 900.00 USD``. ``base`` goes unnamed."""
    shown = [(currency, minor) for currency, minor in sorted(sums.items()) if minor]
    if not shown:
        return "0" if brief else "0.00"
    form = short if brief else amount
    return " · ".join(
        form(minor, currency) + ("" if currency == base and len(shown) == 1 else f" {currency}")
        for currency, minor in shown
    )


def day(value: date | None, today: date | None = None) -> str:
    """``12 Nov``; with the year where it is another one than today's."""
    if value is None:
        return "–"
    text = f"{value.day:2d} {MONTHS[value.month - 1]}"
    return f"{text} {value.year}" if today is not None and value.year != today.year else text


def long_day(value: date) -> str:
    """``Fri 20 Nov 2026``."""
    return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"


def next_day(value: date | None, today: date) -> str:
    """A day to come as one says it: ``today``, ``tomorrow``, ``Fri 27 Nov``."""
    if value is None:
        return "no date"
    ahead = (value - today).days
    if ahead == 0:
        return "today"
    if ahead == 1:
        return "tomorrow"
    return f"{WEEKDAYS[value.weekday()]} {day(value, today).strip()}"


def past_day(value: date | None, today: date) -> str:
    """A day gone by: ``today``, ``yesterday``, ``12 Nov``."""
    if value is None:
        return "never"
    back = (today - value).days
    if back == 0:
        return "today"
    if back == 1:
        return "yesterday"
    return day(value, today).strip()


def clock(moment: datetime) -> str:
    """``10:42`` of a moment, in the zone the moment bears."""
    return f"{moment.hour:02d}:{moment.minute:02d}"
