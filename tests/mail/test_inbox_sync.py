"""What comes in is filed once, with its account, whatever happens meanwhile."""

from __future__ import annotations

from dataclasses import replace

import inbox_book as inbox
import mail_book as book
import pytest
from inbox_book import Box, mail

from collectwork.domain.inbox import InboxLine
from collectwork.domain.mail import Delivered
from collectwork.domain.mailboxes import Arrived, MailboxAbout
from collectwork.usecases import accounts, outbox, planning, sending
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import fetching, triage


@pytest.fixture
def box() -> Box:
    return Box()


def lines(desk: Desk) -> list[InboxLine]:
    return triage.lines(desk)


def only(desk: Desk) -> InboxLine:
    (line,) = lines(desk)
    return line


def test_a_reply_is_filed_with_its_text_and_waits_on_the_list(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, customer, _ = inbox.sent(desk)
    planning.plan(desk)
    box.put(mail(text="We pay on Friday.", In_Reply_To=row.message_id))
    done = fetching.sync(desk)
    assert (done.filed, done.triage, done.fetched) == (1, 0, 1)
    line = only(desk)
    assert (line.state, line.kind, line.matched) == ("filed", "reply", "message_id")
    assert (line.customer_id, line.documents, line.waiting) == (customer, ("RE-100231",), True)
    (listed,) = planning.worklist(desk, None, states=("open",))
    assert (listed.customer_id, listed.action) == (customer, "reply"), "it outranks the sequence"
    (told,) = [one for one in accounts.timeline(desk, customer) if one.kind == "mail.received"]
    assert told.who == "Sabine Ott"
    assert "We pay on Friday." in told.text
    assert told.invoices == ("RE-100231",)


def test_an_account_worked_today_comes_back_when_the_customer_writes(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    customer = book.customer(desk.store)
    book.item(desk.store, customer, "RE-1", 123450)
    planning.plan(desk)
    row = sending.queue(desk, sending.compose(desk, customer, template="first_notice"))
    sending.deliver(desk)
    assert planning.worklist(desk, None, states=("open",)) == []
    box.put(mail(In_Reply_To=row.message_id))
    fetching.sync(desk)
    (listed,) = planning.worklist(desk, None, states=("open",))
    assert listed.action == "reply"
    triage.done(desk, only(desk).id, "answered by telephone")
    assert planning.worklist(desk, None, states=("open",)) == []
    assert triage.counts(desk)["waiting"] == 0


def test_queued_mails_of_the_sequence_wait_when_the_customer_wrote(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, customer, _ = inbox.sent(desk)
    book.item(desk.store, customer, "RE-2", 500)
    letter = sending.compose(desk, customer, template="first_notice")
    listed = tuple(one for one in letter.listed if one.document == "RE-2")
    sending.queue(desk, replace(letter, listed=listed))
    box.put(mail(In_Reply_To=row.message_id))
    assert fetching.sync(desk).held == 1
    (held,) = sending.outbox(desk, "held")
    assert "the customer wrote" in (held.reason or "")


def test_the_same_message_is_filed_once(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, _, _ = inbox.sent(desk)
    one = mail(In_Reply_To=row.message_id)
    again = b"Received: from elsewhere\r\n" + one.as_bytes()
    box.put(one, again)
    fetching.sync(desk)
    assert len(lines(desk)) == 1
    with desk.store.write() as tx:  # the state is lost: everything comes again
        folder = tx.inbox.folder("", "inbox")
        tx.inbox.keep(replace(folder, state="gone"))
        tx.record(inbox_draft())
    done = fetching.sync(desk)
    assert (done.known, done.filed) == (2, 0)
    assert len(lines(desk)) == 1
    with desk.store.read() as tx:
        received = [one for one in tx.log.walk() if one.kind == "mail.received"]
    assert len(received) == 1


def test_two_messages_of_one_message_id_are_two(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    box.put(mail(text="first", Message_ID="<same@x.example>"))
    box.put(mail(text="second", Message_ID="<same@x.example>"))
    fetching.sync(desk)
    assert len(lines(desk)) == 2


@pytest.mark.parametrize("at", range(1, 8))
def test_a_process_that_dies_loses_nothing_and_files_nothing_twice(
    desk: Desk, box: Box, at: int
) -> None:
    box.page = 2
    desk = inbox.with_box(desk, box)
    row, _, _ = inbox.sent(desk)
    box.put(*(mail(text=f"number {n}", In_Reply_To=row.message_id) for n in range(5)))
    calls = 0

    def dies() -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            raise book.Crash

    box.before_answer = dies
    for _ in range(3):
        try:
            fetching.sync(desk, plan_again=False)
        except book.Crash:
            continue
    assert sorted(line.text for line in lines(desk)) == [f"number {n}" for n in range(5)]
    with desk.store.read() as tx:
        assert sum(one.kind == "mail.received" for one in tx.log.walk()) == 5


def test_dying_while_it_is_written_changes_nothing(
    desk: Desk, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = inbox.with_box(desk, box)
    row, _, _ = inbox.sent(desk)
    box.put(mail(In_Reply_To=row.message_id), mail(text="another", In_Reply_To=row.message_id))
    from collectwork.usecases.inbox import filing

    held = filing.hold
    times = iter([0, 1])

    def dies(*arguments: object) -> int:
        if next(times, 0):
            raise book.Crash
        return held(*arguments)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(filing, "hold", dies)
    with pytest.raises(book.Crash):
        fetching.sync(desk)
    assert lines(desk) == []
    monkeypatch.undo()
    assert fetching.sync(desk).filed == 2


def test_a_mailbox_in_trouble_does_not_keep_the_others(desk: Desk) -> None:
    well, ill = Box(), Box(trouble="the server does not answer")
    boxes = {"": ill, "de": well}
    desk = replace(
        desk, mailbox=lambda name: boxes[name],
        mailboxes=(MailboxAbout(), MailboxAbout("de", ("de@acme.example",))),
    )  # fmt: skip
    well.put(mail())
    done = fetching.sync(desk)
    assert done.trouble == {"": "the server does not answer"}
    assert len(lines(desk)) == 1
    assert [(one.mailbox, one.trouble) for one in triage.folders(desk)] == [
        ("", "the server does not answer"), ("de", None),
    ]  # fmt: skip
    ill.trouble = ""
    assert fetching.sync(desk).trouble == {}
    assert [one.trouble for one in triage.folders(desk)] == [None, None]


def test_looking_again_when_nothing_came_writes_nothing(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    fetching.sync(desk)
    with desk.store.read() as tx:
        head = tx.log.head()
    fetching.sync(desk)
    with desk.store.read() as tx:
        assert tx.log.head() == head


def test_mails_of_ours_are_no_replies(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, _, _ = inbox.sent(desk)
    box.put(box.sent[row.message_id])  # a blind copy
    box.put(mail("ar@acme.example", "Digest", "…", Auto_Submitted="auto-generated"))
    done = fetching.sync(desk)
    assert (done.filed, done.triage) == (0, 0)
    assert {(one.kind, one.state) for one in lines(desk)} == {("own", "done")}


def test_what_cannot_be_read_is_for_a_person(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    box.lying.append(Arrived("empty", b""))
    fetching.sync(desk)
    line = only(desk)
    assert (line.kind, line.state) == ("other", "triage")
    assert "it is empty" in line.reason


def test_a_filed_sender_is_proposed_the_next_time(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    customer = book.customer(desk.store)
    book.item(desk.store, customer, "RE-1", 100)
    box.put(mail("lawyer@elsewhere.example", "About Brenner", "We represent them."))
    fetching.sync(desk)
    line = only(desk)
    assert line.state == "triage"
    filed = triage.file(desk, line.id, customer, ["RE-1"])
    assert (filed.line.state, filed.line.documents) == ("filed", ("RE-1",))
    assert filed.line.waiting
    assert filed.unknown_address
    assert triage.learn(desk, line.id).email == "lawyer@elsewhere.example"
    box.put(mail("other@elsewhere.example", "Again", "More."))
    box.put(mail("lawyer@elsewhere.example", "Again", "Even more."))
    fetching.sync(desk)
    by_text = {one.text: one for one in lines(desk)}
    assert by_text["Even more."].customer_id == customer


def inbox_draft() -> object:
    from collectwork.domain.activity import Draft

    return Draft("mailbox.read", None, {"mailbox": "", "folder": "inbox", "found": 0})


def test_what_was_on_its_way_already_answers_no_reply(desk: Desk, box: Box) -> None:
    """A mail of the sequence in doubt, then found to have left: the reply still waits."""
    desk = inbox.with_box(desk, box)
    first, customer, _ = inbox.sent(desk)
    book.item(desk.store, customer, "RE-2", 5000)
    letter = sending.compose(desk, customer, template="second_notice")
    listed = tuple(one for one in letter.listed if one.document == "RE-2")
    row = sending.queue(desk, replace(letter, listed=listed))
    lost = inbox.with_box(desk, LosesAnswers())
    (doubtful,) = sending.deliver(lost)
    assert doubtful.state == "doubt"
    box.put(mail(text="Please call me.", In_Reply_To=first.message_id))
    fetching.sync(desk)
    outbox.settle(desk, row.id, sent=True, reason="it lies among the sent mails")
    assert only(desk).waiting
    with desk.store.read() as tx:
        (facts,) = tx.plans.facts(desk.today, 5, 0, "", customer)
    assert facts.reply_waiting
    answer = sending.queue(desk, sending.compose(desk, customer, template="statement"))
    assert sending.deliver(desk)[0].message_id == answer.message_id
    assert not only(desk).waiting
    with desk.store.read() as tx:
        (facts,) = tx.plans.facts(desk.today, 5, 0, "", customer)
    assert not facts.reply_waiting


class LosesAnswers(Box):
    """It takes a mail, and nobody hears that it did."""

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        return Delivered(ok=False, certain=False, words="the line was dropped")
