"""Lockbox files: lines of 80 fixed columns, cheques with the invoices they pay.

Positions differ by bank; a profile's ``[lockbox]`` replaces them, each as [first, last] from 1.
They are proved: cheques must make up the totals of their batch and box.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import ReadOptions
from collectwork.domain.money import decimals
from collectwork.errors import InputRefused, Question
from collectwork.intake.bank.entries import (
    BankFile,
    Entry,
    Part,
    Report,
    Unreadable,
    currency_of,
    day_of,
    references_of,
    short_year,
    tidy,
)

_LINE = re.compile(r"^[1-9][0-9A-Z ].{6,103}$")
#: Where a field stands: first and last column, from 1.
POSITIONS: Mapping[str, tuple[int, int]] = {
    "cheque_batch": (2, 4), "cheque_item": (5, 7), "cheque_amount": (8, 17),
    "cheque_routing": (18, 26), "cheque_account": (27, 36), "cheque_number": (37, 45),
    "invoice_batch": (2, 4), "invoice_item": (5, 7), "invoice_number": (12, 27),
    "invoice_amount": (28, 37), "invoice_deduction": (38, 47), "invoice_reason": (48, 50),
    "batch_batch": (2, 4), "batch_date": (15, 20), "batch_count": (21, 23),
    "batch_amount": (24, 33),
    "box_number": (8, 14), "box_date": (15, 20), "box_count": (21, 24), "box_amount": (25, 34),
}  # fmt: skip


@dataclass(slots=True)
class _Cheque:
    line: int
    batch: str
    item: str
    amount: int
    account: str
    number: str
    invoices: list[tuple[str, int, int, str]] = field(default_factory=list)


def is_lockbox(text: str) -> bool:
    """Lines that begin with their type: a header, cheques and a trailer, nothing else."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if len(lines) < 4 or lines[0][:1] != "1" or lines[-1][:1] != "9":
        return False
    kinds = {line[0] for line in lines}
    return (
        {"6"} < kinds and bool(kinds & {"7", "8"}) and kinds <= set("12456789")
        and all(map(_LINE.match, lines[:-1])) and not any("," in line for line in lines[:3])
        and all(line[:17].isdigit() for line in lines if line[0] == "6")
    )  # fmt: skip


def read(path: Path, sha256: str, text: str, options: ReadOptions) -> BankFile:
    """Cheques as payments, split over the invoices named with them where these make them up."""
    file = BankFile(path, sha256, options, "lockbox", source="lockbox")
    reader = _Reader(file)
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            reader.line(number, line.rstrip("\r\n"))
    reader.end()
    file.reports = reader.reports
    file.proof = "equal to the totals of batches and boxes"
    return file


class _Reader:
    """Walks the lines; batches and boxes are closed by their totals."""

    def __init__(self, file: BankFile) -> None:
        self.file = file
        said = (file.options.profile or {}).get("lockbox") or {}
        if wrong := positions_of(said):
            raise InputRefused(f"Not imported: [lockbox] in the profile: {wrong}.")
        self.places = {**POSITIONS, **{name: tuple(place) for name, place in said.items()}}
        self.currency = currency_of(file, None, "lockbox")
        self.reports: list[Report] = []
        self.day: date | None = None
        self.batch: list[_Cheque] = []
        self.box: list[_Cheque] = []
        self.checked = False

    def line(self, number: int, line: str) -> None:
        kind = line[0]
        if kind in "125":
            self._dated(line)
        elif kind == "6":
            self._cheque(number, line)
        elif kind == "4":
            self._invoice(number, line)
        elif kind == "7":
            self.day = self._day(line, "batch_date") or self.day
            self._total(number, line, "batch", self.batch)
            self.box += self.batch
            self.batch = []
        elif kind == "8":
            self.box += self.batch
            self.batch = []
            self._total(number, line, "box", self.box)
            self._close(self._day(line, "box_date") or self.day, self._part(line, "box_number"))

    def end(self) -> None:
        self.box += self.batch
        if self.box and not self.checked:
            raise InputRefused(
                "Not imported: the lockbox file has cheques without a total (7 or 8): it is cut "
                "off. Get it from the bank again."
            )
        if self.box:
            self._close(self.day, "")

    def _dated(self, line: str) -> None:
        self.day = self._day(line, "batch_date") or self.day

    def _part(self, line: str, name: str) -> str:
        first, last = self.places[name]
        return line[first - 1 : last].strip()

    def _number(self, number: int, line: str, name: str, *, empty: int | None = None) -> int:
        said = self._part(line, name)
        if not said and empty is not None:
            return empty
        if not (said.isascii() and said.isdigit()):
            raise InputRefused(
                f"Not imported: line {number}: {said[:20]!r} where {name.replace('_', ' ')} is "
                f"expected (columns {self.places[name][0]} to {self.places[name][1]}). Positions "
                "differ by bank: name them in a profile under [lockbox].",
                question=Question("profile"),
            )
        return int(said)

    def _day(self, line: str, name: str) -> date | None:
        said = self._part(line, name)
        if len(said) != 6 or not said.isdigit():
            return None
        try:
            return day_of(short_year(int(said[:2])), int(said[2:4]), int(said[4:]))[0]
        except Unreadable:
            return None

    def _cheque(self, number: int, line: str) -> None:
        self.batch.append(
            _Cheque(
                number, self._part(line, "cheque_batch"), self._part(line, "cheque_item"),
                self._number(number, line, "cheque_amount"), self._part(line, "cheque_account"),
                self._part(line, "cheque_number"),
            )
        )  # fmt: skip

    def _invoice(self, number: int, line: str) -> None:
        batch, item = self._part(line, "invoice_batch"), self._part(line, "invoice_item")
        cheque = next((c for c in self.batch if (c.batch, c.item) == (batch, item)), None)
        if cheque is None:
            raise InputRefused(
                f"Not imported: line {number}: an invoice of batch {batch}, item {item}, to which "
                "no cheque belongs. Get the file from the bank again."
            )
        cheque.invoices.append((
            self._part(line, "invoice_number"),
            self._number(number, line, "invoice_amount"),
            self._number(number, line, "invoice_deduction", empty=0),
            self._part(line, "invoice_reason"),
        ))  # fmt: skip

    def _total(self, number: int, line: str, what: str, cheques: Sequence[_Cheque]) -> None:
        stated = self._number(number, line, f"{what}_amount")
        count = self._number(number, line, f"{what}_count", empty=len(cheques))
        total = sum(cheque.amount for cheque in cheques)
        if (stated, count) != (total, len(cheques)):
            raise InputRefused(
                f"Not imported: line {number}: the {what} states {count} cheques of "
                f"{decimals(stated, self.currency)}, read were {len(cheques)} of "
                f"{decimals(total, self.currency)}. Positions differ by bank: name them in a "
                "profile under [lockbox], or get the file again.",
                question=Question("profile"),
            )
        self.checked = True

    def _close(self, day: date | None, box: str) -> None:
        if day is None:
            raise InputRefused(
                "Not imported: no day of deposit was found in the lockbox file. Name its position "
                "in a profile under [lockbox] (batch_date).",
                question=Question("profile"),
            )
        report = Report(f"lockbox {box}".strip(), "", self.currency)
        report.entries = [self._entry(cheque, day, report) for cheque in self.box]
        self.reports.append(report)
        self.box = []

    def _entry(self, cheque: _Cheque, day: date, report: Report) -> Entry:
        entry = Entry(cheque.line, self.currency, cheque.amount, day, day)
        entry.method = "cheque"
        entry.said = " ".join(
            (cheque.batch, cheque.item, cheque.account, cheque.number,
             *(invoice for invoice, *_ in cheque.invoices))
        )  # fmt: skip
        entry.parts = _parts(cheque, report, self.currency)
        return entry


def _parts(cheque: _Cheque, report: Report, currency: str) -> list[Part]:
    """A payment an invoice where the invoices make up the cheque; else the cheque as a whole."""
    net = [amount - deduction for _, amount, deduction, _ in cheque.invoices]
    gross = [amount for _, amount, _, _ in cheque.invoices]
    paid = next((each for each in (gross, net) if each and sum(each) == cheque.amount), None)
    account = tidy(cheque.account)
    number = tidy(cheque.number.lstrip("0"))
    if paid is None:
        if cheque.invoices:
            report.warnings.append(
                f"line {cheque.line}: the invoices of a cheque of "
                f"{decimals(cheque.amount, currency)} {currency} do not make it up: taken whole"
            )
        named = references_of(invoice for invoice, *_ in cheque.invoices)
        return [Part(cheque.amount, None, account, " ".join(named) or None, number, named)]
    parts = []
    for minor, (invoice, _, deduction, reason) in zip(paid, cheque.invoices, strict=True):
        text = f"deducted {decimals(deduction, currency)} {reason}".strip() if deduction else None
        parts.append(
            Part(minor, None, account, text, number, references_of([invoice]),
                 tidy(invoice.lstrip("0")))
        )  # fmt: skip
    return parts


def positions_of(said: Mapping[str, Any]) -> str:
    """What is wrong with a profile's positions; empty where nothing is."""
    for name, place in said.items():
        if name not in POSITIONS:
            return f"there is no field {name!r}; known: {', '.join(POSITIONS)}"
        fine = (
            isinstance(place, list) and len(place) == 2
            and all(isinstance(n, int) and 0 < n < 200 for n in place) and place[0] <= place[1]
        )  # fmt: skip
        if not fine:
            return f"{name}: expected [first, last] column"
    return ""
