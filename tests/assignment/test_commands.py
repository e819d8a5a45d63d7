"""assign, reassign, hand-over, hand-back, desk, pin: keys of the answers and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from working.book import TODAY, Book

from collectwork.cli.program import run
from collectwork.store.door import Store

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(sqlite_store: Store, sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> Said:
    book = Book(sqlite_store)
    for n in range(1, 5):
        book.customer(str(n), f"C{n}", [(f"R{n}", 100_000 * n, TODAY - timedelta(days=12))])

    def call(*words: str, who: str = "ana") -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--store", sqlite_url, "--as", who, "--today", "2026-11-20", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    for login, more in (("ana", ()), ("bo", ()), ("eva", ("--role", "lead"))):
        assert call("people", "add", login, *more)[0] == 0
    return call


def answer(cli: Said, *words: str, who: str = "ana") -> Any:
    code, out, err = cli(*words, "--json", who=who)
    assert code == 0, err
    return json.loads(out)


def test_assign_says_who_gets_what_and_why(cli: Said) -> None:
    dry = answer(cli, "assign", "--dry-run")
    assert (dry["dry_run"], dry["id"], len(dry["moved"])) == (True, None, 4)
    done = answer(cli, "assign")
    assert done["moved"] == dry["moved"]
    assert done["id"]
    assert done["moved"][0] == {
        "customer": "1", "name": "C1", "from": None, "to": "ana",
        "why": "least loaded of 2", "minutes": 6, "amount": {"EUR": "1000.00"},
    }  # fmt: skip
    loads = {one["login"]: one["after"] for one in done["loads"]}
    assert loads["ana"]["accounts"] == loads["bo"]["accounts"] == 2
    assert answer(cli, "assign")["moved"] == []
    assert len(answer(cli, "assign", "undo", done["id"])["moved"]) == 4


def test_reassign_takes_conditions_and_a_limit(cli: Said) -> None:
    found = answer(cli, "reassign", "nobody", "bo", "--only", "to_collect > 2500", "--dry-run")
    assert [one["customer"] for one in found["moved"]] == ["3", "4"]
    assert len(answer(cli, "reassign", "nobody", "bo", "ana", "--limit", "3")["moved"]) == 3
    code, out, err = cli("reassign", "bo", "ana", "--dry-run")
    assert code == 0
    assert "nothing was changed" in err
    assert "C" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("reassign", "ana", "bob"), "Did you mean 'bo'"),
        (("reassign", "anna", "bo"), "Did you mean 'ana'"),
        (("reassign", "nobody", "bo", "--only", "to_colect > 5"), "did you mean 'to collect'? "),
        (("assign", "--collector", "evaa"), "Did you mean 'eva'"),
        (("assign", "--team", "north"), "no team"),
        (("assign", "undo", "nothing"), "no assignment"),
        (("hand-over", "1", "--reason", "x", "--to", "bo"), "a desk is a lead's"),
        (("hand-over", "1", "--reason", " "), "reason"),
        (("hand-back", "1", "--note", "x"), "lies at nobody's desk"),
        (("pin", "1", "top"), "reason"),
        (("pin", "1", "up", "--reason", "x"), "neither"),
        (("people", "set", "bo", "--substitute", "anna"), "Did you mean 'ana'"),
        (("people", "set", "bo", "--substitute", "bo"), "cannot stand in"),
    ],
)
def test_what_is_refused_has_exit_code_3(cli: Said, words: tuple[str, ...], said: str) -> None:
    code, out, err = cli(*words)
    assert (code, out) == (3, "")
    assert said in err


def test_the_desk_and_pins_in_answers(cli: Said) -> None:
    given = answer(cli, "hand-over", "2", "--reason", "wants the boss")
    assert (given["desk"], given["state"], given["owner"]) == ("eva", "waits", None)
    assert [one["customer"] for one in answer(cli, "desk")] == ["2"]
    back = answer(cli, "hand-back", "2", "--note", "go on", "--to", "bo", who="eva")
    assert (back["owner"], back["note"], back["desk"]) == ("bo", "go on", None)
    assert answer(cli, "pin", "1", "top", "--reason", "asked for")["pinned"] == 1
    answer(cli, "plan")
    first = next(one for one in answer(cli, "worklist") if one["customer"] == "1")
    assert (first["pinned"], first["pin_reason"]) == (1, "asked for")
    told = answer(cli, "explain", "1")
    assert (told["pinned"], told["pin_reason"]) == (1, "asked for")
    assert told["computed_rank"] > told["rank"] == 1
    assert cli("pin", "1", "off")[0] == 0


def test_absence_is_set_and_ended(cli: Said) -> None:
    assert cli("people", "set", "ana", "--absent-from", "2026-11-20", "--substitute", "bo")[0] == 0
    row = next(one for one in answer(cli, "people") if one["login"] == "ana")
    assert (row["substitutes"], row["absent_from"]) == (["bo"], "2026-11-20")
    assert cli("people", "set", "ana", "--back")[0] == 0
    row = next(one for one in answer(cli, "people") if one["login"] == "ana")
    assert row["absent_from"] is None


def test_a_long_reason_leaves_the_desk_readable(cli: Said) -> None:
    reason = "=2+3 [bold] 🚀 مرحبا " + "x" * 5_000
    answer(cli, "hand-over", "2", "--reason", reason)
    assert answer(cli, "desk")[0]["reason"] == reason
    code, out, _ = cli("desk")
    assert (code, out.count("x") < 300) == (0, True)
