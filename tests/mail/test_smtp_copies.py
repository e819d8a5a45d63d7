"""What was sent by SMTP and whether that can be known: copies among the sent mails, doubt.

The IMAP server is pymap on loopback.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import imap_server as imaps
import mail_book as book
import pytest
import raw_line
import smtp_stub as smtps
from smtp_parts import MIME, PASSWORD, by, open_imap

from collectwork.config.smtp_settings import ImapSettings
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", PASSWORD)


@pytest.fixture
def stub() -> Iterator[smtps.Stub]:
    with smtps.running(smtps.Stub()) as stub:
        yield stub


def test_a_copy_is_put_among_the_sent_mails_after_the_servers_yes(stub: smtps.Stub) -> None:
    with imaps.running(imaps.Imap()) as imap:
        there: list[int] = []
        stub.taken = lambda _: there.append(len(imap.messages("Sent")))
        mailbox = by(stub.port, imap=open_imap(imap))
        assert mailbox.deliver(MIME, "<1@x>", None).ok
        assert there == [0]  # not before
        assert imap.messages("Sent") == [MIME]
        assert imap.flags("Sent") == [{rb"\Seen"}]
        assert mailbox.settle("<1@x>", None) is True
        assert mailbox.settle("<1@xy>", None) is None
        assert mailbox.settle("<@x>", None) is None


def test_no_second_copy_where_the_server_makes_one_and_none_where_it_is_not_wanted(
    stub: smtps.Stub,
) -> None:
    with imaps.running(imaps.Imap()) as imap:
        stub.taken = lambda message: imap.put("Sent", message)
        assert by(stub.port, imap=open_imap(imap)).deliver(MIME, "<1@x>", None).ok
        assert len(imap.messages("Sent")) == 1
        stub.taken = lambda _: None
        quiet = by(stub.port, imap=open_imap(imap, save_copy=False))
        assert quiet.deliver(MIME.replace(b"<1@x>", b"<2@x>"), "<2@x>", None).ok
        assert len(imap.messages("Sent")) == 1


@pytest.mark.parametrize("trouble", ["no server", "wrong password", "no folder", "drops"])
def test_trouble_with_the_copy_never_changes_what_happened_to_the_mail(
    stub: smtps.Stub, trouble: str
) -> None:
    with imaps.running(imaps.Imap(folders=() if trouble == "no folder" else ("Sent",))) as imap:
        settings = open_imap(imap)
        if trouble == "no server":
            settings = settings.model_copy(update={"port": 1})
        if trouble == "wrong password":
            settings = settings.model_copy(update={"username": "someone"})
        if trouble == "drops":
            with raw_line.speaking(lambda line: line.sendall(b"* OK hello\r\n")) as port:
                dropping = settings.model_copy(update={"port": port})
                answer = by(stub.port, imap=dropping).deliver(MIME, "<1@x>", None)
        else:
            answer = by(stub.port, imap=settings).deliver(MIME, "<1@x>", None)
    assert answer.ok
    assert len(stub.sent) == 1


def test_a_server_of_copies_that_failed_is_left_alone_for_a_while(stub: smtps.Stub) -> None:
    asked: list[int] = []
    with raw_line.speaking(lambda line: asked.append(1)) as port:
        settings = ImapSettings(host="127.0.0.1", port=port, security="none")
        mailbox = by(stub.port, imap=settings)
        for number in (1, 2, 3):
            assert mailbox.deliver(MIME, f"<{number}@x>", None).ok
    assert len(asked) == 1


def test_a_lost_answer_is_shown_as_doubt_settled_by_the_copy_and_never_sent_again(
    sqlite_desk: Desk, stub: smtps.Stub, clock: Any
) -> None:
    with imaps.running(imaps.Imap()) as imap:
        mailbox = by(stub.port, imap=open_imap(imap))
        desk = replace(sqlite_desk, mailbox=lambda _: mailbox)
        first, second = (_queued(desk, number) for number in ("100231", "100232"))
        stub.fault = lambda word, _: smtps.Fault("after", "drop") if word == "DATA" else None
        rows = sending.deliver(desk)
        assert [one.state for one in rows] == ["doubt", "doubt"]
        assert "SMTP cannot tell" in str(rows[0].reason)
        assert stub.sent_ids() == [first, second]
        stub.fault = lambda word, _: None
        imap.put("Sent", next(one.message for one in stub.sent))  # the server keeps one by itself
        for _ in range(5):
            clock.pass_(minutes=20)
            sending.deliver(desk)
        states = {one.message_id: one for one in sending.outbox(desk)}
        assert states[first].state == "sent"
        assert states[second].state == "held"
        assert "may have been sent" in str(states[second].reason)
        assert stub.sent_ids() == [first, second]


def test_the_check_up_says_what_does_not_work_and_that_smtp_cannot_be_exactly_once(
    stub: smtps.Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with imaps.running(imaps.Imap()) as imap:
        mailbox = by(stub.port, imap=open_imap(imap))
        assert mailbox.exactly_once is False
        found = {one.check: one for one in mailbox.check()}
        assert all(one.ok for one in found.values())
        assert {"mailbox", "sender", "exactly once", "incoming mail", "sent mails"} <= set(found)
        stub.fault = lambda word, _: smtps.Fault("before", "553 not yours")
        assert {one.check: one for one in mailbox.check()}["sender"].ok is False
        monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", "correct horse battery")
        wrong = {one.check: one for one in mailbox.check()}
        assert not wrong["mailbox"].ok
        assert not wrong["incoming mail"].ok
        assert all(one.remedy for one in wrong.values())
        assert "horse" not in str(wrong)
    assert stub.sent == []


def test_the_clock_of_the_server_is_compared() -> None:
    for banner, ok in (
        ("220 mx ESMTP ready at Sun, 1 Jan 2006 10:00:00 +0100", False),
        ("220 mx ESMTP ready", None),
    ):
        with raw_line.speaking(raw_line.smtp(greeting=banner)) as port:
            checks = {one.check: one.ok for one in by(port, auth="none").check()}
        assert checks.get("mail clock") is ok


def _queued(desk: Desk, number: str) -> str:
    customer = book.customer(desk.store, number, f"Brenner {number}")
    book.item(desk.store, customer, f"RE-{number}", 123450)
    return sending.queue(desk, sending.compose(desk, customer, template="second_notice")).message_id
