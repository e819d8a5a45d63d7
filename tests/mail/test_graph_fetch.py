"""Reading a mailbox by delta: pages, links that expire or lead elsewhere, large and odd mails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import graph_stub
import pytest
from graph_stub import Fault
from graph_world import message, serving, transport

from collectwork.domain import mailboxes
from collectwork.errors import NotFetched
from collectwork.mail.graph import reading

REPLY = b"From: a@b.example\r\nSubject: Re: x\r\nMessage-ID: <r%d@b.example>\r\n\r\nPaid.\r\n"


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[graph_stub.Stub]:
    with serving(monkeypatch) as stub:
        yield stub


def test_pages_until_nothing_is_new(stub: graph_stub.Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    ids = [stub.arrives(REPLY % n, days_ago(1)) for n in range(3)]
    stub.arrives(REPLY % 99, days_ago(31))
    box = transport(stub)
    first = box.fetch("inbox", "")
    assert [one.server_id for one in first.arrived] == ids[:2]
    assert first.arrived[0].message == REPLY % 0
    assert first.more
    second = box.fetch("inbox", first.state)
    assert [one.server_id for one in second.arrived] == ids[2:]
    assert not second.more
    assert box.fetch("inbox", second.state).arrived == ()
    new = stub.arrives(REPLY % 3, days_ago(0))
    stub.gone(ids[0])
    third = box.fetch("inbox", second.state)
    assert [one.server_id for one in third.arrived] == [new]
    assert not third.restarted
    assert "$value" in stub.calls
    assert {name for name in stub.calls if name in ("send", "create")} == set()


@pytest.mark.parametrize("state", [
    "https://elsewhere.example/v1.0/me/mailFolders/inbox/messages/delta?$deltatoken=1",
    "http://127.0.0.1:1/v1.0/me/messages/delta", "nonsense", "http://[::1", "//x", "\n",
])  # fmt: skip
def test_a_link_that_leads_elsewhere_is_never_followed(stub: graph_stub.Stub, state: str) -> None:
    stub.arrives(REPLY % 1, days_ago(1))
    found = transport(stub).fetch("inbox", state)
    assert found.restarted
    assert len(found.arrived) == 1


def test_a_link_is_compared_whole_with_the_endpoint(stub: graph_stub.Stub) -> None:
    box = transport(stub)
    found = box.fetch("inbox", "")
    host = stub.base.removeprefix("http://")
    for state in (
        found.state.replace("/v1.0/", "/beta/"), found.state.replace("http://", "https://"),
        found.state.replace(host, f"{host}@elsewhere.example"),
        found.state.replace(host, f"x{host}"),
    ):  # fmt: skip
        assert box.fetch("inbox", state).restarted


def test_an_expired_or_damaged_link_starts_over(stub: graph_stub.Stub) -> None:
    stub.arrives(REPLY % 1, days_ago(1))
    box = transport(stub)
    state = box.fetch("inbox", "").state
    damaged = box.fetch("inbox", state.rpartition("=")[0] + "=zz")
    assert (damaged.restarted, len(damaged.arrived)) == (True, 1)
    stub.expired = True
    again = box.fetch("inbox", state)
    assert (again.restarted, len(again.arrived)) == (True, 1)


def test_sent_items_tell_our_message_ids(stub: graph_stub.Stub) -> None:
    box = transport(stub)
    for known in ("<1@x.example>", "<2@x.example>"):
        made = box.prepare(message(known), known)
        assert box.deliver(b"", known, made.reference).ok
    stub.sent[0]["fields"]["internetMessageId"] = "<another@server.example>"
    found = box.fetch("sent", "")
    assert [one.message_id for one in found.arrived] == ["<1@x.example>", "<2@x.example>"]
    assert [one.message for one in found.arrived] == [b"", b""]
    stub.sent_visible = False
    assert box.fetch("sent", "").arrived == ()


def test_a_large_message_comes_as_its_header_lines(
    stub: graph_stub.Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 200)
    assert mailboxes.MOST_BYTES > 1_000_000
    head = REPLY % 1
    stub.arrives(head + b"x" * 4000, days_ago(1))
    stub.arrives(b"Subject: no end" + b"x" * 4000, days_ago(1))
    one, other = transport(stub).fetch("inbox", "").arrived
    assert one.message == head.partition(b"Paid")[0]
    assert other.message == b"\r\n\r\n"


def test_one_that_has_gone_or_cannot_be_read_does_not_stop_the_others(
    stub: graph_stub.Stub,
) -> None:
    stub.arrives(REPLY % 1, days_ago(1))
    odd = stub.arrives(REPLY % 2, days_ago(1))
    stub.arrives(REPLY % 3, days_ago(1))
    stub.items[odd]["fields"]["internetMessageHeaders"] = [
        {"name": "Subject", "value": "odd\r\nBcc: x@y.example"}, {"name": "no name", "value": "x"},
    ]  # fmt: skip
    answers = iter(["404", "500"])

    def fault(name: str) -> Fault | None:
        kind = next(answers, None) if name == "$value" else None
        return Fault("before", kind) if kind else None

    stub.fault = fault
    found = transport(stub).fetch("inbox", "").arrived
    assert [one.message for one in found] == [
        b"Subject: odd Bcc: x@y.example\r\n\r\n", REPLY % 3,
    ]  # fmt: skip
    assert found[0].message_id == "<r2@b.example>"


@pytest.mark.parametrize(("where", "kind"), [
    ("delta", "429"), ("delta", "500"), ("delta", "html"), ("delta", "drop"), ("$value", "429"),
    ("$value", "drop"), ("token", "500"), ("token", "drop"), ("openid-configuration", "html"),
])  # fmt: skip
def test_a_mailbox_that_cannot_be_read_says_so(
    stub: graph_stub.Stub, where: str, kind: str
) -> None:
    stub.arrives(REPLY % 1, days_ago(1))
    stub.fault = lambda name: Fault("before", kind) if name == where else None
    with pytest.raises(NotFetched) as caught:
        transport(stub).fetch("inbox", "")
    assert str(caught.value).endswith(".")
    stub.fault = lambda _: None
    assert len(transport(stub).fetch("inbox", "").arrived) == 1
