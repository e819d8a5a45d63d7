"""Which column says what is open, and with which sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collectwork.domain.ledger import Kind, Problem
from collectwork.errors import InputRefused, Question
from collectwork.intake import checks, rivals
from collectwork.intake.draft import Source
from collectwork.intake.itemkinds import lowers
from collectwork.intake.layout import due_bucket
from collectwork.intake.numbers import Number
from collectwork.intake.steps import Sorted
from collectwork.intake.table import blank
from collectwork.intake.texts import Bad

_DEBIT_MARKS = frozenset(
    ["s", "soll", "d", "dr", "deb", "debit", "débit", "debet", "dare", "debe", "+"]
)
_CREDIT_MARKS = frozenset(
    ["h", "haben", "c", "cr", "cre", "credit", "crédit", "avere", "haber", "a", "-"]
)
_BANK_MARKS = frozenset(["af", "bij"])


def amount_part(source: Source, kind: Kind) -> str:
    """Which column is the open amount: the best name, SAP's two currencies, a total, two columns
    of debit and credit (``sides``), or what is left of the invoice amount (``difference``)."""
    roles = source.columns.layout.roles
    if kind == "invoices":
        for part in ("original", "total", "open"):
            if part in roles:
                rivals.misspelt(source)
                return part
    if "open" in roles:
        rivals.named(source, "open")
        rivals.running(source)
        return "open"
    for part in ("base_open", "doc_open"):
        if part in roles and not (part == "base_open" and _document_currency(source)):
            return part
    if "original" in roles and "paid" in roles:
        return "difference"
    if "total" in roles and (source.columns.layout.buckets or "original" not in roles):
        return "total"
    if {"debit", "credit"} <= roles.keys():
        return "sides"
    if due_bucket(source.layout) and len(source.layout.buckets) > 2 and "original" not in roles:
        return "ages"
    for part in ("original", "amount"):
        if part in roles:
            rivals.unnamed(source)
            return part
    raise InputRefused(
        "Not imported: no column holds the open amounts. "
        + (
            checks.looks_like(source.layout, "open")
            or 'Name it in a profile: [columns] open = "its heading".'
        ),
        question=Question("columns", proposal="open"),
    )


def _document_currency(source: Source) -> bool:
    """Both amounts are there and only the document currency is named."""
    roles = source.columns.layout.roles
    return "doc_open" in roles and "currency" in roles and "base_currency" not in roles


def difference(source: Source) -> list[Any]:
    """Open = invoiced less paid (and credited), where no column says what is open."""
    columns = source.columns
    billed = columns.amounts(columns.layout.roles["original"])
    left = billed
    for part in ("paid", "credited"):
        if columns.has(part):
            taken = columns.amounts(columns.layout.roles[part])
            left = _less(left, taken, _direction(source, part, billed, taken))
    source.warnings.append(
        f"open = {columns.layout.heading('original')} less {columns.layout.heading('paid')}: "
        "the file has no column of open amounts"
    )
    return left


def sides(source: Source) -> tuple[list[Any], list[Any]]:
    """Open = debit less credit, where each side has a column: the amounts, and the cells that
    show whether a row has one."""
    columns = source.columns
    roles = columns.layout.roles
    debit, credit = columns.amounts(roles["debit"]), columns.amounts(roles["credit"])
    sign = _direction(source, "credit", [Number(1, 0)] * len(credit), credit)
    zero = Number(0, 0)
    amounts = _less(
        [zero if one is None and other else one for one, other in zip(debit, credit, strict=True)],
        credit,
        sign,
        bounded=False,
    )
    cells = [
        one or other
        for one, other in zip(columns.at(roles["debit"]), columns.at(roles["credit"]), strict=True)
    ]
    return amounts, cells


def ages(source: Source) -> tuple[list[Any], list[Any]]:
    """Open = what stands in the age columns, where they are all there is: the amounts, and the
    cells that show whether a row has one."""
    columns, places = source.columns, source.layout.buckets
    amounts = columns.amounts(places[0])
    cells = columns.at(places[0])
    for place in places[1:]:
        amounts = [
            _plus(one, other) for one, other in zip(amounts, columns.amounts(place), strict=True)
        ]
        cells = [a if blank(b) else b for a, b in zip(cells, columns.at(place), strict=True)]
    return amounts, cells


def _plus(one: Any, other: Any) -> Any:
    if one is None or isinstance(other, Bad):
        return other
    if other is None or isinstance(one, Bad):
        return one
    places = max(one.places, other.places)
    total = one.mantissa * 10 ** (places - one.places) + other.mantissa * 10 ** (
        places - other.places
    )
    return Number(total, places, one.currency or other.currency)


def _direction(source: Source, part: str, billed: Sequence[Any], taken: Sequence[Any]) -> int:
    """1 where what was taken off is written without a sign, -1 where it is written negative."""
    signs = {
        (cell.mantissa > 0) - (cell.mantissa < 0)
        for whole, cell in zip(billed, taken, strict=True)
        if isinstance(cell, Number) and isinstance(whole, Number) and whole.mantissa > 0
    } - {0}
    if len(signs) > 1:
        raise InputRefused(
            f"Not imported: column {source.layout.heading(part)!r} holds positive and negative "
            "amounts beside invoices: whether they lower or raise what is open is not certain. "
            "Export the open amounts."
        )
    return -1 if -1 in signs else 1


def _less(
    whole: Sequence[Any], taken: Sequence[Any], sign: int, *, bounded: bool = True
) -> list[Any]:
    """Row by row; ``bounded``: a credit cannot grow by what was taken of it."""
    result: list[Any] = []
    for billed, cell in zip(whole, taken, strict=True):
        if not isinstance(billed, Number) or cell is None:
            result.append(billed)
        elif isinstance(cell, Bad):
            result.append(cell)
        elif bounded and billed.mantissa < 0 and cell.mantissa * sign > 0:
            result.append(Bad("", "expected what was taken of a credit to bear its sign"))
        else:
            places = max(billed.places, cell.places)
            left = billed.mantissa * 10 ** (places - billed.places)
            left -= sign * cell.mantissa * 10 ** (places - cell.places)
            result.append(Number(left, places, billed.currency or cell.currency))
    return result


def signs(source: Source, amount: list[Any], found: Sorted) -> None:
    """A debit/credit column gives the sign only where no amount of the column has one; a mark that
    contradicts its amount, or is none, makes the row a problem."""
    if not source.columns.has("sign"):
        return
    marks = [mark.strip().casefold() for mark in source.columns.texts("sign")]
    items = [i for i in found.items if isinstance(amount[i], Number) and amount[i].mantissa]
    signed = any(amount[i].mantissa < 0 for i in items)
    if not signed and any(marks[i] in _BANK_MARKS for i in items):
        raise InputRefused(
            f"Not imported: column {source.layout.heading('sign')!r} says how money moved on a "
            "bank account, not whether a row is owed or a credit. Export signed amounts."
        )
    for index in items:
        cell = amount[index]
        if signed:
            if marks[index] in _CREDIT_MARKS and cell.mantissa > 0:
                _unsure(source, index, "expected a negative amount on this side, like elsewhere")
        elif marks[index] in _CREDIT_MARKS:
            amount[index] = Number(-cell.mantissa, cell.places, cell.currency)
        elif marks[index] not in _DEBIT_MARKS:
            _unsure(source, index, "expected a mark for debit or credit")


def unsigned(source: Source, amount: list[Any], found: Sorted) -> None:
    """Credits and payments by their type, in a list where no amount is negative: the file's total
    says whether they lower what is open; without one nobody can tell, and the file is refused."""
    items = [i for i in found.items if isinstance(amount[i], Number) and amount[i].mantissa]
    if source.columns.has("sign") or any(amount[i].mantissa < 0 for i in items):
        return
    types = source.columns.texts("type_text")
    known = {word: lowers(word) for word in set(types)}
    credits = [i for i in items if known[types[i]]]
    if not credits or len(credits) == len(items):
        return
    places = max(amount[i].places for i in items)
    plain = sum(amount[i].mantissa * 10 ** (places - amount[i].places) for i in items)
    less = sum(amount[i].mantissa * 10 ** (places - amount[i].places) for i in credits)
    for step in reversed(found.sequence):
        stated = amount[step.index] if not isinstance(step, int) else None
        if isinstance(stated, Number) and stated.places <= places:
            total = stated.mantissa * 10 ** (places - stated.places)
            if total == plain:
                return
            if total == plain - 2 * less:
                for index in credits:
                    cell = amount[index]
                    amount[index] = Number(-cell.mantissa, cell.places, cell.currency)
                source.warnings.append(
                    f"{len(credits)} credits and payments are written without a sign; the file's "
                    "total shows that they lower what is open"
                )
                return
            break
    raise InputRefused(
        f"Not imported: row {source.row(credits[0])} is a {types[credits[0]]!r} with a positive "
        "amount, and no amount of the list is negative: whether credits lower what is open is not "
        "certain. Export signed amounts, or a column of debit and credit."
    )


def _unsure(source: Source, index: int, expected: str) -> None:
    source.problems.setdefault(
        index,
        Problem(
            source.row(index),
            source.layout.heading("sign"),
            source.columns.texts("sign")[index],
            expected,
        ),
    )
