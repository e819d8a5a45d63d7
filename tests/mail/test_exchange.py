"""The Exchange transport over real HTTP against the stand-in of ``ews_stub``.

Exchange itself cannot run here. What is proven: valid requests, one draft and one send of it, and
the right class for every way in which the line or the server can fail.
"""

from __future__ import annotations

import contextlib
import os
import random
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import ews_stub as ews
import mail_book as book
import pytest
from lxml import etree

from collectwork.config.mail_settings import ExchangeSettings
from collectwork.errors import ConfigRefused, NotDelivered
from collectwork.mail.exchange import ExchangeTransport
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk

SCHEMA = Path(__file__).parents[3] / "shared" / "ews-schema" / "ews.xsd"
MIME = b"From: ar@x.example\r\nTo: a@b.example\r\nSubject: s\r\nMessage-ID: <1@x>\r\n\r\nhi\r\n"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema | None:
    """The official schema where it is; without it only that check is missing."""
    return etree.XMLSchema(etree.parse(SCHEMA)) if SCHEMA.exists() else None


@pytest.fixture
def stub(schema: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ews.Stub]:
    monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE", "open sesame")
    with ews.running(ews.Stub(schema=schema)) as stub:
        yield stub
        assert stub.invalid == []
        assert stub.unknown == []


def transport(stub: ews.Stub, **changes: Any) -> ExchangeTransport:
    settings = {"endpoint": stub.url, "username": "ar", "mailbox": "ar@x.example", "auth": "basic"}
    return ExchangeTransport(ExchangeSettings(**(settings | changes)))


def sent_before(stub: ews.Stub) -> None:
    """An earlier mail of ours in Sent Items: the server moved its draft."""
    stub.add("sentitems", mime=MIME.replace(b"<1@x>", b"<0@x>"), own="<0@x>")


def queued(desk: Desk, number: str = "100231") -> str:
    customer = book.customer(desk.store, number, f"Brenner {number}")
    book.item(desk.store, customer, f"RE-{number}", 123450)
    letter = sending.compose(desk, customer, template="second_notice")
    return sending.queue(desk, letter).message_id


def test_the_previewed_bytes_are_the_draft_and_the_draft_is_sent(
    sqlite_desk: Desk, stub: ews.Stub
) -> None:
    message_id = queued(sqlite_desk)
    exchange = transport(stub)
    (row,) = sending.deliver(replace(sqlite_desk, mailbox=lambda _: exchange))
    assert row.state == "sent"
    assert stub.sent_ids() == [message_id]
    assert stub.drafts == []
    with sqlite_desk.store.read() as tx:
        job = tx.outbox.job(row.id)
    assert job is not None
    assert stub.sent[0]["mime"] == job.message
    assert stub.sent[0]["own"] == message_id
    assert (job.transport, job.reference) == ("exchange", "I1 k1")
    assert stub.calls.count("SendItem") == 1


def test_settle_knows_draft_sent_and_unknown(stub: ews.Stub) -> None:
    exchange = transport(stub)
    made = exchange.prepare(MIME, "<1@x>")
    assert exchange.settle("<1@x>", None) is False
    assert exchange.settle("<1@x>", made.reference) is None  # does this server move drafts?
    sent_before(stub)
    assert exchange.settle("<1@x>", made.reference) is False
    assert exchange.prepare(MIME, "<1@x>", again=True).reference == f"{made.reference} moves"
    exchange.deliver(MIME, "<1@x>", made.reference)
    stub.sent_visible = False
    assert exchange.settle("<1@x>", made.reference) is None
    stub.sent_visible = True
    assert exchange.settle("<1@x>", made.reference) is True
    again = exchange.deliver(MIME, "<1@x>", made.reference)
    assert (again.ok, again.certain) == (False, False)
    assert len(stub.sends) == 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("kind", "certain", "later"),
    [
        ("drop", False, False), ("html", False, False), ("500", False, False),
        ("502", False, False), ("504", False, False), ("401", True, True), ("429", True, True),
        ("503", True, True), ("302", True, True),
    ],
)  # fmt: skip
def test_every_failure_has_its_class(
    stub: ews.Stub, kind: str, when: str, certain: bool, later: bool
) -> None:
    exchange = transport(stub)
    made = exchange.prepare(MIME, "<1@x>")
    stub.fault = lambda name: ews.Fault(when, kind, 7) if name == "SendItem" else None
    answer = exchange.deliver(MIME, "<1@x>", made.reference)
    assert (answer.ok, answer.certain, answer.later) == (False, certain, later)
    assert answer.words
    if kind in ("429", "503"):
        assert answer.wait == 7
    assert stub.calls.count("SendItem") == 1  # never retried by the library


def test_a_rejection_keeps_the_servers_words(sqlite_desk: Desk, stub: ews.Stub) -> None:
    queued(sqlite_desk)
    stub.errors["SendItem"] = "ErrorSendAsDenied"
    exchange = transport(stub)
    (row,) = sending.deliver(replace(sqlite_desk, mailbox=lambda _: exchange))
    assert row.state == "failed"
    assert "ErrorSendAsDenied" in (row.reason or "")


def test_nobody_there_is_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE", "x")
    with ews.running(ews.Stub()) as stub:
        exchange = transport(stub)
    answer = exchange.prepare(MIME, "<1@x>")
    assert (answer.ok, answer.later) == (False, True)
    assert "cannot be reached" in answer.words


def test_a_wrong_or_missing_password_is_tried_later(
    stub: ews.Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE", "wrong password")
    answer = transport(stub, username="ar2").prepare(MIME, "<1@x>")
    assert (answer.later, "401" in answer.words) == (True, True)
    assert "wrong password" not in answer.words
    monkeypatch.delenv("COLLECTWORK_SECRET_EXCHANGE")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    answer = transport(stub, username="ar3").prepare(MIME, "<1@x>")
    assert answer.later
    assert "COLLECTWORK_SECRET_EXCHANGE" in answer.words


def test_settings_are_checked(tmp_path: Path) -> None:
    for changes in (
        {"endpoint": ""},
        {"endpoint": "http://mail.acme.example/EWS/Exchange.asmx"},
        {"mailbox": ""},
    ):
        settings = {"endpoint": "https://m.example/EWS", "username": "u", "mailbox": "m@x.example"}
        with pytest.raises(ConfigRefused):
            ExchangeTransport(ExchangeSettings(**(settings | changes)))


def test_tls_is_verified(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE", "open sesame")
    certificate = self_signed(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with ews.running(ews.Stub(), tls) as stub:
        refused = transport(stub).prepare(MIME, "<1@x>")
        assert (refused.ok, refused.later) == (False, True)
        assert transport(stub, ca_file=str(certificate)).prepare(MIME, "<1@x>").ok


LONG = int(os.environ.get("COLLECTWORK_LONG", "0"))
SERVERS: list[dict[str, Any]] = [
    {}, {"moves_drafts": False}, {"moves_drafts": False, "copies": False}, {"keeps_id": True},
    {"finds": "none"}, {"finds": "any", "new_keys": True}, {"takes_own": False},
    {"takes_own": None, "replaces_ids": True}, {"takes_mime": False}, {"largest": 500},
]  # fmt: skip
WORLDS = [(server, seed) for seed in range(LONG) for server in SERVERS] or [
    (SERVERS[0], 0),
    (SERVERS[1], 1),
]


@pytest.mark.parametrize(("server", "seed"), WORLDS)
def test_random_faults_on_the_wire_send_nobody_twice(
    sqlite_desk: Desk, clock: Any, stub: ews.Stub, server: dict[str, Any], seed: int
) -> None:
    for name, value in server.items():
        setattr(stub, name, value)
    wanted = {queued(sqlite_desk, str(300_000 + n)) for n in range(4)}
    rng = random.Random(seed)
    # A server that keeps drafts and refuses what it has done leaves nothing to know it by.
    kinds = ["drop", "html", "500", "502", "504"]
    kinds += ["401", "429", "503"] if server.get("moves_drafts", True) else []

    def fault(_: str) -> ews.Fault | None:
        if rng.random() < 0.6:
            return None
        return ews.Fault(rng.choice(["before", "after"]), rng.choice(kinds))

    def round_(*, patient: bool) -> None:
        if not patient and rng.random() < 0.5:
            boxes.clear()  # another process
        box = boxes.setdefault("", transport(stub))
        with contextlib.suppress(NotDelivered):  # Sent Items could not be read
            sending.deliver(replace(sqlite_desk, mailbox=lambda _: box))

    boxes: dict[str, ExchangeTransport] = {}
    stub.fault = fault
    for _ in range(20 if LONG else 10):
        round_(patient=False)
        stub.sent_visible = rng.random() < 0.7
        clock.pass_(minutes=rng.choice([2, 20, 61]))
    stub.fault, stub.sent_visible = lambda _: None, True
    for _ in range(3):
        round_(patient=True)
        clock.pass_(minutes=61)
    sent = stub.sent_ids()
    assert len(sent) == len(set(sent))
    states = {row.message_id: row.state for row in sending.outbox(sqlite_desk)}
    assert set(states) == wanted
    assert set(states.values()) <= {"sent", "held", "failed", "expired"}
    assert {id for id, state in states.items() if state == "sent"} <= set(sent)
    never = {id for id, state in states.items() if state in ("failed", "expired")}
    assert not never & set(sent)


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    own = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(own.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(own, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        own.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    with contextlib.suppress(OSError):
        path.chmod(0o600)
    return path
