"""Summaries by age: one balance per customer and bucket, read as what they are.

There are no invoices and no due days in such a file, and none are made up. What a bucket says
about its age is kept as bounds; the row's total must be the sum of its buckets.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from collectwork.domain.ledger import BALANCES, ContactFacts, CustomerFacts, FileContent, Problem
from collectwork.domain.money import digits
from collectwork.errors import InputRefused
from collectwork.intake import ages, asof, checks, identity, roles, summary_stacked
from collectwork.intake.ages import Age
from collectwork.intake.draft import Source, currencies, no_currency, refusal
from collectwork.intake.numbers import Number
from collectwork.intake.steps import Sorted
from collectwork.intake.summary_grid import Grid, grid, stacked
from collectwork.intake.summary_rows import Sheet, amounts_of, walk
from collectwork.intake.summary_totals import Amounts, check, row_sums, settle_doubtful
from collectwork.intake.summary_words import column_name, layout_name, say
from collectwork.intake.table import shown
from collectwork.intake.texts import Bad


def read_summary(source: Source) -> FileContent:
    """A summary by age, or InputRefused. ``rows`` are in the order of ``domain.ledger.BALANCES``,
    ``shape`` is "summary"."""
    table, layout = source.table, source.layout
    checks.units(source)
    roles.assign(table, layout, "customers", source.profile)
    roles.also(table, layout, "company")
    as_of = _as_of(source)
    made = grid(table, layout, as_of.day, source.profile)
    layout.buckets = made.money  # all are looked at to tell the decimal mark
    unstacked = stacked(table, layout)
    sheet = summary_stacked.unstack(source, made) if unstacked else walk(source, made)
    if not sheet.lines:
        raise InputRefused("Not imported: the summary names no customer with an amount.")
    amounts = _amounts(source, made, sheet)
    settle_doubtful(source, made, sheet, amounts)
    parts = row_sums(source, made, sheet, amounts)
    if source.problems and not source.options.skip_bad_rows:
        raise refusal([source.problems[index] for index in sorted(source.problems)])
    proof = check(source, made, sheet, amounts)
    accounts = _accounts(source, made, sheet)
    _once(source, sheet, amounts)
    rows = _balances(source, sheet, amounts, parts, accounts, as_of.day)
    facts = _facts(source, sheet, accounts)
    content = source.content("open-items", rows, layout_name(source, unstacked=unstacked))
    content.columns, content.shape = BALANCES, "summary"
    content.row_count = len(sheet.lines) + len(source.problems)
    content.as_of = as_of.day
    content.reconciled = proof
    content.rejected_money = _rejected(source, amounts)
    content.title = checks.title(source)
    content.customers, content.contacts = facts
    for key in ("basis", "terms_days"):
        if key in source.profile:
            content.style[key] = str(source.profile[key])
    content.mapping |= {f"age {age.label.strip()}": age.label.strip() for _, age in made.buckets}
    say(source, content, made, as_of)
    return content


def _as_of(source: Source) -> asof.AsOf:
    """As for ledgers: the option, what is printed, a column of it; else a refusal."""
    layout, said = source.layout, source.options.as_of
    order = source.profile.get("date_order")
    order = order if order in ("dmy", "mdy") else None
    above = source.table.rows[: layout.header]
    found = asof.printed(above, layout.headings, order)
    if found.day is None:
        rows = source.table.rows[layout.start :]
        found = asof.of_columns(layout.headings, rows, order, said) or found
    if said is not None:
        if found.day is not None and found.day != said:
            source.warnings.append(
                f"--as-of says {said.isoformat()}, the file {found.day.isoformat()} ({found.how})"
            )
        return asof.AsOf(said, "as told")
    if found.day is not None:
        return found
    raise asof.unknown(found)


# amounts -------------------------------------------------------------------------------------


def _amounts(source: Source, made: Grid, sheet: Sheet) -> Amounts:
    """Minor units by row and column; rows with an unreadable cell become problems."""
    columns = amounts_of(source, made)
    priced = [columns[place] for place in made.money if place != made.foreign]
    named = [
        next((c.currency for c in cells if isinstance(c, Number) and c.currency), None)
        for cells in zip(*priced, strict=True)
    ]
    items = [line.index for line in sheet.lines]
    cells = source.columns.raw("currency")
    if made.foreign is not None:
        cells = [""] * len(cells)  # it names the customer's currency, the buckets are in another
    source.layout.heading_currency = _heading_currency(made)
    codes = currencies(source, cells, named, items)
    if any(codes[index] is None and not shown(cells[index]) for index in items):
        raise no_currency()
    only = {codes[index] for index in items}
    if len(only) == 1:
        for total in sheet.totals:
            codes[total.index] = next(iter(only))
    minor: dict[tuple[int, int], int] = {}
    mine = sheet.of
    for index in [*items, *(total.index for total in sheet.totals)]:
        code = codes[index]
        if code is None and index in mine:
            source.problems[index] = Problem(
                source.row(index), source.layout.heading("currency"), None,
                "expected a currency code such as EUR",
            )  # fmt: skip
            continue
        for place in made.money:
            cell = columns[place][index]
            problem = _taken(minor, (index, place), cell, code or "")
            if problem and index in mine and place != made.foreign:
                value = shown(source.columns.at(place)[index])
                source.problems[index] = Problem(
                    source.row(index), column_name(source, place), value, problem
                )
                break
    return Amounts(minor, codes)


def _taken(minor: dict[tuple[int, int], int], where: tuple[int, int], cell: Any, code: str) -> str:
    """Put a cell into ``minor``; what is wrong with it, or nothing."""
    if isinstance(cell, Bad):
        return cell.expected
    if isinstance(cell, Number):
        try:
            minor[where] = cell.minor(digits(code))
        except ValueError as error:
            return f"expected an amount of {code}; it has {error}"
    return ""


def _heading_currency(made: Grid) -> str | None:
    """The currency that the headings of the amounts name; None unless they agree."""
    from collectwork.intake import headings

    places = [*made.totals, *(place for place, _ in made.buckets)]
    found = {code[1] for p in places if (code := headings.currency_in(made.layout.headings[p]))}
    return next(iter(found)) if len(found) == 1 else None


def _rejected(source: Source, amounts: Amounts) -> dict[str, int]:
    money: dict[str, int] = {}
    for index in source.problems:
        code = amounts.codes[index]
        whole = sum(m for (row, _), m in amounts.of_row(index))
        if code and whole:
            money[code] = money.get(code, 0) + whole
    return money


# customers -----------------------------------------------------------------------------------


def _accounts(source: Source, made: Grid, sheet: Sheet) -> dict[int, tuple[str, str]]:
    """Per row the account's (number, name); sub-customers are named ``Parent:Sub``, as
    QuickBooks does, because several parents may have one of a name."""
    if sheet.accounts:
        return sheet.accounts
    items = [line.index for line in sheet.lines]
    if "number" in source.layout.roles:
        pairs = identity.customers(source, Sorted(), identity.check(source, items))
        return {index: pairs[index] for index in items if index in pairs}
    named = {line.index: line.full for line in sheet.lines}
    return identity.named_by_labels(named)


def _once(source: Source, sheet: Sheet, amounts: Amounts) -> None:
    """Rows that stand there twice, letter for letter: counted once, unless the list's own total
    has counted both."""
    if any(stated.of is None for stated in sheet.totals):
        return
    seen: set[tuple[object, ...]] = set()
    kept = []
    for line in sheet.lines:
        row = (line.full, *map(shown, source.columns.rows[line.index]))
        if row not in seen or sheet.accounts:
            kept.append(line)
        else:
            source.warnings.append(
                f"row {source.row(line.index)} is there twice and was counted once"
            )
        seen.add(row)
    sheet.lines = kept


def _facts(
    source: Source, sheet: Sheet, accounts: dict[int, tuple[str, str]]
) -> tuple[list[CustomerFacts], list[ContactFacts]]:
    rows = [line.index for line in sheet.lines if line.index in accounts]
    rows = [index for index in rows if index not in source.problems]
    customers, contacts = identity.facts(source, rows, accounts)
    parents = {
        accounts[line.index][0]: accounts.get(line.parent.index, (line.parent.full, ""))[0]
        for line in sheet.lines
        if line.parent is not None and line.index in accounts
    }
    silent = {
        line.parent.full: None for line in sheet.lines if line.parent and not line.parent.money
    }
    customers += [CustomerFacts(name, name) for name in silent]
    placed = [one._replace(parent=one.parent or parents.get(one.number)) for one in customers]
    return placed, contacts + sheet.contacts


def _balances(
    source: Source, sheet: Sheet, amounts: Amounts,
    parts: dict[int, list[tuple[Age, int]]], accounts: dict[int, tuple[str, str]],
    as_of: date | None,
) -> list[tuple[Any, ...]]:  # fmt: skip
    company = source.columns.texts("company")
    found: dict[tuple[Any, ...], int] = {}
    for line in sheet.lines:
        if line.index in source.problems or line.index not in accounts:
            continue
        number, name = accounts[line.index]
        code = amounts.codes[line.index]
        for age, minor in parts[line.index]:
            if minor:
                key = (number, name, _bounds(age, as_of), code, company[line.index] or None)
                found[key] = found.get(key, 0) + minor
    return [
        (number, name, *bounds, code, minor, company)
        for (number, name, bounds, code, company), minor in found.items()
    ]


def _bounds(age: Age, as_of: date | None) -> tuple[Any, ...]:
    """What, label, days from, days to, due by."""
    by = ages.due_by(age, as_of) if as_of is not None else None
    last = 0 if age.kind == "not due" else age.last
    return (age.kind, age.label.strip() or age.kind, age.first, last, by)
