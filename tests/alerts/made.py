"""Desks with alerts, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from store_fixtures import ruled_by
from working.book import TODAY, Book

from collectwork.domain.activity import Draft
from collectwork.domain.alerts import AlertLine
from collectwork.domain.mail import Delivered
from collectwork.domain.team import Person
from collectwork.usecases import alerts, people
from collectwork.usecases.desk import Desk

RULES = """
[[rule]]
name = "nobody"
when = "name is nobody"
off = true
"""


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def with_alerts(desk: Desk, *tables: str) -> Desk:
    """The desk with these ``[[alert]]`` tables, each a few lines."""
    text = RULES + "".join(f"\n[[alert]]\n{one}\n" for one in tables)
    return ruled_by(desk, text)


def watched(desk: Desk, book: Book, *tables: str) -> Desk:
    """The same, evaluated once on a book in which nothing is the matter."""
    made = with_alerts(desk, *tables)
    book.customer("quiet", "Quiet GmbH", [("Q", 10_000, TODAY + timedelta(days=90))])
    alerts.evaluate(made)
    return made


def new(desk: Desk) -> list[AlertLine]:
    return alerts.alerts(desk, "new")


def told(desk: Desk) -> list[tuple[str, str]]:
    """Rule and customer of the new ones."""
    return sorted((one.rule, one.customer) for one in new(desk))


def kinds(desk: Desk, prefix: str) -> list[str]:
    with desk.store.read() as tx:
        return [entry.kind for entry in tx.log.walk() if entry.kind.startswith(prefix)]


def note(book: Book) -> Draft:
    return Draft("assigned", None, {"run": book.runs})


def team(desk: Desk, *persons: Person) -> None:
    for one in persons:
        people.set_person(desk, one)


@dataclass
class Receiver:
    """Takes events as a receiver would: each id once. ``answer`` decides what it says."""

    answer: Callable[[int], Delivered] = lambda _: Delivered(ok=True)
    got: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def post(self, id: str, body: bytes) -> Delivered:
        self.got.append(id)
        self.bodies.append(body)
        return self.answer(len(self.got))
