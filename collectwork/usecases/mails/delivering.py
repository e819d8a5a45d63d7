"""What is queued leaves: checked again, claimed, sent once, and settled where it is not known.

Every change of state is an entry. Between two steps the process may die at any point: what was
committed tells the next runner how to go on, and no step sends without that.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from collectwork.domain import clocks
from collectwork.domain.mail import MOST_ATTEMPTS, Delivered, Job, Queued, State
from collectwork.domain.message import recipients
from collectwork.errors import InputRefused, NotDelivered
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.leaving import refused_now
from collectwork.usecases.mails.moves import (
    Elsewhere,
    changed_entry,
    expire,
    finished,
    hold,
    move,
    still,
    told,
)
from collectwork.usecases.mails.rechecking import objections
from collectwork.usecases.ports.outside import Transport
from collectwork.usecases.ports.work import Write

LEASE = timedelta(minutes=10)  # far longer than a call's time-out
SETTLED_AFTER = timedelta(minutes=15)  # Sent Items lag behind


def deliver(
    desk: Desk,
    *,
    limit: int | None = None,
    on_each: Callable[[Queued], None] | None = None,
    only: str | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Queued]:
    """Send what is due and settle what is in doubt; the rows that were touched, as they are now.

    ``only`` sends this one message. ``stop`` is asked between two messages.
    """
    with desk.store.read() as tx:
        now = clocks.text(desk.clock())
        left, doubts, due = tx.outbox.left_behind(now), tx.outbox.in_doubt(), tx.outbox.due(now)
    if only is not None:
        left, doubts, due = ([id for id in ids if id == only] for ids in (left, doubts, due))
    if not (left or doubts or due):
        return []
    runner = f"{desk.actor}/{secrets.token_hex(8)}"
    touched: list[Queued] = []

    def report(id: str) -> None:
        with desk.store.read() as tx:
            job = tx.outbox.job(id)
        if job is not None:
            touched.append(told(job))
            if on_each:
                on_each(touched[-1])

    for id in left:
        _doubt(desk, id, "the runner stopped while it was sending")
    settled = [id for id in dict.fromkeys([*left, *doubts]) if _settle(desk, id)]
    for id in settled:
        report(id)
    with desk.store.read() as tx:
        due = tx.outbox.due(clocks.text(desk.clock()))
    for id in [one for one in due if only in (None, one)][:limit]:
        if stop():
            break
        if _send(desk, runner, id):
            report(id)
    return touched


def _transport(desk: Desk, id: str) -> Transport:
    with desk.store.read() as tx:
        job = tx.outbox.job(id)
    try:
        return desk.mailbox(job.mailbox if job else "")
    except InputRefused as error:
        raise NotDelivered(f"Nothing was sent; the messages stay in the outbox. {error}") from None


def _send(desk: Desk, runner: str, id: str) -> bool:
    """One message through check, claim, draft and call; False when another runner has it."""
    transport = _transport(desk, id)
    job = _claimed(desk, transport, runner, id)
    if job is None:
        return False
    if job.state != "sending":
        return True  # held or expired instead
    reference = job.reference
    if reference is None:
        made = transport.prepare(job.message, job.message_id, again=job.attempts > 1)
        if not made.ok:
            _conclude(desk, job, made)
            return True
        if made.reference is not None:
            if not _drafted(desk, job, runner, made.reference):
                return False
            reference = made.reference
    _conclude(desk, job, transport.deliver(job.message, job.message_id, reference))
    return True


def _claimed(desk: Desk, transport: Transport, runner: str, id: str) -> Job | None:
    """Checked against the newest facts and claimed in one transaction; None: somebody else's."""
    now = desk.clock()
    try:
        with desk.store.write() as tx:
            job = still(tx, id, "queued")
            if job.expires_at < clocks.text(now):
                expire(tx, job)
            elif reasons := _against(desk, tx, job):
                hold(tx, job, "; ".join(reasons))
            else:
                until = clocks.text(now + LEASE)
                if not tx.outbox.claim(id, runner, clocks.text(now), until, transport.name):
                    raise Elsewhere
                more = {"attempt": job.attempts + 1, "transport": transport.name}
                tx.record(changed_entry("mail.sending", job, more))
    except Elsewhere:
        return None
    with desk.store.read() as tx:
        return tx.outbox.job(id)


def _against(desk: Desk, tx: Write, job: Job) -> list[str]:
    found, overridden = refused_now(desk, tx, job)
    if job.customer_id is not None:
        found = (
            objections(
                desk,
                tx,
                job.customer_id,
                job.listed,
                job.to,
                always=job.always,
                overridden=overridden,
            )
            or found
        )
    if recipients(job.message) != [*job.to, *job.cc]:
        found.insert(0, "the stored message does not go to the intended recipients")
    return found


def _drafted(desk: Desk, job: Job, runner: str, reference: str) -> bool:
    """The draft's reference is on the disk before the draft is sent; False: the lease is lost."""
    try:
        with desk.store.write() as tx:
            if not tx.outbox.draft_made(job.id, runner, job.attempts, reference):
                raise Elsewhere
            tx.record(
                changed_entry("mail.sending", job, {"attempt": job.attempts, "draft": reference})
            )
    except Elsewhere:
        return False
    return True


def _conclude(desk: Desk, job: Job, answer: Delivered) -> None:
    """What the transport said becomes the row's state, if the row still is at this attempt."""
    if answer.ok:
        finished(desk, job, ("sending",), "sent")
    elif not answer.certain:
        finished(desk, job, ("sending",), "doubt", answer.words)
    elif answer.later and job.attempts < MOST_ATTEMPTS:
        finished(desk, job, ("sending",), "queued", answer.words, answer.wait)
    else:
        tried = f" (after {job.attempts} attempts)" if answer.later else ""
        finished(desk, job, ("sending",), "failed", answer.words + tried)


def _doubt(desk: Desk, id: str, reason: str) -> None:
    now = clocks.text(desk.clock())
    try:
        with desk.store.write() as tx:
            job = still(tx, id, "sending")
            if id not in tx.outbox.left_behind(now):
                raise Elsewhere
            move(tx, job, ("sending",), "doubt", reason)
            tx.record(changed_entry("mail.doubt", job, {"reason": reason}))
    except Elsewhere:
        return


def _settle(desk: Desk, id: str) -> bool:
    """Ask the transport whether a doubtful message left; True when its state changed."""
    with desk.store.read() as tx:
        job = tx.outbox.job(id)
    if job is None or job.state != "doubt":
        return job is not None
    transport = _transport(desk, id)
    if job.transport not in (None, transport.name):
        return False  # another transport's message: only that one can tell
    left = transport.settle(job.message_id, job.reference)
    if left is True:
        return finished(desk, job, ("doubt",), "sent")
    if left is False:
        state: State = "queued" if job.attempts < MOST_ATTEMPTS else "held"
        return finished(desk, job, ("doubt",), state, "it had not left; it is tried again")
    tried = clocks.moment(job.tried_at or job.queued_at)
    if desk.clock() - tried < SETTLED_AFTER:
        return False
    reason = "it may have been sent: look into the mailbox, then release or drop it"
    return finished(desk, job, ("doubt",), "held", reason)
