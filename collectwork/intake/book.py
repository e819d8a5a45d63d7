"""The columns of a ledger while it is read, and its amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from collectwork.domain.ledger import Problem
from collectwork.domain.money import digits
from collectwork.intake import identity
from collectwork.intake.draft import Source, no_currency
from collectwork.intake.numbers import MAX_MINOR, Number
from collectwork.intake.steps import Sorted
from collectwork.intake.table import shown
from collectwork.intake.texts import Bad


@dataclass(slots=True)
class Book:
    """The columns of a ledger while it is read; per row, by index."""

    amount: list[Any]  # Number, None or Bad: what is open (or invoiced, for an invoice list)
    original: list[Any]
    currency: list[str | None]
    issued: list[Any]
    due: list[Any]
    settled: list[Any]
    sorted: Sorted
    minor: dict[int, int] = field(default_factory=dict)
    history: bool = False
    part: str = "open"  # the column of amounts, for messages


def convert(source: Source, book: Book) -> list[int]:
    """Amounts to minor units, days checked; rows that do not convert are problems."""
    columns, problems = source.columns, source.problems
    part = book.part
    items = []
    lacking = 0
    places = {code: digits(code) for code in {c for c in book.currency if c}}
    bad_days = [
        (name, days)
        for name, days in (("due", book.due), ("issued", book.issued), ("settled", book.settled))
        if any(type(day) is Bad for day in set(days))
    ]
    plain = None if bad_days else _all_alike(book, places)
    if plain is not None:
        book.minor = plain
        return identity.check(source, list(plain))
    for index in book.sorted.items:
        cell = book.amount[index]
        if type(cell) is Bad:
            problems[index] = columns.problem(index, part, cell)
            continue
        code = book.currency[index]
        if cell is None:
            problems[index] = Problem(
                source.row(index), columns.layout.heading(part), "", "expected an amount"
            )
            continue
        if code is None:
            lacking += 1
            continue
        try:
            minor = cell[0] if cell[1] == places[code] else cell.minor(places[code])
        except ValueError as error:
            problems[index] = Problem(
                source.row(index),
                columns.layout.heading(part),
                shown(columns.raw(part)[index]),
                f"expected an amount of {code}; it has {error}",
            )
            continue
        if abs(minor) >= MAX_MINOR:
            problems[index] = Problem(
                source.row(index), columns.layout.heading(part),
                shown(columns.raw(part)[index]), "expected an amount below ten trillion",
            )  # fmt: skip
            continue
        book.minor[index] = minor
        wrong = None
        if bad_days:
            wrong = next((pair for pair in bad_days if type(pair[1][index]) is Bad), None)
        if wrong is None:
            items.append(index)
        else:
            problems[index] = columns.problem(index, wrong[0], wrong[1][index])
    if lacking:
        if not any(book.currency) or lacking == len(book.sorted.items):
            raise no_currency()
        for index in book.sorted.items:
            if book.currency[index] is None and index not in problems:
                problems[index] = Problem(
                    source.row(index), columns.layout.heading("currency"),
                    shown(columns.raw("currency")[index]), "expected a currency code such as EUR",
                )  # fmt: skip
    if not book.sorted.items and not any(book.currency):
        return items
    return identity.check(source, items)


def _all_alike(book: Book, places: dict[str, int]) -> dict[int, int] | None:
    """Minor units of all items at once where each has a fitting amount in one currency."""
    items = book.sorted.items
    cells = [book.amount[index] for index in items]
    if not items or len(places) != 1 or set(map(type, cells)) != {Number}:
        return None
    code, fits = next(iter(places.items()))
    if any(book.currency[index] != code for index in items):
        return None
    if {cell[1] for cell in cells} != {fits} or max(abs(cell[0]) for cell in cells) >= MAX_MINOR:
        return None
    return {index: cell[0] for index, cell in zip(items, cells, strict=True)}


def duplicates(
    source: Source, book: Book, items: list[int]
) -> tuple[list[int], dict[int, Problem]]:
    """Rows that stand there twice, letter for letter: loaded once, reported with their money."""
    rows = source.columns.rows
    keys = [
        (tuple(rows[index]), book.sorted.group_of.get(index), book.sorted.number_of.get(index))
        for index in items
    ]
    if len(set(keys)) == len(keys):
        return items, {}
    seen: set[Any] = set()
    once: list[int] = []
    twice: dict[int, Problem] = {}
    for index, marks in zip(items, keys, strict=True):
        if marks in seen:
            twice[index] = Problem(
                source.row(index), None, None, "expected a row that is not there already"
            )
        else:
            seen.add(marks)
            once.append(index)
    return once, twice
