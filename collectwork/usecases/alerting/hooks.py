"""Alerts for other programs: queued with the alert, signed and sent, again until they are taken.

A receiver gets each event at least once, always with the same id: where it is not known whether it
arrived, it is sent again. After the last attempt it is *failed* where the receiver refused it for
certain, and in *doubt* where nobody knows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from collectwork.domain import clocks
from collectwork.domain.activity import new_id
from collectwork.domain.alerts import Delivery, Hook, Raised
from collectwork.domain.mail import Job
from collectwork.domain.money import decimals
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.delivering import Round, send_due
from collectwork.usecases.mails.lane import AGAIN
from collectwork.usecases.mails.ways import WEBHOOK
from collectwork.usecases.ports.work import Write

CHANNEL = WEBHOOK
__all__ = ["AGAIN", "CHANNEL", "People", "body", "deliver", "queue"]

People = Mapping[int, tuple[str, str, str | None]]


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
        mailbox=hook.name,
    )


def deliver(desk: Desk, stop: Callable[[], bool] = lambda: False) -> Round:
    """Send what is due; ``stop`` is asked between two."""
    return send_due(desk, (CHANNEL,), stop=stop)
