"""Answers on standard output as a table, JSON or CSV; everything else on standard error."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from collectwork.cli.session import SESSION
from collectwork.domain.money import decimals
from collectwork.errors import InputRefused
from collectwork.present.text import formula_safe, json_safe, safe

#: A key of the rows whose name is its heading; or key, heading, "left" or "right".
Column = str | tuple[str, str, str]

_WHOLE = 12  # columns of dates, kinds and states are not broken; longer texts are
_LONG = 2_000  # rows from which a table is not fitted to the terminal


def money(amounts: Mapping[str, int]) -> dict[str, str]:
    """Minor units per currency as the contract's decimal strings."""
    return {currency: decimals(minor, currency) for currency, minor in sorted(amounts.items())}


def as_json(value: Any) -> None:
    """One JSON document and nothing else; signs that a terminal would obey are escaped in it."""
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(value, ensure_ascii=plain, indent=2, default=str)
    sys.stdout.write(json_safe(text) + "\n")


def as_file(content: bytes, path: Path | None) -> None:
    """Finished bytes into a file, or onto standard output; InputRefused where that cannot be."""
    if path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputRefused(f"Cannot write {path}: {error.strerror}.") from error


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column] = ()) -> None:
    """RFC 4180 with a header; text that a spreadsheet would run is defused. Without a row the
    header names the ``columns`` of the table."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not rows:
        names = [one if isinstance(one, str) else one[0] for one in columns]
    if not names:
        return
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in names])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return formula_safe(safe(value) if sys.stdout.isatty() else value)
    if isinstance(value, (Mapping, list, tuple)):
        return formula_safe(json.dumps(value, ensure_ascii=False, default=str))
    return str(value)


def answer(
    rows: Sequence[Mapping[str, Any]],
    *,
    json: bool = False,
    csv: bool = False,
    title: str = "",
    columns: Sequence[Column] = (),
    empty: str = "Nothing to show.",
) -> None:
    """A list of rows. ``columns``: those of the table for people; left out: all."""
    if json:
        as_json(list(rows))
    elif csv:
        as_csv(rows, columns)
    elif not rows:
        say(empty)
    else:
        shown = columns or list(rows[0])
        parts = [(one, one, "left") if isinstance(one, str) else one for one in shown]
        _table(rows, title, parts)


def _table(
    rows: Sequence[Mapping[str, Any]], title: str, columns: Sequence[tuple[str, str, str]]
) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    cells = [[_told(row.get(key), side) for key, _, side in columns] for row in rows]
    if len(cells) > _LONG:
        _long(cells, columns)
        return
    grid = Table(box=None, pad_edge=False, title=Text(safe(title)) if title else None)
    for at, (_, heading, side) in enumerate(columns):
        whole = side == "right" or all(len(row[at]) <= _WHOLE for row in cells)
        grid.add_column(
            heading,
            justify="right" if side == "right" else "left",
            overflow="ellipsis" if whole else "fold",
            no_wrap=whole,
        )
    for row in cells:
        grid.add_row(*map(Text, row))
    Console(no_color=not SESSION.color, highlight=False, markup=False).print(grid)


def _long(cells: Sequence[Sequence[str]], columns: Sequence[tuple[str, str, str]]) -> None:
    """A table that nobody reads on one screen: aligned, not folded. Fitting a hundred thousand
    rows to a terminal takes minutes."""
    from rich.cells import cell_len

    head = [heading for _, heading, _ in columns]
    wide = [[cell_len(text) for text in row] for row in (head, *cells)]
    widths = [max(column) for column in zip(*wide, strict=True)]
    for row, lengths in zip((head, *cells), wide, strict=True):
        parts = []
        for text, length, width, (_, _, side) in zip(row, lengths, widths, columns, strict=True):
            blank = " " * (width - length)
            parts.append(blank + text if side == "right" else text + blank)
        sys.stdout.write("  ".join(parts).rstrip() + "\n")


def _told(value: Any, side: str) -> str:
    """A cell for people: figures stand to the right, and amounts among them are grouped.

    Money of several currencies takes a line each.
    """
    from collectwork.present.sentences import grouped

    if side != "right":
        return safe(_shown(value))
    parts = [f"{key} {part}" for key, part in value.items()] if isinstance(value, Mapping) else None
    return "\n".join(grouped(safe(part)) for part in parts or [_shown(value)])


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return " ".join(f"{key} {part}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(part) for part in value)
    return str(value)


def tell(text: str) -> None:
    """An answer of several lines on standard output."""
    sys.stdout.write(safe(text, lines=True) + "\n")


def say(text: str) -> None:
    """A sentence to the person, unless --quiet."""
    if not SESSION.quiet:
        sys.stderr.write(safe(text, lines=True) + "\n")


def warn(text: str) -> None:
    """A sentence that is shown even with --quiet."""
    sys.stderr.write(safe(text, lines=True) + "\n")
