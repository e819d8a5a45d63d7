"""Text as a table: the delimiter that gives most rows the same fields and reveals headings."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from collectwork.errors import InputRefused
from collectwork.intake import headings
from collectwork.intake.gate import MAX_COLUMNS, MAX_FIELD, MAX_ROW, Text
from collectwork.intake.table import Table

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 400
_RULE = re.compile(r"^[\s|+=_:-]*$")
_SEP = re.compile(r"^\s*\"?sep=(.)\"?\s*$", re.IGNORECASE)

csv.field_size_limit(1 << 30)  # our own limit is applied per row, with its number


def table(text: Text) -> Table:
    """The rows of a text file; InputRefused when it has none."""
    body = text.text
    first, _, rest = body.partition("\n")
    given = _SEP.match(first)
    if given:
        delimiter = given[1]
        found = _parsed("\n" + rest, delimiter)
    else:
        delimiter = _delimiter(body)
        found = _pipes(body) if delimiter == "|" else _parsed(body, delimiter)
    found.notes = list(text.notes)
    found.open_end = not body.endswith(("\n", "\r"))
    if found.open_end:
        _ends_in_quotes(body, found)
    _limits(found, body, spoiled=text.spoiled)
    return found


def _ends_in_quotes(body: str, found: Table) -> None:
    """A last field whose quotation mark never closes was cut off."""
    last = re.split(r"[\r\n]", body[-MAX_FIELD:])[-1]
    if found.delimiter != "|" and re.search(rf'(?:^|{re.escape(found.delimiter)})"[^"]*$', last):
        raise InputRefused(
            f"Not imported: the file ends inside a quotation mark, in row {len(found.rows)}: it "
            "seems to be cut off. Export or copy it again."
        )


def _delimiter(body: str) -> str:
    sample = _head(body)
    scored = []
    for position, delimiter in enumerate(_DELIMITERS):
        rows = [row for row in _reader(sample, delimiter) if any(cell.strip() for cell in row)]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        consistent = max(widths.values()) / max(len(rows), 1)
        known = max((headings.recognised(row) for row in rows[:80]), default=0)
        scored.append((known if known > 1 else 0, consistent, -position, delimiter))
    if not scored:
        return ","
    return max(scored)[3]


def _head(body: str) -> str:
    end = 0
    for _ in range(_SAMPLE_LINES):
        following = body.find("\n", end)
        if following < 0:
            return body[:400_000]
        end = following + 1
    return body[: min(end, 400_000)]


def _reader(body: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter))


def parsed(text: Text, delimiter: str) -> Table:
    """The rows as another delimiter would part them."""
    found = _parsed(text.text, delimiter)
    found.notes = list(text.notes)
    _limits(found, text.text, spoiled=text.spoiled)
    return found


def _parsed(body: str, delimiter: str) -> Table:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputRefused(
            f"Not imported: row {len(rows) + 1} is no text table ({error}). Export the list again."
        ) from error
    return Table(list(rows), delimiter=delimiter)


def _pipes(body: str) -> Table:
    """A printed list: cells between bars, rules of dashes, other lines as single cells."""
    rows: list[list[str]] = []
    for line in body.splitlines():
        bare = line.strip()
        if _RULE.match(bare):
            rows.append([])
        elif "|" not in bare:
            rows.append([bare])
        else:
            inside = bare[1:] if bare.startswith("|") else bare
            inside = inside[:-1] if inside.endswith("|") else inside
            rows.append([cell.strip() for cell in inside.split("|")])
    return Table(list(rows), delimiter="|")


def _limits(found: Table, body: str, *, spoiled: bool) -> None:
    rows = found.rows
    while rows and not any(str(cell).strip() for cell in rows[-1]):
        rows.pop()
    widest = max(map(len, rows), default=0)
    if widest > MAX_COLUMNS:
        raise InputRefused(
            f"Not imported: a row has {widest:,} columns, the limit is {MAX_COLUMNS:,}."
        )
    quotes = body.count('"')
    if not spoiled and not quotes and max(map(len, body.splitlines()), default=0) <= MAX_FIELD:
        return  # no field is longer than its line, none holds a line break
    for index, row in enumerate(rows):
        size = sum(map(len, row))
        if size > MAX_FIELD and max(map(len, row)) > MAX_FIELD:
            found.spoiled[index] = "a field of at most 64,000 letters"
        elif size > MAX_ROW:
            found.spoiled[index] = "a row of at most 1,000,000 letters"
        elif spoiled:
            joined = "".join(row)
            if "\0" in joined:
                found.spoiled[index] = "text without a NUL character"
            elif not joined.isascii() and any("\udc80" <= c <= "\udcff" for c in joined):
                found.spoiled[index] = "letters in UTF-8 like the rest of the file"
    if found.delimiter != "|":
        _swallowed(found, odd_quotes=quotes % 2 == 1)


def _swallowed(found: Table, *, odd_quotes: bool) -> None:
    """A quotation mark that is never closed takes the rows after it into one field."""
    width = Counter(map(len, found.rows)).most_common(1)
    usual = width[0][0] if width else 0
    for index, row in enumerate(found.rows):
        for cell in row:
            if "\n" not in cell and "\r" not in cell:
                continue
            lines = [line for line in cell.splitlines() if line.strip()]
            looks = [line for line in lines if line.count(found.delimiter) >= max(2, usual - 3)]
            if len(looks) > 1 or (looks and index < len(found.rows) - 1):
                raise InputRefused(
                    f"Not imported: row {index + 1} opens a quotation mark that is not closed "
                    f"where it should be; {len(looks)} further rows hang in that field. "
                    "Correct the row and import again."
                )
            if looks and odd_quotes:
                found.spoiled[index] = "a quotation mark that is closed again"
