"""kill -9 at random moments of sending by Graph, answers lost, Sent Items late; and what never may
get out: header lines that nobody wrote, secrets and tokens."""

from __future__ import annotations

import logging
import os
import random
import traceback
from collections.abc import Iterator
from pathlib import Path

import graph_stub
import pytest
from graph_stub import Fault
from graph_world import message, serving, transport
from kills import Otherside, Trouble, worked_through

from collectwork.domain.message import clean_header
from collectwork.mail.oauth import acquiring

LONG = int(os.environ.get("COLLECTWORK_LONG", "1"))
MAILS, KILLS = (3, 3) if LONG == 1 else (40, 50)
KNOWN = "<1@x.example>"


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[graph_stub.Stub]:
    with serving(monkeypatch) as stub:
        yield stub


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("world", range(LONG))
def test_nobody_twice_nobody_forgotten(
    world: int, sqlite_url: str, stub: graph_stub.Stub, capsys: pytest.CaptureFixture[str]
) -> None:
    trouble = Trouble(random.Random(world))
    stub.fault = lambda _: Fault(*kind) if (kind := trouble.of_request()) else None

    def late(hidden: bool) -> None:
        stub.sent_visible = not hidden

    other = Otherside(lambda: transport(stub), stub.sent_ids, late)
    ended = worked_through(sqlite_url, other, trouble, mails=MAILS, kills=KILLS, longest=0.4)
    with capsys.disabled():
        if LONG > 1:
            states = [row.state for row in ended.rows]
            print(f"\n{ended.kills} kills, {ended.lost} lost, {states}", end="", flush=True)
    assert ended.judged() == []


NASTY = [
    "x\r\nBcc: evil@y.example", "x\nBcc: evil@y.example", "=?utf-8?q?x=0ABcc:_evil@y.example?=",
    "=?utf-8?b?eA0KQmNjOiBldmlsQHkuZXhhbXBsZQ==?=", "x\x0bBcc: evil@y.example", "x\u2028Bcc: e@y",
]  # fmt: skip


@pytest.mark.parametrize("name", ["Subject", "To", "From", "Cc"])
@pytest.mark.parametrize("value", NASTY)
def test_no_header_line_is_smuggled_in(stub: graph_stub.Stub, name: str, value: str) -> None:
    """Bytes as they may have been stored by anything: what goes out names no one else."""
    known = f'"{value}" <a@b.example>' if name != "Subject" else value
    whole = message().replace(
        b"\r\n\r\n", f"\r\n{name}: {known}\r\n\r\n".encode("utf-8", "replace"), 1
    )
    made = transport(stub).prepare(whole, KNOWN)
    for item in stub.drafts if made.ok else ():
        fields = item["fields"]
        people = [*fields["toRecipients"], *fields.get("ccRecipients", []), fields["from"]]
        goes = {one["emailAddress"]["address"] for one in people}
        assert fields.get("bccRecipients", []) == [] or b"\nBcc:" in whole
        assert "evil@y.example" not in goes
        lines = [fields["subject"], *(one["emailAddress"].get("name", "") for one in people)]
        lines += [one["value"] for one in fields["singleValueExtendedProperties"]]
        assert not [one for one in lines if any(sign in one for sign in "\r\n\x0b\u2028")]


def test_what_the_shared_strings_hold_reaches_no_header(
    stub: graph_stub.Stub, shared: Path
) -> None:
    box = transport(stub)
    files = sorted((shared / "data" / "naughty").glob("*.txt"))
    strings = [one for file in files for one in file.read_text("utf-8", "replace").splitlines()]
    for text in random.Random(5).sample(strings, min(20, len(strings))):
        whole = message().replace(
            b"Open invoices [CW-7]", clean_header(text).encode("utf-8", "replace")
        )
        made = box.prepare(whole, KNOWN)
        assert made.ok or not made.later, made.words
    for item in stub.drafts:
        assert len(item["fields"]["toRecipients"]) == 2
        assert "bccRecipients" not in item["fields"]
        assert "\n" not in item["fields"].get("subject", "")


@pytest.mark.parametrize("kind", ["drop", "401", "400", "html"])
@pytest.mark.parametrize("where", ["token", "openid-configuration", "create", "send", "delta"])
def test_no_secret_and_no_token_gets_out(
    stub: graph_stub.Stub, caplog: pytest.LogCaptureFixture, kind: str, where: str
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = stub.authority.client_secret
    stub.fault = lambda name: Fault("before", kind) if name == where else None
    box = transport(stub)
    said = [repr(box), repr(vars(box)), repr(box._client)]
    answers = [box.prepare(message(), KNOWN), box.deliver(message(), KNOWN, "id")]
    said += [repr(answers), repr(box.check())]
    try:
        box.fetch("inbox", "")
    except Exception as error:
        said += [repr(error), "".join(traceback.format_exception(error))]
    said += [caplog.text, repr(acquiring._own_app)]
    for hidden in (secret, *stub.authority.tokens):
        assert not [one for one in said if hidden in one]


def test_what_a_server_repeats_of_a_token_is_left_out(stub: graph_stub.Stub) -> None:
    box = transport(stub)
    assert box.prepare(message(), KNOWN).ok
    (token,) = stub.authority.tokens
    stub.errors["create"] = (400, "ErrorBad", f"You sent Bearer {token}, which")
    assert box.prepare(message(), KNOWN).words.endswith("(ErrorBad: You sent Bearer …, which)")
