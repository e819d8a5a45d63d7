"""What each row of a ledger is: exactly one of blank, header, group, item, total, footer.

A row that is none of these is a problem with its number, never dropped in silence. "Is it a
total" asks for the open group's name, not for a beginning with "Total": customers are named so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from collectwork.domain.ledger import Problem
from collectwork.intake.columns import Columns, is_blank_row
from collectwork.intake.headings import bucket, normal
from collectwork.intake.rowwords import (
    BLOCK,
    BLOCK_NAME,
    COUNT,
    FOOTER,
    GRAND,
    SUM_AFTER,
    TOTAL_OF,
    first_label,
    repeats,
    same,
    sum_of,
    undated_sums,
)
from collectwork.intake.steps import Sorted, Total
from collectwork.intake.table import Row, Table, blank, shown


class Walk:
    """One pass over the rows below the header."""

    def __init__(self, columns: Columns, amount: Sequence[Any], heading: str, table: Table) -> None:
        layout = columns.layout
        self._columns = columns
        self._rows: Sequence[Row] = columns.rows
        self._amount = amount
        self._amount_heading = heading  # what stands there when the header is repeated
        self._last_item: int | None = None
        self._spoiled = table.spoiled
        self._sums = table.sums
        self._header = [normal(name) for name in layout.headings if name]
        self._number = columns.raw("number")
        self._name = columns.raw("name")
        # what shows that a row is an item: a number of its own, a day or a type
        self._dated = [
            [isinstance(cell, date) for cell in columns.days(part)]
            for part in ("issued", "due")
            if columns.has(part)
        ]
        self._proofs = [
            [not blank(cell) for cell in columns.raw(part)]
            for part in ("document", "type_text")
            if columns.has(part)
        ] + self._dated
        self._latest: int | None = None  # the item before
        self._group: str | None = None
        self._block: str | None = None
        self._ended = False
        for row in table.rows[: layout.header]:
            self._block_line(" ".join(shown(cell) for cell in row if not blank(cell)))
        self._sorted = Sorted(grouped=self._is_grouped())

    def run(self) -> Sorted:
        found = self._sorted
        number, name, amount = self._number, self._name, self._amount
        sums = undated_sums(self._number, self._name, amount, self._dated)
        for index, row in enumerate(self._rows):
            if index in self._spoiled:
                self._wrong(index, None, f"expected {self._spoiled[index]}")
            elif index in self._sums:
                self._group = self._sums[index]
                found.sequence.append(Total(index, self._group, self._group, ahead=True))
            elif index in sums and (self._dated or self._of_latest(sums[index])):
                self._total(index, sums[index])
            elif (
                not blank(amount[index])
                and (not blank(number[index]) or not blank(name[index]))
                and self._proved(index)
                and amount[index] != self._amount_heading
                and not (row[0] and isinstance(row[0], str) and row[0][0] == "*")
            ):
                self._item(index)
            else:
                self._special(index, row)
        return found

    def _proved(self, index: int) -> bool:
        return any(proof[index] for proof in self._proofs)

    def _of_latest(self, label: str) -> bool:
        """Whether a label is the sum of the customer whose item stands above."""
        before = self._latest
        if before is None:
            return False
        named = (self._number[before], self._name[before], self._group or "")
        return any(same(sum_of(label), shown(cell)) for cell in named if not blank(cell))

    def _item(self, index: int) -> None:
        self._latest = index
        self._sorted.sequence.append(index)
        if self._group is not None:
            self._sorted.group_of[index] = self._group
        if self._block is not None:
            self._sorted.number_of[index] = self._block

    def _special(self, index: int, row: Row) -> None:
        filled = [place for place, cell in enumerate(row) if not blank(cell)]
        if not filled:
            return
        if repeats(row, self._header):
            return
        label = first_label(row, filled)
        has_amount = not blank(self._amount[index])
        if label.startswith("*"):
            stars = len(label) - len(label.lstrip("*"))
            self._total(index, label, stars=stars)
        elif len(filled) == 2 and not has_amount and self._block_line(self._joined(row, filled)):
            pass
        elif len(filled) == 2 and not has_amount and self._block is not None:
            self._sorted.footers.append(index)  # a block's company code, its city
        elif (
            len(filled) > 1
            and self._proved(index)
            and (not self._is_total(label) or self._date(index))
        ):
            self._lonely(index, row, has_amount)
        elif self._ended and FOOTER.match(label):
            self._sorted.footers.append(index)  # Xero's "Percentage of total" holds a number
        elif has_amount or (label and self._total_label(label, index)):
            self._sum(index, row, label, has_amount)
        elif len(filled) == 1:
            self._single(index, label)
        elif self._ended or FOOTER.match(label):
            self._sorted.footers.append(index)
        else:
            self._wrong(index, None, self._unlike())

    def _joined(self, row: Row, filled: list[int]) -> str:
        return " ".join(shown(row[place]) for place in filled)

    def _lonely(self, index: int, row: Row, has_amount: bool) -> None:
        """An item without a customer of its own, or without an amount."""
        if not has_amount:
            if self._ended:
                self._sorted.footers.append(index)
                return
            self._sorted.problems[index] = Problem(
                self._columns.first + index, self._amount_heading, None,
                "expected an amount, found nothing",
            )  # fmt: skip
        elif (
            not blank(self._number[index])
            or not blank(self._name[index])
            or self._group is not None
            or self._block is not None
        ):
            self._item(index)
        else:
            part = "number" if self._columns.has("number") else "name"
            self._wrong(index, part, "expected a customer, found none")

    def _sum(self, index: int, row: Row, label: str, has_amount: bool) -> None:
        known = (
            not label
            or self._is_total(label)
            or self._group_total(label)
            or (bool(SUM_AFTER.match(label)) and self._of_latest(label))
        )
        if known:
            self._total(index, label)
        elif self._sorted.grouped and has_amount and self._next_is_item(index):
            self._wrong(index, None, self._unlike())
        else:
            self._wrong(index, None, "expected a document number or a day beside the amount")

    def _single(self, index: int, label: str) -> None:
        name = COUNT.sub("", label)
        if self._sorted.grouped:
            if self._next_is_item(index) and not FOOTER.match(label):
                self._group, self._ended = label, False
            elif self._ended or not self._next_is_anything(index) or FOOTER.match(label):
                self._sorted.footers.append(index)
            else:
                self._group = label
        elif bucket(name) and not name.isdigit():
            self._group = None  # an age above its items
        elif blank(self._number[index]) and self._block_line(label):
            pass
        elif not self._next_is_anything(index) or FOOTER.match(label) or self._ended:
            self._sorted.footers.append(index)
        elif self._columns.typed or len(self._rows[index]) > 1 or not self._sorted.items:
            self._wrong(index, None, self._unlike())
        else:
            self._sorted.footers.append(index)  # a line of a printed list outside its table

    def _block_line(self, label: str) -> bool:
        """``Kunde 100017`` above a table, and the ``Name …`` that belongs to it."""
        if block := BLOCK.match(label):
            self._block, self._group = block[1], None
            return True
        if self._block is not None and (named := BLOCK_NAME.match(label)):
            self._group = named[1]
            return True
        return False

    def _total(self, index: int, label: str, stars: int = 0) -> None:
        closes = self._group if self._group_total(label) or not label else None
        self._sorted.sequence.append(Total(index, label, closes, stars))
        if closes is not None or stars > 1:
            self._group = None
        if stars > 1:
            self._block = None  # the account is closed: what follows needs a heading of its own
        if GRAND.match(label) and closes is None:
            self._ended = True

    def _total_label(self, label: str, index: int) -> bool:
        """A total whose formula was never calculated: no amount, but the right words."""
        if self._group_total(label):
            return True
        if not self._is_total(label) or self._next_is_item(index):
            return False
        return bool(GRAND.match(label)) or not self._sorted.grouped

    def _group_total(self, label: str) -> bool:
        match = TOTAL_OF.match(label)
        return bool(match and match["of"] and self._group and same(match["of"], self._group))

    def _is_total(self, label: str) -> bool:
        return bool(GRAND.match(label) or TOTAL_OF.match(label))

    def _date(self, index: int) -> bool:
        """A day or a document number that is not the label itself."""
        if any(isinstance(self._columns.days(part)[index], date) for part in ("issued", "due")):
            return True
        document = shown(self._columns.raw("document")[index])
        return bool(document) and not self._is_total(document)

    def _is_grouped(self) -> bool:
        """Whether customers stand in rows of their own above their items."""
        if self._columns.has("name") and sum(not blank(c) for c in self._name[:400]) > 40:
            filled = [
                i for i, a in enumerate(self._amount[:400]) if not blank(a) and self._proved(i)
            ]
            if filled and sum(not blank(self._name[i]) for i in filled) * 2 > len(filled):
                return False
        roles = self._columns.layout.roles
        own = {roles.get("name"), roles.get("number")}
        if self._block is not None:
            return False
        for index, row in enumerate(self._rows[:2000]):
            filled = [place for place, cell in enumerate(row) if not blank(cell)]
            if len(filled) != 1 or not isinstance(row[filled[0]], str):
                continue
            if BLOCK.match(row[filled[0]].strip()):
                return False
            following = self._following(index)
            if following is None:
                continue
            if blank(self._name[following]) and (
                blank(self._number[following]) or (len(row) > 1 and self._columns.typed)
            ):
                age = bucket(row[filled[0]].strip()) and filled[0] not in own
                return not (age and self._columns.has("name"))
        return False

    def _following(self, index: int) -> int | None:
        """The next filled row, if it is an item."""
        for after in range(index + 1, min(index + 6, len(self._rows))):
            if is_blank_row(self._rows[after]) or repeats(self._rows[after], self._header):
                continue
            return after if self._proved(after) and not blank(self._amount[after]) else None
        return None

    def _next_is_item(self, index: int) -> bool:
        return self._following(index) is not None

    def _next_is_anything(self, index: int) -> bool:
        """Whether items still come; looked up from the end, once."""
        if self._last_item is None:
            self._last_item = max(
                (i for i, a in enumerate(self._amount) if not blank(a) and self._proved(i)),
                default=-1,
            )
        return index < self._last_item

    def _unlike(self) -> str:
        return "expected an item, a group, a total or a header; the row is none of these"

    def _wrong(self, index: int, part: str | None, expected: str) -> None:
        heading = self._columns.layout.heading(part) if part else None
        row = self._rows[index]
        value = "; ".join(shown(cell)[:40] for cell in row if not blank(cell))[:120]
        self._sorted.problems[index] = Problem(
            self._columns.first + index, heading, None if part else value or None, expected
        )
