"""What a running balance proves: which column moves it, in which direction, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

#: A step: what moved the balance (None for a row that only states one) and the balance after it.
Step = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Proof:
    """How many steps follow from the one before. ``sign`` -1: the balance moves against the
    amounts; ``newest_first``: the rows run backwards in time."""

    steps: int
    right: int
    sign: int = 1
    newest_first: bool = False
    breaks: tuple[int, ...] = ()  # positions whose balance does not follow

    @property
    def whole(self) -> bool:
        """Every step follows, and there is more than one: no accident."""
        return self.steps > 1 and self.right == self.steps

    @property
    def mostly(self) -> bool:
        return self.steps > 3 and self.right * 5 >= self.steps * 4


def prove(steps: Sequence[Step], backwards: bool | None = None) -> Proof:
    """The reading of the steps that explains most of the balances; ``backwards``: what the days
    say of the order, None where they do not."""
    places = [place for place, (_, balance) in enumerate(steps) if balance is not None]
    best = Proof(max(len(places) - 1, 0), 0)
    orders = (False, True) if backwards is None else (backwards,)
    for sign in (1, -1):
        for newest_first in orders:
            order = places[::-1] if newest_first else places
            breaks = [now for last, now in pairwise(order) if not _follows(steps, last, now, sign)]
            found = Proof(best.steps, best.steps - len(breaks), sign, newest_first, tuple(breaks))
            if found.right > best.right:
                best = found
    return best


def _follows(steps: Sequence[Step], last: int, now: int, sign: int) -> bool:
    low, high = (last + 1, now + 1) if now > last else (now, last)
    moved = sum(steps[place][0] or 0 for place in range(low, high))
    before, after = steps[last][1], steps[now][1]
    return before is not None and after is not None and before + sign * moved == after
