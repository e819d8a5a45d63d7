"""Comparing collectors fairly: outcomes against what their cases lead to expect (section 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from collectwork.analytics.ratio import divided

ENOUGH_EXPECTED = 10.0


@dataclass(frozen=True, slots=True)
class Case:
    """An outcome (1 paid in time, 0 not) of a customer in a cell of like cases."""

    who: str
    customer: int
    cell: Hashable
    outcome: int


@dataclass(frozen=True, slots=True)
class Compared:
    """O and E of one collector with the spread that customers alone cause."""

    observed: int
    expected: float
    variance: float
    n: int

    @property
    def ratio(self) -> float | None:
        return divided(self.observed, self.expected)

    @property
    def z(self) -> float | None:
        return divided(self.observed - self.expected, sqrt(self.variance))

    def limits(self, width: float = 1.96) -> tuple[float, float] | None:
        """Funnel limits of O/E; 3.09 for the outer ones."""
        half = divided(width * sqrt(self.variance), self.expected)
        return None if half is None else (1 - half, 1 + half)

    @property
    def word(self) -> str:
        """Never a rank: ``not enough data``, ``within`` or ``outside``."""
        z = self.z
        if self.expected < ENOUGH_EXPECTED or z is None:
            return "not enough data"
        return "within" if abs(z) <= 1.96 else "outside"


def compared(observed: int, expected: float, customer_sums: Sequence[float], n: int) -> Compared:
    """From a collector's sums; ``customer_sums`` hold Σ (outcome − expected) of each customer."""
    return Compared(observed, expected, sum(part * part for part in customer_sums), n)


def by_collector(cases: Iterable[Case]) -> dict[str, Compared]:
    """Each case is expected at its cell's rate without itself, shrunk to all by 2 cases."""
    rows = list(cases)
    cells: dict[Hashable, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        cells[row.cell][0] += row.outcome
        cells[row.cell][1] += 1
    overall = sum(row.outcome for row in rows) / len(rows) if rows else 0.0
    observed: dict[str, int] = defaultdict(int)
    expected: dict[str, float] = defaultdict(float)
    n: dict[str, int] = defaultdict(int)
    sums: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        hits, size = cells[row.cell]
        chance = (hits - row.outcome + 2 * overall) / (size - 1 + 2)
        observed[row.who] += row.outcome
        expected[row.who] += chance
        n[row.who] += 1
        sums[row.who][row.customer] += row.outcome - chance
    return {
        who: compared(observed[who], expected[who], list(sums[who].values()), n[who])
        for who in sorted(observed)
    }
