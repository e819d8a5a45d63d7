"""Whole tables as files: CSV, JSON or a workbook; each taking-out is an entry of the log."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from collectwork.analytics.figures import Column, Listing
from collectwork.domain.activity import Draft
from collectwork.errors import InputRefused, WrongUsage
from collectwork.present.text import formula_safe
from collectwork.usecases.desk import Desk

FORMATS = ("csv", "xlsx", "json")


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished file."""

    table: str
    form: str
    rows: int
    content: bytes


def tables(desk: Desk) -> Sequence[str]:
    """What can be exported."""
    with desk.store.read() as tx:
        return tx.measures.table_names()


def export(desk: Desk, table: str, form: str, *, key: str | None = None) -> Exported:
    """A table as a file. Raises InputRefused for an unknown table, WrongUsage for a format.

    Money is written as decimals; texts that a spreadsheet would run as a formula are defused in
    CSV and typed as text in a workbook.
    """
    if form == "parquet":
        raise InputRefused("Parquet is not written by this version: take csv, xlsx or json.")
    if form not in FORMATS:
        raise WrongUsage(f"There is no format {form!r}: take {', '.join(FORMATS)}.")
    with desk.store.read() as tx:
        names = tx.measures.table_names()
        if table not in names:
            near = get_close_matches(table, names, 1, 0.5)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise InputRefused(f"There is no table {table!r}.{hint} There are: {', '.join(names)}.")
        headings, rows = tx.measures.table_rows(table)
        found = [list(row) for row in rows]
    content = _written(desk, form, table, headings, found)
    with desk.store.write(key) as work:
        if work.replayed is None:
            body = {"table": table, "format": form, "rows": len(found)}
            work.record(Draft("export", None, body))
    return Exported(table, form, len(found), content)


def _written(
    desk: Desk, form: str, table: str, headings: Sequence[str], rows: list[list[Any]]
) -> bytes:
    if form == "json":
        named = [dict(zip(headings, map(_plain, row), strict=True)) for row in rows]
        return (json.dumps(named, ensure_ascii=False, indent=1) + "\n").encode()
    if form == "csv":
        return _csv(headings, rows)
    columns = tuple(Column(name) for name in headings)
    cells = tuple(tuple(_sheet(value) for value in row) for row in rows)
    return desk.documents.workbook([Listing(table, columns, cells)])


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_text(value) for value in row])
    return text.getvalue().encode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return formula_safe(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return formula_safe(json.dumps(value, ensure_ascii=False))
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value


def _sheet(value: Any) -> Any:
    """What a workbook's cell holds: numbers as numbers, all else as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return value
