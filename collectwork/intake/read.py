"""A file becomes facts: one entry point, and the order in which a file is looked at."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from pathlib import Path

from collectwork.domain.ledger import FileContent, Progress, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake import dialect, gate
from collectwork.intake.bank import recognise
from collectwork.intake.columns import Columns
from collectwork.intake.ledger import read_ledger
from collectwork.intake.listing import chosen, is_summary, prepared, sourced
from collectwork.intake.lists import read_list
from collectwork.intake.summary import read_summary
from collectwork.intake.table import Table

#: Text files of so many bytes are read in parts where they are plain enough.
LARGE = 8 << 20
_UNREAD = {
    "pdf": "Not imported: this is a PDF. Export the list as CSV or XLSX.",
}


def read_file(path: Path, options: ReadOptions, progress: Progress | None = None) -> FileContent:
    """Recognise and read a file; InputRefused with one clear message when that is not certain.

    Pure: nothing is written. ``progress`` is told rows done and rows in all.
    """
    collecting = gc.isenabled()
    gc.disable()  # millions of small tuples and no cycles: searching them for garbage is in vain
    try:
        return _read(path, options, progress)
    finally:
        if collecting:
            gc.enable()


def _read(path: Path, options: ReadOptions, progress: Progress | None) -> FileContent:
    if gate.size(path) >= LARGE:
        from collectwork.intake.large import reading  # which rests on what is read here

        if (large := reading.read(path, options, progress)) is not None:
            return large
    if progress:
        progress(0, None)  # a stop is heard before everything is read with care
    data = gate.load(path)
    digest = hashlib.sha256(data).hexdigest()
    if statement := recognise.read(path, digest, data, options):
        return statement
    found = tables(data)
    if listed := recognise.lists(path, digest, data, found, options):
        return listed
    table, layout = chosen(found, options)
    if progress:
        progress(0, len(table.rows))
    if is_summary(table, layout, options):
        content = read_summary(sourced(path, digest, table, layout, options))
    else:
        source, kind = prepared(path, digest, table, layout, options)
        if progress:
            source.columns.heard = _by_columns(source.columns, progress)
        ledger = kind in ("open-items", "invoices")
        content = read_ledger(source, kind) if ledger else read_list(source, kind)
    if progress:
        progress(len(table.rows), len(table.rows))
    return content


def _by_columns(columns: Columns, progress: Progress) -> Callable[[], None]:
    """Lists are read column by column: told as the rows that so many columns are worth."""
    rows, of, seen = len(columns.rows), len(columns.layout.roles) + 1, 0

    def heard() -> None:
        nonlocal seen
        seen = min(seen + 1, of - 1)
        progress(rows * seen // of, rows)

    return heard


def tables(data: bytes) -> list[Table]:
    """The tables of a file that holds some; InputRefused says what it is otherwise."""
    shape = gate.shape(data)
    if shape in _UNREAD:
        raise InputRefused(_UNREAD[shape])
    if shape == "xml":
        raise InputRefused(_xml(data))
    marked = gate.check_zip(data) if shape == "zip" else frozenset()
    if shape in ("zip", "biff"):
        from collectwork.intake import workbook

        return workbook.sheets(data, marked)
    if shape == "spreadsheetml":
        from collectwork.intake import spreadsheetml

        return spreadsheetml.sheets(data)
    if shape in ("html", "mhtml"):
        from collectwork.intake import webpage

        return webpage.tables(data, archive=shape == "mhtml")
    text = gate.decode(data)
    if shape == "json":
        from collectwork.intake import jsonlist

        return [jsonlist.table(text)]
    return [dialect.table(text)]


def _xml(data: bytes) -> str:
    start = data[:4000].replace(b"\0", b"").decode("latin-1")
    if "<!DOCTYPE" in start.upper():
        return "Not imported: the XML declares entities (DOCTYPE), which no export needs."
    return "Not imported: this XML is no list that can be read. Export it as CSV or XLSX."
