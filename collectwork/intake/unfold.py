"""Customers in a row above their lines, with the sum of those lines: Odoo folds a ledger so.

The first column names the customer in that row; in the lines below it holds the due day, or, in
newer versions, the document, whose day has a column of its own. An amount stands in exactly one age
column; the total of a line is empty, or the same.
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
    if (dated := _dated(layout)) is not None:
        _documents(table, layout, ages, total, dated)
        return
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


def _dated(layout: Layout) -> int | None:
    """The column of the documents' days, which newer lists have."""
    for place, name in enumerate(layout.headings):
        if headings.normal(name) in ("invoicedate", "date"):
            return place
    return None


def _documents(table: Table, layout: Layout, ages: list[int], total: int, dated: int) -> None:
    """Lines that begin with the document. Their age column is in the company's currency; where an
    amount in another currency stands beside it, that one is what is open."""
    body = range(layout.start, len(table.rows))
    lines = [i for i in body if not blank(_at(table.rows[i], dated))]
    named = [
        i for i in body
        if _at(table.rows[i], 0) and blank(_at(table.rows[i], dated))
        and not blank(_at(table.rows[i], total))
    ]  # fmt: skip
    if not lines or not named or lines[0] < named[0]:
        return
    names = [headings.normal(name) for name in layout.headings]
    own = names.index("amountcurrency") if "amountcurrency" in names else None
    for index in lines:
        table.rows[index] = _written_out(table.rows[index], ages, total, index)
    for index in named:
        name = shown(_at(table.rows[index], 0))
        if index != named[-1] or not GRAND.match(name) or index < lines[-1]:
            table.sums[index] = name
    layout.headings = ["Document Number", *(_renamed(name) for name in layout.headings[1:])]
    foreign = own is not None and any(
        not blank(mine := _at(table.rows[i], own)) and mine != _at(table.rows[i], total)
        for i in lines
    )
    if own is not None and foreign:
        layout.headings[own], layout.headings[total] = "Open Amount", "Total in company currency"
        layout.headings = [
            f"{name} (company currency)" if place in ages else name
            for place, name in enumerate(layout.headings)
        ]
        layout.buckets = []


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


def _nothing(cell: Any) -> bool:
    """Empty, a dash or zero."""
    return blank(cell) or (cell == 0 if not isinstance(cell, str) else not cell.strip("0.,-– "))


def _written_out(row: Any, ages: list[int], total: int, index: int) -> list[Any]:
    filled = [place for place in ages if not _nothing(_at(row, place))]
    if len(filled) != 1:
        raise InputRefused(
            f"Not imported: row {index + 1}: expected an amount in one age column, found "
            f"{len(filled)}. Export the list again."
        )
    cells = [*row, *[""] * (total + 1 - len(row))]
    cells[total] = cells[filled[0]]
    return cells
