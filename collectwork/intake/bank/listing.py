"""The rows of a bank's list as lines: days, signed amounts, balances; what is neither an entry nor
a balance is a problem with its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from collectwork.domain.money import decimals, digits
from collectwork.errors import InputRefused
from collectwork.intake import dates, evenness, numbers
from collectwork.intake.bank import grid as grids
from collectwork.intake.bank.cells import amount, day, mark_of, order_of
from collectwork.intake.bank.currency import currencies_of
from collectwork.intake.bank.entries import BankFile
from collectwork.intake.bank.grid import Grid
from collectwork.intake.numbers import MAX_MINOR
from collectwork.intake.table import Row, Table, blank, shown

MONEY = ("amount", "in", "out", "balance")


@dataclass(slots=True)
class Line:
    """A row of the list. ``minor``: signed as the columns say, before any word for a direction."""

    index: int
    booked: date | None
    value: date | None
    minor: int | None
    balance: int | None
    currency: str
    signed: bool = False
    states: bool = False  # it states a balance and is no payment


class Listing:
    """One list that is being read."""

    def __init__(self, table: Table, grid: Grid, file: BankFile) -> None:
        self.table, self.grid, self.file = table, grid, file
        self.profile = file.options.profile or {}
        self.rows = [
            (index, row)
            for index, row in enumerate(table.rows)
            if index >= grid.start and not all(map(blank, row)) and not self._repeats_header(row)
        ]
        self.sums: list[tuple[int, Row, str]] = []
        self.mark: numbers.Mark = mark_of(
            (self.cells(part) for part in MONEY), self.profile.get("decimal_mark")
        )
        self.order: dates.Order | None = order_of(
            (self.cells(part) for part in ("booked", "value")), self.profile.get("date_order")
        )

    def days(self, part: str) -> list[date]:
        """The days of a column that can be read."""
        found = []
        for cell in self.cells(part):
            try:
                one = day(cell, self.order)
            except (ValueError, OverflowError):
                continue
            if one:
                found.append(one)
        return found

    def _repeats_header(self, row: Row) -> bool:
        names = self.grid.headings
        return bool(names) and [shown(c) for c in row] == list(names)

    def cells(self, part: str) -> list[Any]:
        place = self.grid.roles.get(part)
        return [] if place is None else [self.at(row, part) for _, row in self.rows]

    def at(self, row: Row, part: str) -> Any:
        place = self.grid.roles.get(part)
        return row[place] if place is not None and place < len(row) else ""

    def lines(self) -> list[Line]:
        """All rows that are entries or state a balance; what is neither is a problem."""
        self.sums = []
        codes = currencies_of(self.file, self.table, self.grid, self.rows)
        found: list[Line] = []
        dated = [i for i, row in self.rows if self._has_day(row)]
        last = max(dated, default=-1)
        uneven = self._uneven(dated)
        for (index, row), code in zip(self.rows, codes, strict=True):
            if index in self.table.spoiled:
                self._wrong(index, row, f"expected {self.table.spoiled[index]}")
                continue
            if index in uneven:
                self._wrong(index, row, uneven[index])
                continue
            if index > last and not self._has_day(row) and not self._has_money(row):
                continue  # notes below the list
            if self._sums(row):
                self.sums.append((index, row, code))
                continue
            try:
                line = self._line(index, row, code)
            except ValueError as error:
                self._wrong(index, row, str(error))
                continue
            found.append(line)
        return found

    def _uneven(self, dated: Sequence[int]) -> dict[int, str]:
        """Rows with a field too many or too few, where amounts may have moved; refuses a list that
        was cut off inside its last amount or day."""
        if self.table.typed or not dated:
            return {}
        rows = self.table.rows
        row = rows[dated[-1]]
        parts = [part for part, place in self.grid.roles.items() if place == len(row) - 1]
        if self.table.open_end and dated[-1] == len(rows) - 1:
            others = [rows[index] for index in dated[:-1]]
            if any(part in MONEY for part in parts):
                evenness.not_cut(row, others, dated[-1] + 1, day=False)
            elif "booked" in parts or "value" in parts:
                evenness.not_cut(row, others, dated[-1] + 1, day=True)
        return evenness.fields(rows, dated, len(self.grid.headings), 1)

    def _sums(self, row: Row) -> bool:
        """A row without a day that calls itself a total."""
        return not self._has_day(row) and any(
            isinstance(cell, str) and grids.states_sum(cell) for cell in row
        )

    def check_sums(self, moves: Sequence[Line]) -> None:
        """Totals below the list must be those of its rows; a list of several currencies states
        none that could be checked."""
        if len({line.currency for line in moves}) > 1:
            return
        said = [line.minor or 0 for line in moves]
        sums = {
            "in": sum(minor for minor in said if minor > 0),
            "out": -sum(minor for minor in said if minor < 0),
            "amount": sum(said),
        }
        for index, row, code in self.sums:
            for part in sums.keys() & self.grid.roles.keys():
                try:
                    stated = self._minor(row, part, code)
                except ValueError:
                    continue
                if stated is None or abs(stated) == abs(sums[part]):
                    continue
                raise InputRefused(
                    f"Not imported: row {index + 1} states a total of {decimals(stated, code)} in "
                    f"{self.grid.name(part)!r}, its rows add up to {decimals(sums[part], code)}. "
                    "Check whether rows are missing, or export the list again."
                )

    def _has_day(self, row: Row) -> bool:
        return any(not blank(self.at(row, part)) for part in ("booked", "value"))

    def _has_money(self, row: Row) -> bool:
        return any(not blank(self.at(row, part)) for part in MONEY)

    def _wrong(self, index: int, row: Row, expected: str) -> None:
        self.file.wrong(index + 1, None, expected, " ; ".join(shown(cell) for cell in row))

    def _line(self, index: int, row: Row, code: str) -> Line:
        balance = self._minor(row, "balance", code)
        signed = False
        if "amount" in self.grid.roles:
            minor = self._minor(row, "amount", code)
            text = shown(self.at(row, "amount"))
            signed = minor is not None and (minor < 0 or text.startswith("+"))
        else:
            minor, signed = self._both(row, code), True
        dated = self._has_day(row)
        states = any(isinstance(c, str) and grids.states_balance(c) for c in row)
        if states and minor is not None and minor not in (0, balance) and dated:
            states = False  # a payment whose text sounds like it
        if not states and minor is None:
            raise ValueError("expected an amount, found none")
        days = [self._day(row, part) for part in ("booked", "value")]
        if not states and not any(days):
            raise ValueError("expected the day of the entry, found none")
        return Line(index, days[0] or days[1], days[1] or days[0], minor, balance, code, signed,
                     states)  # fmt: skip

    def _both(self, row: Row, code: str) -> int | None:
        """Columns of money in and money out: one of them is filled, the other empty or zero."""
        incoming, outgoing = self._minor(row, "in", code), self._minor(row, "out", code)
        if incoming and outgoing:
            raise ValueError(
                f"expected money in or money out, found both ({self.grid.name('in')} and "
                f"{self.grid.name('out')})"
            )
        if incoming is None and outgoing is None:
            return None
        if incoming is not None and incoming < 0:
            raise ValueError(f"expected no negative amount in {self.grid.name('in')!r}")
        return (incoming or 0) - abs(outgoing or 0)

    def _minor(self, row: Row, part: str, code: str) -> int | None:
        cell = self.at(row, part)
        if blank(cell):
            return None
        try:
            found = amount(cell, self.mark)
            if found is None:
                return None
            minor = found.minor(digits(code))
        except ValueError:
            sample = "1.234,56" if self.mark == "," else "1,234.56"
            raise ValueError(
                f"{self.grid.name(part)}: {shown(cell)[:40]!r} – expected an amount of {code} such "
                f"as {sample}"
            ) from None
        if abs(minor) >= MAX_MINOR:
            raise ValueError("expected an amount below ten trillion")
        return minor

    def _day(self, row: Row, part: str) -> date | None:
        cell = self.at(row, part)
        if blank(cell):
            return None
        try:
            return day(cell, self.order)
        except (ValueError, OverflowError):
            raise ValueError(
                f"{self.grid.name(part)}: {shown(cell)[:40]!r} – expected a day"
            ) from None
