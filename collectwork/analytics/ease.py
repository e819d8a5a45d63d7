"""How likely an account is to pay without a contact."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

PRIOR = 4
WITHIN = 14


class Ease:
    """Chance to be paid within 14 days, from days late of invoices that nobody was contacted about.

    The team's chance at that age weighs as much as four cases of the customer's own.
    """

    def __init__(self, days_late: Iterable[tuple[int, int]]) -> None:
        self._own: dict[int, list[int]] = {}
        for customer, days in days_late:
            self._own.setdefault(customer, []).append(days)
        for known in self._own.values():
            known.sort()
        self._all = sorted(days for known in self._own.values() for days in known)

    def chance(self, customer: int, age: int, team: float | None = None) -> float | None:
        """At ``age`` days past due; None when nothing is known at all."""
        if team is None:
            paid, at_risk = _counts(self._all, age)
            if not at_risk:
                return None
            team = paid / at_risk
        paid, at_risk = _counts(self._own.get(customer, ()), age)
        return (paid + PRIOR * team) / (at_risk + PRIOR)


def _counts(days: Sequence[int], age: int) -> tuple[int, int]:
    """Paid within the window, and still unpaid at that age."""
    place = bisect_right(days, age)
    return bisect_right(days, age + WITHIN) - place, len(days) - place
