"""A file becomes facts: one entry point, and the order in which a file is looked at."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import FileContent, Progress, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake import dialect, gate, roles, unfold
from collectwork.intake.bank import recognise
from collectwork.intake.columns import Columns
from collectwork.intake.draft import Source
from collectwork.intake.headings import normal, signature
from collectwork.intake.kinds import kind_of, possible
from collectwork.intake.layout import PARTS, Layout, find_header
from collectwork.intake.ledger import read_ledger
from collectwork.intake.lists import read_list
from collectwork.intake.table import Table

_BANK = (
    "Not imported: this is a bank statement ({}). Bank files cannot be read yet; "
    "export the payments as a CSV list with customer, invoice, date, amount and currency."
)
_UNREAD = {
    "mt940": _BANK.format("MT940"),
    "bai2": _BANK.format("BAI2"),
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
    data = gate.load(path)
    digest = hashlib.sha256(data).hexdigest()
    if statement := recognise.read(path, digest, data, options):
        return statement
    found = tables(data)
    profile = options.profile or {}
    table, layout = _chosen(found, profile)
    if profile.get("header") not in (None, signature(layout.headings)):
        table.notes.append("its headings are not those that the profile was made for")
    if progress:
        progress(0, len(table.rows))
    unfold.customers_above(table, layout)
    kind = options.kind or profile.get("kind") or kind_of(table, layout)
    if kind not in PARTS:
        raise InputRefused(f"Not imported: there is no kind {kind!r}.")
    roles.assign(table, layout, kind, profile)
    columns = Columns(table.rows[layout.start :], layout, layout.start + 1, profile, table.typed)
    table.spoiled = {
        index - layout.start: why for index, why in table.spoiled.items() if index >= layout.start
    }
    table.sums = {index - layout.start: name for index, name in table.sums.items()}
    source = Source(path, digest, table, layout, options, columns)
    content = (
        read_ledger(source, kind) if kind in ("open-items", "invoices") else read_list(source, kind)
    )
    if progress:
        progress(len(table.rows), len(table.rows))
    return content


def tables(data: bytes) -> list[Table]:
    """The tables of a file that holds some; InputRefused says what it is otherwise."""
    shape = gate.shape(data)
    if shape in _UNREAD:
        raise InputRefused(_UNREAD[shape])
    if shape == "xml":
        raise InputRefused(_xml(data))
    if shape == "zip":
        gate.check_zip(data)
    if shape in ("zip", "biff"):
        from collectwork.intake import workbook

        return workbook.sheets(data)
    if shape == "spreadsheetml":
        from collectwork.intake import spreadsheetml

        return spreadsheetml.sheets(data)
    text = gate.decode(data)
    if shape == "html":
        from collectwork.intake import webpage

        return webpage.tables(text.text, text.notes)
    if shape == "json":
        from collectwork.intake import jsonlist

        return [jsonlist.table(text)]
    return [dialect.table(text)]


def _xml(data: bytes) -> str:
    start = data[:4000].replace(b"\0", b"").decode("latin-1")
    if "<!DOCTYPE" in start.upper():
        return "Not imported: the XML declares entities (DOCTYPE), which no export needs."
    if "camt.05" in start:
        return _BANK.format("camt")
    return "Not imported: this XML is no list that can be read. Export it as CSV or XLSX."


def _chosen(tables: list[Table], profile: Mapping[str, Any]) -> tuple[Table, Layout]:
    """The sheet whose header has the most known headings."""
    found = [(table, layout) for table in tables if (layout := find_header(table, profile))]
    if not found:
        first = next((row for row in tables[0].rows if any(str(c).strip() for c in row)), [])
        shows = "; ".join(str(c) for c in first if str(c).strip())[:120]
        raise InputRefused(
            "Not imported: no row with known headings (customer, invoice, due date, amount …) was "
            f"found; the file begins with {shows!r}. Add a header row, or export the list with one."
        )
    chosen = max(
        found,
        key=lambda pair: len(possible(pair[1])) * 1000 + min(len(pair[0].rows), 999),
    )
    names = list(filter(None, map(normal, chosen[1].headings)))
    for table, layout in found:
        if table is chosen[0] or len(table.rows) <= layout.start:
            continue
        if list(filter(None, map(normal, layout.headings))) == names:
            raise InputRefused(
                f"Not imported: the sheets {chosen[0].sheet!r} and {table.sheet!r} are lists of "
                "one kind; taking one of them would leave the other out. Save each as a file."
            )
    return chosen
