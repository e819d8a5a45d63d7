"""Tables of many rows on paper: cells wrap, the head is repeated, a thousand rows take a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collectwork.documents.paper import FAMILY, Paper

SIZE = 8.0
LINE = 4.2  # mm
MOST_LINES = 6  # of one cell; the rest is cut with …
GAP = 1.2  # mm on each side of a cell


@dataclass(frozen=True, slots=True)
class Column:
    """``right`` for figures; the width in mm."""

    name: str
    width: float
    right: bool = False


class Grid:
    """A table that is drawn row by row where the pen of ``paper`` stands."""

    def __init__(self, paper: Paper, columns: Sequence[Column]) -> None:
        self._paper = paper
        self._columns = columns
        self._head()

    def row(self, cells: Sequence[str]) -> None:
        """One row, on the next page with the head above it where it does not fit."""
        lines = self._lines(cells, False)
        height = LINE * max(map(len, lines)) + 1.0
        if self._paper.will_page_break(height):
            self._paper.add_page()
            self._head()
        self._draw(lines, height, False)

    def total(self, word: str, figure: str, *, keep: float = 0.0) -> None:
        """A sum: its word over the first columns, its figure over the last two. ``keep``: mm that
        must follow on the same page."""
        paper = self._paper
        width = sum(one.width for one in self._columns)
        last = sum(one.width for one in self._columns[-2:])
        height = LINE + 1.0
        if paper.will_page_break(height + keep):
            paper.add_page()
            self._head()
        top = paper.get_y()
        paper.set_font(FAMILY, "B", SIZE)
        paper.set_xy(paper.l_margin + GAP, top + 0.5)
        paper.cell(width - last - 2 * GAP, LINE, paper.shortened(word, width - last - 2 * GAP))
        paper.set_xy(paper.l_margin + width - last + GAP, top + 0.5)
        paper.cell(last - 2 * GAP, LINE, paper.printable(figure), align="R")
        self._rule(top + height, width, strong=True)

    def _head(self) -> None:
        paper = self._paper
        lines = self._lines([one.name for one in self._columns], True)
        height = LINE * max(map(len, lines)) + 1.0
        if paper.will_page_break(height + 3 * LINE):
            paper.add_page()
        paper.set_text_color(60, 60, 60)
        self._draw(lines, height, True, strong=True)
        paper.set_text_color(0, 0, 0)

    def _draw(
        self, lines: Sequence[Sequence[str]], height: float, bold: bool, *, strong: bool = False
    ) -> None:
        paper = self._paper
        top, left = paper.get_y(), paper.l_margin
        paper.set_font(FAMILY, "B" if bold else "", SIZE)
        for column, texts in zip(self._columns, lines, strict=True):
            for number, text in enumerate(texts):
                if not text:
                    continue
                paper.set_xy(left + GAP, top + 0.5 + number * LINE)
                width = column.width - 2 * GAP
                paper.cell(width, LINE, text, align="R" if column.right else "L")
            left += column.width
        self._rule(top + height, left - paper.l_margin, strong=strong)

    def _rule(self, below: float, width: float, *, strong: bool) -> None:
        paper = self._paper
        paper.set_draw_color(*((60, 60, 60) if strong else (200, 200, 200)))
        paper.set_line_width(0.25 if strong else 0.1)
        paper.line(paper.l_margin, below, paper.l_margin + width, below)
        paper.set_draw_color(0, 0, 0)
        paper.set_xy(paper.l_margin, below)

    def _lines(self, cells: Sequence[str], bold: bool) -> list[list[str]]:
        self._paper.set_font(FAMILY, "B" if bold else "", SIZE)
        return [
            self._wrapped(cell, column.width - 2 * GAP)
            for cell, column in zip(cells, self._columns, strict=True)
        ]

    def _wrapped(self, text: str, width: float) -> list[str]:
        paper = self._paper
        plain = paper.printable(text)
        if not plain or paper.width_of(plain) <= width:
            return [plain]
        found: Any = paper.multi_cell(
            width + 2 * paper.c_margin, LINE, plain, dry_run=True, output="LINES"
        )
        lines = [str(line).strip() for line in found]
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], paper.shortened(lines[MOST_LINES - 1] + "…", width)]
        return lines


def small(paper: Paper, text: str) -> None:
    """A remark below a table."""
    paper.line_of(text, 7.5, grey=True)
