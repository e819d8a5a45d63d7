"""Random days in which everything happens to a handful of accounts: whatever was done, the list is
the one the rules say, it stays when it is planned again, and each account's explanation agrees."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from store_fixtures import desk_on
from working.book import Book

from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.disputes import DisputeInput
from collectwork.domain.promises import PromiseInput
from collectwork.domain.team import Person
from collectwork.errors import CollectworkError
from collectwork.store.opening import open_store
from collectwork.usecases import (
    assigning,
    auditing,
    blocks,
    disputes,
    hand_over,
    people,
    pinning,
    planning,
)
from collectwork.usecases.actions.undoing import undo
from collectwork.usecases.desk import RulesText
from collectwork.usecases.recording import record
from proofs.watching import AGREED, Seen, placed_in_turn, seen

DAY = timedelta(days=1)
BILLED = 100_000
LADDER = (
    '[[strategy]]\nname = "ladder"\nend = "the lead decides"\n'
    '[[strategy.step]]\nname = "notice"\nday = 3\naction = "mail"\ntemplate = "first_notice"\n'
    '[[strategy.step]]\nname = "call"\nday = 10\naction = "call"\ntries = 2\n'
    '[[strategy.step]]\nname = "final"\nday = 20\naction = "mail"\ntemplate = "final_notice"\n'
    '[[strategy.step]]\nname = "over"\nday = 35\naction = "hand_over"\n'
)
PLAIN = (
    '[defaults]\ncurrency = "any"\nquiet_days = 3\nentry = "first"\n'
    '[[rule]]\nname = "all"\nstrategy = "ladder"\n' + LADDER
)
OTHER = (
    '[defaults]\ncurrency = "any"\nquiet_days = 1\nentry = "age"\n'
    '[[rule]]\nname = "no more"\noff = true\nwhen = "segment is left or broken_promises > 3"\n'
    '[[rule]]\nname = "quick"\naction = "call"\nrank = 5\nwhen = "to_collect < 300"\n'
    '[[rule]]\nname = "all"\nstrategy = "ladder"\nwhen = "2 days past due"\n'
    '[[policy]]\nname = "seldom"\nchannels = ["call"]\nattempts = 2\ndays = 7\nmode = "refuse"\n'
    '[[assign]]\nname = "to them"\nto = ["ana", "ben"]\n' + LADDER
)
CODES = ("no_answer", "voicemail", "will_pay", "mail", "refused", "copy_requested", "note", "skip")


class Days(RuleBasedStateMachine):
    """A store in which refusals are answers: only what the program says with a sentence."""

    customers = Bundle("customers")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.now = datetime(2026, 11, 20, 9, tzinfo=UTC)
        self.store = open_store(f"{self.folder.name}/store.db", lambda: self.now, "ana")
        self.rules = PLAIN
        rules = lambda: RulesText("rules.toml", self.rules)  # noqa: E731 - read at each plan
        self.desk = replace(desk_on(self.store, lambda: self.now), rules=rules)
        self.book = Book(self.store)
        self.numbers = 0
        for login, role in (("ana", "collector"), ("ben", "collector"), ("eva", "lead")):
            people.set_person(self.desk, Person(login, login.title(), role))
        self.done: dict[int, set[str]] = defaultdict(set)  # steps fulfilled, by account

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        assert auditing.verify(self.desk).ok
        self.state_is_what_the_log_says()
        self.store.close()
        self.folder.cleanup()

    @rule(
        target=customers, days=st.integers(-3, 50), owner=st.sampled_from(["ana", "ben", None]),
        segment=st.sampled_from(["left", "kept", None]), minor=st.sampled_from([5_000, BILLED]),
    )  # fmt: skip
    def arrives(self, days: int, owner: str | None, segment: str | None, minor: int) -> int:
        self.numbers += 1
        self.book.day = self.desk.today
        due = self.desk.today - DAY * days
        items = [(f"R-{self.numbers}", minor, due), (f"S-{self.numbers}", 700, due + 9 * DAY)]
        return self.book.customer(f"{self.numbers}", "C", items, owner=owner, segment=segment)

    @rule(customer=customers, code=st.sampled_from(CODES), asks=st.booleans())
    def works(self, customer: int, code: str, asks: bool) -> None:
        planning.plan(self.desk)
        line = next((one for one in self.listed() if one.customer_id == customer), None)
        with suppress(CollectworkError):
            record(
                self.desk, customer, code, reason="so", note="so",
                override="" if asks else "agreed with the lead",
            )  # fmt: skip
            if line is not None and (line.action, code) in (
                ("mail", "mail"),
                ("call", "voicemail"),
            ):
                self.done[customer].add(line.step)

    @rule(customer=customers, ahead=st.integers(-1, 9), part=st.integers(1, 3))
    def promises(self, customer: int, ahead: int, part: int) -> None:
        item = self.invoice(customer)
        promise = PromiseInput(((item, BILLED // part),), self.desk.today + DAY * ahead)
        self.tried(lambda: record(self.desk, customer, "promise", promise=promise, override="so"))

    @rule(customer=customers, ahead=st.integers(0, 6), whole=st.booleans())
    def is_disputed(self, customer: int, ahead: int, whole: bool) -> None:
        items = () if whole else (self.invoice(customer),)
        wanted = DisputeInput(items, reason="price", owner="ben", due=self.desk.today + DAY * ahead)
        self.tried(lambda: disputes.open_one(self.desk, customer, wanted))

    @rule(customer=customers, ahead=st.integers(0, 6), item=st.booleans())
    def is_blocked(self, customer: int, ahead: int, item: bool) -> None:
        until, about = self.desk.today + DAY * ahead, self.invoice(customer) if item else None
        self.tried(lambda: blocks.block(self.desk, customer, "hold", "so", until, about))

    @rule(customer=customers, ahead=st.integers(0, 6), call=st.booleans(), quiet=st.booleans())
    def puts_off(self, customer: int, ahead: int, call: bool, quiet: bool) -> None:
        kind, due = ("callback" if call else "resubmission"), self.desk.today + DAY * ahead
        later = FollowUpInput(kind, due, None, None, "look", quiet and not call)  # type: ignore[arg-type]
        code = "call_back" if call else "resubmit"
        self.tried(lambda: record(self.desk, customer, code, follow_up=later, override="so"))

    @rule(customer=customers, where=st.sampled_from(["top", "end", "off"]))
    def pins(self, customer: int, where: str) -> None:
        self.tried(lambda: pinning.pin(self.desk, customer, where, "so"))

    @rule(customer=customers, back=st.booleans(), to=st.sampled_from([None, "ben"]))
    def hands(self, customer: int, back: bool, to: str | None) -> None:
        if back:
            self.tried(lambda: hand_over.hand_back(self.desk, customer, "so", to))
        else:
            self.tried(lambda: hand_over.hand_over(self.desk, customer, "so"))

    @rule(login=st.sampled_from(["ana", "ben"]), days=st.integers(-1, 5))
    def is_absent(self, login: str, days: int) -> None:
        end = self.desk.today + DAY * days
        person = Person(login, login.title(), "collector")
        away = replace(
            person, absent_from=self.desk.today - DAY, absent_until=end, substitutes=("eva",)
        )
        self.tried(lambda: people.set_person(self.desk, away if days >= 0 else person))

    @rule(everybody=st.booleans())
    def assigns(self, everybody: bool) -> None:
        self.tried(lambda: assigning.assign(self.desk, everybody=everybody))

    @rule(customer=customers, part=st.integers(1, 3))
    def pays(self, customer: int, part: int) -> None:
        with self.store.read() as tx:
            found = tx.accounts.customer(customer)
        assert found is not None
        id = self.invoice(customer)
        (left,) = [one["open_minor"] for one in self.book.rows("item") if one["id"] == id]
        if left > 0:
            self.book.pay(customer, f"R-{found.number}", left // part, self.desk.today)

    @rule(days=st.sampled_from([1, 1, 2, 3, 7, 9]))
    def days_pass(self, days: int) -> None:
        self.now += DAY * days
        self.desk = self.desk.on(self.desk.today + DAY * days)

    @rule()
    def rules_change(self) -> None:
        self.rules = OTHER if self.rules == PLAIN else PLAIN
        self.done.clear()  # other rules, other days of the steps

    @rule()
    def takes_back(self) -> None:
        self.tried(lambda: undo(self.desk))
        self.done.clear()

    # -- what must hold

    @invariant()
    def the_list_is_right(self) -> None:
        if not hasattr(self, "store") or not self.numbers:
            return
        planning.plan(self.desk)
        shown = self.whole()
        again = planning.plan(self.desk)
        assert again.cleared == 0
        assert self.whole() == shown
        placed_in_turn(shown)
        opened = {line.customer_id: line for line in shown if line.state == "open"}
        for customer in range(1, self.numbers + 1):
            self.agrees(seen(self.desk, customer), opened.get(customer))
            line = opened.get(customer)
            assert line is None or line.step not in self.done[customer], (line, "step again")

    def agrees(self, found: Seen, line: Any) -> None:
        """The list, the explanation and the decision say the same of an account."""
        told, decision = found.told, found.decision
        worked = found.state in ("done", "skipped")
        assert told.listed == (line is not None or worked), (told, line)
        assert (line is not None) == (decision.listed and not worked), (decision, line, found.state)
        if line is not None:
            assert told.rank == line.rank
            assert told.reasons == line.reasons
            assert found.facts.block is None or decision.kind == "desk"
            if found.facts.desk:
                assert line.collector == found.facts.desk
        if decision.kind in AGREED and decision.until is not None:
            found.comes_back_on(self.desk, decision)

    def state_is_what_the_log_says(self) -> None:
        tables = ("activity", "activity_item")
        before = {name: _sorted(self.book.rows(name)) for name in tables}
        auditing.rebuild(self.desk)
        assert {name: _sorted(self.book.rows(name)) for name in tables} == before

    def invoice(self, customer: int) -> int:
        with self.store.read() as tx:
            found = tx.accounts.customer(customer)
        assert found is not None
        return self.book.item(customer, f"R-{found.number}")

    def tried(self, act: Any) -> None:
        """Refused with a sentence, or done."""
        with suppress(CollectworkError):
            act()

    def listed(self) -> list[Any]:
        return planning.worklist(self.desk, None, states=("open",))

    def whole(self) -> list[Any]:
        return planning.worklist(self.desk, None)


def _sorted(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(map(repr, rows))


Days.TestCase.settings = settings(
    max_examples=5 * int(os.environ.get("COLLECTWORK_LONG", "1")),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a story is read as it is
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestDaysOfEverything = Days.TestCase
