"""The days of a plan of instalments: so many, from a day on, each so long after the one before."""

from __future__ import annotations

import re
from datetime import date

from collectwork.domain import typed
from collectwork.errors import InputRefused

MOST = 36
_EVERY = re.compile(r"(?:every\s+)?(\d{1,3})?\s*(d|days?|w|weeks?|m|months?)", re.ASCII)
_WORDS = {"weekly": "1w", "monthly": "1m", "quarterly": "3m", "fortnightly": "2w", "daily": "1d"}


def dues(first: date, number: int, every: str) -> tuple[date, ...]:
    """``number`` days from ``first`` on. ``every``: ``month``, ``2w``, ``10d``, ``monthly`` …; a
    month later is the same day of it, or its last one where it is shorter. Raises InputRefused."""
    if not 1 <= number <= MOST:
        raise InputRefused(f"Not promised: a plan has 1 to {MOST} instalments, not {number}.")
    said = " ".join(every.strip().casefold().split())
    match = _EVERY.fullmatch(_WORDS.get(said, said))
    if match is None or int(match[1] or 1) == 0:
        raise InputRefused(
            f"Not promised: {every!r} is no rhythm of instalments: write month, 2w, 10d or weekly."
        )
    step, unit = int(match[1] or 1), match[2][0]
    return tuple(typed.day(f"+{step * n}{unit}", first) for n in range(number))
