"""What use cases ask of the store about suggestions; see ``collectwork.store.suggestions``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from collectwork.domain.suggestions import Found, KnownItem, State, Suggestion


class Suggestions(Protocol):
    """Suggestions within one transaction."""

    def lines(
        self,
        state: str | None = None,
        customer_id: int | None = None,
        message_id: int | None = None,
    ) -> list[Suggestion]: ...
    def by_id(self, id: int) -> Suggestion | None: ...
    def known(self, customer_id: int) -> list[KnownItem]: ...
    def add(
        self,
        message_id: int,
        customer_id: int,
        found: Sequence[tuple[str, Found, Sequence[int]]],
        on: date,
    ) -> list[int]:
        """Keep what a reply says, each with its entry's id and the ids of its invoices; returns
        their numbers in order."""
        ...

    def decide(
        self, id: int, state: State, at: str, who: str, entry_id: str, remark: str | None = None
    ) -> bool:
        """False where it does not wait any more."""
        ...

    def expire(self, over: Sequence[tuple[int, str, str]], at: str, who: str) -> None:
        """Number, entry and reason of each."""
        ...

    def put_back(self, entry_id: str) -> int:
        """Those that an entry decided wait again; returns how many."""
        ...

    def overtaken(self, day: date) -> list[tuple[Suggestion, str]]:
        """Those that wait for nothing any more, each with the reason in words."""
        ...

    def waiting(self, customers: Collection[int]) -> dict[int, int]:
        """How many wait, by customer."""
        ...
