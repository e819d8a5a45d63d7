"""Queue, check again, claim, send, settle: never stale, never twice, nothing forgotten."""

from __future__ import annotations

from datetime import date
from typing import Any

import mail_book as book
import pytest
from outbox_steps import at_work, kinds, only, queued
from sqlalchemy import insert

from collectwork.domain import clocks
from collectwork.domain.account import BlockLine
from collectwork.domain.activity import Draft, new_id
from collectwork.errors import Conflict, InputRefused, NotAllowed
from collectwork.store.tables import table
from collectwork.usecases import batching, sending
from collectwork.usecases.actions.undoing import undo
from collectwork.usecases.desk import Desk


def test_queue_is_one_transaction_with_next_step_and_entry(desk: Desk) -> None:
    row, customer, _ = queued(desk)
    assert row.state == "queued"
    with desk.store.read() as tx:
        (entry,) = [one for one in tx.log.walk() if one.kind == "mail.queued"]
        (step,) = tx.follow_ups.open_lines(customer)
        job = tx.outbox.job(row.id)
    assert entry.id == row.id
    assert entry.data["to"] == ["s.ott@brenner.example"]
    assert entry.data["amount"] == {"EUR": 123450}
    assert step.due > desk.today
    assert job is not None
    assert b"RE-100231" in job.message


def test_happy_path_sends_once_and_logs_the_contact(desk: Desk) -> None:
    row, _, _ = queued(desk)
    server = book.FakeServer()
    (done,) = sending.deliver(at_work(desk, server))
    assert (done.id, done.state) == (row.id, "sent")
    assert server.sent == [row.message_id]
    assert sending.deliver(at_work(desk, server)) == []
    assert kinds(desk) == ["mail.queued", "mail.sending", "mail.sending", "mail.sent"]
    with desk.store.read() as tx:
        (entry,) = [one for one in tx.log.walk() if one.kind == "mail.sent"]
    assert entry.data["contact"] is True
    assert entry.data["invoices"] == ["RE-100231"]


def test_the_same_letter_twice_is_refused_naming_the_first(desk: Desk) -> None:
    _, customer, _ = queued(desk)
    letter = sending.compose(desk, customer, template="first_notice")
    with pytest.raises(NotAllowed, match=r"went into the outbox .* it is queued"):
        sending.queue(desk, letter)
    assert len(sending.outbox(desk)) == 1


def test_one_reminder_a_day_whatever_the_next_step_is(desk: Desk) -> None:
    _, customer, _ = queued(desk)
    sending.deliver(at_work(desk, book.FakeServer()))
    later = sending.compose(desk, customer, template="final_notice")
    with pytest.raises(NotAllowed, match="one reminder a day; 'first_notice' about RE-100231"):
        sending.queue(desk, later)
    answer = sending.compose(desk, customer, template="copy_request")
    assert sending.queue(desk, answer).state == "queued"


def test_a_letter_that_failed_may_be_written_again(desk: Desk) -> None:
    row, customer, _ = queued(desk)
    server = book.FakeServer(fault=lambda call: "reject" if call == "deliver" else "")
    sending.deliver(at_work(desk, server))
    letter = sending.compose(desk, customer, template="first_notice", to=["new@b.example"])
    again = sending.queue(desk, letter)
    assert again.id != row.id
    with pytest.raises(NotAllowed):
        sending.queue(desk, letter)


def test_the_same_key_returns_the_first_result(desk: Desk) -> None:
    customer = book.customer(desk.store)
    book.item(desk.store, customer, "RE-1", 100)
    letter, key = sending.compose(desk, customer), new_id()
    assert sending.queue(desk, letter, key=key) == sending.queue(desk, letter, key=key)


def test_paid_before_it_left_is_held_with_the_reason(desk: Desk) -> None:
    _, _, item = queued(desk)
    book.set_open(desk.store, item, 0)
    server = book.FakeServer()
    (row,) = sending.deliver(at_work(desk, server))
    assert (row.state, row.reason) == ("held", "RE-100231 was paid")
    assert server.sent == []


def test_part_paid_is_held_because_the_amount_is_old(desk: Desk) -> None:
    _, _, item = queued(desk)
    book.set_open(desk.store, item, 23450)
    (row,) = sending.deliver(at_work(desk, book.FakeServer()))
    assert row.state == "held"
    assert row.reason == "RE-100231 changed from 1234.50 to 234.50 EUR"


def test_a_block_set_meanwhile_holds_it_and_release_sends_it(desk: Desk) -> None:
    row, customer, _ = queued(desk)
    with desk.store.write() as tx:
        line = BlockLine("b1", customer, "", None, "hold", "talks", desk.today, None, None, "ana")
        tx.blocks.add("b1", line)
        tx.record(Draft("block.set", None, {}))
    (held,) = sending.deliver(at_work(desk, book.FakeServer()))
    assert held.state == "held"
    assert "talks" in (held.reason or "")
    with desk.store.write() as tx:
        tx.blocks.lift("b1", desk.today)
        tx.record(Draft("block.lifted", None, {}))
    assert sending.release(desk, row.id[:12]).state == "queued"
    (sent,) = sending.deliver(at_work(desk, book.FakeServer()))
    assert sent.state == "sent"


def test_a_dispute_or_promise_made_meanwhile_holds_it(desk: Desk) -> None:
    _, customer, item = queued(desk)
    with desk.store.write() as tx:
        connection = tx.connection
        connection.execute(
            insert(table("dispute")).values(
                id="d", customer_id=customer, item_id=item, opened_on=desk.today, state="open",
                category="other", reason="short", source="collector",
            )
        )  # fmt: skip
        tx.record(Draft("dispute.opened", None, {}))
    (row,) = sending.deliver(at_work(desk, book.FakeServer()))
    assert (row.state, row.reason) == ("held", "RE-100231 is disputed")


@pytest.mark.parametrize(
    "change", [{"do_not_contact": True}, {"email_state": "bounced"}], ids=["hands off", "bounced"]
)
def test_an_address_that_fell_away_holds_it(sqlite_desk: Desk, change: dict[str, object]) -> None:
    _, customer, _ = queued(sqlite_desk)
    book.set_contact(sqlite_desk.store, customer, **change)
    (row,) = sending.deliver(at_work(sqlite_desk, book.FakeServer()))
    assert row.state == "held"


def test_a_refusal_before_acceptance_waits_longer_each_time_then_fails(
    sqlite_desk: Desk, clock: Any
) -> None:
    queued(sqlite_desk)
    working = at_work(sqlite_desk, book.FakeServer(fault=lambda _: "later"))
    waits = []
    while sending.deliver(working) and (row := only(sqlite_desk)).state == "queued":
        assert sending.deliver(working) == []  # its time has not come
        wait = clocks.moment(row.next_try_at or "") - clock.now
        waits.append(wait.total_seconds() / 60)
        clock.pass_(minutes=waits[-1])
    row = only(sqlite_desk)
    assert waits == [1, 2, 4, 8, 16, 32, 60]
    assert (row.state, row.attempts) == ("failed", 8)
    assert row.reason == "busy (after 8 attempts)"


def test_a_rejection_fails_at_once_with_the_servers_words(sqlite_desk: Desk) -> None:
    queued(sqlite_desk)
    server = book.FakeServer(fault=lambda call: "reject" if call == "deliver" else "")
    (row,) = sending.deliver(at_work(sqlite_desk, server))
    assert (row.state, row.reason) == ("failed", "550 no such user")


def test_no_address_is_refused_with_the_way_out(sqlite_desk: Desk) -> None:
    customer = book.customer(sqlite_desk.store, email=None)
    book.item(sqlite_desk.store, customer, "RE-1", 100)
    with pytest.raises(NotAllowed, match="--to ADDRESS"):
        sending.compose(sqlite_desk, customer)
    letter = sending.compose(sqlite_desk, customer, to=["a@acme.example"])
    assert letter.to == ("a@acme.example",)
    with pytest.raises(InputRefused):
        sending.compose(sqlite_desk, customer, to=["a@acme.example,b@evil.example"])


def test_recipients_are_main_then_payables_never_bounced(sqlite_desk: Desk) -> None:
    store = sqlite_desk.store
    customer = book.customer(store, email="main@b.example")
    book.item(store, customer, "RE-1", 100)
    book.contact(store, customer, "Shop", "shop@b.example", role="sales")
    book.contact(store, customer, "AP", "ap@b.example", role="Accounts payable")
    assert sending.compose(sqlite_desk, customer).to == ("main@b.example",)
    with store.write() as tx:
        rows = table("contact")
        tx.connection.execute(
            rows.update().where(rows.c.main.is_(True)).values(email_state="bounced")
        )
        tx.record(Draft("contact.changed", None, {}))
    letter = sending.compose(sqlite_desk, customer)
    assert letter.to == ("ap@b.example",)
    assert letter.unsent == ("Sabine Ott: main@b.example bounced",)


def test_a_batch_stops_between_two_mails(sqlite_desk: Desk) -> None:
    customers = []
    for number in ("1", "2", "3"):
        customer = book.customer(sqlite_desk.store, number, f"C{number}")
        book.item(sqlite_desk.store, customer, f"RE-{number}", 100)
        customers.append(customer)
    prepared = batching.prepare(sqlite_desk, customers)
    assert prepared is not None
    ahead = prepared.ahead
    assert (ahead.count, ahead.domains, ahead.totals) == (3, {"brenner.example": 3}, {"EUR": 300})
    assert sending.outbox(sqlite_desk) == [], "looking changes nothing"
    seen: list[int] = []
    done = batching.queue(
        sqlite_desk, prepared, stop=lambda: len(seen) == 2, told=lambda at: seen.append(at)
    )
    assert (len(done.queued), done.left) == (2, 1)
    rows = sending.outbox(sqlite_desk)
    assert {row.batch for row in rows} == {prepared.id}
    again = batching.queue(sqlite_desk, prepared)
    assert (len(again.queued), len(again.refused)) == (1, 2), "nobody twice"
    sent = batching.send(at_work(sqlite_desk, book.FakeServer()), done)
    assert [row.state for row in sent.touched] == ["sent", "sent"]


def test_disputed_promised_and_covered_items_are_not_dunned(sqlite_desk: Desk) -> None:
    store = sqlite_desk.store
    customer = book.customer(store)
    book.item(store, customer, "RE-1", 1000)
    book.item(store, customer, "GS-1", -1500, None, kind="credit")
    with pytest.raises(NotAllowed, match="covered by credits"):
        sending.compose(sqlite_desk, customer, template="first_notice")
    book.item(store, customer, "US-1", 700, date(2026, 11, 1), currency="USD")
    letter = sending.compose(sqlite_desk, customer, template="first_notice")
    assert letter.totals == (("USD", 700),)


def test_undo_takes_a_queued_mail_back_but_not_one_that_left(sqlite_desk: Desk, clock: Any) -> None:
    row, customer, _ = queued(sqlite_desk)
    undo(sqlite_desk)
    assert only(sqlite_desk).state == "expired"
    with sqlite_desk.store.read() as tx:
        assert tx.follow_ups.open_lines(customer) == []
    assert sending.deliver(at_work(sqlite_desk, book.FakeServer())) == []
    second = sending.compose(sqlite_desk, customer, template="second_notice")
    sending.queue(sqlite_desk, second)
    sending.deliver(at_work(sqlite_desk, book.FakeServer()))
    with pytest.raises(Conflict):
        undo(sqlite_desk)
    assert row.id != only_sent(sqlite_desk)


def only_sent(desk: Desk) -> str:
    (row,) = sending.outbox(desk, "sent")
    return row.id
