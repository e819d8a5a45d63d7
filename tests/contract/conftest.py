"""The command line on a made-up book, built once for all tests of this folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collectwork import bootstrap
from collectwork.cli.program import run
from collectwork.demo.history import Wish

TODAY = "2026-11-20"


@dataclass(frozen=True, slots=True)
class Said:
    """What a call left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo store of 60 customers and four months; copy it before writing."""
    path = tmp_path_factory.mktemp("book") / "book.db"
    wish = Wish(60, 11, 120, date.fromisoformat(TODAY))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CONFIG", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(path.parent / name.lower()))
        desk, _ = bootstrap.made_up(wish, str(path), "ana", None, lambda what, done, of: None)
        desk.store.close()
    return path


@pytest.fixture
def store(book: Path, tmp_path: Path) -> Path:
    """A copy of the book that a test may change."""
    return Path(shutil.copy(book, tmp_path / "book.db"))


Cli = Callable[..., Said]


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Calls the program with exactly these words."""

    def call(*words: str) -> Said:
        code = run(words)
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call


@pytest.fixture
def cli(bare: Cli, store: Path) -> Cli:
    """Calls the program on the copied book, as Ana, on its day."""

    def call(*words: str) -> Said:
        return bare(*words, "--store", str(store), "--as", "ana", "--today", TODAY)

    return call
