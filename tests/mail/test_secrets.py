"""Secrets: where they come from, and that they never show."""

from __future__ import annotations

import pickle
import sys
import time
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from collectwork.errors import InputRefused, NotFound
from collectwork.mail import secrets


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
