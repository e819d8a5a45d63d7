"""What the content of a cell may be, whatever its heading says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from collectwork.intake import dates, numbers
from collectwork.intake.table import shown


def is_date(cell: Any) -> bool:
    """A day in one of the orders, or what a spreadsheet has left of one."""
    try:
        return dates.read(cell, "dmy", serials=True) is not None or _zero_day(cell)
    except ValueError:
        pass
    try:
        return dates.read(cell, "mdy") is not None
    except ValueError:
        found = dates.evidence([cell])
        return bool(found.fragments or found.readable)


def _zero_day(cell: Any) -> bool:
    return isinstance(cell, str) and cell.strip("0.-/ ") == ""


def is_amount(cell: Any) -> bool:
    """A number as amounts are written; no day."""
    if not isinstance(cell, str):
        return isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool)
    text = cell.strip()
    if text in ("-", "–"):
        return True
    try:
        numbers.parts(text)
    except ValueError:
        return False
    return text.count(".") < 2 or "," in text or dates.evidence([text]).readable == 0


def is_count(cell: Any) -> bool:
    """A whole number with or without a sign."""
    return shown(cell).strip("+-−() ").replace(".0", "").isdigit()
