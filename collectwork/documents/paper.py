"""Paper: a page with our free fonts, on which any name prints, the same bytes for the same values.

The file says of itself that it is PDF/A-2u: fonts are embedded, colours have a profile, texts can
be searched, and nothing in it depends on the minute at which it is written.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout
from fpdf.fonts import TTFFont

from collectwork.present.letters import one_line

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu"
FAR_EAST = "Fallback"  # Chinese, Japanese, Korean: 3 MB, read only for a text that needs it
GREY = (110, 110, 110)
_JOINED = ("R", "AL")  # from right to left; Arabic letters are joined as well

logging.getLogger("fontTools").setLevel(logging.ERROR)
logging.getLogger("fpdf").setLevel(logging.ERROR)


class Paper(FPDF):
    """Upright, A4 unless ``size`` says otherwise; the footer numbers the pages."""

    def __init__(
        self,
        title: str,
        footer: str,
        page_word: str,
        made: datetime,
        *,
        author: str = "",
        language: str = "en",
        size: str = "A4",
    ) -> None:
        super().__init__(format=size, enforce_compliance="PDF/A-2U")
        self._footer = footer
        self._page_word = page_word
        self._fits: dict[tuple[str, str, float], float] = {}
        self.add_font(FAMILY, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.set_creator("collectwork")
        self.set_producer("collectwork")
        self.set_title(one_line(title))
        self.set_author(one_line(author))
        self.set_lang(language)
        moment = made.astimezone(UTC).replace(microsecond=0)
        self.set_creation_date(moment)
        self.set_xmp_metadata(_metadata(one_line(title), one_line(author), moment))
        self.set_margins(18, 16, 18)
        self.set_auto_page_break(auto=True, margin=20)
        self.alias_nb_pages()
        self.add_page()

    def footer(self) -> None:
        """Called by the library at the end of each page."""
        self.set_y(-14)
        self.set_font(FAMILY, "", 7)
        self.set_text_color(*GREY)
        number = f"   {self._page_word} {self.page_no()}/{{nb}}"
        left = self.shortened(self._footer, self.epw - self.get_string_width(number) - 4)
        self.cell(0, 5, left + number, align="R")
        self.set_text_color(0, 0, 0)

    def printable(self, text: str) -> str:
        """One line; a letter that our fonts lack becomes a box, never nothing."""
        plain = unicodedata.normalize("NFC", one_line(text))
        if not self.text_shaping and any(unicodedata.bidirectional(c) in _JOINED for c in plain):
            self.set_text_shaping(True)
        known = self._letters(FAMILY)
        if all(ord(c) in known for c in plain):
            return plain
        if FAR_EAST.lower() not in self.fonts:
            self.add_font(FAR_EAST, "", FONTS / "DroidSansFallback.ttf")
            self.set_fallback_fonts([FAR_EAST], exact_match=False)
        further = self._letters(FAR_EAST)
        return "".join(c if ord(c) in known or ord(c) in further else "□" for c in plain)

    def _letters(self, family: str) -> Any:
        font = self.fonts[family.lower()]
        return font.cmap if isinstance(font, TTFFont) else {}

    def width_of(self, text: str) -> float:
        """Of a printable text in the font in force, in mm; measured once."""
        key = (text, self.font_style, self.font_size_pt)
        if key not in self._fits:
            self._fits[key] = self.get_string_width(text)
        return self._fits[key]

    def shortened(self, text: str, width: float) -> str:
        """Printable, and cut with … where it is wider than that."""
        plain = self.printable(text)
        if self.width_of(plain) <= width:
            return plain
        low, high = 0, len(plain)
        while low < high:
            middle = (low + high + 1) // 2
            if self.get_string_width(plain[:middle].rstrip() + "…") <= width:
                low = middle
            else:
                high = middle - 1
        return plain[:low].rstrip() + "…"

    def heading(self, text: str, size: int = 16) -> None:
        self.set_font(FAMILY, "B", size)
        self.multi_cell(0, size * 0.5, self.printable(text), new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def line_of(
        self,
        text: str,
        size: float = 9,
        *,
        bold: bool = False,
        grey: bool = False,
        width: float = 0,
        align: str = "L",
    ) -> None:
        """A paragraph from where the pen stands in x; the pen then is at the left margin."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*(GREY if grey else (0, 0, 0)))
        plain = self.printable(text)
        self.multi_cell(width, size * 0.52, plain, align=align, new_x="LMARGIN", new_y="NEXT")
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


def _metadata(title: str, author: str, moment: datetime) -> str:
    """What the file says of itself; the library's own would bear the minute of writing."""
    at = moment.isoformat()
    creator = f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>"
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{escape(title)}</rdf:li></rdf:Alt></dc:title>{creator if author else ''}"
        f"<xmp:CreatorTool>collectwork</xmp:CreatorTool><xmp:CreateDate>{at}</xmp:CreateDate>"
        f"<xmp:ModifyDate>{at}</xmp:ModifyDate><pdf:Producer>collectwork</pdf:Producer>"
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
