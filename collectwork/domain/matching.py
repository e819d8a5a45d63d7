"""Which part of the day's list somebody wants to see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matching:
    """Empty values let everything pass. ``text``: part of a name or number; ``action`` and
    ``state`` as in ``domain.worklist.WorkItem``; ``least``: minor units to collect, at least."""

    text: str = ""
    action: str = ""
    state: str = ""
    least: int | None = None

    def __bool__(self) -> bool:
        return self != Matching()

    def words(self) -> str:
        """What it lets pass, as one would say it."""
        parts = [self.text, self.action.replace("_", " "), self.state]
        return ", ".join(part for part in parts if part) + (
            f"{', ' if any(parts) else ''}large ones" if self.least else ""
        )
