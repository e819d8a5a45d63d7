"""The day's list as the workbench reads it: figures, pages, places. Called in threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from collectwork.domain.clocks import MACHINE, moment
from collectwork.domain.matching import Matching
from collectwork.domain.myday import MyDay
from collectwork.domain.team import Person
from collectwork.domain.worklist import WorkItem
from collectwork.present.cells import clock, moneys, past_day
from collectwork.present.header import Glance
from collectwork.present.pieces import Line, Piece, line
from collectwork.usecases import (
    alerts,
    importing,
    list_as_shown,
    myday,
    people,
    planning,
    rule_versions,
)
from collectwork.usecases.desk import Desk
from collectwork.widgets.listing import PAGE


@dataclass(frozen=True, slots=True)
class View:
    """What part of the list is shown. ``whose`` None: everybody's."""

    whose: str | None = None
    matching: Matching = field(default_factory=Matching)

    @property
    def active(self) -> bool:
        """Is anything hidden?"""
        return bool(self.matching)


@dataclass(frozen=True, slots=True)
class Day:
    """The day as it stands. ``chosen``: ``whose`` was picked, not found by the actor's name."""

    whose: str | None = None
    chosen: bool = False
    glance: Glance = field(default_factory=Glance)
    base: str = ""

    def one_more_done(self) -> Day:
        """The day after another line was finished; the store's figures follow."""
        return replace(self, glance=replace(self.glance, done=self.glance.done + 1))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A consistent state of the list."""

    day: Day
    length: int
    cursor: int
    pages: dict[int, Sequence[WorkItem]]
    seq: int


def load(desk: Desk, view: View, customer_id: int | None, cursor: int, day: Day) -> Loaded:
    """Figures and the page around the cursor, which stays with ``customer_id`` if it is there."""
    seq = list_as_shown.newest(desk)
    day = _stand(desk, view, day)
    length = list_as_shown.length(desk, day.whose, view.matching)
    at = cursor
    if customer_id is not None:
        found = list_as_shown.place(desk, day.whose, view.matching, customer_id)
        at = cursor if found is None else found
    at = max(0, min(at, length - 1))
    first = at // PAGE
    numbers = {first, min(first + 1, max(0, length - 1) // PAGE)}
    pages = {number: page(desk, view, day, number) for number in numbers} if length else {}
    return Loaded(replace(day, base=day.base or _usual(pages)), length, at, pages, seq)


def _usual(pages: dict[int, Sequence[WorkItem]]) -> str:
    """The currency of most lines: it goes unnamed where the config names no base currency."""
    seen = Counter(item.currency for items in pages.values() for item in items)
    return seen.most_common(1)[0][0] if seen else ""


def page(desk: Desk, view: View, day: Day, number: int) -> Sequence[WorkItem]:
    """A page of the list."""
    return list_as_shown.page(desk, day.whose, view.matching, PAGE, number * PAGE)


def place(desk: Desk, view: View, day: Day, customer_id: int) -> int | None:
    """Where a customer stands on the list that is shown; None where it is not."""
    return list_as_shown.place(desk, day.whose, view.matching, customer_id)


def figures(desk: Desk, view: View, day: Day) -> Day:
    """The day's figures anew."""
    return _stand(desk, view, day)


def collectors(desk: Desk, whose: str | None) -> list[Person]:
    """Whose lists there are: the collectors', and the one that is shown now."""
    return [
        one
        for one in people.people(desk)
        if one.active and (one.role == "collector" or one.login in (whose, desk.actor))
    ]


def advice(day: Day, view: View) -> list[Line]:
    """What to do when the list is empty."""
    if view.active:
        return _advice("Nothing on the list fits this filter.", "esc shows the whole list again.")
    if not day.glance.freshness:
        return _advice(
            "There are no facts yet.",
            "Import the open items of your ledger:",
            "    collectwork import ledger.csv",
            "then make the day's list:",
            "    collectwork plan",
            "This screen shows both within two seconds. To look around first:",
            "    collectwork demo",
        )
    if not day.glance.total:
        return _advice(
            "No worklist was made for this day yet.",
            "Make it:",
            "    collectwork plan",
            "or find any account with / and work it without a list.",
        )
    return _advice("Nothing to do today.", "Find any account with /.")


def _stand(desk: Desk, view: View, day: Day) -> Day:
    """How the day stands: the actor's own list, or everybody's where they have none."""
    whose = day.whose if day.chosen else desk.actor
    stands = planning.position(desk, whose)
    if not stands.total and not day.chosen:
        whose = None
        stands = planning.position(desk, whose)
    mine = myday.my_day(desk)
    base = desk.policy.base_currency or day.base
    figures = [f"calls {mine.calls}"] if mine.calls else []
    if mine.mails:
        figures.append(f"mails {mine.mails}")
    if mine.promised:
        figures.append(f"promised {moneys(mine.promised, brief=True, base=base)}")
    glance = Glance(
        done=stands.done,
        total=stands.total,
        whose="" if whose == desk.actor else f"list of {whose}" if whose else "everybody’s list",
        filtered=view.matching.words(),
        urgent=tuple(_urgent(desk, mine)),
        figures=tuple(figures),
        freshness=tuple(importing.freshness(desk)),
        alerts=alerts.count(desk),
    )
    return replace(day, whose=whose, glance=glance, base=base)


def _urgent(desk: Desk, mine: MyDay) -> list[str]:
    urgent = ["! facts newer than the list (r)"] if planning.outdated(desk) else []
    if news := rule_versions.news(desk):
        urgent.append(f"! {news}")
    if mine.replies:
        urgent.append(f"{mine.replies:,} {'reply' if mine.replies == 1 else 'replies'} (R)")
    if mine.callbacks:
        first = mine.callbacks[0]
        on = "" if first.due >= desk.today else past_day(first.due, desk.today)
        at = clock(moment(first.due_at).astimezone(MACHINE)) if first.due_at else ""
        more = f" +{len(mine.callbacks) - 1}" if len(mine.callbacks) > 1 else ""
        parts = ("call back", on, at, "☎", first.name)
        urgent.append(" ".join(part for part in parts if part) + more)
    unsent = sum(n for state, n in mine.waiting.items() if state in ("held", "failed", "doubt"))
    if unsent:
        urgent.append(f"! {unsent} {'mail' if unsent == 1 else 'mails'} not sent (o)")
    return urgent


def _advice(head: str, *rest: str) -> list[Line]:
    return [(), line("  ", Piece(head, "strong")), (), *(line("  ", text) for text in rest)]
