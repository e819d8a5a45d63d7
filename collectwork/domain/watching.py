"""A watched folder: what is known of its files beforehand, in which order they are taken, and what
the steps of an unattended day came to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

from collectwork.domain.ledger import Kind

#: Accounts before what they owe, and that before what was paid; history of other systems last.
_ORDER: Mapping[str | None, int] = {
    "people": 0, "customers": 1, "contacts": 2, "invoices": 3, "open-items": 4, "payments": 5,
    None: 5, "activities": 6, "worklists": 7, "withheld": 8,
}  # fmt: skip
_HIDDEN = (".", "~$", "#")
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", "~",
               ".swp", ".lock", ".rejects.csv")  # fmt: skip
_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")
_GERMAN = re.compile(r"(?<!\d)(\d{2})\.(\d{2})\.(\d{4})(?!\d)")
_PARTS = {"%Y": r"(?P<year>\d{4})", "%m": r"(?P<month>\d{2})", "%d": r"(?P<day>\d{2})"}


@dataclass(frozen=True, slots=True)
class WatchRule:
    """What holds for the files of a folder whose name fits ``files``; None = as the file says.

    ``as_of``: "ask" refuses a ledger that does not prove its day; "name" takes the day in the
    file's name then; anything else is the name's pattern with %Y, %m and %d.
    """

    folder: Path
    files: str = "*"
    kind: Kind | None = None
    company: str | None = None
    currency: str | None = None
    profile: str | None = None
    as_of: str = "ask"

    def fits(self, name: str) -> bool:
        """Whether the rule is for a file of that name."""
        return fnmatch(name.casefold(), self.files.casefold())

    def day(self, name: str) -> date | None:
        """The day that the name bears, as far as the rule allows to look for it."""
        if self.as_of == "ask":
            return None
        if self.as_of == "name":
            return day_in(name)
        pattern = re.escape(self.as_of).replace("\\*", ".*")
        for sign, digits in _PARTS.items():
            pattern = pattern.replace(re.escape(sign), digits, 1)
        found = re.search(pattern, name, re.IGNORECASE)
        try:
            return date(*(int(found[part]) for part in ("year", "month", "day"))) if found else None
        except (ValueError, IndexError):
            return None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the unattended day. ``code`` is the exit code it asks for (0 = in order)."""

    name: str
    text: str
    code: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A look into a folder: files that are complete, and why others are left alone."""

    ready: tuple[str, ...]
    left: Mapping[str, str]


Ending = Literal["done", "refused"]


def is_meant(name: str) -> bool:
    """Whether a name is that of a finished file: none that is hidden, temporary or a lock."""
    lower = name.casefold()
    return not (lower.startswith(_HIDDEN) or lower.endswith(_UNFINISHED))


def place(kind: str | None, day: date | None, name: str) -> tuple[int, str, str]:
    """What files are sorted by."""
    return _ORDER.get(kind, 5), day.isoformat() if day else "", name.casefold()


def day_in(name: str) -> date | None:
    """The one day in a file's name, written 2026-01-31, 20260131 or 31.01.2026; None for none, or
    for several."""
    found = {(int(y), int(m), int(d)) for y, _, m, d in _IN_NAME.findall(name)}
    found |= {(int(y), int(m), int(d)) for d, m, y in _GERMAN.findall(name)}
    days = set()
    for parts in found:
        try:
            days.add(date(*parts))
        except ValueError:
            continue
    plausible = [day for day in days if 1990 <= day.year <= 2100]
    return plausible[0] if len(plausible) == 1 else None


def worst(codes: list[int]) -> int:
    """The exit code of several steps: a fault, a broken log, the store, refused, not delivered."""
    return next((code for code in (1, 6, 4, 3, 5) if code in codes), 0)
