"""HTML tables, which many systems write into files named .xls.

Every table becomes rows of text; spans become places. A page without a list (a login page, an
error message) is refused by name.
"""

from __future__ import annotations

import re
from contextlib import suppress
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

from collectwork.errors import InputRefused
from collectwork.intake import headings
from collectwork.intake.cells import is_amount
from collectwork.intake.gate import MAX_COLUMNS, MAX_FIELD, decode
from collectwork.intake.table import Table

_MAX_SPAN = 1000
_MAX_CELLS = 20_000_000
_MAX_DEPTH = 50
_SILENT = frozenset(["script", "style", "title", "template", "noscript"])
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
#: As browsers read them: ISO 8859-1 stands for the Windows code page.
_PAGES = {"windows-1250": "cp1250", "windows-1252": "cp1252", "iso-8859-1": "cp1252",
          "iso-8859-2": "iso-8859-2", "iso-8859-15": "iso-8859-15", "us-ascii": "cp1252",
          "windows-1254": "cp1254", "windows-1257": "cp1257"}  # fmt: skip
_BREAKS = frozenset(["br", "p", "div", "li"])


def tables(data: bytes, *, archive: bool) -> list[Table]:
    """The list of a page, or of the page inside a web archive, with what stands above it;
    InputRefused when it holds none."""
    text = decode(_in_utf8(_archived(data) if archive else data))
    page = _Page()
    try:
        page.feed(text.text)
        page.close()
    except AssertionError as error:  # the parser's word for markup beyond repair
        raise InputRefused("Not imported: the web page is damaged. Export it again.") from error
    found = page.finished()
    largest = max((len(table.rows) for table in found), default=0)
    if page.asks_password and largest < 10:
        raise InputRefused(
            "Not imported: this is a page to log in, not a list. Log in, export the list again, "
            "and import that file."
        )
    if largest < 2:
        raise InputRefused(
            "Not imported: this is a web page without a list. Export the list as XLSX or CSV."
        )
    whole = _stacked(found)
    whole.notes.extend(text.notes)
    return [whole]


def _in_utf8(data: bytes) -> bytes:
    """A page in the 8-bit code page that it names, in UTF-8; any other as it is."""
    named = _CHARSET.search(data[:4096])
    page = named[1].decode("ascii").lower() if named else ""
    if page not in _PAGES:
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        with suppress(UnicodeDecodeError):
            return data.decode(_PAGES[page]).encode("utf-8")
    return data


def _archived(data: bytes) -> bytes:
    """The page inside a web archive (MHTML), which SAP saves as .xls or .mhtml."""
    parts = [
        part
        for part in message_from_bytes(data, policy=default).walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    pages = [page for part in parts if isinstance(page := part.get_payload(decode=True), bytes)]
    lists = [page for page in pages if b"<table" in page.lower()]
    if len(lists) != 1:
        raise InputRefused(
            f"Not imported: this is a web archive with {len(lists) or 'no'} lists inside; it must "
            "hold one. Export the list as XLSX or CSV."
        )
    return lists[0]


def _stacked(found: list[Table]) -> Table:
    """The tables below each other, as a spreadsheet program would show the page: up to the last
    one with the best header, and what goes on below it."""
    headers = [_header(table) for table in found]
    best = max(headers, key=lambda header: header[0])
    last = max(place for place, header in enumerate(headers) if header == best)
    width = len(found[last].rows[0])
    whole = Table([], form="web page")
    for place, table in enumerate(found):
        if place <= last or len(table.rows[0]) == width or _amounts(table):
            shift = len(whole.rows)
            whole.rows = [*whole.rows, *table.rows]
            whole.spoiled |= {row + shift: why for row, why in table.spoiled.items()}
            whole.merged += [(a + shift, b, c + shift, d) for a, b, c, d in table.merged]
    return whole


def _header(table: Table) -> tuple[int, tuple[str, ...]]:
    """The row with the most known headings: how many, and its cells."""
    rows = [tuple(map(str, row)) for row in table.rows[:80]]
    row = max(rows, key=headings.recognised)
    known = headings.recognised(row)
    return (known, row) if known > 1 else (0, ())


def _amounts(table: Table) -> bool:
    return any(
        is_amount(cell) and any(c in ".," for c in cell) for row in table.rows for cell in row
    )


class _Grid:
    """One table while it is read."""

    def __init__(self) -> None:
        self.table = Table([])
        self.rows: list[list[str]] = []
        self.cells = 0
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.spans = (1, 1)  # columns and rows of the open cell
        self.taken: dict[int, int] = {}  # column → rows that a cell above still covers

    def start_row(self) -> None:
        self.end_row()
        self.row = []

    def start_cell(self, columns: int, rows: int) -> None:
        self.end_cell()
        if self.row is None:
            self.start_row()
        self.cell, self.spans = [], (columns, rows)

    def text(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def end_cell(self) -> None:
        if self.cell is None or self.row is None:
            return
        row = self.row
        while self.taken.get(len(row), 0) > 0:
            row.append("")
        place, (columns, rows) = len(row), self.spans
        if place + columns > MAX_COLUMNS:
            raise InputRefused(
                f"Not imported: a row of the page has more than {MAX_COLUMNS:,} columns."
            )
        text = _squeezed("".join(self.cell))
        if len(text) > MAX_FIELD:
            self.table.spoiled[len(self.rows)] = "a cell of at most 64,000 letters"
        row.append(text)
        row.extend("" for _ in range(columns - 1))
        if rows > 1:
            for column in range(place, place + columns):
                self.taken[column] = rows
            last = len(self.rows) + rows - 1
            self.table.merged.append((len(self.rows), place, last, place + columns - 1))
        self.cell = None

    def end_row(self) -> None:
        self.end_cell()
        if self.row is not None:
            self.cells += len(self.row)
            if self.cells > _MAX_CELLS:
                raise InputRefused("Not imported: the page has too many cells. Export it as CSV.")
            self.rows.append(self.row)
            self.row = None
            self.taken = {column: left - 1 for column, left in self.taken.items() if left > 1}

    def done(self) -> None:
        self.end_row()
        width = max(map(len, self.rows), default=0)
        if width * len(self.rows) > _MAX_CELLS:
            raise InputRefused("Not imported: the page has too many cells. Export it as CSV.")
        for row in self.rows:
            row.extend("" for _ in range(width - len(row)))
        while self.rows and not any(self.rows[-1]):
            self.rows.pop()
        self.table.rows = list(self.rows)


class _Page(HTMLParser):
    """Collects tables in the order in which they begin; text outside of them is a row by itself.
    One inside another is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.asks_password = False
        self._found: list[Table] = []
        self._open: list[_Grid] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "input":
            self.asks_password |= (dict(attrs).get("type") or "").casefold() == "password"
        elif tag == "table":
            if len(self._open) > _MAX_DEPTH:
                raise InputRefused("Not imported: the tables of the page are nested too deeply.")
            self._open.append(_Grid())
            self._found.append(self._open[-1].table)
        elif not self._open:
            if tag in ("tr", "td"):
                raise InputRefused(
                    "Not imported: the web page has rows outside of its tables: it is damaged. "
                    "Export it again."
                )
        elif tag == "tr":
            self._open[-1].start_row()
        elif tag in ("td", "th"):
            said = dict(attrs)
            self._open[-1].start_cell(_span(said.get("colspan")), _span(said.get("rowspan")))
        elif tag in _BREAKS:
            self._open[-1].text("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif not self._open:
            return
        elif tag == "table":
            self._open.pop().done()
        elif tag == "tr":
            self._open[-1].end_row()
        elif tag in ("td", "th"):
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._open:
            self._open[-1].text(data)
        elif data.strip():
            self._found.append(Table([[_squeezed(data)[:MAX_FIELD]]]))

    def finished(self) -> list[Table]:
        """The filled tables; a page that never closes its table is cut off."""
        if self._open:
            raise InputRefused(
                "Not imported: the web page ends inside its table: it is cut off. Export it again."
            )
        return [table for table in self._found if table.rows]


def _span(text: str | None) -> int:
    if not text or not text.isascii() or not text.isdigit():
        return 1
    return min(int(text[:9]), _MAX_SPAN) or 1


def _squeezed(text: str) -> str:
    """Blanks as a browser shows them; lines kept apart."""
    if text.isalnum():
        return text
    lines = (" ".join(line.split()) for line in text.replace("\u00a0", " ").split("\n"))
    return "\n".join(filter(None, lines))
