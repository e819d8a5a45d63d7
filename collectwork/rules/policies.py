"""The rows of the contact policy: whom they are about, what they limit, how hard, since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Literal

from collectwork.domain.blocks import KINDS
from collectwork.domain.contact_policy import CHANNELS, WRITTEN, Mode

Limit = Literal[
    "attempts", "messages", "contacts", "rest_days", "days_between", "colleague_days", "hours",
    "stop",
]  # fmt: skip
Per = Literal["customer", "contact", "debt"]
Who = Literal["", "person", "company"]
Override = Literal["any", "lead", "nobody"]

#: Who may go on against a row, the strictest first.
OVERRIDES: tuple[Override, ...] = ("nobody", "lead", "any")

#: Stops that no block stands for: they follow from what is open.
OF_INVOICES = ("dispute", "promise")
STOPS: tuple[str, ...] = (*(kind.kind for kind in KINDS), *OF_INVOICES)
#: What ``team = "…"`` takes from the config's [team].
OF_TEAM = ("attempts", "rest_days", "hours")
COUNTED = ("attempts", "messages", "contacts")
WEEK = (0, 1, 2, 3, 4, 5, 6)

#: The channels that a row counts and limits where it names none.
USUAL_CHANNELS: dict[Limit, tuple[str, ...]] = {
    "attempts": ("call",), "messages": WRITTEN, "contacts": CHANNELS, "rest_days": ("call",),
    "days_between": WRITTEN, "colleague_days": CHANNELS, "hours": ("call", "sms"),
    "stop": CHANNELS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hours:
    """When contacts are allowed at the customer's place. ``first`` later than ``last`` runs over
    midnight. ``weekdays``: Monday is 0. ``holidays``: whether public holidays are allowed."""

    first: time = time(0, 0)
    last: time = time(23, 59, 59, 999999)
    weekdays: tuple[int, ...] = WEEK
    holidays: bool = True


ANY_HOUR = Hours()


@dataclass(frozen=True, slots=True)
class Policy:
    """One row. ``most`` in ``days`` for what is counted; ``days`` alone for rests and gaps;
    ``stop``: a kind of block, ``dispute`` or ``promise``; ``team``: the number comes from the
    config. Empty scopes fit everybody; ``since`` and ``until`` are its first and last day."""

    name: str
    limit: Limit
    mode: Mode = "warn"
    most: int = 0
    days: int = 0
    hours: Hours = ANY_HOUR
    stop: str = ""
    team: str = ""
    channels: tuple[str, ...] = CHANNELS
    countries: tuple[str, ...] = ()
    who: Who = ""
    roles: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    per: Per = "customer"
    override: Override = "any"
    since: date | None = None
    until: date | None = None
    source: str = ""
    built_in: bool = False


@dataclass(frozen=True, slots=True)
class TeamNumbers:
    """The numbers of the config's [team]."""

    attempts_in_7_days: int = 7
    rest_days_after_talk: int = 7
    calling_from: time = time(8, 0)
    calling_until: time = time(21, 0)


def in_force(rows: Sequence[Policy], team: TeamNumbers) -> tuple[Policy, ...]:
    """The rows of a file with the team's numbers put in; never none.

    A file without rows has the team's attempts, rest and hours as warnings. What blocks mean is
    never left open: a kind of block that no row names keeps its own weight.
    """
    known = tuple(_of_team(row, team) for row in (rows or _USUAL))
    named = {row.stop for row in known}
    return (*known, *(row for row in BLOCKS if row.stop not in named))


def _of_team(row: Policy, team: TeamNumbers) -> Policy:
    if row.team == "attempts":
        return replace(row, most=team.attempts_in_7_days, days=7)
    if row.team == "rest_days":
        return replace(row, days=team.rest_days_after_talk)
    if row.team == "hours":
        hours = replace(row.hours, first=team.calling_from, last=team.calling_until)
        return replace(row, hours=hours)
    return row


def _usual() -> Iterable[Policy]:
    """What a file without a row has."""
    yield Policy(
        "attempts in 7 days", "attempts", team="attempts", channels=("call",), built_in=True
    )
    yield Policy(
        "rest after a talk", "rest_days", team="rest_days", channels=("call",), built_in=True
    )
    yield Policy("calling hours", "hours", team="hours", channels=("call", "sms"), built_in=True)
    yield Policy("a colleague was there", "colleague_days", days=1, built_in=True)


_USUAL = tuple(_usual())
BLOCKS: tuple[Policy, ...] = tuple(
    Policy(kind.label, "stop", "refuse" if kind.refuses else "warn", stop=kind.kind, built_in=True)
    for kind in KINDS
)
