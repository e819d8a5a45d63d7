"""What all readers of lists share: a content in the making, its problems, and its currencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import COLUMNS, FileContent, Kind, Problem, ReadOptions
from collectwork.errors import InputRefused, Question
from collectwork.intake.columns import Columns
from collectwork.intake.headings import CURRENCIES, currency_code
from collectwork.intake.layout import Layout
from collectwork.intake.table import Table, shown


@dataclass(slots=True)
class Source:
    """A file that is being read."""

    path: Path
    sha256: str
    table: Table
    layout: Layout
    options: ReadOptions
    columns: Columns
    problems: dict[int, Problem] = field(default_factory=dict)  # by row index; a row is set aside
    warnings: list[str] = field(default_factory=list)

    @property
    def profile(self) -> Mapping[str, Any]:
        return self.options.profile or {}

    def row(self, index: int) -> int:
        """The row's number as a spreadsheet shows it."""
        return self.columns.first + index

    def content(self, kind: Kind, rows: list[tuple[Any, ...]], layout: str) -> FileContent:
        """The content so far; refuses it when rows are wrong and may not be set aside."""
        rejects = [self.problems[index] for index in sorted(self.problems)]
        if rejects and not self.options.skip_bad_rows:
            raise refusal(rejects)
        return FileContent(
            path=self.path,
            sha256=self.sha256,
            kind=kind,
            layout=layout,
            columns=COLUMNS[kind],
            rows=rows,
            as_of=self.options.as_of,
            company=self.profile.get("company")
            if self.options.company is None
            else self.options.company,
            row_count=len(rows) + len(rejects),
            reconciled="not checkable: the file states no total",
            warnings=[*self.table.notes, *self.warnings],
            rejects=rejects,
            rejected_rows=[printable(self.columns.rows[index]) for index in sorted(self.problems)],
            heading=tuple(self.layout.headings),
            mapping={
                part: self.layout.headings[place] for part, place in self.layout.roles.items()
            },
            style=self.columns.style(),
        )


def printable(row: Sequence[Any]) -> list[str]:
    """Cells as text that can be written out: undecodable bytes and NULs as question marks."""
    return [
        shown(cell).replace("\0", "?").encode("utf-8", "replace").decode("utf-8") for cell in row
    ]


def refusal(rejects: Sequence[Problem]) -> InputRefused:
    """One clear message for the first problem, and how many more there are."""
    more = len(rejects) - 1
    others = f" ({more} more such {'row' if more == 1 else 'rows'})" if more else ""
    return InputRefused(
        f"Not imported: {rejects[0]}{others}. Correct the file, or set such rows aside with "
        "--skip-bad-rows.",
        question=Question("skip_bad_rows", ("yes",)),
    )


def currencies(
    source: Source, cells: Sequence[Any], named: Sequence[Any], rows: Sequence[int]
) -> list[str | None]:
    """The currency of every row: its own cell, the amount's cell, the heading, the option.

    ``cells``: the currency column (empty texts without one); ``named``: currencies in the amounts;
    ``rows``: those that are items. None where nothing says it; a ``$`` says nothing. Raises
    InputRefused when the option contradicts the file, or a cell its amount or the heading.
    """
    heading = source.layout.heading_currency
    said = (source.options.currency or source.profile.get("currency") or "").upper() or None
    if said and said not in CURRENCIES:
        raise InputRefused(f"Not imported: {said!r} is not an ISO currency code such as EUR.")
    known = {cell: currency_code(cell) for cell in set(cells)}
    found: list[str | None] = [
        known[cell] or (None if amount in SIGNS else amount) or heading
        for cell, amount in zip(cells, named, strict=True)
    ]
    for index in rows:
        own, amount = known[cells[index]], named[index]
        if amount in SIGNS:
            code = found[index] or said
            if code and code not in SIGNS[amount]:
                raise InputRefused(
                    f"Not imported: row {source.row(index)}: the amount bears a {amount}, which "
                    f"is no sign of {code}. Say the right --currency, or correct the row."
                )
            amount = None
        if own and amount and own != amount:
            raise InputRefused(
                f"Not imported: row {source.row(index)}: the currency column says {own}, the "
                f"amount {amount}. Correct the row."
            )
        other = own or amount
        if heading and other and other != heading:
            if said != heading:
                raise InputRefused(
                    f"Not imported: row {source.row(index)} is in {other}, but the heading of the "
                    f"amounts says {heading}. If the amounts are in {heading}, say --currency "
                    f"{heading}; else name the right column in a profile."
                )
            found[index] = heading
    stated = {found[index] for index in rows if found[index]}
    if said and stated and said not in stated and all(found[index] for index in rows):
        raise InputRefused(
            f"Not imported: --currency says {said}, but the file says "
            f"{', '.join(sorted(code for code in stated if code))}. Leave the option out, or "
            "check the file."
        )
    return [
        code or (said if _says_nothing(cell) else None)
        for code, cell in zip(found, cells, strict=True)
    ]


#: Signs of several currencies, and which: no proof of any, but a contradiction to others.
SIGNS = {
    "$": frozenset([
        "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "ARS", "CLP", "COP", "BRL", "BBD",
        "BMD", "BND", "BSD", "BZD", "DOP", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD",
        "TTD", "UYU", "XCD",
    ]),
    "¥": frozenset(["JPY", "CNY"]),
}  # fmt: skip


def _says_nothing(cell: Any) -> bool:
    """An empty cell or a bare sign: only there an option may speak for it."""
    return shown(cell) in ("", "-", "$", "¥", "kr", "kr.")


def no_currency() -> InputRefused:
    """Nothing says the currency, and it is never guessed."""
    return InputRefused(
        "Not imported: nothing in the file says which currency its amounts are in (a $ alone is "
        "no proof). Say --currency, for example --currency EUR.",
        question=Question("currency"),
    )
