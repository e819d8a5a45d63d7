"""A page of tables laid out as lines for a width, with the spots that open to more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from textwrap import wrap

from collectwork.analytics.figures import Cell, Figure, Listing
from collectwork.present.cells import fit, width
from collectwork.present.charts import bar
from collectwork.present.figures import texts as words
from collectwork.present.pieces import Line, Piece, Role, cells, clipped

BAR = 12
SHORT_BAR = 6
LEAST = 7  # cells that a text column keeps when room is short
MOST = 60
TWO_COLUMNS = 150
BETWEEN = 4


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the cursor can stand. ``column`` None: the whole row."""

    line: int
    start: int
    end: int
    part: int
    row: int
    column: int | None
    side: int = 0  # where its column begins


@dataclass(frozen=True, slots=True)
class Sheet:
    """What to draw, and where the cursor can go, from top to bottom and left to right."""

    lines: tuple[Line, ...]
    spots: tuple[Spot, ...]


def lay_out(parts: Sequence[Listing], room: int) -> Sheet:
    """The tables one below the other, in two columns where there is room for both."""
    if room < TWO_COLUMNS or len(parts) < 2:
        lines, spots = _column(list(enumerate(parts)), room, 0)
        return Sheet(tuple(lines), tuple(spots))
    half = (room - BETWEEN) // 2
    heights = [len(_column([(0, part)], half, 0)[0]) + 1 for part in parts]
    split = next(n for n in range(1, len(parts) + 1) if 2 * sum(heights[:n]) >= sum(heights))
    numbered = list(enumerate(parts))
    left, spots = _column(numbered[:split], half, 0)
    right, more = _column(numbered[split:], half, half + BETWEEN)
    joined = [
        (*line, Piece(" " * (half + BETWEEN - cells(line))), *other) if other else line
        for line, other in zip_longest(left, right, fillvalue=())
    ]
    spots = sorted([*spots, *more], key=lambda spot: (spot.line, spot.start))
    return Sheet(tuple(joined), tuple(spots))


def _column(
    parts: Sequence[tuple[int, Listing]], room: int, start: int
) -> tuple[list[Line], list[Spot]]:
    """Tables below each other in ``room`` cells; the spots stand from ``start`` on."""
    lines: list[Line] = []
    spots: list[Spot] = []
    for number, part in parts:
        if lines:
            lines.append(())
        lines.append((Piece(fit(part.title, room).rstrip(), "title"),))
        if not part.rows:
            lines.append((Piece(fit(f" {part.empty}", room).rstrip(), "dim"),))
            continue
        _table(part, number, room, lines, spots)
        if part.note:
            lines += [(Piece(f" {text}", "dim"),) for text in wrap(part.note, room - 2)]
    lines = [clipped(one, room) for one in lines]
    return lines, [
        replace(one, start=start + one.start, end=start + min(one.end, room), side=start)
        for one in spots
    ]


def opens(value: Cell) -> bool:
    """Whether a cell is a number with rows behind it."""
    return isinstance(value, Figure) and value.behind is not None and value.note != "name"


def _table(part: Listing, number: int, room: int, lines: list[Line], spots: list[Spot]) -> None:
    texts = words(part)
    room_of_bar = BAR
    widths = _widths(part, texts, room_of_bar)
    gap = 2
    if _taken(widths, gap) > room:
        room_of_bar, gap = SHORT_BAR, 1
        full = _widths(part, texts, room_of_bar)
        widths = _shrunk(part, full, room - _taken([0] * len(full), gap))
    head = " " + (" " * gap).join(
        fit(column.name, size, right=column.right)
        for column, size in zip(part.columns, widths, strict=True)
    )
    if head.strip():
        lines.append((Piece(fit(head.rstrip(), room).rstrip(), "dim"),))
    by_row = not any(opens(value) for row in part.rows for value in row)
    for place, row in enumerate(part.rows):
        pieces: list[Piece] = [Piece(" ")]
        at = 1
        for column, (value, size) in enumerate(zip(row, widths, strict=True)):
            if column in part.bars:
                shown = fit(bar(part.bars[column][place], room_of_bar), size)
            else:
                shown = fit(texts[place][column], size, right=part.columns[column].right)
            pieces += [Piece(shown, _role(part, column, value)), Piece(" " * gap)]
            if opens(value):
                inner = len(shown) - len(shown.lstrip())
                spots.append(Spot(len(lines), at + inner, at + size, number, place, column))
            at += size + gap
        if by_row:
            spots.append(Spot(len(lines), 0, min(at, room), number, place, None))
        lines.append(tuple(pieces))


def _widths(part: Listing, texts: Sequence[Sequence[str]], of_bar: int) -> list[int]:
    return [
        max(of_bar, width(column.name))
        if place in part.bars
        else min(MOST, max([width(column.name), *(width(row[place]) for row in texts)]))
        for place, column in enumerate(part.columns)
    ]


def _taken(widths: Sequence[int], gap: int) -> int:
    return sum(widths) + gap * len(widths) + 1


def _shrunk(part: Listing, widths: list[int], room: int) -> list[int]:
    """Text columns give way, the widest first; numbers keep their room."""
    texts = [
        place
        for place, column in enumerate(part.columns)
        if not column.right and place not in part.bars
    ]
    while sum(widths) > room:
        widest = max(texts, key=lambda place: widths[place], default=None)
        if widest is None or widths[widest] <= LEAST:
            break
        widths[widest] -= 1
    return widths


def _role(part: Listing, column: int, value: Cell) -> Role:
    if column in part.bars:
        return "act"
    if isinstance(value, Figure) and value.note != "name":
        if value.value is None or not value.n:
            return "dim"
        return "money" if value.key in ("overdue", "entering") and value.unit == "money" else ""
    return ""
