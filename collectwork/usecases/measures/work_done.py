"""What was done in a period: overdue episodes, actions, lists as shown, blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from collectwork.analytics.rows import Act, ListLine
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures.tables import Money


@dataclass(frozen=True)
class Worked:
    """Episodes, actions and lists of a period, as coverage and order need them. ``lists``: each
    day's newest; ``shown``: all, as they were worked."""

    episodes: dict[int, list[tuple[date, date | None]]]
    acts: Sequence[Act]
    lists: Sequence[ListLine]
    shown: Sequence[ListLine]
    blocked: Sequence[tuple[int, date, date | None]]
    known_from: date
    withheld: AbstractSet[tuple[str, date, int]] = frozenset()  # who, day, customer


def worked(desk: Desk, book: Money, first: date, last: date) -> Worked:
    """Read what was done from ``first`` to ``last``."""
    with desk.store.read() as tx:
        read = tx.measures
        acts, lists = read.acts(first, last), read.lists(first, last)
        shown, blocked = read.shown(first, last), read.blocked()
        withheld = read.withheld(first, last)
    seen = [item.first_seen for item in book.items if item.first_seen and not item.listed]
    known_from = min(seen, default=date.min)
    spans = book.balances.overdue_spans(last)
    return Worked(spans, acts, lists, shown, blocked, known_from, withheld)


def days_of(acts: Iterable[Act]) -> dict[int, list[date]]:
    """Customer → days, ascending; a late entry counts from its day of entry."""
    found: dict[int, list[date]] = defaultdict(list)
    for act in acts:
        found[act.customer].append(max(act.claimed, act.entered))
    for days in found.values():
        days.sort()
    return found


def first_from(days: Sequence[date], first: date) -> date | None:
    """The first of the days, ascending, that is not before ``first``."""
    return next((day for day in days if day >= first), None)
