"""Which newly late accounts were touched in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from collectwork.analytics.ratio import Ratio


@dataclass(frozen=True, slots=True)
class Case:
    """An account from the first day it had an amount to collect.

    ``touched``/``attempted``: first contact, first attempt on or after that day. ``paid``: day on
    which all that was to be collected was paid. ``blocked``: no contact allowed throughout.
    """

    account: int
    first: date
    touched: date | None = None
    attempted: date | None = None
    paid: date | None = None
    blocked: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """Coverage with what it leaves out, and the accounts of each part."""

    rate: Ratio
    touched: tuple[int, ...]
    untouched: tuple[int, ...]
    paid_untouched: tuple[int, ...]
    blocked: tuple[int, ...]
    attempts_only: tuple[int, ...]


def coverage(cases: Iterable[Case], days: int) -> Covered:
    """Touched ÷ (all − paid in full within N days untouched − blocked throughout)."""
    groups: dict[str, list[int]] = {
        name: [] for name in ("touched", "untouched", "paid", "blocked", "attempts")
    }
    for case in cases:
        if _within(case.touched, case.first, days):
            groups["touched"].append(case.account)
            continue
        if case.blocked:
            groups["blocked"].append(case.account)
        elif _within(case.paid, case.first, days):
            groups["paid"].append(case.account)
        else:
            groups["untouched"].append(case.account)
            if _within(case.attempted, case.first, days):
                groups["attempts"].append(case.account)
    whole = len(groups["touched"]) + len(groups["untouched"])
    return Covered(
        Ratio(len(groups["touched"]), whole, whole),
        *(tuple(groups[name]) for name in ("touched", "untouched", "paid", "blocked", "attempts")),
    )


def _within(day: date | None, first: date, days: int) -> bool:
    return day is not None and 0 <= (day - first).days <= days
