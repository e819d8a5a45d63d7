"""`inbox` as scripts see it, with the folder of .eml files as mailbox."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import mail_book as book
import pytest
from inbox_book import mail

from collectwork.cli.program import run
from collectwork.domain import clocks
from collectwork.store.opening import open_store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with a customer, and an empty folder of mails that come in."""
    path = tmp_path / "book.db"
    store = open_store(str(path), clocks.system, "ana")
    customer = book.customer(store, "100", "Brenner", email="ap@brenner.example")
    book.item(store, customer, "RE-1001", 123450)
    store.close()
    monkeypatch.setenv("COLLECTWORK_STORE", str(path))
    monkeypatch.setenv("COLLECTWORK_USER", "ana")
    (tmp_path / "incoming").mkdir()
    return tmp_path


def put(home: Path, name: str, message: Any) -> None:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    (home / "incoming" / f"{name}.eml").write_bytes(raw)


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any, str]:
    code = run(["--today", "2026-11-20", *arguments, "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out else None, said.err


def test_a_day_of_the_inbox(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home, "m", mail("ap@brenner.example", "RE-1001", "Paid on Monday."))
    code, told, _ = asked(capsys, "inbox", "sync")
    assert (code, told["filed"], told["triage"], told["counts"]["waiting"]) == (0, 1, 0, 1)
    put(home, "a", mail("x@nowhere.example", "Hello\x1b[31m", "Who are you?"))  # sorts earlier
    code, told, _ = asked(capsys, "inbox", "sync")
    assert (code, told["filed"], told["triage"]) == (0, 0, 1)
    code, told, _ = asked(capsys, "inbox")
    assert told["counts"] == {"triage": 1, "filed": 1, "done": 0, "ignored": 0, "waiting": 1}
    by_state = {one["state"]: one for one in told["messages"]}
    assert by_state["filed"]["customer"] == "100"
    assert by_state["filed"]["invoices"] == ["RE-1001"]
    number = str(by_state["triage"]["id"])
    code, whole, _ = asked(capsys, "inbox", "file", number, "100", "--invoice", "RE-1001")
    assert (code, whole["state"], whole["matched"], whole["unknown_address"]) == (
        0, "filed", "hand", True,
    )  # fmt: skip
    assert asked(capsys, "inbox", "file", number, "100")[0] == 3, "it is filed already"
    code, whole, _ = asked(capsys, "inbox", "show", number)
    assert whole["full_text"].strip() == "Who are you?"
    assert run(["inbox", "contact", number, "--name", "Xenia"]) == 0
    capsys.readouterr()
    code, whole, _ = asked(capsys, "inbox", "done", number, "--reason", "answered")
    assert (code, whole["state"], whole["handled_by"]) == (0, "done", "ana")
    _, told, _ = asked(capsys, "account", "100")
    assert "x@nowhere.example" in {one["email"] for one in told["contacts"]}
    _, told, _ = asked(capsys, "timeline", "100")
    assert "Paid on Monday." in json.dumps(told)


def test_lists_for_people_and_spreadsheets(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home, "a", mail("x@nowhere.example", "=cmd()|x", "y"))
    assert run(["inbox", "sync"]) == 0
    assert "1 new, 0 filed, 1 for triage" in capsys.readouterr().err
    assert run(["inbox", "--csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["subject"] == "'=cmd()|x"
    assert run(["inbox"]) == 0
    assert "triage" in capsys.readouterr().out
    assert run(["inbox", "ignore", "1", "--reason", "advertising"]) == 0
    assert run(["inbox", "ignore", "1", "--reason", "again"]) == 3
    assert run(["inbox", "show", "77"]) == 3
    assert run(["inbox", "--state", "nonsense"]) == 2
    assert run(["inbox", "sync", "--mailbox", "no such"]) == 3


def test_a_mailbox_that_cannot_be_read_is_5(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home, "a", mail())
    other = home / "else"
    other.mkdir()
    (other / "b.eml").mkdir()
    config = f"""
[mail]
[[mail.mailbox]]
name = "ill"
senders = ["ill@acme.example"]
transport = "exchange"
[mail.mailbox.exchange]
endpoint = "https://127.0.0.1:1/EWS"
username = "x"
[[mail.mailbox]]
name = "well"
senders = ["well@acme.example"]
incoming = "{other}"
"""
    (home / "config.toml").write_text(config, "utf-8")
    code = run(["--config", str(home / "config.toml"), "inbox", "sync", "--json"])
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert code == 5
    assert (told["fetched"], list(told["trouble"])) == (1, ["ill"])
    assert "ill" in said.err
    code = run(["--config", str(home / "config.toml"), "inbox", "--json"])
    boxes = {
        one["mailbox"]: one["trouble"] for one in json.loads(capsys.readouterr().out)["mailboxes"]
    }
    assert boxes["ill"]
    assert boxes["well"] is None


def test_a_mailbox_that_is_not_fetched_or_not_read_is_named_once(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["inbox", "sync", "--mailbox", "nope"]) == 3
    assert "those that are: '' (that of [mail])" in capsys.readouterr().err
    (home / "c.toml").write_text('[mail]\ntransport = "smtp"\n', "utf-8")
    monkeypatch.setenv("COLLECTWORK_CONFIG", str(home / "c.toml"))
    assert run(["inbox", "sync"]) == 0
    assert "No mailbox is fetched" in capsys.readouterr().err
    (home / "c.toml").write_text('[mail]\ntransport = "exchange"\n', "utf-8")
    assert run(["inbox", "sync"]) == 5
    said = capsys.readouterr()
    assert said.err.startswith("The mailbox could not be read, and nothing in it was changed. ")
    assert "username must be set." in said.err
    assert ".." not in said.err
    assert said.out == ""
