"""The contract of `log`, `account`, `timeline`, `codes`, `promises`, `disputes`, `blocks`, `undo`,
`search` and `people`: names, exit codes, JSON keys."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from collectwork.cli.program import run
from collectwork.store.door import Store
from working.book import Book
from working.office import Office

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(small: Office, sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> Said:
    """Call the program on the office's store; (exit code, standard output, standard error)."""

    def call(*words: str, today: str = "2026-11-20") -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--store", sqlite_url, "--as", "ana", "--today", today, *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def answer(cli: Said, *words: str) -> Any:
    code, out, err = cli(*words, "--json")
    assert code == 0, err
    return json.loads(out)


def test_log_answers_with_its_keys(cli: Said) -> None:
    done = answer(cli, "log", "100231", "no_answer", "--note", "engaged")
    assert {"activity_id", "code", "next", "hash"} <= set(done)
    assert (done["code"], done["next"]) == ("no_answer", "2026-11-23")
    assert len(done["hash"]) == 64
    (entry,) = [one for one in answer(cli, "timeline", "brenner") if one["kind"] == "call"]
    assert entry["hash"] == done["hash"]
    assert set(entry) >= {"at", "kind", "code", "who", "channel", "text", "invoices", "hash"}
    assert (entry["who"], entry["text"]) == ("ana", "engaged")
    assert entry["invoices"] == ["RE-1", "RE-2"]


def test_without_json_the_sentence_goes_to_standard_error(cli: Said) -> None:
    code, out, err = cli("log", "100231", "voicemail")
    assert (code, out) == (0, "")
    assert "left voicemail; next Tue 24 Nov" in err
    assert cli("--quiet", "log", "100231", "voicemail") == (0, "", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("log", "100231", "voicmail"), "Did you mean 'voicemail'"),
        (("log", "999", "voicemail"), "There is no customer"),
        (("log", "100231", "promise"), "--promise AMOUNT@DATE"),
        (("log", "100231", "promise", "--promise", "500"), "AMOUNT@DATE"),
        (("log", "100231", "promise", "--promise", "500@someday"), "not a date"),
        (("log", "100231", "promise", "--promise", "lots@fri"), "not an amount"),
        (("log", "100231", "promise", "--promise", "1500.01@fri"), "more than the 1500.00 EUR"),
        (("log", "100231", "promise", "--promise", "500@yesterday"), "past"),
        (
            ("log", "100231", "promise", "--promise", "600@fri", "--invoice", "RE-2"),
            "more than the 500.00 EUR",
        ),
        (("log", "100231", "promise", "--promise", "5@fri", "--invoice", "RE-9"), "no invoice"),
        (("log", "100231", "voicemail", "--promise", "5@fri"), "takes no promise"),
        (("log", "100231", "dispute"), "--reason"),
        (("log", "100231", "skip"), "reason"),
        (("log", "100231", "escalate"), "reason"),
        (("log", "100231", "note"), "text"),
        (("log", "100231", "call_back"), "--callback WHEN"),
        (("log", "100231", "call_back", "--callback", "later"), "not a date"),
        (("log", "100231", "call_back", "--callback", "yesterday"), "past"),
        (("log", "100231", "no_answer", "--next", "3/4"), "can be"),
        (("promises", "--state", "opened"), "no state"),
        (("disputes", "--state", "x"), "no state"),
        (("blocks", "--state", "x"), "no state"),
        (("timeline", "nobody"), "no customer"),
        (("account", "nobody"), "no customer"),
        (("undo",), "nothing of yours"),
        (("blocks", "add", "100231", "--kind", "holdd", "--reason", "x"), "Did you mean 'hold'"),
        (("blocks", "add", "100231", "--reason", "x"), "needs a date"),
    ],
)
def test_what_is_refused_has_exit_code_3_and_changes_nothing(
    cli: Said, small: Office, words: tuple[str, ...], said: str
) -> None:
    before = small.book.entries()
    code, out, err = cli(*words)
    assert (code, out) == (3, "")
    assert said in err
    assert "Traceback" not in err
    assert small.book.entries() == before


def test_a_promise_is_said_in_words(cli: Said) -> None:
    done = answer(cli, "log", "100231", "promise", "--promise", "1.2k@fri", "--how", "transfer")
    assert done["next"] == "2026-12-01"
    rows = answer(cli, "promises", "--state", "open")
    assert [(one["invoice"], one["amount"], one["due"]) for one in rows] == [
        ("RE-1", "1000.00", "2026-11-27"),
        ("RE-2", "200.00", "2026-11-27"),
    ]
    assert rows[0]["kept_until"] == "2026-11-30"
    assert answer(cli, "promises", "--state", "kept") == []
    for words, amounts in [("50%@eom", ["750.00"]), ("all@+2w", ["1000.00", "500.00"])]:
        answer(cli, "undo")
        answer(cli, "log", "100231", "promise", "--promise", words)
        rows = answer(cli, "promises", "--state", "open")
        assert [one["amount"] for one in rows] == amounts
    answer(cli, "log", "100231", "promise", "--promise", "500@fri", "--invoice", "re-2")
    code, out, _ = cli("promises", "--json", today="2026-12-20")
    assert code == 0
    assert {one["state"] for one in json.loads(out)} == {"superseded", "broken"}


def test_disputes_are_opened_and_resolved(cli: Said) -> None:
    answer(
        cli, "log", "100231", "dispute", "--reason", "wrong price", "--category", "price",
        "--invoice", "RE-1", "--amount", "50%",
    )  # fmt: skip
    (row,) = answer(cli, "disputes", "--state", "open")
    assert (row["invoice"], row["amount"], row["currency"]) == ("RE-1", "500.00", "EUR")
    assert answer(cli, "account", "100231")["amount_to_collect"] == {"EUR": "1000.00"}
    answer(cli, "disputes", "resolve", row["id"], "--resolution", "credited")
    assert [one["state"] for one in answer(cli, "disputes")] == ["resolved"]


@pytest.mark.parametrize(
    ("words", "due_at"),
    [
        ("tomorrow 10:00", "2026-11-21T09:00:00.000000Z"),
        ("2026-11-23T10:00", "2026-11-23T09:00:00.000000Z"),
        ("mon", None),
    ],
)
def test_a_callback_is_meant_at_the_customers_place(
    cli: Said, small: Office, words: str, due_at: str | None
) -> None:
    small.book.customer("7", "Hamburg", [("H-1", 1, date(2026, 1, 1))], time_zone="Europe/Berlin")
    answer(cli, "log", "7", "call_back", "--callback", words, "--phone", "+49 40 1")
    (row,) = answer(cli, "account", "7")["follow_ups"]
    assert (row["kind"], row["due_at"], row["phone"]) == ("callback", due_at, "+49 40 1")


def test_callbacks_work_on_another_business_day_too(cli: Said) -> None:
    words = ("log", "100231", "call_back", "--callback", "tomorrow 10:00", "--json")
    code, out, err = cli(*words, today="2020-01-07")
    assert (code, json.loads(out)["next"]) == (0, "2020-01-08"), err


def test_an_account_shows_its_keys(cli: Said, small: Office) -> None:
    small.book.contact(small.brenner, "Sabine Ott", phone="+49 40 1", main=True)
    answer(cli, "log", "100231", "promise", "--promise", "200@fri", "--contact", "sabine ott")
    answer(cli, "blocks", "add", "100231", "--reason", "asked", "--until", "+2w")
    page = answer(cli, "account", "Brenner Logistik")
    wanted = "customer name buckets open_items contacts promises disputes blocks risk"
    assert set(wanted.split()) <= set(page)
    assert page["buckets"]["EUR"] == {
        "current": "0.00", "1-30": "500.00", "31-60": "1000.00", "61-90": "0.00", "91+": "0.00",
        "no_due_date": "0.00",
    }  # fmt: skip
    assert page["open_items"][0]["promised"] == "200.00"
    assert page["amount_to_collect"] == {"EUR": "1300.00"}
    assert page["contacts"][0]["name"] == "Sabine Ott"
    (block,) = page["blocks"]
    assert (block["state"], block["until"]) == ("active", "2026-12-04")
    answer(cli, "blocks", "lift", block["id"], "--reason", "paid")
    assert answer(cli, "blocks", "--state", "active") == []


def test_undo_takes_the_last_one_back(cli: Said) -> None:
    done = answer(cli, "log", "100231", "promise", "--promise", "all@fri")
    assert answer(cli, "undo")["text"].startswith("Undone")
    assert answer(cli, "promises") == []
    happened = [one for one in answer(cli, "timeline", "100231") if one["activity_id"]]
    assert [(one["kind"], one["undone"]) for one in happened] == [
        ("promise.made", True),
        ("undone", False),
    ]
    assert done["activity_id"] == happened[0]["activity_id"]


def test_somebody_new_is_kept_as_said(cli: Said, small: Office) -> None:
    small.book.contact(small.brenner, "Sabine Ott")
    small.book.contact(small.brenner, "Sabine Öttl")
    answer(cli, "log", "100231", "will_pay", "--contact", "Mr Neu", "--note", "new buyer")
    assert answer(cli, "timeline", "100231")[-1]["text"] == "with Mr Neu\nnew buyer"
    assert cli("log", "100231", "will_pay", "--contact", "sabine")[0] == 3


def test_codes_have_their_keys(cli: Said) -> None:
    rows = answer(cli, "codes")
    assert [one["key"] for one in rows][:10] == list("1234567890")
    wanted = "code key label channel right_party starts next_in_days"
    assert set(wanted.split()) <= set(rows[0])


def test_people_are_added_changed_and_listed(cli: Said) -> None:
    assert [one["login"] for one in answer(cli, "people")] == ["ana"]
    assert cli("people", "add", "ben", "--name", "Ben", "--languages", "de, en")[0] == 0
    assert cli("people", "set", "ben", "--role", "lead", "--absent-until", "2026-12-01")[0] == 0
    (row,) = answer(cli, "people", "list")
    assert (row["role"], row["languages"], row["absent_until"]) == (
        "lead", ["de", "en"], "2026-12-01",
    )  # fmt: skip
    assert cli("people", "add", "ben")[0] == 3
    assert cli("people", "set", "nobody", "--role", "lead")[0] == 3
    assert "Did you mean 'ben'?" in cli("people", "set", "bben", "--role", "lead")[2]
    assert cli("people", "set", "ben", "--role", "boss")[0] == 3


def test_tables_come_as_csv_too(cli: Said) -> None:
    answer(cli, "log", "100231", "promise", "--promise", "all@fri")
    for words in (("promises",), ("codes",), ("timeline", "100231"), ("account", "100231")):
        code, out, _ = cli(*words, "--csv")
        assert code == 0
        assert len(list(csv.DictReader(io.StringIO(out)))) >= 2, words


HOSTILE = ["[red]x[/]", "x\x1b[2J\x1b]0;gone\x07y", "[/]", "[link=http://x]y", "‮evil", "=1+1"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_show_as_they_are_or_defused(
    cli: Said, small: Office, sqlite_store: Store, name: str
) -> None:
    Book(sqlite_store, runs=100).customer("666", name, [("[b]1[/b]", 100, date(2026, 1, 1))])
    for words in (
        ("account", "666"),
        ("timeline", "666"),
        ("search", "666"),
        ("log", "666", "will_pay"),
    ):
        code, out, err = cli(*words)
        assert code == 0, err
        assert "\x1b" not in out + err
        assert "\x07" not in out + err
        assert "‮" not in out + err
    _, out, err = cli("account", "666")
    if name.isprintable():
        assert name in out + err
    assert answer(cli, "account", "666")["name"] == name  # JSON keeps it, escaped by itself
