"""Two sets of rules side by side through the same days: who is listed, who is worked, how long it
takes until an account's turn comes. Pure; the lists themselves are the planner's.

A collector works a list in its order as far as the day's capacity goes; what is left waits. An
account's *episode* begins on the first day on which it has an amount to collect, whoever works on
it, and ends when it has none: its first touch is the first line of it that is worked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from collectwork.domain.backtest import CAPACITY, Owed, ReplayDay, ReplayWeek
from collectwork.domain.money import digits
from collectwork.domain.worklist import PlannedLine

SIDES = ("old", "new")
#: Days after which a list before the due date belongs to another debt than the one before.
_APART = 30
#: Classes of size by the amount to collect when an episode begins, in whole units.
SIZES = (("under 1,000", 1_000), ("1,000 to 10,000", 10_000), ("10,000 and more", None))


class Waited(NamedTuple):
    """A waiting time: class of size, days, whether the account was touched in the end."""

    size: str
    days: int
    touched: bool


class Shift(NamedTuple):
    """An episode that the two sets list first on different days, or one of them not at all.

    ``paid``: nothing was due any more on this day, before its turn came under the new rules.
    """

    customer_id: int
    currency: str
    amount: int
    old: date | None
    new: date | None
    paid: date | None = None


class _Episode(NamedTuple):
    since: date
    currency: str
    amount: int

    @property
    def size(self) -> str:
        whole = self.amount // 10 ** digits(self.currency)
        return next(name for name, top in SIZES if top is None or whole < top)


@dataclass(slots=True)
class Course:
    """What one set of rules came to."""

    listed: int = 0
    worked: int = 0
    left: int = 0
    longest: int = 0
    accounts: set[int] = field(default_factory=set)
    turns: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    waits: Counter[Waited] = field(default_factory=Counter)
    weeks: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    touched: set[int] = field(default_factory=set)  # in the episode that runs
    since: dict[int, date] = field(default_factory=dict)  # first listed, in the one that runs

    def turn_after(self, customer_id: int, day: date) -> date | None:
        """The first day from ``day`` on that the account was worked."""
        return next((one for one in self.turns.get(customer_id, ()) if one >= day), None)

    @property
    def worked_weeks(self) -> tuple[ReplayWeek, ...]:
        return tuple(ReplayWeek(week, dict(self.weeks[week])) for week in sorted(self.weeks))


class Replay:
    """Both sets, day by day. ``capacity``: login → lines a day; others have ``CAPACITY``."""

    def __init__(self, capacity: Mapping[str, int]) -> None:
        self._capacity = capacity
        self._open: dict[int, _Episode] = {}
        self.courses = {name: Course() for name in SIDES}
        self.days: list[ReplayDay] = []
        self.both = self.either = 0
        self.shifts: list[Shift] = []
        self._lengths = [0, 0]
        self._collectors: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self._on_old: set[int] = set()
        self._ahead: dict[int, tuple[str, int]] = {}  # listed before anything is to be collected

    def owing(self, day: date, owed: Iterable[Owed]) -> None:
        """What accounts owe on the day; before its lists."""
        due: set[int] = set()
        best: dict[int, Owed] = {}
        for one in owed:
            due.add(one.customer_id)
            known = best.get(one.customer_id)
            if one.to_collect > 0 and (known is None or one.to_collect > known.to_collect):
                best[one.customer_id] = one
        for id in [id for id in self._open if id not in best]:
            self._end(id, day, paid=id not in due)
        for id, one in best.items():
            if id not in self._open:
                self._open[id] = _Episode(day, one.currency, one.to_collect)

    def listed(self, name: str, day: date, lines: Sequence[PlannedLine]) -> list[PlannedLine]:
        """One set's list of the day, the old one first; returns which lines are worked."""
        course = self.courses[name]
        place = SIDES.index(name)
        course.listed += len(lines)
        course.longest = max(course.longest, len(lines))
        self._lengths[place] = len(lines)
        for line in lines:
            id = line.customer_id
            row = self._collectors[line.collector]
            row[place] += 1
            if not place:
                self._on_old.add(id)
            elif id in self._on_old:
                row[2] += 1
            course.accounts.add(id)
            self._first(course, id, day, line)
        return self._worked(course, day, lines)

    def end_of(self, day: date, imports: tuple[int, ...]) -> None:
        """Both lists of the day are worked."""
        old, new = self._lengths
        split = {login: (one[0], one[1], one[2]) for login, one in sorted(self._collectors.items())}
        both = sum(one[2] for one in split.values())
        self.both += both
        self.either += old + new - both
        self.days.append(ReplayDay(day, imports, old, new, both, split))
        self._collectors.clear()
        self._on_old.clear()

    def over(self, day: date) -> None:
        """The replay ends: who still waits is counted as waiting."""
        for id in list(self._open):
            self._end(id, day, paid=False)
        for id in list(self._ahead):
            self._shift(id, *self._ahead[id], None)

    def _first(self, course: Course, id: int, day: date, line: PlannedLine) -> None:
        """Remember the first day on which an episode, or what comes before it, is listed."""
        if id not in self._open:
            since = course.since.get(id)
            if since is not None and (day - since).days > _APART:
                self._shift(id, *self._ahead.get(id, (line.currency, 0)), None)
            self._ahead[id] = (line.currency, line.to_collect)
        course.since.setdefault(id, day)

    def _worked(self, course: Course, day: date, lines: Sequence[PlannedLine]) -> list[PlannedLine]:
        room = dict(self._capacity)
        year, number, _ = day.isocalendar()
        week = course.weeks[f"{year}-W{number:02d}"]
        worked = []
        for line in lines:
            left = room.setdefault(line.collector, CAPACITY)
            if left <= 0:
                continue
            room[line.collector] = left - 1
            worked.append(line)
            week[line.action] += 1
            self._touch(course, line.customer_id, day)
        course.worked += len(worked)
        course.left += len(lines) - len(worked)
        return worked

    def _touch(self, course: Course, id: int, day: date) -> None:
        course.turns[id].append(day)
        episode = self._open.get(id)
        if episode is not None and id not in course.touched:
            course.touched.add(id)
            course.waits[Waited(episode.size, (day - episode.since).days, True)] += 1

    def _end(self, id: int, day: date, *, paid: bool) -> None:
        episode = self._open.pop(id)
        for course in self.courses.values():
            if id not in course.touched:
                course.waits[Waited(episode.size, (day - episode.since).days, False)] += 1
        missed = id not in self.courses["new"].touched
        self._shift(id, episode.currency, episode.amount, day if paid and missed else None)
        for course in self.courses.values():
            course.touched.discard(id)

    def _shift(self, id: int, currency: str, amount: int, paid: date | None) -> None:
        """Note what the two sets made of an episode that is over."""
        old, new = (self.courses[name].since.pop(id, None) for name in SIDES)
        self._ahead.pop(id, None)
        if old != new:
            self.shifts.append(Shift(id, currency, amount, old, new, paid))
