"""Two sets of rules replayed over every stored import: who would have been listed, and when.

The book is brought back to what was known on each day (``desk.store.workbench``), the ordinary
planner makes both lists, and both are worked in the same way (``rules.backtest``). What cannot be
known is not made up: there is no forecast of cash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol

from collectwork.domain.backtest import CAPACITY, Backtest
from collectwork.domain.calendar import business_day_from, is_business_day
from collectwork.domain.worklist import PlannedLine, Waiting
from collectwork.errors import InputRefused
from collectwork.rules.backtest import SIDES, Replay
from collectwork.rules.decide import Rulebook
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases import backtest_answer, planning, promise_states
from collectwork.usecases.desk import Desk, RulesText
from collectwork.usecases.ports.work import Read, Workbench
from collectwork.usecases.rules_named import Named, named

_LEDGER = "open-items"
_FACTS = ("open-items", "invoices", "payments")


class Progress(Protocol):
    """Hears how far the work is, and may end it by raising Stopped; see ``domain.progress``."""

    def begin(self, phase: str, counted: str = "rows") -> None: ...
    def __call__(self, done: int, of: int | None) -> None: ...


def backtest(
    desk: Desk,
    old: str,
    new: str,
    *,
    first: date | None = None,
    last: date | None = None,
    imports_only: bool = False,
    progress: Progress | None = None,
) -> Backtest:
    """Replay both sets, named as ``rules_named.named`` knows them, from ``first`` to ``last``.

    Without days from the first ledger to the last import. ``imports_only``: lists are made on the
    days of imports only, not on every business day. Nothing is written to the store. Raises
    RulesRefused, NotFound, and InputRefused where there is too little to replay.
    """
    both = {"old": named(desk, old), "new": named(desk, new)}
    _refuse_too_little(desk)
    if progress is not None:
        progress.begin("reading the book")
    with desk.store.workbench(progress or _silent) as bench:
        days = _days(desk, bench, first, last, imports_only)
        return _replayed(desk, bench, both, days, imports_only, progress)


def _silent(done: int, of: int | None) -> None:
    """Nobody listens."""


def _refuse_too_little(desk: Desk) -> None:
    with desk.store.read() as tx:
        runs = [run for run in tx.imports.runs() if run.kind == _LEDGER and run.undone_at is None]
    if len({run.as_of for run in runs}) < 2:
        count = {0: "no ledger", 1: "one ledger"}.get(len(runs), "ledgers of one day only")
        raise InputRefused(
            f"Nothing to replay: a backtest needs ledgers of two days at least, and the store has "
            f"{count}. Import what there was before (`collectwork import FILE --as-of DATE`)."
        )


def _days(
    desk: Desk, bench: Workbench, first: date | None, last: date | None, imports_only: bool
) -> list[date]:
    """The days on which lists are made."""
    money = [one.day for one in bench.imports if one.kind in _FACTS]
    begin = next(one.day for one in bench.imports if one.kind == _LEDGER)
    # facts that came on a day off are worked with on the next business day
    newest = money[-1] if imports_only else business_day_from(money[-1], desk.holidays)
    end = min(last, max(desk.today, newest)) if last else newest
    start = max(first, begin) if first else begin
    if imports_only:
        days = sorted({day for day in money if start <= day <= end})
    else:
        span = range((end - start).days + 1)
        every = (start + timedelta(days=n) for n in span)
        days = [day for day in every if is_business_day(day, desk.holidays)]
    if not days:
        asked = f"{(first or begin).isoformat()} to {(last or money[-1]).isoformat()}"
        raise InputRefused(
            f"Nothing to replay from {asked}: the ledgers reach from {begin.isoformat()} to "
            f"{money[-1].isoformat()}. Choose --from and --to within."
        )
    return days


def _replayed(
    desk: Desk,
    bench: Workbench,
    both: dict[str, Named],
    days: list[date],
    imports_only: bool,
    progress: Progress | None,
) -> Backtest:
    with desk.store.read() as tx:
        waiting = tx.plans.waiting(days[0])
        capacity = {one.login: one.capacity for one in tx.people.all() if one.active}
    sets = {name: _Set(one.rules, waiting) for name, one in both.items()}
    with bench.moved_to(days[0] - timedelta(days=1)):
        _judge(desk, bench, days[0] - timedelta(days=1))
    bench.begin(days[0], SIDES)
    replay = Replay(capacity)
    if progress is not None:
        progress.begin("replaying", "lists")
    for n, day in enumerate(days):
        with bench.moved_to(day) as fresh:
            _judge(desk, bench, day)
        replay.owing(day, bench.owing(day))
        for place, name in enumerate(SIDES):
            _work_list(desk.on(day), bench, replay, name, sets[name])
            if progress is not None:
                progress(2 * n + place + 1, 2 * len(days))
        replay.end_of(day, tuple(one.id for one in fresh))
    replay.over(days[-1])
    known = [one for one in bench.imports if one.day <= days[-1] and one.kind in _FACTS]
    return backtest_answer.answer(
        bench, replay, both, days, known,
        backtest_answer.assumptions(capacity, CAPACITY, days, imports_only=imports_only),
    )  # fmt: skip


def _judge(desk: Desk, bench: Workbench, day: date) -> None:
    """Promises in the state that the money known on the day gives them."""
    promises = bench.known.promises
    found, frozen = promise_states.changes(desk.on(day), bench.known)
    promises.judge({id: now for id, (_, now) in found.items()}, day)
    promises.freeze(frozen)


def _work_list(desk: Desk, bench: Workbench, replay: Replay, name: str, rules: _Set) -> None:
    """Make one set's list of the day and work it; of a long list nothing is kept but who waits."""
    with planning.many_values():
        lines = rules.planned(desk, bench.of(name))
        worked = replay.listed(name, desk.today, lines)
        bench.work(name, desk.today, worked)
        rules.left(desk.today, lines, worked)


class _Set:
    """One set of rules, ready for many days."""

    def __init__(self, rules: Ruleset, waiting: Waiting) -> None:
        self._text = RulesText(rules.file, rules.text)
        self._book = Rulebook(rules)
        self._waiting = waiting

    def planned(self, desk: Desk, tx: Read) -> tuple[PlannedLine, ...]:
        """The list of the desk's day; sequences of accounts that owe nothing late are over."""
        own = replace(desk, rules=lambda: self._text)
        made, going = planning.decided(own, tx, self._book, waiting=self._waiting)
        tx.plans.end_threads([id for id in tx.plans.threads() if id not in going])
        return made.lines

    def left(self, day: date, lines: Sequence[PlannedLine], worked: Sequence[PlannedLine]) -> None:
        """Whoever was not worked waits on."""
        done = {one.customer_id for one in worked}
        self._waiting = Waiting(
            day,
            {
                one.customer_id: one.waiting_since
                for one in lines
                if one.customer_id not in done and one.waiting_since is not None
            },
        )
