"""Puts a made-up book into an empty store, then plans the day with the real rules."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from collectwork.demo import morning
from collectwork.demo.book import Book, Calendar
from collectwork.demo.history import Progress, Wish, history
from collectwork.demo.mails import SENDER
from collectwork.demo.team import LEAD
from collectwork.domain import clocks
from collectwork.domain.activity import Draft
from collectwork.errors import Conflict
from collectwork.rules.reading import read
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases import planning, proposals
from collectwork.usecases.desk import Desk

BEFORE_ENTRIES = ("import_run", "person", "customer", "contact", "item", "ruleset", "plan_run")
AFTER_ENTRIES = (
    "item_event", "payment", "promise", "dispute", "block", "follow_up", "outbox", "work_line",
    "thread",
)  # fmt: skip


__all__ = ["LEAD", "SENDER", "Built", "Progress", "Wish", "beginning", "build"]


@dataclass(frozen=True, slots=True)
class Built:
    """What the book holds."""

    customers: int
    invoices: int
    activities: int
    payments: int
    promises: int


def beginning(wish: Wish) -> datetime:
    """When the store is supposed to have been set up: before everything that is told."""
    return Calendar(wish.today - timedelta(days=wish.days), wish.days).moment(0, -3600)


def build(desk: Desk, wish: Wish, progress: Progress) -> Built:
    """Fill the desk's empty store with a history and make the list of ``wish.today``."""
    with desk.store.read() as view:
        newest = view.log.head()
    if newest is not None and newest.seq > 1:
        raise Conflict("Nothing was made up: this store is in use. Name an empty one.")
    source = desk.rules()
    rules = read(source.text, source.file)
    with _without_collector():
        return _fill(desk, wish, rules, progress)


def _fill(desk: Desk, wish: Wish, rules: Ruleset, progress: Progress) -> Built:
    book = history(wish, rules, progress)
    began = clocks.text(book.calendar.moment(0, 0))
    row = {"version": rules.version, "text": rules.text, "since": began, "actor": LEAD}
    book.add("ruleset", row)
    with desk.store.write() as tx:
        loading = tx.loading
        for name in BEFORE_ENTRIES:
            loading.rows(name, book.rows.get(name, []))
        loading.history(book.told, lambda done, of: progress("writing the log", done, of))
        for name in AFTER_ENTRIES:
            loading.rows(name, book.rows.get(name, []))
        tx.record(Draft("store.filled", None, _about(wish, book)))
    _morning(desk, wish, book, progress)
    return _counted(book)


def _morning(desk: Desk, wish: Wish, book: Book, progress: Progress) -> None:
    """The day begins: money, the list, then the mails, so that what they bring is news."""
    what, of = "beginning the day", 4
    progress(what, 0, of)
    about: dict[str, int] = {"seed": wish.seed}
    about["payments"] = morning.money(desk, book)
    progress(what, 1, of)
    planning.plan(desk)
    progress(what, 2, of)
    about["mails"] = morning.post(desk, book)
    with desk.store.write() as tx:
        tx.record(Draft("store.filled", None, about))
    progress(what, 3, of)
    proposals.evaluate(desk)
    planning.renewed(desk)
    progress(what, 4, of)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A book is a million small values that all stay: looking for garbage among them takes a
    quarter of the time and finds nothing."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _about(wish: Wish, book: Book) -> dict[str, int]:
    """What the closing entry says: everything before it was made up, from this seed. A second one
    of its kind says so of the money and the mails of the morning."""
    return {
        "seed": wish.seed,
        "customers": wish.customers,
        "days": wish.days,
        "entries": len(book.told),
    }


def _counted(book: Book) -> Built:
    rows = {name: len(book.rows.get(name, [])) for name in ("customer", "payment", "promise")}
    invoices = sum(1 for one in book.rows["item"] if one["kind"] == "invoice")
    actions = sum(1 for one in book.told if "work_day" in one.draft.body)
    return Built(rows["customer"], invoices, actions, rows["payment"], rows["promise"])
