"""What is queued leaves: checked again, claimed, sent once, and settled where it is not known.

Every change of state is an entry. Between two steps the process may die at any point: what was
committed tells the next runner how to go on, and no step sends without that.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta

from collectwork.domain import clocks
from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft
from collectwork.domain.mail import MOST_ATTEMPTS, Delivered, Job, Queued, State, back_off
from collectwork.domain.message import recipients
from collectwork.errors import InputRefused, NotDelivered
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.outside import Transport
from collectwork.usecases.ports.work import Read, Write
from collectwork.usecases.rechecking import objections

LEASE = timedelta(minutes=10)  # far longer than a call's time-out
SETTLED_AFTER = timedelta(minutes=15)  # Sent Items lag behind
LONGEST_PAUSE_SECONDS = 86_400


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
    transport = _transport(desk)
    settled = [id for id in dict.fromkeys([*left, *doubts]) if _settle(desk, transport, id)]
    for id in settled:
        if only is None or id == only:
            report(id)
    with desk.store.read() as tx:
        due = tx.outbox.due(clocks.text(desk.clock()))
    for id in [one for one in due if only in (None, one)][:limit]:
        if stop():
            break
        if _send(desk, transport, runner, id):
            report(id)
    return touched


def _transport(desk: Desk) -> Transport:
    try:
        return desk.transport()
    except InputRefused as error:
        raise NotDelivered(f"Nothing was sent; the messages stay in the outbox. {error}") from None


def told(job: Job) -> Queued:
    """A row as it is shown."""
    return Queued(
        id=job.id,
        customer_id=job.customer_id,
        customer=job.customer,
        state=job.state,
        to=job.to,
        subject=job.subject,
        documents=tuple(one.document for one in job.listed),
        attachments=job.attachments,
        message_id=job.message_id,
        reason=job.reason,
        attempts=job.attempts,
        queued_at=job.queued_at,
        sent_at=job.sent_at,
        template=job.template,
        cc=job.cc,
        next_try_at=job.next_try_at,
        actor=job.actor,
    )


def _send(desk: Desk, transport: Transport, runner: str, id: str) -> bool:
    """One message through check, claim, draft and call; False when another runner has it."""
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
            job = _still(tx, id, "queued")
            if job.expires_at < clocks.text(now):
                _expire(tx, job)
            elif reasons := _against(desk, tx, job):
                _hold(tx, job, "; ".join(reasons))
            else:
                until = clocks.text(now + LEASE)
                if not tx.outbox.claim(id, runner, clocks.text(now), until, transport.name):
                    raise _Elsewhere
                more = {"attempt": job.attempts + 1, "transport": transport.name}
                tx.record(changed_entry("mail.sending", job, more))
    except _Elsewhere:
        return None
    with desk.store.read() as tx:
        return tx.outbox.job(id)


def _against(desk: Desk, tx: Read, job: Job) -> list[str]:
    found = objections(desk, tx, job.customer_id, job.listed, job.to, always=job.always)
    if recipients(job.message) != [*job.to, *job.cc]:
        found.insert(0, "the stored message does not go to the intended recipients")
    return found


def _drafted(desk: Desk, job: Job, runner: str, reference: str) -> bool:
    """The draft's reference is on the disk before the draft is sent; False: the lease is lost."""
    try:
        with desk.store.write() as tx:
            if not tx.outbox.draft_made(job.id, runner, job.attempts, reference):
                raise _Elsewhere
            tx.record(
                changed_entry("mail.sending", job, {"attempt": job.attempts, "draft": reference})
            )
    except _Elsewhere:
        return False
    return True


def _conclude(desk: Desk, job: Job, answer: Delivered) -> None:
    """What the transport said becomes the row's state, if the row still is at this attempt."""
    if answer.ok:
        _finish(desk, job, ("sending",), "sent")
    elif not answer.certain:
        _finish(desk, job, ("sending",), "doubt", answer.words)
    elif answer.later and job.attempts < MOST_ATTEMPTS:
        _finish(desk, job, ("sending",), "queued", answer.words, answer.wait)
    else:
        tried = f" (after {job.attempts} attempts)" if answer.later else ""
        _finish(desk, job, ("sending",), "failed", answer.words + tried)


def _doubt(desk: Desk, id: str, reason: str) -> None:
    now = clocks.text(desk.clock())
    try:
        with desk.store.write() as tx:
            job = _still(tx, id, "sending")
            if id not in tx.outbox.left_behind(now):
                raise _Elsewhere
            _move(tx, job, ("sending",), "doubt", reason)
            tx.record(changed_entry("mail.doubt", job, {"reason": reason}))
    except _Elsewhere:
        return


def _settle(desk: Desk, transport: Transport, id: str) -> bool:
    """Ask the transport whether a doubtful message left; True when its state changed."""
    with desk.store.read() as tx:
        job = tx.outbox.job(id)
    if job is None or job.state != "doubt":
        return job is not None
    if job.transport not in (None, transport.name):
        return False  # another transport's message: only that one can tell
    left = transport.settle(job.message_id, job.reference)
    if left is True:
        return _finish(desk, job, ("doubt",), "sent")
    if left is False:
        state: State = "queued" if job.attempts < MOST_ATTEMPTS else "held"
        return _finish(desk, job, ("doubt",), state, "it had not left; it is tried again")
    tried = clocks.moment(job.tried_at or job.queued_at)
    if desk.clock() - tried < SETTLED_AFTER:
        return False
    reason = "it may have been sent: look into the mailbox, then release or drop it"
    return _finish(desk, job, ("doubt",), "held", reason)


def _finish(
    desk: Desk,
    job: Job,
    before: tuple[State, ...],
    state: State,
    reason: str = "",
    wait: int | None = None,
) -> bool:
    """One change of state with its entry; False when the row has gone elsewhere meanwhile."""
    now = desk.clock()
    again = None
    if state == "queued":
        pause = max(back_off(job.attempts) * 60, min(wait or 0, LONGEST_PAUSE_SECONDS))
        again = clocks.text(now + timedelta(seconds=pause))
    try:
        with desk.store.write() as tx:
            sent_at = clocks.text(now) if state == "sent" else None
            moved = tx.outbox.move(
                job.id,
                before,
                state,
                attempts=job.attempts,
                reason=reason or None,
                next_try_at=again,
                sent_at=sent_at,
            )
            if not moved:
                raise _Elsewhere
            tx.record(_sent(desk, job) if state == "sent" else _changed(job, state, reason, again))
    except _Elsewhere:
        return False
    return True


def _changed(job: Job, state: State, reason: str, again: str | None) -> Draft:
    """The entry of a move: a message that goes back to the queue is a released one."""
    kind = {"queued": "mail.released"}.get(state, f"mail.{state}")
    more: dict[str, object] = {"reason": reason, "attempt": job.attempts}
    if again:
        more["next_try_at"] = again
    return changed_entry(kind, job, more)


def _sent(desk: Desk, job: Job) -> Action:
    """The contact counts from here on, for whoever queued it."""
    outcome = desk.outcome("mail")
    return Action(
        kind="mail.sent",
        code=outcome.code if outcome else "mail",
        channel="mail",
        account=job.customer_id,
        customer=job.customer,
        work_day=desk.today,
        text=job.subject,
        items=tuple(one.item_id for one in job.listed),
        invoices=tuple(one.document for one in job.listed),
        contact=outcome.contact if outcome else True,
        attempt=True,
        automatic=job.automatic,
        contact_id=job.contact_id,
        strategy=job.strategy,
        step=job.step,
        template=job.template,
        run_id=job.run_id,
        rank=job.rank,
        claimed_by=job.actor,
        details={
            "outbox": job.id,
            "message_id": job.message_id,
            "to": list(job.to),
            "cc": list(job.cc),
            "template_version": job.template_version,
            "transport": job.transport or "",
            "attempts": job.attempts,
        },
    )


def changed_entry(kind: str, job: Job, more: Mapping[str, object]) -> Draft:
    """The log entry of a change of state; ``was`` is the state before it."""
    return Draft(
        kind,
        job.customer,
        {
            "account": job.customer_id,
            "outbox": job.id,
            "message_id": job.message_id,
            "to": list(job.to),
            "was": job.state,
            **more,
        },
    )


def _still(tx: Read, id: str, state: State) -> Job:
    job = tx.outbox.job(id)
    if job is None or job.state != state:
        raise _Elsewhere
    return job


def _expire(tx: Write, job: Job) -> None:
    reason = f"not sent in its time (until {job.expires_at[:10]}): its facts are old"
    _move(tx, job, ("queued",), "expired", reason)
    tx.record(changed_entry("mail.expired", job, {"reason": reason}))


def _hold(tx: Write, job: Job, reason: str) -> None:
    _move(tx, job, ("queued",), "held", reason)
    tx.record(changed_entry("mail.held", job, {"reason": reason}))


def _move(tx: Write, job: Job, before: tuple[State, ...], state: State, reason: str) -> None:
    if not tx.outbox.move(job.id, before, state, attempts=job.attempts, reason=reason):
        raise _Elsewhere


class _Elsewhere(Exception):
    """Nothing is to be changed here; the transaction is given up."""
