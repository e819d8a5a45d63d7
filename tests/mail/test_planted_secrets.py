"""Secrets are planted, every transport is made to fail, and all that is left behind is searched.

The servers repeat whatever they hear; logging is as loud as it can be; libraries raise with what
they were given. COLLECTWORK_LONG=1 plants forty secrets in two hundred failures.
"""

from __future__ import annotations

import base64
import contextlib
import logging
import os
import random
import smtplib
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import mail_book as book
import parrots
import pytest
import raw_line

from collectwork.cli.program import run
from collectwork.domain import clocks
from collectwork.store.opening import open_store

LONG = bool(os.environ.get("COLLECTWORK_LONG"))
WEB = [(401, "text/html"), (403, "application/json"), (500, "text/xml"), (200, "text/html"),
       (400, "application/json"), (503, "text/html"), (200, "text/xml"),
       (302, "text/html")]  # fmt: skip
LINES = [("PLAIN", "AUTH"), ("LOGIN", "AUTH"), ("XOAUTH2", "AUTH"), ("PLAIN", "MAIL"),
         ("PLAIN", "RCPT"), ("PLAIN", "DATA")]  # fmt: skip
READS = ["AUTH=PLAIN", "AUTH=PLAIN AUTH=XOAUTH2", ""]


def _planted(random: random.Random) -> str:
    """What people have as passwords: long, with signs that are quoted somewhere."""
    letters = string.ascii_letters + string.digits
    return "".join(random.choices(letters, k=14)) + random.choice(["", "+/=", '"&<', " x", "ü%"])


def _traces(secret: str) -> list[bytes]:
    raw = secret.encode()
    found = [raw, quote(secret).encode(), secret.encode("unicode_escape")]
    for offset in range(3):
        coded = base64.b64encode(bytes(offset) + raw).rstrip(b"=")
        found.append(coded[(0, 2, 3)[offset] : -1])
    return found


@contextlib.contextmanager
def _failing(kind: str, random: random.Random) -> Iterator[str]:
    """A config whose mail server fails in one way of that kind."""
    head = '[mail]\nsender = "ar@x.example"\ntransport = '
    if kind == "smtp":
        mechanism, refused = random.choice(LINES)
        auth = "xoauth2" if mechanism == "XOAUTH2" else "password"
        with (
            raw_line.speaking(parrots.smtp(mechanism, refused)) as port,
            raw_line.speaking(parrots.imap(random.choice(READS))) as other,
        ):
            place = 'host = "127.0.0.1"\nsecurity = "none"\n'
            yield (
                f'{head}"smtp"\n[mail.smtp]\n{place}port = {port}\nauth = "{auth}"\n'
                f'username = "ar"\nsecret = "planted"\ntimeout_seconds = 1\n'
                f"[mail.imap]\n{place}port = {other}\n"
            )
        return
    with parrots.http(*random.choice(WEB)) as port:
        url = f"http://127.0.0.1:{port}"
        if kind == "exchange":
            yield (
                f'{head}"exchange"\n[mail.exchange]\nendpoint = "{url}/EWS/Exchange.asmx"\n'
                f'username = "ar"\nmailbox = "ar@x.example"\nauth = "basic"\nsecret = "planted"\n'
            )
        else:
            yield (
                f'{head}"graph"\n[mail.graph]\nendpoint = "{url}/v1.0"\nauthority = "{url}"\n'
                f'tenant = "t"\nclient_id = "c"\nauth = "secret"\nsecret = "planted"\n'
                f'mailbox = "ar@x.example"\ntimeout_seconds = 2\n'
            )


def test_no_secret_is_left_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    luck = random.Random(5)
    store = open_store(str(tmp_path / "book.db"), clocks.system, "ana")
    kinds = ["smtp", "exchange", "graph"] * (23 if LONG else 1)
    for number in range(len(kinds)):
        customer = book.customer(store, str(1000 + number), f"Brenner {number}", language="en")
        book.item(store, customer, f"RE-{number}", 123450)
    store.close()
    monkeypatch.setenv("COLLECTWORK_STORE", str(tmp_path / "book.db"))
    monkeypatch.setenv("COLLECTWORK_USER", "ana")
    monkeypatch.setenv("COLLECTWORK_CONFIG", str(tmp_path / "config.toml"))
    planted = [_planted(luck) for _ in range(40 if LONG else len(kinds))]
    with _loud(tmp_path / "loud.log"):
        for number, kind in enumerate(kinds):
            monkeypatch.setenv("COLLECTWORK_SECRET_PLANTED", planted[number % len(planted)])
            with _failing(kind, luck) as text:
                (tmp_path / "config.toml").write_text(text)
                assert run(["send", str(1000 + number), "--template", "statement"]) == 5
                run(["doctor", "--json"])
                run(["inbox", "sync"])
    run(["outbox", "--json"])
    said = capfd.readouterr()
    left = {"stdout": said.out.encode(), "stderr": said.err.encode()}
    for path in tmp_path.rglob("*"):
        if path.is_file():
            left[path.name] = path.read_bytes()
    found = [
        (where, secret)
        for where, text in left.items()
        for secret in planted
        if any(trace in text for trace in _traces(secret))
    ]
    assert found == []
    assert len(left["book.db"]) > 10_000
    assert b"(secret)" in left["stdout"]  # the servers did repeat them


@contextlib.contextmanager
def _loud(path: Path) -> Iterator[None]:
    """Everything that libraries would tell a log, as far as they are asked."""
    handler = logging.FileHandler(path)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()


@pytest.mark.parametrize("place", ["docmd", "connect"])
def test_what_a_library_raises_with_is_not_told(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", "planted-3141")
    monkeypatch.setenv("COLLECTWORK_STORE", str(tmp_path / "book.db"))
    monkeypatch.setenv("COLLECTWORK_CONFIG", str(tmp_path / "config.toml"))
    store = open_store(str(tmp_path / "book.db"), clocks.system, "ana")
    customer = book.customer(store, "100", "Brenner", language="en")
    book.item(store, customer, "RE-1", 123450)
    store.close()

    def broken(self: Any, *told: Any) -> Any:
        raise RuntimeError(f"planted-3141 {told} {base64.b64encode(b'planted-3141')!r}")

    monkeypatch.setattr(smtplib.SMTP, place, broken)
    with raw_line.speaking(raw_line.smtp(EHLO="250-raw\r\n250 AUTH PLAIN")) as port:
        (tmp_path / "config.toml").write_text(
            f'[mail]\ntransport = "smtp"\nsender = "ar@x.example"\n[mail.smtp]\nport = {port}\n'
            'host = "127.0.0.1"\nsecurity = "none"\nusername = "ar"\n'
        )
        assert run(["send", "100", "--template", "statement"]) in (1, 5)
        run(["doctor"])
    said = "".join(capfd.readouterr())
    for path in tmp_path.rglob("*"):
        if path.is_file():
            said += path.read_bytes().decode("latin-1")
    assert "planted-3141" not in said
    assert "cGxhbnRlZC0zMTQx" not in said
