"""Which step of its strategy an account is at: decided from state, never from "is it today?".

The thread remembers the last step *done*. A missed day therefore neither skips nor repeats a step.
One thread a customer, led by its oldest invoice; when that is paid the next oldest inherits the
position, but not beyond what its own age says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from collectwork.domain.facts import AccountFacts
from collectwork.domain.money import digits
from collectwork.rules.ruleset import Step, Strategy
from collectwork.rules.words import counted

_BUCKET = 30  # days that a balance by age may be older than what is certain


@dataclass(frozen=True, slots=True)
class Next:
    """The next step: ``number`` from 1, ``on`` its first day. ``step`` None: the end is reached.

    ``entered`` says why the account begins here, where it does."""

    step: Step | None
    number: int
    on: date | None
    due: bool
    entered: str = ""


class Sequence:
    """A strategy made ready for many accounts. ``own`` tells what its own conditions say of an
    account, see ``Verdicts.own``."""

    def __init__(self, strategy: Strategy, own: Callable[[AccountFacts], str]) -> None:
        self.strategy = strategy
        self._own = own
        with_condition = [n for n, step in enumerate(strategy.steps) if step.when]
        before = 1 if strategy.exit else 0
        self._places = {n: before + place for place, n in enumerate(with_condition)}
        self._names = {step.name: n for n, step in enumerate(strategy.steps)}
        self._floors: dict[str, tuple[tuple[int, int], ...]] = {}
        self._past: dict[int, tuple[int, ...]] = {}

    def next(self, facts: AccountFacts, day: date) -> Next:
        """The step that is due, or the one that comes next with its date."""
        days, lead_due = facts.days_past_due, facts.lead_due
        steps = self.strategy.steps
        if days is None or lead_due is None:
            return Next(None, 0, None, False)
        start, entered = self._position(facts, day, days)
        for n in range(start, len(steps)):
            step = steps[n]
            if (step.day < 0 <= days) or not self.applies(n, facts):
                continue
            on = lead_due + timedelta(days=step.day)
            return Next(step, n + 1, on, days >= step.day, entered)
        return Next(None, len(steps), facts.thread_on, False)

    def left(self, facts: AccountFacts) -> bool:
        """Whether the account is out of the sequence, its exit condition holding."""
        return self.strategy.exit is not None and self._own(facts)[0] == "1"

    def applies(self, n: int, facts: AccountFacts) -> bool:
        """Whether a step concerns an account: its floors and its own condition."""
        floor, of_invoice = self._least(facts.currency)[n]
        if floor:
            before = self.strategy.steps[n].day < 0
            if (facts.lead_amount if before else facts.to_collect) < floor:
                return False
        if facts.lead_amount < of_invoice:
            return False
        place = self._places.get(n)
        return place is None or self._own(facts)[place] == "1"

    def _least(self, currency: str) -> tuple[tuple[int, int], ...]:
        """Each step's floors in minor units, of the account and of its leading invoice; 0 where it
        has none."""
        known = self._floors.get(currency)
        if known is None:
            unit = 10 ** digits(currency)
            known = tuple(
                (step.min_amount * unit, step.min_invoice * unit) for step in self.strategy.steps
            )
            self._floors[currency] = known
        return known

    def _position(self, facts: AccountFacts, day: date, days: int) -> tuple[int, str]:
        """How many steps are behind the account, and why where it is not by having done them."""
        steps = self.strategy.steps
        if not facts.thread_no:
            return self._entry(facts, days)
        if facts.thread_strategy != self.strategy.name:
            return self._changed(facts, day, days)
        done = min(facts.thread_no, len(steps))
        if facts.thread_lead is None or facts.thread_lead == facts.lead_item_id:
            return done, ""
        most = days + _BUCKET if facts.bounded else days
        aged = sum(1 for step in steps if step.day <= most)
        if days < 0:
            aged = sum(1 for step in steps if step.day < 0 and step.day < days)
        if aged < done:
            return aged, "a younger invoice leads now"
        return done, "inherited from the invoice that led before"

    def _entry(self, facts: AccountFacts, days: int) -> tuple[int, str]:
        """An account without a thread: the step that its age says, or the first."""
        steps = self.strategy.steps
        if days < 0 or self.strategy.entry == "first":
            return 0, ""
        reached = self._reached(days)
        first = next((n for n in reached if self.applies(n, facts)), None)
        if first is None:
            return 0, ""
        open_ = (n for n in reversed(reached) if steps[n].entry and self.applies(n, facts))
        begin = next(open_, first)
        if begin == first:
            return begin, ""
        return begin, f"begins at {steps[begin].name!r} because of its age, {counted(days, 'day')}"

    def _reached(self, days: int) -> tuple[int, ...]:
        """Steps after the due date that an age has reached."""
        known = self._past.get(days)
        if known is None:
            known = tuple(n for n, one in enumerate(self.strategy.steps) if 0 <= one.day <= days)
            self._past[days] = known
        return known

    def _changed(self, facts: AccountFacts, day: date, days: int) -> tuple[int, str]:
        """Another strategy than the one the thread followed: what its age *then* said is done."""
        why = f"changed from the strategy {facts.thread_strategy!r}"
        if facts.thread_step in self._names:
            return self._names[facts.thread_step] + 1, why
        then = days - (day - facts.thread_on).days if facts.thread_on else days
        return sum(1 for step in self.strategy.steps if step.day <= then), why
