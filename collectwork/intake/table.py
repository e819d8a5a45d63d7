"""A file as rows of cells, before anybody knows what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

#: Text, or what a spreadsheet typed: a number, a truth value, a day.
Cell = str | float | int | bool | date | datetime

Row = Sequence[Any]


@dataclass(slots=True)
class Table:
    """Rows as they stand in the file; row ``i`` is shown as row ``first + i``.

    ``spoiled``: rows (by index) that could not be read as text, with what is wrong;
    ``sums``: rows that state the sum of those below, with the customer they name;
    ``typed``: cells may be numbers and dates, as in a workbook; ``form``: what the file is, where
    that is neither a text nor a workbook;
    ``open_end``: the file's last line does not end, as where it was cut off;
    ``computed``: what plain formulas without a stored result come to, by row and column; their
    cells are empty;
    ``hidden``: a sheet that a spreadsheet program does not show;
    ``merged``: first row and column, last row and column of cells that are one.
    """

    rows: list[Row]
    typed: bool = False
    form: str = ""
    delimiter: str = ""
    notes: list[str] = field(default_factory=list)
    spoiled: dict[int, str] = field(default_factory=dict)
    sheet: str | None = None
    sums: dict[int, str] = field(default_factory=dict)
    open_end: bool = False
    computed: dict[tuple[int, int], Decimal] = field(default_factory=dict)
    hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def blank(cell: Any) -> bool:
    """Nothing to see in the cell."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def shown(cell: Any) -> str:
    """The cell as text, the way a person would name it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return str(cell)
