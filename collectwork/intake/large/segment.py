"""One part of a large ledger, read by a process of its own into a spool file.

Every row must be an item written like the head; anything else ends the reading as ``NotPlain``.
"""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from operator import itemgetter, lt
from pathlib import Path
from typing import Any

from collectwork.domain.spool import ROW, TABLES
from collectwork.intake.evenness import is_money
from collectwork.intake.gate import MAX_FIELD, unwanted
from collectwork.intake.large import convert
from collectwork.intake.large.plan import NotPlain, Plan
from collectwork.intake.texts import YES

_BYTES = 1 << 20  # read at once: small enough for the memory, large enough for the speed
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
APART = "\x1f"  # between the cells that describe an account; no file read here holds it
_INSERT = f"INSERT INTO row VALUES ({', '.join('?' * len(ROW))})"  # noqa: S608  (our own names)
_KEY = "CREATE UNIQUE INDEX row_key ON row(document, owner, kind, currency)"


@dataclass(slots=True)
class Found:
    """What a part holds, beside its rows."""

    rows: int = 0
    nothing: int = 0  # rows of which nothing is open
    billed: int = 0  # rows with an original amount, where the open one may be a balance
    larger: int = 0  # of these, rows with more open than that
    companies: list[str | None] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)  # cells, as written
    days: dict[str, list[str]] = field(default_factory=dict)  # part → distinct cells
    types: list[str] = field(default_factory=list)
    negative: bool = False
    with_due: int = 0
    issued: dict[str, int] = field(default_factory=dict)  # day → rows
    due_first: int = 0  # rows due before they were issued
    both: int = 0  # rows with both days
    sums: list[tuple[Any, ...]] = field(default_factory=list)  # see ``domain.spool.Sum``


class Segment:
    """Reading a range of bytes of the file into ``target``."""

    def __init__(self, plan: Plan, target: Path) -> None:
        self._plan = plan
        self._found = Found()
        self._mark = plan.mark if plan.marked else None
        self._texts = {
            part: convert.Texts() for part in ("type_text", "po", "terms", "company", "disputed")
        }
        self._days = {
            part: convert.Days(plan.orders.get(part), plan.serials.get(part, False))
            for part in ("issued", "due", "expected")
        }
        self._currencies = convert.Currencies()
        self._kinds = convert.Kinds()
        self._owners: dict[tuple[str, str], int] = {}
        self._companies: set[str | None] = set()
        self._issued: Counter[str | None] = Counter()
        self._sums: dict[tuple[str, str | None], list[int]] = {}
        self._database = sqlite3.connect(target, isolation_level=None)

    def read(self, start: int, end: int, tell: Callable[[int], object]) -> Found:
        """Read the rows between two positions, which are beginnings of lines; ``tell`` hears the
        rows done. Raises NotPlain."""
        with closing(self._database):
            return self._read(start, end, tell)

    def _read(self, start: int, end: int, tell: Callable[[int], object]) -> Found:
        database, found = self._database, self._found
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2048"):
            database.execute(f"PRAGMA {pragma}")
        for statement in TABLES:
            database.execute(statement)
        database.execute("BEGIN")
        for rows in self._batches(start, end):
            self._take(rows)
            found.rows += len(rows)
            tell(found.rows)
        self._finish()
        database.execute("COMMIT")
        return found

    def _batches(self, start: int, end: int) -> Iterator[list[list[str]]]:
        width = self._plan.width
        with open(self._plan.path, "rb") as file:
            file.seek(start)
            while start < end:
                block = file.read(min(_BYTES, end - start))
                if start + len(block) < end:
                    block += file.readline()
                if not block:
                    raise NotPlain("the file became shorter")
                start += len(block)
                lines = plain_lines(block)
                try:
                    rows = list(csv.reader(lines, delimiter=self._plan.delimiter, strict=True))
                except csv.Error as error:
                    raise NotPlain(str(error)) from None
                if len(rows) != len(lines) or set(map(len, rows)) != {width}:
                    raise NotPlain("rows of different length")
                yield rows

    def _take(self, rows: list[list[str]]) -> None:
        plan, found = self._plan, self._found
        cells = list(zip(*rows, strict=True))
        count = len(rows)
        if any(any(map(str.strip, cells[place])) for place in plan.empty):
            raise NotPlain("a value in a column that is empty above")
        if any(cell[:1] == "*" for cell in cells[0]):
            raise NotPlain("a row that begins with a star")
        part: Callable[[str], Sequence[str]] = lambda name: cells[plan.places[name]]  # noqa: E731
        codes = self._codes(part, count)
        open_ = convert.minors(part("open"), codes, self._mark)
        original: Sequence[int | None] = (
            convert.optional_minors(part("original"), codes, self._mark)
            if "original" in plan.places
            else [None] * count
        )
        if plan.balance:
            pairs = [(one, two) for one, two in zip(original, open_, strict=True) if one]
            found.billed += len(pairs)
            found.larger += sum(abs(two) > abs(one) for one, two in pairs)
        self._ages(cells, codes, open_)
        documents = convert.ids(part("document"))
        words = {
            name: self._texts[name].read(part(name)) if name in plan.places else [None] * count
            for name in self._texts
        }
        days = {
            name: self._days[name].read(part(name)) if name in plan.places else [None] * count
            for name in self._days
        }
        kinds = self._kinds.read(words["type_text"], open_, original, documents)
        disputed = (
            [cell is not None and cell.casefold() in YES for cell in words["disputed"]]
            if "disputed" in plan.places
            else [False] * count
        )
        owners = self._owner(cells, rows)
        self._database.executemany(
            _INSERT,
            zip(
                owners, words["company"], documents, kinds, words["type_text"], codes, original,
                open_, days["issued"], days["due"], words["po"], words["terms"], disputed,
                strict=True,
            ),
        )  # fmt: skip
        self._companies.update(words["company"])
        if any(map(is_money, filter(None, set(words["company"])))):
            raise NotPlain("a company that is an amount")
        found.negative = found.negative or min(open_) < 0
        found.nothing += open_.count(0)
        self._add_up(codes, days["due"], open_)
        self._look_at(days["issued"], days["due"])

    def _codes(self, part: Callable[[str], Sequence[str]], count: int) -> Sequence[str]:
        if "currency" in self._plan.places:
            return self._currencies.read(part("currency"))
        if self._plan.currency is None:
            raise NotPlain("no currency")
        return [self._plan.currency] * count

    def _ages(self, cells: list[Any], codes: Sequence[str], open_: Sequence[int]) -> None:
        """Age columns must add up to the open amount of each row."""
        if not self._plan.ages:
            return
        parts = [
            convert.minors(cells[place], codes, self._mark, blank=True) for place in self._plan.ages
        ]
        for minor, *ages in zip(open_, *parts, strict=True):
            total = sum(ages)
            if total != minor and (self._plan.ages_complete or total):
                raise NotPlain("age columns that do not add up")

    def _owner(self, cells: list[Any], rows: list[list[str]]) -> list[int]:
        places, known = self._plan.places, self._owners
        if "number" in places:
            numbers = convert.ids(cells[places["number"]])
            names = cells[places["name"]] if "name" in places else numbers
        else:
            names = cells[places["name"]]
            numbers = names
        pairs = list(zip(numbers, names, strict=True))
        fresh = {pair: None for pair in pairs if pair not in known}
        if fresh:
            for pair in fresh:
                known[pair] = len(known)
            self._write_owners(fresh, pairs, rows)
        return list(map(known.__getitem__, pairs))

    def _write_owners(
        self,
        fresh: dict[tuple[str, str], None],
        pairs: Sequence[tuple[str, str]],
        rows: list[list[str]],
    ) -> None:
        """New accounts, with what the first row of each says about it."""
        facts = [self._plan.places[name] for name in self._plan.facts]
        of = itemgetter(*facts) if len(facts) > 1 else (lambda row: tuple(row[p] for p in facts))
        first: dict[tuple[str, str], str] = {}
        if facts:
            for pair, row in zip(reversed(pairs), reversed(rows), strict=True):
                if pair in fresh:
                    first[pair] = APART.join(of(row))
        self._database.executemany(
            "INSERT INTO owner VALUES (?, ?, ?, ?)",
            ((self._owners[pair], *pair, first.get(pair)) for pair in fresh),
        )

    def _add_up(
        self, codes: Sequence[str], due: Sequence[str | None], open_: Sequence[int]
    ) -> None:
        """Items with something open, their sum and that of the positive ones, by currency and due
        day."""
        sums = self._sums
        for of, minor in zip(zip(codes, due, strict=True), open_, strict=True):
            if minor:
                figures = sums.get(of)
                if figures is None:
                    figures = sums[of] = [0, 0, 0]
                figures[0] += 1
                figures[1] += minor
                if minor > 0:
                    figures[2] += minor

    def _look_at(self, issued: Sequence[str | None], due: Sequence[str | None]) -> None:
        found = self._found
        self._issued.update(issued)
        if all(due) and all(issued):
            found.with_due += len(due)
            found.both += len(due)
            found.due_first += sum(map(lt, due, issued))  # type: ignore[arg-type]
            return
        found.with_due += sum(day is not None for day in due)
        for one, other in zip(due, issued, strict=True):
            if one and other:
                found.both += 1
                found.due_first += one < other

    def _finish(self) -> None:
        database, found = self._database, self._found
        try:
            database.execute(_KEY)
        except sqlite3.IntegrityError:
            raise NotPlain("a document that occurs twice") from None
        found.sums = [(*of, *figures) for of, figures in self._sums.items()]
        found.companies = list(self._companies)
        found.currencies = list(self._currencies.seen)
        found.days = {part: list(days.seen) for part, days in self._days.items()}
        found.types = list(self._kinds.types)
        found.issued = {day: count for day, count in self._issued.items() if day}


def plain_lines(block: bytes) -> list[str]:
    """The lines of a block without control characters, in UTF-8."""
    if len(block.translate(None, _CONTROLS)) != len(block):
        raise NotPlain("control characters")
    if block.count(b"\r") != block.count(b"\r\n"):
        raise NotPlain("line ends of two kinds")
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        raise NotPlain("letters that are not UTF-8") from None
    if not text.isascii() and unwanted(text):
        raise NotPlain("characters that are to be cleaned")
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if max(map(len, lines)) > MAX_FIELD:
        raise NotPlain("very long rows")
    return lines
