"""Two versions of a mail compared: Beta(1, 1) before, exact figures after; standard library only.

Sources: docs/lead.md "Two versions of a template". The chance that one rate is above the other and
the expected loss are finite sums for whole parameters; the interval inverts the incomplete beta
function, whose continued fraction is evaluated by Lentz's method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

from collectwork.analytics.intervals import wilson

SURE = 0.95  # chance from which on one is called better
LOSS = 0.005  # expected loss below which the choice costs nothing worth naming
LEAST = 50  # mails each
LEVEL = 0.90  # of the intervals
Z_HOURS = 2.8  # ten hours of a day compared at once instead of 1.96 for one


@dataclass(frozen=True, slots=True)
class Rate:
    """A share and where it lies with 90 %; ``low`` and ``high`` are None without cases."""

    hits: int
    n: int
    low: float | None
    high: float | None

    @property
    def share(self) -> float | None:
        return self.hits / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Compared:
    """``b_better``: the chance that B's rate is above A's; ``loss_a``, ``loss_b``: what choosing
    that one is expected to cost, as a share. ``verdict``: "A", "B" or "not enough data"."""

    a: Rate
    b: Rate
    b_better: float
    loss_a: float
    loss_b: float
    verdict: str


def rate(hits: int, n: int) -> Rate:
    """The share of ``hits`` among ``n`` with its 90 % interval."""
    if n <= 0:
        return Rate(hits, n, None, None)
    tail = (1 - LEVEL) / 2
    a, b = hits + 1, n - hits + 1
    return Rate(hits, n, quantile(tail, a, b), quantile(1 - tail, a, b))


def compared(hits_a: int, n_a: int, hits_b: int, n_b: int) -> Compared:
    """Which of two versions is better, if that can be said."""
    a, b = (hits_a + 1, n_a - hits_a + 1), (hits_b + 1, n_b - hits_b + 1)
    better = above(b, a)
    loss_a, loss_b = expected_loss(a, b), expected_loss(b, a)
    verdict = "not enough data"
    if min(n_a, n_b) >= LEAST:
        if better >= SURE and loss_b < LOSS:
            verdict = "B"
        elif 1 - better >= SURE and loss_a < LOSS:
            verdict = "A"
    return Compared(rate(hits_a, n_a), rate(hits_b, n_b), better, loss_a, loss_b, verdict)


def above(x: tuple[int, int], y: tuple[int, int]) -> float:
    """P(X > Y) of two beta variables with whole parameters: the sum of Cook's closed form."""
    (a, b), (c, d) = x, y
    total = 0.0
    for i in range(a):
        total += exp(_log_beta(c + i, d + b) - log(b + i) - _log_beta(1 + i, b) - _log_beta(c, d))
    return min(max(total, 0.0), 1.0)


def expected_loss(chosen: tuple[int, int], other: tuple[int, int]) -> float:
    """E[max(other − chosen, 0)]: what is given up on average by choosing that one."""
    (a, b), (c, d) = chosen, other
    gain = c / (c + d) * above((c + 1, d), (a, b))
    return max(gain - a / (a + b) * (1 - above((a + 1, b), (c, d))), 0.0)


def cdf(x: float, a: float, b: float) -> float:
    """P(X ≤ x) of Beta(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(a * log(x) + b * log1p(-x) - _log_beta(a, b))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def quantile(p: float, a: float, b: float) -> float:
    """The x with P(X ≤ x) = p, by halving; exact to about 1e-12."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if cdf(middle, a, b) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def hours(counts: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int, float, float]]:
    """(hour, hits, mails) with the interval that holds for ten hours looked at together."""
    found = []
    for hour, hits, n in counts:
        bounds = wilson(hits, n, Z_HOURS)
        if bounds is not None:
            found.append((hour, hits, n, *bounds))
    return found


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function."""
    tiny, most = 1e-300, 500
    c = 1.0
    d = 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    found = d
    for m in range(1, most):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + step * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + step / c
            c = c if abs(c) > tiny else tiny
            found *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return found
