"""Customers stacked beside their invoices (Sage 50): ID, name, contact and telephone one below the
other in the first column, then a row that repeats the ID with the customer's sums.

Its invoices have numbers and ages but no days, so they count as parts of the balances.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from collectwork.domain.customers import key
from collectwork.domain.ledger import ContactFacts, Problem
from collectwork.intake import headings
from collectwork.intake.draft import Source
from collectwork.intake.numbers import Number
from collectwork.intake.rowwords import GRAND
from collectwork.intake.summary_grid import Grid
from collectwork.intake.summary_rows import Line, Sheet, Sum, amounts_of
from collectwork.intake.table import blank, shown
from collectwork.intake.texts import Bad

_PHONE = re.compile(r"^[+(]?\d[\d\s()./-]{5,}(?:x\d+)?$")


@dataclass(slots=True)
class _Block:
    """A customer under way: the texts of its first column and its invoices."""

    number: str
    start: int
    texts: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def unstack(source: Source, made: Grid) -> Sheet:
    """The invoices' rows with the customer each belongs to, and the sums that close a customer."""
    sheet = Sheet()
    cells = list(amounts_of(source, made).values())
    document = _document(made)
    block: _Block | None = None
    for index, row in enumerate(source.columns.rows):
        if all(blank(cell) for cell in row):
            continue
        texts = [line.strip() for line in str(row[0] or "").splitlines() if line.strip()]
        first = texts[0] if texts else ""
        money = any(isinstance(column[index], (Number, Bad)) for column in cells)
        named = document is not None and document < len(row) and not blank(row[document])
        if block is not None and money and not named and key(first) == key(block.number):
            sheet.totals.append(Sum(index, first, list(block.lines)))
            _close(sheet, block)
            block = None
        elif GRAND.match(first) and money and block is None:
            sheet.totals.append(Sum(index, first))
        elif block is None and not first:
            if money:
                _wrong(source, index, "expected a customer's ID in the first column")
        elif block is None and not money and not named and sheet.totals and _ended(sheet):
            continue
        else:
            if block is None:
                block = _Block(first, index)
            block.texts += texts
            if money:
                block.lines.append(Line(index, block.number))
    if block is not None and block.lines:
        _wrong(source, block.start, f"expected a row with the sums of customer {block.number!r}")
    return sheet


def _close(sheet: Sheet, block: _Block) -> None:
    name = block.texts[1] if len(block.texts) > 1 else block.number
    rest = block.texts[2:]
    phone = next((text for text in rest if _PHONE.match(text)), None)
    person = next((text for text in rest if text != phone), None)
    for line in block.lines:
        sheet.accounts[line.index] = (block.number, name)
    sheet.lines += block.lines
    if person or phone:
        sheet.contacts.append(ContactFacts(block.number, person or name, phone=phone))


def _ended(sheet: Sheet) -> bool:
    return sheet.totals[-1].of is None


def _document(made: Grid) -> int | None:
    """The column of the invoice numbers."""
    for place, name in enumerate(made.layout.headings):
        if place and name and "document" in dict(headings.fields(name)):
            return place
    return None


def _wrong(source: Source, index: int, expected: str) -> None:
    row: Any = source.columns.rows[index]
    value = "; ".join(shown(cell)[:40] for cell in row if not blank(cell))[:120]
    source.problems[index] = Problem(source.row(index), None, value or None, expected)
