"""Ledgers and invoice lists: whose they are, what changed since the one before, what stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from collectwork.domain.comparing import ItemEvent, events
from collectwork.errors import InputRefused, Question
from collectwork.usecases.intaking import Intake, Taken


class Row(NamedTuple):
    """A row of ``domain.ledger.COLUMNS["open-items"]``."""

    number: str
    name: str
    document: str
    kind: str
    type_text: str | None
    currency: str
    original: int | None
    open: int | None
    issued: date | None
    due: date | None
    settled: date | None
    po: str | None
    terms: str | None
    disputed: bool
    company: str | None


def open_items(intake: Intake) -> Taken:
    """A ledger replaces the one before of its company; events come from the difference."""
    rows = [Row(*row) for row in intake.content.rows]
    imports, as_of = intake.tx.imports, intake.content.as_of
    taken = _figures([row for row in rows if row.open], as_of)
    ids = imports.upsert_customers(intake.content.customers, intake.run_id, master=False)
    imports.upsert_contacts(intake.content.contacts, ids, intake.run_id, master=False)
    companies, taken.company = _companies(intake, rows, ids, taken)
    before = {company: _day_before(intake, company) for company in companies}
    known = imports.instalments(companies, _several(rows))
    imports.stage(_staged(rows, ids, taken.company, known))
    changes = imports.staged_changes() + imports.missing(companies)
    after = max((day for day in before.values() if day), default=None)
    found = events(changes, after, as_of)
    taken.events["new"] = imports.take_over(intake.run_id, companies)
    for event in found:
        if event.kind in taken.events:
            taken.events[event.kind] += 1
    imports.record_events([_event_row(event, intake.run_id) for event in found])
    if intake.content.has_disputes and as_of is not None:
        opened, closed = imports.follow_disputes(intake.run_id, intake.key, as_of, companies)
        if opened or closed:
            taken.warnings.append(f"disputes marked in the file: {opened} new, {closed} over")
    imports.unstage()
    imports.after_cash(companies=companies)
    return taken


def invoices(intake: Intake) -> Taken:
    """An invoice list adds what was invoiced; nothing is closed by it."""
    rows = [Row(*row) for row in intake.content.rows]
    imports = intake.tx.imports
    ids = imports.upsert_customers(intake.content.customers, intake.run_id, master=False)
    imports.upsert_contacts(intake.content.contacts, ids, intake.run_id, master=False)
    company = intake.content.company or ""
    companies = sorted({row.company or company for row in rows} | {company})
    taken = _figures(
        [row._replace(open=row.original) for row in rows if row.original], intake.content.as_of
    )
    taken.company = company
    imports.stage(_staged(rows, ids, company, imports.instalments(companies, _several(rows))))
    taken.events["new"] = imports.add_invoices(intake.run_id)
    imports.unstage()
    imports.after_cash(companies=companies)
    return taken


def _figures(rows: Sequence[Row], as_of: date | None) -> Taken:
    taken = Taken(items=len(rows), customers=len({row.number for row in rows}))
    for row in rows:
        minor = row.open or 0
        taken.totals[row.currency] = taken.totals.get(row.currency, 0) + minor
        late = as_of is not None and row.due is not None and row.due < as_of and minor > 0
        taken.past_due[row.currency] = taken.past_due.get(row.currency, 0) + (minor if late else 0)
    return taken


# whose ledger ------------------------------------------------------------------------------------


def _companies(
    intake: Intake, rows: Sequence[Row], ids: dict[str, int], taken: Taken
) -> tuple[list[str], str]:
    """The companies whose ledger this is, and the one for rows that name none."""
    given = intake.content.company
    named = sorted({row.company for row in rows if row.company})
    if named and given is None:
        lacking = any(row.company is None for row in rows)
        return named + ([""] if lacking else []), named[0] if len(named) == 1 else ""
    if given is not None:
        return sorted({given, *named}), given
    company = _recognised(intake, rows, ids, taken)
    return [company], company


def _recognised(intake: Intake, rows: Sequence[Row], ids: dict[str, int], taken: Taken) -> str:
    """The earlier ledger that shares customers or documents with this one.

    Without any in common it is another company's: named from the file's title, else refused, so
    that it does not close the earlier one.
    """
    imports = intake.tx.imports
    known = imports.companies()
    if not known:
        return ""
    if not any(row.open for row in rows):
        raise InputRefused(
            "Not imported: the file holds no open item; taking it would close every item of the "
            "ledger before it. If all is paid, say --company with the company's name "
            '(--company "" for the unnamed one).',
            question=Question("company", tuple(known)),
        )
    customers = sorted({ids[row.number] for row in rows})
    documents = sorted({row.document for row in rows})
    for company in sorted(known, key=lambda name: (name != "", name)):
        if imports.in_common(company, customers, documents):
            if company:
                taken.warnings.append(f"taken as the ledger of {company!r}: it has items in common")
            return company
    title = intake.content.title
    if title and title not in known:
        taken.warnings.append(
            f"shares no customer and no document with an earlier ledger: taken as that of {title!r}"
        )
        return title
    earlier = ", ".join(repr(name) if name else "the unnamed company" for name in known)
    raise InputRefused(
        "Not imported: the file shares no customer and no document with the earlier ledger "
        f"of {earlier}; taking it as that one would close all of it. Say --company with the name "
        "of the company it belongs to.",
        question=Question("company", tuple(known), title or ""),
    )


def _day_before(intake: Intake, company: str) -> date | None:
    """The day of the company's newest ledger; refuses to go back in time."""
    newest = intake.tx.imports.newest(company, "open-items")
    day = newest[1] if newest else None
    as_of = intake.content.as_of
    if day is not None and as_of is not None and as_of < day:
        of = f" of {company!r}" if company else ""
        raise InputRefused(
            f"Not imported: the file speaks of {as_of.isoformat()}, but the newest ledger{of} is "
            f"that of {day.isoformat()}. Import ledgers in the order of their days."
        )
    return day


# instalments -------------------------------------------------------------------------------------


def _several(rows: Sequence[Row]) -> list[str]:
    """Documents that occur more than once."""
    count = Counter((row.number, row.document, row.kind, row.currency) for row in rows)
    return sorted({mark[1] for mark, times in count.items() if times > 1})


def _staged(
    rows: Sequence[Row],
    ids: dict[str, int],
    company: str,
    known: Iterable[tuple[str, int, str, str, str, int, date | None, int]],
) -> Iterable[tuple[Any, ...]]:
    """Rows as the store stages them, each with its line among those of one document.

    Instalments are told apart by their due day, so that one that is paid does not shift the rest.
    """
    lines: dict[tuple[Any, ...], list[tuple[int, date | None, int]]] = defaultdict(list)
    for entry in known:
        lines[entry[:5]].append(entry[5:])
    used: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    later: list[tuple[tuple[Any, ...], Row, int]] = []
    several = {mark[2] for mark in lines}.union(_several(rows))
    for row in rows:
        mark = (row.company or company, ids[row.number], row.document, row.kind, row.currency)
        if row.document not in several:
            yield _stage_row(mark, row, 1)
            continue
        if mark in lines:
            line = _line_of(lines[mark], row, used[mark])
            if line is None:
                later.append((mark, row, 0))
                continue
        else:
            line = max(used[mark], default=0) + 1
        used[mark].add(line)
        yield _stage_row(mark, row, line)
    for mark, row, _ in later:
        taken = used[mark]
        free = [line for line, _, minor in sorted(lines[mark]) if line not in taken and minor]
        top = max([*taken, *(line for line, _, _ in lines[mark])], default=0)
        line = free[0] if free else top + 1
        taken.add(line)
        yield _stage_row(mark, row, line)


def _line_of(known: Sequence[tuple[int, date | None, int]], row: Row, used: set[int]) -> int | None:
    """The known line of the same due day, one with the same amount first."""
    same = [(minor != row.open, line) for line, due, minor in known if due == row.due]
    return next((line for _, line in sorted(same) if line not in used), None)


def _stage_row(mark: tuple[Any, ...], row: Row, line: int) -> tuple[Any, ...]:
    company, customer_id, document, kind, currency = mark
    return (
        customer_id, company, document, line, kind, row.type_text, currency, row.original,
        row.open, row.issued, row.due, row.settled, row.po, row.terms, row.disputed,
    )  # fmt: skip


def _event_row(event: ItemEvent, run_id: int) -> dict[str, Any]:
    return {
        "import_id": run_id, "item_id": event.item_id, "kind": event.kind,
        "before_minor": event.before, "after_minor": event.after,
        "due_before": event.due_before, "due_after": event.due_after,
        "after": event.from_day, "until": event.until,
    }  # fmt: skip
