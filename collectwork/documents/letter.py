"""A letter on paper, its address where a window envelope shows it.

``din``: A4, DIN 5008 form B (address field from 45 mm, folded at 105 and 210 mm). ``us``: Letter,
for a #10 window envelope (the window lies 1/2 inch above the envelope's lower edge; the address is
in the part of it that shows however the sheet slips).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from collectwork.documents.grid import Column, Grid
from collectwork.documents.head import payment
from collectwork.documents.paper import FAMILY, GREY, Paper
from collectwork.documents.words import words
from collectwork.domain.company import UNNAMED
from collectwork.present.letters import day, labels

_RULE = re.compile(r"-{10,}")
_CELLS = re.compile(r"\s{2,}")
_LAYOUT = {
    #        size      left  back  address  lead  right  subject
    "din": ("A4", 25.0, 57.5, 62.7, 4.55, 125.0, 98.5),
    "us": ("Letter", 25.4, 58.5, 63.5, 3.9, 125.0, 100.0),
}


def letter_pdf(values: Mapping[str, Any]) -> bytes:
    """PDF bytes of ``values``: company (domain.company.Company), sender {name, email}, to (lines),
    form (din or us), language, today, made (aware), customer (number), subject, text, reference,
    currencies (of what is asked for), enclosed (names). Equal values give equal bytes."""
    size, left, back, top, lead, right, body = _LAYOUT[values["form"]]
    language = values["language"]
    company = values.get("company") or UNNAMED
    sender = values["sender"]
    name = company.name or sender["name"] or sender["email"]
    paper = Paper(
        values["subject"], f"{name} · {values['reference']}", labels(language)["page"],
        values["made"], author=name, language=language[:2], size=size,
    )  # fmt: skip
    paper.set_margins(left, 20, 20)
    _head(paper, company, name, left)
    _address(paper, values["to"], name, company.address, (left, back, top, lead))
    _facts(paper, values, sender, right)
    if values["form"] == "din":
        _marks(paper)
    paper.set_xy(left, body)
    paper.line_of(values["subject"], 11, bold=True)
    paper.ln(3)
    _text(paper, values["text"])
    told = any(bank.iban in values["text"].replace(" ", "") for bank in company.banks)
    if values["currencies"] and company.banks and not told:
        payment(paper, company, values["currencies"], values["reference"], language)
    if values["enclosed"]:
        paper.ln(4)
        enclosed = ", ".join(values["enclosed"])
        paper.line_of(f"{words(language)['enclosed']}: {enclosed}", 8, grey=True)
    return paper.finished()


def _head(paper: Paper, company: Any, name: str, left: float) -> None:
    paper.set_xy(left, 14)
    paper.line_of(name, 13, bold=True, width=95)
    for line in company.address[:4]:
        paper.set_x(left)
        paper.line_of(line, 7.5, grey=True, width=95)
    paper.set_y(14)
    for line in company.registration[:6]:
        paper.set_x(125)
        paper.line_of(line, 6.5, grey=True, width=paper.w - 145)


def _address(
    paper: Paper,
    to: Sequence[str],
    name: str,
    own: Sequence[str],
    where: tuple[float, float, float, float],
) -> None:
    """The sender in small, then the receiver: each line as wide as the window and no wider."""
    left, back, top, lead = where
    width = 80.0
    paper.set_font(FAMILY, "", 6)
    paper.set_text_color(*GREY)
    paper.set_xy(left, back)
    paper.cell(width, 3, paper.shortened(" · ".join([name, *own]), width))
    paper.set_text_color(0, 0, 0)
    paper.set_font(FAMILY, "", 9.5)
    for number, line in enumerate(to[:6]):
        paper.set_xy(left, top + number * lead)
        paper.cell(width, lead, paper.shortened(line, width))


def _facts(paper: Paper, values: Mapping[str, Any], sender: Mapping[str, str], at: float) -> None:
    said, own = labels(values["language"]), words(values["language"])
    facts = [
        (own["date"], day(values["today"], values["language"])),
        (said["account"], values["customer"]),
        (said["reference"], values["reference"]),
        (own["contact"], sender["name"] or sender["email"]),
        ("", sender["email"] if sender["name"] else ""),
    ]
    paper.set_y(50)
    for name, value in facts:
        if not value:
            continue
        paper.set_x(at)
        paper.set_font(FAMILY, "", 8)
        paper.set_text_color(*GREY)
        paper.cell(22, 4.6, paper.shortened(name, 21))
        paper.set_text_color(0, 0, 0)
        room = paper.w - paper.r_margin - at - 22
        paper.cell(room, 4.6, paper.shortened(value, room), new_x="LMARGIN", new_y="NEXT")


def _marks(paper: Paper) -> None:
    """Where it is folded and punched."""
    paper.set_draw_color(*GREY)
    paper.set_line_width(0.15)
    for y, long in ((105.0, 4.0), (148.5, 6.0), (210.0, 4.0)):
        paper.line(5, y, 5 + long, y)
    paper.set_draw_color(0, 0, 0)


def _text(paper: Paper, text: str) -> None:
    """Paragraphs as they are; the table of open items, which is lines of text, as a table."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if at + 1 < len(lines) and _RULE.fullmatch(lines[at + 1].strip()):
            at = _table(paper, lines, at)
            continue
        if lines[at].strip():
            paper.line_of(lines[at].replace("**", ""), 10)
        else:
            paper.ln(3)
        at += 1


def _table(paper: Paper, lines: Sequence[str], at: int) -> int:
    """Draws the table whose head is line ``at``; the number of the first line after it."""
    head = _CELLS.split(lines[at].strip())
    share = paper.epw / (len(head) + 1)
    columns = [
        Column(name, share * (2 if number == 0 else 1), right=number == len(head) - 1)
        for number, name in enumerate(head)
    ]
    grid = Grid(paper, columns)
    at += 2
    sums = False
    while at < len(lines) and lines[at].strip():
        line = lines[at].strip()
        at += 1
        if _RULE.fullmatch(line):
            sums = True
            continue
        cells = _CELLS.split(line)
        if sums and len(cells) > 1:
            grid.total(cells[0], cells[-1])
        else:
            grid.row([*cells[: len(head)], *[""] * (len(head) - len(cells))])
    return at
