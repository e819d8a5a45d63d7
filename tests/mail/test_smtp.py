"""Mails by SMTP: what each answer of a server, or its silence, means for the message.

The servers are aiosmtpd on loopback, and lines that say what no good server says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import idna
import pytest
import raw_line
import smtp_stub as smtps
from smtp_parts import DOUBT, FAILED, LATER, MIME, PASSWORD, SENT, by, hasty, kind

from collectwork.domain.mail import Letter
from collectwork.domain.message import message_bytes
from collectwork.mail.smtp import line

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", PASSWORD)


@pytest.fixture
def stub() -> Iterator[smtps.Stub]:
    with smtps.running(smtps.Stub()) as stub:
        yield stub


def test_what_was_previewed_is_what_leaves(stub: smtps.Stub) -> None:
    assert by(stub.port).deliver(MIME, "<1@x>", None).ok
    (sent,) = stub.sent
    assert (sent.sender, sent.to) == ("ar@x.example", ["a@b.example", "c@d.example"])
    assert sent.message == MIME
    assert by(stub.port).prepare(MIME, "<1@x>").reference is None


def test_dots_bare_line_ends_and_large_messages_arrive_whole(stub: smtps.Stub) -> None:
    lines = b"".join(b".%d\r\n" % n for n in range(40_000))
    crooked = MIME + b"..\n.\n.\r.\r\r\n.\r\n" + lines
    assert by(stub.port).deliver(crooked, "<1@x>", None).ok
    assert stub.sent[0].message == MIME + b"..\r\n.\r\n.\r\n.\r\n\r\n.\r\n" + lines
    assert len(stub.sent) == 1


@pytest.mark.parametrize(
    ("command", "answer", "meaning"),
    [
        ("MAIL", "451 4.3.0 later", LATER), ("MAIL", "550 5.1.8 no such sender", FAILED),
        ("MAIL", "530 5.7.0 sign in", LATER), ("MAIL", "drop", LATER),
        ("RCPT", "450 4.2.0 greylisted", LATER), ("RCPT", "550 5.1.1 unknown", FAILED),
        ("RCPT", "drop", LATER), ("RCPT", "421 4.3.2 closing", LATER),
        ("DATA", "451 4.7.1 later", LATER), ("DATA", "554 5.7.1 spam", FAILED),
        ("DATA", "552 5.3.4 too large", FAILED), ("DATA", "drop", DOUBT),
    ],
)  # fmt: skip
def test_every_answer_has_its_meaning(
    stub: smtps.Stub, command: str, answer: str, meaning: tuple[bool, bool, bool]
) -> None:
    stub.fault = lambda word, _: smtps.Fault("before", answer) if word == command else None
    found = by(stub.port).deliver(MIME, "<1@x>", None)
    assert kind(found) == meaning, found.words
    assert answer == "drop" or answer[:3] in found.words
    assert stub.sent == []


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ({"greeting": "554 go away"}, LATER), ({"greeting": "drop"}, LATER),
        ({"greeting": "<html>Sign in</html>"}, LATER), ({"EHLO": "drop"}, LATER),
        ({"MAIL": "what?"}, LATER), ({"DATA": "354"}, SENT), ({"DATA": "drop"}, LATER),
        ({"DATA": "451 not now"}, LATER), ({"DATA": "554 never"}, FAILED),
        ({"body": "drop"}, DOUBT), ({"body": "cut:10"}, DOUBT), ({"body": "what?"}, DOUBT),
        ({"body": "354 more?"}, DOUBT), ({"body": "250-half"}, DOUBT),
        ({"body": "250 " + "x" * 20_000}, DOUBT), ({"body": "421 4.3.2 closing"}, LATER),
        ({"body": "251 2.0.0 ok"}, SENT), ({"body": "\x00\xff250 ok"}, DOUBT),
    ],
)  # fmt: skip
def test_lines_that_break_or_babble(said: dict[str, str], meaning: tuple[bool, bool, bool]) -> None:
    with raw_line.speaking(raw_line.smtp(**said)) as port:
        answer = hasty(by(port, auth="none")).deliver(MIME * 2000, "<1@x>", None)
    assert kind(answer) == meaning, answer.words
    assert answer.words.isprintable()


@pytest.mark.parametrize("silent", ["greeting", "EHLO", "RCPT", "body"])
def test_a_server_that_says_nothing_is_not_waited_for(silent: str) -> None:
    with raw_line.speaking(raw_line.smtp(**{silent: ""})) as port:
        answer = hasty(by(port, auth="none")).deliver(MIME, "<1@x>", None)
    assert kind(answer) == (DOUBT if silent == "body" else LATER), answer.words


def test_a_server_that_dribbles_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(line, "LONGEST", 0.3)

    def dribble(sock: Any) -> None:
        while True:
            sock.sendall(b"220-still here\r\n")
            if not _pause(sock):
                return

    def _pause(sock: Any) -> bool:
        sock.settimeout(0.05)
        try:
            return bool(sock.recv(1))
        except TimeoutError:
            return True

    with raw_line.speaking(dribble) as port:
        answer = by(port, auth="none").deliver(MIME, "<1@x>", None)
    assert kind(answer) == LATER


def test_one_refused_recipient_keeps_the_mail_from_all_and_is_named(stub: smtps.Stub) -> None:
    stub.fault = lambda word, address: (
        smtps.Fault("before", "550 5.1.1 who?") if address == "c@d.example" else None
    )
    answer = by(stub.port).deliver(MIME, "<1@x>", None)
    assert kind(answer) == FAILED
    assert "c@d.example (550 5.1.1 who?)" in answer.words
    assert "not to a@b.example either" in answer.words
    assert stub.sent == []
    assert "DATA" not in stub.calls


def test_a_server_that_cannot_be_reached_is_tried_later() -> None:
    with raw_line.speaking(lambda _: None) as port:
        pass
    assert kind(by(port).deliver(MIME, "<1@x>", None)) == LATER
    answer = by(25, host="mx.nowhere.invalid", security="tls").deliver(MIME, "<1@x>", None)
    assert kind(answer) == LATER
    assert "mx.nowhere.invalid:25" in answer.words


def test_letters_beyond_ascii_need_a_server_that_takes_them() -> None:
    eight = MIME + "Grüße".encode() + b"\r\n"
    named = replace(_letter(), to=("jürgen@b.example",))
    domain = replace(_letter(), to=("a@müller-straße.example",))
    at = datetime(2026, 11, 20, tzinfo=UTC)
    local, international = (message_bytes(one, "<2@x>", at) for one in (named, domain))
    with smtps.running(smtps.Stub()) as stub:
        assert by(stub.port).deliver(eight, "<1@x>", None).ok
        assert by(stub.port).deliver(local, "<2@x>", None).ok
        assert by(stub.port).deliver(international, "<2@x>", None).ok
        assert "BODY=8BITMIME" in stub.sent[0].options
        assert "SMTPUTF8" in stub.sent[1].options
        assert stub.sent[1].to == ["jürgen@b.example"]
        local_part, _, host = stub.sent[2].to[0].partition("@")
        # In international names ß is a letter of its own, not ss.
        assert (local_part, idna.decode(host)) == ("a", "müller-straße.example")
        assert "SMTPUTF8" not in stub.sent[2].options
    with smtps.running(smtps.Stub(utf8=False)) as stub:
        answer = by(stub.port).deliver(local, "<2@x>", None)
        assert kind(answer) == FAILED
        assert "SMTPUTF8" in answer.words
    with raw_line.speaking(raw_line.smtp()) as port:
        assert kind(by(port, auth="none").deliver(eight, "<1@x>", None)) == FAILED


def test_a_message_that_is_too_large_is_refused_before_it_travels() -> None:
    with smtps.running(smtps.Stub(largest=2000)) as stub:
        answer = by(stub.port).deliver(MIME + b"x\r\n" * 2000, "<1@x>", None)
        assert kind(answer) == FAILED
        assert "2,000 bytes at most" in answer.words
        assert stub.calls == []


def _letter() -> Letter:
    return Letter(
        customer_id=1, customer="1", template="t", template_version="1", sender="ar@x.example",
        to=("a@b.example",), cc=(), subject="s", text="hi", html="<p>hi</p>", listed=(),
        attachments=(),
    )  # fmt: skip
