"""Rows of cells as files of every kind that bears a ledger: text, workbooks, XML, web pages."""

from __future__ import annotations

import csv
import html
import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Formula:
    """A formula with the result that was stored beside it; "" where it was never calculated."""

    text: str
    stored: float | str = 0


# amounts and days as text ------------------------------------------------------------------------


def plain(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def english(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100:,}.{abs(minor) % 100:02}"


def brackets(minor: int) -> str:
    text = f"${english(abs(minor))}"
    return f"({text})" if minor < 0 else text


def dollars(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}${english(abs(minor))}"


def trailing(minor: int) -> str:
    return english(abs(minor)) + ("-" if minor < 0 else "")


def german(minor: int) -> str:
    text = f"{abs(minor) // 100:,}".replace(",", ".")
    return f"{'-' if minor < 0 else ''}{text},{abs(minor) % 100:02}"


def sap_german(minor: int) -> str:
    return german(abs(minor)) + ("-" if minor < 0 else "")


def french(minor: int) -> str:
    text = f"{abs(minor) // 100:,}".replace(",", "\u202f")
    return f"{'-' if minor < 0 else ''}{text},{abs(minor) % 100:02}"


def swiss(minor: int) -> str:
    text = f"{abs(minor) // 100:,}".replace(",", "'")
    return f"{'-' if minor < 0 else ''}{text}.{abs(minor) % 100:02}"


def indian(minor: int) -> str:
    whole, rest = str(abs(minor) // 100), ""
    if len(whole) > 3:
        whole, rest = whole[:-3], "," + whole[-3:]
        while len(whole) > 2:
            whole, rest = whole[:-2], f",{whole[-2:]}{rest}"
    return f"{'-' if minor < 0 else ''}{whole}{rest}.{abs(minor) % 100:02}"


def number(minor: int) -> float:
    """As a workbook stores it."""
    return float(plain(minor))


def us_day(day: date | None) -> str:
    return f"{day:%m/%d/%Y}" if day else ""


def uk_day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def dotted(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def dashed(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def oracle_day(day: date | None) -> str:
    return f"{day:%d-%b-%Y}".upper() if day else ""


def long_day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def letter_of(place: int) -> str:
    """The letters of a column, counted from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# files -------------------------------------------------------------------------------------------


def text_table(
    rows: Rows, delimiter: str = ",", *, end: str = "\r\n", quote_all: bool = False
) -> str:
    target = io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(target, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return target.getvalue()


def save(path: Path, text: str, encoding: str = "utf-8") -> None:
    path.write_bytes(text.encode(encoding))


def workbook(
    path: Path,
    sheets: Mapping[str, Rows],
    *,
    hidden: Sequence[str] = (),
    merged: Sequence[str] = (),
    epoch_1904: bool = False,
) -> None:
    """An XLSX with real days and numbers. ``merged``: ranges of the first sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"date_1904": epoch_1904, "strings_to_formulas": False})
    day_format = book.add_format({"num_format": "dd/mm/yyyy"})
    money = book.add_format({"num_format": "#,##0.00;(#,##0.00)"})
    for place, (name, rows) in enumerate(sheets.items()):
        page = book.add_worksheet(name)
        if name in hidden:
            page.hide()
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, Formula):
                    page.write_formula(y, x, cell.text, money, cell.stored)
                elif isinstance(cell, date):
                    page.write_datetime(y, x, cell, day_format)
                elif isinstance(cell, float):
                    page.write_number(y, x, cell, money)
                elif isinstance(cell, str) and cell:
                    page.write_string(y, x, cell)
                elif cell not in (None, ""):
                    page.write(y, x, cell)
        for area in merged if place == 0 else ():
            first = page.table.get(int(area.split(":")[0][1:]) - 1, {}).get(0)
            page.merge_range(area, rows[int(area.split(":")[0][1:]) - 1][0] if first else "")
    book.close()
    path.write_bytes(target.getvalue())


def old_workbook(path: Path, sheets: Mapping[str, Rows]) -> None:
    """A genuine binary .xls (BIFF8)."""
    book = xlwt.Workbook()
    day_format = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, rows in sheets.items():
        page = book.add_sheet(name)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write(y, x, cell, day_format)
                elif cell not in (None, ""):
                    page.write(y, x, cell)
    book.save(str(path))


_SS = "urn:schemas-microsoft-com:office:spreadsheet"


def spreadsheetml(path: Path, sheets: Mapping[str, Rows], *, empty_cells: bool = False) -> None:
    """SpreadsheetML 2003 as NetSuite writes it: blank cells are skipped by ``ss:Index``, or stand
    there empty with a style (``empty_cells``)."""
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n',
        f'<Workbook xmlns="{_SS}" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="{_SS}" '
        'xmlns:html="http://www.w3.org/TR/REC-html40">\n<Styles><Style ss:ID="Default" '
        'ss:Name="Normal"/><Style ss:ID="s__d"><NumberFormat ss:Format="Short Date"/></Style>'
        "</Styles>\n",
    ]
    for name, rows in sheets.items():
        out.append(f'<Worksheet ss:Name="{escape(name)}"><Table>\n<Column ss:Width="120"/>\n')
        skipped = False
        for y, row in enumerate(rows, 1):
            filled = [cell for cell in row if cell not in (None, "")]
            if not filled and not empty_cells and y % 2:
                skipped = True
                continue
            out.append(f'<Row ss:Index="{y}">' if skipped else "<Row>")
            skipped = False
            gap = False
            for x, cell in enumerate(row, 1):
                if cell in (None, ""):
                    if empty_cells:
                        out.append('<Cell ss:StyleID="Default"/>')
                    gap = not empty_cells
                    continue
                place = f' ss:Index="{x}"' if gap else ""
                gap = False
                out.append(f"<Cell{place}>{_data(cell)}</Cell>")
            out.append("</Row>\n")
        out.append("</Table></Worksheet>\n")
    out.append("</Workbook>\n")
    path.write_bytes("".join(out).encode())


def _data(cell: Any) -> str:
    if isinstance(cell, (date, datetime)):
        return f'<Data ss:Type="DateTime">{cell:%Y-%m-%d}T00:00:00.000</Data>'
    if isinstance(cell, (int, float)):
        return f'<Data ss:Type="Number">{cell!r}</Data>'
    return f'<Data ss:Type="String">{escape(cell)}</Data>'


def web_page(path: Path, rows: Rows, chance: random.Random, *, encoding: str = "utf-8") -> None:
    """HTML named .xls: a title table, then the list; blanks as &nbsp;, spans in the title."""
    width = max(map(len, rows))
    body = []
    for row in rows:
        filled = [cell for cell in row if cell not in (None, "")]
        if len(filled) == 1 and row[0] and chance.random() < 0.5:
            body.append(f'<tr><td colspan="{width}"><b>{html.escape(str(row[0]))}</b></td></tr>')
            continue
        cells = "".join(
            f'<td class="c">{html.escape(str(cell)) if cell not in (None, "") else "&nbsp;"}</td>'
            for cell in row
        )
        body.append(f"<tr>{cells}</tr>")
    text = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel">\n<head><meta http-equiv='
        f'"Content-Type" content="text/html; charset={encoding}"><style>td {{color: black}}</style>'
        "<script>var table = '<td>1.00</td>';</script></head>\n<body>\n"
        "<table><tr><td>Printed by the system</td></tr></table>\n<table border=1>\n"
        + "\n".join(body)
        + "\n</table>\n</body></html>\n"
    )
    path.write_bytes(text.encode(encoding, "xmlcharrefreplace"))
