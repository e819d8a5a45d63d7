"""Workbooks (XLSX, XLSB, ODS and the old binary XLS): sheets as rows of typed cells."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from itertools import zip_longest
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from collectwork.errors import InputRefused
from collectwork.intake import apart, sheetxml
from collectwork.intake.apart import Page
from collectwork.intake.formulas import Sheet
from collectwork.intake.gate import MAX_COLUMNS, MAX_FIELD
from collectwork.intake.sheetxml import Facts
from collectwork.intake.table import Table


def sheets(data: bytes, marked: Collection[str] = ()) -> list[Table]:
    """Every sheet that holds something. Stored results of formulas are taken as they are; what
    plain sums without one come to is kept apart (``Table.computed``). ``marked``: parts of an XLSX
    in which the gate has seen formulas, errors or hidden rows."""
    try:
        if data[:2] != b"PK" or b"xl/workbook.bin" in data:
            tables = [_table(page) for page in apart.pages(data)]
        else:
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            tables = [
                _sheet(book, one.name, one.visible != SheetVisibleEnum.Visible)
                for one in book.sheets_metadata
                if one.name in book.sheet_names
            ]
        facts = sheetxml.of_sheets(data, marked) if marked else {}
    except InputRefused:
        raise
    except (CalamineError, OSError, ValueError, BaseException) as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise InputRefused(
            "Not imported: the workbook is damaged or locked with a password. "
            "Save it again as XLSX without a password."
        ) from error
    for table in tables:
        if table.sheet in facts:
            _completed(table, facts[table.sheet])
    filled = [table for table in tables if table.rows]
    if not filled:
        raise InputRefused("Not imported: the workbook has no filled sheet. Export it again.")
    return filled


def _sheet(book: CalamineWorkbook, name: str, hidden: bool) -> Table:
    sheet = book.get_sheet_by_name(name)
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in _merged(sheet)]
    return _table(Page(name, hidden, rows, merged))


def _table(page: Page) -> Table:
    name, hidden, rows, merged = page
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    if rows and len(rows[0]) > MAX_COLUMNS:
        raise InputRefused(
            f"Not imported: sheet {name!r} has {len(rows[0]):,} columns, "
            f"the limit is {MAX_COLUMNS:,}."
        )
    table = Table(list(rows), typed=True, sheet=name, hidden=hidden, merged=merged)
    for index in sorted({i for column in zip_longest(*rows) for i in _too_long(column)}):
        table.spoiled[index] = "a cell of at most 64,000 letters"
    return table


def _too_long(column: Sequence[Any]) -> list[int]:
    texts = [cell for cell in column if type(cell) is str]
    if not texts or max(map(len, texts)) <= MAX_FIELD:
        return []
    return [i for i, cell in enumerate(column) if type(cell) is str and len(cell) > MAX_FIELD]


def _merged(sheet: Any) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    found: list[tuple[tuple[int, int], tuple[int, int]]] | None = sheet.merged_cell_ranges
    return found or []


def _completed(table: Table, facts: Facts) -> None:
    """Errors by their names. A formula that was never calculated leaves its cell empty, also where
    a program has written 0 beside it: what it comes to may check totals, and is no item's amount.
    """
    rows: list[list[Any]] = list(map(list, table.rows))
    sheet = Sheet(rows, facts.formulas, facts.pending, facts.errors, facts.hidden_rows > 0)
    for place in facts.pending:
        value = sheet.result(place) if place in facts.formulas else None
        if value is not None and value != 0:
            table.computed[place] = value
    unsure = facts.pending if not facts.calculated else table.computed.keys()
    zeros = {place for place in facts.pending - table.computed.keys() if sheet.comes_to_zero(place)}
    for place in unsure - zeros:
        _put(rows, place, "")
    for place, text in facts.errors.items():
        _put(rows, place, text)
    table.rows = list(rows)
    if facts.hidden_rows:
        table.notes.append(f"{facts.hidden_rows} hidden rows were read like the others")


def _put(rows: list[list[Any]], place: tuple[int, int], value: Any) -> None:
    row, column = place
    if row < len(rows) and column < len(rows[row]):
        rows[row][column] = value
