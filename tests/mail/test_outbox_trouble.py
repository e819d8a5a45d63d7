"""The outbox when servers fail, runners die or two run at once: nobody twice, nobody forgotten."""

from __future__ import annotations

import contextlib
from typing import Any

import mail_book as book
import pytest
from outbox_steps import at_work, kinds, only, queued

from collectwork.domain.mail import MOVES
from collectwork.errors import Conflict
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk


def test_dropped_after_acceptance_is_doubt_then_sent(desk: Desk) -> None:
    row, _, _ = queued(desk)
    server = book.FakeServer(fault=lambda call: "drop" if call == "deliver" else "")
    (doubtful,) = sending.deliver(at_work(desk, server))
    assert doubtful.state == "doubt"
    (settled,) = sending.deliver(at_work(desk, server))
    assert settled.state == "sent"
    assert server.sent == [row.message_id]


def test_lost_before_acceptance_sends_the_same_draft_again(sqlite_desk: Desk, clock: Any) -> None:
    row, _, _ = queued(sqlite_desk)
    answers = iter(["", "lost"])
    server = book.FakeServer(fault=lambda _: next(answers, ""))
    working = at_work(sqlite_desk, server)
    assert sending.deliver(working)[-1].state == "doubt"
    assert sending.deliver(working)[-1].state == "queued"
    clock.pass_(minutes=2)
    assert sending.deliver(working)[-1].state == "sent"
    assert server.sent == [row.message_id]
    assert server.calls == 1  # one draft only


def test_late_sent_items_are_waited_for_then_a_person_decides(
    sqlite_desk: Desk, clock: Any
) -> None:
    queued(sqlite_desk)
    server = book.FakeServer(fault=lambda call: "drop" if call == "deliver" else "", visible=False)
    working = at_work(sqlite_desk, server)
    sending.deliver(working)
    clock.pass_(minutes=14)
    assert sending.deliver(working) == []
    assert only(sqlite_desk).state == "doubt"
    clock.pass_(minutes=2)
    (row,) = sending.deliver(working)
    assert row.state == "held"
    assert "may have been sent" in (row.reason or "")
    assert len(server.sent) == 1


def test_killed_between_claim_and_send_goes_on_after_the_lease(desk: Desk, clock: Any) -> None:
    row, _, _ = queued(desk)
    plan = iter(["crash-before"])
    server = book.FakeServer(fault=lambda _: next(plan, ""))
    working = at_work(desk, server)
    with pytest.raises(book.Crash):
        sending.deliver(working)
    assert only(desk).state == "sending"
    assert sending.deliver(working) == []  # somebody's lease still runs
    clock.pass_(minutes=11)
    sending.deliver(working)
    clock.pass_(minutes=2)
    sending.deliver(working)
    assert only(desk).state == "sent"
    assert server.sent == [row.message_id]


def test_an_old_message_expires_instead_of_leaving(sqlite_desk: Desk, clock: Any) -> None:
    queued(sqlite_desk)
    clock.pass_(days=5)
    (row,) = sending.deliver(at_work(sqlite_desk, book.FakeServer()))
    assert row.state == "expired"


def test_dropped_by_hand_is_final(sqlite_desk: Desk) -> None:
    row, _, _ = queued(sqlite_desk)
    assert sending.drop(sqlite_desk, row.id, "no longer needed").state == "expired"
    with pytest.raises(Conflict):
        sending.release(sqlite_desk, row.id)
    assert sending.deliver(at_work(sqlite_desk, book.FakeServer())) == []


def test_two_runners_never_share_a_message(sqlite_desk: Desk) -> None:
    row, _, _ = queued(sqlite_desk)
    server = book.FakeServer()

    class Nested(book.FakeServer):
        def prepare(self, message, message_id, *, again=False):
            sending.deliver(at_work(sqlite_desk, server))  # a second runner, in the middle
            return server.prepare(message, message_id, again=again)

        def deliver(self, message, message_id, reference):
            return server.deliver(message, message_id, reference)

    sending.deliver(at_work(sqlite_desk, Nested()))
    assert server.sent == [row.message_id]


@pytest.mark.parametrize("seed", range(5))
def test_random_faults_send_nobody_twice_and_forget_nobody(
    sqlite_desk: Desk, clock: Any, seed: int
) -> None:
    rows = [queued(sqlite_desk, str(200_000 + n))[0] for n in range(6)]
    server = book.FakeServer(fault=book.chaos(seed))
    for _ in range(40):
        with contextlib.suppress(book.Crash):
            sending.deliver(at_work(sqlite_desk, server))
        assert len(server.sent) == len(set(server.sent))
        clock.pass_(minutes=17)
    server.fault = lambda _: ""
    for _ in range(3):
        clock.pass_(minutes=61)
        sending.deliver(at_work(sqlite_desk, server))
    states = {row.message_id: row.state for row in sending.outbox(sqlite_desk)}
    assert set(states) == {row.message_id for row in rows}
    assert set(states.values()) <= {"sent", "failed", "held"}
    for message_id, state in states.items():
        assert (state == "sent") == (message_id in server.sent), (state, message_id)


def test_every_move_is_allowed_and_an_entry(sqlite_desk: Desk, clock: Any) -> None:
    queued(sqlite_desk)
    server = book.FakeServer(fault=book.chaos(3, 0.7))
    for _ in range(12):
        with contextlib.suppress(book.Crash):
            sending.deliver(at_work(sqlite_desk, server))
        clock.pass_(minutes=20)
    states = ["queued"]
    names = {"mail.sending": "sending", "mail.released": "queued"}
    for kind in kinds(sqlite_desk)[1:]:
        state = names.get(kind, kind.removeprefix("mail."))
        if state != states[-1]:
            assert state in MOVES[states[-1]], (states, state)
            states.append(state)
    assert states[-1] == only(sqlite_desk).state
