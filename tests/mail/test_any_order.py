"""Whatever servers, people and clocks do, in any order: the outbox keeps its promises.

COLLECTWORK_LONG=20 tries twenty times as many orders.
"""

from __future__ import annotations

import contextlib
import os
from typing import Any

import mail_book as book
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from test_runner import by, queued

from collectwork.domain.mail import FINAL, Queued
from collectwork.usecases import outbox, sending
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.delivering import send_due


class Outbox(RuleBasedStateMachine):
    """Whatever servers, people and clocks do: nobody twice, nobody forgotten."""

    desk: Desk
    clock: Any

    @initialize(data=st.data())
    def begin(self, data: Any) -> None:
        self.server = book.FakeServer()
        self.first = next(COUNTER)
        self.rows = [row.message_id for row in queued(self.desk, 3, self.first * 100)]

    @rule(
        fault=st.sampled_from(["", "", "later", "reject", "drop", "lost", "crash", "crash-before"]),
        skip=st.integers(0, 3),
    )
    def send(self, fault: str, skip: int) -> None:
        calls = iter([""] * skip + [fault])
        self.server.fault = lambda _: next(calls, "")
        with contextlib.suppress(book.Crash):
            send_due(by(self.desk, self.server))

    @rule(minutes=st.sampled_from([1, 5, 11, 16, 61, -30, 6 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.clock.pass_(minutes=minutes)

    @rule(visible=st.booleans())
    def sent_items(self, visible: bool) -> None:
        self.server.visible = visible

    @rule(number=st.integers(0, 2))
    def drop(self, number: int) -> None:
        row = self.row(number)
        if row.state in ("queued", "held") and not row.doubtful:
            outbox.drop(self.desk, row.id, "given up")

    @rule(number=st.integers(0, 2))
    def look_into_the_mailbox(self, number: int) -> None:
        row = self.row(number)
        if row.state == "doubt" or row.doubtful:
            left = row.message_id in self.server.sent
            outbox.settle(self.desk, row.id, sent=left)

    def row(self, number: int) -> Queued:
        return next(one for one in sending.outbox(self.desk) if one.message_id == self.rows[number])

    @invariant()
    def nobody_twice_nothing_forgotten(self) -> None:
        if not hasattr(self, "rows"):
            return
        assert len(self.server.sent) == len(set(self.server.sent))
        for row in sending.outbox(self.desk):
            if row.message_id not in self.rows:
                continue
            left = row.message_id in self.server.sent
            if row.state == "sent":
                assert left
            if row.state in ("failed", "expired"):
                assert not left, row
            if row.state in ("held", "doubt", "failed", "expired"):
                assert row.reason

    def teardown(self) -> None:
        """In peace everything ends, or says visibly that somebody must look."""
        if not hasattr(self, "rows"):
            return
        self.server.fault, self.server.visible = (lambda _: ""), True
        for _ in range(6):
            self.clock.pass_(minutes=61)
            send_due(by(self.desk, self.server))
        for row in sending.outbox(self.desk):
            assert row.state in FINAL or (row.state in ("held", "doubt") and row.reason), row


COUNTER = iter(range(3_100, 1_000_000))
LONG = int(os.environ.get("COLLECTWORK_LONG", "1"))


def test_the_state_machine_holds_whatever_happens(sqlite_desk: Desk, clock: Any) -> None:
    Outbox.desk, Outbox.clock = sqlite_desk, clock
    machine = Outbox.TestCase
    machine.settings = settings(
        max_examples=4 * LONG, stateful_step_count=10, deadline=None, database=None
    )
    machine("runTest").runTest()
