"""What use cases ask of the store about the team."""

from __future__ import annotations

from typing import Protocol

from collectwork.domain.team import Person


class People(Protocol):
    """The people who collect."""

    def all(self) -> list[Person]: ...
    def by_login(self, login: str) -> Person | None: ...
    def count(self) -> int: ...
    def put(self, person: Person) -> None: ...
