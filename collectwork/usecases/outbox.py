"""The outbox: what is in it, and what a person may do about a message that has not left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from collectwork.domain import clocks
from collectwork.domain.mail import FINAL, MOVES, Due, Job, Queued, State
from collectwork.errors import Conflict, NotAllowed, NotFound
from collectwork.usecases.actions import contact_check, refusing
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import waiting
from collectwork.usecases.mails.moves import Elsewhere, changed_entry, finish, told
from collectwork.usecases.picking import picked_id
from collectwork.usecases.ports.work import Write

_HELD: tuple[State, ...] = ("held",)
_WAITING: tuple[State, ...] = ("queued", "held")
_OPEN: tuple[State, ...] = ("doubt", "held")


def job(desk: Desk, id: str) -> Queued:
    """One row of the outbox; NotFound otherwise."""
    return told(stored(desk, id))


def stored(desk: Desk, id: str) -> Job:
    """One row with its bytes, as it is stored; the id may be shortened. NotFound otherwise."""
    full = _full_id(desk, id)
    with desk.store.read() as tx:
        found = tx.outbox.job(full)
    if found is None:
        raise NotFound(f"There is no message {id!r} in the outbox.")
    return found


def outbox(
    desk: Desk,
    state: str | None = None,
    limit: int | None = None,
    customer_id: int | None = None,
    channel: str | None = "mail",
    batch: str | None = None,
) -> list[Queued]:
    """What is in the outbox (for one customer, of one batch), the newest first; ``channel`` None:
    all."""
    with desk.store.read() as tx:
        return tx.outbox.lines(state, customer_id, limit, channel, batch)


def counts(desk: Desk, channel: str | None = "mail", batch: str | None = None) -> dict[str, int]:
    """How many messages there are in each state, every state named."""
    with desk.store.read() as tx:
        found = tx.outbox.counts(channel, batch)
    return {state: found.get(state, 0) for state in MOVES}


def channels(desk: Desk) -> dict[str, dict[str, int]]:
    """Counts by state of mails and webhooks, and of every other channel that has messages."""
    with desk.store.read() as tx:
        found = tx.outbox.channels()
    names = ["mail", "webhook", *sorted(set(found) - {"mail", "webhook"})]
    return {name: {state: found.get(name, {}).get(state, 0) for state in MOVES} for name in names}


def waits(desk: Desk, rows: Sequence[Queued]) -> dict[str, waiting.Wait]:
    """Of those that are queued and may not leave yet: until when, and why."""
    found: dict[str, waiting.Wait] = {}
    of_lane: dict[tuple[str, str, bool], waiting.Wait | None] = {}
    now = desk.clock()
    with desk.store.read() as tx:
        for row in rows:
            if row.state != "queued":
                continue
            known = (row.channel, row.mailbox, row.customer_id is None)
            if known not in of_lane:
                due = Due(row.id, (row.channel, row.mailbox), row.customer_id)
                of_lane[known] = waiting.of(desk, tx, due)
            own = clocks.moment(row.next_try_at) if row.next_try_at else now
            lane = of_lane[known]
            if lane is not None and lane.until > own:
                found[row.id] = lane
            elif own > now:
                found[row.id] = waiting.Wait(own, row.reason or "it is tried again then")
    return found


def release(desk: Desk, id: str, reason: str = "", *, key: str | None = None) -> Queued:
    """Put a held message back into the queue; it is checked again before it leaves.

    With a reason it leaves although the contact policy speaks against it, where whoever releases it
    may say so (ContactRefused otherwise); that is an override in the log. One that may have been
    sent already needs a reason (NotAllowed): the customer may get it twice.
    """
    full, reason = _full_id(desk, id), reason.strip()
    try:
        with desk.store.write(key) as tx:
            if tx.replayed is None:
                _release(desk, tx, _in_state(tx.outbox.job(full), full, _HELD, "released"), reason)
    except refusing.Refused as refused:
        raise refusing.log_refusal(desk, refused, "released") from None
    return job(desk, full)


def _release(desk: Desk, tx: Write, held: Job, reason: str) -> None:
    if held.doubtful and not reason:
        raise NotAllowed(
            "Not released: it may have been sent already. Look into the mailbox; then say "
            f"`outbox settle {held.id[-8:]} --sent` or `--not-sent`, or release it with --reason."
        )
    until = clocks.text(desk.clock() + timedelta(days=desk.policy.mail_expires_days))
    tx.outbox.move(held.id, _HELD, "queued", expires_at=until)
    said: dict[str, object] = {"by": desk.actor}
    if reason:
        said["reason"] = reason
    if held.doubtful:  # a draft that may be gone is of no use to the next attempt
        tx.outbox.judged(held.id, doubtful=False, reference=None)
        said["may_have_been_sent"] = True
    tx.record(changed_entry(f"{held.channel}.released", held, said))
    if reason:
        _override(desk, tx, held, reason)


def _override(desk: Desk, tx: Write, held: Job, reason: str) -> None:
    """What the contact policy says now is gone on against, by whoever may."""
    if held.customer_id is None or (customer := tx.accounts.customer(held.customer_id)) is None:
        return
    contacts = tx.accounts.contacts(customer.id)
    contact = next((one for one in contacts if one.id == held.contact_id), None)
    rows = contact_check.rows_in_force(desk, tx)
    found = contact_check.check(
        desk, tx, customer, held.channel, contact,
        items=[one.item_id for one in held.listed], but=held.id, rows=rows,
    )  # fmt: skip
    judged = refusing.Judged(refusing.answerable(found) if held.always else found, rows.version)
    if not judged.against:
        return
    if not refusing.may_override(desk, tx, judged.against):
        raise refusing.Refused(customer, judged, held.channel, held.channel, reason, may=False)
    refusing.record_override(desk, tx, customer, judged, held.channel, reason, held.id)
    tx.outbox.judged(held.id, override=refusing.kept(judged, reason)["override"])


def settle(desk: Desk, id: str, *, sent: bool, reason: str = "", key: str | None = None) -> Queued:
    """A person looked into the mailbox: a doubtful message had left, or had not and is sent.

    Conflict where it is in no doubt.
    """
    full = _full_id(desk, id)
    said = {"by": desk.actor, "decided": "sent" if sent else "not sent", "why": reason.strip()}
    with desk.store.write(key) as tx:
        if tx.replayed is None:
            open_one = _in_state(tx.outbox.job(full), full, _OPEN, "settled")
            if open_one.state == "held" and not open_one.doubtful:
                raise Conflict("Not settled: nobody doubts that it is here still; release it.")
            words = "" if sent else "it had not left, as a person found out"
            state: State = "sent" if sent else "queued"
            tx.outbox.judged(full, doubtful=False, **({} if sent else {"reference": None}))
            try:
                finish(desk, tx, open_one, _OPEN, state, words, by=said)
            except Elsewhere:
                raise Conflict("Not settled: it has gone on meanwhile; look again.") from None
    return job(desk, full)


def drop(desk: Desk, id: str, reason: str, *, key: str | None = None) -> Queued:
    """Give a queued or held message up; it will not be sent."""
    full = _full_id(desk, id)
    with desk.store.write(key) as tx:
        if tx.replayed is None:
            found = _in_state(tx.outbox.job(full), full, _WAITING, "dropped")
            tx.outbox.move(full, _WAITING, "expired", reason=reason)
            tx.record(changed_entry(f"{found.channel}.expired", found, {"reason": reason}))
    return job(desk, full)


def _full_id(desk: Desk, id: str) -> str:
    """Ids may be shortened, from either end, as long as they are unambiguous."""
    with desk.store.read() as tx:
        return picked_id(tx.outbox.like(id), id, "message", "outbox")


def _in_state(found: Job | None, id: str, allowed: Sequence[State], verb: str) -> Job:
    if found is None:
        raise NotFound(f"There is no message {id!r} in the outbox.")
    if found.state not in allowed:
        end = " for good" if found.state in FINAL else ""
        raise Conflict(f"The message cannot be {verb}: it is {found.state}{end}.")
    return found
