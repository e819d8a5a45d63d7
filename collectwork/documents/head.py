"""The parts that papers to customers share: letterhead, address and facts, where to pay."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.documents.paper import FAMILY, GREY, Paper
from collectwork.documents.words import words
from collectwork.domain.company import Company


def letterhead(paper: Paper, company: Company, otherwise: str) -> None:
    """Name and address of the seller at the top, the lines that the law asks for in grey."""
    top = paper.get_y()
    half = paper.epw / 2
    paper.line_of(company.name or otherwise, 13 if company.name else 9, bold=True, width=half)
    for line in company.address:
        paper.line_of(line, 8, grey=True, width=half)
    left = paper.get_y()
    paper.set_y(top)
    for line in company.registration:
        paper.set_x(paper.l_margin + half)
        paper.line_of(line, 7, grey=True, width=half, align="R")
    paper.set_y(max(left, paper.get_y()) + 2)
    paper.set_draw_color(*GREY)
    paper.set_line_width(0.2)
    paper.line(paper.l_margin, paper.get_y(), paper.l_margin + paper.epw, paper.get_y())
    paper.set_draw_color(0, 0, 0)
    paper.ln(5)


def info(paper: Paper, to: Sequence[str], facts: Sequence[tuple[str, str]]) -> None:
    """Whom it is for on the left, the facts of the paper on the right."""
    top = paper.get_y()
    left_width, right = paper.epw * 0.55, paper.l_margin + paper.epw * 0.6
    for number, line in enumerate(to):
        paper.line_of(line, 10, bold=number == 0, width=left_width)
    low = paper.get_y()
    paper.set_y(top)
    name_width = 26.0
    for name, value in facts:
        paper.set_x(right)
        paper.set_font(FAMILY, "", 8.5)
        paper.set_text_color(*GREY)
        paper.cell(name_width, 5, paper.shortened(name, name_width))
        paper.set_text_color(0, 0, 0)
        room = paper.epw * 0.4 - name_width
        paper.multi_cell(room, 5, paper.printable(value), align="L", new_x="LMARGIN", new_y="NEXT")
    paper.set_y(max(low, paper.get_y()) + 5)


def payment(
    paper: Paper, company: Company, currencies: Sequence[str], reference: str, language: str
) -> None:
    """The accounts to pay to, for the currencies that are asked for, and what to quote."""
    own = words(language)
    banks = company.banks_of(currencies)
    paper.ln(4)
    if paper.will_page_break(12 + 10 * len(banks)):
        paper.add_page()
    if banks:
        paper.line_of(own["pay_to"], 9, bold=True)
    for bank in banks:
        coin = bank.currency or (own["other_currencies"] if len(banks) > 1 else "")
        parts = [
            coin,
            f"IBAN {bank.spaced}",
            f"BIC {bank.bic}" if bank.bic else "",
            bank.bank,
            f"{own['holder']}: {bank.holder or company.name}"
            if bank.holder or company.name
            else "",
        ]
        paper.line_of(" · ".join(part for part in parts if part), 8.5)
    paper.line_of(f"{own['quote']}: {reference}", 9, bold=True)
