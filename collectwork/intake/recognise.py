"""A first look at a file: enough of its head to know the headings, whatever its size."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from collectwork.domain.ledger import Kind, ReadOptions
from collectwork.domain.recognised import Recognised
from collectwork.errors import InputRefused
from collectwork.intake import dialect, gate, roles, unfold
from collectwork.intake.bank import recognise as bank
from collectwork.intake.cells import is_amount, is_date
from collectwork.intake.headings import signature
from collectwork.intake.kinds import kind_of, possible
from collectwork.intake.layout import PARTS, Layout, find_header, header_at
from collectwork.intake.listing import is_summary
from collectwork.intake.read import tables
from collectwork.intake.table import Table, blank, shown

_HEAD = 400_000  # bytes of a text file that hold its headings and enough rows
_SAMPLES = 5
_SEARCHED = 30  # rows in which a header of unknown words may stand


def recognise(path: Path, options: ReadOptions, known: Collection[str] = ()) -> Recognised:
    """The headings and what they seem to mean. ``known``: signatures of saved profiles; a row
    that bears one of them is the header, whatever it says.

    Raises InputRefused where the file is no table at all.
    """
    profile = options.profile or {}
    if path.is_file():
        with path.open("rb") as file:
            if bank.own_format(file.read(_HEAD)):
                return Recognised(kind="payments")
    found = [
        (table, layout)
        for table in _tables(path)
        if (layout := _known(table, known) or find_header(table, profile) or _unknown(table))
    ]
    if not found:
        return Recognised()
    table, layout = max(
        found, key=lambda pair: (signature(pair[1].headings) in known, len(possible(pair[1])))
    )
    header = "" if profile.get("no_header") else signature(layout.headings)
    seen = Recognised(
        header=header,
        header_row=layout.header + 1 if header else None,
        headings=tuple(layout.headings),
        samples=_samples(table, layout),
    )
    return _meant(seen, table, layout, options)


def _meant(seen: Recognised, table: Table, layout: Layout, options: ReadOptions) -> Recognised:
    """With the kind of list and the parts of its columns, as far as these can be told."""
    profile = options.profile or {}
    kind: Kind | None = options.kind or profile.get("kind")
    try:
        if is_summary(table, layout, options):
            return replace(seen, kind="open-items")
        kind = kind or kind_of(table, layout)
        unfold.customers_above(table, layout)
        if kind in PARTS:
            roles.assign(table, layout, kind, profile)
    except InputRefused:
        pass  # the reader will say it; what was found until then is shown
    if kind is None or kind not in PARTS:
        return seen
    parts = {part: place for part, place in layout.roles.items() if place < len(seen.headings)}
    ages = tuple(place for place in layout.buckets if place < len(seen.headings))
    return replace(seen, kind=kind, parts=parts, ages=ages, possible=PARTS[kind])


def _known(table: Table, known: Collection[str]) -> Layout | None:
    for header in known:
        layout = find_header(table, {"header": header})
        if layout is not None and signature(layout.headings) == header:
            return layout
    return None


def _unknown(table: Table) -> Layout | None:
    """The first row that could be a header, though no word of it is known: a person may name its
    columns."""
    for index, row in enumerate(table.rows[:_SEARCHED]):
        cells = [cell for cell in row if not blank(cell)]
        words = all(isinstance(c, str) and not is_amount(c) and not is_date(c) for c in cells)
        if len(cells) > 2 and words and len(table.rows) > index + 1:
            names, start = header_at(table, index)
            return Layout(index, start, names)
    return None


def _tables(path: Path) -> list[Table]:
    start = gate.head(path, _HEAD)
    if gate.shape(start) == "text":
        with suppress(InputRefused):  # cut in the middle of a row
            return [dialect.table(gate.decode(start))]
    return tables(gate.load(path))


def _samples(table: Table, layout: Layout) -> tuple[tuple[str, ...], ...]:
    """The first cells of each column that hold something."""
    rows = table.rows[layout.start : layout.start + 200]
    columns = []
    for place in range(len(layout.headings)):
        cells = [row[place] for row in rows if place < len(row) and not blank(row[place])]
        columns.append(tuple(shown(cell) for cell in cells[:_SAMPLES]))
    return tuple(columns)
