"""Signing in at an SMTP server: nothing travels open, no certificate is taken on trust."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import loops
import pytest
import raw_line
import smtp_stub as smtps
from smtp_parts import LATER, MIME, PASSWORD, by, kind

from collectwork.config import values
from collectwork.config.mail_settings import MailSettings
from collectwork.config.settings import Settings
from collectwork.config.smtp_settings import ImapSettings, SmtpSettings
from collectwork.errors import ConfigRefused
from collectwork.mail.oauth.settings import OAuth
from collectwork.mail.secrets import Secret
from collectwork.mail.smtp import opening

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", PASSWORD)


@pytest.fixture
def stub() -> Iterator[smtps.Stub]:
    with smtps.running(smtps.Stub()) as stub:
        yield stub


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loops.certificate(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("mechanisms", [("PLAIN",), ("LOGIN",), ("PLAIN", "LOGIN")])
def test_signing_in_by_password(mechanisms: tuple[str, ...], monkeypatch: Any) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", 'grün & "x"')
    wanted = smtps.Stub(mechanisms=mechanisms, password='grün & "x"')
    with smtps.running(wanted) as stub:
        assert by(stub.port).deliver(MIME, "<1@x>", None).ok
        assert stub.attempts == [mechanisms[0]]


def test_a_wrong_password_is_tried_later_and_never_repeated(
    stub: smtps.Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", "correct horse battery")
    answer = by(stub.port).deliver(MIME, "<1@x>", None)
    assert kind(answer) == LATER
    assert "535" in answer.words
    assert "horse" not in answer.words
    assert stub.attempts == ["PLAIN"]


def test_no_secret_is_said_before_anything_is_sent(
    stub: smtps.Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLLECTWORK_SECRET_SMTP")
    monkeypatch.setattr("collectwork.mail.secrets.KEYRING_SECONDS", 0.2)
    answer = by(stub.port).deliver(MIME, "<1@x>", None)
    assert kind(answer) == LATER
    assert "COLLECTWORK_SECRET_SMTP" in answer.words


def test_xoauth2_with_a_good_and_a_bad_token(monkeypatch: pytest.MonkeyPatch) -> None:
    with smtps.running(smtps.Stub(mechanisms=("XOAUTH2",), password="token-1")) as stub:
        monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", "token-1")
        assert by(stub.port, auth="xoauth2").deliver(MIME, "<1@x>", None).ok
        monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", "token-2")
        answer = by(stub.port, auth="xoauth2").deliver(MIME, "<1@x>", None)
        assert kind(answer) == LATER
        assert "status 401" in answer.words
        assert "token-2" not in answer.words
        assert len(stub.sent) == 1


def test_a_server_without_our_way_to_sign_in_is_named(stub: smtps.Stub) -> None:
    answer = by(stub.port, auth="xoauth2").deliver(MIME, "<1@x>", None)
    with smtps.running(smtps.Stub(mechanisms=())) as bare:
        other = by(bare.port).deliver(MIME, "<1@x>", None)
    for one in (answer, other):
        assert kind(one) == LATER
        assert "no sign-in by" in one.words


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_with_a_certificate_that_is_checked(security: str, pem: Path, tmp_path: Path) -> None:
    for_another = loops.certificate(tmp_path, "other.example")
    with smtps.running(smtps.Stub(), loops.tls(pem), implicit=security == "tls") as stub:
        trusted = by(stub.port, security=security, ca_file=str(pem))
        assert trusted.deliver(MIME, "<1@x>", None).ok
        for answer in (
            by(stub.port, security=security).deliver(MIME, "<1@x>", None),
            by(stub.port, security=security, ca_file=str(for_another)).deliver(MIME, "<1@x>", None),
        ):
            assert kind(answer) == LATER
            assert "not trusted" in answer.words
        assert len(stub.sent) == 1
        assert stub.attempts == ["PLAIN"]  # no password went to who could not prove himself
    with smtps.running(smtps.Stub(), loops.tls(for_another), implicit=security == "tls") as stub:
        wrong_name = by(stub.port, security=security, ca_file=str(for_another))
        assert "not trusted" in wrong_name.deliver(MIME, "<1@x>", None).words
        assert stub.attempts == []


def test_where_starttls_was_stripped_nothing_travels(stub: smtps.Stub, pem: Path) -> None:
    answer = by(stub.port, security="starttls").deliver(MIME, "<1@x>", None)
    assert kind(answer) == LATER
    assert "no STARTTLS" in answer.words
    assert stub.attempts == stub.sent == []
    with raw_line.speaking(
        raw_line.smtp(EHLO="250-raw\r\n250 STARTTLS", STAR="454 not now")
    ) as port:
        refused = by(port, security="starttls").deliver(MIME, "<1@x>", None)
    assert kind(refused) == LATER
    assert "454" in refused.words


def test_a_file_of_certificates_that_is_none_is_said(stub: smtps.Stub, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for file in (tmp_path / "ca.pem", tmp_path / "none.pem"):
        answer = by(stub.port, security="starttls", ca_file=str(file)).deliver(MIME, "<1@x>", None)
        assert kind(answer) == LATER


def test_without_tls_only_on_this_machine() -> None:
    for section in (SmtpSettings, ImapSettings):
        with pytest.raises(ValueError, match="on this machine"):
            section(host="mx.x.example", security="none")
    for host in (
        "mx .x",
        ".x.example",
        "a..b",
        "x" * 70 + ".example",
        "https://mx",
        "[::1]",
        "a\0b",
    ):
        with pytest.raises(ValueError, match="no name or number of a server"):
            SmtpSettings(host=host)
    for host in ("mx.x.example", "müller.example", "192.0.2.7", "2001:db8::1", "mx"):
        assert SmtpSettings(host=host).host == host
    with pytest.raises(ConfigRefused, match="host must be set"):
        opening.mailbox(SmtpSettings(), ImapSettings())
    with pytest.raises(ConfigRefused, match="username must be set"):
        opening.mailbox(SmtpSettings(host="mx.x.example"), ImapSettings())


def test_the_config_takes_further_mailboxes_with_servers_of_their_own() -> None:
    own = {"host": "127.0.0.1", "security": "none", "username": "at@x.example"}
    box = {"name": "at", "senders": ["at@x.example"], "transport": "smtp", "smtp": own}
    mail = MailSettings.model_validate({"mailbox": [box]})
    way = mail.way("at")
    assert way is not None
    assert way.smtp.username == "at@x.example"
    assert os.environ["COLLECTWORK_SECRET_SMTP"] == PASSWORD


def test_tokens_of_an_app_registration_serve_both_servers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[OAuth, tuple[str, ...]]] = []

    def token_for(about: OAuth, scopes: tuple[str, ...], *, fresh: bool = False) -> Secret:
        asked.append((about, scopes))
        return Secret("token-7", "sign-in")

    monkeypatch.setattr("collectwork.mail.tokens.token_for", token_for)
    oauth = {"auth": "xoauth2", "tenant": "t", "client_id": "c"}
    with smtps.running(smtps.Stub(mechanisms=("XOAUTH2",), password="token-7")) as stub:
        imap = ImapSettings(host="127.0.0.1", port=1, security="none")
        assert by(stub.port, **oauth, imap=imap).deliver(MIME, "<1@x>", None).ok
        assert by(stub.port, **oauth, sign_in="secret").deliver(MIME, "<1@x>", None).ok
    person, app = asked
    assert person[0].account == "ar@x.example"
    assert [one.rsplit("/", 1)[1] for one in person[1]] == ["SMTP.Send", "IMAP.AccessAsUser.All"]
    assert app[1] == ("https://outlook.office365.com/.default",)
    monkeypatch.undo()
    answer = by(stub.port, **oauth, authority="https://login.nowhere.invalid").check()[0]
    assert not answer.ok


def test_a_withdrawn_token_is_renewed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By SMTP and by IMAP, before anything was handed over."""
    given: list[str] = []

    def token_for(about: OAuth, scopes: tuple[str, ...], *, fresh: bool = False) -> Secret:
        given.append("new" if fresh else "old")
        return Secret(f"{given[-1]}-token", "sign-in")

    monkeypatch.setattr("collectwork.mail.tokens.token_for", token_for)
    oauth = {"auth": "xoauth2", "tenant": "t", "client_id": "c"}
    with smtps.running(smtps.Stub(mechanisms=("XOAUTH2",), password="new-token")) as stub:
        assert by(stub.port, **oauth).deliver(MIME, "<1@x>", None).ok
        assert (given, len(stub.sent)) == (["old", "new"], 1)
        stub.password = "another"
        answer = by(stub.port, **oauth).deliver(MIME, "<2@x>", None)
        assert (kind(answer), answer.blameless) == (LATER, True)
        assert given == ["old", "new"] * 2


def test_replies_are_fetched_only_where_there_is_a_server_for_them() -> None:
    smtp = {"transport": "smtp", "smtp": {"host": "mx.x.example"}}
    for more, fetched in (({}, False), ({"imap": {"host": "mx.x.example"}}, True)):
        own = Settings.model_validate({"mail": smtp | more})
        assert values.mailboxes(own)[0].fetches is fetched
