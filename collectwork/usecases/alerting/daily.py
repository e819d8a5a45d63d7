"""The daily digest of what left: to leads and admins, one a business day, none with nothing to say.

It tells what was sent since the day before by themselves and by people, what was held, failed,
expired or is in doubt, and what stands still and why, so that a mail server that is away for days
is not found out by the customers.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.calendar import add_business_days
from collectwork.domain.mail import REMEDIES, Due, Letter, Queued
from collectwork.domain.team import Person
from collectwork.usecases.alerting.digest import Written, is_due
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import internal, waiting
from collectwork.usecases.mails.addresses import problem
from collectwork.usecases.mails.moves import Elsewhere
from collectwork.usecases.ports.work import Read

TEMPLATE = "sent_digest"
MOST = 40  # messages of a state that are named; the others are counted
STILL_AFTER = timedelta(hours=4)  # what is queued for longer stands still
_NOTHING: Mapping[str, Any] = {
    "sent": 0, "automatic": 0, "channels": [], "groups": [], "still": [],
}  # fmt: skip
_STATES = ("doubt", "held", "failed", "expired")

__all__ = ["TEMPLATE", "is_due", "write"]


def write(desk: Desk, left: Callable[[], Mapping[str, str]] = dict) -> Written:
    """Queue the digest of every lead and admin; safe to repeat. Whoever has no address is named.
    ``left``: customers whose automatic step waits for a person, and why; asked once a day."""
    with desk.store.read() as tx:
        people = [one for one in tx.people.all() if one.active and one.role in ("lead", "admin")]
        told = [tx.outbox.by_key(_key(desk, one)) is not None for one in people]
        done = people and all(told)
        values = None if done else _values(desk, tx)
    by_hand = {} if done else left()
    if by_hand or values is not None:
        values = {**_NOTHING, **(values or {}), **_by_hand(by_hand)}
    queued: list[str] = []
    without: list[str] = []
    for person in people if values is not None else ():
        if problem(person.email):
            without.append(person.login)
        elif values is not None and _queue(desk, person, values):
            queued.append(person.login)
    return Written(tuple(queued), tuple(without))


def _key(desk: Desk, person: Person) -> str:
    day = desk.today.isoformat()
    return hashlib.sha256(f"sent digest\n{person.login}\n{day}".encode()).hexdigest()


def _by_hand(left: Mapping[str, str]) -> dict[str, Any]:
    """Automatic steps that wait for a person."""
    named = [{"number": number, "reason": why} for number, why in list(left.items())[:MOST]]
    return {"by_hand": named, "by_hand_more": max(0, len(left) - MOST)}


def _queue(desk: Desk, person: Person, values: dict[str, Any]) -> bool:
    own = _key(desk, person)
    with desk.store.read() as tx:
        if tx.outbox.by_key(own) is not None:
            return False
    about = {"name": person.name or person.login, "login": person.login}
    letter = internal.letter_to(desk, person, TEMPLATE, {**values, "person": about})
    try:
        return _stored(desk, person, letter, own)
    except Elsewhere:  # another runner was faster
        return False


def _stored(desk: Desk, person: Person, letter: Letter, own: str) -> bool:
    day = desk.today.isoformat()
    with desk.store.write() as tx:
        if tx.outbox.by_key(own) is not None:
            raise Elsewhere
        job = internal.job_of(desk, letter, tx.key, own)
        tx.outbox.add(job)
        body = {
            "outbox": job.id, "message_id": job.message_id, "to": list(job.to),
            "digest": person.login, "subject": job.subject, "work_day": day,
        }  # fmt: skip
        tx.record(Draft("mail.queued", None, body, id=new_id()))
    return True


def _values(desk: Desk, tx: Read) -> dict[str, Any] | None:
    """What the template may speak of; None where there is nothing to say."""
    since = clocks.text(desk.clock() - timedelta(days=_days_back(desk)))
    rows = [one for one in tx.outbox.since(since) if one.customer_id is not None]
    sent = [one for one in rows if one.state == "sent"]
    groups = [_group(state, [one for one in rows if one.state == state]) for state in _STATES]
    groups = [one for one in groups if one["count"]]
    still = _standing_still(desk, tx, rows)
    if not (sent or groups or still):
        return None
    channels = Counter(one.channel for one in sent)
    return {
        "sent": len(sent),
        "automatic": sum(one.automatic for one in sent),
        "channels": [{"name": name, "count": number} for name, number in channels.most_common()],
        "groups": groups,
        "still": still,
    }


def _days_back(desk: Desk) -> int:
    """To the business day before: on a Monday the week-end is in it."""
    for back in range(1, 15):
        if add_business_days(desk.today - timedelta(days=back), 1, desk.holidays) == desk.today:
            return back
    return 1


def _group(state: str, rows: Sequence[Queued]) -> dict[str, Any]:
    return {
        "state": state,
        "count": len(rows),
        "remedy": REMEDIES.get(state, ""),
        "more": max(0, len(rows) - MOST),
        "messages": [
            {"number": one.customer, "name": one.name, "reason": one.reason or "",
             "subject": one.subject, "channel": one.channel}
            for one in rows[:MOST]
        ],
    }  # fmt: skip


def _standing_still(desk: Desk, tx: Read, rows: Sequence[Queued]) -> list[dict[str, Any]]:
    """What should have left hours ago, by its way out, and why it did not."""
    now = desk.clock()
    found: dict[tuple[str, str], list[Queued]] = {}
    for one in rows:
        if one.state == "queued" and now - clocks.moment(one.queued_at) > STILL_AFTER:
            found.setdefault((one.channel, one.mailbox), []).append(one)
    still = []
    for lane, waiting_rows in found.items():
        newest = waiting_rows[0]
        wait = waiting.of(desk, tx, Due(newest.id, lane, newest.customer_id))
        reasons = Counter(one.reason for one in waiting_rows if one.reason)
        why = wait.why if wait else next((reason for reason, _ in reasons.most_common(1)), "")
        oldest = min(clocks.moment(one.queued_at) for one in waiting_rows)
        still.append(
            {"channel": lane[0], "mailbox": lane[1], "count": len(waiting_rows),
             "since": _day(oldest), "reason": why or "no way out took it"}
        )  # fmt: skip
    return still


def _day(moment: datetime) -> str:
    return moment.astimezone(clocks.MACHINE).date().isoformat()
