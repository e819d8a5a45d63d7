"""Rows of the contact policy said back in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, tzinfo

from collectwork.domain.blocks import block_kind
from collectwork.domain.contact_policy import CHANNELS, WRITTEN, ChannelNow, Finding
from collectwork.rules.policies import ANY_HOUR, WEEK, Hours, Policy
from collectwork.rules.words import counted

_MODES = {"warn": "warns", "ask": "asks for a reason", "refuse": "refuses"}
_OVERRIDES = {"any": "", "lead": "only a lead goes on", "nobody": "nobody goes on"}
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHATS = {"attempts": "attempt", "messages": "message", "contacts": "contact"}
_PER = {"customer": "", "contact": ", for each contact", "debt": ", for each invoice"}
_TEAM = {
    "attempts": "as many attempts in 7 days as [team] allows",
    "rest_days": "rest after a talk as long as [team] says",
    "hours": "in the calling hours of [team]",
}


def policy_words(row: Policy) -> str:
    """Whom a row is about, what it limits, what it does, and where it comes from."""
    parts = [f"{_whom(row)}: {_limited(row)}{_per(row)}", _MODES[row.mode]]
    if row.mode != "warn" and row.override != "any":
        parts.append(_OVERRIDES[row.override])
    if row.since or row.until:
        parts.append(_valid(row))
    if row.source:
        parts.append(f"source: {row.source}")
    return "; ".join(parts)


def channel_words(now: ChannelNow, here: tzinfo) -> str:
    """What a channel allows, and from when, in the time of our own place:
    ``no call before Tue 24 Nov 08:00: it is 05:12 at the customer's place (hours)``."""
    said = "; ".join(f"{one.words} ({one.rule})" for one in _weighty(now))
    if now.state == "free":
        return f"{now.channel}: free"
    if now.state == "warn":
        return f"{now.channel}: {said}"
    head = f"{now.channel} only with a reason" if now.state == "ask" else f"no {now.channel}"
    if now.free_from is None:
        return f"{head}: {said}"
    return f"{head} before {moment_words(now.free_from, here)}: {said}"


def moment_words(moment: datetime, here: tzinfo) -> str:
    """``Tue 24 Nov 2026``, with the time where it is not midnight."""
    there = moment.astimezone(here)
    day = f"{there:%a} {there.day} {there:%b %Y}"
    return day if there.time() == time.min else f"{day} {there:%H:%M}"


def _weighty(now: ChannelNow) -> Sequence[Finding]:
    """The findings that make the state what it is."""
    return [one for one in now.findings if one.mode == now.state]


def _whom(row: Policy) -> str:
    who = {"": "everybody", "person": "persons", "company": "companies"}[row.who]
    parts = [who]
    if row.countries:
        parts.append(f"in {_listed(row.countries)}")
    if row.segments:
        parts.append(f"of the segment {_listed(row.segments)}")
    if row.tags:
        parts.append(f"tagged {_listed(row.tags)}")
    if row.roles:
        parts.append(f"in the role {_listed(row.roles)}")
    return " ".join(parts)


def _limited(row: Policy) -> str:
    if row.team and not (row.most or row.days or row.hours != ANY_HOUR):
        return f"{channels_words(row.channels)} {_TEAM[row.team]}"
    if row.limit in _WHATS:
        what = counted(row.most, _WHATS[row.limit])
        every = WRITTEN if row.limit == "messages" else CHANNELS
        by = "" if row.channels == every else f" by {channels_words(row.channels)}"
        return f"at most {what}{by} in {counted(row.days, 'day')}"
    if row.stop == "do_not_contact":
        return f"no {channels_words(row.channels)} with whom is not to be contacted"
    if row.limit == "rest_days":
        return f"no {channels_words(row.channels)} for {counted(row.days, 'day')} after a talk"
    if row.limit == "days_between":
        days = counted(row.days, "day")
        return f"no {channels_words(row.channels)} within {days} of the message before"
    if row.limit == "colleague_days":
        return f"a colleague contacted it in the last {counted(row.days + 1, 'day')}"
    if row.limit == "hours":
        return f"{channels_words(row.channels)} only {hours_words(row.hours)} at its place"
    return f"no {channels_words(row.channels)} {_stop(row.stop)}"


def _per(row: Policy) -> str:
    return "" if row.limit in ("hours", "stop", "colleague_days") else _PER[row.per]


def _stop(stop: str) -> str:
    if stop == "dispute":
        return "while all that is due is disputed"
    if stop == "promise":
        return "while all that is due is promised"
    kind = block_kind(stop)
    return f"under the block {(kind.label if kind else stop)!r}"


def hours_words(hours: Hours) -> str:
    """``from 08:00 to 21:00, Mon to Fri, not on public holidays``."""
    parts = []
    whole = hours.first == hours.first.min and hours.last == hours.last.max
    if not whole:
        parts.append(f"from {hours.first:%H:%M} to {hours.last:%H:%M}")
    if hours.weekdays != WEEK:
        parts.append(_days(hours.weekdays))
    if not hours.holidays:
        parts.append("not on public holidays")
    return ", ".join(parts) or "at any hour"


def _days(days: tuple[int, ...]) -> str:
    first, last = days[0], days[-1]
    if len(days) > 2 and days == tuple(range(first, last + 1)):
        return f"{_WEEKDAYS[first]} to {_WEEKDAYS[last]}"
    return _listed(tuple(_WEEKDAYS[day] for day in days), "and")


def channels_words(channels: tuple[str, ...]) -> str:
    """``contact`` for all channels, ``message`` for the written ones, else their names."""
    named = {CHANNELS: "contact", WRITTEN: "message"}
    return named.get(channels) or _listed(channels)


def _listed(words: tuple[str, ...], link: str = "or") -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {link} {words[-1]}"


def _valid(row: Policy) -> str:
    since = f"from {row.since.isoformat()} " if row.since else ""
    until = f"until {row.until.isoformat()}" if row.until else "on"
    return f"valid {since}{until}"
