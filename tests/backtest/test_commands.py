"""``rules backtest`` on the command line: keys, exit codes, width, hostile names."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO

import pytest

from backtest.history import Past, row
from collectwork.cli.program import run

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(sqlite_past: Past, sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> Call:
    """A call on a store with three ledgers, one of a customer with a hostile name."""
    sqlite_past.three_ledgers()
    hostile = row("4", "R4", 4000, "2026-10-01").replace("Customer 4", "[b]x[/b]\x1b[2Jé" * 9)
    sqlite_past.ledger("2026-10-20", row("1", "R1", 1000, "2026-10-01"), hostile)

    def made(*words: str) -> tuple[int, str, str]:
        pair = (str(sqlite_past.old), str(sqlite_past.new))
        code = run(["--store", sqlite_url, "rules", "backtest", *pair, *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return made


def test_one_document(call: Call) -> None:
    code, out, _ = call("--json", "--to", "2026-10-19")
    found = json.loads(out)
    assert code == 0
    assert {"days", "old", "new", "overlap", "first_touch_delay", "cash", "assumes"} <= set(found)
    assert found["cash"] is None
    assert "does not predict cash" in found["why_no_cash"]
    assert found["overlap"]["jaccard"] == 0.2
    assert found["first_touch_delay"]["old"]["median"] == 7
    assert found["first_touch_delay"]["new"]["median"] == 0
    first = found["days"][0]
    assert (first["day"], first["old"], first["new"], first["both"]) == ("2026-10-05", 1, 2, 1)
    assert first["by_collector"] == {"": {"old": 1, "new": 2, "both": 1}}
    assert found["earlier"]["top"][0]["days"] == 7


def test_rows_and_text(call: Call) -> None:
    code, out, _ = call("--csv", "--imports-only")
    rows = list(csv.DictReader(StringIO(out)))
    assert code == 0
    assert rows[0] == {"day": "2026-10-05", "collector": "*", "old": "1", "new": "2", "both": "1"}
    code, out, _ = call()
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out
    assert "Cash: A backtest does not predict cash" in out


def test_refusals(call: Call) -> None:
    code, out, err = call("--cash")
    assert (code, out) == (3, "")
    assert "does not predict cash" in err
    assert call("--from", "2027-01-01")[0] == 3
    assert call("--from", "2026-10-19", "--to", "2026-10-05")[0] == 2
