"""Exit codes, sentences instead of tracebacks, and global options anywhere."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Cli


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("worklist", "--no-such-option"),
        ("account",),
        ("worklist", "--today", "yesterday"),
        ("worklist", "--limit", "many"),
    ],
)
def test_wrong_usage_is_2(bare: Cli, words: tuple[str, ...], tmp_path: Path) -> None:
    said = bare(*words, "--store", str(tmp_path / "new.db"))
    assert said.code == 2
    assert said.out == ""
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("account", "nobody of that name"),
        ("log", "10000", "no_such_code"),
        ("import", "no-such-file.csv"),
        ("rules", "check", "no-such-rules.toml"),
        ("export", "no_such_table", "--format", "csv"),
    ],
)
def test_refused_input_is_3_and_changes_nothing(cli: Cli, words: tuple[str, ...]) -> None:
    before = cli("audit", "head", "--json").json["entries"]
    said = cli(*words)
    assert said.code == 3
    assert said.err.strip()
    assert "Traceback" not in said.err
    assert cli("audit", "head", "--json").json["entries"] == before


@pytest.mark.parametrize(
    "place", ["/proc/no/store.db", "postgresql://127.0.0.1:9/none", "mysql://x/y"]
)
def test_an_unreachable_store_is_4(bare: Cli, place: str) -> None:
    said = bare("worklist", "--store", place)
    assert said.code == 4
    assert "Traceback" not in said.err


def test_a_file_that_is_no_store_is_4(bare: Cli, tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear customer,\n" * 500)
    assert bare("worklist", "--store", str(path)).code == 4
    assert path.read_text().startswith("Dear customer")


def test_a_changed_entry_is_6_and_named(cli: Cli, store: Path) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("DROP TRIGGER entry_up")
        connection.execute("UPDATE entry SET actor = 'mallory' WHERE seq = 40")
    connection.close()
    said = cli("audit", "verify", "--json")
    assert said.code == 6
    assert said.json["ok"] is False
    assert said.json["first_broken"] == 40


def test_config_trouble_is_3_with_file_and_nearest_key(bare: Cli, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[team]\ncuntry = "DE"\n')
    said = bare("codes", "--config", str(config))
    assert said.code == 3
    assert "config.toml" in said.err
    assert "team.cuntry" in said.err
    assert "'country'" in said.err


def test_global_options_stand_before_or_after(bare: Cli, store: Path) -> None:
    options = ("--store", str(store), "--as", "ana", "--today", "2026-11-20")
    before = bare(*options, "worklist", "--json")
    after = bare("worklist", "--json", *options)
    equals = bare("worklist", f"--store={store}", "--as=ana", "--today=2026-11-20", "--json")
    assert before.code == after.code == equals.code == 0
    assert before.json == after.json == equals.json


def test_the_environment_names_store_and_actor(
    bare: Cli, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTWORK_STORE", str(store))
    monkeypatch.setenv("COLLECTWORK_USER", "eva")
    said = bare("worklist", "--today", "2026-11-20", "--json")
    assert said.code == 0
    assert said.json


def test_quiet_leaves_only_answers(bare: Cli, tmp_path: Path) -> None:
    said = bare("demo", "--no-ui", "--accounts", "5", "--days", "30", "--quiet", "--json",
                "--store", str(tmp_path / "q.db"))  # fmt: skip
    assert said.code == 0
    assert said.err == ""


def test_no_colour_reaches_a_pipe(store: Path) -> None:
    words = [sys.executable, "-m", "collectwork", "worklist", "--store", str(store)]
    done = subprocess.run(
        [*words, "--today", "2026-11-20"], capture_output=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout


def test_a_closed_pipe_is_no_fault(store: Path) -> None:
    words = [sys.executable, "-m", "collectwork", "payments", "--csv", "--store", str(store)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stderr is not None
        reader.stdout.read(10)
        reader.stdout.close()
        err = reader.stderr.read()
        code = reader.wait()
    assert b"Traceback" not in err
    assert code == 0


def test_without_a_terminal_the_workbench_says_so(bare: Cli, store: Path) -> None:
    said = bare("--store", str(store))
    assert said.code == 2
    assert "terminal" in said.err
