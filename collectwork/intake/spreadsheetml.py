"""SpreadsheetML 2003: a workbook in one XML file, as NetSuite and others write it, named .xls.

Read as a stream. Cells may be skipped by ``ss:Index`` and spread by ``ss:MergeAcross``; types are
those that the file names. A formula that was never calculated leaves its cell empty.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from collectwork.errors import InputRefused
from collectwork.intake.extent import MAX_CELLS
from collectwork.intake.gate import MAX_COLUMNS, MAX_FIELD
from collectwork.intake.table import Table

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE}}}"
_MAX_ROWS = 1_048_576  # more than any spreadsheet program has


def sheets(data: bytes) -> list[Table]:
    """Every worksheet that holds something; InputRefused when the XML is broken or has entities."""
    try:
        filled = [table for table in _worksheets(data) if table.rows]
    except DefusedXmlException as error:
        raise InputRefused(
            "Not imported: the XML declares entities (DOCTYPE), which no export needs."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise InputRefused(
            "Not imported: the XML of this workbook is damaged or cut off. Export it again."
        ) from error
    if not filled:
        raise InputRefused("Not imported: the workbook has no filled sheet. Export it again.")
    return filled


def _worksheets(data: bytes) -> Iterator[Table]:
    name, rows, inside = "", _Rows(), False
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if element.tag == f"{_SS}Worksheet":
                name, rows = element.get(f"{_SS}Name", ""), _Rows()
            elif element.tag == f"{_SS}Table":
                inside = True
            elif element.tag == f"{_SS}Row" and not inside:
                raise ValueError("a row outside of its table")
        elif element.tag == f"{_SS}Row":
            rows.add(element)
            element.clear()
        elif element.tag == f"{_SS}Table":
            inside = False
            element.clear()
        elif element.tag == f"{_SS}Worksheet":
            yield rows.table(name)
            element.clear()


class _Rows:
    """The rows of one worksheet, in their places."""

    def __init__(self) -> None:
        self._rows: list[list[Any]] = []
        self._spoiled: dict[int, str] = {}
        self._merged: list[tuple[int, int, int, int]] = []
        self._formulas: list[tuple[int, int]] = []  # those with nothing or 0 beside them
        self._calculated = False
        self._hidden = 0

    def add(self, element: Element) -> None:
        index = _whole(element, "Index") or len(self._rows) + 1
        again = _whole(element, "Span") or 0  # so many further rows are like this one: empty
        if index <= len(self._rows) or index + again > _MAX_ROWS:
            raise ValueError("a row out of place")
        self._rows.extend([] for _ in range(index - len(self._rows) - 1))
        self._hidden += element.get(f"{_SS}Hidden") == "1"
        self._rows.append(self._cells(element, index - 1))
        self._rows.extend([] for _ in range(again))

    def _cells(self, element: Element, row: int) -> list[Any]:
        cells: list[Any] = []
        for cell in element.iterfind(f"{_SS}Cell"):
            place = (_whole(cell, "Index") or len(cells) + 1) - 1
            across, down = _whole(cell, "MergeAcross") or 0, _whole(cell, "MergeDown") or 0
            if place < len(cells) or place + across >= MAX_COLUMNS:
                raise InputRefused(
                    f"Not imported: row {row + 1} has a cell out of place or more than "
                    f"{MAX_COLUMNS:,} columns. Export the workbook again."
                )
            cells.extend("" for _ in range(place - len(cells)))
            value = self._value(cell, row, place)
            cells.append(value)
            cells.extend("" for _ in range(across))
            if down:
                self._merged.append((row, place, row + down, place + across))
        return cells

    def _value(self, cell: Element, row: int, place: int) -> Any:
        data = cell.find(f"{_SS}Data")
        value = "" if data is None else _typed(data.get(f"{_SS}Type", "String"), data.itertext())
        if isinstance(value, str) and len(value) > MAX_FIELD:
            self._spoiled[row] = "a cell of at most 64,000 letters"
        if cell.get(f"{_SS}Formula"):
            if value in ("", 0):
                self._formulas.append((row, place))
            else:
                self._calculated = True
        return value

    def table(self, name: str) -> Table:
        rows = self._rows
        if not self._calculated:
            for row, place in self._formulas:
                rows[row][place] = ""
        while rows and all(cell == "" for cell in rows[-1]):
            rows.pop()
        width = max(map(len, rows), default=0)
        if width * len(rows) > MAX_CELLS:
            raise InputRefused(
                f"Not imported: the sheet {name!r} would have more than {MAX_CELLS:,} cells. Copy "
                "the list into a new workbook."
            )
        for cells in rows:
            cells.extend("" for _ in range(width - len(cells)))
        notes = [f"{self._hidden} hidden rows were read like the others"] if self._hidden else []
        return Table(
            list(rows), typed=True, sheet=name, spoiled=self._spoiled, notes=notes,
            merged=self._merged,
        )  # fmt: skip


def _whole(element: Element, name: str) -> int | None:
    text = element.get(f"{_SS}{name}")
    if text is None:
        return None
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _typed(kind: str, texts: Iterable[str]) -> Any:
    """The value as its type says; one that is none of that type stays the text that it is."""
    text = "".join(texts)
    bare = text.strip()
    with suppress(ValueError):
        if kind == "Number":
            return int(bare) if bare.lstrip("-").isdigit() and len(bare) < 16 else float(bare)
        if kind == "DateTime":
            moment = datetime.fromisoformat(bare.rstrip("Z"))
            return moment.date() if moment.time() == datetime.min.time() else moment
    if kind == "Boolean":
        return bare == "1"
    return text if bare else ""
