"""Items as rows of facts: who, what, how much, since when, and what the file says of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from collectwork.domain.ledger import ContactFacts, CustomerFacts, Kind
from collectwork.domain.money import digits
from collectwork.errors import InputRefused
from collectwork.intake import identity
from collectwork.intake.book import Book
from collectwork.intake.columns import day_or_none
from collectwork.intake.draft import Source
from collectwork.intake.itemkinds import kind_of
from collectwork.intake.numbers import Number
from collectwork.intake.texts import NO, YES, Bad


def rows_of(
    source: Source, book: Book, items: Sequence[int], as_of: date | None, kind: Kind
) -> tuple[list[tuple[Any, ...]], tuple[list[CustomerFacts], list[ContactFacts]]]:
    columns = source.columns
    people = identity.customers(source, book.sorted, items)
    identity.ruined(source, items)
    documents = columns.ids("document")
    types = columns.texts("type_text")
    hints = columns.texts("reference_text") if columns.has("reference_text") else types
    po, terms, company = columns.texts("po"), columns.texts("terms"), columns.texts("company")
    disputed = _disputed(source)
    cleared = _cleared(source, kind)
    issues, dues, settlements = _days(book.issued), _days(book.due), _days(book.settled)
    rows: list[tuple[Any, ...]] = []
    skipped: Counter[str] = Counter()
    for index in items:
        minor = book.minor[index]
        issued, due, settled = issues[index], dues[index], settlements[index]
        currency = book.currency[index] or ""
        original = _original(book, index, currency)
        if book.history and as_of is not None:
            if issued is not None and issued > as_of:
                skipped["dated after the day"] += 1
                continue
            if settled is not None and settled <= as_of:
                minor = 0
            else:
                settled = None
        elif cleared[index]:
            if kind == "open-items":
                skipped["cleared"] += 1
                continue
            minor = 0
        document = documents[index]
        hint = f"{hints[index]} {document}" if not types[index] else ""
        number, name = people[index]
        rows.append((
            number, name,
            document or identity.stand_in(hints[index] or types[index], issued),
            kind_of(minor or original or 0, types[index], hint),
            types[index] or None, currency, original,
            None if kind == "invoices" and not cleared[index] else minor,
            issued, due, settled, po[index] or None, terms[index] or None, disputed[index],
            company[index] or None,
        ))  # fmt: skip
    for why, count in skipped.items():
        source.warnings.append(f"{count} rows are {why} and were not taken as open")
    return rows, identity.facts(source, items, people)


def _days(cells: list[Any]) -> list[date | None]:
    """Days; unreadable ones of rows that were set aside count as none."""
    return [day_or_none(cell) for cell in cells] if Bad in set(map(type, cells)) else cells


_CLOSED = frozenset([
    "paid", "closed", "cleared", "settled", "bezahlt", "ausgeglichen", "geschlossen", "erledigt",
    "payé", "payée", "réglé", "soldé", "betaald", "pagato", "pagata", "pagado", "pagada", "cobrada",
    "void", "voided", "cancelled", "canceled", "storniert",
])  # fmt: skip


def _cleared(source: Source, kind: Kind) -> list[bool]:
    """Rows with a clearing document; and, where no column says what is open, rows whose status
    says paid. An open amount wins over a status."""
    columns = source.columns
    marked = [bool(cell) for cell in columns.texts("cleared")]
    if columns.has("open"):
        words = columns.texts("status")
        against = sum(word.casefold() in _CLOSED for word in words)
        if against and kind == "open-items":
            source.warnings.append(f"{against} rows say that they are paid: their amounts count")
        return [False] * len(marked)
    if columns.has("open_flag"):
        flags = columns.texts("open_flag")
        if kind == "open-items" and not any(flag.casefold() in YES for flag in flags):
            raise InputRefused(
                f"Not imported: column {columns.layout.heading('open_flag')!r} says of no row that "
                f"it is open ({flags[0]!r}). If its formulas were never calculated, open the file "
                "in a spreadsheet program and save it."
            )
        marked = [m or flag.casefold() in NO for m, flag in zip(marked, flags, strict=True)]
    if columns.has("status") and not columns.has("paid"):
        if kind == "open-items":
            _none_partly_paid(source)
        status = columns.texts("status")
        marked = [m or word.casefold() in _CLOSED for m, word in zip(marked, status, strict=True)]
    return marked


_PARTLY = re.compile(
    r"partial|partly|part[- ]paid|teil|partiel|deels|gedeelt|parzial|parcial", re.I
)


def _none_partly_paid(source: Source) -> None:
    """Where nothing says what is open, a row that is paid in part cannot be taken."""
    status = source.columns.texts("status")
    index = next((i for i, word in enumerate(status) if _PARTLY.search(word)), None)
    if index is not None:
        raise InputRefused(
            f"Not imported: row {source.row(index)} says {status[index]!r}, and no column says "
            "what is left of it. Export the open amounts."
        )


def _original(book: Book, index: int, currency: str) -> int | None:
    cell = book.original[index]
    if type(cell) is not Number:
        return None
    try:
        return cell.minor(digits(currency))
    except ValueError:
        return None


def _disputed(source: Source) -> list[bool]:
    columns = source.columns
    if columns.has("disputed"):
        return [cell.casefold() in YES for cell in columns.texts("disputed")]
    if columns.has("status"):
        return ["disput" in cell.casefold() for cell in columns.texts("status")]
    return [False] * len(columns.rows)
