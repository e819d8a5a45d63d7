"""plan, worklist, explain and rules on the command line: keys, exit codes, what goes where."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from working.book import TODAY, Book

from collectwork import bootstrap
from collectwork.cli.program import run
from collectwork.store.door import Store

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def filled(sqlite_url: str, sqlite_store: Store) -> str:
    """A store with three accounts of which two are due."""
    book = Book(sqlite_store)
    book.customer("100", "Brenner", [("R1", 123_450, TODAY.replace(month=10))], owner="ana")
    book.customer("200", "[red]x[/]\x1b[2J", [("R2", 50_000, TODAY.replace(month=9))])
    book.customer("300", "Later", [("R3", 50_000, TODAY.replace(month=12))])
    return sqlite_url


@pytest.fixture
def call(filled: str, capsys: pytest.CaptureFixture[str]) -> Call:
    def made(*words: str, config: Path | None = None) -> tuple[int, str, str]:
        where: Sequence[str] = ("--config", str(config)) if config else ()
        code = run(["--store", filled, "--today", TODAY.isoformat(), *where, *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return made


def answer(told: tuple[int, str, str]) -> Any:
    assert told[0] == 0, told
    return json.loads(told[1])


def test_plan_gives_the_contract_s_keys_and_can_be_repeated(call: Call) -> None:
    first = answer(call("plan", "--json"))
    assert {"day", "run_id", "considered", "listed", "cleared", "by_collector", "by_rule"} <= set(
        first
    )
    assert (first["considered"], first["listed"]) == (3, 2)
    assert first["by_collector"] == {"": 1, "ana": 1}
    assert answer(call("plan", "--json")) == first


def test_worklist_plans_when_there_is_no_list_and_says_so_on_standard_error(call: Call) -> None:
    told = call("worklist", "--json")
    assert "made now" in told[2]
    rows = answer(told)
    assert [row["rank"] for row in rows] == [1, 2]
    first = next(row for row in rows if row["customer"] == "100")
    assert first["amount_to_collect"] == {"EUR": "1234.50"}
    assert first["past_due"] == {"EUR": "1234.50"}
    assert first["oldest_days"] == 31
    assert first["collector"] == "ana"
    assert isinstance(first["score"], float)
    assert (first["strategy"], first["step"], first["action"]) == (
        "standard", "second call", "call",
    )  # fmt: skip
    assert first["reasons"][-1].count("value +") == 1
    assert "made now" not in call("worklist", "--json")[2]


def test_worklist_of_one_collector_limited_and_as_csv(call: Call) -> None:
    assert [
        row["customer"] for row in answer(call("worklist", "--collector", "ana", "--json"))
    ] == ["100"]
    assert len(answer(call("worklist", "--limit", "1", "--json"))) == 1
    table = call("worklist", "--csv")[1].splitlines()
    assert table[0].startswith("rank,customer,name,collector,amount_to_collect,past_due")


def test_a_collector_that_nobody_is_called_is_refused_with_the_nearest(call: Call) -> None:
    assert call("plan")[0] == 0
    assert call("log", "200", "no_answer")[0] == 0
    assert answer(call("worklist", "--collector", "bert", "--json")) == []
    assert call("people", "add", "berta")[0] == 0
    code, out, err = call("worklist", "--collector", "bert", "--json")
    assert (code, out) == (3, "")
    assert "Did you mean 'berta'?" in err
    assert answer(call("worklist", "--collector", "berta", "--json")) == []


def test_names_never_reach_the_terminal_raw(call: Call) -> None:
    for words in (("worklist",), ("explain", "200")):
        code, out, _ = call(*words)
        assert code == 0
        assert "\x1b[2J" not in out
        assert "[red]x[/]" in out


def test_a_worked_line_leaves_the_list_and_is_shown_with_all(call: Call) -> None:
    answer(call("plan", "--json"))
    assert call("--as", "ana", "log", "100", "voicemail")[0] == 0
    assert [row["customer"] for row in answer(call("worklist", "--json"))] == ["200"]
    states = {row["customer"]: row["state"] for row in answer(call("worklist", "--all", "--json"))}
    assert states == {"100": "done", "200": "open"}


def test_explain_has_the_contract_s_keys_for_listed_and_unlisted(call: Call) -> None:
    here = answer(call("explain", "100", "--json"))
    away = answer(call("explain", "Later", "--json"))
    assert (here["customer"], here["listed"], here["rank"]) == ("100", True, 1)
    assert (away["listed"], away["rank"]) == (False, None)
    assert away["would_change"] == ["nothing is due before Sun 20 Dec 2026"]
    for told in (here, away):
        assert {"customer", "listed", "rank", "rules", "blocks", "would_change"} <= set(told)
        for rule in told["rules"]:
            assert {"rule", "holds", "conditions"} <= set(rule)
            for condition in rule["conditions"]:
                assert {"field", "saw", "op", "value", "holds"} == set(condition)
    assert call("explain", "nobody", "--json")[0] == 3


def test_broken_rules_name_file_line_and_column(call: Call, tmp_path: Path) -> None:
    rules = tmp_path / "mine.toml"
    shipped = bootstrap.SHIPPED_RULES.read_text("utf-8")
    rules.write_text(shipped.replace("at least 2 broken promises", "at least 2 brokn promises"))
    config = tmp_path / "config.toml"
    config.write_text(f"[rules]\nfile = {str(rules)!r}\n")
    line = next(n for n, text in enumerate(rules.read_text().splitlines(), 1) if "brokn" in text)
    code, out, err = call("plan", config=config)
    assert (code, out) == (3, "")
    assert f"{rules}:{line}:20: there is no fact 'brokn': did you mean 'broken promises'?" in err
    code, out, _ = call("rules", "check", "--json", config=config)
    (found,) = json.loads(out)
    assert code == 3
    assert (found["file"], found["line"], found["column"]) == (str(rules), line, 20)
    assert "broken promises" in found["message"]
    assert call("rules", "check", str(rules))[0] == 3


def test_the_shipped_rules_have_no_findings(call: Call) -> None:
    assert answer(call("rules", "check", "--json")) == []


def test_rules_are_said_in_words_and_their_facts_listed(call: Call) -> None:
    told = answer(call("rules", "explain", "--json"))
    assert {part["kind"] for part in told} >= {"rule", "strategy"}
    facts = answer(call("rules", "facts", "--json"))
    assert {"name", "type", "unit", "definition", "also", "group"} == set(facts[0])
    assert call("rules", "explain")[0] == 0
    assert "days_past_due" in call("rules", "facts")[1]
