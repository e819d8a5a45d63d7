"""Workbooks (XLSX, XLSB, ODS and the old binary XLS): sheets as rows of typed cells."""

from __future__ import annotations

import io
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from collectwork.errors import InputRefused
from collectwork.intake.gate import MAX_COLUMNS, MAX_FIELD
from collectwork.intake.table import Table


def sheets(data: bytes) -> list[Table]:
    """Every sheet that holds something. Formulas are never calculated: a cell without a stored
    result is empty."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(book.sheet_names)
        tables = [_sheet(book, name) for name in names]
    except InputRefused:
        raise
    except (CalamineError, OSError, ValueError, BaseException) as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise InputRefused(
            "Not imported: the workbook is damaged or locked with a password. "
            "Save it again as XLSX without a password."
        ) from error
    filled = [table for table in tables if table.rows]
    if not filled:
        raise InputRefused("Not imported: the workbook has no filled sheet. Export it again.")
    return filled


def _sheet(book: CalamineWorkbook, name: str) -> Table:
    rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    if rows and len(rows[0]) > MAX_COLUMNS:
        raise InputRefused(
            f"Not imported: sheet {name!r} has {len(rows[0]):,} columns, "
            f"the limit is {MAX_COLUMNS:,}."
        )
    table = Table(list(rows), typed=True, sheet=name)
    for index, row in enumerate(rows):
        if any(isinstance(cell, str) and len(cell) > MAX_FIELD for cell in row):
            table.spoiled[index] = "a cell of at most 64,000 letters"
    return table
