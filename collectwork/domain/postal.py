"""Postal addresses as they were imported: their lines, and the order in which post is sorted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_LINES = 5  # below the name, in a window
_BREAKS = re.compile(r"[\r\n|;]+")
#: Postal codes by country; anything else is tried with ``_ANY``.
_CODES = {
    "US": r"\b([A-Z]{2})\.?\s+(\d{5})(?:-\d{4})?\b",
    "CA": r"\b([A-Z]\d[A-Z])\s?(\d[A-Z]\d)\b",
    "GB": r"\b([A-Z]{1,2}\d[A-Z\d]?)\s?(\d[A-Z]{2})\b",
    "NL": r"\b(\d{4})\s?([A-Z]{2})\b",
    "IE": r"\b([A-Z]\d{2}|D6W)\s?([A-Z\d]{4})\b",
    "PL": r"\b(\d{2}-\d{3})\b",
    "PT": r"\b(\d{4}-\d{3})\b",
    "BR": r"\b(\d{5}-?\d{3})\b",
    "JP": r"(\d{3}-?\d{4})\b",
    "SE": r"\b(\d{3})\s?(\d{2})\b",
    "CZ": r"\b(\d{3})\s?(\d{2})\b",
    "SK": r"\b(\d{3})\s?(\d{2})\b",
    "GR": r"\b(\d{3})\s?(\d{2})\b",
}
_ANY = r"(?:\b[A-Z]{1,2}-)?\b(\d{4,6})\b"


@dataclass(frozen=True, slots=True)
class Place:
    """An address as far as it is understood; ``code`` "" where none was found."""

    lines: tuple[str, ...] = ()
    country: str = ""
    code: str = ""
    street: str = ""


def lines_of(address: str | None) -> tuple[str, ...]:
    """The lines of an address: by line ends, | or ;, else by commas."""
    text = (address or "").strip()
    parts = _BREAKS.split(text)
    if len(parts) == 1:
        parts = text.split(",")
    lines = [" ".join(_plain(part).split()) for part in parts]
    lines = [line for line in lines if line]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], ", ".join(lines[MOST_LINES - 1 :])]
    return tuple(lines)


def place(address: str | None, country: str | None) -> Place:
    """What an address says of where it is."""
    lines = lines_of(address)
    where = (country or "").strip().upper()
    pattern = re.compile(_CODES.get(where, _ANY))
    for number in range(len(lines) - 1, -1, -1):
        found = _last(pattern, lines[number].upper())
        if found is None or (number == 0 and len(lines) > 1 and where not in _CODES):
            continue
        above = number - 1
        if above > 0 and found[0].strip() == lines[number].upper().strip():
            above -= 1  # the code stands alone, below the town
        street = lines[above] if number > 0 else ""
        return Place(lines, where, "".join(part for part in found.groups() if part), street)
    return Place(lines, where)


def fault(address: str | None, country: str | None) -> str:
    """Why no letter reaches that address; empty where one may."""
    found = place(address, country)
    if not found.lines:
        return "no postal address is known"
    if len(found.lines) == 1 and (not found.code or not found.street):
        return f"the postal address is only {found.lines[0]!r}"
    return ""


def order(found: Place, name: str) -> tuple[bool, str, str, tuple[object, ...], str]:
    """The key by which letters are sorted: those that are not understood first, then by country,
    postal code, street (its number as a number) and name."""
    return (
        bool(found.code),
        found.country,
        found.code.replace(" ", ""),
        _natural(found.street),
        _folded(name),
    )


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    match = None
    for found in pattern.finditer(text):
        match = found
    return match


def _natural(text: str) -> tuple[object, ...]:
    """``Hauptstr. 9`` before ``Hauptstr. 10``."""
    parts = re.split(r"(\d+)", _folded(text))
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)


def _folded(text: str) -> str:
    """Without marks and capitals: Ä sorts as A."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def _plain(text: str) -> str:
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
