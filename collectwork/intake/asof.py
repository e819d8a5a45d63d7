"""The day a list speaks of: printed above it, a column of it, or derivable; never just today."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from collectwork.intake import dates
from collectwork.intake.table import Row, shown

_LABEL = re.compile(
    r"(?:\bas\s+(?:of|at|on)\b|\bas-of\b|stichtag|per\s+datum|\bstand(?:\s+(?:vom|am|per))?\b|"
    r"\bper\s+(?=\d)|situation\s+au|arr[êe]t[ée]\s+au|\bau\s+(?=\d)|per\s+ultimo|\bal\s+(?=\d)|"
    r"\ba\s+fecha\s+de|not\s+due\s+on|peildatum|data\s+riferimento|report\s+date|key\s+date|"
    r"aged\s+as\s+of|offene\s+posten\s+zum|\bzum\s+(?=\d))\s*:?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^(?P<a>.+?\d)\s+(?:to|bis|au|al|t/m|-|–)\s+(?P<b>.*\d)$", re.IGNORECASE)
_RUN = re.compile(r"^\s*(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})\b")


@dataclass(frozen=True, slots=True)
class AsOf:
    """A day and how it was found; ``proposal`` is no proof (the day a list was printed)."""

    day: date | None
    how: str = ""
    proposal: date | None = None
    doubtful: str | None = None  # a printed day whose month cannot be told


def printed(above: Sequence[Row], header: Sequence[str], order: dates.Order | None) -> AsOf:
    """Look at the rows above the table and at its headings."""
    proposal: date | None = None
    doubtful: str | None = None
    texts = [shown(cell) for row in above for cell in row if shown(cell)]
    joined = [" ".join(shown(c) for c in row if shown(c)) for row in above]
    for text in [*joined, *texts, *header]:
        match = _LABEL.search(text)
        if match:
            found = _day(match["rest"], order)
            if isinstance(found, date):
                return AsOf(found, f"printed: {text.strip()[:80]!r}")
            doubtful = doubtful or found
    for text in [*joined, *texts]:
        match = _RANGE.match(text.strip())
        if match and isinstance(_day(match["a"], order), date):
            found = _day(match["b"], order)
            if isinstance(found, date):
                return AsOf(found, f"printed: the end of {text.strip()[:80]!r}")
    for row in above:
        for cell in row:
            run = _RUN.match(shown(cell))
            if run and proposal is None:
                found = _day(run[1], order)
                proposal = found if isinstance(found, date) else None
    return AsOf(None, "", proposal, doubtful)


def _day(text: str, order: dates.Order | None) -> date | str | None:
    """The day a text begins with; the text itself where day and month cannot be told apart."""
    words = text.strip().strip(".,;:)\"'").split()
    for count in (4, 3, 2, 1):
        piece = " ".join(words[:count]).strip(".,;:)\"'")
        if not piece or len(words) < count:
            continue
        try:
            found = dates.read(piece, order)
        except ValueError as error:
            if "told apart" in str(error):
                return piece
            continue
        if found is not None:
            return found
    return None


def derived(
    days: Sequence[Any], due: Sequence[Any], issued: Sequence[Any], items: Sequence[int]
) -> AsOf:
    """Constant over all rows: due day + days overdue (or invoice day + days outstanding).

    ``days``: whole numbers or None per row. Rows not yet due may be empty or 0 instead of negative.
    """
    proposal: date | None = None
    for basis, words in ((due, "due day + days overdue"), (issued, "invoice day + days")):
        sums: Counter[date] = Counter()
        rest: list[date] = []
        for index in items:
            start, count = basis[index], days[index]
            if not isinstance(start, date):
                continue
            if isinstance(count, int) and count != 0:
                try:
                    sums[start + timedelta(days=count)] += 1
                except OverflowError:
                    continue
            else:
                rest.append(start)
        if not sums:
            continue
        day, support = sums.most_common(1)[0]
        others = sum(sums.values()) - support
        if others == 0 and support >= 1 and all(start >= day for start in rest):
            if support == 1 and len(items) > 3:
                continue
            return AsOf(day, f"{words} is that day in {support} rows")
        if support * 2 > len(items):
            proposal = proposal or day
    return AsOf(None, "", proposal)
