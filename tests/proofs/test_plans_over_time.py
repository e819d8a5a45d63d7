"""Plan twice, plan after a missed week, plan after a restored backup: no step skipped, none
repeated. Random histories through the use cases, against a reference of plain dates and numbers."""

from __future__ import annotations

import copy
import os
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from store_fixtures import desk_on, ruled_by
from working.book import Book

from collectwork.domain.calendar import add_business_days
from collectwork.domain.outcomes import STANDARD
from collectwork.store.opening import open_store
from collectwork.usecases import keeping, planning
from collectwork.usecases.recording import record

QUIET = 3
STEPS = (("first notice", 3, "mail"), ("call", 10, "call"), ("second notice", 18, "mail"),
         ("final notice", 30, "mail"), ("hand-over", 45, "hand_over"))  # fmt: skip
RULES = (
    f'[defaults]\ncurrency = "any"\nquiet_days = {QUIET}\nentry = "first"\n'
    '[[rule]]\nname = "all"\nstrategy = "ladder"\n'
    '[[strategy]]\nname = "ladder"\nend = "the lead decides"\n'
) + "".join(
    f'[[strategy.step]]\nname = "{name}"\nday = {day}\naction = "{action}"\n'
    + ('template = "first_notice"\n' if action == "mail" else "")
    for name, day, action in STEPS
)
OUTCOMES = {one.code: one for one in STANDARD}
CODES = ("no_answer", "voicemail", "will_pay", "mail", "escalate")


@dataclass
class Owes:
    """What the reference knows of an account: its steps done so far are ``STEPS[:done]``."""

    due: date
    done: int = 0
    calls: int = 0  # unanswered ones for the step that is next
    contact: date | None = None
    next_on: date | None = None
    paid: bool = False
    touched: bool = False  # contacted or called since the backup

    def expected(self, day: date) -> str | None:
        """The step that the list must name today; "" for an account that only comes back."""
        if self.paid or day < self.due or (self.next_on and self.next_on > day):
            return None
        ready = self.done < len(STEPS) and (day - self.due).days >= STEPS[self.done][1]
        if self.next_on is not None:
            return STEPS[self.done][0] if ready else ""
        resting = self.contact is not None and (day - self.contact).days < QUIET
        return STEPS[self.done][0] if ready and not resting else None

    def worked(self, code: str, day: date) -> None:
        """What an outcome does to it, on a day on which it was listed."""
        outcome = OUTCOMES[code]
        step = self.expected(day)
        if outcome.contact:
            self.contact = day
        if outcome.next_in_days is not None:
            self.next_on = add_business_days(day, outcome.next_in_days)
        self.touched = self.touched or outcome.channel == "call" or outcome.contact
        if step and self._fulfils(STEPS[self.done][2], code):
            self.done, self.calls = self.done + 1, 0

    def _fulfils(self, action: str, code: str) -> bool:
        if action == "hand_over":
            return code == "escalate"
        if code == "no_answer":
            self.calls += 1
            return action == "call" and self.calls >= 3
        return code == "will_pay" or code == {"mail": "mail", "call": "voicemail"}[action]


class Plans(RuleBasedStateMachine):
    """A store, and beside it what should be true of it."""

    customers = Bundle("customers")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.now = datetime(2026, 11, 20, 9, tzinfo=UTC)
        self.store = open_store(f"{self.folder.name}/store.db", lambda: self.now, "ana")
        desk = desk_on(self.store, lambda: self.now)
        self.desk = ruled_by(desk, RULES)
        self.book = Book(self.store)
        self.owing: dict[int, Owes] = {}
        self.backup: dict[int, Owes] | None = None
        self.numbers = 0

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    @rule(target=customers, days=st.integers(-3, 50))
    def arrives(self, days: int) -> int:
        self.numbers += 1
        due = self.desk.today - timedelta(days=days)
        self.book.day = self.desk.today
        id = self.book.customer(f"{self.numbers}", "C", [(f"R-{self.numbers}", 100_000, due)])
        self.owing[id] = Owes(due)
        return id

    @rule(customer=customers, code=st.sampled_from(CODES))
    def works(self, customer: int, code: str) -> None:
        owes = self.owing.get(customer)
        if owes is None or owes.expected(self.desk.today) is None:
            return
        planning.plan(self.desk)
        reason = "because" if code == "escalate" else ""
        record(self.desk, customer, code, reason=reason, override="it is a test")
        owes.worked(code, self.desk.today)

    @rule(customer=customers)
    def pays(self, customer: int) -> None:
        owes = self.owing.get(customer)
        if owes is not None and not owes.paid:
            number = self.number_of(customer)
            self.book.pay(customer, f"R-{number}", 100_000, self.desk.today)
            owes.paid = True

    def number_of(self, customer: int) -> str:
        with self.store.read() as tx:
            found = tx.accounts.customer(customer)
        assert found is not None
        return found.number

    @rule(days=st.sampled_from([1, 1, 2, 3, 7, 9]))
    def days_pass(self, days: int) -> None:
        """Sometimes a week in which nobody planned."""
        self.now += timedelta(days=days)
        self.desk = self.desk.on(self.desk.today + timedelta(days=days))

    @rule()
    def is_backed_up(self) -> None:
        keeping.back_up(self.desk, self.file)
        for owes in self.owing.values():
            owes.touched = False
        self.backup = copy.deepcopy(self.owing)

    @precondition(lambda self: self.backup is not None)
    @rule()
    def is_restored(self) -> None:
        """Facts are those of the backup again; what was done with customers stays done."""
        assert self.backup is not None
        keeping.restore(self.desk, self.file)
        owing: dict[int, Owes] = {}
        for id, then in self.backup.items():
            now = self.owing.get(id, then)
            if now.paid and not then.paid:
                continue  # its ledger will say so again; until then nothing is expected of it
            owing[id] = replace(now, paid=then.paid) if now.touched else replace(then)
        self.owing = owing
        for id, then in list(self.backup.items()):
            self.backup[id] = replace(then)

    @property
    def file(self) -> Path:
        return Path(self.folder.name) / "backup.db"

    @invariant()
    def the_list_names_the_next_step_of_each(self) -> None:
        if not hasattr(self, "store") or not self.owing:
            return
        planning.plan(self.desk)
        shown = self.shown()
        for id, owes in self.owing.items():
            assert shown.get(id) == owes.expected(self.desk.today), (id, owes)
        again = planning.plan(self.desk)
        assert again.cleared == 0
        assert self.shown() == shown

    def shown(self) -> dict[int, str]:
        lines = planning.worklist(self.desk, None, states=("open",))
        return {line.customer_id: line.step for line in lines}


Plans.TestCase.settings = settings(
    max_examples=8 * int(os.environ.get("COLLECTWORK_LONG", "1")),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a story is read as it is
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestPlansOverTime = Plans.TestCase
