"""The people who collect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Role = Literal["collector", "lead", "admin", "auditor"]


@dataclass(frozen=True, slots=True)
class Person:
    """A collector, lead, administrator or auditor. ``capacity`` is contacts a day;
    ``substitutes``: who covers an absence, the first who is there."""

    login: str
    name: str
    role: Role = "collector"
    team: str | None = None
    email: str | None = None
    phone: str | None = None
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    seniority: int = 1
    capacity: int = 40
    absent_from: date | None = None
    absent_until: date | None = None
    active: bool = True
    substitutes: tuple[str, ...] = ()


def absent(person: Person, day: date) -> bool:
    """Whether somebody is away on a day; an absence without an end goes on."""
    if person.absent_from is None and person.absent_until is None:
        return False
    began = person.absent_from is None or person.absent_from <= day
    return began and (person.absent_until is None or day <= person.absent_until)
