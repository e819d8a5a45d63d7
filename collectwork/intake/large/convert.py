"""Whole columns converted at once; what is not written like the head is ``NotPlain``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from collectwork.domain.money import digits
from collectwork.intake import dates, numbers
from collectwork.intake.evenness import is_money
from collectwork.intake.headings import currency_code
from collectwork.intake.identity import daylike
from collectwork.intake.itemkinds import kind_of
from collectwork.intake.large.plan import NotPlain
from collectwork.intake.numbers import MAX_MINOR, Mark
from collectwork.intake.texts import FLOATED, Bad, identifier, text

_IDS = re.compile(r"(?:(?:[A-Za-z0-9]+|[A-Za-z][ -~]*[!-~])\n)+")
_TEXTS = re.compile(r"(?:(?:[!-&(-<>-~](?:[ -~]*[!-~])?)?\n)+")
_CENTS = {
    mark: re.compile(rf"(?:-?[0-9]{{1,12}}{re.escape(mark)}[0-9][0-9]\n)+") for mark in (".", ",")
}
_DAYLIKE = re.compile(r"^[A-Za-z]{3,4}\.?[- ][0-9]{2}$", re.MULTILINE)
_WHOLE = re.compile(r"(?:-?[0-9]{1,14}\n)+")

Cells = Sequence[str]


def _lines(cells: Cells) -> str:
    return "\n".join(cells) + "\n"


class Texts:
    """A column of words."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {"": None}

    def read(self, cells: Cells) -> Sequence[str | None]:
        """As ``texts.text`` has them; None where there is none."""
        if len(self._known) < 1000:
            for cell in set(cells) - self._known.keys():
                self._known[cell] = text(cell) or None
            return list(map(self._known.__getitem__, cells))
        if _TEXTS.fullmatch(_lines(cells)):
            return cells if all(cells) else [cell or None for cell in cells]
        return [text(cell) or None for cell in cells]


def ids(cells: Cells) -> Sequence[str]:
    """Numbers of accounts and documents, none of them empty."""
    joined = _lines(cells)
    if _IDS.fullmatch(joined) and not _DAYLIKE.search(joined):
        return cells
    known: dict[str, str] = {}
    for cell in set(cells):
        found = identifier(cell)
        floated = FLOATED.match(cell.strip())
        if isinstance(found, Bad) or not found or floated or daylike(cell) or is_money(cell):
            raise NotPlain(f"the number {cell!r}")
        known[cell] = found
    return list(map(known.__getitem__, cells))


class Days:
    """A column of days. ``seen``: each distinct cell, for the evidence of the whole column."""

    def __init__(self, order: dates.Order | None, serials: bool) -> None:
        self._order, self._serials = order, serials
        self.seen: dict[str, str | None] = {}

    def read(self, cells: Cells) -> list[str | None]:
        """Days as ISO text; None where there is none."""
        for cell in set(cells) - self.seen.keys():
            try:
                found = dates.read(cell, self._order, serials=self._serials)
            except (ValueError, OverflowError):
                raise NotPlain(f"the day {cell!r}") from None
            self.seen[cell] = None if found is None else _iso(found)
            if len(self.seen) > 100_000:
                raise NotPlain("more days than a column of days has")
        return list(map(self.seen.__getitem__, cells))


def _iso(day: date) -> str:
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


class Currencies:
    """A column of currencies. ``seen``: each distinct cell."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}

    def read(self, cells: Cells) -> list[str]:
        """The code of each row."""
        for cell in set(cells) - self.seen.keys():
            code = currency_code(cell)
            if code is None:
                raise NotPlain(f"the currency {cell!r}")
            self.seen[cell] = code
        return list(map(self.seen.__getitem__, cells))


def minors(
    cells: Cells, codes: Sequence[str], mark: Mark | None, *, blank: bool = False
) -> list[int]:
    """Amounts in minor units of each row's currency. ``mark``: None where none may occur;
    ``blank``: an empty cell is 0."""
    several = set(codes)
    if len(several) > 1:
        known = {pair: _minor(pair[0], pair[1], mark, blank) for pair in set(zip(cells, codes))}  # noqa: B905  (equal by construction)
        return [known[pair] for pair in zip(cells, codes, strict=True)]
    places = digits(next(iter(several)))
    joined = _lines(cells)
    if places == 2 and mark and _CENTS[mark].fullmatch(joined):
        return list(map(int, joined.replace(mark, "").split()))
    if places == 0 and _WHOLE.fullmatch(joined):
        return list(map(int, cells))
    code = next(iter(several))
    single = {cell: _minor(cell, code, mark, blank) for cell in set(cells)}
    return list(map(single.__getitem__, cells))


def _minor(cell: str, code: str, mark: Mark | None, blank: bool) -> int:
    shows = numbers.evidence([cell])
    try:
        found = numbers.read(cell, mark or ".")
        if found is None and blank:
            return 0
        if shows.doubtful and mark is None:
            raise NotPlain(f"the amount {cell!r}")
        if found is None or found.currency or shows.mark not in (None, mark):
            raise NotPlain(f"the amount {cell!r}")
        minor = found.minor(digits(code))
    except ValueError:
        raise NotPlain(f"the amount {cell!r}") from None
    if abs(minor) >= MAX_MINOR:
        raise NotPlain(f"the amount {cell!r}")
    return minor


def optional_minors(cells: Cells, codes: Sequence[str], mark: Mark | None) -> Sequence[int | None]:
    """The same where a row may have none."""
    if all(cells):
        return minors(cells, codes, mark)
    read = minors(cells, codes, mark, blank=True)
    return [
        minor if cell and not cell.isspace() else None
        for cell, minor in zip(cells, read, strict=True)
    ]


class Kinds:
    """Kinds of items by sign and words."""

    def __init__(self) -> None:
        self._owed: dict[str | None, str] = {}
        self.types: set[str] = set()

    def read(
        self,
        types: Sequence[str | None],
        open_: Sequence[int],
        original: Sequence[int | None],
        documents: Sequence[str],
    ) -> list[str]:
        """The kind of each row; as ``itemkinds.kind_of`` says."""
        for words in set(types) - self._owed.keys():
            self._owed[words] = kind_of(1, words or "", "")
            self.types.add(words or "")
        kinds = list(map(self._owed.__getitem__, types))
        for index, minor in enumerate(open_):
            if minor <= 0:
                words = types[index] or ""
                hint = "" if words else f" {documents[index]}"
                kinds[index] = kind_of(minor or original[index] or 0, words, hint)
        return kinds
