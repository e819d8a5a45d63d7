"""The import commands as scripts use them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collectwork.cli.program import run

DATA = Path(__file__).parent.parent / "data"
KEYS = {
    "import_id", "kind", "profile", "as_of", "rows", "items", "customers", "totals", "past_due",
    "events", "duplicate", "rejects", "warnings",
}  # fmt: skip


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def calling(*arguments: str) -> tuple[int, Any, str]:
        code = run(["--store", str(tmp_path / "book.db"), *arguments])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out.strip() else None, said.err

    return calling


def test_import_answers_with_the_keys_of_the_contract(call: Any) -> None:
    path = str(DATA / "replica/generic_invoices.csv")
    code, reports, _ = call("import", path, "--as-of", "2025-12-31", "--json")
    assert code == 0
    (report,) = reports
    assert report.keys() >= KEYS
    assert report["totals"] == {"USD": "380973.59"}
    assert report["past_due"] == {"USD": "259086.06"}
    assert report["events"] == {
        "new": 60, "paid": 0, "part_paid": 0, "credited": 0, "reopened": 0, "due_moved": 0,
        "vanished": 0,
    }  # fmt: skip
    assert (report["items"], report["customers"], report["duplicate"]) == (60, 14, False)
    code, again, _ = call("import", path, "--as-of", "2025-12-31", "--json")
    assert code == 0
    assert again[0]["duplicate"]
    assert again[0]["import_id"] == report["import_id"]
    _, listed, _ = call("imports", "--json")
    assert [one["import_id"] for one in listed] == [report["import_id"]]
    assert listed[0].keys() >= KEYS


def test_one_bad_file_of_several(call: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("hello\n")
    good = str(DATA / "replica/generic_customers.csv")
    code, reports, err = call("import", str(bad), good, "--json")
    assert code == 3
    assert [one["kind"] for one in reports] == ["customers"]
    assert f"{bad}: Not imported" in err
    assert "1 of 2 files were imported" in err
    code, nothing, err = call("import", str(tmp_path / "missing.csv"), "--json")
    assert code == 3
    assert nothing == []
    assert "Traceback" not in err


def test_rows_set_aside_go_into_a_file_beside(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_bytes((DATA / "naughty/csv-edge/ragged.csv").read_bytes())
    options = ("--kind", "open-items", "--as-of", "2026-03-01")
    code, _, err = call("import", str(path), *options)
    assert code == 3
    assert "row 10" in err
    code, reports, _ = call("import", str(path), *options, "--skip-bad-rows", "--json")
    assert code == 0
    assert reports[0]["rejects"] == 2
    aside = Path(reports[0]["rejects_file"])
    assert aside.name == "ragged.rejects.csv"
    assert "0000010009" in aside.read_text("utf-8-sig")


def test_wrong_words_are_usage(call: Any) -> None:
    path = str(DATA / "replica/generic_invoices.csv")
    assert call("import", path, "--kind", "ledger")[0] == 2
    assert call("import", path, "--as-of", "31.12.2025")[0] == 2
    assert call("import", path, "--currency", "euros")[0] == 2
    assert call("import", path, "--profile", "none")[0] == 3


def test_a_profile_from_the_config_folder(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "config" / "profiles"
    folder.mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    (folder.parent / "config.toml").write_text("")
    (folder / "mine.toml").write_text(
        'kind = "open-items"\ncurrency = "EUR"\ndecimal_mark = ","\n'
        '[columns]\nname = "Wer"\ndocument = "Was"\ndue = "Bis"\nopen = "Wieviel"\n'
    )
    path = tmp_path / "own.csv"
    path.write_text("Wer;Was;Bis;Wieviel\nA;R1;31.01.2026;1.234\n")
    code, reports, _ = call(
        "--config", str(folder.parent / "config.toml"),
        "import", str(path), "--profile", "mine", "--as-of", "2026-02-01", "--json",
    )  # fmt: skip
    assert code == 0
    assert reports[0]["totals"] == {"EUR": "1234.00"}
    assert reports[0]["profile"] == "mine"
