"""What is no fault of a message uses up none of its attempts: sign-in, mailbox, server away."""

from __future__ import annotations

from typing import Any

import mail_book as book
from test_runner import by, queued

from collectwork.domain.mail import Delivered
from collectwork.usecases import outbox, sending
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.delivering import send_due


class Away(book.FakeServer):
    """Not there, or not for us: whatever it is asked fails before it took anything."""

    away = True

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        if self.away:
            return Delivered(ok=False, later=True, words="the sign-in lapsed", blameless=True)
        return super().prepare(message, message_id, again=again)


def test_a_night_without_a_server_fails_nothing(sqlite_desk: Desk, clock: Any) -> None:
    rows = queued(sqlite_desk, 3)
    server = Away()
    working = by(sqlite_desk, server)
    for _ in range(40):
        send_due(working)
        clock.pass_(minutes=15)
    told = sending.outbox(sqlite_desk)
    assert {(row.state, row.attempts, row.reason) for row in told} == {
        ("queued", 0, "the sign-in lapsed")
    }
    server.away = False
    send_due(working)
    assert sorted(server.sent) == sorted(row.message_id for row in rows)


def test_the_mailbox_rests_and_another_message_tries_next(sqlite_desk: Desk, clock: Any) -> None:
    queued(sqlite_desk, 2)
    tried = []
    for _ in range(4):
        tried += [row.id for row in send_due(by(sqlite_desk, Away())).touched]
        clock.pass_(minutes=4)
    assert len(tried) == len(set(tried)) == 2


def test_a_person_tries_a_resting_mailbox_at_once(sqlite_desk: Desk, clock: Any) -> None:
    """Somebody mended the config: nothing is to be waited for, unless the server asked for it."""
    queued(sqlite_desk, 1)
    server = Away()
    send_due(by(sqlite_desk, server))
    clock.pass_(seconds=2)
    server.away = False
    assert send_due(by(sqlite_desk, server)).touched == []
    (row,) = send_due(by(sqlite_desk, server), by_person=True).touched
    assert row.state == "sent"


def test_without_a_server_mails_expire_by_their_date(sqlite_desk: Desk, clock: Any) -> None:
    queued(sqlite_desk, 1)
    for _ in range(12):
        send_due(by(sqlite_desk, Away()))
        clock.pass_(minutes=24 * 60)
    (row,) = sending.outbox(sqlite_desk)
    assert row.state == "expired"


def test_settled_as_not_sent_a_new_draft_is_made(sqlite_desk: Desk, clock: Any) -> None:
    """The draft was deleted by hand: its reference would lead into doubt for ever."""
    (row,) = queued(sqlite_desk, 1)
    server = book.FakeServer()
    calls = iter(["", "lost"])
    server.fault = lambda _: next(calls, "")
    send_due(by(sqlite_desk, server))
    server.drafts.clear()
    outbox.settle(sqlite_desk, row.id, sent=False, reason="looked")
    send_due(by(sqlite_desk, server))
    assert (sending.job(sqlite_desk, row.id).state, server.sent) == ("sent", [row.message_id])
