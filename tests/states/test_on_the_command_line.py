"""The states on the command line: plans, one promise in full, disputes, blocks, call-backs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectwork.cli.program import run

LEDGER = """Customer;Name;Document;Issue date;Due date;Amount;Open;Currency
1001;Brenner Logistik GmbH;RE-1;01.09.2026;01.10.2026;1000,00;1000,00;EUR
1001;Brenner Logistik GmbH;RE-2;01.10.2026;01.11.2026;500,00;500,00;EUR
"""
Call = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """``call("promises", day="2026-12-01")`` → exit code, the JSON answer, the words."""
    store, ledger = tmp_path / "a.db", tmp_path / "ledger.csv"
    ledger.write_text(LEDGER, encoding="utf-8")

    def made(*words: str, day: str = "2026-11-20", json_too: bool = True) -> tuple[int, Any, str]:
        extra = ["--json"] if json_too else []
        around = ["--store", str(store), "--as", "ana", "--today", day]
        code = run([*around, *words, *extra])
        said = capsys.readouterr()
        out = json.loads(said.out) if json_too and said.out.strip() else said.out
        return code, out, said.err

    assert made("import", str(ledger), "--as-of", "2026-11-19", "--kind", "open-items")[0] == 0
    return made


def test_a_plan_of_named_parts(call: Call) -> None:
    words = ("--promise", "600@27.11.", "--promise", "50%@11.12.", "--how", "cheque")
    assert call("log", "1001", "promise", *words, "--reference", "RE 1/2")[0] == 0
    parts = call("promises")[1]
    assert [(one["part"], one["parts"], one["amount"], one["invoice"]) for one in parts] == [
        (1, 2, "600.00", "RE-1"), (2, 2, "400.00", "RE-1"), (2, 2, "350.00", "RE-2"),
    ]  # fmt: skip
    assert len({one["plan"] for one in parts}) == 1
    assert {one["reference"] for one in parts} == {"RE 1/2"}
    assert {one["kept_until"] for one in parts} == {"2026-11-30", "2026-12-14"}
    code, told, _ = call("promises", "show", parts[0]["id"][-6:], day="2026-12-01")
    assert (code, told["state"], told["state_on"]) == (0, "broken", "2026-12-01")
    assert [one["state"] for one in told["of_plan"]] == ["broken", "open", "open"]
    assert [one["code"] for one in told["history"]] == ["made"]
    assert told["money"] == []
    code, *_ = call("promises", "withdraw", parts[1]["id"], "--reason", "x", "--plan")
    assert code == 0
    assert {one["state"] for one in call("promises")[1]} == {"withdrawn"}
    assert call("undo")[0] == 0
    assert {one["state"] for one in call("promises")[1]} == {"open"}


def test_a_plan_by_its_rhythm(call: Call) -> None:
    words = ("--instalments", "4", "--every", "2w", "--from", "4.12.")
    assert call("log", "1001", "promise", *words)[0] == 0
    dues = {one["due"] for one in call("promises")[1]}
    assert sorted(dues) == ["2026-12-04", "2026-12-18", "2027-01-01", "2027-01-15"]
    assert sum(float(one["amount"]) for one in call("promises")[1]) == 1500


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--instalments", "3"), "--from DATE"),
        (("--every", "2w"), "belong to --instalments"),
        (("--instalments", "3", "--from", "fri", "--every", "moon"), "no rhythm"),
        (("--instalments", "99", "--from", "fri"), "1 to 36"),
        (("--promise", "1@fri", "--promise", "2@fri"), "a day of its own"),
        (("--promise", "1000@fri", "--promise", "501@eom"), "more than the 1500.00 EUR"),
        (("--promise", "5@fri", "--promise", "6@eom", "--instalments", "2"), "divides one amount"),
    ],
)
def test_what_is_no_plan_is_refused_and_changes_nothing(
    call: Call, words: tuple[str, ...], said: str
) -> None:
    code, _, err = call("log", "1001", "promise", *words)
    assert code == 3
    assert said in err
    assert call("promises")[1] == []


def test_a_dispute_from_opening_to_opening_again(call: Call) -> None:
    more = ("--amount", "200", "--owner", "sales", "--until", "27.11.", "--category", "price")
    opened = call("disputes", "open", "1001", "--invoice", "RE-1", "--reason", "dear", *more)
    assert opened[0] == 0
    (line,) = call("disputes", "--overdue", "--owner", "sales", day="2026-11-28")[1]
    assert (line["amount"], line["due"], line["overdue"]) == ("200.00", "2026-11-27", True)
    id = line["id"][:28]
    assert (
        call("disputes", "reassign", id, "depot", "--reason", "theirs", "--cause", "list")[0] == 0
    )
    assert call("disputes", "decline", id, "--reason", "no")[0] == 3
    assert call("disputes", "withdraw", id, "--reason", "gave it up")[0] == 0
    (line,) = call("disputes", "--state", "withdrawn")[1]
    assert (line["owner"], line["root_cause"], line["closed"]) == ("depot", "list", "2026-11-20")
    assert call("disputes", "reopen", id, "--reason", "not over", "--until", "+1w")[0] == 0
    (line,) = call("disputes", "--state", "open")[1]
    assert (line["closed"], line["resolution"], line["due"]) == (None, None, "2026-11-27")
    assert call("undo")[0] == 0
    assert call("disputes", "--state", "withdrawn")[1][0]["resolution"] == "gave it up"


def test_a_block_set_prolonged_and_lifted_with_its_history(call: Call) -> None:
    words = ("--kind", "hold", "--reason", "asked", "--until", "27.11.")
    assert call("blocks", "set", "1001", *words)[0] == 0
    (line,) = call("blocks", "--state", "active", day="2026-11-27")[1]
    assert call("blocks", "--state", "active", day="2026-11-28")[1] == []
    id = line["id"][-8:]
    code, _, err = call("blocks", "prolong", id, "25.11.", "--reason", "x")
    assert (code, "lift it" in err) == (3, True)
    assert call("blocks", "prolong", id, "4.12.", "--reason", "longer")[0] == 0
    assert call("blocks", "lift", id, "--reason", "paid")[0] == 0
    told = call("blocks", "history", id)[1]
    assert [(one["what"], one["reason"]) for one in told["history"]] == [
        ("set", "asked"), ("changed", "longer"), ("lifted", "paid"),
    ]  # fmt: skip
    assert call("undo")[0] == 0
    (line,) = call("blocks")[1]
    assert (line["state"], line["until"]) == ("active", "2026-12-04")


def test_call_backs_are_moved_cancelled_and_brought_back(call: Call) -> None:
    assert call("log", "1001", "call_back", "--callback", "25.11. 10:00", "--note", "Ott")[0] == 0
    (line,) = call("callbacks")[1]
    assert (line["due"], line["purpose"], line["state"]) == ("2026-11-25", "Ott", "ahead")
    id = line["id"][-6:]
    assert call("callbacks", "move", id, "26.11. 14:30")[0] == 0
    (line,) = call("callbacks", "--due", day="2026-11-27")[1]
    assert (line["due"], line["local"], line["state"]) == ("2026-11-26", "14:30", "overdue")
    assert call("callbacks", "cancel", id, "--reason", "they called")[0] == 0
    assert call("callbacks")[1] == []
    assert call("callbacks", "move", id, "fri")[0] == 3
    assert call("undo")[0] == 0
    assert call("callbacks")[1][0]["due"] == "2026-11-26"


def test_nobody_is_put_off_for_more_than_a_month(call: Call) -> None:
    code, _, err = call("log", "1001", "resubmit", "--next", "21.12.")
    assert code == 3
    assert "more than a month ahead" in err
    assert call("log", "1001", "resubmit", "--next", "20.12.")[0] == 0
    code, _, err = call("log", "1001", "resubmit", "--next", "27.11.", "--hide")
    assert (code, "needs its reason" in err) == (3, True)
    assert call("log", "1001", "resubmit", "--next", "27.11.", "--hide", "--note", "moves")[0] == 0


def test_ids_are_taken_short_where_they_are_clear(call: Call) -> None:
    assert call("log", "1001", "promise", "--promise", "all@fri")[0] == 0
    first, second = call("promises")[1]
    for part in (first["id"][:20], first["id"][-6:], first["id"].upper()):
        code, told, err = call("promises", "show", part)
        fits_both = part == first["id"][:20] == second["id"][:20]
        assert (code == 3 and "more than one" in err) if fits_both else told["id"] == first["id"]
    assert call("promises", "show", "zz")[0] == 3
    assert call("promises", "show", "%%%%")[0] == 3
