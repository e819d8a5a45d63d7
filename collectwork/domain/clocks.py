"""Moments are aware UTC datetimes; the clock is injected, never read inside a function."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

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
