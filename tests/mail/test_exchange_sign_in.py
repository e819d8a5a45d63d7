"""How the Exchange transport signs in, and where it finds the server."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import graph_stub
import pytest
from ews_stub import Stub, running
from ews_world import ID, MAILBOX, MIME, serving, settings, transport
from test_exchange import self_signed

from collectwork.errors import ConfigRefused
from collectwork.mail import sign_ins, tokens
from collectwork.mail.ews.settings import oauth, scopes
from collectwork.mail.exchange import ExchangeTransport


@pytest.mark.parametrize("username", ["SELLER\\ar", "ar"])
def test_ntlm_signs_in_a_connection_and_keeps_it(
    monkeypatch: pytest.MonkeyPatch, username: str
) -> None:
    with serving(monkeypatch, sign_in="ntlm") as stub:
        box = transport(stub, auth="ntlm", username=username)
        made = box.prepare(MIME, ID)
        assert made.ok, made.words
        assert box.deliver(MIME, ID, made.reference).ok
        assert stub.calls == ["CreateItem", "SendItem"]
        assert "Authorization" not in stub.headers[1]


def test_ntlm_with_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, sign_in="ntlm", password="another") as stub:
        said = transport(stub, auth="ntlm").prepare(MIME, ID)
        assert (said.later, "401" in said.words) == (True, True)
        assert stub.calls == []


@pytest.fixture
def entra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setenv("COLLECTWORK_SECRET_TOKEN_CACHE", "a key for this test alone")
    folder = tmp_path / "state"
    monkeypatch.setattr("platformdirs.user_state_path", lambda _: folder)
    with graph_stub.running(graph_stub.Stub()) as stub:
        stub.authority.approved = True
        yield stub


def app(entra: Any, **changes: Any) -> dict[str, Any]:
    known = {
        "tenant": entra.authority.tenant, "client_id": entra.authority.client_id,
        "authority": entra.base,
    }  # fmt: skip
    return known | changes


def test_an_app_signs_in_by_its_secret(monkeypatch: pytest.MonkeyPatch, entra: Any) -> None:
    with serving(monkeypatch, sign_in="bearer", tokens=entra.authority.tokens) as stub:
        monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE", entra.authority.client_secret)
        box = transport(stub, **app(entra, auth="oauth", access="impersonation", username=""))
        made = box.prepare(MIME, ID)
        assert made.ok, made.words
        assert box.deliver(MIME, ID, made.reference).ok
        assert entra.authority.grants == ["client_credentials"]
        assert b"t:ExchangeImpersonation" in stub.envelopes[0]
        entra.authority.revoke()
        assert box.prepare(MIME, "<2@x>").ok  # refused once, then with a new token, at once
        assert len(entra.authority.grants) == 2


def test_a_person_signs_in_once(monkeypatch: pytest.MonkeyPatch, entra: Any) -> None:
    with serving(monkeypatch, sign_in="bearer", tokens=entra.authority.tokens) as stub:
        told = settings(stub, **app(entra, auth="delegated", username=MAILBOX))
        nobody = ExchangeTransport(told, "at").prepare(MIME, ID)
        assert (nobody.ok, nobody.later) == (False, True)
        assert "collectwork sign-in at" in nobody.words
        assert stub.calls == []
        person = oauth(told, "at")
        tokens.sign_in(person, scopes(told, told.endpoint), lambda _: None, device=True)
        assert ExchangeTransport(told, "at").prepare(MIME, ID).ok
        assert scopes(told, told.endpoint)[0].endswith("/EWS.AccessAsUser.All")
        assert hasattr(sign_ins, "sign_in")


def test_a_wrong_client_secret_is_said(monkeypatch: pytest.MonkeyPatch, entra: Any) -> None:
    with serving(monkeypatch, sign_in="bearer") as stub:
        box = transport(stub, **app(entra, auth="oauth", access="impersonation"))
        said = box.prepare(MIME, ID)
        assert "secret" in said.words
        assert "open sesame" not in said.words
        assert stub.calls == []


def found(stub: Stub, **changes: Any) -> ExchangeTransport:
    here = urlsplit(stub.url).netloc
    return transport(stub, endpoint="autodiscover", **({"hosts": (here,)} | changes))


def test_autodiscover_finds_the_server_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        stub.ews_url = stub.url
        box = found(stub)
        assert box.prepare(MIME, ID).ok
        assert box.prepare(MIME, "<2@x>").ok
        assert stub.calls == ["autodiscover", "CreateItem", "CreateItem"]
        assert "Found by autodiscover" in box.check()[0].remedy


@pytest.mark.parametrize(
    "url",
    [
        "https://mail.elsewhere.example/EWS/Exchange.asmx",
        "https://seller.example.elsewhere.example/EWS/Exchange.asmx",
        "https://notseller.example/EWS/Exchange.asmx", "http://mail.seller.example/EWS",
        "https://u:p@mail.seller.example/EWS", "not an address", "https://",
    ],
)  # fmt: skip
def test_a_password_goes_nowhere_else(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with serving(monkeypatch, ews_url=url) as stub:
        said = found(stub).prepare(MIME, ID)
        assert (said.ok, said.later) == (False, True)
        assert "hosts under [mail.exchange]" in said.words
        assert stub.calls == ["autodiscover"]


def test_autodiscover_that_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with running(Stub()) as gone:
        pass
    with serving(monkeypatch) as stub:
        monkeypatch.setattr("collectwork.mail.ews.finding._hosts", lambda s, _: s.hosts)
        said = found(stub, hosts=(urlsplit(gone.url).netloc, urlsplit(stub.url).netloc))
        words = said.prepare(MIME, ID).words
        assert "cannot be reached" in words
        assert "names no server" in words
        assert "set endpoint" in words


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"endpoint": ""}, "endpoint"),
        ({"endpoint": "http://mail.acme.example/EWS/Exchange.asmx"}, "endpoint"),
        ({"endpoint": "https://ar:secret@mail.acme.example/EWS"}, "endpoint"),
        ({"mailbox": ""}, "mailbox"),
        ({"mailbox": "a@b@c"}, "mailbox"),
        ({"username": ""}, "username"),
        ({"auth": "oauth", "tenant": "t", "client_id": "c"}, "access"),
        ({"auth": "delegated"}, "tenant"),
        ({"endpoint": "autodiscover", "hosts": ("https://x/",)}, "hosts"),
    ],
)
def test_each_wrong_setting_is_named(changes: dict[str, Any], named: str) -> None:
    stub = Stub(url="https://mail.seller.example/EWS/Exchange.asmx")
    with pytest.raises(ConfigRefused, match=named) as error:
        transport(stub, **changes)
    assert "secret@" not in str(error.value)


def test_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with serving(monkeypatch, tls) as stub:
        said = transport(stub).prepare(MIME, ID)
        assert said.later
        assert "is not trusted (self-signed certificate)" in said.words
        assert "ca_file" in said.words
        assert transport(stub, ca_file=str(certificate)).prepare(MIME, ID).ok
        assert "ca_file" in transport(stub, ca_file=str(tmp_path / "no")).prepare(MIME, ID).words
        other = stub.url.replace("127.0.0.1", "localhost")
        said = transport(stub, endpoint=other, ca_file=str(certificate)).prepare(MIME, ID)
        assert "not trusted" in said.words
