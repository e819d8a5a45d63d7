"""The rows of a summary by age: customers, parents with their sums, the list's own totals.

A parent's row is followed by those of its sub-customers (indented) and by ``Total for`` the
parent. "Is it a sum" asks for the name of a row that is still open, because customers may be
called *Total …*; only the last row may be the grand total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from collectwork.domain.ledger import ContactFacts, Problem
from collectwork.intake.draft import Source
from collectwork.intake.headings import CURRENCIES, normal
from collectwork.intake.numbers import Number
from collectwork.intake.rowwords import FOOTER, GRAND, TOTAL_OF, same
from collectwork.intake.summary_grid import Grid
from collectwork.intake.table import blank, shown
from collectwork.intake.texts import Bad

_SHARE = re.compile(
    r"^(?:percent(?:age)?s?\s+of\s+(?:grand\s+)?total|%(?:\s+of\s+total)?|prozent\s+(?:der|vom)\s+\w+"
    r"|anteil(?:\s+in\s+%)?|pourcentage\s+du\s+total|porcentaje\s+del\s+total"
    r"|percentuale\s+(?:del\s+)?totale|percentage\s+van\s+(?:het\s+)?totaal)$",
    re.IGNORECASE,
)
_DASHES = frozenset(["-", "–", "—", "−"])
_SURELY = re.compile(r"^(?:sub-?)?totals?\s*(?:for|of|-|–|:)", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Line:
    """A customer's row. ``parent``: the row of which ``Total for`` the parent makes it a part."""

    index: int
    label: str
    money: bool = True
    parent: Line | None = None

    @property
    def full(self) -> str:
        """The name with those of its parents, as QuickBooks writes it."""
        return self.label if self.parent is None else f"{self.parent.full}:{self.label}"


@dataclass(slots=True, eq=False)
class Sum:
    """A row that states a sum of others. ``of``: the rows it adds up (None: all of them);
    ``currency``: where it names one; ``sure`` False: it may be a customer's row; ``stars`` as SAP
    prints them: a sum of two adds up more than that of one."""

    index: int
    label: str
    of: list[Line] | None = None
    currency: str | None = None
    sure: bool = True
    stars: int = 0


@dataclass(slots=True)
class Sheet:
    """A summary's rows by what they are; ``accounts`` and ``contacts`` where the rows themselves
    say more than a name."""

    lines: list[Line] = field(default_factory=list)
    totals: list[Sum] = field(default_factory=list)
    accounts: dict[int, tuple[str, str]] = field(default_factory=dict)
    contacts: list[ContactFacts] = field(default_factory=list)

    @property
    def of(self) -> set[int]:
        """Indexes of the customers' rows."""
        return {line.index for line in self.lines}


def walk(source: Source, made: Grid) -> Sheet:
    """Every row below the header is one of blank, header, customer, sum, note; what is none of
    these becomes a problem."""
    rows, sheet = _filled(source, made), Sheet()
    _grand(rows, sheet)
    open_rows: list[Line] = []
    for row in rows:
        total = _stars(row, sheet) or _sum_of(row, open_rows)
        if total is not None:
            sheet.totals.append(total)
            if total.sure and total.of is not None and not total.stars:
                _close(open_rows, total)
            continue
        if row.money and not row.label:
            source.problems[row.index] = Problem(
                source.row(row.index), None, None, "expected a customer beside the amounts"
            )
            continue
        open_rows.append(row)
        if row.money:
            sheet.lines.append(row)
    return sheet


def _stars(row: Line, sheet: Sheet) -> Sum | None:
    """SAP marks sums by stars: of what stands above since the last of them, or of all."""
    if not row.money or not row.label or row.label.strip("*"):
        return None
    before = max((stated.index for stated in sheet.totals if stated.stars), default=-1)
    since = [line for line in sheet.lines if line.index > before]
    return Sum(row.index, row.label, since or None, stars=len(row.label))


def _close(open_rows: list[Line], total: Sum) -> None:
    """The parent is done: rows since then that have no parent yet are its sub-customers."""
    parts = total.of or []
    head = open_rows.index(parts[0])
    for row in open_rows[head + 1 :]:
        if row.parent is None:
            row.parent = parts[0]
    if parts[0].money:
        del open_rows[head + 1 :]
    else:
        del open_rows[head:]
    total.of = [row for row in parts if row.money]


def _sum_of(row: Line, open_rows: Sequence[Line]) -> Sum | None:
    match = TOTAL_OF.match(row.label) if row.money else None
    if match is None or not match["of"]:
        return None
    for place in range(len(open_rows) - 1, -1, -1):
        head = open_rows[place]
        if same(match["of"], head.label):
            parts = list(open_rows[place:])
            alone = len(parts) == 1 and head.money
            sure = not alone or bool(_SURELY.match(row.label))
            return Sum(row.index, row.label, parts, sure=sure)
    return None


def _grand(rows: list[Line], sheet: Sheet) -> None:
    """Take the list's own totals off its end: one a currency, and one over all."""
    while rows and not rows[-1].money:
        rows.pop()  # notes below the table
    grand = False
    while rows:
        last = rows[-1]
        code = _currency_of_total(last.label)
        if code is None and (grand or not (GRAND.match(last.label) or not last.label)):
            return
        grand = grand or code is None
        sheet.totals.append(Sum(last.index, last.label, None, code))
        rows.pop()


def _currency_of_total(label: str) -> str | None:
    match = TOTAL_OF.match(label)
    code = match["of"].strip(" ()").upper() if match and match["of"] else ""
    return code if code in CURRENCIES else None


def amounts_of(source: Source, made: Grid) -> dict[int, list[Any]]:
    """The cells of every column of amounts: Number, Bad, or None where empty or a dash."""
    found = {}
    for place in made.money:
        cells = source.columns.amounts(place)
        found[place] = [None if type(c) is Bad and c.value in _DASHES else c for c in cells]
    return found


def _filled(source: Source, made: Grid) -> list[Line]:
    columns = source.columns
    amounts = list(amounts_of(source, made).values())
    header = [normal(name) for name in made.layout.headings if name]
    rows: list[Line] = []
    for index, row in enumerate(columns.rows):
        if index in source.table.spoiled:
            source.problems[index] = Problem(
                source.row(index), None, None, f"expected {source.table.spoiled[index]}"
            )
            continue
        if all(blank(cell) for cell in row) or _is_header(row, header):
            continue
        label = _label(row, made)
        has = any(isinstance(cells[index], (Number, Bad)) for cells in amounts)
        if label and _is_note(label, rows, has_money=has):
            continue
        if not has and not _alone(row, made):
            continue  # a customer of whom nothing is open, or a line of the report's head
        if len(row) > len(made.layout.headings) and any(
            not blank(cell) for cell in row[len(made.layout.headings) :]
        ):
            source.problems[index] = Problem(
                source.row(index), None, None,
                f"expected {len(made.layout.headings)} fields, found more",
            )  # fmt: skip
            continue
        rows.append(Line(index, label, has))
    return rows


def _is_note(label: str, rows: Sequence[Line], *, has_money: bool) -> bool:
    """A line below the table; with numbers in it only Xero's shares, right below the total."""
    if has_money:
        return bool(_SHARE.match(label) and rows and GRAND.match(rows[-1].label))
    return bool(FOOTER.match(label) or _SHARE.match(label))


def _alone(row: Sequence[Any], made: Grid) -> bool:
    """A row with nothing but a name: a parent without amounts of its own, perhaps."""
    filled = [place for place, cell in enumerate(row) if not blank(cell)]
    return len(filled) == 1 and filled[0] in made.labels


def _label(row: Sequence[Any], made: Grid) -> str:
    """The first text of the columns that name customers; of a total, wherever it stands."""
    for place in [*made.labels, *range(min(p for p, _ in made.buckets))]:
        if place < len(row) and not blank(row[place]) and place not in made.money:
            return " ".join(shown(row[place]).split())
    return ""


def _is_header(row: Sequence[Any], header: Sequence[str]) -> bool:
    cells = [normal(cell) for cell in row if isinstance(cell, str) and cell.strip()]
    return bool(cells) and len(cells) * 2 > len(header) and set(cells) <= set(header)
