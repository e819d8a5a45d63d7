"""A day's letters leave together: one PDF in the order of their addresses, and a register of them.

Each letter is checked again and claimed with the folder that it goes into; then the folder is
written, whole or not at all; then the letters are sent. Where the program ends in between, the
folder's being there says afterwards whether they left, so that none is printed twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from collectwork.domain import clocks, postal
from collectwork.domain.mail import Job, Queued
from collectwork.errors import CollectworkError, InputRefused, NotFound
from collectwork.usecases.desk import Desk
from collectwork.usecases.hand_over_tables import as_csv
from collectwork.usecases.mails import checking
from collectwork.usecases.mails.delivering import send_due
from collectwork.usecases.mails.moves import Elsewhere, changed_entry, finish, still, told
from collectwork.usecases.ports.work import Write

CHANNEL = "letter"
PDF, REGISTER = "letters.pdf", "register.csv"
LEASE = timedelta(minutes=30)  # a thousand letters are joined in less
TRANSPORT = "letters"
_AT_ONCE = 50  # letters of one transaction
_COLUMNS = (
    "place", "letter", "customer", "name", "street", "postal_code", "country", "address", "pages",
    "first_page", "subject", "invoices", "reference", "message_id", "understood",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """Letters that were printed together: ``folder`` with both files; ``unclear``: customers whose
    address is not understood, which come first; ``left``: rows that did not leave, as they are."""

    id: str
    folder: Path | None
    letters: tuple[Queued, ...] = ()
    pages: int = 0
    unclear: tuple[str, ...] = ()
    left: tuple[Queued, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A letter with its place in the order."""

    job: Job
    name: str
    place: postal.Place
    pages: int


def print_letters(
    desk: Desk, out: Path | None = None, stop: Callable[[], bool] = lambda: False
) -> Batch:
    """Print what is due; a batch without a folder where nothing was.

    Raises InputRefused where the folder cannot be written: the letters then wait as before.
    """
    where = (out or desk.letters).expanduser().absolute()
    desk.documents.folder(where, "", {})
    earlier = send_due(desk, (CHANNEL,), stop=stop).touched  # settles what an earlier run began
    batch = f"{desk.today:%Y%m%d}-{secrets.token_hex(3)}"
    folder = where / f"letters-{batch}"
    runner = f"{desk.actor}/{secrets.token_hex(8)}"
    claimed, left = _claimed(desk, runner, batch, folder, stop)
    left = [*(one for one in earlier if one.state != "sent"), *left]
    if not claimed:
        return Batch(batch, None, left=tuple(left))
    try:
        claimed, refused = _readable(desk, claimed)
        left += refused
        sheets = _ordered(desk, claimed)
        if not sheets:
            return Batch(batch, None, left=tuple(left))
        files = _files(desk, batch, sheets)
        if not _still_ours(desk, runner, claimed):
            raise InputRefused("Not printed: another runner took these letters over.")
        desk.documents.folder(where, folder.name, files)
    except CollectworkError:
        _back(desk, claimed)
        raise
    sent = _sent(desk, [sheet.job for sheet in sheets])
    unclear = tuple(one.job.customer for one in sheets if not one.place.code)
    return Batch(batch, folder, tuple(sent), sum(one.pages for one in sheets), unclear, tuple(left))


def reprint(desk: Desk, batch: str, out: Path | None = None) -> Batch:
    """The same files once more, beside the first ones; nothing counts again. NotFound where there
    is no such batch."""
    with desk.store.read() as tx:
        rows = tx.outbox.lines(channel=CHANNEL, batch=batch)
        jobs = [job for one in rows if (job := tx.outbox.job(one.id)) and job.state == "sent"]
    if not jobs:
        raise NotFound(f"There is no batch {batch!r} of printed letters.")
    where = (out or desk.letters).expanduser().absolute()
    sheets = _ordered(desk, jobs)
    name = f"letters-{batch}-again-{secrets.token_hex(2)}"
    folder = desk.documents.folder(where, name, _files(desk, batch, sheets))
    unclear = tuple(one.job.customer for one in sheets if not one.place.code)
    pages = sum(one.pages for one in sheets)
    return Batch(batch, folder, tuple(told(job) for job in jobs), pages, unclear)


def batches(desk: Desk) -> list[dict[str, object]]:
    """The batches so far, the newest first: id, day, letters by state."""
    with desk.store.read() as tx:
        rows = tx.outbox.lines(channel=CHANNEL)
    found: dict[str, dict[str, object]] = {}
    for one in rows:
        if one.batch is None:
            continue
        line = found.setdefault(one.batch, {"batch": one.batch, "printed": "", "letters": 0})
        line["letters"] = int(str(line["letters"])) + 1
        line["printed"] = max(str(line["printed"]), one.sent_at or "")
    return list(found.values())


# -- the outbox


def _claimed(
    desk: Desk, runner: str, batch: str, folder: Path, stop: Callable[[], bool]
) -> tuple[list[Job], list[Queued]]:
    with desk.store.read() as tx:
        due = tx.outbox.due(clocks.text(desk.clock()), (CHANNEL,))
    claimed: list[Job] = []
    left: list[Queued] = []
    for at in range(0, len(due), _AT_ONCE):
        if stop():
            break
        try:
            with desk.store.write() as tx:
                new: list[Job] = []
                for row in due[at : at + _AT_ONCE]:
                    try:
                        found = _claim(desk, tx, still(tx, row.id, "queued"), runner, batch, folder)
                    except Elsewhere:
                        continue
                    new.append(found)
                if not tx.drafts:
                    raise Elsewhere
        except Elsewhere:
            continue
        claimed += [job for job in new if job.state == "sending"]
        left += [told(job) for job in new if job.state != "sending"]
    return claimed, left


def _claim(desk: Desk, tx: Write, job: Job, runner: str, batch: str, folder: Path) -> Job:
    """*sending*, bound for the batch's folder, or *held* with the reason; raises Elsewhere."""
    try:
        reasons = checking.against(desk, tx, job)
    except CollectworkError as error:
        reasons = [f"it could not be checked again: {error}"]
    if reasons:
        return finish(desk, tx, job, ("queued",), "held", "; ".join(reasons))
    now = desk.clock()
    until = clocks.text(now + LEASE)
    if not tx.outbox.claim(job.id, runner, clocks.text(now), until, TRANSPORT):
        raise Elsewhere
    attempt = job.attempts + 1
    tx.outbox.draft_made(job.id, runner, attempt, str(folder), until)
    tx.outbox.judged(job.id, batch=batch)
    more = {"attempt": attempt, "transport": TRANSPORT, "draft": str(folder), "batch": batch}
    tx.record(changed_entry("letter.sending", job, more))
    claimed = tx.outbox.job(job.id)
    if claimed is None:
        raise Elsewhere
    return claimed


def _still_ours(desk: Desk, runner: str, jobs: Sequence[Job]) -> bool:
    """Whether every lease holds, and for as long again, before the folder takes its name."""
    until = clocks.text(desk.clock() + LEASE)
    try:
        with desk.store.write() as tx:
            held = all(tx.outbox.renew(job.id, runner, job.attempts, until) for job in jobs)
            if not held:
                raise Elsewhere
            tx.record(changed_entry("letter.sending", jobs[0], {"renewed": len(jobs)}))
    except Elsewhere:
        return False
    return True


def _sent(desk: Desk, jobs: Sequence[Job]) -> list[Queued]:
    done: list[Queued] = []
    for at in range(0, len(jobs), _AT_ONCE):
        new: list[Queued] = []
        with desk.store.write() as tx:
            for job in jobs[at : at + _AT_ONCE]:
                try:
                    new.append(told(finish(desk, tx, job, ("sending", "doubt"), "sent")))
                except Elsewhere:
                    continue
        done += new
    return done


def _back(desk: Desk, jobs: Sequence[Job]) -> None:
    """Nothing was written: they wait as before."""
    with desk.store.write() as tx:
        for job in jobs:
            try:
                finish(
                    desk, tx, job, ("sending",), "queued", "the batch could not be written",
                    by={"stopped": True},
                )  # fmt: skip
            except Elsewhere:
                continue


# -- the papers


def _readable(desk: Desk, jobs: Sequence[Job]) -> tuple[list[Job], list[Queued]]:
    """Letters whose stored bytes can be printed; one that cannot fails for good, by itself."""
    able: list[Job] = []
    failed: list[Queued] = []
    for job in jobs:
        if desk.documents.pages(job.message):
            able.append(job)
            continue
        with desk.store.write() as tx:
            reason = "the stored letter cannot be read as a PDF"
            failed.append(told(finish(desk, tx, job, ("sending",), "failed", reason)))
    return able, failed


def _ordered(desk: Desk, jobs: Sequence[Job]) -> list[_Sheet]:
    """By address as it is understood now; those that are not come first."""
    sheets = []
    with desk.store.read() as tx:
        for job in jobs:
            customer = tx.accounts.customer(job.customer_id) if job.customer_id else None
            name = customer.name if customer else job.customer
            found = postal.place(
                customer.address if customer else None, customer.country if customer else None
            )
            sheets.append(_Sheet(job, name, found, desk.documents.pages(job.message)))
    return sorted(sheets, key=lambda one: (*postal.order(one.place, one.name), one.job.id))


def _files(desk: Desk, batch: str, sheets: Sequence[_Sheet]) -> dict[str, bytes]:
    title = f"Letters {batch}"
    made = desk.clock().replace(hour=0, minute=0, second=0, microsecond=0)
    papers = [(f"the letter to {one.job.customer}", one.job.message) for one in sheets]
    return {
        PDF: desk.documents.joined(papers, title, made),
        REGISTER: _register(sheets),
    }


def _register(sheets: Sequence[_Sheet]) -> bytes:
    rows: list[dict[str, object]] = []
    page = 1
    for number, one in enumerate(sheets, 1):
        job = one.job
        rows.append(
            {
                "place": number, "letter": job.id, "customer": job.customer, "name": one.name,
                "street": one.place.street, "postal_code": one.place.code,
                "country": one.place.country, "address": "; ".join(job.to), "pages": one.pages,
                "first_page": page, "subject": job.subject,
                "invoices": ", ".join(item.document for item in job.listed),
                "reference": job.token, "message_id": job.message_id,
                "understood": bool(one.place.code),
            }
        )  # fmt: skip
        page += one.pages
    return as_csv(_COLUMNS, rows)
