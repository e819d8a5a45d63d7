"""Inbox and Sent Items of the Exchange transport: page by page, with a state that can be lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ews_stub import Fault
from ews_world import ID, MIME, letter, serving, settings, transport
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from collectwork.domain.mailboxes import MOST_BYTES
from collectwork.errors import NotFetched
from collectwork.mail.ews.items import item_of
from collectwork.mail.exchange import ExchangeTransport

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def mail(number: int) -> bytes:
    return MIME.replace(b"<1@x>", b"<%d@x>" % number)


def box(stub: Any, **changes: Any) -> ExchangeTransport:
    return ExchangeTransport(settings(stub, **changes), clock=lambda: NOW)


def test_page_by_page_and_then_only_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        for n in range(130):
            stub.receive(mail(n))
        inbox = box(stub)
        first = inbox.fetch("inbox", "")
        assert (len(first.arrived), first.more, first.restarted) == (100, True, False)
        assert first.arrived[0].message == mail(0)
        assert first.arrived[0].at == "2026-11-20T08:00:00.000000Z"
        rest = inbox.fetch("inbox", first.state)
        assert (len(rest.arrived), rest.more) == (30, False)
        assert inbox.fetch("inbox", rest.state).arrived == ()
        stub.receive(mail(999))
        (new,) = inbox.fetch("inbox", rest.state).arrived
        assert new.message == mail(999)
        assert set(stub.calls) == {"SyncFolderItems", "GetItem"}  # nothing is marked or moved


def test_the_first_look_reaches_thirty_days_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        for n in range(150):
            stub.receive(mail(n), at="2026-09-01T08:00:00Z" if n % 2 else "2026-11-01T08:00:00Z")
        inbox = box(stub)
        page = inbox.fetch("inbox", "")
        assert (len(page.arrived), page.more) == (50, True)
        page = inbox.fetch("inbox", page.state)
        assert (len(page.arrived), page.more) == (25, False)
        stub.receive(mail(500), at="2026-09-01T08:00:00Z")  # moved in from elsewhere
        assert len(inbox.fetch("inbox", page.state).arrived) == 1


@pytest.mark.parametrize("state", ["nonsense", "S99999", "since:2026-10-23T09:00:00.000000Z gone"])
def test_a_state_that_no_longer_holds_starts_over(
    monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    with serving(monkeypatch) as stub:
        stub.receive(mail(1))
        page = box(stub).fetch("inbox", state)
        assert (len(page.arrived), page.restarted) == (1, True)
        assert box(stub).fetch("inbox", page.state).arrived == ()


def test_what_was_sent_is_known_by_our_id(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        inbox = box(stub)
        inbox.deliver(MIME, ID, inbox.prepare(MIME, ID).reference)
        stub.add("sentitems", mime=mail(7))  # somebody else's, by hand
        stub.sent_visible = False
        page = inbox.fetch("sent", "")
        assert page.arrived == ()
        stub.sent_visible = True
        late = inbox.fetch("sent", page.state)
        assert [one.message_id for one in late.arrived] == [ID, "<7@x>"]
        assert "GetItem" not in stub.calls


def test_what_vanishes_meanwhile_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        ids = [stub.receive(mail(n)) for n in range(3)]

        def fault(name: str) -> Fault | None:
            if name == "GetItem":
                stub.items.pop(ids[1], None)
            return None

        stub.fault = fault
        page = box(stub).fetch("inbox", "")
        assert [one.server_id for one in page.arrived] == [ids[0], ids[2]]


def test_a_huge_message_is_its_header_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        stub.receive(letter(), size=MOST_BYTES + 1)
        stub.receive(mail(2))
        huge, small = box(stub).fetch("inbox", "").arrived
        assert b"Message-ID: <1@x>" in huge.message
        assert huge.message.endswith(b"\r\n\r\n")
        assert b"1.234,50" not in huge.message
        assert small.message == mail(2)


@pytest.mark.parametrize("broken", ["mime", "all"])
def test_a_message_that_cannot_be_handed_out_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    with serving(monkeypatch) as stub:
        stub.receive(mail(1))
        stub.receive(mail(2), broken=broken)
        stub.receive(mail(3))
        found = box(stub).fetch("inbox", "").arrived
        assert len(found) == 3
        said = b"Message-ID: <2@x>" if broken == "mime" else b"does not hand out"
        assert said in found[1].message


def test_control_signs_in_an_answer_are_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        stub.receive(mail(1), broken="mime", subject="Re: &#x1;invoice &#x1;&#x1;")
        (one,) = box(stub).fetch("inbox", "").arrived
        assert b"<1@x>" in one.message


def test_the_samples_of_exchange_are_read(shared: Any) -> None:
    from collectwork.mail.ews.connection import _parts

    sample = shared / "ews-schema" / "samples" / "viewpoint" / "dodgy_ews_response.xml"
    if not sample.exists():
        pytest.skip("the samples are not here")
    _, body = _parts(sample.read_bytes())
    assert "Invalid character" in "".join(body.itertext())


@pytest.mark.parametrize("kind", ["drop", "html", "401", "429", "500", "503"])
def test_trouble_is_one_sentence_and_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with serving(monkeypatch) as stub:
        stub.receive(mail(1))
        inbox = box(stub)
        for name in ("SyncFolderItems", "GetItem"):
            stub.fault = lambda one, name=name: Fault("before", kind) if one == name else None  # type: ignore[misc]
            with pytest.raises(NotFetched) as error:
                inbox.fetch("inbox", "")
            assert "\n" not in str(error.value)
        stub.fault = lambda _: None
        assert len(inbox.fetch("inbox", "").arrived) == 1


def test_nothing_is_fetched_without_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        monkeypatch.delenv("COLLECTWORK_SECRET_EXCHANGE")
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        with pytest.raises(NotFetched, match="COLLECTWORK_SECRET_EXCHANGE"):
            transport(stub).fetch("inbox", "")
        assert stub.calls == []


T = "{http://schemas.microsoft.com/exchange/services/2006/types}"
NAMES = [
    "ItemId", "IsDraft", "Size", "DateTimeReceived", "MimeContent", "Attachments", "HasAttachments",
    "ExtendedProperty", "InternetMessageHeaders", "From", "Subject", "Nonsense",
]  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES),
            st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=20),
        )
    )
)
def test_no_item_however_odd_is_a_traceback(fields: list[tuple[str, str]]) -> None:
    element = etree.Element(f"{T}Message")
    for name, text in fields:
        child = etree.SubElement(element, T + name)
        child.text = "".join(c for c in text if c.isprintable())
        child.set("Id", child.text)
    item = item_of(element)
    assert item is None or item.ref[0]
