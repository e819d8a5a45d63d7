"""How sure a share of few cases is."""

from __future__ import annotations

from math import sqrt

Z95 = 1.96


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float] | None:
    """The Wilson 95 % interval of a proportion; None without cases."""
    if n <= 0:
        return None
    share = hits / n
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    centre = share + z * z / (2 * n)
    scale = 1 + z * z / n
    low = (centre - spread) / scale if hits else 0.0
    high = (centre + spread) / scale if hits < n else 1.0
    return low, high


def tells_apart(hits: int, n: int, reference: float | None) -> bool:
    """Whether the interval leaves the team's value out; else it is *not enough data*."""
    bounds = wilson(hits, n)
    return bounds is not None and reference is not None and not bounds[0] <= reference <= bounds[1]
