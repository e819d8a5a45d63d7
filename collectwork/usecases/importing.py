"""Bringing files in: one transaction each, the same file once, all of it or nothing."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from collectwork.domain import clocks
from collectwork.domain.activity import Draft, canon, new_id
from collectwork.domain.ledger import FileContent, Freshness, ImportReport, Progress, ReadOptions
from collectwork.domain.progress import Meter
from collectwork.errors import InputRefused
from collectwork.usecases import (
    alerts,
    import_balances,
    import_cash,
    import_gaps,
    import_history,
    import_items,
    import_people,
    profiles,
    promises,
)
from collectwork.usecases.desk import Desk
from collectwork.usecases.intaking import Intake, Taken
from collectwork.usecases.ports.work import Write

_TAKERS: dict[str, Callable[[Intake], Taken]] = {
    "open-items": import_items.open_items,
    "invoices": import_items.invoices,
    "payments": import_cash.payments,
    "customers": import_people.customers,
    "contacts": import_people.contacts,
    "people": import_people.people,
    "activities": import_history.activities,
    "worklists": import_history.worklists,
    "withheld": import_history.withheld,
}


_MONEY = ("open-items", "invoices", "payments")


class _NotKept(Exception):
    """Ends a transaction without keeping anything: a dry run, or a file that is there already."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__("not kept")
        self.report = report


def bring_in(
    desk: Desk,
    path: Path,
    options: ReadOptions,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    key: str | None = None,
) -> ImportReport:
    """Read a file and take it over; the report says what it was and what it changed.

    The same bytes with the same meaning again change nothing (``duplicate``). Raises InputRefused
    when the file cannot be read with certainty; then nothing was changed.
    """
    with _without_collecting():
        return _bring_in(desk, path, options, dry_run, progress, key)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A book's rows are millions of small values without circles: searching them for garbage
    again and again is in vain."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _bring_in(
    desk: Desk,
    path: Path,
    options: ReadOptions,
    dry_run: bool,
    progress: Progress | None,
    key: str | None,
) -> ImportReport:
    _begin(progress, "reading")
    content, options = _read(desk, path, options, progress)
    try:
        return _store(desk, content, options, dry_run, progress, key)
    finally:
        if content.spool is not None:
            content.spool.remove()


def _store(
    desk: Desk,
    content: FileContent,
    options: ReadOptions,
    dry_run: bool,
    progress: Progress | None,
    key: str | None,
) -> ImportReport:
    _begin(progress, "storing")
    mark = fingerprint(content, options)
    with desk.store.read() as view:
        known = view.imports.by_fingerprint(mark)
    if known is not None:
        return _again(known, content, options, dry_run)
    intent = key or new_id()
    try:
        with desk.store.write(intent) as tx:
            replayed = tx.imports.by_key(intent) if tx.replayed else None
            known = replayed or tx.imports.by_fingerprint(mark)
            if known is not None:
                raise _NotKept(replace(known, duplicate=replayed is None))
            if progress:
                progress(0, content.row_count)
            with _stoppable(tx, progress):
                report = _take(desk, tx, content, options, mark, intent, progress)
            if progress:
                progress(content.row_count, content.row_count)  # the last chance to stop it
            if dry_run:
                raise _NotKept(replace(report, import_id=None, dry_run=True, revocable=False))
    except _NotKept as ended:
        return ended.report
    if content.kind in _MONEY:
        promises.evaluate(desk)  # what was promised and came is no longer held back
    alerts.noticed(desk)
    return report


def _read(
    desk: Desk, path: Path, options: ReadOptions, progress: Progress | None
) -> tuple[FileContent, ReadOptions]:
    """The content, and the options it was read with: a saved profile may know the headings."""
    chosen = profiles.fitting(desk, path, options)
    try:
        return desk.reader(path, chosen, progress), chosen
    except InputRefused as error:
        if chosen.profile_name == options.profile_name:
            raise
        raise InputRefused(
            f"{error} (It was read by the profile {chosen.profile_name!r}, which is for these "
            "headings; --profile none leaves it out.)",
            question=error.question,
        ) from error


def _begin(progress: Progress | None, phase: str) -> None:
    if isinstance(progress, Meter):
        progress.begin(phase)


def _stoppable(tx: Write, progress: Progress | None) -> AbstractContextManager[None]:
    """A long statement hears a stop as well."""
    if isinstance(progress, Meter):
        return tx.imports.stoppable(progress.pulse)
    return nullcontext()


def _again(
    known: ImportReport, content: FileContent, options: ReadOptions, dry_run: bool
) -> ImportReport:
    """What was known, with what belongs to this reading of it."""
    return replace(
        known,
        duplicate=True,
        dry_run=dry_run,
        profile=options.profile_name or known.profile,
        mapping=content.mapping,
        style=content.style,
    )


def imports(desk: Desk) -> list[ImportReport]:
    """Every import, oldest first."""
    with desk.store.read() as view:
        return view.imports.runs()


def freshness(desk: Desk) -> list[Freshness]:
    """The newest ledger and the newest cash of each company."""
    with desk.store.read() as view:
        return view.imports.freshness()


def fingerprint(content: FileContent, options: ReadOptions) -> str:
    """SHA-256 of the bytes and of what they were taken to mean."""
    meaning = [
        content.sha256,
        content.kind,
        content.as_of.isoformat() if content.as_of else None,
        content.company,
        options.currency or (options.profile or {}).get("currency"),
        [sorted(content.mapping.items()), sorted(content.style.items())],
        options.skip_bad_rows,
    ]
    return hashlib.sha256(canon(meaning).encode()).hexdigest()


def _take(
    desk: Desk,
    tx: Write,
    content: FileContent,
    options: ReadOptions,
    mark: str,
    key: str,
    progress: Progress | None,
) -> ImportReport:
    at = clocks.text(desk.clock())
    run_id = tx.imports.start_run(
        key, mark, content.kind, content.path.name, content.sha256, content.as_of
    )
    tx.imports.begin_keeping(run_id, content.kind)
    intake = Intake(desk, tx, content, run_id, key, at, progress)
    summary = content.shape == "summary"
    taken = import_balances.balances(intake) if summary else _TAKERS[content.kind](intake)
    if content.kind in ("open-items", "invoices"):
        import_cash.match_again(intake, taken)
    report = ImportReport(
        import_id=run_id,
        file=content.path.name,
        kind=content.kind,
        profile=options.profile_name,
        layout=content.layout,
        shape=content.shape,
        company=taken.company,
        as_of=content.as_of,
        rows=content.row_count,
        items=taken.items,
        customers=taken.customers,
        totals=taken.totals,
        past_due=taken.past_due,
        events=taken.events,
        duplicate=False,
        rejects=len(content.rejects),
        rejected_money=content.rejected_money,
        reconciled=content.reconciled,
        warnings=(*content.warnings, *taken.warnings),
        gaps=import_gaps.gaps(intake),
        at=at,
        actor=desk.actor,
        mapping=content.mapping,
        style=content.style,
        set_aside=_set_aside(content),
        revocable=True,
        statement=content.statement,
    )
    tx.imports.finish_run(run_id, report)
    index = len(tx.drafts)
    tx.record(_entry(report, content, mark))
    if taken.drafts:
        tx.record_all(taken.drafts)
    tx.imports.end_keeping(taken.company, index, len(tx.drafts))
    return report


def _set_aside(content: FileContent) -> tuple[tuple[str, ...], ...]:
    if not content.rejects:
        return ()
    rows = [
        (str(problem.row or ""), str(problem), *cells)
        for problem, cells in zip(content.rejects, content.rejected_rows, strict=True)
    ]
    return (("row", "why", *content.heading), *rows)


def _entry(report: ImportReport, content: FileContent, mark: str) -> Draft:
    return Draft(
        "import",
        None,
        {
            "import": report.import_id,
            "file": report.file,
            "sha256": content.sha256,
            "fingerprint": mark,
            "kind": report.kind,
            "layout": report.layout,
            "profile": report.profile,
            "company": report.company,
            "as_of": report.as_of.isoformat() if report.as_of else None,
            "rows": report.rows,
            "items": report.items,
            "customers": report.customers,
            "totals": dict(report.totals),
            "past_due": dict(report.past_due),
            "events": dict(report.events),
            "rejects": report.rejects,
            "rejected_money": dict(report.rejected_money),
            "reconciled": report.reconciled,
        },
    )
