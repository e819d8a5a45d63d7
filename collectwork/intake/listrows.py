"""The data rows of a plain list: blank rows and repeated headers left out, broken ones named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collectwork.domain.ledger import Problem
from collectwork.errors import InputRefused, Question
from collectwork.intake.columns import is_blank_row
from collectwork.intake.draft import Source
from collectwork.intake.headings import normal
from collectwork.intake.table import blank, shown
from collectwork.intake.texts import Bad


def need(source: Source, *parts: str) -> None:
    """Refuse a list that lacks a column it cannot do without."""
    for part in parts:
        if not any(source.columns.has(one) for one in part.split("|")):
            raise InputRefused(
                f"Not imported: no column for {part.split('|')[0].replace('_', ' ')} was "
                f"recognised among {', '.join(repr(h) for h in source.layout.headings if h)[:300]}."
                " Name it in a profile.",
                question=Question("columns", proposal=part.split("|")[0]),
            )


def filled(source: Source, needed: Sequence[str]) -> list[int]:
    """Indexes of the data rows; repeated headers and blank rows left out, broken ones problems."""
    header = [normal(name) for name in source.layout.headings]
    width = len(header)
    proofs = [source.columns.raw(part) for part in needed]
    kept = []
    for index, row in enumerate(source.columns.rows):
        if index in source.table.spoiled:
            source.problems[index] = Problem(
                source.row(index), None, None, f"expected {source.table.spoiled[index]}"
            )
        elif is_blank_row(row) or (
            [normal(shown(cell)) for cell in row[:2]] == header[:2] and len(row) == width
        ):
            continue
        elif all(blank(proof[index]) for proof in proofs):
            if sum(not blank(cell) for cell in row) > 1:
                wrong(source, index, needed[0], "expected a value, found none")
        elif len(row) > width and any(not blank(cell) for cell in row[width:]):
            wrong(source, index, None, f"expected {width} fields, found more")
        else:
            kept.append(index)
    return kept


def wrong(source: Source, index: int, part: str | None, expected: str, value: str = "") -> None:
    heading = source.layout.heading(part) if part else None
    source.problems.setdefault(index, Problem(source.row(index), heading, value or None, expected))


def checked(source: Source, rows: list[int], **cells: Sequence[Any]) -> list[int]:
    """Rows without a Bad in these parts; the others become problems."""
    for part, column in cells.items():
        for index in rows:
            if type(column[index]) is Bad and index not in source.problems:
                source.problems[index] = source.columns.problem(index, part, column[index])
    return [index for index in rows if index not in source.problems]
