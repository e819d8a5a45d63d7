"""Columns converted at once: each distinct cell is read once, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from collectwork.domain.ledger import Problem
from collectwork.errors import InputRefused, Question
from collectwork.intake import dates, numbers
from collectwork.intake.layout import AMOUNTS, DATES, Layout
from collectwork.intake.table import Row, blank
from collectwork.intake.texts import FLOATED, Bad, identifier, text


class Columns:
    """The data rows of a table by part. ``profile`` may settle what the values leave open."""

    def __init__(
        self,
        rows: Sequence[Row],
        layout: Layout,
        first: int,
        profile: Mapping[str, Any],
        typed: bool,
    ) -> None:
        self.rows = rows
        self.layout = layout
        self.first = first  # row number of rows[0] as a spreadsheet shows it
        self.typed = typed
        self._profile = profile
        self._narrowest: int | None = None  # cells of the shortest row
        self._raw: dict[int, list[Any]] = {}
        self.heard: Callable[[], None] | None = None  # told each time a column is looked at first
        self._numbers: dict[str, Any] = {}  # cells of text amounts, read
        self._days: dict[str, list[Any]] = {}
        self._ids: dict[str, list[Any]] = {}
        self._mark: numbers.Mark | None = None
        self._style: dict[str, str] = {}
        self._orders: dict[str, dates.Order | None] | None = None

    def has(self, part: str) -> bool:
        return part in self.layout.roles

    def raw(self, part: str) -> list[Any]:
        """The cells of a part as they stand; empty texts where the file has no such column."""
        place = self.layout.roles.get(part)
        return [""] * len(self.rows) if place is None else self.at(place)

    def at(self, place: int) -> list[Any]:
        found = self._raw.get(place)
        if found is None:
            if self._narrowest is None:
                self._narrowest = min(map(len, self.rows), default=0)
            if place < self._narrowest:
                found = list(map(itemgetter(place), self.rows))
            else:
                found = [row[place] if place < len(row) else "" for row in self.rows]
            self._raw[place] = found
            if self.heard:
                self.heard()
        return found

    def problem(self, index: int, part: str, bad: Bad) -> Problem:
        """What is wrong with a cell, and where."""
        return Problem(self.first + index, self.layout.heading(part), bad.value, bad.expected)

    # amounts -----------------------------------------------------------------------------------

    def amounts(self, place: int) -> list[Any]:
        """Per row a ``numbers.Number``, None (empty) or Bad. Raises InputRefused when a column
        contradicts itself or cannot be told."""
        cells = self.at(place)
        mark = self.mark
        known: dict[Any, Any] = {}
        if not self.typed:
            texts = self._numbers
            fresh = list(set(cells) - texts.keys())
            plain = numbers.plain(fresh, mark)
            if plain is None:
                plain = [self._amount(cell, mark) for cell in fresh]
            texts.update(zip(fresh, plain, strict=True))
            return list(map(texts.__getitem__, cells))
        if self._as_they_are(cells):
            known = {cell: self._amount(cell, mark) for cell in set(cells)}
            return list(map(known.__getitem__, cells))
        for cell in set(map(_hashable, cells)):
            known[cell] = self._amount(cell[1] if type(cell) is tuple else cell, mark)
        return [known[_hashable(cell)] for cell in cells]

    def _amount(self, cell: Any, mark: numbers.Mark) -> Any:
        try:
            if isinstance(cell, str):
                return numbers.read(cell, mark)
            return numbers.typed(cell)
        except ValueError:
            sample = "1.234,56" if mark == "," else "1,234.56"
            return Bad(cell, f"expected an amount such as {sample}")

    @property
    def mark(self) -> numbers.Mark:
        """The decimal mark of all amounts. Raises InputRefused where it cannot be told."""
        if self._mark is None:
            self._mark = self._decide_mark()
        return self._mark

    def _decide_mark(self) -> numbers.Mark:
        said = self._profile.get("decimal_mark")
        shows: list[tuple[int, numbers.Evidence]] = []
        for place in self._amount_places():
            texts = {cell for cell in self.at(place) if type(cell) is str}
            found = numbers.evidence(texts)
            if found.contradictory:
                raise InputRefused(
                    f"Not imported: column {self._name(place)!r} writes {found.dot!r} and "
                    f"{found.comma!r}: the decimal mark cannot be both. Correct the file."
                )
            shows.append((place, found))
        marks = {found.mark for _, found in shows if found.mark}
        if said in (".", ","):
            self._agrees(said, shows)
            if any(found.mark or found.doubtful for _, found in shows):
                self._style["decimal_mark"] = said
            return "." if said == "." else ","
        doubtful = [(place, found.doubtful) for place, found in shows if found.doubtful]
        if len(marks) == 1:
            mark = next(iter(marks))
            self._style["decimal_mark"] = mark
            return mark
        if len(marks) > 1:
            first = {f.mark: (self._name(p), f.dot or f.comma) for p, f in shows if f.mark}
            raise InputRefused(
                "Not imported: the amount columns use different decimal marks: "
                + " and ".join(f"{name!r} writes {value!r}" for name, value in first.values())
                + ". Correct the file, or name in a profile, as ignored, the column that is not "
                "needed."
            )
        if doubtful:
            place, value = doubtful[0]
            raise InputRefused(
                f"Not imported: in column {self._name(place)!r}, {value!r} may be thousands or "
                "decimals, and no other value decides it. Say decimal_mark in a profile.",
                question=Question("decimal_mark", (".", ",")),
            )
        return "."

    def _agrees(self, said: str, shows: Sequence[tuple[int, numbers.Evidence]]) -> None:
        """A profile settles what is doubtful; what is certain it must not contradict."""
        for place, found in shows:
            other = found.comma if said == "." else found.dot
            if other:
                raise InputRefused(
                    f"Not imported: the profile says decimal_mark {said!r}, but column "
                    f"{self._name(place)!r} writes {other!r}. Correct the profile, or check the "
                    "file."
                )

    def style(self) -> dict[str, str]:
        """How amounts and days were read, as far as it made a difference."""
        return dict(self._style)

    def _amount_places(self) -> list[int]:
        roles = self.layout.roles
        places = [place for part, place in roles.items() if part in AMOUNTS]
        return places + [place for place in self.layout.buckets if place not in places]

    def _name(self, place: int) -> str:
        return self.layout.headings[place] or f"column {place + 1}"

    # days --------------------------------------------------------------------------------------

    def days(self, part: str) -> list[Any]:
        """Per row a date, None or Bad."""
        if part not in self._days:
            self._days[part] = self._read_days(part)
        return self._days[part]

    def _read_days(self, part: str) -> list[Any]:
        cells = self.raw(part)
        if not self.has(part):
            return [None] * len(cells)
        order = self.order(part)
        found = dates.evidence(self._distinct(cells))
        serials = found.serials > 0 and found.readable == 0
        known: dict[Any, Any] = {}
        for cell in set(map(_hashable, cells)):
            value = cell[1] if type(cell) is tuple else cell
            try:
                known[cell] = dates.read(value, order, serials=serials)
            except (ValueError, OverflowError):
                known[cell] = Bad(value, f"expected a day such as {_example(order)}")
        return [known[_hashable(cell)] for cell in cells]

    def order(self, part: str) -> dates.Order | None:
        """Day or month first in a part's days; None where each day speaks for itself."""
        if self._orders is None:
            self._orders = self._decide_orders()
        return self._orders.get(part)

    def _decide_orders(self) -> dict[str, dates.Order | None]:
        said = self._profile.get("date_order")
        parts = [part for part in self.layout.roles if part in DATES]
        shows = {part: dates.evidence(self._distinct(self.raw(part))) for part in parts}
        for part, found in shows.items():
            if found.swapped:
                raise InputRefused(
                    f"Not imported: column {self.layout.heading(part)!r} holds days as text "
                    f"({found.swapped!r}) and real days that are all in the first twelve of a "
                    "month: a spreadsheet has exchanged day and month. Export the list again and "
                    "import it without opening it."
                )
            if found.year_first and said not in ("dmy", "mdy"):
                raise InputRefused(
                    f"Not imported: column {self.layout.heading(part)!r} writes "
                    f"{found.year_first!r}, which seems to begin with the year. Write years with "
                    "four digits, or say date_order in a profile."
                )
            if found.contradictory:
                raise InputRefused(
                    f"Not imported: column {self.layout.heading(part)!r} writes "
                    f"{found.day_first!r} (day first) and {found.month_first!r} (month first). "
                    "The file's dates are broken; export it again."
                )
        if said in ("dmy", "mdy"):
            return self._said_order("dmy" if said == "dmy" else "mdy", shows)
        sure = {found.order for found in shows.values() if found.order}
        doubtful = [(part, found) for part, found in shows.items() if found.doubtful]
        unsettled = [(part, found) for part, found in doubtful if found.order is None]
        if unsettled and len(sure) != 1:
            part, found = unsettled[0]
            raise InputRefused(
                f"Not imported: in column {self.layout.heading(part)!r}, {found.doubtful!r} may be "
                "day/month or month/day, and no value decides it. Say date_order in a profile.",
                question=Question("date_order", ("dmy", "mdy")),
            )
        common = next(iter(sure)) if len(sure) == 1 else None
        if common:
            self._style["date_order"] = common
        return {part: found.order or common for part, found in shows.items()}

    def _said_order(
        self, said: dates.Order, shows: Mapping[str, dates.Evidence]
    ) -> dict[str, dates.Order | None]:
        """The profile's order of day and month, where no column proves the other one."""
        for part, found in shows.items():
            other = found.month_first if said == "dmy" else found.day_first
            if other:
                raise InputRefused(
                    f"Not imported: the profile says date_order {said!r}, but column "
                    f"{self.layout.heading(part)!r} writes {other!r}. Correct the profile, or "
                    "check the file."
                )
        if any(found.order or found.doubtful for found in shows.values()):
            self._style["date_order"] = said
        return dict.fromkeys(shows, said)

    def common_order(self) -> dates.Order | None:
        """The order of day and month that the file's day columns agree on."""
        if self._orders is None:
            self._orders = self._decide_orders()
        found = {order for order in self._orders.values() if order}
        return next(iter(found)) if len(found) == 1 else None

    def counts(self, part: str) -> list[int | None]:
        """Whole days; a trailing minus or brackets make them negative; None for anything else."""
        known: dict[Any, int | None] = {}
        for cell in set(map(_plain, self.raw(part))):
            try:
                found = numbers.read(cell, ".") if isinstance(cell, str) else numbers.typed(cell)
                known[cell] = None if found is None else found.minor(0)
            except ValueError:
                known[cell] = None
        return [known[_plain(cell)] for cell in self.raw(part)]

    # texts -------------------------------------------------------------------------------------

    def texts(self, part: str) -> list[str]:
        """Cells as text: ends trimmed, spreadsheet guards taken off."""
        cells = self.raw(part)
        if not self.has(part):
            return list(cells)
        known = {cell: text(cell) for cell in self._distinct(cells)}
        if self._as_they_are(cells):
            return list(map(known.__getitem__, cells))
        return [known[_plain(cell)] for cell in cells]

    def _distinct(self, cells: list[Any]) -> set[Any]:
        return set(cells) if self._as_they_are(cells) else set(map(_plain, cells))

    def _as_they_are(self, cells: list[Any]) -> bool:
        """Whether no cell needs another form to be looked up by."""
        return not self.typed or not {bool, type(None)} & set(map(type, cells))

    def ids(self, part: str) -> list[Any]:
        """Numbers of customers and documents: text; Bad where a spreadsheet has ruined one."""
        if part not in self._ids:
            self._ids[part] = self._read_ids(part)
        return self._ids[part]

    def _read_ids(self, part: str) -> list[Any]:
        cells = self.raw(part)
        if not self.has(part):
            return list(cells)
        distinct = self._distinct(cells)
        floated = [
            c
            for c in distinct
            if isinstance(c, str) and c.rstrip()[-2:] == ".0" and FLOATED.match(c.strip())
        ]
        strip = len(floated) > 1 and not any(
            isinstance(c, str) and c.strip().replace(".", "").isdigit()
            for c in distinct.difference(floated)
        )
        known = {cell: identifier(cell, strip_floats=strip) for cell in distinct}
        if self._as_they_are(cells):
            return list(map(known.__getitem__, cells))
        return [known[_plain(cell)] for cell in cells]


def _hashable(cell: Any) -> Any:
    """1, 1.0 and True are one key to a dict; keep their types apart."""
    return (type(cell), cell) if type(cell) is bool else cell


def _plain(cell: Any) -> Any:
    return "" if cell is None else (str(cell) if type(cell) is bool else cell)


def _example(order: dates.Order | None) -> str:
    return {"dmy": "31/01/2026", "mdy": "01/31/2026", None: "2026-01-31"}[order]


def optional(cells: Iterable[str]) -> list[str | None]:
    """Empty texts as None."""
    return [cell or None for cell in cells]


def day_or_none(cell: Any) -> date | None:
    """A read day; Bad counts as none."""
    return cell if isinstance(cell, date) else None


def is_blank_row(row: Row) -> bool:
    """Nothing in any cell."""
    return all(blank(cell) for cell in row)
