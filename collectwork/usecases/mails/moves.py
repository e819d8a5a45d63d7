"""The moves of a message in the outbox, each with its entry, each only from where it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from collectwork.domain import clocks
from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft
from collectwork.domain.mail import CONTACTS, Job, Queued, State, back_off
from collectwork.domain.outcomes import Outcome
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write

BEHIND = timedelta(microseconds=1)  # its mailbox rests; then what was not tried yet goes first
LONGEST_PAUSE_SECONDS = 86_400


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
        channel=job.channel,
        mailbox=job.mailbox,
        part_of=job.part_of,
        batch=job.batch,
        doubtful=job.doubtful,
    )


def finished(
    desk: Desk,
    job: Job,
    before: tuple[State, ...],
    state: State,
    reason: str = "",
    wait: int | None = None,
) -> bool:
    """``finish`` in a transaction of its own."""
    try:
        with desk.store.write() as tx:
            finish(desk, tx, job, before, state, reason, wait)
    except Elsewhere:
        return False
    return True


def finish(
    desk: Desk,
    tx: Write,
    job: Job,
    before: tuple[State, ...],
    state: State,
    reason: str = "",
    wait: int | None = None,
    by: Mapping[str, object] | None = None,
    *,
    blameless: bool = False,
) -> Job:
    """One change of state with its entry; the row as it is then. Raises Elsewhere, with nothing
    changed, when it has gone on meanwhile. ``wait``: seconds that a server asked for; ``by``: the
    person who decided it, and why; ``blameless``: the attempt is not counted."""
    now = desk.clock()
    again = None
    if state == "queued":
        own = BEHIND if blameless else timedelta(minutes=back_off(job.attempts))
        pause = max(own, timedelta(seconds=min(wait or 0, LONGEST_PAUSE_SECONDS)))
        again = clocks.text(now if by else now + pause)
    done = replace(
        job,
        state=state,
        reason=reason or None,
        next_try_at=again,
        sent_at=clocks.text(now) if state == "sent" else job.sent_at,
        attempts=job.attempts - blameless,
    )
    _moved(tx, job, before, done)
    tx.record(_sent(desk, job, by) if state == "sent" else _changed(job, done, by))
    return done


def _moved(tx: Write, job: Job, before: tuple[State, ...], done: Job) -> None:
    moved = tx.outbox.move(
        job.id,
        before,
        done.state,
        attempts=job.attempts,
        counted=done.attempts,
        reason=done.reason,
        next_try_at=done.next_try_at,
        sent_at=done.sent_at,
    )
    if not moved:
        raise Elsewhere


def _changed(job: Job, done: Job, by: Mapping[str, object] | None) -> Draft:
    """The entry of a move: a message that goes back to the queue is a released one."""
    kind = f"{job.channel}.{'released' if done.state == 'queued' else done.state}"
    more: dict[str, object] = {"reason": done.reason or "", "attempt": job.attempts}
    if done.next_try_at:
        more["next_try_at"] = done.next_try_at
    return changed_entry(kind, job, {**more, **(by or {})})


def _sent(desk: Desk, job: Job, by: Mapping[str, object] | None) -> Action | Draft:
    """The contact counts from here on, for whoever queued it: as the channel's outcome says, and
    once for a letter that leaves in several parts. What goes to no customer is none."""
    if job.customer_id is None:
        more = {"subject": job.subject, "attempts": job.attempts, "transport": job.transport or ""}
        return changed_entry(f"{job.channel}.sent", job, {**more, **(by or {})})
    outcome = outcome_of(desk, job.channel)
    first = job.part_of is None
    counts = outcome.contact if outcome else job.channel in CONTACTS
    return Action(
        kind=f"{job.channel}.sent",
        code=outcome.code if outcome else job.channel,
        channel=job.channel if job.channel in CONTACTS else "none",
        account=job.customer_id,
        customer=job.customer,
        work_day=desk.today,
        text=job.subject,
        items=tuple(one.item_id for one in job.listed),
        invoices=tuple(one.document for one in job.listed),
        contact=first and counts,
        attempt=first and job.channel in CONTACTS,
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
            **({} if job.part_of is None else {"part_of": job.part_of}),
            **(by or {}),
        },
    )


def outcome_of(desk: Desk, channel: str) -> Outcome | None:
    """As what a message of a channel counts once it left: the code of that name, else the one code
    of that channel; None where there is none."""
    named = desk.outcome(channel)
    if named is not None:
        return named
    return next((one for one in desk.outcomes if one.channel == channel and one.contact), None)


def changed_entry(kind: str, job: Job, more: Mapping[str, object]) -> Draft:
    """The log entry of a change of state; ``was`` is the state before it."""
    about = {} if job.customer_id is None else {"account": job.customer_id}
    return Draft(
        kind,
        job.customer or None,
        {
            **about,
            "outbox": job.id,
            "message_id": job.message_id,
            "to": list(job.to),
            "was": job.state,
            **more,
        },
    )


def still(tx: Read, id: str, state: State) -> Job:
    """The message, where it is in that state yet; raises Elsewhere."""
    job = tx.outbox.job(id)
    if job is None or job.state != state:
        raise Elsewhere
    return job


class Elsewhere(Exception):
    """Nothing is to be changed here; the transaction is given up."""
