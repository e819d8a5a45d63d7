"""Paper: a page with our free font, on which any name prints."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout
from fpdf.fonts import TTFFont

from collectwork.present.letters import one_line

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu"
GREY = (110, 110, 110)

logging.getLogger("fontTools").setLevel(logging.ERROR)
logging.getLogger("fpdf").setLevel(logging.ERROR)


class Paper(FPDF):
    """A4, upright; the footer numbers the pages."""

    def __init__(self, title: str, footer: str, page_word: str, made: datetime) -> None:
        super().__init__(format="A4")
        self._footer = footer
        self._page_word = page_word
        self.set_title(title)
        self.set_creator("collectwork")
        self.set_creation_date(made.astimezone(UTC))
        self.add_font(FAMILY, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.set_margins(18, 16, 18)
        self.set_auto_page_break(auto=True, margin=20)
        self.alias_nb_pages()
        self.add_page()

    def footer(self) -> None:
        """Called by the library at the end of each page."""
        self.set_y(-14)
        self.set_font(FAMILY, "", 7)
        self.set_text_color(*GREY)
        self.cell(
            0,
            5,
            f"{self.printable(self._footer)}   {self._page_word} {self.page_no()}/{{nb}}",
            align="R",
        )
        self.set_text_color(0, 0, 0)

    def printable(self, text: str) -> str:
        """One line; a letter that the font lacks becomes a box, never nothing."""
        font = self.fonts[FAMILY.lower()]
        known = font.cmap if isinstance(font, TTFFont) else {}
        return "".join(c if ord(c) in known else "□" for c in one_line(text))

    def heading(self, text: str, size: int = 16) -> None:
        self.set_font(FAMILY, "B", size)
        self.multi_cell(0, size * 0.5, self.printable(text), new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def line_of(self, text: str, size: int = 9, *, bold: bool = False, grey: bool = False) -> None:
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*(GREY if grey else (0, 0, 0)))
        self.multi_cell(0, size * 0.52, self.printable(text), new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(0, 0, 0)

    def rows(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        align: Sequence[str],
        bold_from: int | None = None,
    ) -> None:
        """A table; rows from ``bold_from`` on are totals."""
        self.set_font(FAMILY, "", 8)
        with self.table(
            col_widths=tuple(widths),
            text_align=tuple(align),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            line_height=5,
            headings_style=FontFace(emphasis="BOLD", color=(60, 60, 60)),
        ) as table:
            table.row([self.printable(cell) for cell in head])
            for number, cells in enumerate(rows):
                last = bold_from is not None and number >= bold_from
                style: Any = FontFace(emphasis="BOLD") if last else None
                table.row([self.printable(cell) for cell in cells], style=style)

    def finished(self) -> bytes:
        return bytes(self.output())
