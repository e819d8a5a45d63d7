"""Rows with more or fewer fields than their list, and a last row that was cut off.

A delimiter too many or too few moves amounts; a cut shortens them. Only text tables are looked at;
a workbook's rows have as many cells as its sheet has columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from collectwork.domain.ledger import Problem
from collectwork.errors import InputRefused
from collectwork.intake.cells import is_amount, is_date
from collectwork.intake.columns import Columns
from collectwork.intake.layout import AMOUNTS, DATES
from collectwork.intake.table import Row, Table, blank, shown
from collectwork.intake.texts import Bad


def uneven(columns: Columns, items: Sequence[int]) -> dict[int, str]:
    """What is wrong with items of an unusual number of fields, by row index.

    Raises InputRefused where most rows have fields without a heading and these hold numbers.
    """
    width = len(columns.layout.headings)
    if columns.typed or {*map(len, columns.rows)} == {width}:
        return {}
    return fields(columns.rows, items, width, columns.first)


def fields(rows: Sequence[Row], items: Sequence[int], width: int, first: int) -> dict[int, str]:
    """The same for any list of text: ``width`` headings (0 where there are none); ``first``: the
    number of the first row."""
    sizes = Counter(len(rows[index]) for index in items)
    if not sizes or sizes.keys() == {width}:
        return {}
    usual = max(sizes, key=lambda size: (sizes[size], size == width, size))
    if not width and sizes[usual] * 3 <= len(items) * 2:
        return {}  # texts at the end with delimiters of their own
    if usual > width > 0:
        _nameless(rows, items, width, first)
    most = max(usual, width)
    short = [index for index in items if len(rows[index]) < usual]
    full = [rows[index] for index in items if len(rows[index]) >= usual]
    wrong = {index: most for index in items if len(rows[index]) > most}
    if len(full) >= len(short):
        wrong |= {index: usual for index in short if _lacks(rows[index], full, usual)}
    return {
        index: f"expected {size} fields, found {len(rows[index])}" for index, size in wrong.items()
    }


def _lacks(row: Row, full: Sequence[Row], usual: int) -> bool:
    """Whether something is missing: where a list writes blank fields at the end of its rows, or
    has one of the missing columns filled in all others. Else blank fields were left out."""
    if any(blank(other[usual - 1]) for other in full):
        return True
    return any(all(not blank(other[place]) for other in full) for place in range(len(row), usual))


def _nameless(rows: Sequence[Row], items: Sequence[int], width: int, first: int) -> None:
    """Every row longer than the heading by a number: its decimals, cut off by their own mark?"""
    for index in items:
        for cell in rows[index][width:]:
            if not blank(cell) and is_amount(cell) and any(map(str.isdigit, shown(cell))):
                raise InputRefused(
                    f"Not imported: row {first + index} has {len(rows[index])} "
                    f"fields under {width} headings, with {shown(cell)[:20]!r} in one without a "
                    "heading: marks inside amounts may have been taken for delimiters. Export the "
                    "list with another delimiter, or name every column."
                )


_MONEY = re.compile(r"^\s*[-(]?\d+(?:[., '\u202f\u00a0]\d{3})*[.,]\d\d[-)]?\s*$", re.MULTILINE)


def is_money(cell: str) -> bool:
    """Whether a text is an amount with two decimals."""
    return bool(_MONEY.fullmatch(cell))


def exchanged(columns: Columns, items: Sequence[int]) -> dict[int, Problem]:
    """Items whose customer, document or company number is an amount, unlike most: their cells
    stand in each other's columns, and what stands for the amount may be a number."""
    wrong: dict[int, Problem] = {}
    for part in ("number", "document", "company"):
        if not columns.has(part):
            continue
        cells = columns.raw(part)
        if columns.typed:
            amounts = [i for i in items if type(cells[i]) is float and not cells[i].is_integer()]
        elif _MONEY.search("\n".join(cells)):
            amounts = [index for index in items if _MONEY.fullmatch(cells[index])]
        else:
            continue
        if len(amounts) * 2 < len(items):
            bad = ((index, Bad(cells[index], "expected a number, no amount")) for index in amounts)
            wrong |= {index: columns.problem(index, part, cell) for index, cell in bad}
    return wrong


def whole(columns: Columns, table: Table, items: Sequence[int]) -> None:
    """Refuse a file that ends without a line end in an amount or a day shorter than all others of
    its column: the rest of it was cut off."""
    if not table.open_end or len(items) < 3 or items[-1] != len(columns.rows) - 1:
        return
    row = columns.rows[items[-1]]
    place = len(row) - 1
    parts = {part for part, at in columns.layout.roles.items() if at == place}
    amount = bool(parts & AMOUNTS) or place in columns.layout.buckets
    if amount or parts & DATES:
        others = [columns.rows[index] for index in items[:-1]]
        not_cut(row, others, columns.first + items[-1], day=not amount)


def not_cut(row: Row, others: Sequence[Row], number: int, *, day: bool) -> None:
    """Refuse a last row whose last cell, an amount or a ``day``, is shorter than those above."""
    place = len(row) - 1
    cells = [str(other[place]).strip() for other in others if place < len(other)]
    cells = [cell for cell in cells if cell]
    size = len if day else _decimals
    last = str(row[place]).strip()
    sizes = set(map(size, cells))
    if last and len(cells) > 1 and len(sizes) == 1 and size(last) < min(sizes):
        raise InputRefused(
            f"Not imported: the file ends with {last!r} in row {number}, shorter than all values "
            "above it and without a line end: it seems to be cut off. Export or copy it again."
        )


def _decimals(cell: str) -> int:
    mark = max(cell.rfind("."), cell.rfind(","))
    return sum(map(str.isdigit, cell[mark:])) if mark >= 0 else 0


def above(columns: Columns, table: Table) -> None:
    """Refuse a list with rows above its headings that look like its items: they would be lost."""
    roles = columns.layout.roles
    amounts = [place for part, place in roles.items() if part in AMOUNTS]
    days = [place for part, place in roles.items() if part in DATES]
    names = [roles[part] for part in ("number", "name") if part in roles]
    for index, row in enumerate(table.rows[: columns.layout.header]):
        if not _any(row, amounts, _is_sum):
            continue
        who = _any(row, names) and "document" in roles and _any(row, [roles["document"]])
        if who or _any(row, days, is_date):
            value = "; ".join(shown(cell)[:40] for cell in row if not blank(cell))[:120]
            raise InputRefused(
                f"Not imported: row {index + 1} stands above the headings and looks like an item: "
                f"{value!r}. Move the headings to the top, or export the list again."
            )


def _any(row: Row, places: Sequence[int], proves: Callable[[Any], bool] = bool) -> bool:
    cells = [row[place] for place in places if place < len(row) and not blank(row[place])]
    return any(proves(cell) for cell in cells)


def _is_sum(cell: Any) -> bool:
    return is_amount(cell) and any(map(str.isdigit, shown(cell)))
