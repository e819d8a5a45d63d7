"""Sentences that were made for the log or a trace, made easy to read on a screen."""

from __future__ import annotations

import re
from datetime import date

from collectwork.domain.clocks import MACHINE, moment
from collectwork.present.cells import clock, day
from collectwork.present.text import safe

_DAY = re.compile(r"(?<![\w./-])(\d{4})-(\d\d)-(\d\d)(?![\w/-]|\.\d)")
_MOMENT = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_FIGURE = re.compile(r"(?<![\w.,-])(-?)(\d{4,})(\.\d{2,3})(?![\w.,-])")
_MONEY = re.compile(r"(?<![\w.,])(-?)(\d{4,})((?:\.\d+)?)(?= [A-Z]{3}\b)")


def eased(text: str, today: date) -> str:
    """Safe text with ISO days as ``12 Nov``, moments in this machine's time, and amounts before a
    currency as ``2,423.86``.

    Stored sentences keep days and amounts as a machine reads them; numbers of documents and names
    of files stay as they are. For our own sentences only, never for what a person wrote.
    """
    shown = _MOMENT.sub(lambda found: _moment(found.group(), today), safe(text))
    shown = _DAY.sub(lambda found: _day(found, today), shown)
    return _MONEY.sub(_money, shown)


def grouped(text: str) -> str:
    """The text with amounts as ``2,423.86``: those with decimals, and those before a currency."""
    return _MONEY.sub(_grouped, _FIGURE.sub(_grouped, text))


def _grouped(found: re.Match[str]) -> str:
    sign, whole, rest = found.groups()
    return f"{sign}{int(whole):,}{rest}"


def _day(found: re.Match[str], today: date) -> str:
    try:
        return day(date(*map(int, found.groups())), today).strip()
    except ValueError:
        return found.group()


def _moment(text: str, today: date) -> str:
    try:
        at = moment(text).astimezone(MACHINE)
    except ValueError:
        return text
    return f"{day(at.date(), today).strip()} {clock(at)}"


def _money(found: re.Match[str]) -> str:
    sign, whole, rest = found.groups()
    return f"{'−' if sign else ''}{int(whole):,}{rest}"
