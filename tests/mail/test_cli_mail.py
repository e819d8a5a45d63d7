"""`send`, `outbox` and `secret` as scripts see them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import mail_book as book
import pytest

from collectwork.cli.program import run
from collectwork.domain import clocks
from collectwork.store.opening import open_store

SEND_KEYS = {"message_id", "state", "to", "subject", "invoices", "attachments"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with three customers: with an address, without one, and with a hostile name."""
    path = tmp_path / "book.db"
    store = open_store(str(path), clocks.system, "ana")
    for number, name, email in (
        ("100", "Brenner", "ap@brenner.example"),
        ("200", "Nobody", None),
        ("300", "[red]x[/] \x1b[31m", "x@x.example"),
    ):
        customer = book.customer(store, number, name, email=email, language="en")
        book.item(store, customer, f"RE-{number}", 123450)
    store.close()
    monkeypatch.setenv("COLLECTWORK_STORE", str(path))
    monkeypatch.setenv("COLLECTWORK_USER", "ana")
    return tmp_path


def config(home: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "config.toml").write_text(text, "utf-8")
    monkeypatch.setenv("COLLECTWORK_CONFIG", str(home / "config.toml"))


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any, str]:
    code = run(["--today", "2026-11-20", *arguments, "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out else None, said.err


def test_send_queues_sends_and_tells(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer, _ = asked(capsys, "send", "100")
    assert code == 0
    assert set(answer) >= SEND_KEYS
    assert answer["state"] == "sent"
    assert answer["to"] == ["ap@brenner.example"]
    assert answer["invoices"] == ["RE-100"]
    (file,) = (home / "outgoing").glob("*.eml")
    assert answer["message_id"].encode() in file.read_bytes()
    code, _, said = asked(capsys, "send", "100", "--template", "first_notice")
    assert code == 3
    assert "already" in said
    code, answer, _ = asked(capsys, "outbox")
    assert (code, answer["counts"]["sent"], len(answer["messages"])) == (0, 1, 1)


def test_preview_shows_and_changes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--today", "2026-11-20", "send", "300", "--preview"]) == 0
    said = capsys.readouterr()
    assert "RE-300" in said.out
    assert "\x1b" not in said.out + said.err
    code, answer, _ = asked(capsys, "send", "100", "--preview", "--template", "statement")
    assert (code, answer["state"]) == (0, "preview")
    assert set(answer) >= SEND_KEYS
    assert answer["attachments"] == ["statement-100-2026-11-20.pdf"]
    assert not (home / "outgoing").exists()
    assert asked(capsys, "outbox")[1]["messages"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["200"], "--to ADDRESS"),
        (["999"], "999"),
        (["100", "--template", "nope"], "There is no template 'nope'"),
        (["100", "--to", "a@x.example,b@x.example"], "not one mail address"),
        (["100", "--to", "a@x.example\nBcc: b@x.example"], "line break"),
        (["100", "--template", "pre_due"], "nothing to say"),
    ],
)
def test_refusals_change_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, answer, words = asked(capsys, "send", *arguments)
    assert (code, answer) == (3, None)
    assert said in words
    assert asked(capsys, "outbox")[1]["messages"] == []


def test_a_template_that_tries_to_escape_is_refused_by_name_and_line(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home / "templates" / "en"
    folder.mkdir(parents=True)
    evil = "subject: x\n---\nDear\n{{ customer.__class__.__mro__ }}\n"
    (folder / "evil.md.j2").write_text(evil, "utf-8")
    config(home, f'[rules]\ntemplates = "{home / "templates"}"\n', monkeypatch)
    code, _, said = asked(capsys, "send", "100", "--template", "evil")
    assert code == 3
    assert "'evil' is refused, line 4" in said
    assert asked(capsys, "outbox")[1]["messages"] == []


def test_not_delivered_is_five_and_kept(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "blocked").write_text("a file where the folder should be")
    config(home, f'[mail]\nfolder = "{home / "blocked"}"\n', monkeypatch)
    code, answer, said = asked(capsys, "send", "100")
    assert (code, answer["state"]) == (5, "queued")
    assert "kept in the outbox" in said
    config(home, '[mail]\ntransport = "exchange"\n', monkeypatch)
    code, answer, said = asked(capsys, "send", "300")
    assert (code, answer["state"]) == (5, "queued")
    assert "username" in said
    config(home, "[mail]\n", monkeypatch)
    assert run(["--today", "2026-11-20", "--quiet", "outbox", "send", "--json"]) == 0
    capsys.readouterr()
    code, answer, _ = asked(capsys, "outbox", "--state", "sent")
    assert [one["customer"] for one in answer["messages"]] == ["300", "100"]


def test_release_and_drop(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "outgoing").write_text("in the way")
    _, answer, _ = asked(capsys, "send", "100")
    assert asked(capsys, "outbox", "release", answer["id"])[0] == 3
    code, answer, _ = asked(capsys, "outbox", "drop", answer["id"][-8:], "--reason", "paid")
    assert (code, answer["messages"][0]["state"]) == (0, "expired")
    assert answer["messages"][0]["reason"] == "paid"


@pytest.mark.parametrize(
    "arguments", [["outbox", "fly"], ["outbox", "--state", "lost"], ["outbox", "drop"], ["send"]]
)
def test_wrong_words_are_usage(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(arguments) == 2


def test_what_was_typed_is_repeated_without_hidden_signs(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["inbox", "sync", "a\u202eb\x1b[31m"]) == 2
    said = capsys.readouterr().err
    assert "unexpected" in said
    assert not {"\u202e", "\x1b"} & set(said)


def test_secret_check_never_shows_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setattr("keyring.get_keyring", _null)
    assert run(["secret", "check", "exchange"]) == 3
    monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE", "hunter2")
    assert run(["secret", "check", "exchange", "--json"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("hunter2\n"))
    assert run(["secret", "set", "exchange"]) == 3
    said = capsys.readouterr()
    assert "hunter2" not in said.out + said.err
    assert '"source": "environment"' in said.out


def _null() -> object:
    from keyring.backends import null

    return null.Keyring()


def test_a_batch_says_why_nothing_of_it_was_queued(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config(home, "[rules]\napproved_templates_only = true\n", monkeypatch)
    assert run(["--today", "2026-11-20", "plan"]) == 0
    capsys.readouterr()
    words = ["batch", "--template", "first_notice"]
    code, answer, said = asked(capsys, *words, "--yes")
    assert (code, answer["queued"], len(answer["refused"])) == (3, 0, 3)
    assert "nobody has approved the template 'first_notice'" in said
    assert asked(capsys, "batch", "--template", "frist_notice", "--yes")[0] == 3
    assert asked(capsys, "outbox", "--channel", "pigeon")[0] == 2
