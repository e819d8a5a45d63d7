"""Which of the bank's formats a file is, by its content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.intake import dialect, gate
from collectwork.intake.bank import bai2, bare, camt, listed, lockbox, mt940, providers
from collectwork.intake.bank.booking import content
from collectwork.intake.bank.grid import bare as bare_columns
from collectwork.intake.bank.grid import is_data
from collectwork.intake.layout import find_header
from collectwork.intake.table import Table

_BAI2 = re.compile(rb"^\s*01,[^,\r\n]*,[^,\r\n]*,\d{6,8},[^\r\n]*?[/\r\n]\s*02,", re.DOTALL)
_LOCKBOX = re.compile(rb"^1[ -~]{10,104}[\r\n]+[2-8][ -~]{10,104}[\r\n]+")


def read(path: Path, sha256: str, data: bytes, options: ReadOptions) -> FileContent | None:
    """The payments of a bank's own format; None when the file is something else."""
    shape = gate.shape(data)
    if shape == "xml" and camt.is_camt(data):
        return content(camt.read(path, sha256, data, options))
    if shape == "mt940":
        return content(mt940.read(path, sha256, data, options))
    if shape == "bai2" or (shape == "text" and _BAI2.match(data[:4096])):
        return content(bai2.read(path, sha256, data, options))
    if shape == "text" and _LOCKBOX.match(data):
        text = gate.decode(data).text
        if lockbox.is_lockbox(text):
            return content(lockbox.read(path, sha256, text, options))
    return None


def own_format(head: bytes) -> bool:
    """Whether a file that begins so is a bank's own format, which has no headings to map."""
    shape = gate.shape(head)
    if shape == "xml":
        return camt.is_camt(head)
    plain = shape == "text" and (_BAI2.match(head[:4096]) or _LOCKBOX.match(head))
    return shape in ("mt940", "bai2") or bool(plain)


def lists(
    path: Path, sha256: str, data: bytes, tables: Sequence[Table], options: ReadOptions
) -> FileContent | None:
    """The payments of a list that a bank or provider exports; None for any other list."""
    if options.profile and options.profile.get("no_header") and len(tables) == 1:
        tables = [_best_parted(data, tables[0])]
    for table in tables:
        found = providers.read(path, sha256, table, options)
        found = found or listed.read(path, sha256, table, options)
        if found is not None:
            return content(found)
    if len(tables) == 1 and not _headed(tables[0], options):
        table = _best_parted(data, tables[0])
        found = bare.read(path, sha256, table, options)
        if found is not None:
            return content(found)
    return None


def _headed(table: Table, options: ReadOptions) -> bool:
    """Whether the table has headings that other lists are known by."""
    layout = find_header(table, options.profile)
    return layout is not None and not is_data(table.rows[layout.header])


def _best_parted(data: bytes, table: Table) -> Table:
    """A list without headings gives the delimiter no words to be known by: the one under which
    most columns are days, amounts or currencies is right."""
    if table.typed or gate.shape(data) != "text":
        return table
    text = gate.decode(data)
    best, most = table, _meaning(table)
    for delimiter in ";,\t":
        if delimiter != table.delimiter:
            other = dialect.parsed(text, delimiter)
            if (meaning := _meaning(other)) > most:
                best, most = other, meaning
    return best


def _meaning(table: Table) -> int:
    found = bare_columns(table)
    if found is None:
        return 0
    return (
        len(found.days)
        + len(found.money)
        + sum(place is not None for place in (found.currency, found.sign))
    )
