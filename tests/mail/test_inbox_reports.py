"""What mail servers report: addresses that are of no use, mails that come later; automatic
answers. None of it is a contact, none of it waits for an answer."""

from __future__ import annotations

import inbox_book as inbox
import mail_book as book
import pytest
from inbox_book import Box, mail, report

from collectwork.errors import NotAllowed
from collectwork.usecases import accounts, planning, sending
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import fetching, triage

OTT = "s.ott@brenner.example"


@pytest.fixture
def box() -> Box:
    return Box()


def state_of(desk: Desk, customer: int) -> str:
    with desk.store.read() as tx:
        return tx.accounts.contacts(customer)[0].email_state


def test_an_address_that_bounced_is_written_to_no_more(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, customer, _ = inbox.sent(desk)
    other = book.customer(desk.store, "9", "Other", email=OTT.upper())
    book.item(desk.store, customer, "RE-2", 700)
    planning.plan(desk)
    box.put(report(row.message_id, OTT))
    assert fetching.sync(desk).bounced == (OTT,)
    assert (state_of(desk, customer), state_of(desk, other)) == ("bounced", "bounced")
    assert sending.job(desk, row.id).state == "sent"
    (line,) = triage.lines(desk)
    assert (line.kind, line.state, line.waiting) == ("bounce", "done", False)
    (told,) = [one for one in accounts.timeline(desk, customer) if one.kind == "mail.bounced"]
    assert OTT in told.text
    assert "another address" in told.text
    assert [o.kind for o in accounts.timeline(desk, other)].count("mail.bounced") == 1
    assert not [one for one in planning.worklist(desk, None) if one.action == "reply"]
    with pytest.raises(NotAllowed, match="bounced"):
        sending.compose(desk, customer, template="statement")
    with desk.store.read() as tx:
        assert not [a for a in tx.log.walk() if a.kind == "mail.received"]


def test_an_address_that_is_nobodys_contact_is_refused_too(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    customer = book.customer(desk.store)
    book.item(desk.store, customer, "RE-1", 100)
    letter = sending.compose(desk, customer, template="first_notice", to=["typed@x.example"])
    row = sending.queue(desk, letter)
    sending.deliver(desk)
    box.put(report(row.message_id, "typed@x.example"))
    fetching.sync(desk)
    letter = sending.compose(desk, customer, template="statement", to=["typed@x.example"])
    with pytest.raises(NotAllowed, match=r"typed@x\.example"):
        sending.queue(desk, letter)


def test_a_delayed_mail_is_counted_and_no_bounce(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    rows = [inbox.sent(desk, f"10023{n}") for n in range(3)]
    for row, _, _ in rows:
        box.put(report(row.message_id, OTT, "4.2.2", "delayed"))
    fetching.sync(desk)
    customer = rows[0][1]
    assert state_of(desk, customer) == "unchecked"
    texts = [
        one.text for _, whose, _ in rows for one in accounts.timeline(desk, whose)
        if one.kind == "mail.delayed"
    ]  # fmt: skip
    assert len(texts) == 3
    assert sum("3 times in 14 days" in text for text in texts) == 1


def test_a_report_without_its_mail_is_believed_only_of_a_mail_of_ours(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    _, customer, _ = inbox.sent(desk)
    stranger = book.customer(desk.store, "9", "Other", email="never@written.example")
    box.put(
        report("", "never@written.example"),
        report("", OTT),
    )
    fetching.sync(desk)
    assert (state_of(desk, stranger), state_of(desk, customer)) == ("unchecked", "bounced")
    assert {one.state for one in triage.lines(desk)} == {"triage", "done"}


def test_a_report_that_names_a_mail_of_others_marks_nobody(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    _, customer, _ = inbox.sent(desk)
    box.put(report("<made.up@evil.example>", OTT))
    assert fetching.sync(desk).bounced == ()
    assert state_of(desk, customer) == "unchecked"
    (line,) = triage.lines(desk)
    assert (line.state, "none of ours" in line.reason) == ("triage", True)


def test_a_report_about_somebody_else_than_we_wrote_to_is_not_believed(
    desk: Desk, box: Box
) -> None:
    desk = inbox.with_box(desk, box)
    row, _, _ = inbox.sent(desk)
    victim = book.customer(desk.store, "9", "Other", email="victim@x.example")
    box.put(report(row.message_id, "victim@x.example"))
    assert fetching.sync(desk).bounced == ()
    assert state_of(desk, victim) == "unchecked"


def test_an_automatic_answer_is_noted_and_nothing_else(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, customer, _ = inbox.sent(desk)
    book.item(desk.store, customer, "RE-2", 100)
    box.put(
        mail(
            OTT, "Automatische Antwort: Rechnungen", "Ich bin bis 30.11.2026 nicht im Haus.",
            Auto_Submitted="auto-replied", In_Reply_To=row.message_id,
        )
    )  # fmt: skip
    assert fetching.sync(desk).by_kind == {"auto": 1}
    (line,) = triage.lines(desk)
    assert (line.state, line.waiting, line.customer_id) == ("done", False, customer)
    (told,) = [one for one in accounts.timeline(desk, customer) if one.kind == "mail.noted"]
    assert told.who == "s.ott@brenner.example"
    assert "nicht im Haus" in told.text


def test_whoever_writes_from_an_address_proves_it(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, customer, _ = inbox.sent(desk)
    box.put(report(row.message_id, OTT))
    box.put(mail(OTT, "We are here", "Our server was down.", In_Reply_To=row.message_id))
    fetching.sync(desk)
    assert state_of(desk, customer) == "ok"
