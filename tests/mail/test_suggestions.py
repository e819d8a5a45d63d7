"""What a reply suggests is done by a person, once, with its sentence, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import mail_book as book
import pytest
from sqlalchemy import insert

from collectwork.domain.actions import Action
from collectwork.domain.activity import new_id
from collectwork.domain.suggestions import Found
from collectwork.errors import Conflict, InputRefused
from collectwork.store.door import Store
from collectwork.store.tables import table
from collectwork.usecases import disputes, followups, promises, recording, suggestions
from collectwork.usecases.desk import Desk

FRIDAY = date(2026, 11, 27)
SENTENCE = "Die Rechnung A-1 wird am 27.11. überwiesen."


@pytest.fixture
def account(store: Store) -> int:
    """A customer who owes 1,200.00 and 860.50."""
    id = book.customer(store)
    book.item(store, id, "A-1", 120_000)
    book.item(store, id, "A-2", 86_050, date(2026, 10, 20))
    return id


def replied(desk: Desk, customer_id: int, *found: Found, sender: str = "") -> list[int]:
    """A reply that says this is filed; the numbers of its suggestions."""
    store: Any = desk.store
    name = new_id()
    with store.write() as tx:
        done = tx.connection.execute(
            insert(table("inbox_message")).values(
                mailbox="ar", server_id=name, identity=name, sender=sender, subject="Re: A-1",
                message_id=f"<{name}@x.example>", customer_id=customer_id, digest="", at="",
                fetched_at="", name="", answer_to="", kind="reply", matched="thread", language="",
                text="", full_text="", state="filed", reason="",
            )
        )  # fmt: skip
        message_id = int(done.inserted_primary_key[0])
        customer = tx.accounts.customer(customer_id)
        tx.record(
            Action("mail.received", "reply", "mail", customer_id, customer.number, desk.today)
        )
        return suggestions.keep(
            desk, tx, message_id, customer, found, tx.suggestions.known(customer_id)
        )


def promised(**more: Any) -> Found:
    values = {"day": FRIDAY, "documents": ("A-1",), "amount_minor": 120_000, "currency": "EUR"}
    return Found("promise", SENTENCE, **(values | more))


def test_what_a_reply_says_waits_for_a_person(desk: Desk, account: int) -> None:
    (id,) = replied(desk, account, promised())
    (one,) = suggestions.suggestions(desk, "proposed", account)
    assert (one.id, one.sentence, one.invoices, one.day) == (id, SENTENCE, ("A-1",), FRIDAY)
    assert promises.promises(desk) == []  # nothing is done by itself
    assert suggestions.as_values(one)["amount"] == "1200.00"


def test_an_accepted_promise_is_the_customers_and_no_contact_of_ours(
    desk: Desk, account: int
) -> None:
    (id,) = replied(desk, account, promised())
    done = suggestions.accept(desk, id)
    (made,) = promises.promises(desk)
    assert (made.document, made.amount, made.due, made.state) == ("A-1", 120_000, FRIDAY, "open")
    with desk.store.read() as tx:
        entry = tx.log.by_id(done.entry_id)
    assert entry is not None
    assert entry.kind == "promise.made"
    body = entry.data
    assert not any(body[name] for name in ("contact", "attempt", "right_party"))
    assert (body["text"], body["suggestion"]) == (SENTENCE, id)
    assert suggestions.suggestion(desk, id).state == "accepted"
    assert followups.follow_ups(desk, account), "the account comes back"


def test_it_is_decided_once(desk: Desk, account: int) -> None:
    (id,) = replied(desk, account, promised())
    key = new_id()
    first = suggestions.accept(desk, id, key=key)
    assert suggestions.accept(desk, id, key=key).entry_id == first.entry_id  # the same key press
    with pytest.raises(Conflict, match="accepted already by ana"):
        suggestions.accept(desk, id)
    with pytest.raises(Conflict):
        suggestions.decline(desk, id, "too late")
    assert len(promises.promises(desk)) == 1


def test_undo_takes_the_promise_back_and_asks_again(desk: Desk, account: int) -> None:
    (id,) = replied(desk, account, promised())
    done = suggestions.accept(desk, id)
    recording.undo(desk, done.entry_id)
    assert suggestions.suggestion(desk, id).state == "proposed"
    assert [one.state for one in promises.promises(desk)] != ["open"]
    suggestions.accept(desk, id)


def test_changed_before_it_is_accepted(desk: Desk, account: int) -> None:
    (id,) = replied(desk, account, promised(day=None, amount_minor=None, currency=None))
    line = suggestions.suggestion(desk, id)
    with pytest.raises(InputRefused, match="names no day"):
        suggestions.accept(desk, id)
    edit = suggestions.typed_edit(desk, line, amount="500", day="2026-12-01", invoices=["A-2"])
    suggestions.accept(desk, id, edit)
    (made,) = promises.promises(desk)
    assert (made.document, made.amount, made.due) == ("A-2", 50_000, date(2026, 12, 1))
    assert suggestions.suggestion(desk, id).state == "edited"


def test_more_than_is_open_is_refused_and_still_waits(desk: Desk, account: int) -> None:
    (id,) = replied(desk, account, promised(amount_minor=130_000))
    with pytest.raises(InputRefused, match=r"more than the 1200\.00 EUR"):
        suggestions.accept(desk, id)
    assert suggestions.suggestion(desk, id).state == "proposed"


def test_without_invoices_the_oldest_come_first(desk: Desk, account: int) -> None:
    (id,) = replied(desk, account, promised(documents=(), amount_minor=150_000))
    suggestions.accept(desk, id)
    made = {one.document: one.amount for one in promises.promises(desk)}
    assert made == {"A-1": 120_000, "A-2": 30_000}


def test_a_dispute_has_the_sentence_as_its_reason(desk: Desk, account: int) -> None:
    said = "The pallets arrived damaged."
    (id,) = replied(desk, account, Found("dispute", said, documents=("A-2",), reason="quality"))
    suggestions.accept(desk, id)
    (one,) = disputes.disputes(desk)
    assert (one.document, one.category, one.reason) == ("A-2", "quality", said)


def test_said_to_be_paid_rests_until_the_money_should_be_here(desk: Desk, account: int) -> None:
    (id,) = replied(desk, account, Found("paid", "Paid on Wednesday.", day=date(2026, 11, 18)))
    done = suggestions.accept(desk, id)
    (one,) = followups.follow_ups(desk, account)
    assert (one.kind, one.quiet, one.due) == ("resubmission", True, date(2026, 11, 23))
    assert "payment said to be made on 2026-11-18" in (one.purpose or "")
    recording.undo(desk, done.entry_id)
    assert followups.follow_ups(desk, account) == []


def test_a_copy_goes_to_known_contacts_only(desk: Desk, account: int) -> None:
    asked = Found("copy", "Please send a copy of A-1.", documents=("A-1",), reason="statement")
    (id,) = replied(desk, account, asked, sender="stranger@elsewhere.example")
    done = suggestions.accept(desk, id)
    with desk.store.read() as tx:
        job = tx.outbox.job(done.entry_id)
    assert job is not None
    assert job.to == ("s.ott@brenner.example",)
    assert (job.template, job.state) == ("statement", "queued")
    assert suggestions.suggestion(desk, id).state == "accepted"
    recording.undo(desk, done.entry_id)
    assert suggestions.suggestion(desk, id).state == "proposed"


def test_declined_with_a_reason_does_nothing(desk: Desk, account: int) -> None:
    (id,) = replied(desk, account, promised())
    with pytest.raises(InputRefused, match="say why"):
        suggestions.decline(desk, id, " ")
    suggestions.decline(desk, id, "he means next year")
    line = suggestions.suggestion(desk, id)
    assert (line.state, line.remark) == ("declined", "he means next year")
    assert promises.promises(desk) == []


@pytest.mark.parametrize("newer", [promised(day=date(2026, 12, 4)), Found("paid", "Paid.")])
def test_a_newer_reply_ends_what_an_older_one_suggests(
    desk: Desk, account: int, newer: Found
) -> None:
    (first,) = replied(desk, account, promised())
    (other,) = replied(desk, account, Found("dispute", "Too dear.", reason="price"))
    (second,) = replied(desk, account, newer)
    states = {one.id: one.state for one in suggestions.suggestions(desk)}
    assert states == {first: "expired", other: "proposed", second: "proposed"}


def test_what_is_paid_meanwhile_is_over(
    desk: Desk, store: Store, account: int, make_desk: Callable[..., Desk]
) -> None:
    (id,) = replied(desk, account, promised())
    (other,) = replied(desk, account, promised(documents=("A-2",), amount_minor=None))
    assert suggestions.expire(desk) == 0
    with desk.store.read() as tx:
        first = next(one.item_id for one in tx.suggestions.known(account) if one.document == "A-1")
    book.set_open(store, first, 0)
    assert suggestions.expire(desk) == 1
    assert suggestions.suggestion(desk, id).remark == "what it is about is settled"
    assert suggestions.suggestion(desk, other).state == "proposed"
    later = make_desk(store, today=date(2026, 12, 1))
    assert suggestions.expire(later) == 1
    assert suggestions.suggestion(desk, other).remark == "the day promised is over"
