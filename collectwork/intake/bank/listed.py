"""A bank's list as CSV or workbook: rows become entries, and the running balance, where there is
one, proves that amounts, direction and order were read right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import ReadOptions
from collectwork.domain.money import digits
from collectwork.errors import InputRefused, Question
from collectwork.intake import dates, numbers
from collectwork.intake.bank import grid as grids
from collectwork.intake.bank import running
from collectwork.intake.bank.cells import amount, day, is_amount, mark_of, order_of
from collectwork.intake.bank.currency import currencies_of
from collectwork.intake.bank.entries import (
    BankFile,
    Entry,
    Part,
    Report,
    account_of,
    references_of,
    tidy,
)
from collectwork.intake.bank.grid import Grid
from collectwork.intake.bank.words import DONE, MONEY_IN, MONEY_OUT
from collectwork.intake.numbers import MAX_MINOR
from collectwork.intake.table import Row, Table, blank, shown

_UNSURE = (
    "Not imported: this may be a bank's list or a customer's account, and nothing proves which: "
    "{}. Say --kind payments if money that came in is meant, or --kind open-items."
)
_NEAR = 10  # days between booking and value date
_MONEY = ("amount", "in", "out", "balance")


@dataclass(slots=True)
class _Line:
    """A row of the list. ``minor``: signed as the columns say, before any word for a direction."""

    index: int
    booked: date | None
    value: date | None
    minor: int | None
    balance: int | None
    currency: str
    signed: bool = False
    states: bool = False  # it states a balance and is no payment


class _List:
    """One list that is being read."""

    def __init__(self, table: Table, grid: Grid, file: BankFile) -> None:
        self.table, self.grid, self.file = table, grid, file
        self.profile = file.options.profile or {}
        self.rows = [
            (index, row)
            for index, row in enumerate(table.rows)
            if index >= grid.start and not all(map(blank, row)) and not self._repeats_header(row)
        ]
        self.mark: numbers.Mark = mark_of(
            (self.cells(part) for part in _MONEY), self.profile.get("decimal_mark")
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

    def lines(self) -> list[_Line]:
        """All rows that are entries or state a balance; what is neither is a problem."""
        codes = currencies_of(self.file, self.table, self.grid, self.rows)
        found: list[_Line] = []
        last = max((i for i, row in self.rows if self._has_day(row)), default=-1)
        for (index, row), code in zip(self.rows, codes, strict=True):
            if index in self.table.spoiled:
                self._wrong(index, row, f"expected {self.table.spoiled[index]}")
                continue
            if index > last and not self._has_day(row) and not self._has_money(row):
                continue  # notes below the list
            try:
                line = self._line(index, row, code)
            except ValueError as error:
                self._wrong(index, row, str(error))
                continue
            found.append(line)
        return found

    def _has_day(self, row: Row) -> bool:
        return any(not blank(self.at(row, part)) for part in ("booked", "value"))

    def _has_money(self, row: Row) -> bool:
        return any(not blank(self.at(row, part)) for part in _MONEY)

    def _wrong(self, index: int, row: Row, expected: str) -> None:
        self.file.wrong(index + 1, None, expected, " ; ".join(shown(cell) for cell in row))

    def _line(self, index: int, row: Row, code: str) -> _Line:
        balance = self._minor(row, "balance", code)
        signed = False
        if "amount" in self.grid.roles:
            minor = self._minor(row, "amount", code)
            text = shown(self.at(row, "amount"))
            signed = minor is not None and (minor < 0 or text.startswith("+"))
        else:
            minor, signed = self._both(row, code), True
        states = any(isinstance(c, str) and grids.states_balance(shown(c)) for c in row)
        if states and minor is not None and minor not in (0, balance) and self._has_day(row):
            states = False  # a payment whose text sounds like it
        if not states and minor is None:
            raise ValueError("expected an amount, found none")
        days = [self._day(row, part) for part in ("booked", "value")]
        if not states and not any(days):
            raise ValueError("expected the day of the entry, found none")
        return _Line(index, days[0] or days[1], days[1] or days[0], minor, balance, code, signed,
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


# which list it is --------------------------------------------------------------------------------


def read(path: Path, sha256: str, table: Table, options: ReadOptions) -> BankFile | None:
    """The entries of a bank's list; None when the table is something else."""
    profile = options.profile or {}
    kind = options.kind or profile.get("kind")
    if kind not in (None, "payments"):
        return None
    file = BankFile(path, sha256, options, "bank list", notes=list(table.notes))
    numbered = grids.numbered(table, profile.get("columns") or {}, profile.get("ignored") or ())
    if numbered is not None and kind == "payments" and numbered.money and numbered.days:
        if numbered.start == len(table.rows):
            raise InputRefused(
                f"Not imported: {numbered.name('booked' if 'booked' in numbered.roles else 'value')} "
                "holds no day in any row, as the profile says. Correct the profile, or check the "
                "file."
            )
        return _read(_List(table, numbered, file), told=True)
    grid = grids.headed(table)
    if grid is None or grids.of_a_ledger(grid):
        return None
    told = kind == "payments"
    found = _List(table, grid, file)
    if not told and not _a_bank(found):
        return None
    return _read(found, told=told)


def read_bare(path: Path, sha256: str, table: Table, options: ReadOptions) -> BankFile | None:
    """A bank's list without headings, if the table is one."""
    kind = options.kind or (options.profile or {}).get("kind")
    bare = grids.bare(table) if kind in (None, "payments") else None
    told = kind == "payments"
    if bare is None or (not told and grids.has_unknown_header(table, bare.start)):
        return None
    _nothing_above(table, bare)
    file = BankFile(path, sha256, options, "bank list without headings", notes=list(table.notes))
    grid, proved = _proved_grid(table, bare, file)
    found = _List(table, grid, file)
    if not (told or proved or _likely(found, bare)):
        raise InputRefused(
            "Not imported: the list has no headings, and nothing proves that it is a bank's. Say "
            "--kind payments if it is, or add a header row.",
            question=Question("kind", ("payments",)),
        )
    file.notes.append(
        "the list has no headings: "
        + ", ".join(f"{part} from column {place + 1}" for part, place in grid.roles.items())
    )
    return _read(found, told=told)


def _a_bank(found: _List) -> bool:
    """Whether a list with headings is a bank's beyond doubt; refuses what is in doubt."""
    grid = found.grid
    if not (grid.texts or "name" in grid.roles):
        return False
    if grid.only_banks or ("sign" in grid.roles and _words(found)):
        return True
    both = "amount" not in grid.roles
    if "balance" in grid.roles:
        proof = _proof(found.lines())
        found.file.problems.clear()
        found.file.problem_rows.clear()
        if (proof.whole or proof.mostly) and proof.sign > 0:
            return True
        if both:
            inverse = proof.whole and proof.sign < 0
            raise InputRefused(
                _UNSURE.format(
                    f"the balance rises with {grid.name('out')!r}" if inverse
                    else "the running balance does not follow from the amounts"
                ),
                question=Question("kind", ("payments", "open-items")),
            )  # fmt: skip
    if both:
        return False
    signs = {line.minor > 0 for line in found.lines() if line.minor}
    found.file.problems.clear()
    found.file.problem_rows.clear()
    return len(signs) == 2


def _words(found: _List) -> bool:
    said = {shown(cell).casefold() for cell in found.cells("sign")}
    return bool(said & MONEY_IN or said & MONEY_OUT)


def _proof(lines: Sequence[_Line]) -> running.Proof:
    return running.prove([(None if line.states else line.minor, line.balance) for line in lines])


# without headings --------------------------------------------------------------------------------


def _nothing_above(table: Table, bare: grids.Bare) -> None:
    """A row above the first that can be read, with an amount where amounts stand, is no junk."""
    for index, row in enumerate(table.rows[: bare.start]):
        cells = [row[place] for place in bare.money if place < len(row) and not blank(row[place])]
        states = any(grids.states_balance(shown(cell)) for cell in row)
        if cells and len(row) >= 3 and all(map(is_amount, cells)) and not states:
            raise InputRefused(
                f"Not imported: row {index + 1} has an amount, {shown(cells[0])!r}, and no day "
                "that can be read. Correct the row, or add a header row."
            )


def _proved_grid(table: Table, bare: grids.Bare, file: BankFile) -> tuple[Grid, bool]:
    """The one reading of the columns that the running balance proves, or that needs no proof."""
    base = {"booked": bare.days[0]}
    if len(bare.days) > 1:
        base["value"] = bare.days[1]
    others = (("currency", bare.currency), ("sign", bare.sign), ("own", bare.own),
              ("account", bare.account))  # fmt: skip
    for part, place in others:
        if place is not None:
            base[part] = place
    proved = []
    for roles in _readings(table, bare):
        if "balance" not in roles:
            continue
        grid = Grid(bare.start, base | roles, bare.texts)
        trial = BankFile(file.path, file.sha256, file.options, file.layout)
        proof = _proof(_List(table, grid, trial).lines())
        if (proof.whole or proof.mostly) and proof.sign > 0 and not trial.problems:
            proved.append((proof.right, grid))
    if proved:
        best = max(right for right, _ in proved)
        top = [grid for right, grid in proved if right == best]
        if len(top) == 1:
            return top[0], True
    plain = _unproved(table, bare)
    if plain is None:
        raise InputRefused(
            "Not imported: the list has no headings, and which of its columns "
            f"{', '.join(str(place + 1) for place in bare.candidates)} holds the amounts is not "
            "certain. Name the columns by number in a profile (no_header = true, [columns] "
            "posted = 1, amount = 4), or add a header row.",
            question=Question("columns"),
        )
    return Grid(bare.start, base | plain, bare.texts), False


def _readings(table: Table, bare: grids.Bare) -> list[dict[str, int]]:
    found: list[dict[str, int]] = []
    for one, other in permutations(bare.candidates, 2):
        found.append({"amount": one, "balance": other})
    for one, other, third in permutations(bare.candidates, 3):
        if _exclusive(table, bare.start, one, other):
            found.append({"in": one, "out": other, "balance": third})
    return found


def _unproved(table: Table, bare: grids.Bare) -> dict[str, int] | None:
    """Amounts that say their direction themselves: signs; the last other column is a balance."""
    signed = [place for place in bare.money if _signed(table, bare.start, place)]
    if len(bare.money) == 1:
        return {"amount": bare.money[0]}
    if len(signed) == 1 and len(bare.money) == 2:
        other = next(place for place in bare.money if place not in signed)
        if _exclusive(table, bare.start, *bare.money):
            return {"out": signed[0], "in": other}
        if other > signed[0]:
            return {"amount": signed[0], "balance": other}
    if len(signed) == 1 and len(bare.money) == 3:
        for other in bare.money:
            if other not in signed and _exclusive(table, bare.start, signed[0], other):
                rest = next(p for p in bare.money if p not in (signed[0], other))
                return {"out": signed[0], "in": other, "balance": rest}
    return None


def _signed(table: Table, start: int, place: int) -> bool:
    return any(
        shown(row[place]).startswith(("-", "(", "−")) or shown(row[place]).endswith("-")
        for row in table.rows[start:]
        if place < len(row)
    )


def _exclusive(table: Table, start: int, one: int, other: int) -> bool:
    """Whether no row has an amount in both columns, and each column has some."""
    filled = [
        (_filled(row, one), _filled(row, other)) for row in table.rows[start:] if len(row) > one
    ]
    return (
        not any(a and b for a, b in filled)
        and any(a for a, _ in filled)
        and any(b for _, b in filled)
    )


def _filled(row: Row, place: int) -> bool:
    return place < len(row) and shown(row[place]).strip("-–£$€ ") not in ("", "0", "0.00", "0,00")


def _likely(found: _List, bare: grids.Bare) -> bool:
    """Whether a list that nothing proves looks like a bank's and like nothing else: days in their
    order, value dates near them, and no columns for customers and documents."""
    booked, value = found.days("booked"), found.days("value")
    steps = list(pairwise(booked))
    in_order = all(a <= b for a, b in steps) or all(a >= b for a, b in steps)
    near = not value or all(abs((a - b).days) <= _NEAR for a, b in zip(booked, value, strict=False))
    return bool(steps) and in_order and near and (len(bare.texts) <= 1 or bare.sign is not None)


# entries -----------------------------------------------------------------------------------------


def _read(found: _List, *, told: bool) -> BankFile:
    file, grid = found.file, found.grid
    lines = found.lines()
    proof = _proof(lines) if "balance" in grid.roles else running.Proof(0, 0)
    moves = [line for line in lines if not line.states]
    _direct(found, moves, proof, told=told)
    _say_proof(found, lines, proof)
    by_index = dict(found.rows)
    reports: dict[tuple[str | None, str], Report] = {}
    for line in moves:
        row = by_index[line.index]
        own = account_of(shown(found.at(row, "own")))
        report = reports.setdefault((own, line.currency), Report(own, "", line.currency))
        report.entries.append(_entry(found, line, row))
    file.reports = list(reports.values())
    stated = len(lines) - len(moves)
    if stated:
        file.notes.append(
            f"{stated} {'row states a balance or sum' if stated == 1 else 'rows state balances or sums'}"  # noqa: E501
            " and no payment"
        )
    return file


def _say_proof(found: _List, lines: list[_Line], proof: running.Proof) -> None:
    if "balance" not in found.grid.roles or not proof.steps:
        return
    if proof.sign > 0 and proof.right == proof.steps:
        found.file.proof = "the running balance follows from every amount"
        return
    if proof.sign > 0 and proof.mostly:
        rows = ", ".join(str(lines[place].index + 1) for place in sorted(proof.breaks)[:10])
        said = (
            f"the running balance does not follow in {len(proof.breaks)} of {proof.steps} rows "
            f"(row {rows}): rows are missing, or an amount is wrong"
        )
    else:
        said = "the running balance does not follow from the amounts: rows are missing between them"
    found.file.proof = f"differs: {said}"
    found.file.notes.insert(0, said)


def _direct(found: _List, moves: list[_Line], proof: running.Proof, *, told: bool) -> None:
    """Give every amount its direction: its own sign, else the word beside it, else the balance."""
    grid = found.grid
    if "amount" not in grid.roles or not moves:
        return
    words = found.cells("sign")
    place_of = {index: place for place, (index, _) in enumerate(found.rows)}
    said = [shown(words[place_of[m.index]]).casefold() if words else "" for m in moves]
    if proof.whole and proof.sign < 0:
        raise InputRefused(
            f"Not imported: the amounts in {grid.name('amount')!r} and the running balance run in "
            "opposite directions. Export the list with money in as positive amounts."
        )
    if any((m.minor or 0) < 0 for m in moves):
        odd = [m for m, word in zip(moves, said, strict=True) if _contradicts(m, word)]
        if odd:
            found.file.notes.append(
                f"in {len(odd)} rows the word says another direction than the sign (row "
                f"{odd[0].index + 1}): the sign was taken"
            )
        if not proof.right:
            found.file.notes.append(
                "positive amounts were taken as money in; no running balance proves it"
            )
        return
    if words and any(word in MONEY_IN | MONEY_OUT for word in said):
        _by_word(found, moves, said)
    elif not (
        told or proof.whole or (proof.mostly and proof.sign > 0) or any(m.signed for m in moves)
    ):
        raise InputRefused(
            "Not imported: no amount is negative, and nothing says which ones came in. Say --kind "
            "payments if all of them are money received.",
            question=Question("kind", ("payments",)),
        )


def _contradicts(line: _Line, word: str) -> bool:
    minor = line.minor or 0
    return (minor < 0 and word in MONEY_IN) or (minor > 0 and word in MONEY_OUT)


def _by_word(found: _List, moves: list[_Line], said: list[str]) -> None:
    by_index = dict(found.rows)
    bad = []
    for line, word in zip(moves, said, strict=True):
        if word in MONEY_OUT:
            line.minor = -(line.minor or 0)
        elif word not in MONEY_IN:
            bad.append(line)
            found.file.wrong(
                line.index + 1, word or None, "expected a word for money in or out",
                " ; ".join(shown(cell) for cell in by_index[line.index]),
            )  # fmt: skip
    moves[:] = [line for line in moves if line not in bad]


def _entry(found: _List, line: _Line, row: Row) -> Entry:
    minor = line.minor or 0
    texts = [tidy(shown(row[place])) for place in found.grid.texts if place < len(row)]
    text = " ".join(part for part in dict.fromkeys(texts) if part) or None
    name, account = tidy(shown(found.at(row, "name"))), account_of(shown(found.at(row, "account")))
    entry = Entry(line.index + 1, line.currency, minor, line.booked, line.value)
    entry.ref = tidy(shown(found.at(row, "ref"))) or ""
    status = shown(found.at(row, "status"))
    entry.status = "" if not status or status.casefold() in DONE else status
    named = references_of([shown(found.at(row, "end_to_end"))])
    entry.parts = [Part(minor, name, account, text, named[0] if named else None, references=named)]
    balance = "" if line.balance is None else str(line.balance)
    entry.said = " ".join(filter(None, (name, account, text, *named, balance)))
    return entry
