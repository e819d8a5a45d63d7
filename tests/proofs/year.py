"""A year of collecting on a real store: customers arrive at random, the list is worked as shown.

Everything goes through the use cases that the workbench and the command line call: plan, read the
list, record outcomes. Customers owe, pay, promise, break promises and dispute by chance.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from working.book import Book
from working.office import MovableClock

from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.calendar import add_business_days
from collectwork.domain.disputes import DisputeInput
from collectwork.domain.promises import PromiseInput
from collectwork.domain.worklist import WorkItem
from collectwork.usecases import accounts, disputes, planning, recording
from collectwork.usecases.desk import Desk

OUTCOMES = ("no_answer", "voicemail", "will_pay", "promise", "dispute", "mail", "call_back")


@dataclass
class Spell:
    """One unbroken time on the list: since when, how many waited then (itself included)."""

    since: int
    ahead: int


@dataclass
class Waited:
    """A spell that ended by being worked, on the day ``until``."""

    customer: int
    spell: Spell
    until: int


@dataclass
class Year:
    """``hands``: accounts worked a day; ``daily``: most new customers a day; both by ``rnd``."""

    desk: Desk
    book: Book
    clock: MovableClock
    rnd: random.Random
    hands: int
    daily: int
    day: date
    number: int = 0
    waiting: dict[int, Spell] = field(default_factory=dict)
    worked: list[Waited] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)  # spells begun, by day
    first: list[int] = field(default_factory=list)  # callbacks worked before everything, by day

    def live(self, days: int, begin: int) -> Iterator[int]:
        """Day after day; yields the day's number after its work is done."""
        for number in range(days):
            self._arrive(begin if number == 0 else self.rnd.randint(0, self.daily))
            self._money()
            self._work(number)
            yield number
            tomorrow = add_business_days(self.day, 1)
            self.clock.pass_(days=(tomorrow - self.day).days)
            self.day, self.desk = tomorrow, self.desk.on(tomorrow)

    def _arrive(self, many: int) -> None:
        self.book.day = self.day
        for _ in range(many):
            self.number += 1
            items = [
                (f"R-{self.number}-{n}", self.rnd.choice([9_000, 80_000, 700_000]), due)
                for n in range(self.rnd.randint(1, 2))
                if (due := self.day - timedelta(days=self.rnd.randint(3, 15)))
            ]
            id = self.book.customer(str(self.number), f"C {self.number}", items)
            self.book.contact(id, "Payables", email=f"ap@c{self.number}.example", phone="+4930")

    def _money(self) -> None:
        """Some pay in the night, listed or not."""
        for customer in list(self.waiting):
            if self.rnd.random() < 0.03:
                self._pay(customer)
        for one in disputes.disputes(self.desk, "open"):
            if self.rnd.random() < 0.05:
                disputes.resolve(self.desk, one.id, "settled")

    def _pay(self, customer: int) -> None:
        for item in accounts.page(self.desk, customer).items:
            if item.open > 0:
                self.book.pay(customer, item.document, item.open, self.day)

    def _work(self, number: int) -> None:
        planning.plan(self.desk)
        lines = planning.worklist(self.desk, None, states=("open",))
        listed = {line.customer_id for line in lines if line.action != "callback"}
        for gone in self.waiting.keys() - listed:
            del self.waiting[gone]
        fresh = listed - self.waiting.keys()
        for customer in fresh:
            self.waiting[customer] = Spell(number, len(listed))
        self.begun.append(len(fresh))
        self.first.append(sum(line.action == "callback" for line in lines[: self.hands]))
        for line in lines[: self.hands]:
            if line.customer_id in self.waiting:
                spell = self.waiting.pop(line.customer_id)
                self.worked.append(Waited(line.customer_id, spell, number))
            self._press(line)

    def _press(self, line: WorkItem) -> None:
        code = self.rnd.choice(OUTCOMES)
        page = accounts.page(self.desk, line.customer_id)
        left = ((item.id, item.open - item.disputed - item.promised) for item in page.items)
        owed = [(id, minor) for id, minor in left if minor > 0]
        later = add_business_days(self.day, self.rnd.randint(1, 12))
        if (code in ("promise", "dispute") and not owed) or line.action == "hand_over":
            code = "escalate"
        recording.record(
            self.desk,
            line.customer_id,
            code,
            promise=PromiseInput(tuple(owed), later) if code == "promise" else None,
            dispute=DisputeInput((owed[0][0],), None, reason="price")
            if code == "dispute"
            else None,
            follow_up=FollowUpInput("callback", later) if code == "call_back" else None,
            reason="by chance" if code == "escalate" else "",
            override="it is a simulation",
        )
        if self.rnd.random() < 0.4:
            self._pay(line.customer_id)
