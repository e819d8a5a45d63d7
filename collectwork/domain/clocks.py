"""Moments are aware UTC datetimes; the clock is injected, never read inside a function."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

Moment = datetime
Clock = Callable[[], datetime]


def text(moment: datetime) -> str:
    """``2026-01-31T09:00:00.000000Z``; raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The aware datetime of ``text()``'s form."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def system() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class _Machine(tzinfo):
    """The zone of this machine with its summer and winter time, each date by its own."""

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        return None if at is None else at.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, at: datetime | None) -> timedelta | None:
        return None

    def tzname(self, at: datetime | None) -> str | None:
        return None if at is None else at.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, at: datetime) -> datetime:
        return at.replace(tzinfo=UTC).astimezone().replace(tzinfo=self)


MACHINE: tzinfo = _Machine()
