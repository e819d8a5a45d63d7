"""Servers that do a part of EWS, or do it otherwise: never twice, never forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from ews_stub import Fault, Stub
from ews_world import ID, MIME, letter, sent_before, serving, transport

from collectwork.domain.message import parsed
from collectwork.mail.ews.drafts import Way, without_files

PDF = b"%PDF-1.4 " + b"x" * 3000


def once(name: str, fault: Fault) -> Any:
    """The fault for the first request of that name."""
    left = [name]
    return lambda one: fault if one in left and not left.remove(one) else None  # type: ignore[func-returns-value]


def test_two_requests_a_mail_and_one_more_to_learn_what_becomes_of_drafts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(monkeypatch) as stub:
        box = transport(stub)
        for n in range(4):
            made = box.prepare(MIME, f"<{n}@x>")
            assert box.deliver(MIME, f"<{n}@x>", made.reference).ok
        assert stub.calls[:2] == ["CreateItem", "SendItem"]
        assert stub.calls.count("GetItem") == 1
        assert len(stub.calls) == 9


def test_what_one_process_learned_helps_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, sent_visible=False) as stub:
        box = transport(stub)
        box.deliver(MIME, "<0@x>", box.prepare(MIME, "<0@x>").reference)
        made = box.prepare(MIME, ID)
        assert transport(stub).settle(ID, made.reference) is False
        assert transport(stub).deliver(MIME, ID, made.reference).ok
        assert len(stub.sends) == 2


@pytest.mark.parametrize("copies", [True, False])
def test_a_server_that_leaves_drafts_where_they_are(
    monkeypatch: pytest.MonkeyPatch, copies: bool
) -> None:
    """The draft being there proves nothing: what is in doubt stays in doubt."""
    with serving(monkeypatch, moves_drafts=False, copies=copies) as stub:
        box = transport(stub)
        made = box.prepare(MIME, ID)
        stub.fault = once("SendItem", Fault("after", "drop"))
        assert not box.deliver(MIME, ID, made.reference).certain
        stub.sent_visible = False
        assert box.settle(ID, made.reference) is None
        assert transport(stub).settle(ID, made.reference) is None
        stub.sent_visible = True
        assert transport(stub).settle(ID, made.reference) is (True if copies else None)
        assert len(stub.sends) == 1


@pytest.mark.parametrize("kind", ["401", "429", "503"])
def test_a_refusal_after_the_work_sends_nothing_twice(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with serving(monkeypatch) as stub:
        box = transport(stub)
        made = box.prepare(MIME, ID)
        stub.fault = once("SendItem", Fault("after", kind))
        assert box.deliver(MIME, ID, made.reference).later
        again = transport(stub).deliver(MIME, ID, made.reference)
        assert (again.ok, again.certain) == (False, False)
        assert box.settle(ID, made.reference) is True
        assert len(stub.sends) == 1


def test_a_sent_item_that_keeps_its_id_is_known_as_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, keeps_id=True, sent_visible=False) as stub:
        box = transport(stub)
        made = box.prepare(MIME, ID)
        stub.fault = once("SendItem", Fault("after", "drop"))
        assert not box.deliver(MIME, ID, made.reference).certain
        assert box.settle(ID, made.reference) is True
        assert transport(stub).deliver(MIME, ID, made.reference).ok  # it has left already
        assert len(stub.sends) == 1


def test_another_key_after_the_save(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, new_keys=True) as stub:
        box = transport(stub)
        made = box.prepare(MIME, ID)
        assert box.deliver(MIME, ID, made.reference).ok
        assert stub.calls == ["CreateItem", "SendItem", "GetItem", "SendItem"]
        assert len(stub.sends) == 1


def test_a_rejection_counts_only_while_the_draft_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        box = transport(stub)
        made = box.prepare(MIME, ID)
        stub.errors["SendItem"] = "ErrorSendAsDenied"
        said = box.deliver(MIME, ID, made.reference)
        assert (said.certain, said.later) == (True, False)
        stub.items.clear()
        made = box.prepare(MIME, ID)
        stub.items.clear()
        assert not box.deliver(MIME, ID, made.reference).certain


@pytest.mark.parametrize("code", ["ErrorServerBusy", "ErrorMailboxStoreUnavailable"])
def test_a_busy_server_is_asked_later(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    with serving(monkeypatch, errors={"CreateItem": code}) as stub:
        said = transport(stub).prepare(MIME, ID)
        assert (said.ok, said.later) == (False, True)
        assert said.wait == (90 if code == "ErrorServerBusy" else None)


def test_the_letter_as_fields_where_mime_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    message = letter(ID, ("a.pdf", PDF), ("b.pdf", b"%PDF"))
    with serving(monkeypatch, takes_mime=False) as stub:
        box = transport(stub)
        made = box.prepare(message, ID)
        assert made.ok
        (draft,) = stub.drafts
        assert draft["files"] == [("a.pdf", PDF), ("b.pdf", b"%PDF")]
        assert draft["own"] == draft["message_id"] == ID
        texts = [one.strip() for one in draft["fields"].itertext() if one.strip()]
        assert "Öffene Posten – 100231" in texts
        assert {"anna@buyer.example", "ap@buyer.example", "Anna Brühl"} <= set(texts)
        assert box.deliver(message, ID, made.reference).ok
        stub.calls.clear()
        assert box.prepare(message, "<2@x>").ok
        assert stub.calls.count("CreateItem") == 1  # it has learned


def test_without_extended_properties(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, takes_own=False, finds="plain") as stub:
        box = transport(stub)
        made = box.prepare(MIME, ID)
        assert transport(stub).prepare(MIME, ID, again=True).reference == made.reference
        assert box.deliver(MIME, ID, made.reference).ok
        assert box.settle(ID, made.reference) is True
        assert len(stub.sends) == 1


@pytest.mark.parametrize("finds", ["all", "any", "plain", "none"])
def test_the_draft_of_a_killed_runner(monkeypatch: pytest.MonkeyPatch, finds: str) -> None:
    """Found where the server can be asked at all; else there is one draft too many, unsent."""
    with serving(monkeypatch, finds=finds) as stub:
        first = transport(stub).prepare(MIME, ID)
        for n in range(120):
            stub.add("drafts", mime=MIME.replace(b"<1@x>", b"<%d@other>" % n))
        again = transport(stub).prepare(MIME, ID, again=True)
        assert (again.reference == first.reference) is (finds != "none")
        assert transport(stub).deliver(MIME, ID, again.reference).ok
        assert len(stub.sends) == 1


def test_a_lookup_that_fails_for_now_makes_no_second_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        transport(stub).prepare(MIME, ID)
        stub.fault = once("FindItem", Fault("before", "500"))
        said = transport(stub).prepare(MIME, ID, again=True)
        assert (said.ok, said.later) == (False, True)
        assert len(stub.drafts) == 1


def test_a_draft_without_all_its_files_is_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    message = letter(ID, ("a.pdf", PDF), ("b.pdf", PDF))
    with serving(monkeypatch, takes_mime=False) as stub:
        faults = iter([None, Fault("after", "drop")])
        stub.fault = lambda name: next(faults, None) if name == "CreateAttachment" else None
        assert transport(stub).prepare(message, ID).later
        assert len(stub.drafts) == 1
        made = transport(stub).prepare(message, ID, again=True)
        assert made.ok
        (draft,) = stub.drafts  # the half one was put away
        assert transport(stub).deliver(message, ID, made.reference).ok or len(draft["files"]) == 2
        assert len(stub.sends) == 1


def test_what_is_too_large_for_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    message = letter(ID, ("a.pdf", PDF))
    with serving(monkeypatch, largest=2000) as stub:
        box = transport(stub)
        made = box.prepare(message, ID)
        (draft,) = stub.drafts
        assert draft["files"] == [("a.pdf", PDF)]
        alone, whole = parsed(draft["mime"]), parsed(message)
        for name in ("From", "To", "Cc", "Subject", "Message-ID", "Auto-Submitted"):
            assert str(alone[name]) == str(whole[name])
        assert alone.get_content_type() == "multipart/alternative"
        body, before = alone.get_body(("plain",)), whole.get_body(("plain",))
        assert body is not None
        assert before is not None
        assert body.get_content() == before.get_content()
        assert box.deliver(message, ID, made.reference).ok


def test_a_letter_without_files_is_left_as_it_is() -> None:
    assert without_files(MIME, Way(apart=True)) == MIME


def test_a_message_id_of_the_servers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, replaces_ids=True) as stub:
        box = transport(stub)
        made = box.prepare(MIME, ID)
        stub.fault = once("SendItem", Fault("after", "504"))
        assert not box.deliver(MIME, ID, made.reference).certain
        assert box.settle(ID, made.reference) is True
        assert [one.message_id for one in box.fetch("sent", "").arrived] == [ID]


def test_a_server_that_knows_no_single_properties(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, few_names=True) as stub:
        box = transport(stub)
        box.deliver(MIME, "<0@x>", box.prepare(MIME, "<0@x>").reference)
        made = box.prepare(MIME, ID)
        assert transport(stub).prepare(MIME, ID, again=True).ok  # it cannot be searched
        assert box.settle(ID, made.reference) is False
        stub.fault = once("SendItem", Fault("after", "429"))
        assert box.deliver(MIME, ID, made.reference).later
        assert not box.deliver(MIME, ID, made.reference).certain
        assert ID in [one.message_id for one in box.fetch("sent", "").arrived]
        stub.receive(MIME)
        assert len(box.fetch("inbox", "").arrived) == 1
        assert len(stub.sends) == 2


def test_an_older_server_is_spoken_to_in_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, no_versions=("Exchange2016",)) as stub:
        box = transport(stub)
        made = box.prepare(MIME, ID)
        assert box.deliver(MIME, ID, made.reference).ok
        assert stub.calls == ["CreateItem", "CreateItem", "SendItem"]
        assert b"Exchange2010_SP2" in stub.envelopes[-1]


def test_a_time_out_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        box = transport(stub)
        sent_before(stub)
        made = box.prepare(MIME, ID)
        slow = impatient(stub)
        stub.fault = once("SendItem", Fault("after", "delay", 0.6))
        said = slow.deliver(MIME, ID, made.reference)
        assert (said.ok, said.certain) == (False, False)
        assert "timed out" in said.words
        assert box.settle(ID, made.reference) is True


def impatient(stub: Stub) -> Any:
    """A transport that waits a fifth of a second; the config allows no less than five."""
    from ews_world import settings

    from collectwork.mail.exchange import ExchangeTransport

    return ExchangeTransport(settings(stub).model_copy(update={"timeout_seconds": 0.2}))


def test_shared_mailboxes(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        transport(stub).prepare(MIME, ID)
        assert b"<t:EmailAddress>ar@seller.example</t:EmailAddress>" in stub.envelopes[-1]
        assert b"ExchangeImpersonation" not in stub.envelopes[-1]
        transport(stub, access="impersonation").prepare(MIME, ID)
        assert b"<t:PrimarySmtpAddress>ar@seller.example<" in stub.envelopes[-1]
        assert b"t:Mailbox" not in stub.envelopes[-1]
        assert stub.headers[-1]["X-AnchorMailbox"] == "ar@seller.example"
