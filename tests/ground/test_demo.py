"""The made-up book: equal for equal seeds, believable, whole, and never in a store in use."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collectwork import bootstrap
from collectwork.cli.program import run
from collectwork.demo.book import Book
from collectwork.demo.history import Wish, history
from collectwork.errors import Conflict
from collectwork.rules.reading import read
from collectwork.usecases import (
    alerts,
    auditing,
    cash,
    outbox,
    planning,
    promises,
    proposals,
    suggestions,
)
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import triage

TODAY = date(2026, 11, 20)
RULES = read(bootstrap.SHIPPED_RULES.read_text("utf-8"), "standard.toml")


def _silent(what: str, done: int, of: int) -> None:
    pass


@pytest.fixture(scope="module")
def book() -> Book:
    return history(Wish(400, 7, 365, TODAY), RULES, _silent)


def _plain(book: Book) -> Any:
    entries = [(one.draft.id, one.at, one.actor, one.draft.body) for one in book.told]
    return book.rows, entries


def test_equal_seeds_make_equal_books_and_others_do_not() -> None:
    wish = Wish(25, 3, 90, TODAY)
    first = _plain(history(wish, RULES, _silent))
    assert first == _plain(history(wish, RULES, _silent))
    assert first != _plain(history(Wish(25, 4, 90, TODAY), RULES, _silent))


def test_five_collectors_work_and_one_hardly_does(book: Book) -> None:
    actions = Counter(one.actor for one in book.told if "work_day" in one.draft.body)
    assert len(actions) == 5
    least, *_, most = sorted(actions.values())
    assert least * 2 < most


def test_nothing_happens_after_yesterday(book: Book) -> None:
    assert max(one.at.date() for one in book.told) < TODAY
    assert all(row["received"] < TODAY for row in book.rows["payment"])
    assert all(row["posted"] < TODAY for row in book.rows["payment"])


def test_the_year_has_all_that_a_year_has(book: Book) -> None:
    codes = {one.draft.body.get("code") for one in book.told}
    assert {"no_answer", "voicemail", "promise", "dispute", "mail", "skip", "call_back"} <= codes
    states = {row["state"] for row in book.rows["promise"]}
    assert {"kept", "broken", "partly_kept", "open"} <= states
    assert {row["currency"] for row in book.rows["item"]} == {"EUR", "CHF", "GBP"}
    assert {row["kind"] for row in book.rows["payment"]} == {
        "payment", "on_account", "allocation", "reversal", "credit_note",
    }  # fmt: skip
    assert {row["kind"] for row in book.rows["item_event"]} >= {"paid", "part_paid", "reopened"}
    assert len({row["run_id"] for row in book.rows["work_line"]}) >= 35
    assert book.rows["block"]


def test_money_adds_up_item_by_item(book: Book) -> None:
    paid: Counter[int] = Counter()
    for row in book.rows["payment"]:
        if row["item_id"] is not None:
            paid[row["item_id"]] += row["amount_minor"]
    for row in book.rows["item"]:
        if row["kind"] == "invoice":
            assert row["open_minor"] == row["original_minor"] - paid[row["id"]]
            assert 0 <= row["open_minor"] <= row["original_minor"]


def test_the_last_ledger_file_has_the_sum_of_the_open_items(book: Book) -> None:
    for company in ("DE01", "UK01"):
        run = [row for row in book.rows["import_run"] if row["company"] == company][-1]
        totals: Counter[str] = Counter()
        for row in book.rows["item"]:
            if row["company"] == company:
                totals[row["currency"]] += row["open_minor"]
        assert run["totals"] == dict(totals)


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made, _ = bootstrap.made_up(
        Wish(40, 5, 120, TODAY), str(tmp_path / "d.db"), None, None, _silent
    )
    yield made
    made.store.close()


def test_the_log_of_the_book_verifies(desk: Desk) -> None:
    found = auditing.verify(desk)
    assert found.ok, found.problem


def test_promises_stand_as_the_program_would_judge_them(desk: Desk) -> None:
    assert promises.evaluate(desk) == {}


def test_the_day_begins_with_something_of_everything(desk: Desk) -> None:
    assert planning.worklist(desk, None)
    assert triage.counts(desk)["waiting"]
    assert triage.counts(desk)["triage"]
    assert suggestions.suggestions(desk)
    assert alerts.count(desk)
    assert proposals.proposals(desk, "proposed")
    assert {one.state for one in cash.receipts(desk)} >= {"open", "applied"}
    unsent = {one.reason for one in outbox.outbox(desk, "held") + outbox.outbox(desk, "failed")}
    assert len(unsent) >= 2
    with desk.store.read() as tx:
        told = [json.loads(one.body) for one in tx.log.walk() if one.kind == "store.filled"]
    assert told[0]["entries"]
    assert told[1]["mails"]
    assert told[1]["payments"]


def test_the_book_goes_into_postgresql_too(pg_url: str) -> None:
    made, built = bootstrap.made_up(Wish(12, 5, 60, TODAY), pg_url, None, None, _silent)
    try:
        assert built.customers == 12
        assert auditing.verify(made).ok
        assert promises.evaluate(made) == {}
    finally:
        made.store.close()


def test_a_store_in_use_is_left_alone(desk: Desk) -> None:
    path = desk.store.path
    with pytest.raises(Conflict, match="in use"):
        bootstrap.made_up(Wish(5, 1, 30, TODAY), path, None, None, _silent)


@pytest.mark.parametrize("accounts", [1, 2, 7])
def test_small_books_work_too(tmp_path: Path, accounts: int, capsys: Any) -> None:
    words = ["demo", "--no-ui", "--json", "--accounts", str(accounts), "--days", "40"]
    assert run([*words, "--store", str(tmp_path / "s.db"), "--today", TODAY.isoformat()]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["customers"] == accounts
    assert {"store", "customers", "invoices", "activities"} <= set(said)


def test_without_a_terminal_it_says_so_and_prints_the_summary(tmp_path: Path, capsys: Any) -> None:
    words = ["demo", "--accounts", "3", "--days", "30", "--store", str(tmp_path / "s.db")]
    assert run(words) == 0
    said = capsys.readouterr()
    assert "no terminal" in said.err
    assert "customers" in said.out
