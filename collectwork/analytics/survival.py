"""Waiting times in which some are still waiting: Kaplan-Meier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from collectwork.analytics.ratio import Ratio


@dataclass(frozen=True, slots=True)
class Wait:
    """Days until it happened, or (``happened`` False) until it was last seen not to have."""

    days: int
    happened: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """Share still waiting from each day on; ``n`` cases, ``events`` of them happened."""

    steps: tuple[tuple[int, float], ...]
    n: int
    events: int

    @property
    def median(self) -> int | None:
        """First day on which at most half are still waiting; None: not reached, or no cases."""
        return next((day for day, share in self.steps if share <= 0.5 + 1e-12), None)

    def mean_within(self, horizon: int) -> float | None:
        """Area under the curve up to ``horizon`` days; None without cases."""
        if not self.n:
            return None
        area, at, share = 0.0, 0, 1.0
        for day, next_share in self.steps:
            if day >= horizon:
                break
            area += (day - at) * share
            at, share = day, next_share
        return area + (horizon - at) * share

    @property
    def without(self) -> Ratio:
        """Share of cases in which it did not happen."""
        return Ratio(self.n - self.events, self.n, self.n)


def curve(waits: Iterable[Wait]) -> Curve:
    """The product-limit estimate; at equal days events come before censored cases."""
    rows = sorted(waits, key=lambda wait: (wait.days, not wait.happened))
    at_risk, share, place = len(rows), 1.0, 0
    steps: list[tuple[int, float]] = []
    while place < len(rows):
        day, here, events = rows[place].days, 0, 0
        while place + here < len(rows) and rows[place + here].days == day:
            events += rows[place + here].happened
            here += 1
        if events:
            share *= 1 - events / at_risk
            steps.append((day, share))
        at_risk -= here
        place += here
    return Curve(tuple(steps), len(rows), sum(row.happened for row in rows))
