"""The day a list speaks of: printed above it, a column of it, or derivable; never just today."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from collectwork.errors import InputRefused, Question
from collectwork.intake import dates
from collectwork.intake.headings import normal
from collectwork.intake.table import Row, shown

_LABEL = re.compile(
    r"(?:\bas\s+(?:of|at|on)\b|\bas-of\b|stichtag|per\s+datum|\bstand(?:\s+(?:vom|am|per))?\b|"
    r"\bper\s+(?=\d)|situation\s+au|arr[êe]t[ée]\s+au|\bau\s+(?=\d)|per\s+ultimo|\bal\s+(?=\d)|"
    r"\ba\s+fecha\s+de|\ba\s+(?=\d{1,2}[/.-]\d)|"
    r"not\s+due\s+on|peildatum|data\s+riferimento|report\s+date|key\s+date|"
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


_DAY_COLUMNS = frozenset([
    "agedasofdate", "asofdate", "asof", "ageddate", "reportdate", "keydate", "stichtag",
    "peildatum", "datestichtag", "statementdate",
])  # fmt: skip
# others may also say when each invoice was on a statement or report
_SURE_COLUMNS = _DAY_COLUMNS - {"reportdate", "statementdate"}


def names_the_day(heading: str) -> bool:
    """Whether a column says in every row which day the list speaks of."""
    return normal(heading) in _DAY_COLUMNS


def of_columns(
    headings: Sequence[str], rows: Sequence[Row], order: dates.Order | None, told: date | None
) -> AsOf | None:
    """The one day that a column of the list's day (``As of Date``, ``Stichtag``) holds in all of
    these rows; None where there is no such column. Several days are several lists: refused,
    unless ``told`` says which day is meant."""
    for place, name in enumerate(headings):
        if not names_the_day(name):
            continue
        cells = {row[place] for row in rows if place < len(row) and shown(row[place])}
        days = {_whole_day(cell, order) for cell in cells}
        found = sorted(day for day in days if day is not None)
        if None in days or not found:
            continue
        if len(found) == 1:
            return AsOf(found[0], f"column {name!r}")
        if normal(name) in _SURE_COLUMNS and told is None:
            raise _several(name, found)
    return None


def _whole_day(cell: Any, order: dates.Order | None) -> date | None:
    """The day of a cell, with or without a time of day; None where it is none for certain."""
    texts = [cell, *cell.split()[:1], cell[:10]] if isinstance(cell, str) else [cell]
    for text in texts:
        try:
            return dates.read(text, order)
        except ValueError:
            continue
    return None


def _several(name: str, days: Sequence[date]) -> InputRefused:
    first, last = days[0].isoformat(), days[-1].isoformat()
    return InputRefused(
        f"Not imported: column {name!r} holds {len(days)} different days ({first} to {last}), and "
        "a ledger speaks of one. Split the file by that day; or, if all of it is open on one day, "
        f"say it: --as-of {last}.",
        question=Question("as_of", proposal=last),
    )


def unknown(found: AsOf) -> InputRefused:
    """Nothing proves the day; what would have to be told."""
    start = "Not imported: nothing in the file proves the day it speaks of"
    proposal = found.proposal.isoformat() if found.proposal else ""
    if proposal:
        words = (
            f"{start}; it points to {proposal}. If that is the day, say --as-of {proposal}, "
            "else the right one."
        )
    elif found.doubtful:
        words = (
            f"{start}: {found.doubtful!r} may be day/month or month/day. "
            "Say --as-of, for example --as-of 2026-01-31."
        )
    else:
        words = f"{start}. Say --as-of, for example --as-of 2026-01-31."
    return InputRefused(words, question=Question("as_of", proposal=proposal))


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
    heading: str, days: Sequence[Any], due: Sequence[Any], issued: Sequence[Any],
    items: Sequence[int],
) -> AsOf:  # fmt: skip
    """Constant over all rows: due day + days overdue (or invoice day + days outstanding).

    ``days``: whole numbers or None per row. Rows not yet due may be empty or 0 instead of negative.
    Where every customer has the same terms both sums are constant: then the heading must say what
    is counted, else the day stays a proposal.
    """
    of_due = _constant(days, due, items, "due day + days overdue")
    of_issued = _constant(days, issued, items, "invoice day + days outstanding", every=True)
    name = heading.casefold()
    if "outstanding" in name:
        return of_issued
    overdue = any(word in name for word in _OVERDUE)
    if of_due.day and of_issued.day and of_due.day != of_issued.day and not overdue:
        return AsOf(None, "", of_issued.day)
    if of_due.day or overdue:
        return of_due
    return of_issued if of_issued.day else of_due


_OVERDUE = (
    "due", "late", "overdue", "arrears", "verz", "überf", "retard", "achterstand", "te laat",
    "vervallen", "ritardo", "scadut", "atraso", "retraso", "vencid",
)  # fmt: skip


def _constant(
    days: Sequence[Any],
    basis: Sequence[Any],
    items: Sequence[int],
    how: str,
    *,
    every: bool = False,
) -> AsOf:
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
        return AsOf(None)
    day, support = sums.most_common(1)[0]
    fits = not rest if every else all(start >= day for start in rest)
    constant = fits and support == sum(sums.values())
    if constant and (support > 1 or len(items) <= 3):
        return AsOf(day, f"{how} is that day in {support} rows")
    return AsOf(None, "", day if support * 2 > len(items) else None)
