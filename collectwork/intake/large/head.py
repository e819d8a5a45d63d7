"""The beginning of a large ledger, read with care: what it shows, the rest must follow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from collectwork.domain.ledger import ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake import asof, checks, dates, dialect, gate, headings, rivals
from collectwork.intake.bank import recognise
from collectwork.intake.book import Book, convert, duplicates
from collectwork.intake.draft import Source, no_currency
from collectwork.intake.large.plan import NotPlain, Plan
from collectwork.intake.layout import due_bucket
from collectwork.intake.ledger import book_of, day_of
from collectwork.intake.listing import chosen, is_summary, prepared
from collectwork.intake.table import blank

_BYTES = 600_000
_ROWS = 1_000  # below the header; fewer are no sample

#: Parts that take no other path through the careful reader than the one taken here.
_ALLOWED = frozenset([
    "number", "name", "document", "due", "issued", "open", "original", "currency", "type_text",
    "disputed", "po", "terms", "company", "language", "country", "owner", "segment", "address",
    "days", "text", "expected",
])  # fmt: skip
_FACTS = ("owner", "segment", "country", "language", "terms", "address")


@dataclass(slots=True)
class Head:
    """``start``: position of the first row below the header; ``rows`` and ``bytes`` of the head
    from there on, to estimate the whole."""

    plan: Plan
    source: Source
    book: Book
    as_of: asof.AsOf
    title: str | None
    start: int
    rows: int
    bytes: int


def head_of(path: Path, options: ReadOptions) -> Head:
    """Read the beginning of a file; NotPlain where it is no ledger of one plain row an item."""
    data = gate.head(path, _BYTES)
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if wide or gate.shape(data) != "text" or recognise.own_format(data):
        raise NotPlain("no text")
    source: Source | None = None
    try:
        text = gate.decode(data)
        if text.encoding != "utf-8" or text.spoiled or text.notes:
            raise NotPlain("not plain UTF-8")
        table = dialect.table(text)
        if table.spoiled or table.notes or table.delimiter == "|":
            raise NotPlain("no plain table")
        if recognise.lists(path, "", data, [table], options):
            raise NotPlain("a list of payments")
        table, layout = chosen([table], options)
        if is_summary(table, layout, options):
            raise NotPlain("a summary")
        source, kind = prepared(path, "", table, layout, options)
        if kind != "open-items":
            raise NotPlain(f"a list of {kind}")
        book = book_of(source, kind)
        as_of = day_of(source, book, kind)
        title = checks.title(source)
        _plain(source, book)
    except InputRefused as refused:
        if source is not None and _is_certain(refused, source):
            raise
        raise NotPlain(str(refused)) from None
    start = _start(data, source)
    return Head(
        _plan(path, source, book), source, book, as_of, title, start,
        len(source.columns.rows), len(data) - start,
    )  # fmt: skip


def _is_certain(refused: InputRefused, source: Source) -> bool:
    """Whether the head proves what the refusal asks for: no further row of a plain ledger can say
    which day it speaks of, or the currency of all of its rows."""
    columns, layout = source.columns, source.layout
    if refused.question is None or layout.roles.keys() - _ALLOWED:
        return False
    if refused.question.about == "currency":
        nowhere = not columns.has("currency") and layout.heading_currency is None
        return nowhere and refused.args == no_currency().args and not source.options.skip_bad_rows
    if columns.has("days") or any(map(asof.names_the_day, layout.headings)):
        return False
    return refused.question.about == "as_of" and not _printed(source)


def _printed(source: Source) -> asof.AsOf | None:
    """The day printed above the table, clear or doubtful; None where there is no such day."""
    above = source.table.rows[: source.layout.header]
    found = asof.printed(above, source.layout.headings, source.columns.common_order())
    return found if found.day or found.doubtful else None


def _day_is_settled(source: Source, book: Book) -> bool:
    """Whether a column of days past due can say no other day over the whole file than here."""
    found, said = _printed(source), source.options.as_of
    if found is not None or said is None:
        return found is not None and found.day is not None
    counted = source.columns.counts("days")
    heading = source.layout.heading("days")
    implied = asof.derived(heading, counted, book.due, book.issued, book.sorted.items)
    return implied.day == said


def _plain(source: Source, book: Book) -> None:
    layout, columns, found = source.layout, source.columns, book.sorted
    roles = layout.roles
    width = len(layout.headings)
    unusual = roles.keys() - _ALLOWED
    if unusual or book.part != "open" or book.history or layout.header + 1 != layout.start:
        raise NotPlain(f"columns for {sorted(unusual)}, amounts of {book.part}")
    if "document" not in roles or not {"number", "name"} & roles.keys():
        raise NotPlain("no documents or no customers")
    if found.grouped or found.group_of or found.number_of or source.problems:
        raise NotPlain("rows under their customer")
    if found.sequence != list(range(len(columns.rows))) or len(columns.rows) < _ROWS:
        raise NotPlain("rows that are no items")
    if {*map(len, columns.rows)} != {width}:
        raise NotPlain("rows of different length")
    items = convert(source, book)
    if source.problems or duplicates(source, book, items)[1]:
        raise NotPlain("rows set aside")
    if columns.has("days") and not _day_is_settled(source, book):
        raise NotPlain("an as-of day that follows from all rows")
    if any(map(asof.names_the_day, layout.headings)):
        raise NotPlain("an as-of day that all rows must say")
    if 0 < len(layout.buckets) < 3:
        raise NotPlain("age columns that prove nothing")
    if "original" in roles and rivals.may_run(source) and not rivals.never_runs(source):
        raise NotPlain("a balance that may be the account's, as all rows show")
    _no_rivals(source)


def _no_rivals(source: Source) -> None:
    """A second column that may be the open amount is compared over the whole file."""
    for place, name in enumerate(source.layout.headings):
        if place in source.layout.roles.values() or not name:
            continue
        parts = dict(headings.fields(name))
        near = headings.near(name)
        amounts = {"open", "base_open", "doc_open", "total", "paid", "credited"}
        if parts.keys() & amounts or (near and near[0] in amounts):
            raise NotPlain(f"a second column of amounts, {name!r}")


def _plan(path: Path, source: Source, book: Book) -> Plan:
    columns, roles = source.columns, source.layout.roles
    read = set(roles) - {"days", "text"}
    empty = [
        place
        for place in range(len(source.layout.headings))
        if all(blank(cell) for cell in columns.at(place))
    ]
    codes = set(book.currency)
    if "currency" not in roles and len(codes) != 1:
        raise NotPlain("several currencies without a column")
    days = {
        part: dates.evidence(set(columns.raw(part)))
        for part in ("issued", "due", "expected")
        if part in roles
    }
    layout = source.layout
    ages = (*layout.buckets, *checks.outside(layout)) if layout.buckets else ()
    return Plan(
        path=str(path),
        delimiter=source.table.delimiter,
        width=len(source.layout.headings),
        places={part: place for part, place in roles.items() if part in read},
        facts=tuple(part for part in _FACTS if part in roles),
        empty=tuple(empty),
        mark=columns.mark,
        marked="decimal_mark" in columns.style(),
        orders={part: columns.order(part) for part in days},
        serials={part: seen.serials > 0 and seen.readable == 0 for part, seen in days.items()},
        currency=None if "currency" in roles else codes.pop(),
        balance="original" in roles and rivals.may_run(source),
        ages=ages,
        ages_complete=due_bucket(source.layout),
    )


def _start(data: bytes, source: Source) -> int:
    """The position after the header; every row above it must be one line."""
    lines = data.split(b"\n", source.layout.start)
    if len(lines) <= source.layout.start:
        raise NotPlain("no rows")
    start = len(data) - len(lines[-1])
    for line in lines[:-1]:
        if line.count(b'"') % 2:
            raise NotPlain("a heading of several lines")
    return start
