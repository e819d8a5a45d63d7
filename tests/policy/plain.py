"""The contact policy told a second time, as plainly as possible: what the judge is held against.

Hours are found by walking minute by minute, windows by counting every day of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from collectwork.domain.contact_policy import Touch
from collectwork.rules.contact_limits import Subject
from collectwork.rules.policies import Policy

MINUTE = timedelta(minutes=1)


def speaks(row: Policy, subject: Subject, moment: datetime, here: tzinfo) -> bool:
    """Whether the row speaks against a contact at the moment (its scope is not asked here)."""
    today = moment.astimezone(here).date()
    if row.limit == "hours":
        return any(not _open(row, subject, moment.astimezone(zone)) for zone in subject.place.zones)
    if row.limit == "stop":
        stops = [one for one in subject.stops if one.about == row.stop]
        return any(one.until is None or today <= one.until for one in stops)
    return any(_limited(row, touches, today) for touches in _piles(row, subject))


def first_silent(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, most: int
) -> datetime | None:
    """The first minute from the moment on at which the row is silent, within ``most`` minutes."""
    at = moment
    for _ in range(most):
        if not speaks(row, subject, at, here):
            return at
        at += MINUTE
    return None


def _open(row: Policy, subject: Subject, there: datetime) -> bool:
    if there.weekday() not in row.hours.weekdays:
        return False
    if not row.hours.holidays and there.date() in subject.place.holidays:
        return False
    at = there.time().replace(fold=0)
    first, last = row.hours.first, row.hours.last
    return first <= at <= last if first <= last else not last < at < first


def _limited(row: Policy, touches: Sequence[Touch], today: date) -> bool:
    window = {today - timedelta(days=n) for n in range(row.days)}
    mine = [one for one in touches if one.day in window]
    if row.limit == "attempts":
        return sum(one.channel in row.channels for one in mine) >= row.most
    if row.limit == "messages":
        written = [one for one in mine if one.channel in row.channels and one.channel != "call"]
        return len(written) >= row.most
    if row.limit == "contacts":
        return sum(one.channel in row.channels and one.contact for one in mine) >= row.most
    if row.limit == "rest_days":
        return any(one.channel == "call" and one.spoken for one in mine)
    return any(one.channel in row.channels and one.channel != "call" for one in mine)


def _piles(row: Policy, subject: Subject) -> list[list[Touch]]:
    history = list(subject.history)
    if row.per == "contact" and subject.contact is not None:
        return [[one for one in history if one.contact_id in (None, subject.contact.id)]]
    if row.per == "debt":
        whole = [one for one in history if not one.items]
        return [
            [one for one in history if debt in one.items] + whole for debt in subject.debts
        ] or [whole]
    return [history]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]
