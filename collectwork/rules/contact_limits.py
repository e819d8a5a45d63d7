"""What each limit of the contact policy has to say: the words, and from when it is silent again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from collectwork.domain.contact_policy import NO_PLACE, WRITTEN, Place, Stop, Touch
from collectwork.domain.customers import Contact
from collectwork.rules import contact_hours
from collectwork.rules.policies import COUNTED, Policy
from collectwork.rules.words import counted

Said = tuple[str, datetime | None]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the contact would reach. ``contact``: the person meant, None where none is known;
    ``debts``: the invoices it would be about, of those in the history; ``history``: newest first,
    of the last ``days_back`` days at least; ``call_back``: a call was agreed for now."""

    country: str = ""
    person: bool = False
    segment: str = ""
    tags: tuple[str, ...] = ()
    contact: Contact | None = None
    place: Place = NO_PLACE
    stops: tuple[Stop, ...] = ()
    debts: tuple[int, ...] = ()
    history: tuple[Touch, ...] = field(default=())
    call_back: bool = False


def _counted(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, _actor: str
) -> Said | None:
    today = moment.astimezone(here).date()
    since = today - timedelta(days=row.days)
    free: date | None = None
    most = 0
    for mine in _groups(row, subject):
        days = sorted((one.day for one in mine if since < one.day <= today), reverse=True)
        if len(days) >= row.most:
            most = max(most, len(days))
            end = days[row.most - 1] + timedelta(days=row.days)
            free = end if free is None else max(free, end)
    if free is None:
        return None
    done = _DONE.get(row.limit if row.channels != ("call",) else "call", "contacted")
    return (
        f"{done} {counted(most, 'time')} in {counted(row.days, 'day')} already",
        start_of(free, here),
    )


_DONE = {"call": "called", "attempts": "tried", "messages": "written to", "contacts": "contacted"}


def _rested(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, _actor: str
) -> Said | None:
    return _since_last(row, subject, moment, here, "spoken to")


def _gap(row: Policy, subject: Subject, moment: datetime, here: tzinfo, _actor: str) -> Said | None:
    return _since_last(row, subject, moment, here, "written to")


def _since_last(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, done: str
) -> Said | None:
    today = moment.astimezone(here).date()
    newest: Touch | None = None
    for mine in _groups(row, subject):
        for one in mine:
            if one.day <= today and (newest is None or one.day > newest.day):
                newest = one
    if newest is None or (today - newest.day).days >= row.days:
        return None
    said = f"{done} {ago(newest.day, today)} by {newest.who}"
    return said, start_of(newest.day + timedelta(days=row.days), here)


def _colleague(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, actor: str
) -> Said | None:
    if not actor:
        return None
    today = moment.astimezone(here).date()
    others = (one for one in subject.history if one.who != actor and one.channel in row.channels)
    one = next((one for one in others if one.day <= today), None)
    if one is None or (today - one.day).days > row.days:
        return None
    said = f"{'spoken to' if _talk(one) else 'contacted'} {ago(one.day, today)} by {one.who}"
    return said, start_of(one.day + timedelta(days=row.days + 1), here)


def _hours(
    row: Policy, subject: Subject, moment: datetime, _here: tzinfo, _actor: str
) -> Said | None:
    place = subject.place
    if contact_hours.inside(row.hours, place, moment):
        return None
    words = contact_hours.words(row.hours, place, moment)
    return words, contact_hours.next_inside(row.hours, place, moment)


def _stopped(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, _actor: str
) -> Said | None:
    today = moment.astimezone(here).date()
    for stop in subject.stops:
        if stop.about == row.stop and (stop.until is None or today <= stop.until):
            end = start_of(stop.until + timedelta(days=1), here) if stop.until else None
            return stop.words, end
    return None


Judge = Callable[[Policy, Subject, datetime, tzinfo, str], Said | None]
JUDGES: dict[str, Judge] = {
    **dict.fromkeys(COUNTED, _counted), "rest_days": _rested, "days_between": _gap,
    "colleague_days": _colleague, "hours": _hours, "stop": _stopped,
}  # fmt: skip


def _groups(row: Policy, subject: Subject) -> list[list[Touch]]:
    """The history that a row counts, once for each debt, contact or the customer as a whole.

    An earlier contact of which nobody knows whom or which invoice it was about counts for each.
    """
    mine = [one for one in subject.history if _counts(row, one)]
    if row.per == "contact" and subject.contact is not None:
        id = subject.contact.id
        return [[one for one in mine if one.contact_id in (None, id)]]
    if row.per == "debt":
        rest = [one for one in mine if not one.items]
        debts = [[one for one in mine if debt in one.items] for debt in subject.debts]
        return [[*rest, *debt] for debt in debts] or [rest]
    return [mine]


def _counts(row: Policy, one: Touch) -> bool:
    if row.limit == "rest_days":
        return _talk(one)
    if one.channel not in row.channels:
        return False
    if row.limit == "contacts":
        return one.contact
    return row.limit == "attempts" or one.channel in WRITTEN


def _talk(one: Touch) -> bool:
    return one.spoken and one.channel == "call"


def start_of(day: date, here: tzinfo) -> datetime:
    """The first moment of a day at a place, in UTC."""
    return datetime.combine(day, time.min, here).astimezone(UTC)


def ago(day: date, today: date) -> str:
    """``today``, ``yesterday``, ``5 days ago``."""
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
