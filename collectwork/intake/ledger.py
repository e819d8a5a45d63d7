"""Open items and invoice lists: a table becomes items of the ledger, or is refused."""

from __future__ import annotations

from datetime import date

from collectwork.domain.ledger import FileContent, Kind, Problem
from collectwork.domain.money import decimals
from collectwork.errors import InputRefused, Question
from collectwork.intake import asof, checks, crosscheck, honesty
from collectwork.intake.book import Book, convert, duplicates
from collectwork.intake.draft import Source, currencies, printable, refusal
from collectwork.intake.evenness import above, exchanged, uneven, whole
from collectwork.intake.itemrows import rows_of
from collectwork.intake.numbers import Number
from collectwork.intake.openamount import ages, amount_part, difference, sides, signs, unsigned
from collectwork.intake.rows import Walk
from collectwork.intake.steps import Sorted, Total
from collectwork.intake.table import blank, shown
from collectwork.intake.totals import reconciled, total_problem


def read_ledger(source: Source, kind: Kind) -> FileContent:
    """Open items (``kind`` open-items) or an invoice list without open amounts (invoices)."""
    book = book_of(source, kind)
    as_of = day_of(source, book, kind)
    items = convert(source, book)
    crosscheck.calculated(source, book, items)
    items, twice = duplicates(source, book, items)
    proof, items, twice = reconciled(source, book, items, twice)
    checks.ages(source, book.minor, items, book.currency)
    if not proof.checked:
        crosscheck.less_paid(source, book, items)
    _due_column(source, book)
    money = _rejected_money(source, book)
    kept = [index for index in items if index not in source.problems]
    if not kept and source.problems:
        raise refusal([source.problems[index] for index in sorted(source.problems)])
    rows, facts = rows_of(source, book, kept, as_of.day, kind)
    for index, problem in twice.items():
        source.warnings.append(
            f"row {problem.row} is there twice and was loaded once "
            f"({decimals(book.minor[index], book.currency[index] or '')} {book.currency[index]})"
        )
    content = source.content(kind, rows, layout_name(source, book, kind))
    for index, problem in twice.items():
        content.rejects.append(problem)
        content.rejected_rows.append(printable(source.columns.rows[index]))
        currency = book.currency[index] or ""
        money[currency] = money.get(currency, 0) + book.minor[index]
    for stated in proof.set_aside:
        content.rejects.append(total_problem(source, stated))
        content.rejected_rows.append(printable(source.columns.rows[stated.total.index]))
    content.rejected_money = money
    content.row_count = len(items) + len(source.problems) + len(twice)
    content.as_of = as_of.day
    content.reconciled = proof.words()
    content.customers, content.contacts = facts
    content.has_disputes = source.columns.has("disputed") or _status_disputes(source)
    content.title = checks.title(source)
    honesty.say(source, content, as_of, honesty.counted(content, as_of.day))
    if kind == "invoices" and source.options.kind is None:
        content.warnings.append(
            "taken as a list of invoices: nothing says that its amounts are still open "
            "(--kind open-items if they are)"
        )
    return content


def book_of(source: Source, kind: Kind) -> Book:
    """The columns of a ledger, its rows sorted into items, totals and the rest."""
    columns = source.columns
    checks.units(source)
    part = amount_part(source, kind)
    currency_part = "currency"
    if part == "base_open":
        currency_part = checks.local_currency(source)
    if part == "difference":
        amount = difference(source)
        raw = columns.raw("original")
        heading = columns.layout.heading("original")
    elif part == "sides":
        amount, raw = sides(source)
        heading = columns.layout.heading("debit")
    elif part == "ages":
        amount, raw = ages(source)
        heading = columns.layout.headings[columns.layout.buckets[-1]]
    else:
        place = columns.layout.roles[part]
        amount = columns.amounts(place)
        raw = columns.at(place)
        heading = columns.layout.heading(part)
    found = Walk(columns, raw, heading, source.table).run()
    source.problems.update(found.problems)
    _uneven(source, found)
    signs(source, amount, found)
    unsigned(source, amount, found)
    originals = (
        columns.amounts(columns.layout.roles["original"])
        if columns.has("original")
        else [None] * len(amount)
    )
    named = [cell.currency if isinstance(cell, Number) else None for cell in amount]
    book = Book(
        amount=amount,
        original=amount if part == "original" else originals,
        currency=currencies(source, columns.raw(currency_part), named, found.items),
        issued=columns.days("issued"),
        due=columns.days("due"),
        settled=columns.days("settled"),
        sorted=found,
        part={"difference": "original", "sides": "debit"}.get(part, part),
    )
    book.history = part != "total" and any(
        isinstance(book.settled[i], date) and isinstance(amount[i], Number) and amount[i].mantissa
        for i in found.items
    )
    return book


def _uneven(source: Source, found: Sorted) -> None:
    """Items with a field too many or too few are set aside: their cells may have moved."""
    above(source.columns, source.table)
    whole(source.columns, source.table, found.items)
    source.problems |= exchanged(source.columns, found.items)
    wrong = uneven(source.columns, found.items)
    if wrong:
        found.sequence = [
            step for step in found.sequence if not isinstance(step, int) or step not in wrong
        ]
        for index, expected in wrong.items():
            row = source.columns.rows[index]
            value = "; ".join(shown(cell)[:40] for cell in row if not blank(cell))[:120]
            source.problems.setdefault(index, Problem(source.row(index), None, value, expected))


def day_of(source: Source, book: Book, kind: Kind) -> asof.AsOf:
    """The option, the profile, the file's words, or what its columns imply; else a refusal."""
    columns = source.columns
    order = columns.common_order()
    above = source.table.rows[: columns.layout.header]
    said = source.options.as_of
    found = asof.printed(above, columns.layout.headings, order)
    if found.day is None:
        rows = [columns.rows[index] for index in book.sorted.items]
        found = asof.of_columns(columns.layout.headings, rows, order, said) or found
    if found.day is None and columns.has("days") and not book.history:
        counted = columns.counts("days")
        implied = asof.derived(
            columns.layout.heading("days"), counted, book.due, book.issued, book.sorted.items
        )
        if implied.day is not None or (implied.proposal and not found.proposal):
            found = implied
    if said is not None:
        if found.day is not None and found.day != said and not book.history:
            source.warnings.append(
                f"--as-of says {said.isoformat()}, the file {found.day.isoformat()} ({found.how})"
            )
        return asof.AsOf(said, "as told")
    if book.history and not (found.day and found.how.startswith(("printed", "column"))):
        raise InputRefused(
            "Not imported: this is a history of invoices with the days they were settled "
            f"({columns.layout.heading('settled')!r}), not the open items of one day. "
            "Say --as-of with the day whose open items are wanted.",
            question=Question("as_of"),
        )
    if found.day is not None or kind == "invoices":
        return found
    raise asof.unknown(found)


def _due_column(source: Source, book: Book) -> None:
    """A due column of time fragments was ruined by a spreadsheet: say so, do not age."""
    if not source.columns.has("due") and checks.ruined_days(source):
        source.warnings.append(
            "the due days were ruined by a spreadsheet (only fragments of a time are left): "
            "nothing can be aged"
        )


def _rejected_money(source: Source, book: Book) -> dict[str, int]:
    money: dict[str, int] = {}
    for index in source.problems:
        currency = book.currency[index]
        if index in book.minor and currency:
            money[currency] = money.get(currency, 0) + book.minor[index]
    return money


def _status_disputes(source: Source) -> bool:
    return source.columns.has("status")


def layout_name(source: Source, book: Book, kind: Kind) -> str:
    """What the file looks like, in words."""
    if book.history:
        return "invoice history with settlement days"
    shape = (
        "printed list"
        if source.table.delimiter == "|"
        else source.table.form or ("workbook" if source.table.typed else "text table")
    )
    if book.sorted.grouped:
        return f"{shape}, items under their customer"
    if any(isinstance(step, Total) for step in book.sorted.sequence):
        return f"{shape} with totals"
    return f"{shape}, one row an item" if kind == "open-items" else f"{shape}, invoices"
