"""Nobody on the list waits for ever, and a list worked as shown says so (metrics.md §8, §3)."""

from __future__ import annotations

import os
import random
from math import ceil

import pytest
from store_fixtures import desk_on
from working.book import Book
from working.office import MovableClock

from collectwork.store.door import Store
from collectwork.usecases.measures import key_figures
from proofs.year import Year

AGEING = 20  # A of the score
YEARS = [(1, 4, 5, 30), (2, 3, 2, 60), (3, 5, 7, 10), (4, 2, 1, 40), (5, 4, 4, 80)]
MANY = int(os.environ.get("COLLECTWORK_LONG", "1")) > 1
DAYS = 250 if MANY else 60  # a year's workdays in the long run


@pytest.mark.parametrize(("seed", "hands", "daily", "begin"), YEARS if MANY else YEARS[:1])
def test_workdays_with_random_arrivals(
    sqlite_store: Store, clock: MovableClock, seed: int, hands: int, daily: int, begin: int
) -> None:
    desk = desk_on(sqlite_store, clock)
    year = Year(desk, Book(sqlite_store), clock, random.Random(seed), hands, daily, desk.today)
    for _ in year.live(DAYS, begin):
        pass
    assert len(year.worked) > 0.4 * DAYS * hands
    assert late(year) == []
    figures = key_figures.kpi(year.desk, desk.today, year.desk.today)
    said = {one.key: one.value for one in figures}
    assert said["order_index"] == pytest.approx(1.0)
    assert said["adherence"] == pytest.approx(1.0)


def late(year: Year) -> list[str]:
    """Spells that lasted longer than their bound: ⌈(B + a(A) + callbacks worked before) ÷ c⌉."""
    found = []
    for one in year.worked:
        since, until = one.spell.since, one.until
        arrived = sum(year.begun[since + 1 : since + AGEING + 1])
        before = sum(year.first[since : until + 1])
        bound = ceil((one.spell.ahead + arrived + before) / year.hands)
        if until - since + 1 > bound:
            found.append(f"{one.customer}: {until - since + 1} days, bound {bound}")
    return found
