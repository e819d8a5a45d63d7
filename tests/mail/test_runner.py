"""The runner of the outbox: leases, rate, hours, pauses, doubt, a person's decision, channels."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import mail_book as book
import pytest
from sqlalchemy import update

from collectwork.domain import clocks
from collectwork.domain.activity import new_id
from collectwork.domain.mail import Delivered, Queued
from collectwork.domain.mailboxes import Arrived, Fetched, MailboxAbout
from collectwork.domain.team import Person
from collectwork.errors import Conflict, NotAllowed
from collectwork.store.tables import table
from collectwork.usecases import outbox, people, sending
from collectwork.usecases.alerting import daily
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.delivering import send_due
from collectwork.usecases.ports.outside import Way


def queued(desk: Desk, many: int, first: int = 300_000) -> list[Queued]:
    rows = []
    for number in range(first, first + many):
        customer = book.customer(desk.store, str(number), f"C{number}")
        book.item(desk.store, customer, f"RE-{number}", 1000 + number)
        rows.append(sending.queue(desk, sending.compose(desk, customer, template="first_notice")))
    return rows


def by(desk: Desk, server: Any, **about: Any) -> Desk:
    return replace(desk, mailbox=lambda _: server, mailboxes=(MailboxAbout(**about),))


def states(desk: Desk) -> dict[str, str]:
    return {row.message_id: row.state for row in sending.outbox(desk)}


class Slow(book.FakeServer):
    """Takes its time, by the clock, with a call."""

    def __init__(self, clock: Any, minutes: float) -> None:
        super().__init__()
        self._clock, self._minutes = clock, minutes

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        made = super().prepare(message, message_id, again=again)
        self._clock.pass_(minutes=self._minutes)
        return made


def test_a_runner_whose_lease_ran_out_does_not_send(sqlite_desk: Desk, clock: Any) -> None:
    (row,) = queued(sqlite_desk, 1)
    slow = Slow(clock, 11)
    other = book.FakeServer(drafts=slow.drafts, sent=slow.sent)

    class Overtaken(Slow):
        def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
            made = slow.prepare(message, message_id, again=again)
            sending.deliver(by(sqlite_desk, other))  # somebody else takes it up meanwhile
            clock.pass_(minutes=2)
            sending.deliver(by(sqlite_desk, other))
            return made

    sending.deliver(by(sqlite_desk, Overtaken(clock, 0)))
    assert slow.sent == [row.message_id]
    assert set(states(sqlite_desk).values()) == {"sent"}


def test_a_call_begins_only_where_the_lease_outlasts_it(sqlite_desk: Desk, clock: Any) -> None:
    queued(sqlite_desk, 1)

    class NoDrafts(Slow):
        def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
            clock.pass_(minutes=self._minutes)
            return Delivered(ok=True)

        def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
            raise AssertionError("it may not be called")

    (row,) = sending.deliver(by(sqlite_desk, NoDrafts(clock, 7)))
    assert row.state == "queued"
    assert "nothing was sent" in (row.reason or "")


def test_several_runners_keep_a_mailboxs_rate_together(desk: Desk, clock: Any) -> None:
    queued(desk, 7)
    server = book.FakeServer()
    for _ in range(2):
        done = send_due(by(desk, server, per_minute=3))
    assert len(server.sent) == 3
    ((number, wait),) = done.waits.values()
    assert (number, wait.until) == (4, clock.now + timedelta(minutes=1))
    waits = outbox.waits(by(desk, server, per_minute=3), sending.outbox(desk, "queued"))
    assert len(waits) == 4
    clock.pass_(seconds=61)
    send_due(by(desk, server, per_minute=3))
    assert len(server.sent) == 6


def test_outside_the_hours_mails_wait_until_they_begin(sqlite_desk: Desk, clock: Any) -> None:
    queued(sqlite_desk, 1)
    hours = replace(
        sqlite_desk.policy, send_from="23:58", send_until="23:59", send_business_days=True
    )
    server = book.FakeServer()
    working = replace(by(sqlite_desk, server), policy=hours)
    done = send_due(working)
    ((number, wait),) = done.waits.values()
    assert (number, server.sent) == (1, [])
    assert wait.until.astimezone(clocks.MACHINE).strftime("%H:%M") == "23:58"
    send_due(working, now=True)  # a person's decision
    assert len(server.sent) == 1


def test_a_server_that_asks_to_wait_is_left_alone_by_the_whole_mailbox(
    desk: Desk, clock: Any
) -> None:
    queued(desk, 4)
    server = book.FakeServer(fault=lambda _: "later")  # with a Retry-After of 30 seconds
    send_due(by(desk, server))
    tried = [row.attempts for row in sending.outbox(desk)]
    assert sum(tried) == 1
    server.fault = lambda _: ""
    queued(desk, 1, 310_000)
    send_due(by(desk, server))
    assert server.sent == [], "what came later waits as well"
    clock.pass_(seconds=31)
    send_due(by(desk, server))
    assert len(server.sent) == 4
    clock.pass_(minutes=2)
    send_due(by(desk, server))
    assert len(server.sent) == 5


def test_a_server_that_is_away_is_not_asked_by_every_message(sqlite_desk: Desk) -> None:
    queued(sqlite_desk, 8)

    class Away(book.FakeServer):
        def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
            self.calls += 1
            return Delivered(ok=False, later=True, words="connection refused")

    server = Away()
    done = send_due(by(sqlite_desk, server))
    assert server.calls == 3
    ((number, wait),) = done.waits.values()
    assert (number, wait.why) == (5, "connection refused")


class WithSentItems(book.FakeServer):
    """Sent Items that can be read page by page, and a settle that knows nothing."""

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        return None

    def fetch(self, folder: str, state: str) -> Fetched:
        assert folder == "sent"
        seen = int(state or 0)
        page = tuple(Arrived(f"s{n}", message_id=self.sent[n]) for n in range(seen, len(self.sent)))
        return Fetched(page, str(len(self.sent)))


def test_sent_items_settle_what_is_in_doubt(desk: Desk) -> None:
    rows = queued(desk, 2)
    server = WithSentItems(fault=lambda call: "drop" if call == "deliver" else "")
    working = by(desk, server)
    send_due(working)
    assert set(states(desk).values()) == {"doubt"}
    send_due(working)
    assert set(states(desk).values()) == {"sent"}
    assert sorted(server.sent) == sorted(row.message_id for row in rows)


def doubtful(desk: Desk, clock: Any) -> Queued:
    """A mail of which nobody knows whether it left."""
    queued(desk, 1)
    server = book.FakeServer(fault=lambda call: "drop" if call == "deliver" else "", visible=False)
    send_due(by(desk, server))
    clock.pass_(minutes=16)
    send_due(by(desk, server))
    (row,) = sending.outbox(desk)
    assert (row.state, row.doubtful) == ("held", True)
    return row


def test_a_copy_that_turns_up_late_says_that_a_held_one_left(desk: Desk, clock: Any) -> None:
    row = doubtful(desk, clock)
    server = WithSentItems(visible=False)
    send_due(by(desk, server))
    assert set(states(desk).values()) == {"held"}
    server.sent.append(row.message_id)
    send_due(by(desk, server))
    assert set(states(desk).values()) == {"sent"}
    assert server.sent == [row.message_id]


def test_what_may_have_left_is_sent_again_only_by_a_person_with_a_reason(
    desk: Desk, clock: Any
) -> None:
    row = doubtful(desk, clock)
    with pytest.raises(NotAllowed, match="may have been sent"):
        outbox.release(desk, row.id)
    again = outbox.release(desk, row.id, "the customer has nothing")
    assert (again.state, again.doubtful) == ("queued", False)
    with desk.store.read() as tx:
        told = [one.data for one in tx.log.walk() if one.kind == "mail.released"]
    assert told[-1]["reason"] == "the customer has nothing"
    assert told[-1]["may_have_been_sent"] is True


@pytest.mark.parametrize(("sent", "state"), [(True, "sent"), (False, "queued")])
def test_a_person_settles_what_is_in_doubt(
    sqlite_desk: Desk, clock: Any, sent: bool, state: str
) -> None:
    row, key = doubtful(sqlite_desk, clock), new_id()
    done = outbox.settle(sqlite_desk, row.id, sent=sent, reason="looked", key=key)
    assert (done.state, done.doubtful) == (state, False)
    assert outbox.settle(sqlite_desk, row.id, sent=sent, reason="looked", key=key).state == state
    with pytest.raises(Conflict):
        outbox.settle(sqlite_desk, row.id, sent=sent)


def test_bytes_that_are_not_those_of_the_log_never_leave(sqlite_desk: Desk) -> None:
    (row,) = queued(sqlite_desk, 1)
    whole = outbox.stored(sqlite_desk, row.id).message
    with sqlite_desk.store.write() as tx:
        changed = update(table("outbox")).values(message=whole + b"and more\r\n")
        tx.connection.execute(changed)  # type: ignore[attr-defined]
        tx.record(sending_draft())
    (held,) = sending.deliver(by(sqlite_desk, book.FakeServer()))
    assert (held.id, held.state) == (row.id, "held")
    assert "not the one that was queued" in (held.reason or "")


def sending_draft() -> Any:
    from collectwork.domain.activity import Draft

    return Draft("contact.changed", None, {})


def test_a_deadline_that_has_passed_is_not_sent(sqlite_desk: Desk) -> None:
    queued(sqlite_desk, 1)
    later = sqlite_desk.on(sqlite_desk.today + timedelta(days=40))
    (held,) = sending.deliver(by(later, book.FakeServer()))
    assert held.state == "held"
    assert "deadline" in (held.reason or "")


def test_every_channel_leaves_by_its_own_way(desk: Desk) -> None:
    (row,) = queued(desk, 1)
    rows = table("outbox")
    with desk.store.write() as tx:
        tx.connection.execute(  # type: ignore[attr-defined]
            update(rows).values(channel="agency", mailbox="tray")
        )
        tx.record(sending_draft())
    nowhere = send_due(replace(desk, ways={}))
    assert len(nowhere.trouble) == 1
    tray = book.FakeServer()
    opened: list[str] = []

    def way(name: str) -> Any:
        opened.append(name)
        return tray

    (done,) = send_due(replace(desk, ways={"agency": Way(way)})).touched
    assert (done.state, opened, tray.sent) == ("sent", ["tray"], [row.message_id])
    with desk.store.read() as tx:
        kinds = [entry.kind for entry in tx.log.walk()]
    assert kinds[-1] == "agency.sent"


class Threaded(book.FakeServer):
    """A server that several connections use at once."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.opened = 1

    def another(self) -> Threaded:
        self.opened += 1
        return self

    def _act(self, call: str, work: Any) -> Delivered:
        with self.lock:
            return super()._act(call, work)


def test_several_connections_share_a_mailbox(desk: Desk) -> None:
    rows = queued(desk, 9)
    server = Threaded()
    done = send_due(by(desk, server, connections=3))
    assert server.opened == 3
    assert {row.state for row in done.touched} == {"sent"}
    assert sorted(server.sent) == sorted(row.message_id for row in rows)


def test_two_runners_at_once_send_each_message_once(desk: Desk) -> None:
    rows = queued(desk, 8)
    server = Threaded()
    runners = [
        threading.Thread(target=send_due, args=(by(desk, server, connections=1),)) for _ in range(3)
    ]
    for one in runners:
        one.start()
    for one in runners:
        one.join()
    assert sorted(server.sent) == sorted(row.message_id for row in rows)
    assert set(states(desk).values()) == {"sent"}


def test_a_stop_puts_back_what_has_not_left(sqlite_desk: Desk) -> None:
    queued(sqlite_desk, 4)
    server = book.FakeServer()
    done = send_due(by(sqlite_desk, server), stop=lambda: len(server.sent) == 2)
    assert len(server.sent) == 2
    assert sorted(row.state for row in done.touched) == ["sent", "sent"]
    send_due(by(sqlite_desk, server))
    assert len(server.sent) == len(set(server.sent)) == 4


def test_leads_are_told_once_a_business_day(sqlite_desk: Desk) -> None:
    lead = Person("ana", "Ana", "lead", email="ana@acme.example")
    people.set_person(sqlite_desk, lead)
    assert daily.write(sqlite_desk).queued == ()
    queued(sqlite_desk, 2)
    plan = iter(["", "reject"])
    send_due(
        by(sqlite_desk, book.FakeServer(fault=lambda c: next(plan, "") if c == "deliver" else ""))
    )
    assert daily.write(sqlite_desk).queued == ("ana",)
    assert daily.write(sqlite_desk).queued == ()
    job = next(row for row in sending.outbox(sqlite_desk) if row.customer_id is None)
    text = outbox.stored(sqlite_desk, job.id).message.decode()
    assert job.to == ("ana@acme.example",)
    assert "550 no such user" in text
