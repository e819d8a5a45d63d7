"""`alerts`, the channels of `outbox`, and what the check-up says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from working.book import Book

from alerts.made import days_ago, watched
from collectwork import doctor
from collectwork.cli.program import run
from collectwork.domain.alerts import Hook
from collectwork.usecases import alerts
from collectwork.usecases.desk import Desk

BIG = 'name = "big"\nwhen = "over 1,000"\nby = ["app", "webhook"]'
KEYS = {"id", "state", "customer", "alert", "on", "words", "amount", "severity", "raised_at"}


@pytest.fixture
def office(sqlite_desk: Desk) -> Desk:
    """Two accounts with a new alert each, queued for a webhook."""
    book = Book(sqlite_desk.store)
    made = watched(replace(sqlite_desk, hooks=(Hook("crm"),)), book, BIG)
    for number in ("1", "2"):
        book.customer(number, "=C \x1b[31m GmbH", [("R", 200_000, days_ago(45))], owner="ana")
    alerts.evaluate(made)
    return made


def say(desk: Desk, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    common = ("--store", desk.store.path, "--as", "ana", "--today", "2026-11-20")
    code = run([*common, *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_listed_and_marked_as_seen(office: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = say(office, capsys, "alerts", "--json")
    rows = json.loads(out)
    assert code == 0
    assert {row["customer"] for row in rows} == {"1", "2"}
    assert rows[0].keys() >= KEYS
    assert rows[0]["amount"] == {"EUR": "2000.00"}
    assert "\x1b" not in out
    code, out, _ = say(office, capsys, "alerts", "seen", rows[0]["id"][:8], "--json")
    assert (code, json.loads(out)[0]["state"]) == (0, "seen")
    code, out, _ = say(office, capsys, "alerts", "seen", rows[1]["id"][-8:], "--json")
    assert [one["id"] for one in json.loads(out)] == [rows[1]["id"]]
    assert say(office, capsys, "alerts", "seen", "--all")[0] == 0
    assert json.loads(say(office, capsys, "alerts", "--state", "new", "--json")[1]) == []
    code, out, _ = say(office, capsys, "alerts", "--csv")
    assert out.splitlines()[0].startswith("id,state,severity,day,")
    assert "\x1b" not in say(office, capsys, "alerts")[1]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("alerts", "--state", "old"), 2), (("alerts", "seen"), 2), (("alerts", "burn"), 2),
        (("alerts", "seen", "abcd", "--all"), 2), (("alerts", "list", "abcd"), 2),
        (("alerts", "seen", "ffffffff"), 3), (("alerts", "--on", "weather"), 3),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    office: Desk, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int
) -> None:
    found, out, err = say(office, capsys, *words)
    assert (found, out) == (code, "")
    assert err.strip()


def test_the_outbox_tells_the_channels_apart(
    office: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(say(office, capsys, "outbox", "--json")[1])
    assert sum(told["counts"].values()) == 0
    assert told["channels"]["webhook"]["queued"] == 2
    assert {row["channel"] for row in told["messages"]} == {"webhook"}
    code, _, err = say(office, capsys, "outbox", "send")
    assert "there is no [[webhook]] 'crm'" in err
    assert code == 5


def test_the_check_up_looks_at_address_and_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "c.toml"
    config.write_text(
        '[[webhook]]\nurl = "https://a.example/in?token=hidden"\nsecret = "none-there"\n'
        '[[webhook]]\nurl = "http://b.example/in?token=hidden"\n'
        '[[webhook]]\nurl = "https://c.example/in"\nname = "crm"\nsecret = "there"\n',
        "utf-8",
    )
    monkeypatch.setenv("COLLECTWORK_SECRET_THERE", "s3cret")
    day = date(2026, 11, 20)
    found = [one for one in doctor.checks(config, None, None, day) if one.check == "webhook"]
    assert [one.ok for one in found] == [False, False, True]
    told = " ".join(one.detail + one.remedy for one in found)
    assert "hidden" not in told
    assert "s3cret" not in told
