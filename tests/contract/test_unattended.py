"""``run --once`` and ``imports undo`` as scripts see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectwork.intake.watched import WatchedFolder

from .conftest import Cli

LEDGER = "Customer No,Customer Name,Invoice,Invoice Date,Due Date,Open Amount,Currency\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(WatchedFolder, "settled", 0.0)
    path = tmp_path / "in"
    path.mkdir()
    text = f"As of 2026-11-19\n{LEDGER}X1,New AG,X-1,2026-09-01,2026-10-01,75.00,EUR\n"
    (path / "new.csv").write_text(text, "utf-8")
    return path


def test_a_line_a_step(cli: Cli, folder: Path) -> None:
    said = cli("run", "--watch", str(folder), "--once")
    assert said.code == 3, "a ledger without anything in common: whose it is has to be said"
    lines = said.out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "import", "promises", "assign", "plan", "proposals", "automatic", "outbox", "inbox",
        "alerts",
    ]  # fmt: skip
    assert (folder / "refused" / "new.csv").exists()


def test_a_json_object_a_step(cli: Cli, folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[[watch]]\nfolder = "{folder}"\ncompany = "New"\n', "utf-8")
    said = cli("--config", str(config), "run", "--once", "--json")
    steps = [json.loads(line) for line in said.out.splitlines()]
    assert {"step", "ok", "code", "text"} <= set(steps[0])
    assert (steps[0]["state"], steps[0]["moved_to"]) == ("done", "done/new.csv")
    assert steps[0]["report"]["company"] == "New"
    assert said.code == 0
    told = cli("imports", "undo", str(steps[0]["report"]["import_id"]), "--json").json
    assert (told["before"]["items"] - told["after"]["items"], told["planned"]) == (1, True)
    listed = cli("imports", "--json").json
    assert [one["undone_at"] for one in listed if one["undone_at"]] == [told["undone_at"]]


def test_what_cannot_be_taken_back_is_3(cli: Cli) -> None:
    first = cli("imports", "--json").json[0]["import_id"]
    said = cli("imports", "undo", str(first))
    assert (said.code, said.out) == (3, "")
    assert "not taken back" in said.err
    assert cli("imports", "undo", "999999").code == 3
    assert cli("imports", "undo").code == 2
    assert cli("imports", "redo", "1").code == 2


def test_a_folder_that_is_none_is_3(cli: Cli, tmp_path: Path) -> None:
    said = cli("run", "--watch", str(tmp_path / "nowhere"), "--once")
    assert (said.code, "is no folder" in said.out) == (3, True)
