"""Secrets: where they come from, and that they never show."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import pickle
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import keyring
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from collectwork.config.secret_names import secret_names
from collectwork.config.settings import Settings
from collectwork.errors import InputRefused, NotFound
from collectwork.mail import secrets
from collectwork.mail.redacting import redacted, remember


class Ring(KeyringBackend):
    """A keyring of the test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class Locked(Ring):
    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(30)
        return None


class PlaintextRing(Ring):
    pass


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    use(monkeypatch, made)
    return made


def use(monkeypatch: pytest.MonkeyPatch, made: Any) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)


def test_environment_then_command_then_keyring_then_asked(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotFound, match="COLLECTWORK_SECRET_EXCHANGE"):
        secrets.find("exchange")
    assert secrets.find("exchange", ask=lambda _: "typed").source == "asked"
    secrets.keep("exchange", "from the ring")
    found = secrets.find("exchange")
    assert (found.reveal(), found.source) == ("from the ring", "keyring")
    command = f"{sys.executable} -c \"print('from a command')\""
    found = secrets.find("exchange", command)
    assert (found.reveal(), found.source) == ("from a command", "command")
    monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE", "from outside")
    found = secrets.find("exchange", command)
    assert (found.reveal(), found.source) == ("from outside", "environment")


def test_a_secret_does_not_show_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_X", "hunter2")
    found = secrets.find("x")
    assert "hunter2" not in f"{found} {found!r} {found!s} {[found]} {found:>20}"
    with pytest.raises(TypeError):
        pickle.dumps(found)


def test_a_failing_command_says_so_without_its_output(ring: Ring) -> None:
    command = f"{sys.executable} -c \"import sys; print('hunter2'); sys.exit(3)\""
    with pytest.raises(InputRefused, match="exit code 3") as refusal:
        secrets.find("exchange", command)
    assert "hunter2" not in str(refusal.value)
    with pytest.raises(InputRefused, match="FileNotFoundError"):
        secrets.find("exchange", "/nowhere/at/all")


def test_a_locked_keyring_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Locked())
    monkeypatch.setattr(secrets, "KEYRING_SECONDS", 0.05)
    with pytest.raises(NotFound, match="may be locked"):
        secrets.find("exchange")


@pytest.mark.parametrize("kind", ["fail", "null", "plaintext"])
def test_unsafe_keyrings_are_refused_with_the_way_out(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keyring.backends import fail, null

    rings = {"fail": fail.Keyring, "null": null.Keyring, "plaintext": PlaintextRing}
    use(monkeypatch, rings[kind]())
    with pytest.raises(InputRefused, match="it is not used"):
        secrets.keep("exchange", "x")
    with pytest.raises(NotFound, match="Set the variable"):
        secrets.find("exchange")


def test_names_are_plain(ring: Ring) -> None:
    for name in ("", "a b", "x" * 65, "$(id)"):
        with pytest.raises(InputRefused):
            secrets.find(name)
    with pytest.raises(InputRefused, match="names the file"):
        secrets.find("webhook_file")  # its variable is that of the file of "webhook"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a secret, named in the environment."""
    path = tmp_path / "exchange.secret"
    path.write_text("from a file\n", "utf-8")
    path.chmod(0o600)
    monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE_FILE", str(path))
    return path


def test_a_file_that_only_its_owner_can_read(kept: Path, ring: Ring) -> None:
    found = secrets.find("exchange", "/nowhere/at/all")
    assert (found.reveal(), found.source) == ("from a file", "file")
    kept.write_bytes("\ufeffgrün\r\n".encode())
    assert secrets.find("exchange").reveal() == "grün"
    kept.write_bytes(b"-----BEGIN-----\nlines\n-----END-----\n")
    assert secrets.find("exchange").reveal().count("\n") == 2


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="modes are not those of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o620, 0o610, 0o777])
def test_a_file_that_others_can_read_is_refused_by_name(kept: Path, mode: int, ring: Ring) -> None:
    kept.chmod(mode)
    with pytest.raises(InputRefused, match=f"mode {mode:04o}.*chmod 600") as refusal:
        secrets.find("exchange")
    assert str(kept) in str(refusal.value)
    assert "from a file" not in str(refusal.value)


@pytest.mark.parametrize("what", ["none", "folder", "empty", "bytes", "large", "pipe"])
def test_a_file_that_holds_no_secret_is_told(
    kept: Path, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "none":
        kept.unlink()
    elif what == "folder":
        monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE_FILE", str(tmp_path))
    elif what == "pipe":
        kept.unlink()
        os.mkfifo(kept, 0o600)
    else:
        kept.write_bytes({"empty": b"\n", "bytes": b"\xff\xfe", "large": b"x" * 70_000}[what])
    with pytest.raises(InputRefused, match="was not read: the file"):
        secrets.find("exchange")


@given(
    st.text(min_size=4, max_size=40),
    st.binary(max_size=7),
    st.binary(max_size=7),
    st.sampled_from(["plain", "base64", "url", "json"]),
)
def test_what_a_server_repeats_of_a_secret_is_taken_out(
    secret: str, before: bytes, after: bytes, how: str
) -> None:
    assume(len(set(secret)) > 2)
    assume("(secret)" not in secret)
    with contextlib.suppress(UnicodeEncodeError):
        raw = secret.encode()
        said = {
            "plain": secret,
            "base64": base64.b64encode(before + raw + after).decode(),
            "url": quote(secret, safe=""),
            "json": json.dumps(secret)[1:-1],
        }[how]
        remember(secret)
        shown = redacted(f"535 5.7.8 {said} is wrong")
        if secret not in "535 5.7.8  is wrong":
            assert "(secret)" in shown
        assert secret not in shown


def test_every_secret_of_a_config_is_known() -> None:
    own = Settings.model_validate(
        {
            "sms": {"url": "https://sms.x.example/"},
            "webhook": [
                {"url": "https://a.x.example", "secret": "crm", "secret_command": "pw crm"}
            ],
            "mail": {
                "smtp": {"host": "mx.x.example", "secret": "mx"},
                "imap": {"host": "mx.x.example"},
                "mailbox": [
                    {"name": "at", "senders": ["a@x.example"], "exchange": {"secret": "crm"}}
                ],
            },
        }
    )
    named = {one.name: one for one in secret_names(own)}
    assert [one.name for one in named.values() if one.used] == ["crm", "mx", "sms"]
    assert {"exchange", "graph", "rewriting", "portal"} <= set(named)
    assert named["crm"].command == "pw crm"
    assert "imap" not in named  # without one of its own it has that of [mail.smtp]
    assert [one for one in secret_names(Settings()) if one.used] == []
