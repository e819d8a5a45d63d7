"""Alerts for other programs: queued with the alert, signed and sent, again until they are taken.

A receiver gets each event at least once, always with the same id: where it is not known whether it
arrived, it is sent again. After the last attempt it is *failed* where the receiver refused it for
certain, and in *doubt* where nobody knows.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from collectwork.domain import clocks
from collectwork.domain.activity import new_id
from collectwork.domain.alerts import Delivery, Hook, Raised
from collectwork.domain.mail import MOST_ATTEMPTS, Delivered, Job, Queued
from collectwork.domain.money import decimals
from collectwork.errors import CollectworkError
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.moves import (
    Elsewhere,
    changed_entry,
    expire,
    finished,
    still,
    told,
)
from collectwork.usecases.ports.outside import Messenger
from collectwork.usecases.ports.work import Write

LEASE = timedelta(minutes=10)  # far longer than a call's time-out
CHANNEL = "webhook"
AGAIN = "it is sent again with the same id"

People = Mapping[int, tuple[str, str, str | None]]


@dataclass(frozen=True, slots=True)
class Sent:
    """Rows that were touched, as they are now, and why others could not be tried."""

    touched: tuple[Queued, ...] = ()
    trouble: tuple[str, ...] = ()


def queue(
    desk: Desk, tx: Write, raised: Sequence[Raised], people: People
) -> dict[str, dict[str, str]]:
    """Into the outbox, in the transaction that raises them; alert → webhook → row."""
    found: dict[str, dict[str, str]] = {}
    deliveries = []
    for one in raised:
        for hook in desk.hooks:
            if CHANNEL not in one.ways or not hook.wants(one.kind):
                continue
            job = _job(desk, one, hook, people)
            tx.outbox.add(job)
            found.setdefault(one.id, {})[hook.name] = job.id
            deliveries.append(Delivery(one.id, CHANNEL, hook.name, job.id))
    tx.alerts.sent_with(deliveries)
    return found


def body(one: Raised, people: People) -> bytes:
    """The event as it travels: JSON, UTF-8, amounts as decimal strings by currency."""
    number, name, owner = people[one.customer_id]
    amount = {}
    if one.amount is not None and one.currency:
        amount[one.currency] = decimals(one.amount, one.currency)
    event = {
        "id": one.id, "event": one.kind, "alert": one.rule, "severity": one.severity,
        "account": {"number": number, "name": name, "owner": owner or ""},
        "words": one.words, "amount": amount, "day": one.day.isoformat(), "time": one.raised_at,
        "ruleset": one.ruleset,
    }  # fmt: skip
    return json.dumps(event, ensure_ascii=False, sort_keys=True).encode()


def _job(desk: Desk, one: Raised, hook: Hook, people: People) -> Job:
    now = desk.clock()
    number, name, _ = people[one.customer_id]
    return Job(
        id=new_id(),
        key=f"{CHANNEL}:{hook.name}:{one.id}",
        customer_id=None,
        customer="",
        state="queued",
        template=None,
        template_version=None,
        strategy=None,
        step=None,
        automatic=True,
        always=False,
        sender="",
        to=(hook.name,),
        cc=(),
        subject=f"{one.rule}: {number} {name}",
        message=body(one, people),
        message_id=f"{one.id}@{hook.name}",
        listed=(),
        attachments=(),
        language="",
        token=one.id,
        contact_id=None,
        work_day=desk.today,
        run_id=None,
        rank=None,
        queued_at=clocks.text(now),
        expires_at=clocks.text(now + timedelta(days=desk.policy.mail_expires_days)),
        actor=desk.actor,
        channel=CHANNEL,
    )


def deliver(desk: Desk, stop: Callable[[], bool] = lambda: False) -> Sent:
    """Send what is due; ``stop`` is asked between two."""
    now = clocks.text(desk.clock())
    with desk.store.read() as tx:
        left = tx.outbox.left_behind(now, CHANNEL)
        due = tx.outbox.due(now, channel=CHANNEL)
    if not (left or due):
        return Sent()
    touched = [id for id in left if _taken_up(desk, id)]
    runner = f"{desk.actor}/{secrets.token_hex(8)}"
    messengers: dict[str, Messenger | str] = {}
    for id in dict.fromkeys([*left, *due]):
        if stop():
            break
        if _send(desk, runner, id, messengers):
            touched.append(id)
    trouble = sorted({one for one in messengers.values() if isinstance(one, str)})
    return Sent(tuple(_told(desk, touched)), tuple(trouble))


def _told(desk: Desk, ids: Sequence[str]) -> list[Queued]:
    with desk.store.read() as tx:
        jobs = [tx.outbox.job(id) for id in dict.fromkeys(ids)]
    return [told(job) for job in jobs if job is not None]


def _taken_up(desk: Desk, id: str) -> bool:
    """A runner ended between sending and storing the answer."""
    with desk.store.read() as tx:
        job = tx.outbox.job(id)
    if job is None or job.state != "sending":
        return False
    reason = f"the runner stopped while it was sending: {AGAIN}"
    if job.attempts >= MOST_ATTEMPTS:
        return finished(desk, job, ("sending",), "doubt", "nobody knows whether it arrived")
    return finished(desk, job, ("sending",), "queued", reason)


def _send(desk: Desk, runner: str, id: str, messengers: dict[str, Messenger | str]) -> bool:
    """One event through claim and call; False where it was not touched."""
    with desk.store.read() as tx:
        waiting = tx.outbox.job(id)
    if waiting is None or waiting.state != "queued" or not _is_time(desk, waiting):
        return False
    messenger = _messenger(desk, waiting.to[0], messengers)
    job = _claimed(desk, runner, id, isinstance(messenger, str))
    if job is None or isinstance(messenger, str) or job.state != "sending":
        return job is not None
    _conclude(desk, job, messenger.post(job.token, job.message))
    return True


def _is_time(desk: Desk, job: Job) -> bool:
    return job.next_try_at is None or job.next_try_at <= clocks.text(desk.clock())


def _messenger(desk: Desk, name: str, known: dict[str, Messenger | str]) -> Messenger | str:
    """Who hands it over; a sentence where the config or the secret does not allow it."""
    if name not in known:
        try:
            known[name] = desk.messenger(name)
        except CollectworkError as error:
            known[name] = f"The webhook {name!r} waits: {error}"
    return known[name]


def _claimed(desk: Desk, runner: str, id: str, only_expire: bool) -> Job | None:
    """Claimed, or expired, in one transaction; None: nothing was changed."""
    now = desk.clock()
    try:
        with desk.store.write() as tx:
            job = still(tx, id, "queued")
            if job.expires_at < clocks.text(now):
                expire(tx, job)
            elif only_expire:
                raise Elsewhere
            else:
                until = clocks.text(now + LEASE)
                if not tx.outbox.claim(id, runner, clocks.text(now), until, CHANNEL):
                    raise Elsewhere
                tx.record(changed_entry("webhook.sending", job, {"attempt": job.attempts + 1}))
    except Elsewhere:
        return None
    with desk.store.read() as tx:
        return tx.outbox.job(id)


def _conclude(desk: Desk, job: Job, answer: Delivered) -> None:
    """What the receiver said becomes the row's state."""
    left = job.attempts < MOST_ATTEMPTS
    if answer.ok:
        finished(desk, job, ("sending",), "sent")
    elif not answer.certain and left:
        finished(desk, job, ("sending",), "queued", f"{answer.words}: {AGAIN}", answer.wait)
    elif not answer.certain:
        tried = f"{answer.words} (after {job.attempts} attempts)"
        finished(desk, job, ("sending",), "doubt", tried)
    elif answer.later and left:
        finished(desk, job, ("sending",), "queued", answer.words, answer.wait)
    else:
        tried = f" (after {job.attempts} attempts)" if answer.later else ""
        finished(desk, job, ("sending",), "failed", answer.words + tried)
