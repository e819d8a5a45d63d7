"""The mail digest of alerts: one a person and business day, and none where there is nothing to say.

Each alert is in one digest of a person; one that is over, or that was seen in the workbench, is not
brought up any more. Who owns accounts reads of them, leads of their team's, by kind.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collectwork.domain.activity import Draft, new_id
from collectwork.domain.alerts import (
    KIND_WORDS,
    SEVERITIES,
    AlertLine,
    Delivery,
    Wanted,
)
from collectwork.domain.calendar import is_business_day
from collectwork.domain.clocks import MACHINE
from collectwork.domain.mail import Job
from collectwork.domain.money import decimals
from collectwork.domain.team import Person
from collectwork.usecases.alerting.readers import reader_of
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import internal
from collectwork.usecases.mails.addresses import problem
from collectwork.usecases.ports.work import Read, Write

TEMPLATE = "alerts_digest"
MOST = 40  # alerts of a kind that are named; the others are counted


@dataclass(frozen=True, slots=True)
class Written:
    """What a round of digests came to: logins by what became of theirs."""

    queued: tuple[str, ...] = ()
    without_address: tuple[str, ...] = ()


def addressees(people: Sequence[Person]) -> list[Person]:
    """Who gets digests: those who collect, and their leads."""
    return [one for one in people if one.active and one.role in ("collector", "lead")]


def is_due(desk: Desk) -> bool:
    """Whether the day's digests may go: a business day, and late enough on this machine's clock."""
    if not is_business_day(desk.today, desk.holidays):
        return False
    now = desk.clock().astimezone(MACHINE)
    return now.date() > desk.today or f"{now:%H:%M}" >= desk.policy.digest_at


def write(desk: Desk) -> Written:
    """Queue the digest of everybody who has something to read; safe to repeat.

    A person gets one a day at most, whatever happens after it. Whoever has no address is named.
    """
    with desk.store.read() as tx:
        people = addressees(tx.people.all())
        texts = {one.login: _fresh(tx, one) for one in people}
    queued, without = [], []
    for person in people:
        if not texts[person.login]:
            continue
        if problem(person.email):
            without.append(person.login)
        elif _queue(desk, person):
            queued.append(person.login)
    return Written(tuple(queued), tuple(without))


def key_of(login: str, day: str) -> str:
    """What makes a digest the same: its person and day."""
    return hashlib.sha256(f"digest\n{login}\n{day}".encode()).hexdigest()


def _fresh(tx: Read, person: Person) -> list[AlertLine]:
    reader = reader_of(tx, person.login)
    return tx.alerts.lines(reader, Wanted("new", way="digest", fresh_for=person.login))


class _Nothing(Exception):
    """Leaves a transaction that has nothing to write."""


def _queue(desk: Desk, person: Person) -> bool:
    own = key_of(person.login, desk.today.isoformat())
    try:
        with desk.store.write() as tx:
            fresh = _fresh(tx, person)
            if not fresh or tx.outbox.by_key(own) is not None:
                raise _Nothing
            job = _job(desk, tx, person, fresh, own)
            tx.outbox.add(job)
            tx.alerts.sent_with([Delivery(one.id, "digest", person.login, job.id) for one in fresh])
            tx.record(_entry(job, person, fresh))
    except _Nothing:
        return False
    return True


def _job(desk: Desk, tx: Write, person: Person, fresh: Sequence[AlertLine], own: str) -> Job:
    letter = internal.letter_to(desk, person, TEMPLATE, _values(tx, person, fresh))
    return internal.job_of(desk, letter, tx.key, own)


def _values(tx: Read, person: Person, fresh: Sequence[AlertLine]) -> dict[str, Any]:
    """What the template may speak of: the person, the number, and the alerts by kind."""
    leads = reader_of(tx, person.login).leads
    return {
        "person": {"name": person.name or person.login, "login": person.login, "lead": leads},
        "count": len(fresh),
        "groups": _groups(fresh, leads),
        "owners": _owners(fresh) if leads else [],
    }


def _groups(fresh: Sequence[AlertLine], leads: bool) -> list[dict[str, Any]]:
    """The alerts by name, the weightiest first, so many of each."""
    by_rule: dict[str, list[AlertLine]] = {}
    for one in sorted(fresh, key=lambda one: (-SEVERITIES.index(one.severity), one.rule)):
        by_rule.setdefault(one.rule, []).append(one)
    return [
        {
            "name": rule,
            "kind": KIND_WORDS.get(lines[0].kind, lines[0].kind),
            "severity": lines[0].severity,
            "count": len(lines),
            "more": max(0, len(lines) - MOST),
            "alerts": [_told(one, leads) for one in lines[:MOST]],
        }
        for rule, lines in by_rule.items()
    ]


def _told(one: AlertLine, leads: bool) -> dict[str, Any]:
    amount = decimals(one.amount, one.currency) if one.amount is not None and one.currency else ""
    return {
        "number": one.customer, "name": one.name, "words": one.words, "day": one.day,
        "amount": f"{amount} {one.currency}".strip(), "owner": one.owner if leads else "",
    }  # fmt: skip


def _owners(fresh: Sequence[AlertLine]) -> list[dict[str, Any]]:
    counts = Counter(one.owner for one in fresh)
    return [{"login": login or "nobody", "count": number} for login, number in counts.most_common()]


def _entry(job: Job, person: Person, fresh: Sequence[AlertLine]) -> Draft:
    body = {
        "outbox": job.id, "message_id": job.message_id, "to": list(job.to),
        "digest": person.login, "subject": job.subject, "work_day": job.work_day.isoformat(),
        "alerts": [one.id for one in fresh],
    }  # fmt: skip
    return Draft("mail.queued", None, body, id=new_id())
