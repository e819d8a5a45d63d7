"""Until when a message that is due has to wait all the same: hours, rate, what its server asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from collectwork.domain import clocks
from collectwork.domain.calendar import is_business_day
from collectwork.domain.clocks import MACHINE
from collectwork.domain.mail import Due
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read

MINUTE = timedelta(minutes=1)
_QUIET = frozenset(["mail", "sms", "portal"])  # a letter in a folder wakes nobody
_DAYS_AHEAD = 40


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when, and why in words."""

    until: datetime
    why: str


def quiet(desk: Desk, channel: str, customer_id: int | None) -> Wait | None:
    """The hours and days on which nothing goes to customers, where the config sets some."""
    if channel not in _QUIET or customer_id is None:
        return None
    now = desk.clock().astimezone(MACHINE)
    free = _free_from(desk, now)
    return None if free <= now else Wait(free, "outside the hours for sending")


def _free_from(desk: Desk, now: datetime) -> datetime:
    """The first moment from ``now`` on at which mails may leave."""
    policy = desk.policy
    start = time.fromisoformat(policy.send_from) if policy.send_from else time.min
    end = time.fromisoformat(policy.send_until) if policy.send_until else None
    for ahead in range(_DAYS_AHEAD):
        day = now.date() + timedelta(days=ahead)
        if policy.send_business_days and not is_business_day(day, desk.holidays):
            continue
        opens = datetime.combine(day, start, MACHINE)
        if end is None or now < datetime.combine(day, end, MACHINE):
            return max(now, opens)
    return now


def rate(desk: Desk, tx: Read, lane: tuple[str, str]) -> tuple[int | None, Wait | None]:
    """How many more mails may leave by a mailbox this minute (None: any number), and where none
    may, until when: by what the store says was tried, whoever tried it."""
    most = _per_minute(desk, lane)
    if not most:
        return None, None
    now = desk.clock()
    tried = tx.outbox.tried_since(*lane, clocks.text(now - MINUTE))
    if len(tried) < most:
        return most - len(tried), None
    free = clocks.moment(tried[len(tried) - most]) + MINUTE
    return 0, Wait(free, f"its mailbox sends {most} a minute at most")


def _per_minute(desk: Desk, lane: tuple[str, str]) -> int:
    channel, mailbox = lane
    if channel != "mail":
        return 0
    return next((one.per_minute for one in desk.mailboxes if one.name == mailbox), 0)


def paused(desk: Desk, tx: Read, lane: tuple[str, str], *, only_asked: bool = False) -> Wait | None:
    """Until when the lane rests; ``only_asked``: as far as its server asked for it."""
    found = tx.lanes.pauses(clocks.text(desk.clock())).get(lane)
    if found is not None and only_asked and not found.asked:
        return None
    return None if found is None else Wait(clocks.moment(found.until), found.words)


def of(desk: Desk, tx: Read, due: Due) -> Wait | None:
    """Why a row that is due does not leave now, the longest wait."""
    found = [quiet(desk, due.lane[0], due.customer_id), paused(desk, tx, due.lane)]
    found.append(rate(desk, tx, due.lane)[1])
    waits = [one for one in found if one is not None]
    return max(waits, key=lambda one: one.until, default=None)
