"""A bank's statement before it is booked: accounts, entries, and the payments inside an entry."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from collectwork.domain.ledger import Problem, ReadOptions
from collectwork.domain.money import digits
from collectwork.errors import InputRefused
from collectwork.intake.headings import CURRENCIES
from collectwork.intake.numbers import MAX_MINOR


@dataclass(slots=True)
class Part:
    """One payment: who paid whom, and what was said with it. ``minor`` is signed: money in is
    positive, whatever came back negative."""

    minor: int
    name: str | None = None
    account: str | None = None
    text: str | None = None
    reference: str | None = None  # the payer's own, an end-to-end id
    references: list[str] = field(default_factory=list)  # structured ones
    document: str | None = None
    number: str | None = None
    ref: str = ""  # the bank's, of this payment


@dataclass(slots=True)
class Entry:
    """A line of a statement. ``minor`` is signed as the account sees it."""

    place: int  # line, row or running number in the file
    currency: str
    minor: int
    booked: date | None
    value: date | None
    ref: str = ""  # the bank's own, unique at that bank
    came_back: bool = False  # a credit taken back, a returned direct debit
    status: str = ""  # why it is no money yet; empty when booked
    method: str | None = None
    parts: list[Part] = field(default_factory=list)
    said: str = ""  # whatever tells it from others where the bank gives no reference


@dataclass(slots=True)
class Report:
    """What one statement, advice or interim report of an account holds."""

    account: str | None = None
    number: str = ""
    currency: str | None = None
    opening: int | None = None
    opened: date | None = None
    closing: int | None = None
    closed: date | None = None
    entries: list[Entry] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class BankFile:
    """A file of statements that is being read. ``final``: booked entries stay as they are; an
    interim report brings again tomorrow what it shows today."""

    path: Path
    sha256: str
    options: ReadOptions
    layout: str
    source: str = "bank"
    final: bool = True
    reports: list[Report] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_rows: list[str] = field(default_factory=list)
    proof: str = ""  # what proves the reading, beside balances

    def wrong(self, place: int | None, value: str | None, expected: str, row: str = "") -> None:
        """An entry that cannot be read is set aside or refused, never dropped."""
        self.problems.append(Problem(place, None, value, expected))
        self.problem_rows.append(row or (value or ""))


class Unreadable(ValueError):
    """A value that is not what it should be; the sentence says what was expected."""


_PLAIN = re.compile(r"\d*(?:[.,]\d*)?", re.ASCII)


def minor_of(text: str, currency: str) -> int:
    """An unsigned amount with one decimal mark at most, in minor units. Unreadable otherwise."""
    bare = text.strip()
    if not _PLAIN.fullmatch(bare) or not any(map(str.isdigit, bare)):
        raise Unreadable("expected an amount such as 1234.56")
    whole, _, part = bare.replace(",", ".").partition(".")
    part, places = part.rstrip("0"), digits(currency)
    if len(part) > places:
        raise Unreadable(f"expected at most {places} decimals, as {currency} has")
    minor = int((whole or "0") + part.ljust(places, "0"))
    if minor >= MAX_MINOR:
        raise Unreadable("expected an amount below ten trillion")
    return minor


def point(text: str | None) -> str:
    """The amount of an XML message, whose decimal mark is a point and nothing else."""
    if text and "," in text:
        raise Unreadable("expected an amount such as 1234.56")
    return text or ""


def day_of(year: int, month: int, day: int) -> tuple[date, bool]:
    """A day; the 30th of February and its like are the month's last, as banks count interest.
    The second value says so. Unreadable when there is no such month."""
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1970 <= year <= 2169):
        raise Unreadable("expected a day")
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day, last)), day > last


def short_year(two: int) -> int:
    """70 to 99 are of the last century."""
    return 1900 + two if two >= 70 else 2000 + two


def currency_of(file: BankFile, stated: str | None, where: str) -> str:
    """The currency that the file states, else the one that the user does; never a guess."""
    from collectwork.intake.draft import no_currency

    said = file.options.currency or (file.options.profile or {}).get("currency")
    code = (stated or said or "").strip().upper()
    if not code:
        raise no_currency()
    if code not in CURRENCIES:
        raise InputRefused(
            f"Not imported: {where}: {code!r} is no currency. Correct the file, or export it again."
        )
    return code


_BLANKS = re.compile(r"\s+")


def tidy(text: str | None) -> str | None:
    """One line without double blanks, NULs and undecodable bytes; None when nothing is left."""
    if not text:
        return None
    clean = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return _BLANKS.sub(" ", clean).strip() or None


def account_of(text: str | None) -> str | None:
    """An account number without its blanks."""
    return _BLANKS.sub("", tidy(text) or "") or None


def references_of(values: Iterable[str | None]) -> list[str]:
    """Structured references: each once, without the words that mean none."""
    found: dict[str, None] = {}
    for value in values:
        clean = tidy(value)
        if clean and clean.upper().replace(" ", "") not in NO_REFERENCE:
            found[clean] = None
    return list(found)


NO_REFERENCE = frozenset([
    "NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NOREF", "NONE", "NULL", "UNKNOWN", "N/A", "NA", "-",
    "0", "/",
])  # fmt: skip
