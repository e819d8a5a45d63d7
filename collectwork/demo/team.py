"""Five collectors who work differently, so that the manager view has something to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Habits:
    """How one works. ``share``: of the customers; ``contacts``: on a usual day; ``order``: as
    listed, the easy ones first, or around what is hard; ``reach``: who answers the telephone;
    ``late``: chance that an action is entered days after it happened."""

    login: str
    name: str
    role: Literal["collector", "lead"]
    share: float
    contacts: int
    order: Literal["listed", "easy", "avoids"]
    reach: float
    skips: float
    late: float
    languages: tuple[str, ...]
    seniority: int
    away: int = 0  # days before today on which nobody did the work


TEAM = (
    Habits("ana", "Ana", "lead", 0.20, 10, "listed", 1.15, 0.01, 0.0, ("de", "en", "es"), 3, 12),
    Habits("ben", "Ben", "collector", 0.20, 8, "listed", 1.0, 0.03, 0.02, ("de", "en"), 2),
    Habits("carla", "Carla", "collector", 0.20, 8, "easy", 0.9, 0.05, 0.02, ("de", "fr"), 2),
    Habits("deniz", "Deniz", "collector", 0.19, 3, "avoids", 0.85, 0.12, 0.16, ("de", "en"), 1),
    Habits("eva", "Eva", "collector", 0.21, 10, "listed", 1.2, 0.01, 0.0, ("de", "fr", "en"), 3),
)
LEAD = TEAM[0].login
