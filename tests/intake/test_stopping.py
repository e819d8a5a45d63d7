"""Long work is told while it runs, and a stop leaves nothing behind."""

from __future__ import annotations

import os
import select
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from collectwork.domain.ledger import ReadOptions
from collectwork.domain.progress import Meter, Step
from collectwork.errors import Stopped
from collectwork.present.progress import told
from collectwork.store.door import Store
from collectwork.store.stopping import heard
from collectwork.usecases import importing
from collectwork.usecases.desk import Desk

OPTIONS = ReadOptions(as_of=date(2026, 9, 1))


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write(tmp_path / "book.csv", 60)


def write(path: Path, rows: int, amount: str = "100.00") -> Path:
    lines = ["customer_no,customer,invoice_no,invoice_date,due_date,open_amount,currency"]
    lines += [
        f"{1000 + n % 97},Firm {n % 97},RE-{n:07d},2026-01-01,2026-02-01,{amount},EUR"
        for n in range(rows)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def figures(store: Store) -> list[int]:
    with store.read() as view:
        return [
            view.connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in ("item", "customer", "import_run", "entry", "item_event")
        ]


def spools() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob(f"collectwork-spool-{os.getpid()}-*"))


def test_a_meter_tells_phase_rate_and_time_left() -> None:
    clock, seen = Clock(), list[Step]()
    meter = Meter(seen.append, clock)
    meter.begin("reading")
    meter(0, 100_000)
    clock.now = 2.0
    meter(50_000, 100_000)
    assert told(seen[-1]) == "reading 50,000 of 100,000 rows, 25,000/s, 2 s left"
    assert seen[-1].share == 0.5
    clock.now = 2.05
    meter(50_100, 100_000)
    assert len(seen) == 3  # not more often than one can read
    meter.begin("storing")
    meter(0, 100_000)
    clock.now = 5.05
    assert meter.pulse() is False
    assert told(seen[-1]) == "storing 100,000 rows … 3 s"
    meter.begin("replaying", "lists")
    meter(3, 22)
    assert told(seen[-1]) == "replaying 3 of 22 lists"
    meter.begin("storing")
    meter(10, 20)
    meter(2, 20)  # counts anew: a part of its own
    assert seen[-1].done == 2
    meter.stop()
    assert meter.pulse() is True
    with pytest.raises(Stopped, match="nothing was changed"):
        meter(20, 20)
    with pytest.raises(Stopped):
        meter.begin("more")


@pytest.mark.parametrize("phase", ["reading", "storing"])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_stop_anywhere_leaves_the_store_as_it_was(
    desk: Desk, store: Store, ledger: Path, phase: str, nth: int
) -> None:
    importing.bring_in(desk, ledger, OPTIONS)
    before = figures(store)
    write(ledger, 40, "90.00")
    count = 0

    def tell(step: Step) -> None:
        nonlocal count
        count += step.phase == phase
        if count == nth:
            meter.stop()

    meter = Meter(tell, time.monotonic)
    with pytest.raises(Stopped):
        importing.bring_in(desk, ledger, OPTIONS, progress=meter)
    assert figures(store) == before
    report = importing.bring_in(desk, ledger, OPTIONS)  # and it can be done again
    assert report.items == 40


@pytest.mark.parametrize("phase", ["reading", "storing"])
def test_a_large_file_stopped_leaves_no_files(
    sqlite_desk: Desk, sqlite_store: Store, tmp_path: Path, phase: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("collectwork.intake.read.LARGE", 1)
    path = write(tmp_path / "large.csv", 12_000)

    def tell(step: Step) -> None:
        if step.phase == phase and (step.done or phase == "storing"):
            meter.stop()

    meter = Meter(tell, time.monotonic)
    with pytest.raises(Stopped):
        importing.bring_in(sqlite_desk, path, OPTIONS, progress=meter)
    assert not any(figures(sqlite_store)[:3])
    assert not spools()
    assert importing.bring_in(sqlite_desk, path, OPTIONS).items == 12_000
    assert not spools()


def test_a_long_statement_hears_the_stop(store: Store) -> None:
    asked = iter([False, False])
    slow = "SELECT pg_sleep(60)" if "postgresql" in store.path or "://" in store.path else (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )  # fmt: skip
    began = time.monotonic()
    with (
        pytest.raises(Stopped),
        store.write("a" * 32) as tx,
        heard(tx.connection, lambda: next(asked, True)),
    ):
        tx.connection.execute(text(slow))
    assert time.monotonic() - began < 30
    with store.read() as view:  # the store is as usable as before
        assert view.connection.execute(text("SELECT 1")).scalar_one() == 1


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """An import of a file of some size on a terminal of its own, and that terminal."""
    pty = pytest.importorskip("pty")
    path = write(tmp_path / "sizeable.csv", 120_000)
    main, other = pty.openpty()
    command = ["--store", str(tmp_path / "book.db"), "import", str(path), "--as-of", "2026-09-01"]
    process = subprocess.Popen(
        [sys.executable, "-m", "collectwork", *command],
        stdin=other, stdout=subprocess.DEVNULL, stderr=other, start_new_session=True,
    )  # fmt: skip
    os.close(other)
    yield process, main
    process.kill()
    process.wait()
    os.close(main)


def test_ctrl_c_stops_the_command(
    started: tuple[subprocess.Popen[bytes], int], tmp_path: Path
) -> None:
    process, terminal = started
    said = b""
    interrupted = False
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        try:
            part = os.read(terminal, 4096) if ready else b""
        except OSError:  # the other side is gone
            break
        if not part:
            break
        said += part
        if not interrupted and b"reading" in said:
            process.send_signal(2)
            interrupted = True
    assert process.wait(60) == 130
    assert b"stopped, nothing of it was kept" in said
    assert b"Traceback" not in said
    with sqlite3.connect(tmp_path / "book.db") as database:
        assert database.execute("SELECT count(*) FROM item").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM import_run").fetchone() == (0,)
