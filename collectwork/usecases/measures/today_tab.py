"""Today: who does what, how far the list is, and who needs help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from collectwork.analytics import figures, order
from collectwork.analytics.figures import Behind, Cell, Figure, Listing, Page, columns
from collectwork.analytics.promises import Promised
from collectwork.analytics.ratio import Ratio
from collectwork.analytics.rows import Act, ListLine
from collectwork.domain.money import Money as Amount
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import behind
from collectwork.usecases.measures.tables import Money

WORKED = ("done", "skipped")
LOOK_BACK = timedelta(7)


def page(desk: Desk) -> Page:
    """The tab; while nothing was done yet today, the last day with work below it."""
    with desk.store.read() as tx:
        acts = tx.measures.acts(desk.today - LOOK_BACK, desk.today)
    by_hand = [act for act in acts if not act.automatic]
    day = _day(desk, desk.today)
    parts = [day.people(), day.help(), day.channels()]
    if by_hand and by_hand[-1].claimed < desk.today:
        before = max(act.claimed for act in by_hand)
        last = _day(desk, before)
        parts += [last.people(f"The last day with work, {before.isoformat()}"), last.channels()]
    return Page(
        f"Today, {desk.today.isoformat()}",
        tuple(parts),
        "" if day.listed else "No list was made for today: `collectwork plan` makes one.",
    )


def _day(desk: Desk, day: date) -> _Day:
    with desk.store.read() as tx:
        read = tx.measures
        promised = [one for one in read.promised(desk.today) if one.made_on == day]
        book = Money(read.customers(), (), (), ())
        return _Day(
            book, read.acts(day, day), read.lists(day, day), promised, read.collectors(),
            read.capacities(),
        )  # fmt: skip


class _Day:
    """One day's actions and lists, looked at from several sides."""

    def __init__(
        self,
        book: Money,
        acts: Sequence[Act],
        lists: Sequence[ListLine],
        promised: Sequence[Promised],
        names: dict[str, str],
        goals: dict[str, int],
    ) -> None:
        self._book = book
        self._names = names
        self._goals = goals
        self._acts: dict[str, list[Act]] = defaultdict(list)
        for act in acts:
            if not act.automatic:
                self._acts[act.who].append(act)
        self._automatic = [act for act in acts if act.automatic]
        self._lines: dict[str, list[ListLine]] = defaultdict(list)
        for line in lists:
            self._lines[line.collector].append(line)
        self._promised: dict[str, list[Promised]] = defaultdict(list)
        for one in promised:
            self._promised[one.who].append(one)

    @property
    def listed(self) -> bool:
        """Was a list made?"""
        return any(self._lines.values())

    @property
    def _people(self) -> list[str]:
        return sorted(
            {who for who, lines in self._lines.items() if lines}
            | {who for who, acts in self._acts.items() if acts}
        )

    def people(self, title: str = "Who does what") -> Listing:
        """A line for each collector and one for all."""
        people = self._people
        rows: list[tuple[Cell, ...]] = []
        bars = []
        for who in people:
            row, done = self._person(who)
            rows.append(row)
            bars.append(done)
        if len(people) > 1:
            row, done = self._team(people)
            rows.append(row)
            bars.append(done)
        return Listing(
            title,
            columns(
                "collector", ">done", "of list", ">listed", ">calls", ">talks", ">mails",
                ">goal", ">promised", ">in order",
            ),
            tuple(rows),
            bars={2: tuple(bars)},
            empty="Nothing is listed and nothing was done yet.",
            key="done",
        )  # fmt: skip

    def help(self) -> Listing:
        """What waits longest or was not begun, by collector."""
        rows: list[tuple[Cell, ...]] = []
        for who in self._people:
            lines = self._lines[who]
            left = [line for line in lines if line.state == "open"]
            broken = [line for line in left if line.step == "promise_broken"]
            reasons = []
            if lines and not self._acts[who]:
                reasons.append("nothing recorded yet")
            if broken:
                reasons.append(f"{len(broken)} broken promises wait")
            goal = self._goals.get(who)
            if goal and len(left) > goal:
                reasons.append(f"{len(left)} accounts for {goal} contacts a day")
            if not reasons:
                continue
            left_sum = _sum((line.to_collect, line.currency) for line in left)
            rows.append(
                (
                    self._name(who),
                    "; ".join(reasons),
                    figures.count(
                        "listed", len(left), who=who, behind=self._lines_behind(who, left)
                    ),
                    left_sum,
                )
            )
        return Listing(
            "Who may need help",
            columns("collector", "what is seen", ">left", ">to collect"),
            tuple(rows),
            empty="Nobody stands out.",
            key="listed",
        )

    def channels(self) -> Listing:
        """All of today's actions by channel and code."""
        groups: dict[tuple[str, str], list[Act]] = defaultdict(list)
        for acts in self._acts.values():
            for act in acts:
                groups[act.channel, act.code].append(act)
        for act in self._automatic:
            groups[act.channel, f"{act.code} (automatic)"].append(act)
        rows = tuple(
            (
                code.replace("_", " "),
                "" if channel == "none" else channel,
                figures.count("contacts", len(acts), behind=self._acts_behind(code, acts)),
            )
            for (channel, code), acts in sorted(groups.items(), key=lambda one: -len(one[1]))
        )
        return Listing(
            "What was done",
            columns("outcome", "channel", ">actions"),
            rows,
            empty="Nothing was recorded today.",
            key="contacts",
        )

    def _person(self, who: str) -> tuple[tuple[Cell, ...], float]:
        lines, acts = self._lines[who], self._acts[who]
        done = [line for line in lines if line.state in WORKED]
        shown = [
            order.Shown(line.customer, float(line.score), line.state in WORKED) for line in lines
        ]
        goal = self._goals.get(who)
        contacts = [act for act in acts if act.contact or act.attempt]
        return (
            self._name(who),
            figures.count("done", len(done), who=who, behind=self._lines_behind(who, done)),
            None,
            figures.count("listed", len(lines), who=who, behind=self._lines_behind(who, lines)),
            *self._counts(who, acts),
            Figure(
                "contacts", len(contacts), "count", len(contacts), who=who,
                note=f"of {goal}" if goal else "",
                behind=self._acts_behind(f"contacts of {self._name(who)}", contacts),
            ),
            self._promises(who, self._promised[who]),
            figures.share(
                "adherence", order.adherence(shown), who=who, behind=self._lines_behind(who, lines)
            ),
        ), (len(done) / len(lines) if lines else 0.0)  # fmt: skip

    def _team(self, people: Sequence[str]) -> tuple[tuple[Cell, ...], float]:
        lines = [line for who in people for line in self._lines[who]]
        acts = [act for who in people for act in self._acts[who]]
        done = [line for line in lines if line.state in WORKED]
        contacts = [act for act in acts if act.contact or act.attempt]
        goals = [(who, self._goals[who]) for who in people if self._goals.get(who)]
        reached = sum(
            min(sum(act.contact or act.attempt for act in self._acts[who]) / goal, 1.0)
            for who, goal in goals
        )
        ratio = Ratio(reached, len(goals), len(goals))
        return (
            "all",
            figures.count("done", len(done), behind=self._lines_behind("all", done)),
            None,
            figures.count("listed", len(lines), behind=self._lines_behind("all", lines)),
            *self._counts("", acts),
            Figure(
                "goal", ratio.share, "percent", ratio.n,
                behind=self._acts_behind("all contacts", contacts),
            ),
            self._promises("", [one for who in people for one in self._promised[who]]),
            None,
        ), (len(done) / len(lines) if lines else 0.0)  # fmt: skip

    def _counts(self, who: str, acts: Sequence[Act]) -> Iterable[Figure]:
        groups = {
            "calls": [act for act in acts if act.channel == "call"],
            "talks": [act for act in acts if act.right_party],
            "mails": [act for act in acts if act.channel == "mail" and act.contact],
        }
        for key, chosen in groups.items():
            yield figures.count(key, len(chosen), who=who, behind=self._acts_behind(key, chosen))

    def _promises(self, who: str, rows: Sequence[Promised]) -> Figure | None:
        if not rows:
            return None
        currency = rows[0].currency
        same = [one for one in rows if one.currency == currency]
        return figures.money(
            "promised", sum(one.amount for one in same), currency, len(same), who=who,
            note="more in other currencies" if len(same) < len(rows) else "",
            behind=self._promises_behind(rows),
        )  # fmt: skip

    def _name(self, who: str) -> str:
        return self._names.get(who, who) or "(nobody)"

    def _lines_behind(self, who: str, lines: Sequence[ListLine]) -> Behind:
        return lambda: behind.lines(self._book, self._name(who), lines)

    def _acts_behind(self, title: str, acts: Sequence[Act]) -> Behind:
        return lambda: behind.acts(self._book, f"Actions · {title.replace('_', ' ')}", acts)

    def _promises_behind(self, rows: Sequence[Promised]) -> Behind:
        return lambda: behind.promised(self._book, self._name, rows)


def _sum(parts: Iterable[tuple[int, str]]) -> Cell:
    sums: dict[str, int] = defaultdict(int)
    for minor, currency in parts:
        sums[currency] += minor
    if not sums:
        return None
    currency = max(sums, key=lambda one: sums[one])
    return Amount(sums[currency], currency)
