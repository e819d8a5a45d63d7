"""What the rows of a ledger turned out to be: items and totals in their order."""

from __future__ import annotations

from dataclasses import dataclass, field

from collectwork.domain.ledger import Problem


@dataclass(frozen=True, slots=True)
class Total:
    """A row that states a sum. ``group``: the group it closes; stars as SAP prints them."""

    index: int
    label: str
    group: str | None
    stars: int = 0
    ahead: bool = False  # the sum of the rows that follow, up to the next sum


@dataclass(slots=True)
class Sorted:
    """Rows by what they are. ``sequence``: items (int) and totals in their order;
    ``group_of``: item → the customer named by the group above it."""

    sequence: list[int | Total] = field(default_factory=list)
    group_of: dict[int, str] = field(default_factory=dict)
    number_of: dict[int, str] = field(default_factory=dict)
    problems: dict[int, Problem] = field(default_factory=dict)
    footers: list[int] = field(default_factory=list)
    grouped: bool = False

    @property
    def items(self) -> list[int]:
        return [step for step in self.sequence if isinstance(step, int)]
