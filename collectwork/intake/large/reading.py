"""A large ledger, from its head to its content: planned, read in parts, and put together."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import FileContent, Progress, ReadOptions
from collectwork.domain.spool import ROW, Spool, Sum
from collectwork.errors import InputRefused
from collectwork.intake import dates, gate, honesty
from collectwork.intake.draft import currencies
from collectwork.intake.headings import currency_code
from collectwork.intake.itemkinds import lowers
from collectwork.intake.large.head import Head, head_of
from collectwork.intake.large.people import People
from collectwork.intake.large.plan import NotPlain
from collectwork.intake.large.processes import Reading, parts
from collectwork.intake.large.segment import Found
from collectwork.intake.large.tail import BYTES, Tail, proof, tail_of
from collectwork.intake.ledger import layout_name

_FIRST = 50


def read(path: Path, options: ReadOptions, progress: Progress | None) -> FileContent | None:
    """A plain large ledger; None where the careful reader must look at the file.

    The content's rows are in a spool that the caller removes. Raises Stopped through ``progress``.
    """
    try:
        folder = _folder()
    except OSError:  # no room for files of ours
        return None
    try:
        return _read(path, gate.size(path), options, progress, folder)
    except NotPlain:
        Spool(folder, ()).remove()
        return None
    except BaseException:
        Spool(folder, ()).remove()
        raise


def _read(
    path: Path, size: int, options: ReadOptions, progress: Progress | None, folder: Path
) -> FileContent:
    before = path.stat()
    head = head_of(path, options)
    tail = tail_of(_end(path, size, head.start), head.plan, head.source.layout)
    ranges = parts(path, head.start, size - tail.size)
    targets = [folder / f"{number}.db" for number in range(len(ranges))]
    expected = head.rows * (size - head.start) // max(head.bytes, 1)
    with Reading(head.plan, ranges, targets) as reading:
        digest = _digest(path)
        found = reading.results(expected, progress)
    after = path.stat()
    if (after.st_size, after.st_mtime_ns, after.st_ino) != (
        before.st_size, before.st_mtime_ns, before.st_ino,
    ):  # fmt: skip
        raise InputRefused(
            "Not imported: the file was changed while it was read. Wait until it is complete."
        )
    spool = Spool(folder, tuple(targets))
    return _content(head, tail, spool, found, digest)


def _folder() -> Path:
    """A folder of our own for the parts; those of processes that ended without theirs go."""
    for old in Path(tempfile.gettempdir()).glob("collectwork-spool-*-*"):
        number = old.name.split("-")[2]
        if number.isdigit() and not _alive(int(number)):
            Spool(old, ()).remove()
    return Path(tempfile.mkdtemp(prefix=f"collectwork-spool-{os.getpid()}-"))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _end(path: Path, size: int, start: int) -> bytes:
    with path.open("rb") as file:
        at = max(start, size - BYTES)
        file.seek(at)
        block = file.read()
    return block if at == start else block[block.find(b"\n") + 1 :]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _content(
    head: Head, tail: Tail, spool: Spool, found: Sequence[Found], digest: str
) -> FileContent:
    _agree(head, found)
    people = People(head.plan, spool)
    people.refuse_doubles()
    spool.owners = people.numbers()
    spool.sums = _sums(found)
    spool.companies = frozenset(name for one in found for name in one.companies)
    spool.count = sum(one.rows for one in found)
    spool.customers = len(people.facts)
    if any(one.nothing for one in found):
        spool.customers = people.with_something_open()
    spool.first = _first(spool, people)
    totals: dict[str, int] = defaultdict(int)
    for one in spool.sums:
        totals[one.currency] += one.minor
    proved = proof(tail, head.plan, totals)
    source = head.source
    source.sha256 = digest
    head.book.sorted.sequence.extend(total for total, _ in tail.totals)
    content = source.content("open-items", [], layout_name(source, head.book, "open-items"))
    content.spool = spool
    content.row_count = spool.count
    content.as_of = head.as_of.day
    content.reconciled = proved.words()
    content.customers = people.facts
    content.has_disputes = source.columns.has("disputed")
    content.title = head.title
    honesty.say(source, content, head.as_of, _counts(head, spool, found, people))
    return content


def _agree(head: Head, found: Sequence[Found]) -> None:
    """What only shows over the whole file: it must say what its head said. Raises NotPlain."""
    for part in ("issued", "due", "expected"):
        cells = {cell for one in found for cell in one.days.get(part, ())}
        seen = dates.evidence(cells)
        order = seen.order or head.plan.orders.get(part)
        if (
            seen.contradictory or seen.swapped or seen.year_first
            or (seen.doubtful and order is None)
            or order != head.plan.orders.get(part)
            or ((seen.order or seen.doubtful) and "date_order" not in head.source.columns.style())
            or (seen.serials > 0 and seen.readable == 0) != head.plan.serials.get(part, False)
        ):  # fmt: skip
            raise NotPlain(f"days of two styles in {part!r}")
    written = sorted({cell for one in found for cell in one.currencies})
    try:
        codes = currencies(head.source, written, [None] * len(written), range(len(written)))
    except InputRefused as refused:
        raise NotPlain(str(refused)) from None
    if codes != list(map(currency_code, written)):
        raise NotPlain("currencies that say something else than the option or the heading")
    if sum(one.larger for one in found) * 4 > sum(one.billed for one in found):
        raise NotPlain("balances that are more than their amounts")
    credits = [lowers(word) for one in found for word in one.types]
    if any(credits) and not all(credits) and not any(one.negative for one in found):
        raise NotPlain("credits without a sign")


def _sums(found: Iterable[Found]) -> list[Sum]:
    together: dict[tuple[str, str | None], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in found:
        for currency, due, *figures in one.sums:
            for place, figure in enumerate(figures):
                together[currency, due][place] += figure
    return [
        Sum(currency, date.fromisoformat(due) if due else None, *figures)
        for (currency, due), figures in together.items()
    ]


def _first(spool: Spool, people: People) -> list[tuple[Any, ...]]:
    """The first rows as ``domain.ledger.COLUMNS`` has them."""
    with closing(sqlite3.connect(spool.parts[0])) as database:
        query = f"SELECT {', '.join(ROW)} FROM row ORDER BY rowid LIMIT {_FIRST}"  # noqa: S608
        rows = database.execute(query).fetchall()
    made = []
    for (
        owner,
        company,
        document,
        kind,
        words,
        code,
        billed,
        left,
        issued,
        due,
        po,
        terms,
        no,
    ) in rows:
        days = [date.fromisoformat(day) if day else None for day in (issued, due)]
        made.append((
            *people.of[0][owner], document, kind, words, code, billed, left, *days, None, po, terms,
            bool(no), company,
        ))  # fmt: skip
    return made


def _counts(
    head: Head,
    spool: Spool,
    found: Sequence[Found],
    people: People,
) -> honesty.Counts:
    as_of = head.as_of.day
    issued: Counter[str] = Counter()
    for one in found:
        issued.update(one.issued)
    later = 0 if as_of is None else sum(n for day, n in issued.items() if day > as_of.isoformat())
    several = 0
    if len({currency_code(cell) for one in found for cell in one.currencies}) > 1:
        several = people.in_several_currencies()
    return honesty.Counts(
        rows=spool.count,
        with_due=sum(one.with_due for one in found),
        with_issued=sum(issued.values()),
        both=sum(one.both for one in found),
        due_first=sum(one.due_first for one in found),
        later=later,
        several=several,
        nameless=all(one.number == one.name for one in people.facts),
    )
