"""Hours at the customer's place: is a moment inside, and which is the next one that is.

Where the zone is not known, every zone it may be in must be inside. Summer and winter time change
the length of a day: an hour that is left out never allows anything, one that comes twice allows
both times.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from collectwork.domain.contact_policy import Place
from collectwork.rules.policies import Hours

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_NONE = timedelta()
_AHEAD = 400  # days that are looked ahead
_ROUNDS = 1_000


def inside(hours: Hours, place: Place, moment: datetime) -> bool:
    """Whether the moment is allowed in every zone of the place; True where none is known."""
    return all(_fits(hours, place, moment.astimezone(zone)) for zone in place.zones)


def day_inside(hours: Hours, place: Place, day: date) -> bool:
    """Whether anything at all is allowed on a day, by weekday and holiday."""
    return day.weekday() in hours.weekdays and (hours.holidays or day not in place.holidays)


def next_inside(hours: Hours, place: Place, moment: datetime) -> datetime | None:
    """The first moment from this one on that is allowed, in UTC; None within a year and a month."""
    at, horizon = moment.astimezone(UTC), moment + _AHEAD * _DAY
    for _ in range(_ROUNDS):
        before = at
        for zone in place.zones:
            found = _next_in(hours, place, zone, at)
            if found is None:
                return None
            at = found
        if at == before:
            return at
        if at > horizon:
            return None
    return None


def words(hours: Hours, place: Place, moment: datetime) -> str:
    """What is wrong with the moment: the hour there, the weekday or a holiday."""
    there = [moment.astimezone(zone) for zone in place.zones]
    there = [one for one in there if not _fits(hours, place, one)]
    first = there[0]
    where = f"at the customer's place{f' ({place.words})' if place.words else ''}"
    if first.weekday() not in hours.weekdays:
        return f"it is {first:%A} {where}"
    if not day_inside(hours, place, first.date()):
        return f"it is a public holiday {where}"
    west = min(there, key=lambda one: one.utcoffset() or _NONE)
    east = max(there, key=lambda one: one.utcoffset() or _NONE)
    ends = dict.fromkeys((f"{west:%H:%M}", f"{east:%H:%M}"))
    said = " to ".join(ends)
    return f"it is {said} {where}"


def _fits(hours: Hours, place: Place, there: datetime) -> bool:
    if not day_inside(hours, place, there.date()):
        return False
    at = there.time()
    if hours.first <= hours.last:
        return hours.first <= at <= hours.last
    return at >= hours.first or at <= hours.last


def _next_in(hours: Hours, place: Place, zone: tzinfo, moment: datetime) -> datetime | None:
    there = moment.astimezone(zone)
    if _fits(hours, place, there):
        return moment
    day = there.date()
    over_midnight = hours.first > hours.last
    for ahead in range(_AHEAD):
        if day_inside(hours, place, day):
            starts = [_at(day, hours.first, zone, moment)]
            if over_midnight and ahead:
                starts.append(_midnight(day, zone, moment))
            found = [one for one in starts if one is not None]
            if found:
                return min(found)
        day += _DAY
    return None


def _midnight(day: date, zone: tzinfo, after: datetime) -> datetime | None:
    return _at(day, time.min, zone, after)


def _at(day: date, clock: time, zone: tzinfo, after: datetime) -> datetime | None:
    """The first moment after ``after`` at which it is this time, or later by a clock that was put
    forward, on this day; None where that is over."""
    wall = datetime.combine(day, clock)
    either = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    for one in sorted(either):
        back = one.astimezone(zone)
        if back.replace(tzinfo=None, fold=0) == wall and one > after:
            return one
    if any(one.astimezone(zone).replace(tzinfo=None, fold=0) == wall for one in either):
        return None
    at = min(either)  # the clock skips this time: what comes right after the gap
    while at.astimezone(zone).replace(tzinfo=None) < wall:
        at += _MINUTE
    return at if at > after and at.astimezone(zone).date() == day else None
