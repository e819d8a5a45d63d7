"""Signing in by browser, code, certificate and secret, and the file that keeps the tokens."""

from __future__ import annotations

import multiprocessing
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import graph_stub
import mail_book as book
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from graph_stub import Fault
from graph_world import message, serving, settings, transport

from collectwork.errors import InputRefused, NotDelivered, NotFetched, WrongUsage
from collectwork.mail import tokens
from collectwork.mail.graph.settings import oauth, scopes
from collectwork.mail.graph.transport import GraphTransport
from collectwork.mail.oauth import signing_in
from collectwork.mail.oauth.settings import OAuth
from collectwork.mail.oauth.token_cache import TokenFile
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk

KNOWN = "<1@x.example>"
BROWSER = """
import html, re, sys, urllib.parse, urllib.request
page = urllib.request.urlopen(sys.argv[1]).read().decode()
where, sent = re.search('action="(.*?)" data-sent="(.*?)"', page).groups()
urllib.request.urlopen(where, sent.encode()).read()
"""


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[graph_stub.Stub]:
    monkeypatch.setenv("COLLECTWORK_SECRET_TOKEN_CACHE", "a key for this test alone")
    folder = tmp_path / "state"
    monkeypatch.setattr("platformdirs.user_state_path", lambda _: folder)
    with serving(monkeypatch) as stub:
        stub.authority.approved = True
        yield stub


def own(stub: graph_stub.Stub, **changes: Any) -> OAuth:
    return oauth(settings(stub, **({"auth": "device", "mailbox": ""} | changes)))


def signed_in(stub: graph_stub.Stub, **changes: Any) -> OAuth:
    made = own(stub, **changes)
    wanted = scopes(settings(stub, auth="device", mailbox=""))
    assert tokens.sign_in(made, wanted, lambda _: None) == stub.authority.user
    return made


def held(made: OAuth, stub: graph_stub.Stub, *, fresh: bool = False) -> str:
    wanted = scopes(settings(stub, auth="device", mailbox=""))
    return tokens.token_for(made, wanted, fresh=fresh).reveal()


def test_by_browser_with_pkce(
    stub: graph_stub.Stub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "browser.py"
    script.write_text(BROWSER)
    shown: list[str] = []
    browsers: list[subprocess.Popen[bytes]] = []

    def browse(address: str, browser_name: str | None = None) -> bool:
        browsers.append(subprocess.Popen([sys.executable, str(script), address]))
        return True

    monkeypatch.setattr("msal.oauth2cli.authcode._browse", browse)
    made = own(stub, auth="browser")
    who = tokens.sign_in(made, scopes(settings(stub, auth="browser", mailbox="")), shown.append)
    assert who == stub.authority.user
    assert [one.wait(20) for one in browsers] == [0]
    assert stub.authority.grants == ["authorization_code"]
    (said,) = shown
    assert "code_challenge_method=S256" in said
    assert re.search(r"http://127\.0\.0\.1:\d+/contoso\.example/oauth2/v2\.0/authorize\?", said)
    box = transport(stub, auth="browser", mailbox="")
    assert box.prepare(message(), KNOWN).ok
    assert stub.drafts[0]["box"] == stub.authority.user
    assert stub.authority.grants == ["authorization_code"]  # the kept token sufficed


def test_a_browser_that_never_comes_back_is_waited_for_no_longer(
    stub: graph_stub.Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msal.oauth2cli.authcode._browse", lambda *_, **__: False)
    monkeypatch.setattr(signing_in, "SECONDS", 0.01)
    with pytest.raises(tokens.NoToken, match="Nobody signed in within"):
        tokens.sign_in(own(stub, auth="browser"), ("x",), lambda _: None)
    assert not TokenFile(own(stub, auth="browser")).path.exists()


def test_by_code_and_renewed_without_asking(stub: graph_stub.Stub) -> None:
    made = signed_in(stub)
    first = held(made, stub)
    assert first == held(made, stub)
    assert held(made, stub, fresh=True) != first
    stub.authority.revoke()
    assert transport(stub, auth="device", mailbox="").prepare(message(), KNOWN).ok
    assert stub.authority.grants.count("refresh_token") == 2


def test_what_expires_soon_is_renewed_before_it_is_used(stub: graph_stub.Stub) -> None:
    stub.authority.expires_in = 120
    made = signed_in(stub)
    first = held(made, stub)
    assert stub.authority.grants[-1] == "refresh_token"
    assert first in stub.authority.tokens


@pytest.mark.parametrize(("refuse", "said"), [
    (("invalid_grant", "AADSTS50173: revoked.\r\nTrace ID: 1"), "no longer valid"),
    (("interaction_required", "AADSTS50076: MFA is needed."), "no longer valid"),
    (("invalid_grant", "AADSTS65001: no consent."), "administrator consent"),
    (("unauthorized_client", "AADSTS700016: no app."), "knows no app"),
    (("invalid_request", "AADSTS90002: Tenant not found."), "knows no tenant"),
    (("temporarily_unavailable", "AADSTS90033: transient."), "come back later"),
    (("invalid_grant", "AADSTS1: " + "A1b2_" * 30 + "!"), "no longer valid (invalid_grant"),
])  # fmt: skip
def test_each_refusal_has_its_sentence(
    stub: graph_stub.Stub, refuse: tuple[str, str], said: str
) -> None:
    signed_in(stub)
    stub.authority.revoke()
    stub.authority.refuse = refuse
    box = transport(stub, auth="device", mailbox="")
    answer = box.prepare(message(), KNOWN)
    assert (answer.ok, answer.later) == (False, True)
    assert said in answer.words
    assert "\n" not in answer.words
    assert "A1b2_A1b2" not in answer.words
    with pytest.raises(NotFetched, match=re.escape(answer.words[:30])):
        box.fetch("inbox", "")
    (check,) = [one for one in box.check() if not one.ok]
    assert said in check.detail


def test_nobody_is_signed_in_and_no_browser_opens(
    stub: graph_stub.Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda *_: pytest.fail("a browser"))
    box = transport(stub, auth="browser", mailbox="")
    answer = box.prepare(message(), KNOWN)
    assert answer.later
    assert "sign in by `collectwork sign-in`" in answer.words
    (check,) = box.check()
    assert (check.ok, check.remedy) == (False, "collectwork sign-in")


def test_a_lapsed_sign_in_costs_no_message_an_attempt(
    sqlite_desk: Desk, stub: graph_stub.Stub
) -> None:
    customer = book.customer(sqlite_desk.store, "100231", "Brenner")
    book.item(sqlite_desk.store, customer, "RE-1", 123450)
    sending.queue(sqlite_desk, sending.compose(sqlite_desk, customer, template="first_notice"))
    way = settings(stub, auth="device", mailbox="")
    desk = replace(sqlite_desk, mailbox=lambda _: GraphTransport.opened(way))
    with pytest.raises(NotDelivered, match="sign in by `collectwork sign-in`"):
        sending.deliver(desk)
    (row,) = sending.outbox(desk)
    assert (row.state, row.attempts) == ("queued", 0)
    signed_in(stub)
    (row,) = sending.deliver(desk)
    assert row.state == "sent"


def test_the_file_is_encrypted_and_ours_alone(stub: graph_stub.Stub) -> None:
    made = signed_in(stub)
    file = TokenFile(made)
    kept = file.path.read_bytes()
    assert b"refresh" not in kept.replace(b"collectwork", b"")
    assert stub.authority.user.encode() not in kept
    if os.name == "posix":
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    assert [one.suffix for one in sorted(file.path.parent.iterdir())] == [".lock", ".tokens"]


@pytest.mark.parametrize("damage", ["one bit", "cut", "empty", "rubbish", "another's", "key"])
def test_a_file_that_was_changed_counts_as_signed_out(
    stub: graph_stub.Stub, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    made = signed_in(stub)
    path = TokenFile(made).path
    kept = path.read_bytes()
    if damage == "another's":
        foreign = OAuth(tenant="other.example", client_id="x", auth="device")
        TokenFile(foreign).path.write_bytes(kept)
        made = foreign
    elif damage == "key":
        monkeypatch.setenv("COLLECTWORK_SECRET_TOKEN_CACHE", "another key for this test")
    else:
        half = len(kept) // 2
        path.write_bytes({
            "one bit": kept[:half] + bytes([kept[half] ^ 1]) + kept[half + 1 :],
            "cut": kept[:half], "empty": b"", "rubbish": os.urandom(200),
        }[damage])  # fmt: skip
    with pytest.raises(tokens.NoToken, match="was changed or was written with another key"):
        held(made, stub)
    assert tokens.sign_out(made)
    assert not tokens.sign_out(made)


def test_without_a_key_nobody_is_asked_to_sign_in(
    stub: graph_stub.Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_TOKEN_CACHE", "short")
    with pytest.raises(InputRefused, match="too short"):
        tokens.sign_in(own(stub), ("x",), lambda _: pytest.fail("asked"))
    assert stub.authority.grants == []


def _renewed(made: OAuth, wanted: tuple[str, ...], folder: Path, out: Any) -> None:
    import platformdirs

    platformdirs.user_state_path = lambda _: folder  # type: ignore[assignment]
    out.put(tokens.token_for(made, wanted).reveal())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_of_many_processes_one_renews(stub: graph_stub.Stub) -> None:
    stub.authority.expires_in = 1
    made = signed_in(stub)
    stub.authority.expires_in = 3600
    wanted = scopes(settings(stub, auth="device", mailbox=""))
    forked = multiprocessing.get_context("fork")
    out: Any = forked.Queue()
    folder = TokenFile(made).path.parent.parent
    runners = [forked.Process(target=_renewed, args=(made, wanted, folder, out)) for _ in range(4)]
    for one in runners:
        one.start()
    got = {out.get(timeout=30) for _ in runners}
    for one in runners:
        one.join()
    assert len(got) == 1
    assert stub.authority.grants.count("refresh_token") == 1


@pytest.fixture(scope="module")
def certificate() -> tuple[bytes, bytes, Any]:
    """Key and certificate as PEM, and the public key."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "collectwork")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(1).not_valid_before(now)
        .not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"client secret of the app"),
    )  # fmt: skip
    return private, made.public_bytes(serialization.Encoding.PEM), key.public_key()


def test_by_certificate(
    stub: graph_stub.Stub, tmp_path: Path, certificate: tuple[bytes, bytes, Any]
) -> None:
    private, public, stub.authority.public_key = certificate
    file = tmp_path / "app.pem"
    file.write_bytes(private + public)
    box = transport(stub, auth="certificate", certificate=str(file))
    assert box.prepare(message(), KNOWN).ok
    assert stub.authority.assertion["sub"] == stub.authority.client_id
    assert [one.ok for one in box.check()] == [True] * 4
    file.write_bytes(private)
    answer = transport(stub, auth="certificate", certificate=str(file)).prepare(message(), KNOWN)
    assert answer.ok  # the app was signed in already
    other = transport(stub, auth="certificate", certificate=str(tmp_path / "none.pem"))
    assert "cannot be read" in other.prepare(message(), KNOWN).words


@pytest.mark.parametrize("content", [b"", b"rubbish", b"-----BEGIN PRIVATE KEY-----\n", b"\xff"])
def test_a_file_that_is_no_certificate_is_named(
    stub: graph_stub.Stub, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "app.pem"
    file.write_bytes(content)
    answer = transport(stub, auth="certificate", certificate=str(file)).prepare(message(), KNOWN)
    assert answer.later
    assert "app.pem" in answer.words


def test_a_wrong_client_secret(stub: graph_stub.Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_GRAPH", "not the secret of the app")
    answer = transport(stub).prepare(message(), KNOWN)
    assert "client secret 'graph' is wrong or has expired" in answer.words
    assert "not the secret" not in answer.words
    with pytest.raises(WrongUsage, match="nobody signs in"):
        tokens.sign_in(own(stub, auth="secret", mailbox="a@b.example"), ("x",), lambda _: None)


def test_check_names_missing_rights_mailbox_and_clock(stub: graph_stub.Stub) -> None:
    stub.authority.rights = "Mail.ReadWrite"
    stub.skew = 1200
    box = transport(stub, mailbox="gone@seller.example")
    said = {one.check: one for one in box.check()}
    assert "lacks Mail.Send" in said["mail rights"].detail
    assert "application permission" in said["mail rights"].remedy
    assert "Correct mailbox" in said["mailbox"].remedy
    clock = {one.check: one for one in transport(stub).check()}["mail clock"]
    assert not clock.ok
    assert "minutes behind the mail server's" in clock.detail


@pytest.mark.parametrize("kind", ["drop", "500", "429", "html"])
@pytest.mark.parametrize("where", ["token", "openid-configuration"])
def test_a_sign_in_server_in_trouble_is_tried_later(
    stub: graph_stub.Stub, where: str, kind: str
) -> None:
    stub.fault = lambda name: Fault("before", kind, 7) if name == where else None
    answer = transport(stub).prepare(message(), KNOWN)
    assert (answer.ok, answer.later) == (False, True)
    assert answer.wait == (7 if kind in ("500", "429") else None)
    assert answer.words.endswith(".")
    assert stub.drafts == []
