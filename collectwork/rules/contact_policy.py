"""What speaks against contacting a customer at a moment: the one judge of the contact policy.

Planning, opening, acting and sending all ask here. Everything is a value: the rows in force, the
customer with its place and history, the channel, the moment. Windows and rests count business days
of the own place (``here``), hours are those at the customer's place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from collectwork.domain.contact_policy import (
    CHANNELS,
    MODES,
    NO_PLACE,
    WRITTEN,
    ChannelNow,
    Finding,
    Mode,
    Place,
    Stop,
    Touch,
    Withheld,
    weightiest,
)
from collectwork.domain.customers import Contact
from collectwork.rules import contact_hours
from collectwork.rules.policies import COUNTED, OVERRIDES, Policy
from collectwork.rules.words import counted

_ROUNDS = 100
_REFUSING: tuple[Mode, ...] = ("refuse",)


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


def findings(
    rows: Sequence[Policy],
    subject: Subject,
    channel: str,
    moment: datetime,
    here: tzinfo,
    actor: str = "",
) -> tuple[Finding, ...]:
    """Everything that speaks against it, in the order of the rows. ``moment`` is aware."""
    if channel == "none":
        return ()
    today = moment.astimezone(here).date()
    found = []
    for row in rows:
        if not applies(row, subject, channel, today) or _agreed(row, subject, channel):
            continue
        said = _JUDGES[row.limit](row, subject, moment, here, actor)
        if said is not None:
            words, free = said
            about = row.stop or row.limit
            found.append(Finding(row.mode, row.name, words, about, row.source, row.override, free))
    return _once(found)


def applies(row: Policy, subject: Subject, channel: str, day: date) -> bool:
    """Whether a row is about this customer, contact, channel and day at all."""
    role = subject.contact.role if subject.contact is not None else None
    return (
        channel in row.channels
        and (row.since is None or row.since <= day)
        and (row.until is None or day <= row.until)
        and (not row.countries or subject.country in row.countries)
        and (not row.who or (row.who == "person") == subject.person)
        and _among([role or ""], row.roles)
        and _among([subject.segment], row.segments)
        and _among(subject.tags, row.tags)
    )


def now(
    rows: Sequence[Policy],
    subject: Subject,
    moment: datetime,
    here: tzinfo,
    actor: str = "",
    channels: Iterable[str] = CHANNELS,
) -> tuple[ChannelNow, ...]:
    """What each channel allows at the moment, and from when it is free where it is not."""
    told = []
    for channel in channels:
        found = findings(rows, subject, channel, moment, here, actor)
        state = weightiest(found)
        free = None
        if state in ("ask", "refuse"):
            free = free_from(rows, subject, channel, moment, here, actor)
        told.append(ChannelNow(channel, state, found, free))
    return tuple(told)


def free_from(
    rows: Sequence[Policy],
    subject: Subject,
    channel: str,
    moment: datetime,
    here: tzinfo,
    actor: str = "",
    modes: Collection[Mode] = ("ask", "refuse"),
) -> datetime | None:
    """The first moment from this one on at which no row of these modes speaks against it.

    None where something has no known end. Nobody is contacted meanwhile.
    """
    at = moment
    for _ in range(_ROUNDS):
        found = findings(rows, subject, channel, at, here, actor)
        against = [one for one in found if one.mode in modes]
        if not against:
            return at
        ends = [one.free_from for one in against]
        if any(end is None or end <= at for end in ends):
            return None
        at = max(end for end in ends if end is not None)
    return None


def withheld(
    rows: Sequence[Policy], subject: Subject, channel: str, day: date, here: tzinfo
) -> Withheld | None:
    """Why a channel is refused for the whole of a day; None where it is not.

    The hour of day never keeps an account off a list: only that no hour of the day is allowed does.
    """
    known = [row if row.limit != "hours" else _whole_days(row) for row in rows]
    subject = replace(subject, place=replace(subject.place, zones=(here,)))
    morning = _start_of(day, here)
    found = findings(known, subject, channel, morning, here)
    refused = next((one for one in found if one.mode == "refuse"), None)
    if refused is None:
        return None
    free = free_from(known, subject, channel, morning, here, modes=_REFUSING)
    until = free.astimezone(here).date() if free else None
    return Withheld(refused.rule, refused.words, refused.source, until)


def days_back(rows: Iterable[Policy]) -> int:
    """How many days of history the rows look at."""
    return max((row.days for row in rows if row.limit not in ("hours", "stop")), default=0)


# -- what each limit has to say: words, and the moment from which it is silent

_Said = tuple[str, datetime | None]


def _counted(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, _actor: str
) -> _Said | None:
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
        _start_of(free, here),
    )


_DONE = {"call": "called", "attempts": "tried", "messages": "written to", "contacts": "contacted"}


def _rested(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, _actor: str
) -> _Said | None:
    return _since_last(row, subject, moment, here, "spoken to")


def _gap(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, _actor: str
) -> _Said | None:
    return _since_last(row, subject, moment, here, "written to")


def _since_last(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, done: str
) -> _Said | None:
    today = moment.astimezone(here).date()
    newest: Touch | None = None
    for mine in _groups(row, subject):
        for one in mine:
            if one.day <= today and (newest is None or one.day > newest.day):
                newest = one
    if newest is None or (today - newest.day).days >= row.days:
        return None
    said = f"{done} {ago(newest.day, today)} by {newest.who}"
    return said, _start_of(newest.day + timedelta(days=row.days), here)


def _colleague(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, actor: str
) -> _Said | None:
    if not actor:
        return None
    today = moment.astimezone(here).date()
    others = (one for one in subject.history if one.who != actor and one.channel in row.channels)
    one = next((one for one in others if one.day <= today), None)
    if one is None or (today - one.day).days > row.days:
        return None
    said = f"{'spoken to' if _talk(one) else 'contacted'} {ago(one.day, today)} by {one.who}"
    return said, _start_of(one.day + timedelta(days=row.days + 1), here)


def _hours(
    row: Policy, subject: Subject, moment: datetime, _here: tzinfo, _actor: str
) -> _Said | None:
    place = subject.place
    if contact_hours.inside(row.hours, place, moment):
        return None
    words = contact_hours.words(row.hours, place, moment)
    return words, contact_hours.next_inside(row.hours, place, moment)


def _stopped(
    row: Policy, subject: Subject, moment: datetime, here: tzinfo, _actor: str
) -> _Said | None:
    today = moment.astimezone(here).date()
    for stop in subject.stops:
        if stop.about == row.stop and (stop.until is None or today <= stop.until):
            end = _start_of(stop.until + timedelta(days=1), here) if stop.until else None
            return stop.words, end
    return None


_Judge = Callable[[Policy, Subject, datetime, tzinfo, str], _Said | None]
_JUDGES: dict[str, _Judge] = {
    **dict.fromkeys(COUNTED, _counted), "rest_days": _rested, "days_between": _gap,
    "colleague_days": _colleague, "hours": _hours, "stop": _stopped,
}  # fmt: skip


# -- parts


def _agreed(row: Policy, subject: Subject, channel: str) -> bool:
    """A call back that the customer asked for is not refused for how often it was called."""
    often = row.limit in ("attempts", "contacts", "rest_days") and row.mode != "warn"
    return often and channel == "call" and subject.call_back


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


def _among(said: Iterable[str], wanted: tuple[str, ...]) -> bool:
    """Whether one of the words is wanted; everything is where nothing is."""
    return not wanted or bool({one.casefold() for one in said} & {w.casefold() for w in wanted})


def _whole_days(row: Policy) -> Policy:
    """The row as far as it forbids whole days."""
    every = replace(row.hours, first=time.min, last=time.max)
    return replace(row, hours=every)


def _start_of(day: date, here: tzinfo) -> datetime:
    return datetime.combine(day, time.min, here).astimezone(UTC)


def _once(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each sentence once, of the weightiest row that says it."""
    best: dict[str, Finding] = {}
    for one in found:
        known = best.get(one.words)
        if known is None or _weight(one) < _weight(known):
            best[one.words] = one
    return tuple(best.values())


def _weight(one: Finding) -> tuple[int, int]:
    return MODES.index(one.mode), OVERRIDES.index(one.override)


def ago(day: date, today: date) -> str:
    """``today``, ``yesterday``, ``5 days ago``."""
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
