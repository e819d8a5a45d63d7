"""Open items and invoice lists: a table becomes items of the ledger, or is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from collectwork.domain.ledger import ContactFacts, CustomerFacts, FileContent, Kind, Problem
from collectwork.domain.money import decimals, digits
from collectwork.errors import InputRefused
from collectwork.intake import asof, checks, identity
from collectwork.intake.columns import Bad, day_or_none
from collectwork.intake.draft import Source, currencies, no_currency, printable, refusal
from collectwork.intake.itemkinds import kind_of
from collectwork.intake.numbers import MAX_MINOR, Number
from collectwork.intake.reconcile import Reconciled, Stated, reconcile, sentence
from collectwork.intake.rows import Sorted, Total, Walk
from collectwork.intake.table import shown


@dataclass(slots=True)
class _Book:
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


def read_ledger(source: Source, kind: Kind) -> FileContent:
    """Open items (``kind`` open-items) or an invoice list without open amounts (invoices)."""
    book = _book(source, kind)
    as_of = _as_of(source, book, kind)
    items = _convert(source, book)
    items, twice = _duplicates(source, book, items)
    reconciled, items, twice = _reconciled(source, book, items, twice)
    checks.ages(source, book.minor, items, book.currency)
    _due_column(source, book)
    money = _rejected_money(source, book)
    kept = [index for index in items if index not in source.problems]
    if not kept and source.problems:
        raise refusal([source.problems[index] for index in sorted(source.problems)])
    rows, facts = _rows(source, book, kept, as_of.day, kind)
    for index, problem in twice.items():
        source.warnings.append(
            f"row {problem.row} is there twice and was loaded once "
            f"({decimals(book.minor[index], book.currency[index] or '')} {book.currency[index]})"
        )
    content = source.content(kind, rows, _layout_name(source, book, kind))
    for index, problem in twice.items():
        content.rejects.append(problem)
        content.rejected_rows.append(printable(source.columns.rows[index]))
        currency = book.currency[index] or ""
        money[currency] = money.get(currency, 0) + book.minor[index]
    for stated in reconciled.set_aside:
        content.rejects.append(_total_problem(source, stated))
        content.rejected_rows.append(printable(source.columns.rows[stated.total.index]))
    content.rejected_money = money
    content.row_count = len(items) + len(source.problems) + len(twice)
    content.as_of = as_of.day
    content.reconciled = reconciled.words()
    content.customers, content.contacts = facts
    content.has_disputes = source.columns.has("disputed") or _status_disputes(source)
    content.title = checks.title(source)
    checks.honesty(source, content, as_of)
    if kind == "invoices" and source.options.kind is None:
        content.warnings.append(
            "taken as a list of invoices: nothing says that its amounts are still open "
            "(--kind open-items if they are)"
        )
    return content


# reading -----------------------------------------------------------------------------------------


def _book(source: Source, kind: Kind) -> _Book:
    columns = source.columns
    part = _amount_part(source, kind)
    currency_part = "currency"
    if part == "base_open":
        currency_part = checks.local_currency(source)
    if part == "difference":
        amount = _difference(source)
        raw = columns.raw("original")
        heading = columns.layout.heading("original")
    else:
        place = columns.layout.roles[part]
        amount = columns.amounts(place)
        raw = columns.at(place)
        heading = columns.layout.heading(part)
    found = Walk(columns, raw, heading, source.table.spoiled).run()
    source.problems.update(found.problems)
    _signs(source, amount, found)
    originals = (
        columns.amounts(columns.layout.roles["original"])
        if columns.has("original")
        else [None] * len(amount)
    )
    named = [cell.currency if isinstance(cell, Number) else None for cell in amount]
    book = _Book(
        amount=amount,
        original=amount if part == "original" else originals,
        currency=currencies(source, columns.raw(currency_part), named),
        issued=columns.days("issued"),
        due=columns.days("due"),
        settled=columns.days("settled"),
        sorted=found,
    )
    book.history = part != "total" and any(
        isinstance(book.settled[i], date) and isinstance(amount[i], Number) and amount[i].mantissa
        for i in found.items
    )
    return book


def _amount_part(source: Source, kind: Kind) -> str:
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


def _difference(source: Source) -> list[Any]:
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


def _signs(source: Source, amount: list[Any], found: Sorted) -> None:
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


def _as_of(source: Source, book: _Book, kind: Kind) -> asof.AsOf:
    """The option, the profile, the file's words, or what its columns imply; else a refusal."""
    columns = source.columns
    order = columns.common_order()
    above = source.table.rows[: columns.layout.header]
    said = source.options.as_of
    found = asof.printed(above, columns.layout.headings, order)
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
    if book.history and not (found.day and found.how.startswith("printed")):
        raise InputRefused(
            "Not imported: this is a history of invoices with the days they were settled "
            f"({columns.layout.heading('settled')!r}), not the open items of one day. "
            "Say --as-of with the day whose open items are wanted."
        )
    if found.day is not None or kind == "invoices":
        return found
    raise InputRefused(_ask(found))


def _ask(found: asof.AsOf) -> str:
    start = "Not imported: nothing in the file proves the day it speaks of"
    if found.proposal:
        day = found.proposal.isoformat()
        return (
            f"{start}; it points to {day}. If that is the day, say --as-of {day}, "
            "else the right one."
        )
    if found.doubtful:
        return (
            f"{start}: {found.doubtful!r} may be day/month or month/day. "
            "Say --as-of, for example --as-of 2026-01-31."
        )
    return f"{start}. Say --as-of, for example --as-of 2026-01-31."


def _convert(source: Source, book: _Book) -> list[int]:
    """Amounts to minor units, days checked; rows that do not convert are problems."""
    columns, problems = source.columns, source.problems
    part = next(
        (
            p
            for p in ("open", "base_open", "doc_open", "total", "original", "amount")
            if columns.has(p)
        ),
        "original",
    )
    items = []
    lacking = 0
    places = {code: digits(code) for code in {c for c in book.currency if c}}
    bad_days = [
        (name, days)
        for name, days in (("due", book.due), ("issued", book.issued), ("settled", book.settled))
        if any(type(day) is Bad for day in set(days))
    ]
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
            minor = cell.minor(places[code])
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
        for name, days in bad_days:
            if type(days[index]) is Bad:
                problems[index] = columns.problem(index, name, days[index])
                break
        else:
            items.append(index)
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


def _duplicates(
    source: Source, book: _Book, items: list[int]
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


# checking ----------------------------------------------------------------------------------------


def _reconciled(
    source: Source, book: _Book, items: list[int], twice: dict[int, Problem]
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


def _against_totals(source: Source, book: _Book, items: list[int]) -> Reconciled:
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


def _stated(source: Source, book: _Book, total: Total) -> Stated:
    cell = book.amount[total.index]
    currency = _own_currency(source, book, total.index)
    if not isinstance(cell, Number):
        return Stated(total, None, currency)
    try:
        return Stated(total, cell.minor(digits(currency or "")), currency)
    except ValueError:
        return Stated(total, None, currency)


def _own_currency(source: Source, book: _Book, index: int) -> str | None:
    """The currency a total names, or the only one there is."""
    every = {book.currency[i] for i in book.minor}
    if len(every) == 1:
        return next(iter(every))
    part = "base_currency" if source.columns.has("base_currency") else "currency"
    own = shown(source.columns.raw(part)[index]).upper()
    return own if own in every else None


def _amount_text(stated: Stated) -> str:
    return decimals(stated.minor or 0, stated.currency or "")


def _total_problem(source: Source, stated: Stated) -> Problem:
    return Problem(
        source.row(stated.total.index), None, _amount_text(stated),
        "the sum of the rows above without a label: no item, used to check them",
    )  # fmt: skip


def _due_column(source: Source, book: _Book) -> None:
    """A due column of time fragments was ruined by a spreadsheet: say so, do not age."""
    if not source.columns.has("due") and checks.ruined_days(source):
        source.warnings.append(
            "the due days were ruined by a spreadsheet (only fragments of a time are left): "
            "nothing can be aged"
        )


def _rejected_money(source: Source, book: _Book) -> dict[str, int]:
    money: dict[str, int] = {}
    for index in source.problems:
        currency = book.currency[index]
        if index in book.minor and currency:
            money[currency] = money.get(currency, 0) + book.minor[index]
    return money


# writing -----------------------------------------------------------------------------------------


def _rows(
    source: Source, book: _Book, items: Sequence[int], as_of: date | None, kind: Kind
) -> tuple[list[tuple[Any, ...]], tuple[list[CustomerFacts], list[ContactFacts]]]:
    columns = source.columns
    people = identity.customers(source, book.sorted, items)
    documents = columns.ids("document")
    types = columns.texts("type_text")
    hints = columns.texts("reference_text") if columns.has("reference_text") else types
    po, terms, company = columns.texts("po"), columns.texts("terms"), columns.texts("company")
    disputed = _disputed(source)
    cleared = _cleared(source, kind)
    rows: list[tuple[Any, ...]] = []
    skipped: Counter[str] = Counter()
    for index in items:
        minor = book.minor[index]
        issued, due = day_or_none(book.issued[index]), day_or_none(book.due[index])
        settled = day_or_none(book.settled[index])
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
    if columns.has("status") and not columns.has("paid"):
        status = columns.texts("status")
        marked = [m or word.casefold() in _CLOSED for m, word in zip(marked, status, strict=True)]
    return marked


def _original(book: _Book, index: int, currency: str) -> int | None:
    cell = book.original[index]
    if not isinstance(cell, Number):
        return None
    try:
        return cell.minor(digits(currency))
    except ValueError:
        return None


_YES = frozenset([
    "yes", "y", "true", "1", "x", "ja", "j", "oui", "o", "si", "sí", "s", "disputed", "strittig",
    "wahr", "vrai",
])  # fmt: skip


def _disputed(source: Source) -> list[bool]:
    columns = source.columns
    if columns.has("disputed"):
        return [cell.casefold() in _YES for cell in columns.texts("disputed")]
    if columns.has("status"):
        return ["disput" in cell.casefold() for cell in columns.texts("status")]
    return [False] * len(columns.rows)


def _status_disputes(source: Source) -> bool:
    return source.columns.has("status")


def _layout_name(source: Source, book: _Book, kind: Kind) -> str:
    if book.history:
        return "invoice history with settlement days"
    shape = (
        "printed list"
        if source.table.delimiter == "|"
        else ("workbook" if source.table.typed else "text table")
    )
    if book.sorted.grouped:
        return f"{shape}, items under their customer"
    if any(isinstance(step, Total) for step in book.sorted.sequence):
        return f"{shape} with totals"
    return f"{shape}, one row an item" if kind == "open-items" else f"{shape}, invoices"
