"""A share with the cases behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """``part`` of ``whole`` over ``n`` cases; ``share`` is None (n/a) when the whole is nothing."""

    part: float
    whole: float
    n: int

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None


def divided(part: float, whole: float) -> float | None:
    """The quotient; None (n/a) for a zero denominator, never 0 or 1."""
    return part / whole if whole else None
