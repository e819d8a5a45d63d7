"""Which column says what is open, and with which sign."""

from __future__ import annotations

from typing import Any

from collectwork.domain.ledger import Kind
from collectwork.errors import InputRefused
from collectwork.intake import checks
from collectwork.intake.draft import Source
from collectwork.intake.numbers import Number
from collectwork.intake.rows import Sorted
from collectwork.intake.texts import Bad


def amount_part(source: Source, kind: Kind) -> str:
    """Which column is the open amount: the best name, SAP's two currencies, a total, or what is
    left of the invoice amount."""
    roles = source.columns.layout.roles
    if kind == "invoices":
        for part in ("original", "total", "open"):
            if part in roles:
                return part
    if "open" in roles:
        checks.rivals(source, "open")
        return "open"
    for part in ("base_open", "doc_open"):
        if part in roles and not (part == "base_open" and _document_currency(source)):
            return part
    if "original" in roles and "paid" in roles:
        return "difference"
    if "total" in roles and (source.columns.layout.buckets or "original" not in roles):
        return "total"
    if "original" in roles:
        return "original"
    if "amount" in roles:
        return "amount"
    raise InputRefused(
        "Not imported: no column holds the open amounts. Name it in a profile: "
        '[columns] open = "its heading".'
    )


def _document_currency(source: Source) -> bool:
    """Both amounts are there and only the document currency is named."""
    roles = source.columns.layout.roles
    return "doc_open" in roles and "currency" in roles and "base_currency" not in roles


def difference(source: Source) -> list[Any]:
    """Open = invoiced less paid (and credited), where no column says what is open."""
    columns = source.columns
    parts = [columns.amounts(columns.layout.roles["original"])]
    parts += [
        columns.amounts(columns.layout.roles[part])
        for part in ("paid", "credited")
        if columns.has(part)
    ]
    result: list[Any] = []
    for billed, *taken in zip(*parts, strict=True):
        if not isinstance(billed, Number):
            result.append(billed)
            continue
        wrong = next((cell for cell in taken if isinstance(cell, Bad)), None)
        if wrong is not None:
            result.append(wrong)
            continue
        places = max([billed.places, *(cell.places for cell in taken if cell)])
        left = billed.mantissa * 10 ** (places - billed.places)
        for cell in taken:
            if cell:
                left -= abs(cell.mantissa) * 10 ** (places - cell.places)
        result.append(Number(left, places, billed.currency))
    source.warnings.append(
        f"open = {columns.layout.heading('original')} less {columns.layout.heading('paid')}: "
        "the file has no column of open amounts"
    )
    return result


def signs(source: Source, amount: list[Any], found: Sorted) -> None:
    """A debit/credit column gives the sign only where no amount of the column has one."""
    if not source.columns.has("sign"):
        return
    items = found.items
    if any(isinstance(amount[i], Number) and amount[i].mantissa < 0 for i in items):
        return
    marks = source.columns.texts("sign")
    for index in items:
        cell = amount[index]
        if isinstance(cell, Number) and marks[index].strip().casefold() in _CREDIT_MARKS:
            amount[index] = Number(-cell.mantissa, cell.places, cell.currency)


_CREDIT_MARKS = frozenset(
    ["h", "haben", "c", "cr", "credit", "crédit", "avere", "haber", "a", "bij"]
)
