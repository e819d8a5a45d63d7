"""The Graph transport over real HTTP against the stand-in of ``graph_stub``.

Exchange Online itself cannot run here. What is proven: requests that Microsoft's own description
takes, one draft and one send of it, and the right class for every way in which it can fail.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import graph_stub
import mail_book as book
import pytest
import requests
from graph_stub import Fault
from graph_world import SHARED, message, serving, settings, transport
from urllib3.exceptions import MaxRetryError, SSLError

from collectwork.errors import ConfigRefused
from collectwork.mail.graph.transport import GraphTransport
from collectwork.mail.graph.trouble import of_line
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk

KNOWN = "<1@x.example>"


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[graph_stub.Stub]:
    with serving(monkeypatch) as stub:
        yield stub


def failing(stub: graph_stub.Stub, where: str, fault: Fault, times: int = 99) -> None:
    """The operation fails that many times."""
    left = [times]

    def fault_of(name: str) -> Fault | None:
        if name != where or not left[0]:
            return None
        left[0] -= 1
        return fault

    stub.fault = fault_of


def sent(box: GraphTransport) -> str:
    made = box.prepare(message(), KNOWN)
    assert made.ok
    assert made.reference
    assert box.deliver(message(), KNOWN, made.reference).ok
    return made.reference


def test_the_draft_says_what_was_previewed_and_is_sent_by_its_id(
    sqlite_desk: Desk, stub: graph_stub.Stub
) -> None:
    customer = book.customer(sqlite_desk.store, "100231", "Brenner")
    book.item(sqlite_desk.store, customer, "RE-1", 123450)
    letter = sending.compose(sqlite_desk, customer, template="second_notice")
    message_id = sending.queue(sqlite_desk, letter).message_id
    box = transport(stub)
    (row,) = sending.deliver(replace(sqlite_desk, mailbox=lambda _: box))
    assert row.state == "sent"
    assert stub.sent_ids() == [message_id]
    assert stub.drafts == []
    (item,) = stub.sent
    fields = item["fields"]
    assert fields["subject"] == letter.subject
    assert fields["body"]["contentType"] == "html"
    assert fields["body"]["content"].splitlines() == letter.html.splitlines()
    assert [one["emailAddress"]["address"] for one in fields["toRecipients"]] == list(row.to)
    with sqlite_desk.store.read() as tx:
        job = tx.outbox.job(row.id)
    assert job is not None
    assert (job.transport, job.reference) == ("graph", item["id"])
    assert stub.calls.count("send") == 1
    assert item["box"] == SHARED


def test_header_lines_and_attachments_travel(stub: graph_stub.Stub) -> None:
    whole = message(KNOWN, ("a.pdf", b"a" * 9), ("a.pdf", b"b"), ("big.pdf", b"c" * 3_500_000))
    box = transport(stub)
    made = box.prepare(whole, KNOWN)
    assert made.ok, made.words
    (item,) = stub.drafts
    assert [(one["name"], len(one["bytes"])) for one in item["attachments"]] == [
        ("a.pdf", 9), ("a.pdf", 1), ("big.pdf", 3_500_000),
    ]  # fmt: skip
    properties = {one["id"][-14:]: one["value"] for one in
                  item["fields"]["singleValueExtendedProperties"]}  # fmt: skip
    assert properties == {"collectwork-id": KNOWN, "auto-submitted": "auto-generated"}
    assert stub.calls.count("piece") == 2
    assert box.prepare(whole, KNOWN, again=True).reference == made.reference
    assert len(item["attachments"]) == 3


@pytest.mark.parametrize(("lost", "when"), [
    ("create", "after"), ("attach", "before"), ("attach", "after"),
    ("createUploadSession", "after"), ("piece", "before"), ("piece", "after"),
])  # fmt: skip
def test_an_attempt_that_broke_off_is_taken_up_again(
    stub: graph_stub.Stub, lost: str, when: str
) -> None:
    failing(stub, lost, Fault(when, "drop"), times=1)
    whole = message(KNOWN, ("a.pdf", b"a"), ("big.pdf", b"c" * 3_200_000))
    box = transport(stub)
    first = box.prepare(whole, KNOWN)
    assert (first.ok, first.later) == (False, True)
    second = box.prepare(whole, KNOWN, again=True)
    assert second.ok, second.words
    (item,) = stub.drafts
    assert [one["name"] for one in item["attachments"]] == ["a.pdf", "big.pdf"]


def test_a_draft_that_a_person_sent_is_not_made_again(stub: graph_stub.Stub) -> None:
    box = transport(stub)
    made = sent(box)
    again = box.prepare(message(), KNOWN, again=True)
    assert again.reference == made
    assert box.deliver(message(), KNOWN, made).ok
    assert stub.sent_ids() == [KNOWN]


def test_settle_knows_draft_sent_and_unknown(stub: graph_stub.Stub) -> None:
    box = transport(stub)
    assert box.settle(KNOWN, None) is False
    made = box.prepare(message(), KNOWN)
    assert box.settle(KNOWN, made.reference) is False
    stub.sent_visible = False
    assert box.deliver(message(), KNOWN, made.reference).ok
    assert box.settle(KNOWN, made.reference) is None
    answer = box.deliver(message(), KNOWN, made.reference)
    assert (answer.ok, answer.certain) == (False, False)
    stub.sent_visible = True
    assert box.settle(KNOWN, made.reference) is True
    failing(stub, "get", Fault("before", "500"))
    assert box.settle(KNOWN, made.reference) is None


def test_what_is_on_its_way_is_not_taken_for_a_draft(stub: graph_stub.Stub) -> None:
    box = transport(stub)
    made = box.prepare(message(), KNOWN)
    (item,) = stub.drafts
    item["folder"] = "outbox"
    assert box.settle(KNOWN, made.reference) is None
    assert box.deliver(message(), KNOWN, made.reference).certain is False
    item["folder"] = "drafts"
    assert box.settle(KNOWN, made.reference) is False
    failing(stub, "folder", Fault("before", "404"))
    assert transport(stub).settle(KNOWN, made.reference) is False


@pytest.mark.parametrize(("kind", "wait", "expected"), [
    ("429", 17, (False, True, True, 17)), ("503", 17, (False, True, True, 17)),
    ("429", None, (False, True, True, None)), ("403", None, (False, True, True, None)),
    ("408", None, (False, True, True, None)), ("302", None, (False, True, True, None)),
    ("422", None, (False, True, False, None)), ("413", None, (False, True, False, None)),
    ("500", None, (False, False, False, None)), ("502", None, (False, False, False, None)),
    ("504", None, (False, False, False, None)), ("drop", None, (False, False, False, None)),
    ("html", None, (False, False, False, None)), ("slow", 1.2, (False, False, False, None)),
])  # fmt: skip
def test_every_answer_to_send_has_its_meaning(
    stub: graph_stub.Stub, kind: str, wait: Any, expected: tuple[Any, ...]
) -> None:
    box = transport(stub, timeout_seconds=1)
    made = box.prepare(message(), KNOWN)
    failing(stub, "send", Fault("before", kind, wait))
    answer = box.deliver(message(), KNOWN, made.reference)
    assert (answer.ok, answer.certain, answer.later, answer.wait) == expected
    assert answer.words
    failing(stub, "create", Fault("before", kind, wait))
    again = box.prepare(message(), KNOWN)
    rejected = kind in ("422", "413")
    assert (again.ok, again.certain, again.later) == (False, True, not rejected)


def test_retry_after_may_be_a_date(stub: graph_stub.Stub) -> None:
    box = transport(stub)
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    failing(stub, "create", Fault("before", "429", soon))
    assert box.prepare(message(), KNOWN).wait in range(20, 92)


def test_what_the_server_rejects_has_failed_in_its_words(stub: graph_stub.Stub) -> None:
    box = transport(stub)
    made = box.prepare(message(), KNOWN)
    stub.errors["send"] = (400, "ErrorInvalidRecipients", "No\r\nsuch <b>recipient</b>.")
    answer = box.deliver(message(), KNOWN, made.reference)
    assert (answer.ok, answer.certain, answer.later) == (False, True, False)
    assert "ErrorInvalidRecipients: No such <b>recipient</b>." in answer.words
    stub.errors["send"] = (403, "ErrorSendAsDenied", "The user may not send as ar@x.")
    answer = box.deliver(message(), KNOWN, made.reference)
    assert (answer.certain, answer.later) == (True, False)
    stub.errors["create"] = (404, "ErrorInvalidUser", "The requested user is invalid.")
    assert box.prepare(message(), KNOWN).later
    stub.errors["create"] = (403, "ErrorAccessDenied", "Access is denied.")
    assert "no right to the mailbox (ErrorAccessDenied" in box.prepare(message(), KNOWN).words


def test_a_server_that_cannot_be_reached_is_tried_later(stub: graph_stub.Stub) -> None:
    box = transport(stub, endpoint="http://127.0.0.1:9/v1.0")
    for answer in (box.prepare(message(), KNOWN), box.deliver(message(), KNOWN, "id")):
        assert (answer.ok, answer.later) == (False, True)
        assert "127.0.0.1:9 cannot be reached" in answer.words


def test_a_token_that_is_no_longer_taken_is_renewed_once(stub: graph_stub.Stub) -> None:
    box = transport(stub)
    made = box.prepare(message(), KNOWN)
    stub.authority.revoke()
    assert box.deliver(message(), KNOWN, made.reference).ok
    assert stub.authority.grants == ["client_credentials"] * 2
    stub.fault = lambda name: stub.authority.revoke() if name == "create" else None
    answer = box.prepare(message(), KNOWN)
    assert answer.later
    assert "does not accept the sign-in" in answer.words


def test_our_mark_finds_the_draft_whatever_the_id(stub: graph_stub.Stub) -> None:
    box = transport(stub)
    for known in ("<o'clock''s@x.example>", "<1@x.example>"):
        made = box.prepare(message(known), known)
        assert box.prepare(message(known), known, again=True).reference == made.reference


def test_a_dropped_line_under_tls_is_no_refusal() -> None:
    def trouble(error: ssl.SSLError) -> bool:
        reason = MaxRetryError(None, "/", SSLError(error))  # type: ignore[arg-type]
        return of_line(requests.exceptions.SSLError(reason), "x.example").later

    assert trouble(ssl.SSLCertVerificationError(1, "self-signed"))
    assert not trouble(ssl.SSLEOFError(8, "unexpected eof"))


@pytest.mark.parametrize(("changes", "named"), [
    ({"tenant": ""}, "tenant"), ({"client_id": ""}, "client_id"), ({"tenant": "a/b"}, "tenant"),
    ({"endpoint": "http://graph.example/v1.0"}, "endpoint"), ({"mailbox": ""}, "mailbox"),
    ({"authority": "http://login.example"}, "authority"), ({"mailbox": "ar"}, "mailbox"),
    ({"auth": "certificate"}, "certificate"), ({"endpoint": "https://u:p@x.example"}, "endpoint"),
])  # fmt: skip
def test_settings_that_cannot_be_right_are_named(
    stub: graph_stub.Stub, changes: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigRefused, match=named):
        GraphTransport(settings(stub, **changes))


def test_a_file_of_certificates_must_be_one(stub: graph_stub.Stub, tmp_path: Any) -> None:
    with pytest.raises(ConfigRefused, match="ca_file"):
        transport(stub, ca_file=str(tmp_path / "none.pem"))
