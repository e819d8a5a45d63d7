"""Taking an import back as a whole: the facts are again what they were before it.

As long as nothing was built on it. A later import of the same company, decisions on its cash, and
work on customers, invoices and contacts that only it brought stand in the way, each by name. Lists
planned from it do not: they are planned again. Nor does work on accounts that were there before.
The import's row stays, marked, and so do its entries; one more entry says what went.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from collectwork.domain import clocks
from collectwork.domain.activity import Draft, Entry, new_id
from collectwork.domain.ledger import ImportReport, Undone
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases import planning, promises
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write


def undo_import(desk: Desk, import_id: int, reason: str = "", *, key: str | None = None) -> Undone:
    """Take an import back; raises NotFound, or InputRefused with what was built on it.

    Promises are judged anew afterwards, and the list of the day, if there is one, is planned anew.
    """
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is not None:
            undone = _told(tx.replayed)
        else:
            undone = _take_back(desk, tx, import_id, reason.strip())
    promises.evaluate(desk)
    return replace(undone, planned=planning.renewed(desk))


def obstacles(desk: Desk, import_id: int) -> list[str]:
    """What stands in the way of taking an import back, one sentence each; nothing is changed."""
    with desk.store.read() as view:
        run = view.imports.by_id(import_id)
        if run is None:
            raise NotFound(f"There is no import {import_id}: `collectwork imports` lists them.")
        return _obstacles(view, run)[0]


def _take_back(desk: Desk, tx: Write, import_id: int, reason: str) -> Undone:
    run = tx.imports.by_id(import_id)
    if run is None:
        raise NotFound(f"There is no import {import_id}: `collectwork imports` lists them.")
    against, entry = _obstacles(tx, run)
    if against:
        raise InputRefused(f"Import {import_id} is not taken back: {'; '.join(against)}.")
    seqs = tx.imports.bounds(import_id, entry.seq if entry else 0)
    at = clocks.text(desk.clock())
    before = tx.imports.book_figures()
    told = tx.imports.take_back(import_id, seqs, at)
    undone = Undone(
        import_id, run.file, run.kind, run.company, run.as_of, at, reason, before,
        tx.imports.book_figures(), told["lines"], told["changed_since"],
    )  # fmt: skip
    tx.record(_entry(undone, entry, seqs, told["also"]))
    return undone


def _obstacles(tx: Read, run: ImportReport) -> tuple[list[str], Entry | None]:
    """The sentences, and the import's own entry."""
    number = run.import_id or 0
    if run.undone_at is not None:
        return [f"it was taken back already, {run.undone_at[:16].replace('T', ' ')} UTC"], None
    if not run.revocable:
        return [
            "what was before it is no longer kept. Only the newest five imports of a company can "
            "be taken back, and none of before this version of the program"
        ], None
    entry = tx.imports.entry_of(number)
    if entry is None:
        return ["its entry is not in the log, so that it cannot be told what came after it"], None
    return tx.imports.built_on(number, tx.imports.bounds(number, entry.seq)), entry


def _entry(undone: Undone, entry: Entry | None, seqs: tuple[int, int], also: list[int]) -> Draft:
    return Draft(
        "import.undone",
        None,
        {
            "import": undone.import_id,
            "target": entry.id if entry else "",
            "first": seqs[0],
            "last": seqs[1],
            "also": also,
            "file": undone.file,
            "kind": undone.kind,
            "company": undone.company,
            "as_of": undone.as_of.isoformat() if undone.as_of else None,
            "reason": undone.reason,
            "undone_at": undone.undone_at,
            "before": dict(undone.before),
            "after": dict(undone.after),
            "lines": undone.lines,
            "changed_since": undone.changed_since,
        },
    )


def _told(entry: Entry) -> Undone:
    """What an earlier, same intent came to, as its entry remembers."""
    body = entry.data
    as_of = date.fromisoformat(body["as_of"]) if body["as_of"] else None
    return Undone(
        body["import"], body["file"], body["kind"], body["company"], as_of, body["undone_at"],
        body["reason"], body["before"], body["after"], body["lines"], body["changed_since"],
    )  # fmt: skip
