"""What speaks against contacting a customer at a moment: the one judge of the contact policy.

Planning, opening, acting and sending all ask here. Everything is a value: the rows in force, the
customer with its place and history, the channel, the moment. Windows and rests count business days
of the own place (``here``), hours are those at the customer's place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, tzinfo

from collectwork.domain.contact_policy import (
    CHANNELS,
    MODES,
    ChannelNow,
    Finding,
    Mode,
    Withheld,
    weightiest,
)
from collectwork.rules.contact_limits import JUDGES, Subject, start_of
from collectwork.rules.policies import OVERRIDES, Policy

_ROUNDS = 100
_REFUSING: tuple[Mode, ...] = ("refuse",)


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
        said = JUDGES[row.limit](row, subject, moment, here, actor)
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
    morning = start_of(day, here)
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


def _agreed(row: Policy, subject: Subject, channel: str) -> bool:
    """A call back that the customer asked for is not refused for how often it was called."""
    often = row.limit in ("attempts", "contacts", "rest_days") and row.mode != "warn"
    return often and channel == "call" and subject.call_back


def _among(said: Iterable[str], wanted: tuple[str, ...]) -> bool:
    """Whether one of the words is wanted; everything is where nothing is."""
    return not wanted or bool({one.casefold() for one in said} & {w.casefold() for w in wanted})


def _whole_days(row: Policy) -> Policy:
    """The row as far as it forbids whole days."""
    every = replace(row.hours, first=time.min, last=time.max)
    return replace(row, hours=every)


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
