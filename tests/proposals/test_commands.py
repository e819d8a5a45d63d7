"""On the command line: interest with its derivation, proposals, the hand-over file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectwork.cli.program import run
from collectwork.store.door import Store
from proposals.conftest import RULES, Ruled
from proposals.test_making import HOLD

Call = Callable[..., tuple[int, Any]]
RATE = '{ country = "DE", from = 2026-07-01, until = 2026-12-31, base = "1.27" }'


@pytest.fixture
def call(
    small_ruled: Ruled, sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Call:
    """``call(words…)`` on Brenner's book; exit code and the JSON answer, or all that was said."""
    small_ruled()
    rules, config = tmp_path / "rules.toml", tmp_path / "config.toml"
    rules.write_text(RULES + HOLD, "utf-8")
    config.write_text(
        f'[rules]\nfile = "{rules.as_posix()}"\n[interest]\nrate = [{RATE}]\n', "utf-8"
    )

    def call(*words: str) -> tuple[int, Any]:
        common = ["--config", str(config), "--store", sqlite_store.path, "--as", "ana"]
        code = run([*words, *common, "--today", "2026-11-20"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if "--json" in words and not code else said.out + said.err

    return call


def test_interest_shows_every_line(call: Call) -> None:
    code, found = call("interest", "100231", "--json")
    assert code == 0
    assert (found["country"], found["known"], found["booked"]) == ("DE", True, False)
    assert found["interest"] == {"EUR": "16.74"}  # 14.07 + 2.67
    first = found["invoices"][0]
    assert (first["invoice"], first["days_past_due"], first["interest"]) == ("RE-1", 50, "14.07")
    (line,) = first["segments"]
    assert (line["days"], line["principal"], line["rate"], line["base"], line["amount"]) == (
        50, "1000.00", "10.27", "1.27", "14.068493",
    )  # fmt: skip
    assert found["fixed"] == {"EUR": "80.00"}


def test_interest_of_one_invoice_until_a_day_by_another_law(call: Call) -> None:
    _, found = call("interest", "Brenner", "--invoice", "re-1", "--until", "2026-10-31", "--json")
    assert [one["invoice"] for one in found["invoices"]] == ["RE-1"]
    assert found["interest"] == {"EUR": "8.44"}
    _, found = call("interest", "100231", "--law", "ch", "--json")
    assert found["interest"] == {"EUR": "8.15"}  # 50 and 19 days at 5 %
    _, found = call("interest", "100231", "--law", "SE", "--json")
    assert (found["known"], found["interest"]) == (False, {})
    assert "no rate known for SE from 2026-10-02" in found["missing"][0]
    code, said = call("interest", "100231")
    assert code == 0
    assert "interest, not booked: 16.74 EUR" in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("interest", "100231", "--until", "soon"), 2, "not a date"),
        (("interest", "100231", "--invoice", "RE-77"), 3, "has no invoice"),
        (("interest", "nobody"), 3, "There is no customer"),
        (("proposals", "--state", "propsed"), 3, "Did you mean 'proposed'"),
        (("proposals", "--kind", "hold"), 3, "Did you mean 'credit_hold'"),
        (("proposals", "accept", "7", "--reason", "x"), 3, "There is no proposal 7"),
        (("proposals", "make", "fee", "100231", "--reason", "x"), 3, "needs an amount"),
        (("proposals", "make", "fee", "100231", "--reason", "x", "--amount", "5"), 2, "5.00 EUR"),
        (("proposals", "recall", "100231", "--reason", "x"), 3, "is not handed over"),
    ],
)
def test_mistakes_get_one_sentence(
    call: Call, words: tuple[str, ...], code: int, said: str
) -> None:
    got, text = call(*words)
    assert (got, said in text) == (code, True), text
    assert "Traceback" not in text


def test_a_proposal_from_the_plan_to_the_decision(call: Call, tmp_path: Path) -> None:
    assert call("plan")[0] == 0
    _, (hold,) = call("proposals", "--json")
    assert (hold["kind"], hold["state"], hold["amounts"]) == (
        "credit_hold", "proposed", {"EUR": "1500.00"},
    )  # fmt: skip
    assert (hold["currency"], hold["amount"], hold["booked"]) == ("EUR", "1500.00", False)
    code, text = call("proposals", "show", str(hold["id"]))
    assert code == 0
    assert "lifted by: no longer:" in text
    _, made = call("proposals", "make", "agency", "100231", "--reason", "silent", "--json")
    _, done = call(
        "proposals", "accept", str(hold["id"]), str(made["id"]), "--reason", "as agreed",
        "--out", str(tmp_path / "out"), "--json",
    )  # fmt: skip
    assert (done["ids"], done["state"], done["booked"]) == (
        [hold["id"], made["id"]], "accepted", False,
    )  # fmt: skip
    (folder,) = done["folders"]
    assert (Path(folder) / "manifest.json").is_file()
    assert call("plan")[0] == 0
    _, told = call("explain", "100231", "--json")
    assert not told["listed"]
    assert "agency" in str(told["blocks"])
    code, said = call("log", "100231", "no_answer")
    assert (code, "handed over" in said) == (3, True), said
    code, text = call("proposals", "--csv")
    assert (code, len(text.splitlines())) == (0, 3)
    assert call("proposals", "recall", "100231", "--reason", "pays")[0] == 0
    assert call("audit", "verify")[0] == 0


def test_the_hand_over_file_of_several_at_once(call: Call, tmp_path: Path) -> None:
    _, (found,) = call("hand-over-file", "100231", "--out", str(tmp_path / "o"), "--json")
    assert found["totals"] == {"EUR": "1500.00"}
    assert found["manifest"] == found["files"]["manifest.json"]
    code, said = call("hand-over-file", "100231", "--out", str(tmp_path / "o"))
    assert code == 3
    assert "exists already" in said
