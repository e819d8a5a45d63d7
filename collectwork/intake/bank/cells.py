"""Cells of bank lists: days, amounts, and words for the direction of money."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from collectwork.errors import InputRefused, Question
from collectwork.intake import dates, numbers
from collectwork.intake.bank.words import MONEY_IN, MONEY_OUT
from collectwork.intake.table import shown

_OFX = re.compile(r"^(\d{8})\d{6}(?:\.\d+)?(?:\[[^\]]*\])?$")
_DIGITS = re.compile(r"^[+-]?\d+$")
_NOTHING = ("", "-", "–", "—")


def plain_day(cell: Any) -> Any:
    """OFX writes days as 20260131120000[0:GMT]."""
    if isinstance(cell, str) and (match := _OFX.match(cell.strip())):
        return match[1]
    return cell


def is_day(cell: Any) -> bool:
    """A day in one of the orders."""
    cell = plain_day(cell)
    if isinstance(cell, (int, float)) or not cell:
        return False
    for order in ("dmy", "mdy"):
        try:
            if dates.read(cell, "dmy" if order == "dmy" else "mdy") is not None:
                return True
        except (ValueError, OverflowError):
            continue
    return False


def is_amount(cell: Any) -> bool:
    """A number as amounts are written, or a dash for none; no day."""
    if isinstance(cell, bool):
        return False
    if isinstance(cell, (int, float)):
        return True
    text = shown(cell)
    if text in _NOTHING:
        return True
    if not isinstance(cell, str) or (is_day(cell) and not _DIGITS.match(text)):
        return False
    try:
        body = numbers.parts(text).body
    except ValueError:
        return False
    return len(body) <= 24 and not (body.startswith("0") and len(body) > 5 and body.isdigit())


def whole(cell: Any) -> bool:
    """Digits only: a number of something as likely as an amount."""
    text = shown(cell)
    return isinstance(cell, str) and (bool(_DIGITS.match(text)) or text in _NOTHING)


def are_words(cells: Sequence[Any]) -> bool:
    """Whether a column holds words for the direction of money; a few others may stand between
    them, such as CHECK."""
    said = [shown(cell) for cell in cells]
    known = [text.casefold() in MONEY_IN | MONEY_OUT for text in said]
    return sum(known) * 2 > len(said) and all(
        fine or (text.isalpha() and text.isupper() and len(text) <= 8)
        for fine, text in zip(known, said, strict=True)
    )


def amount(cell: Any, mark: numbers.Mark) -> numbers.Number | None:
    """The amount of a cell, None for an empty one; ValueError for anything else."""
    if not isinstance(cell, str):
        return numbers.typed(cell)
    return None if cell.strip() in _NOTHING else numbers.read(cell, mark)


def mark_of(columns: Iterable[Iterable[Any]], said: str | None) -> numbers.Mark:
    """The decimal mark of all amounts of the list; InputRefused where nothing decides it."""
    dot = comma = doubtful = None
    for cells in columns:
        found = numbers.evidence({cell for cell in cells if isinstance(cell, str)})
        dot, comma = dot or found.dot, comma or found.comma
        doubtful = doubtful or found.doubtful
    if dot and comma:
        raise InputRefused(
            f"Not imported: the amounts are written as {dot!r} and as {comma!r}: the decimal mark "
            "cannot be both. Correct the file."
        )
    proved = "." if dot else "," if comma else None
    if said and proved and said != proved:
        raise InputRefused(
            f"Not imported: the profile says decimal_mark {said!r}, but the file writes "
            f"{dot or comma!r}. Correct the profile, or check the file."
        )
    if doubtful and not (proved or said):
        raise InputRefused(
            f"Not imported: {doubtful!r} may be thousands or decimals, and no other value decides "
            "it. Say decimal_mark in a profile.",
            question=Question("decimal_mark", (".", ",")),
        )
    return "," if "," in (proved, said) else "."


def order_of(columns: Iterable[Iterable[Any]], said: str | None) -> dates.Order | None:
    """The order of day and month; InputRefused where the values contradict or decide nothing."""
    cells = {plain_day(cell) for column in columns for cell in column if cell not in ("", None)}
    found = dates.evidence(cells)
    if found.contradictory:
        raise InputRefused(
            f"Not imported: days are written as {found.day_first!r} (day first) and as "
            f"{found.month_first!r} (month first). The file's dates are broken; export it again."
        )
    if found.swapped:
        raise InputRefused(
            f"Not imported: some days are text ({found.swapped!r}), the others are all in the "
            "first twelve of a month: a spreadsheet has exchanged day and month. Export the list "
            "again and import it without opening it."
        )
    if said in ("dmy", "mdy"):
        if found.order and found.order != said:
            raise InputRefused(
                f"Not imported: the profile says date_order {said!r}, but the file writes "
                f"{found.day_first or found.month_first!r}. Correct the profile."
            )
        return "dmy" if said == "dmy" else "mdy"
    if found.year_first:
        raise InputRefused(
            f"Not imported: {found.year_first!r} seems to begin with the year. Write years with "
            "four digits, or say date_order in a profile.",
            question=Question("date_order", ("dmy", "mdy")),
        )
    if found.doubtful and found.order is None:
        raise InputRefused(
            f"Not imported: {found.doubtful!r} may be day/month or month/day, and no value decides "
            "it. Say date_order in a profile.",
            question=Question("date_order", ("dmy", "mdy")),
        )
    return found.order


def day(cell: Any, order: dates.Order | None) -> date | None:
    """The day of a cell; None for an empty one, ValueError for anything else."""
    return dates.read(plain_day(cell), order)
