"""The tables of values that figures are made of, read once for each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from collectwork.analytics.book import Balances, Fall, ItemFacts, seen_only
from collectwork.analytics.cash import Cash, Line, received
from collectwork.analytics.evidence import Classifier, Evidenced, Obstacle, Touch, Vow
from collectwork.analytics.rows import Who
from collectwork.usecases.desk import Desk

NOBODY = Who(0, "", "(unknown customer)", "")


@dataclass(frozen=True)
class Money:
    """Items and everything that changed them."""

    customers: dict[int, Who]
    items: Sequence[ItemFacts]
    falls: Sequence[Fall]
    lines: Sequence[Line]

    @cached_property
    def by_id(self) -> dict[int, ItemFacts]:
        return {item.id: item for item in self.items}

    @cached_property
    def balances(self) -> Balances:
        return Balances(self.items, self.falls, self.lines)

    @cached_property
    def cash(self) -> list[Cash]:
        """Payments from lines, and those that only comparing ledgers shows."""
        return received(self.lines) + seen_only(self.falls, self.lines, self.by_id)

    def who(self, customer: int) -> Who:
        return self.customers.get(customer, NOBODY)

    def document(self, item: int | None) -> str:
        known = self.by_id.get(item) if item is not None else None
        return known.document if known else ""

    def customer_of(self, item: int | None) -> int:
        known = self.by_id.get(item) if item is not None else None
        return known.customer if known else 0

    def currencies(self, base: str = "") -> list[str]:
        """The base currency first, then the most used ones."""
        cases: dict[str, int] = {}
        for item in self.items:
            cases[item.currency] = cases.get(item.currency, 0) + 1
        return sorted(cases, key=lambda one: (one != base, -cases[one], one))

    def part(self, items: set[int]) -> Money:
        """The same for some of the items only."""
        return Money(
            self.customers,
            [item for item in self.items if item.id in items],
            [fall for fall in self.falls if fall.item in items],
            [line for line in self.lines if line.invoice in items],
        )


@dataclass(frozen=True)
class History:
    """Contacts, promises and obstacles by invoice."""

    touches: Sequence[Touch]
    vows: Sequence[Vow]
    obstacles: Sequence[Obstacle]


def money(desk: Desk) -> Money:
    """Everything about items and cash."""
    with desk.store.read() as tx:
        read = tx.measures
        return Money(read.customers(), read.items(), read.falls(), read.lines())


def history(desk: Desk) -> History:
    """Everything about contacts."""
    with desk.store.read() as tx:
        read = tx.measures
        return History(read.touches(), read.vows(), read.obstacles())


def classified(desk: Desk, book: Money, known: History) -> list[Evidenced]:
    """Every payment with its evidence class."""
    due = {item.id: item.due for item in book.items}
    judge = Classifier(
        due, known.touches, known.vows, known.obstacles, book.cash,
        desk.policy.contact_window_days, desk.policy.kept_share_percent,
    )  # fmt: skip
    return judge.classified(book.cash)


def period(desk: Desk, first: date | None, last: date | None, days: int = 90) -> tuple[date, date]:
    """The period asked for; else the ``days`` up to and including today."""
    end = last or desk.today
    return first or end - timedelta(days - 1), end
