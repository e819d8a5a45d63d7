"""Tables as a workbook: texts typed as text, numbers as numbers, so that nothing is run or lost."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from collectwork.analytics.figures import Cell, Figure, Listing
from collectwork.domain.money import Money, digits
from collectwork.present.figures import figure, machine

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_575
EXACT = 10**15  # beyond this a spreadsheet rounds


def workbook(listings: Sequence[Listing]) -> bytes:
    """One sheet a table, headings frozen. Raises ValueError for more rows than a sheet holds."""
    import xlsxwriter

    content = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(content, options)
    styles = _Styles(book)
    used: set[str] = set()
    for listing in listings:
        _write(book.add_worksheet(_name(listing.title, used)), listing, styles)
    book.close()
    return content.getvalue()


class _Styles:
    """The few formats there are; money by its number of decimals."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.percent = book.add_format({"num_format": "0.0%"})
        self.text = book.add_format({"num_format": "@"})
        self._money: dict[int, Any] = {}

    def money(self, places: int) -> Any:
        if places not in self._money:
            zeros = "." + "0" * places if places else ""
            self._money[places] = self._book.add_format({"num_format": f"#,##0{zeros}"})
        return self._money[places]


def _write(sheet: Any, listing: Listing, styles: _Styles) -> None:
    if len(listing.rows) > MOST_ROWS:
        raise ValueError(f"{len(listing.rows):,} rows do not fit in a sheet of {MOST_ROWS:,}")
    widths = [len(column.name) for column in listing.columns]
    for place, column in enumerate(listing.columns):
        sheet.write_string(0, place, column.name, styles.head)
    for line, row in enumerate(listing.rows, start=1):
        for place, value in enumerate(row):
            if place in listing.bars:
                _number(sheet, line, place, listing.bars[place][line - 1], styles.percent, styles)
                continue
            _cell(sheet, line, place, value, styles)
            widths[place] = max(widths[place], min(48, len(str(_width(value)))))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width + 2)
    sheet.freeze_panes(1, 0)


def _cell(sheet: Any, line: int, place: int, value: Cell | Decimal, styles: _Styles) -> None:
    if value is None:
        return
    if isinstance(value, Figure):
        _figure(sheet, line, place, value, styles)
    elif isinstance(value, Money):
        _number(sheet, line, place, value.decimal, styles.money(digits(value.currency)), styles)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, styles.day)
    elif isinstance(value, (int, float, Decimal)):
        _number(sheet, line, place, value, None, styles)
    else:
        shown = _CONTROLS.sub("\ufffd", str(value))[:LONGEST_TEXT]
        sheet.write_string(line, place, shown, styles.text)


def _figure(sheet: Any, line: int, place: int, one: Figure, styles: _Styles) -> None:
    value = machine(one)
    if value is None or one.note == "name":
        sheet.write_string(line, place, figure(one), styles.text)
        return
    look = {"money": styles.money(digits(one.currency)), "percent": styles.percent}.get(one.unit)
    _number(sheet, line, place, Decimal(value), look, styles)


def _number(
    sheet: Any, line: int, place: int, value: float | Decimal, look: Any, styles: _Styles
) -> None:
    if abs(float(value)) >= EXACT:
        sheet.write_string(line, place, str(value), styles.text)
    else:
        sheet.write_number(line, place, float(value), look)


def _width(value: Any) -> str:
    return figure(value) if isinstance(value, Figure) else str(value)


def _name(title: str, used: set[str]) -> str:
    """A name a sheet may bear, no two alike."""
    base = _FORBIDDEN.sub(" ", title).strip()[:31] or "Sheet"
    name, number = base, 2
    while name.casefold() in used:
        tail = f" {number}"
        name, number = base[: 31 - len(tail)] + tail, number + 1
    used.add(name.casefold())
    return name
