"""The moves of a message in the outbox, each with its entry, each only from where it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from collectwork.domain import clocks
from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft
from collectwork.domain.mail import Job, Queued, State, back_off
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write

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
    )


def finished(
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
                raise Elsewhere
            tx.record(_sent(desk, job) if state == "sent" else _changed(job, state, reason, again))
    except Elsewhere:
        return False
    return True


def _changed(job: Job, state: State, reason: str, again: str | None) -> Draft:
    """The entry of a move: a message that goes back to the queue is a released one."""
    kind = f"{job.channel}.{'released' if state == 'queued' else state}"
    more: dict[str, object] = {"reason": reason, "attempt": job.attempts}
    if again:
        more["next_try_at"] = again
    return changed_entry(kind, job, more)


def _sent(desk: Desk, job: Job) -> Action | Draft:
    """The contact counts from here on, for whoever queued it; what goes to no customer is none."""
    if job.customer_id is None:
        more = {"subject": job.subject, "attempts": job.attempts, "transport": job.transport or ""}
        return changed_entry(f"{job.channel}.sent", job, more)
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


def expire(tx: Write, job: Job) -> None:
    """*queued* → *expired*: what it tells is too old to be sent."""
    reason = f"not sent in its time (until {job.expires_at[:10]}): its facts are old"
    move(tx, job, ("queued",), "expired", reason)
    tx.record(changed_entry(f"{job.channel}.expired", job, {"reason": reason}))


def hold(tx: Write, job: Job, reason: str) -> None:
    """*queued* → *held*, for the reason the re-check found."""
    move(tx, job, ("queued",), "held", reason)
    tx.record(changed_entry("mail.held", job, {"reason": reason}))


def move(tx: Write, job: Job, before: tuple[State, ...], state: State, reason: str) -> None:
    """Change the state from one of ``before``; raises Elsewhere where somebody was faster."""
    if not tx.outbox.move(job.id, before, state, attempts=job.attempts, reason=reason):
        raise Elsewhere


class Elsewhere(Exception):
    """Nothing is to be changed here; the transaction is given up."""
