"""The weekly review on paper."""

from __future__ import annotations

from datetime import datetime

from collectwork.analytics.figures import Listing, Page
from collectwork.documents.paper import Paper
from collectwork.present.charts import bar
from collectwork.present.figures import texts

MOST_ROWS = 60  # of one table; the workbook holds all
BAR_CELLS = 12


def review_pdf(page: Page, made: datetime) -> bytes:
    """The page with all its tables; long ones are cut and say so."""
    paper = Paper(page.title, page.title, "page", made)
    paper.heading(page.title)
    paper.line_of(page.note, grey=True)
    for part in page.parts:
        _part(paper, part)
    return paper.finished()


def _part(paper: Paper, part: Listing) -> None:
    paper.ln(5)
    if paper.will_page_break(30):
        paper.add_page()
    paper.heading(part.title, 11)
    if not part.rows:
        paper.line_of(part.empty, grey=True)
        return
    shown = texts(part)[:MOST_ROWS]
    rows = [_row(part, number, cells) for number, cells in enumerate(shown)]
    names = [column.name for column in part.columns]
    align = ["RIGHT" if column.right else "LEFT" for column in part.columns]
    paper.rows(names, rows, _widths(names, rows), align)
    if len(part.rows) > MOST_ROWS:
        paper.line_of(f"{len(part.rows) - MOST_ROWS:,} more rows are in the workbook.", grey=True)
    if part.note:
        paper.line_of(part.note, 8, grey=True)


def _row(part: Listing, number: int, cells: list[str]) -> list[str]:
    return [
        bar(part.bars[place][number], BAR_CELLS) if place in part.bars else text
        for place, text in enumerate(cells)
    ]


def _widths(names: list[str], rows: list[list[str]]) -> list[int]:
    """By the longest text of each column, within limits."""
    return [
        max(5, min(34, max(len(text) for text in (name, *(row[place] for row in rows)))))
        for place, name in enumerate(names)
    ]
