"""A ledger's items against the totals of its file; a difference refuses the file."""

from __future__ import annotations

from collectwork.domain.ledger import Problem
from collectwork.domain.money import decimals, digits
from collectwork.errors import InputRefused
from collectwork.intake import checks
from collectwork.intake.book import Book
from collectwork.intake.draft import Source, refusal
from collectwork.intake.numbers import Number, typed
from collectwork.intake.reconcile import Reconciled, Stated, reconcile, sentence
from collectwork.intake.steps import Total
from collectwork.intake.table import shown
from collectwork.intake.texts import Bad


def reconciled(
    source: Source, book: Book, items: list[int], twice: dict[int, Problem]
) -> tuple[Reconciled, list[int], dict[int, Problem]]:
    if source.problems and not source.options.skip_bad_rows:
        raise refusal([source.problems[index] for index in sorted(source.problems)])
    result = _against_totals(source, book, items)
    if result.differences and twice:
        both = sorted([*items, *twice])
        with_twice = _against_totals(source, book, both)
        if not with_twice.differences and with_twice.grand:
            source.warnings.append(
                f"{len(twice)} rows occur twice and the file's total counts both: both were loaded"
            )
            result, items, twice = with_twice, both, {}
    for stated in result.unlike:
        source.problems[stated.total.index] = Problem(
            source.row(stated.total.index), None, _amount_text(stated),
            "expected an item or the sum of the rows above; it is neither",
        )  # fmt: skip
    _cut_off(source, book)
    if result.differences:
        unread = [index for index in source.problems if index not in book.minor]
        if source.options.skip_bad_rows and unread:
            result.unchecked.append(f"{len(unread)} rows set aside have no readable amount")
        elif checks.tolerates(source, book.sorted.grouped, result):
            pass
        else:
            stated, read = result.differences[0]
            raise InputRefused(
                f"Not imported: {sentence(stated, read, source.row(stated.total.index))}. "
                "Export the list again, whole."
            )
    return result, items, twice


def _cut_off(source: Source, book: Book) -> None:
    """Refuse a list that ends inside a group where every group before has its sum."""
    steps = book.sorted.sequence
    if not steps or not isinstance(steps[-1], int):
        return
    last = book.sorted.group_of.get(steps[-1])
    closed = {step.group for step in steps if isinstance(step, Total) and not step.ahead}
    groups = set(book.sorted.group_of.values())
    if last is not None and last not in closed and len(groups) > 1 and groups <= {*closed, last}:
        raise InputRefused(
            f"Not imported: the list ends in row {source.row(steps[-1])} without the sum that "
            "closes every customer before: it may be cut off. Export the list again, whole."
        )


def _against_totals(source: Source, book: Book, items: list[int]) -> Reconciled:
    """The totals, counting rows that were set aside where their amount is known."""
    counted = set(items) | {i for i in source.problems if i in book.minor and book.currency[i]}
    sequence: list[int | Stated] = []
    for step in book.sorted.sequence:
        if isinstance(step, int):
            if step in counted:
                sequence.append(step)
        else:
            sequence.append(_stated(source, book, step))
    return reconcile(
        sequence,
        lambda index: (book.currency[index] or "", book.minor[index]),
        grouped=book.sorted.grouped,
    )


def _stated(source: Source, book: Book, total: Total) -> Stated:
    cell = book.amount[total.index]
    if cell is None:
        cell = _computed(source, book, total.index)
    currency = _own_currency(source, book, total.index)
    if isinstance(cell, Bad) and not total.stars and any(map(str.isdigit, cell.value)):
        source.problems[total.index] = source.columns.problem(total.index, book.part, cell)
    if not isinstance(cell, Number):
        return Stated(total, None, currency)
    try:
        return Stated(total, cell.minor(digits(currency or "")), currency)
    except ValueError as error:
        if currency:
            source.problems[total.index] = Problem(
                source.row(total.index), source.layout.heading(book.part),
                shown(source.columns.raw(book.part)[total.index]),
                f"expected a total of {currency}; it has {error}",
            )  # fmt: skip
        return Stated(total, None, currency)


def _computed(source: Source, book: Book, index: int) -> Number | None:
    """What a total comes to that stands there as a formula and was never calculated."""
    place = source.layout.roles.get(book.part)
    if place is None:
        return None
    return typed(source.table.computed.get((index + source.layout.start, place)))


def _own_currency(source: Source, book: Book, index: int) -> str | None:
    """The currency a total names, or the only one there is."""
    every = {book.currency[i] for i in book.minor}
    if len(every) == 1:
        return next(iter(every))
    part = "base_currency" if source.columns.has("base_currency") else "currency"
    own = shown(source.columns.raw(part)[index]).upper()
    return own if own in every else None


def _amount_text(stated: Stated) -> str:
    return decimals(stated.minor or 0, stated.currency or "")


def total_problem(source: Source, stated: Stated) -> Problem:
    return Problem(
        source.row(stated.total.index), None, _amount_text(stated),
        "the sum of the rows above without a label: no item, used to check them",
    )  # fmt: skip
