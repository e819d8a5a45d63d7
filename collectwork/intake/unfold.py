"""Customers in a row above their lines, with the sum of those lines: Odoo folds a ledger so.

The first column names the customer in that row, and the due day in the lines below; an amount
stands in exactly one age column, and the total of a line is empty.
"""

from __future__ import annotations

from typing import Any

from collectwork.errors import InputRefused
from collectwork.intake import dates, headings
from collectwork.intake.headings import bucket, not_due
from collectwork.intake.layout import Layout
from collectwork.intake.rowwords import GRAND
from collectwork.intake.table import Table, blank, shown


def customers_above(table: Table, layout: Layout) -> None:
    """Write the table out: each line with its due day and its amount as its total; the customers'
    rows are marked as sums of what follows. Other tables stay as they are.

    Raises InputRefused where such a list shows no lines, or a line is none of these.
    """
    ages = [place for place, name in enumerate(layout.headings) if name and bucket(name)]
    total = _total(layout)
    if total is None or len(ages) < 3 or layout.headings[0]:
        return
    if not any(not_due(layout.headings[place]) for place in ages) or _says_more(layout):
        return
    body = range(layout.start, len(table.rows))
    lines = [i for i in body if _is_line(table.rows[i], total)]
    named = [i for i in body if _at(table.rows[i], 0) and not blank(_at(table.rows[i], total))]
    if not lines and named:
        raise InputRefused(
            "Not imported: this list is folded: it shows a sum per customer and none of the "
            "invoices. Unfold all lines and export it again."
        )
    if not lines or lines[0] < named[0]:
        return
    for index in lines:
        table.rows[index] = _written_out(table.rows[index], ages, total, index)
    for index in named:
        name = shown(_at(table.rows[index], 0))
        if index != named[-1] or not GRAND.match(name) or index < lines[-1]:
            table.sums[index] = name
    layout.headings = ["Due Date", *(_renamed(name) for name in layout.headings[1:])]
    layout.roles["due"] = 0


def _total(layout: Layout) -> int | None:
    places = [i for i, name in enumerate(layout.headings) if headings.normal(name) == "total"]
    return places[0] if len(places) == 1 else None


def _says_more(layout: Layout) -> bool:
    """A list with a column of customers or of due days needs no unfolding."""
    return any(
        part in ("due", "name") and headings.normal(name) != "account"
        for name in layout.headings
        for part, _ in headings.fields(name)
    )


def _renamed(name: str) -> str:
    """*Account* is the receivable account there, not the customer's."""
    return "Ledger account" if headings.normal(name) == "account" else name


def _at(row: Any, place: int) -> Any:
    return row[place] if place < len(row) else ""


def _is_line(row: Any, total: int) -> bool:
    first = _at(row, 0)
    if blank(first) or not blank(_at(row, total)):
        return False
    try:
        return dates.read(first, "dmy") is not None
    except ValueError:
        try:
            return dates.read(first, "mdy") is not None
        except ValueError:
            return False


def _written_out(row: Any, ages: list[int], total: int, index: int) -> list[Any]:
    filled = [place for place in ages if not blank(_at(row, place)) and _at(row, place) != 0]
    if len(filled) != 1:
        raise InputRefused(
            f"Not imported: row {index + 1}: expected an amount in one age column, found "
            f"{len(filled)}. Export the list again."
        )
    cells = [*row, *[""] * (total + 1 - len(row))]
    cells[total] = cells[filled[0]]
    return cells
