"""Ledgers and invoice lists: whose they are, what changed since the one before, what stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from collectwork.domain.comparing import ItemEvent, events
from collectwork.domain.ledger import FileContent
from collectwork.domain.spool import Spool, Sum
from collectwork.errors import InputRefused, Question
from collectwork.usecases.import_shape import to_invoices
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


@dataclass(frozen=True, slots=True)
class Named:
    """What the rows of a ledger name: companies (None: a row that names none), accounts by number,
    documents, and whether anything is open."""

    companies: frozenset[str | None]
    numbers: Collection[str]
    documents: Callable[[], Iterable[str]]
    any_open: bool


def named_in(rows: Sequence[Any]) -> Named:
    """Of rows in memory; each has number, company, document and open."""
    return Named(
        frozenset(row.company for row in rows),
        {row.number for row in rows},
        lambda: (row.document for row in rows),
        any(row.open for row in rows),
    )


def open_items(intake: Intake) -> Taken:
    """A ledger replaces the one before of its company; events come from the difference."""
    content, imports = intake.content, intake.tx.imports
    ids = imports.upsert_customers(content.customers, intake.run_id, master=False)
    imports.upsert_contacts(content.contacts, ids, intake.run_id, master=False)
    staged = _stage_large if content.spool is not None else _stage_rows
    taken, companies = staged(intake, ids)
    imports.find_gone(companies)
    _note_events(intake, taken, companies)
    imports.keep_ledger()
    taken.events["new"] = imports.take_over(intake.run_id, companies)
    if content.has_disputes and content.as_of is not None:
        opened, closed = imports.follow_disputes(
            intake.run_id, intake.key, content.as_of, companies
        )
        if opened or closed:
            taken.warnings.append(f"disputes marked in the file: {opened} new, {closed} over")
    imports.unstage()
    imports.after_cash(companies=companies)
    return taken


def _stage_rows(intake: Intake, ids: dict[str, int]) -> tuple[Taken, list[str]]:
    """Put a ledger's rows beside the known one: what they come to, and the companies."""
    rows = [Row(*row) for row in intake.content.rows]
    taken = _figures([row for row in rows if row.open], intake.content.as_of)
    companies, taken.company = companies_of(intake, named_in(rows), ids, taken)
    _in_order(intake, companies)
    known = intake.tx.imports.instalments(companies, _several(rows))
    intake.tx.imports.stage(_staged(rows, ids, taken.company, known))
    return taken, companies


def _stage_large(intake: Intake, ids: dict[str, int]) -> tuple[Taken, list[str]]:
    """The same for a ledger whose rows are in files."""
    content, imports = intake.content, intake.tx.imports
    spool = content.spool
    if spool is None:
        raise AssertionError("no spool")
    taken = _summed(spool.sums, content.as_of)
    taken.customers = spool.customers
    named = Named(
        spool.companies,
        {facts.number for facts in content.customers},
        spool.documents,
        bool(spool.sums),
    )
    companies, taken.company = companies_of(intake, named, ids, taken)
    _in_order(intake, companies)
    known = imports.instalments(companies, ())
    several = {mark[2] for mark in known}
    if several and any(document in several for document in spool.documents()):
        imports.stage(_staged(_rows_of(content, spool), ids, taken.company, known))
    else:
        imports.stage_spool(spool, ids, taken.company, marks=content.has_disputes)
    return taken, companies


def _rows_of(content: FileContent, spool: Spool) -> list[Row]:
    """A large ledger in memory after all: one of its documents had several lines before, and which
    of them a row is, is decided row by row."""
    names = {facts.number: facts.name for facts in content.customers}
    rows = []
    for row in spool.rows({number: number for number in names}):
        number, company, document, kind, words, currency, original, open_, *days = row[:10]
        po, terms, disputed = row[10:]
        issued, due = (date.fromisoformat(day) if day else None for day in days)
        rows.append(
            Row(
                number, names[number], document, kind, words, currency, original, open_, issued,
                due, None, po, terms, bool(disputed), company,
            )
        )  # fmt: skip
    return rows


def _in_order(intake: Intake, companies: Iterable[str]) -> None:
    for company in companies:
        day_before(intake, company)


def _note_events(intake: Intake, taken: Taken, companies: Sequence[str]) -> None:
    """What changed since the ledgers before, counted and kept."""
    imports, as_of = intake.tx.imports, intake.content.as_of
    days = [imports.newest(company, "open-items") for company in companies]
    # of several companies the oldest: an interval may be too wide, never too narrow
    after = min((day for _, day in filter(None, days) if day), default=None)
    if imports.ever_summed(companies):
        changes = [change for piece in imports.changes() for change in piece]
        proved, replaced = to_invoices(intake, taken, changes, companies)
        _keep_events(intake, taken, events(proved, after, as_of) + replaced)
        return
    for piece in imports.changes():
        _keep_events(intake, taken, events(piece, after, as_of))


def _keep_events(intake: Intake, taken: Taken, found: Sequence[ItemEvent]) -> None:
    for event in found:
        if event.kind in taken.events:
            taken.events[event.kind] += 1
    intake.tx.imports.record_events([event_row(event, intake.run_id) for event in found])


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
    imports.keep_invoices()
    taken.events["new"] = imports.add_invoices(intake.run_id)
    imports.unstage()
    imports.after_cash(companies=companies)
    return taken


def _summed(sums: Iterable[Sum], as_of: date | None) -> Taken:
    taken = Taken()
    for one in sums:
        late = as_of is not None and one.due is not None and one.due < as_of
        taken.items += one.items
        taken.totals[one.currency] = taken.totals.get(one.currency, 0) + one.minor
        overdue = one.positive if late else 0
        taken.past_due[one.currency] = taken.past_due.get(one.currency, 0) + overdue
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


def companies_of(
    intake: Intake, found: Named, ids: dict[str, int], taken: Taken
) -> tuple[list[str], str]:
    """The companies whose ledger this is, and the one for rows that name none."""
    given = intake.content.company
    named = sorted(name for name in found.companies if name)
    if named and given is None:
        lacking = None in found.companies
        return named + ([""] if lacking else []), named[0] if len(named) == 1 else ""
    if given is not None:
        return sorted({given, *named}), given
    company = _recognised(intake, found, ids, taken)
    return [company], company


def _recognised(intake: Intake, found: Named, ids: dict[str, int], taken: Taken) -> str:
    """The earlier ledger that shares customers or documents with this one.

    Without any in common it is another company's: named from the file's title, else refused, so
    that it does not close the earlier one.
    """
    imports = intake.tx.imports
    known = imports.companies()
    if not known:
        return ""
    if not found.any_open:
        raise InputRefused(
            "Not imported: the file holds no open item; taking it would close every item of the "
            "ledger before it. If all is paid, say --company with the company's name "
            '(--company "" for the unnamed one).',
            question=Question("company", tuple(known)),
        )
    customers = sorted({ids[number] for number in found.numbers})
    for company in sorted(known, key=lambda name: (name != "", name)):
        if imports.in_common(company, customers, found.documents):
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


def day_before(intake: Intake, company: str) -> date | None:
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


def event_row(event: ItemEvent, run_id: int) -> tuple[Any, ...]:
    """In the order in which the store takes events."""
    return (
        run_id, event.item_id, event.kind, event.before, event.after, event.due_before,
        event.due_after, event.from_day, event.until,
    )  # fmt: skip
