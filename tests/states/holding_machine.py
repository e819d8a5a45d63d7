"""A machine of random days on one customer's disputes, blocks, resubmissions and call-backs."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from working.book import Book
from working.office import MovableClock

from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.disputes import DisputeInput
from collectwork.errors import InputRefused
from collectwork.usecases import blocks, disputes, followups, promises
from collectwork.usecases.desk import Desk
from collectwork.usecases.recording import record, undo

DAY = timedelta(days=1)
BILLED = 1000


@dataclass
class Kept:
    """What the reference remembers: rows as plain dictionaries by id, in lists."""

    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    blocks: dict[str, dict[str, Any]] = field(default_factory=dict)
    later: dict[str, dict[str, Any]] = field(default_factory=dict)


class HoldingMachine(RuleBasedStateMachine):
    """``desk`` is set by the test; each example works on a customer of its own."""

    desk: Desk
    clock: MovableClock
    examples = 0

    @initialize()
    def begin(self) -> None:
        type(self).examples += 1
        self.book = Book(self.desk.store)  # type: ignore[arg-type]
        self.book.runs = 500_000 + type(self).examples * 1000
        self.today = self.clock().date()
        promises.evaluate(self.here)  # what the example before left
        self.document = f"H{self.book.runs}"
        self.customer = self.book.customer(
            self.document, "Brenner", [(self.document, BILLED, date(2026, 10, 1))]
        )
        self.item = self.book.item(self.customer, self.document)
        self.open = BILLED
        self.kept = Kept()
        self.before: Kept | None = None

    # -- disputes

    @rule(part=st.none() | st.integers(1, BILLED), ahead=st.integers(0, 12))
    def dispute(self, part: int | None, ahead: int) -> None:
        due = self.today + DAY * ahead
        wanted = DisputeInput((self.item,), part, "EUR", reason="price", owner="sales", due=due)
        before = self.remember()
        try:
            done = disputes.open_one(self.here, self.customer, wanted)
        except InputRefused:
            assert part is not None
            assert part > self.open
            return
        assert part is None or part <= self.open
        with self.desk.store.read() as tx:
            (line,) = tx.disputes.of_entry(done.entry_id)
        self.kept.disputes[line.id] = {
            "state": "open", "due": due, "owner": "sales", "part": part, "credited": 0
        }  # fmt: skip
        self.before = before

    @precondition(lambda self: self.kept.disputes)
    @rule(
        pick=st.integers(0, 99), act=st.sampled_from(["resolve", "withdraw", "reopen", "hand on"])
    )
    def decide(self, pick: int, act: str) -> None:
        id, row = list(self.kept.disputes.items())[pick % len(self.kept.disputes)]
        before = self.remember()
        fits = row["state"] == "open" if act != "reopen" else row["state"] != "open"
        fits = fits and not (act == "reopen" and self.open <= 0)
        due = self.today + DAY * 3
        try:
            if act == "reopen":
                disputes.reopen(self.here, id[-8:], "not over", due)
            elif act == "hand on":
                disputes.reassign(self.here, id, "their matter", owner="depot", due=due)
            else:
                disputes.resolve(self.here, id, "settled", withdrawn=act == "withdraw")
        except InputRefused:
            assert not fits
            return
        assert fits
        row.update(
            {
                "resolve": {"state": "resolved"},
                "withdraw": {"state": "withdrawn"},
                "reopen": {"state": "open", "due": due},
                "hand on": {"owner": "depot", "due": due},
            }[act]
        )
        self.before = before

    @rule(minor=st.integers(1, 700), kind=st.sampled_from(["payment", "credit_note"]))
    def clear(self, minor: int, kind: str) -> None:
        self.days_pass(1)  # what an import brings is known after what was done before it
        minor = min(minor, self.open)
        if minor <= 0:
            return
        self.book.pay(self.customer, self.document, minor, self.today, kind)
        self.open -= minor
        if kind == "credit_note":
            for row in self.kept.disputes.values():
                row["credited"] += minor
        self.before = None

    @rule()
    def evaluate(self) -> None:
        closed = 0
        for row in self.kept.disputes.values():
            part_gone = row["part"] is not None and row["credited"] >= row["part"]
            if row["state"] == "open" and (self.open <= 0 or part_gone):
                row["state"] = "resolved"
                closed += 1
        assert promises.evaluate(self.here) == ({"disputes_closed": closed} if closed else {})
        self.before = None if closed else self.before

    # -- blocks

    @rule(ahead=st.integers(0, 9), kind=st.sampled_from(["hold", "insolvency"]), ends=st.booleans())
    def block(self, ahead: int, kind: str, ends: bool) -> None:
        until = self.today + DAY * ahead if ends else None
        before = self.remember()
        try:
            blocks.block(self.here, self.customer, kind, "asked", until)
        except InputRefused:
            assert kind == "hold"
            assert until is None
            return
        (new,) = {line.id for line in blocks.blocks(self.here, None, self.customer)} - set(
            self.kept.blocks
        )
        self.kept.blocks[new] = {"since": self.today, "until": until, "lifted": None}
        self.before = before

    @precondition(lambda self: self.kept.blocks)
    @rule(pick=st.integers(0, 99), prolong=st.booleans(), more=st.integers(-2, 9))
    def change_block(self, pick: int, prolong: bool, more: int) -> None:
        id, row = list(self.kept.blocks.items())[pick % len(self.kept.blocks)]
        before = self.remember()
        until = (row["until"] or self.today) + DAY * more
        later = row["until"] is None or until > row["until"]
        fits = self.holds(row) and (not prolong or (later and until >= self.today))
        try:
            if prolong:
                blocks.prolong(self.here, id[:20] if len(self.kept.blocks) < 2 else id, until, "y")
            else:
                blocks.lift(self.here, id, "paid")
        except InputRefused:
            assert not fits
            return
        assert fits
        row.update({"until": until} if prolong else {"lifted": self.today})
        self.before = before

    # -- later

    @rule(ahead=st.integers(0, 45), call=st.booleans(), quiet=st.booleans())
    def put_off(self, ahead: int, call: bool, quiet: bool) -> None:
        due = self.today + DAY * ahead
        kind = "callback" if call else "resubmission"
        wanted = FollowUpInput(kind, due, None, None, "look", quiet and not call)  # type: ignore[arg-type]
        before = self.remember()
        try:
            done = record(
                self.here, self.customer, "call_back" if call else "resubmit", follow_up=wanted,
                override="tested",
            )  # fmt: skip
        except InputRefused:
            assert not call
            assert due > _month_after(self.today)
            return
        assert call or due <= _month_after(self.today)
        for row in self.kept.later.values():
            self.settled_by(row, kind)
        with self.desk.store.read() as tx:
            (line,) = tx.follow_ups.of_entry(done.entry_id)
        self.kept.later[line.id] = {"kind": kind, "due": due, "state": "open"}
        self.before = before

    @precondition(lambda self: self.kept.later)
    @rule(pick=st.integers(0, 99), ahead=st.integers(-1, 40), cancel=st.booleans())
    def change_later(self, pick: int, ahead: int, cancel: bool) -> None:
        id, row = list(self.kept.later.items())[pick % len(self.kept.later)]
        before = self.remember()
        due = self.today + DAY * ahead
        too_far = row["kind"] == "resubmission" and due > _month_after(self.today)
        fits = row["state"] == "open" and (cancel or not (ahead < 0 or too_far))
        try:
            if cancel:
                followups.cancel(self.here, id, "not needed")
            else:
                followups.move(self.here, id, due.isoformat())
        except InputRefused:
            assert not fits
            return
        assert fits
        row.update({"state": "cancelled"} if cancel else {"due": due})
        self.before = before

    # -- time, undo, and what must hold

    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        self.clock.pass_(days=days)
        self.today += DAY * days

    @precondition(lambda self: self.before is not None)
    @rule()
    def take_back(self) -> None:
        undo(self.here)
        assert self.before is not None
        self.kept, self.before = self.before, None

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "kept"):
            return
        shown = {one.id: one for one in disputes.disputes(self.here, None, self.customer)}
        assert {id: (one.state, one.due, one.owner) for id, one in shown.items()} == {
            id: (row["state"], row["due"], row["owner"]) for id, row in self.kept.disputes.items()
        }
        late = {one.id for one in disputes.disputes(self.here, None, self.customer, overdue=True)}
        assert late == {
            id
            for id, row in self.kept.disputes.items()
            if row["state"] == "open" and row["due"] < self.today
        }
        active = {one.id for one in blocks.blocks(self.here, "active", self.customer)}
        assert active == {id for id, row in self.kept.blocks.items() if self.holds(row)}
        waiting = {
            one.id: one.due
            for one in followups.follow_ups(self.here, self.customer)
            if one.kind != "next"
        }
        assert waiting == {
            id: row["due"] for id, row in self.kept.later.items() if row["state"] == "open"
        }

    @property
    def here(self) -> Desk:
        return self.desk.on(self.today)

    def remember(self) -> Kept:
        return copy.deepcopy(self.kept)

    def holds(self, row: dict[str, Any]) -> bool:
        """Day by day: from its first until its last one, unless somebody lifted it."""
        if row["lifted"] is not None:
            return False
        return row["since"] <= self.today and (row["until"] is None or self.today <= row["until"])

    def settled_by(self, row: dict[str, Any], new: str) -> None:
        """What putting off once more does to what waits; a call that came about does a call-back
        that is due, and what was due to be looked at again is done."""
        if row["state"] != "open":
            return
        due = row["due"] <= self.today
        gone = new == "callback" if row["kind"] == "callback" else due or new == "resubmission"
        if gone:
            row["state"] = "settled"


def _month_after(day: date) -> date:
    """The same day of the next month, or its last one."""
    first = (day.replace(day=1) + DAY * 32).replace(day=1)
    last = (first + DAY * 32).replace(day=1) - DAY
    return min(last, first + DAY * (day.day - 1))
