"""Killed at any moment, the unattended run is made up for by the next: no file lost, none twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from collectwork.domain import clocks
from collectwork.store.opening import open_store

ROUNDS = int(os.environ.get("COLLECTWORK_LONG", "1"))
RUN = """
import sys
from collectwork.intake import watched
watched.WatchedFolder.settled = 0.0
from collectwork.cli import unattended
from collectwork.cli.program import run
sys.exit(run(sys.argv[1:]))
"""
HEAD = "Customer No,Customer Name,Invoice,Invoice Date,Due Date,Open Amount,Currency\n"


def files(folder: Path) -> None:
    for day in (1, 8, 15):
        rows = "".join(
            f"{n % 40},Customer {n % 40},R{n},2026-01-01,2026-02-01,{n + day}.00,EUR\n"
            for n in range(1, 400)
        )
        name = f"ledger-{day:02d}.csv"
        (folder / name).write_text(f"As of 2026-03-{day:02d}\n{HEAD}{rows}", "utf-8")
    (folder / "pay.csv").write_text(
        "payment_id,customer_id,invoice_id,payment_date,currency,amount,method,reference\n"
        + "".join(f"P{n},{n % 40},R{n},2026-03-16,EUR,5.00,transfer,x\n" for n in range(1, 90)),
        "utf-8",
    )
    (folder / "bad.csv").write_text("nothing of ours", "utf-8")


def started(store: Path, folder: Path) -> subprocess.Popen[bytes]:
    words = ["--store", str(store), "--today", "2026-03-20", "run", "--watch", str(folder)]
    command = [sys.executable, "-c", RUN, *words, "--once"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def outcome(store: Path, folder: Path) -> tuple[object, ...]:
    engine = create_engine(f"sqlite:///{store}")
    with engine.connect() as connection:
        runs = connection.execute(
            text("SELECT file_name, as_of, items FROM import_run ORDER BY as_of, file_name")
        ).all()
        sums = connection.execute(text("SELECT count(*), sum(open_minor) FROM item")).one()
        paid = connection.execute(text("SELECT count(*) FROM payment")).scalar()
    engine.dispose()
    lying = sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
    return [tuple(run) for run in runs], tuple(sums), paid, lying


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[float, tuple[object, ...]]:
    """How long it takes, and what comes of it, when nobody kills it."""
    import time

    folder = tmp_path_factory.mktemp("calm")
    (folder / "in").mkdir()
    files(folder / "in")
    open_store(str(folder / "s.db"), clocks.system, "ana").close()
    begun = time.monotonic()
    process = started(folder / "s.db", folder / "in")
    _, said = process.communicate()
    assert process.returncode == 3, said
    return time.monotonic() - begun, outcome(folder / "s.db", folder / "in")


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_killed_and_run_again(
    tmp_path: Path, expected: tuple[float, tuple[object, ...]], seed: int
) -> None:
    takes, calm = expected
    folder = tmp_path / "in"
    folder.mkdir()
    files(folder)
    open_store(str(tmp_path / "s.db"), clocks.system, "ana").close()
    dice = random.Random(seed)
    for _ in range(2):
        process = started(tmp_path / "s.db", folder)
        try:
            process.communicate(timeout=takes * dice.uniform(0.3, 1.0))
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
    _, said = started(tmp_path / "s.db", folder).communicate()
    assert outcome(tmp_path / "s.db", folder) == calm, said
