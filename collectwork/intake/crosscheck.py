"""Columns that say the same thing twice: invoiced less paid is what is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collectwork.errors import InputRefused
from collectwork.intake.book import Book
from collectwork.intake.draft import Source
from collectwork.intake.numbers import Number


def less_paid(source: Source, book: Book, items: Sequence[int]) -> None:
    """Name the rows whose open amount is not invoiced less paid, where it is in nearly all others:
    where no total of the file proves the amounts, a digit may be wrong there."""
    columns = source.columns
    if book.part != "open" or not (columns.has("original") and columns.has("paid")):
        return
    roles = columns.layout.roles
    taken = [columns.amounts(roles[part]) for part in ("paid", "credited") if part in roles]
    right, wrong = 0, []
    for index in items:
        billed, left = book.original[index], book.amount[index]
        if not isinstance(billed, Number) or not isinstance(left, Number):
            continue
        off = [cells[index] for cells in taken if isinstance(cells[index], Number)]
        if _exact(billed) - sum(map(_exact, off)) == _exact(left) or (
            off and _exact(billed) + sum(map(_exact, off)) == _exact(left)
        ):
            right += 1
        else:
            wrong.append(index)
    if wrong and right > 2 and right > 8 * len(wrong):
        rows = ", ".join(str(source.row(index)) for index in wrong[:5])
        source.warnings.append(
            f"{columns.layout.heading('original')!r} less {columns.layout.heading('paid')!r} is "
            f"{columns.layout.heading('open')!r} in {right} rows, but not in "
            f"{'row' if len(wrong) == 1 else 'rows'} {rows}{' …' if len(wrong) > 5 else ''}"
        )


def calculated(source: Source, book: Book, items: Sequence[int]) -> None:
    """Refuse open amounts that are all 0 where the invoice amounts are not: formulas that were
    never calculated, or no list of open items."""
    if not items or book.part in ("original", "amount") or any(map(book.minor.get, items)):
        return
    billed = [cell for cell in book.original if isinstance(cell, Number) and cell.mantissa]
    if billed and not book.history:
        raise InputRefused(
            f"Not imported: every amount of {source.layout.heading(book.part)!r} is 0, and those "
            f"of {source.layout.heading('original')!r} are not. If they are formulas, open the "
            "file in a spreadsheet program and save it; else nothing is open."
        )


def _exact(cell: Any) -> int:
    """Millionths: finer than any currency."""
    scaled: int = cell.mantissa * 10 ** max(0, 6 - cell.places)
    return scaled
