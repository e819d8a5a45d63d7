"""The outbox: what is in it, and what a person may do about a message that has not left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from collectwork.domain import clocks
from collectwork.domain.mail import FINAL, MOVES, Job, Queued, State
from collectwork.errors import Conflict, NotFound
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.moves import changed_entry, told
from collectwork.usecases.picking import picked_id

_HELD: tuple[State, ...] = ("held",)
_WAITING: tuple[State, ...] = ("queued", "held")


def job(desk: Desk, id: str) -> Queued:
    """One row of the outbox; NotFound otherwise."""
    with desk.store.read() as tx:
        found = tx.outbox.job(id)
    if found is None:
        raise NotFound(f"There is no message {id!r} in the outbox.")
    return told(found)


def outbox(
    desk: Desk,
    state: str | None = None,
    limit: int | None = None,
    customer_id: int | None = None,
    channel: str | None = "mail",
) -> list[Queued]:
    """What is in the outbox (for one customer), the newest first; ``channel`` None: all."""
    with desk.store.read() as tx:
        return tx.outbox.lines(state, customer_id, limit, channel)


def counts(desk: Desk, channel: str = "mail") -> dict[str, int]:
    """How many messages there are in each state, every state named."""
    with desk.store.read() as tx:
        found = tx.outbox.counts(channel)
    return {state: found.get(state, 0) for state in MOVES}


def release(desk: Desk, id: str, *, key: str | None = None) -> Queued:
    """Put a held message back into the queue; it is checked again before it leaves."""
    full = _full_id(desk, id)
    until = clocks.text(desk.clock() + timedelta(days=desk.policy.mail_expires_days))
    with desk.store.write(key) as tx:
        if tx.replayed is None:
            held = _in_state(tx.outbox.job(full), full, _HELD, "released")
            tx.outbox.move(full, _HELD, "queued", expires_at=until)
            tx.record(changed_entry("mail.released", held, {"by": desk.actor}))
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
