"""A written file taken apart into cells, so that one of them can be damaged, and put together."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook
from writers import files
from writers.ledger import Written

_TEXTS = (
    files.plain, files.english, files.brackets, files.dollars, files.trailing, files.german,
    files.sap_german, files.french, files.swiss, files.indian,
)  # fmt: skip
_DAYS = (files.us_day, files.uk_day, files.dotted, files.dashed, files.iso, files.oracle_day)


@dataclass
class Sheet:
    """Rows of a file. ``found``: item (by its place in the promise) → row; ``opened``: the column
    of open amounts; ``head``: the row of the headings; ``delimiter`` is empty for a workbook."""

    rows: list[list[Any]]
    delimiter: str
    encoding: str
    found: dict[int, int]
    opened: int
    head: int

    def bytes(self) -> bytes:
        if self.delimiter:
            target = io.StringIO()
            csv.writer(target, delimiter=self.delimiter, lineterminator="\r\n").writerows(self.rows)
            return target.getvalue().encode(self.encoding, "replace")
        made = io.BytesIO()
        book = xlsxwriter.Workbook(made, {"strings_to_formulas": False})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page = book.add_worksheet("Data")
        for y, row in enumerate(self.rows):
            for x, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(y, x, cell, day)
                elif isinstance(cell, str) and cell:
                    page.write_string(y, x, cell)
                elif cell not in (None, ""):
                    page.write(y, x, cell)
        book.close()
        return made.getvalue()


def taken_apart(path: Path, promise: Written) -> Sheet | None:
    """The file's cells with its items found among them; None where it is no table of cells."""
    if "document" not in promise.shows:
        return None
    data = path.read_bytes()
    tables: list[tuple[list[Any], str, str]]
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = [(book.get_sheet_by_name(n).to_python(skip_empty_area=False), "", "")
                  for n in book.sheet_names]  # fmt: skip
    else:
        text, encoding = _decoded(data)
        if text.lstrip()[:1] in "<[{" or "|" in text[:2000]:
            return None
        tables = [
            (list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)), mark, encoding)
            for mark in ",;\t"
        ]
    sheets = [_found(list(map(list, rows)), mark, code, promise) for rows, mark, code in tables]
    best = max((s for s in sheets if s), key=lambda s: len(s.found), default=None)
    return best if best and len(best.found) > 2 else None


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):  # noqa: E501  # fmt: skip
        if data.startswith(mark):
            return data.decode(name), name
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252"), "cp1252"


def _found(rows: list[list[Any]], mark: str, encoding: str, promise: Written) -> Sheet | None:
    """Each item's row is the one with its document and its open amount."""
    shows = promise.shows
    document, minor = shows.index("document"), shows.index("open")
    places: dict[int, list[int]] = {}
    found: dict[int, int] = {}
    for place, item in enumerate(promise.items):
        name = str(item[document])
        forms = {written(item[minor]) for written in _TEXTS}  # type: ignore[arg-type]
        for y, row in enumerate(rows):
            if name and any(_same(cell, name) for cell in row) and y not in found.values():
                columns = [x for x, cell in enumerate(row) if _amount(cell, forms, item[minor])]
                if columns:
                    places[place], found[place] = columns, y
                    break
    if not found:
        return None
    count = [column for columns in places.values() for column in columns]
    opened = max(set(count), key=lambda column: (count.count(column), column))
    if count.count(opened) < len(found) or any(
        column != opened and count.count(column) == len(found) for column in count
    ):
        return None  # amounts stand in several columns, or two columns say the same
    head = min(found.values()) - 1
    while head > 0 and sum(isinstance(c, str) and bool(c.strip()) for c in rows[head]) < 4:
        head -= 1
    return Sheet(rows, mark, encoding, found, opened, head)


def _same(cell: Any, text: str) -> bool:
    return isinstance(cell, str) and cell.strip() == text


def _amount(cell: Any, forms: set[str], minor: Any) -> bool:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return bool(round(cell * 100) == minor)
    return isinstance(cell, str) and cell.strip() in forms
