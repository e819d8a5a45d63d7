"""A desk with one customer whose two invoices are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from collectwork.usecases.desk import Desk
from working.book import Book


class MovableClock(Protocol):
    """The tests' clock: it stands still until it is moved."""

    def __call__(self) -> datetime: ...
    def pass_(self, **time: float) -> None: ...


@dataclass
class Office:
    """A desk, its book, and the customer Brenner with RE-1 (1,000.00) and RE-2 (500.00)."""

    desk: Desk
    book: Book
    brenner: int

    @property
    def items(self) -> tuple[int, int]:
        return self.book.item(self.brenner, "RE-1"), self.book.item(self.brenner, "RE-2")


def office_on(desk: Desk) -> Office:
    book = Book(desk.store)  # type: ignore[arg-type]
    brenner = book.customer(
        "100231",
        "Brenner Logistik GmbH",
        [("RE-1", 100_000, date(2026, 10, 1)), ("RE-2", 50_000, date(2026, 11, 1))],
    )
    return Office(desk, book, brenner)
