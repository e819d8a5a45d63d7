"""Mails: queued with everything they start.

``compose`` writes a letter, ``deliver`` sends what is queued, ``usecases.outbox`` looks after what
waits: all of them are found here, for screens and command line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from collectwork.domain.activity import new_id
from collectwork.domain.customers import Customer
from collectwork.domain.mail import Letter, Queued
from collectwork.domain.outcomes import Channel, Outcome
from collectwork.errors import InputRefused, NotAllowed, NotFound
from collectwork.usecases.actions import refusing
from collectwork.usecases.actions.contact_check import Seen
from collectwork.usecases.actions.finishing import finish
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import reach
from collectwork.usecases.mails.addresses import checked
from collectwork.usecases.mails.composing import compose
from collectwork.usecases.mails.delivering import deliver
from collectwork.usecases.mails.made import Made, job_of, made, queued_action, queued_part
from collectwork.usecases.mails.moves import outcome_of
from collectwork.usecases.mails.rechecking import objections, read
from collectwork.usecases.outbox import counts, drop, job, outbox, release
from collectwork.usecases.ports.work import Write
from collectwork.usecases.templates import versions

__all__ = [
    "compose",
    "counts",
    "deliver",
    "drop",
    "job",
    "outbox",
    "queue",
    "release",
    "step_channel",
    "templates",
    "written_channels",
]


def templates(desk: Desk) -> Sequence[str]:
    """The names of all templates."""
    return desk.templates.names()


def written_channels(desk: Desk) -> Sequence[str]:
    """By which a person can write to customers, as the config has it."""
    return [one for one in reach.CHANNELS if one == "mail" or one in desk.ways]


def step_channel(desk: Desk, customer_id: int) -> str:
    """By which today's step is written, where it is to be written and that is set up; else mail."""
    with desk.store.read() as tx:
        run = tx.plans.newest_run(desk.today)
        line = tx.plans.line(run.id, customer_id) if run else None
    found = line.action if line is not None and line.state == "open" else "mail"
    return found if found in written_channels(desk) else "mail"


def queue(
    desk: Desk,
    letter: Letter,
    *,
    key: str | None = None,
    also: Callable[[Write], None] | None = None,
) -> Queued:
    """Put a letter into the outbox, with its entry, next step and worklist line, at once.

    The key of customer, step (or template), invoices, channel and day is unique: the same letter
    twice on a day is refused by NotAllowed, naming the first. NotAllowed, too, when a block, a
    dispute, a promise or a paid invoice stands in the way; ContactRefused when the contact policy
    does and ``letter.override`` gives no reason to send it all the same. ``also``: what is decided
    with it, in the same transaction.
    """
    outcome = _outcome(desk, letter.channel)
    letter = _addressed(letter)
    _way_out(desk, letter.channel)
    key = key or new_id()
    now = desk.clock()
    parts = made(desk, letter, key, now)
    try:
        with desk.store.write(key) as tx:
            id = tx.replayed.id if tx.replayed else _queue(desk, tx, letter, outcome, parts, now)
            if also is not None and tx.replayed is None:
                also(tx)
    except refusing.Refused as refused:
        raise refusing.log_refusal(desk, refused, "queued") from None
    return job(desk, id)


def _queue(
    desk: Desk, tx: Write, letter: Letter, outcome: Outcome, parts: Sequence[Made], now: datetime
) -> str:
    versions.refuse_unapproved(desk, tx, letter)
    own = _free_key(desk, tx, letter)
    _first_today(desk, tx, letter)
    customer, seen = _customer(tx, letter), read(desk, tx, letter.customer_id)
    judged = _judged(desk, tx, letter, outcome, customer, seen)
    against = objections(
        desk, tx, customer.id, letter.listed, letter.to, always=letter.always,
        overridden=judged.stops, seen=seen,
    )  # fmt: skip
    if against:
        raise NotAllowed(f"Not queued: {'; '.join(against)}.")
    done = finish(desk, tx, letter.customer_id, outcome, tx.key)
    first = parts[0]
    row = job_of(desk, first, first, own, done, now)
    tx.outbox.add(row)
    action = queued_action(row, first.letter, outcome, done.next_on, done.before, parts)
    more = refusing.kept(judged, letter.override)
    tx.record(replace(action, details={**action.details, **more}))
    for part in parts[1:]:
        further = job_of(desk, part, first, own, done, now)
        tx.outbox.add(further)
        tx.record(queued_part(further, part.letter))
    refusing.record_override(desk, tx, customer, judged, letter.channel, letter.override, tx.key)
    versions.used(desk, tx, letter)
    return tx.key


def _judged(
    desk: Desk, tx: Write, letter: Letter, outcome: Outcome, customer: Customer, seen: Seen
) -> refusing.Judged:
    """What the contact policy says of it; raises Refused."""
    contact = next((one for one in seen.contacts if one.id == letter.contact_id), None)
    return refusing.judge(
        desk, tx, customer, letter.channel, outcome.code, contact, letter.override,
        items=[one.item_id for one in letter.listed], only_stops=letter.always, seen=seen,
    )  # fmt: skip


def _customer(tx: Write, letter: Letter) -> Customer:
    customer = tx.accounts.customer(letter.customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def _free_key(desk: Desk, tx: Write, letter: Letter) -> str:
    """The letter's key; NotAllowed when one with the same key left, or still may leave.

    One that failed or was given up never left: it may be written again.
    """
    again = 0
    while (first := tx.outbox.by_key(unique_key(desk, letter, again))) is not None:
        if first.state not in ("failed", "expired"):
            raise NotAllowed(f"Not queued: {_already(first, 'about the same invoices')}.")
        again += 1
    return unique_key(desk, letter, again)


def _first_today(desk: Desk, tx: Write, letter: Letter) -> None:
    """One reminder a day: once one left, the next step's may not follow it within the hour.

    NotAllowed where another one of today is about one of the same invoices; answers to the
    customer (``always``) are no reminders.
    """
    if letter.always:
        return
    asked = {one.document for one in letter.listed}
    for first in tx.outbox.reminders(letter.customer_id, desk.today):
        if same := asked.intersection(first.documents):
            about = f"about {', '.join(sorted(same)[:3])}{' …' if len(same) > 3 else ''}"
            raise NotAllowed(f"Not queued: one reminder a day; {_already(first, about)}.")


def _already(first: Queued, about: str) -> str:
    at = first.queued_at[:16].replace("T", " ")
    way = "; release or drop that one first" if first.state == "held" else ""
    return (
        f"{first.template!r} {about} went into the outbox for {first.name} at {at} UTC already, "
        f"to {', '.join(first.to)}; it is {first.state}{way}"
    )


def unique_key(desk: Desk, letter: Letter, again: int = 0) -> str:
    """Hash of customer, step or reason, invoices, channel and day, and how often it failed."""
    reason = letter.step or letter.template
    invoices = ",".join(str(one.item_id) for one in sorted(letter.listed, key=lambda o: o.item_id))
    parts: tuple[str, ...] = (str(letter.customer_id), reason, invoices, letter.channel)
    parts += (desk.today.isoformat(), str(again))
    parts += letter.answers[-1:]  # each mail that came in may be answered
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _addressed(letter: Letter) -> Letter:
    """With every address checked once more: a person may have typed it."""
    if letter.channel == "sms" and (trouble := reach.too_long(letter.text)):
        raise InputRefused(f"Not queued: {trouble}.")
    if letter.channel != "mail":
        return letter
    to = tuple(dict.fromkeys(checked(one) for one in letter.to))
    cc = tuple(dict.fromkeys(one for one in map(checked, letter.cc) if one not in to))
    if not to:
        raise InputRefused("Not queued: the letter has no recipient.")
    return replace(letter, to=to, cc=cc)


def _way_out(desk: Desk, channel: str) -> None:
    if channel != "mail" and channel not in desk.ways:
        raise NotAllowed(
            f"Not queued: the channel {channel!r} is not set up. Name its program by [{channel}] "
            "url in the config."
        )


def _outcome(desk: Desk, channel: str) -> Outcome:
    """What a message of a channel counts as: its own code, else that of a mail by that channel."""
    found = outcome_of(desk, channel)
    if found is not None:
        return found
    mail = desk.outcome("mail")
    if mail is None:
        raise NotFound("There is no outcome code 'mail'.")
    return replace(mail, code=channel, channel=cast(Channel, channel))
