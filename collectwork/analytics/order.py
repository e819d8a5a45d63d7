"""Was the list worked in the order shown; if not, which way did it lean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collectwork.analytics.ratio import Ratio, divided

FLAG_TILT = 0.65
FLAG_PAIRS = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as shown, in the order of rank. ``ease``: chance that it pays without contact."""

    account: int
    priority: float
    worked: bool
    ease: float | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Regret:
    """Sums of one or many days; a period is the ratio of the sums."""

    missed: float
    possible: float
    missed_at_random: float

    @property
    def share(self) -> float | None:
        return divided(self.missed, self.possible)

    @property
    def index(self) -> float | None:
        """1 = as listed, 0 = random, below 0 = against it."""
        lost = divided(self.missed, self.missed_at_random)
        return None if lost is None else 1 - lost

    def __add__(self, other: Regret) -> Regret:
        return Regret(
            self.missed + other.missed,
            self.possible + other.possible,
            self.missed_at_random + other.missed_at_random,
        )


NO_REGRET = Regret(0.0, 0.0, 0.0)


def adherence(day: Sequence[Shown], k: int | None = None) -> Ratio:
    """Worked among the first k ÷ k, k = lines worked. Chance gives k ÷ n."""
    k = sum(line.worked for line in day) if k is None else k
    return Ratio(sum(line.worked for line in day[:k]), k, len(day))


def regret(day: Sequence[Shown]) -> Regret:
    """Priority left lying: of the first k less of the worked."""
    k = sum(line.worked for line in day)
    if not k:
        return NO_REGRET
    ranked = sorted((line.priority for line in day), reverse=True)
    first, last = sum(ranked[:k]), sum(ranked[len(day) - k :])
    worked = sum(line.priority for line in day if line.worked)
    return Regret(first - worked, first - last, first - k * sum(ranked) / len(day))


def tau(day: Sequence[Shown]) -> Ratio:
    """(Agreeing − disagreeing) ÷ pairs of one worked and one not worked line."""
    agreeing = pairs = worked_above = 0
    unworked_below = sum(not line.worked for line in day)
    unworked = unworked_below
    for line in day:
        if line.worked:
            agreeing += unworked_below
            worked_above += 1
        else:
            unworked_below -= 1
    pairs = worked_above * unworked
    return Ratio(2 * agreeing - pairs, pairs, pairs)


def ease_tilt(day: Sequence[Shown]) -> Ratio:
    """Share of pairs in which the worked line is the easier; 0.5 = no preference."""
    return _tilt([(line.worked, line.ease) for line in day])


def size_tilt(day: Sequence[Shown]) -> Ratio:
    """The same with the overdue amount."""
    return _tilt([(line.worked, line.size) for line in day])


def together(parts: Iterable[Ratio]) -> Ratio:
    """Several days as one: the ratio of the sums."""
    rows = list(parts)
    return Ratio(
        sum(row.part for row in rows), sum(row.whole for row in rows), sum(row.n for row in rows)
    )


def flagged(tilt: Ratio) -> bool:
    """Leaning far enough, on enough pairs, to be shown as a flag."""
    return tilt.n >= FLAG_PAIRS and tilt.share is not None and tilt.share >= FLAG_TILT


def _tilt(lines: Sequence[tuple[bool, float | None]]) -> Ratio:
    """Pairs of a worked line and one not worked but listed above the last worked; ties ½."""
    last = max((place for place, (worked, _) in enumerate(lines) if worked), default=-1)
    done = [value for worked, value in lines if worked and value is not None]
    left = [value for worked, value in lines[: last + 1] if not worked and value is not None]
    part = sum(
        1.0 if one > other else 0.5 if one == other else 0.0 for one in done for other in left
    )
    pairs = len(done) * len(left)
    return Ratio(part, pairs, pairs)
