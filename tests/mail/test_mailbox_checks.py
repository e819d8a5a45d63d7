"""The check-up of mailboxes: all at once, none longer than a few seconds, each with a remedy."""

from __future__ import annotations

import io
import json
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import raw_line

from collectwork.cli.program import run
from collectwork.domain.health import Check
from collectwork.errors import ConfigRefused
from collectwork.mail import health

TODAY = date(2026, 11, 20)


class _Mailbox:
    def __init__(self, *found: Check, error: Exception | None = None) -> None:
        self._found, self._error = found, error

    def check(self) -> tuple[Check, ...]:
        if self._error is not None:
            raise self._error
        return self._found


def looked(**boxes: Any) -> list[Check]:
    asked = [health.Asked(name, "", lambda box=box: box) for name, box in boxes.items()]
    return list(health.mailboxes(asked, TODAY))


def test_a_silent_mailbox_is_given_up_and_the_others_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "MOST_SECONDS", 0.2)
    ended = threading.Event()

    class Silent:
        def check(self) -> list[Check]:
            ended.wait(10)
            return []

    started = time.monotonic()
    found = looked(a=Silent(), b=_Mailbox(Check("mailbox", True, "opens")), c=Silent())
    assert time.monotonic() - started < 5
    ended.set()
    assert [(one.ok, one.detail[:2]) for one in found] == [
        (False, "a:"),
        (True, "b:"),
        (False, "c:"),
    ]
    assert "no answer within" in found[0].detail
    assert found[0].remedy


def test_trouble_in_one_does_not_keep_the_others_from_being_looked_at() -> None:
    found = looked(
        a=_Mailbox(error=ConfigRefused("mail.smtp: host must be set.")),
        b=_Mailbox(error=ZeroDivisionError("x")),
        c=_Mailbox(Check("mailbox", True, "opens")),
    )
    assert [one.ok for one in found] == [False, False, True]
    assert "host must be set" in found[0].detail
    assert "ZeroDivisionError" in found[1].detail


def test_the_end_of_ews_online_is_said_once_whether_or_not_the_server_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "_reached", lambda host, port: Check("mail", False, host))
    ending = Check("mail end", True, "the same")
    for box in (_Mailbox(ending), _Mailbox(error=ConfigRefused("no"))):
        url = "https://outlook.office365.com/EWS/Exchange.asmx"
        found = list(health.mailboxes([health.Asked("", url, lambda box=box: box)], TODAY))
        assert [one.check for one in found].count("mail end") == 1
        assert "2027-04-01" in next(one.detail for one in found if one.check == "mail end")


def test_doctor_asks_every_mailbox_and_is_not_hung_up_by_a_dead_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", "open sesame")
    monkeypatch.setattr("collectwork.mail.smtp.transport.CHECK_SECONDS", 0.2)
    smtp = 'host = "127.0.0.1"\nsecurity = "none"\nusername = "ar"\n'
    with raw_line.speaking(raw_line.smtp(greeting="")) as silent:
        (tmp_path / "config.toml").write_text(
            f'[mail]\ntransport = "smtp"\n[mail.smtp]\n{smtp}port = {silent}\n'
            '[[mail.mailbox]]\nname = "files"\nsenders = ["b@x.example"]\n'
            '[[mail.mailbox]]\nname = "none"\nsenders = ["c@x.example"]\ntransport = "smtp"\n'
        )
        words = ("--config", str(tmp_path / "config.toml"), "--store", str(tmp_path / "no.db"))
        assert run(["doctor", *words, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(set(row) >= {"check", "ok", "detail", "remedy"} for row in rows)
    said = [row for row in rows if row["check"] in ("mailbox", "mail", "exactly once")]
    assert [(row["check"], row["ok"]) for row in said] == [
        ("mailbox", False), ("exactly once", True), ("mail", True), ("mailbox", False),
    ]  # fmt: skip
    assert "did not answer within 0.2 seconds" in said[0]["detail"]
    assert said[2]["detail"].startswith("files: ")
    assert said[3]["detail"] == "none: mail.smtp: host must be set."
    assert not (tmp_path / "no.db").exists()


def test_secret_check_without_a_name_looks_for_all_that_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("collectwork.mail.secrets.KEYRING_SECONDS", 0.2)
    (tmp_path / "config.toml").write_text(
        '[mail.smtp]\nhost = "mx.x.example"\nsecret_command = "echo 12345"\n'
        '[[webhook]]\nurl = "https://a.x.example"\nsecret = "crm"\n'
    )
    words = ("--config", str(tmp_path / "config.toml"))
    assert run(["secret", "check", *words, "--json"]) == 3
    said = capsys.readouterr()
    rows = json.loads(said.out)
    assert [(row["name"], row["found"], row["source"]) for row in rows] == [
        ("crm", False, None), ("smtp", True, "command"),
    ]  # fmt: skip
    assert "Not there: crm (1 of 2 secrets)" in said.err
    assert "12345" not in said.out + said.err
    assert run(["secret", "check", "crn", *words]) == 3
    assert "The config names" in capsys.readouterr().err
    monkeypatch.setenv("COLLECTWORK_SECRET_CRM", "x" * 9)
    assert run(["secret", "check", *words]) == 0


def test_a_secret_that_the_config_does_not_name_is_kept_and_remarked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept: list[str] = []
    monkeypatch.setattr("collectwork.mail.secrets.keep", lambda name, text: kept.append(name))
    (tmp_path / "config.toml").write_text("")
    for name, remarked in (("smtp", False), ("smpt", True)):
        monkeypatch.setattr("sys.stdin", io.StringIO("pw\n"))
        assert run(["secret", "set", name, "--config", str(tmp_path / "config.toml")]) == 0
        assert ("names none of that name" in capsys.readouterr().err) is remarked
    assert kept == ["smtp", "smpt"]
