"""Each measurement as a function that returns its figures; see README.md for what they mean."""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench.books import AS_OF
from bench.processes import PROGRAM, PYTHON, with_readers
from bench.terminal import Terminal

DAY = ["--today", AS_OF.isoformat(), "--as", "ana"]

Figures = dict[str, Any]


def timed(act: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def run(*words: str) -> None:
    """The program in a process of its own; its answer is not of interest."""
    subprocess.run([*PROGRAM, *words], check=True, capture_output=True)


def first_paint(store: Path, times: int) -> Figures:
    """From the start of the process to the first line on the screen, against a bare Textual app."""
    bare, ours = [], []
    for _ in range(times):
        bare.append(_painted([PYTHON, "-m", "bench.bare"], b"painted"))
        ours.append(_painted([*PROGRAM, "--store", str(store), *DAY], b"no answer"))
    return against("bare Textual app", bare, ours)


def _painted(words: Sequence[str], mark: bytes) -> float:
    terminal = Terminal(words)
    try:
        return terminal.until(mark) - terminal.started
    finally:
        terminal.end()


def import_words(ledger: Path, day: date = AS_OF) -> list[str]:
    """The command that brings a ledger of ``books`` in."""
    return ["import", str(ledger), "--kind", "open-items", "--as-of", day.isoformat()]


_AGGREGATE = """
    SELECT customer_id, currency, sum(open_minor),
           sum(CASE WHEN due < ? THEN open_minor ELSE 0 END), min(due), max(open_minor), count(*)
    FROM item WHERE open_minor <> 0 GROUP BY customer_id, currency
"""


def planning(store: Path, times: int) -> Figures:
    """The day's list for every account, stored with its traces, against one bare SQL aggregate."""
    bare, ours, memory = [], [], []
    for _ in range(times):
        bare.append(timed(lambda: _aggregate(store)))
        seconds, peak, _ = with_readers(["plan", "--store", str(store), *DAY])
        ours.append(seconds)
        memory.append(peak)
    return against("SQL aggregate", bare, ours) | {"peak MiB": round(max(memory))}


def _aggregate(store: Path) -> None:
    connection = sqlite3.connect(store)
    connection.execute(_AGGREGATE, (AS_OF.isoformat(),)).fetchall()
    connection.close()


def keys(store: Path, presses: int) -> Figures:
    """From a key to the repaint that says "✓ no answer", after the entry is on the disk."""
    before = _entries(store)
    terminal = Terminal([*PROGRAM, "--store", str(store), *DAY])
    try:
        terminal.until(b"no answer")
        terminal.settle()
        took = []
        for _ in range(presses):
            since = len(terminal.seen)
            pressed = terminal.press(b"1")
            took.append((terminal.until("✓ no answer".encode(), since) - pressed) * 1000)
            terminal.settle(0.15)
        peak = terminal.memory()
    finally:
        terminal.end()
    if _entries(store) - before < presses:
        raise RuntimeError("not every key left an entry")
    took.sort()
    return {
        "p50 ms": round(statistics.median(took), 1),
        "p99 ms": round(took[min(len(took) - 1, round(len(took) * 0.99) - 1)], 1),
        "presses": presses,
        "peak MiB": round(peak),
    }


def _entries(store: Path) -> int:
    connection = sqlite3.connect(store)
    (count,) = connection.execute("SELECT count(*) FROM entry").fetchone()
    connection.close()
    return int(count)


def against(name: str, bare: Sequence[float], ours: Sequence[float]) -> Figures:
    """Medians, and their ratio; each pair was measured one after the other."""
    figures: Figures = {"s": round(statistics.median(ours), 3), "times": len(ours)}
    if bare:
        figures[f"{name} s"] = round(statistics.median(bare), 3)
        ratios = [mine / other for mine, other in zip(ours, bare, strict=True)]
        figures["ratio"] = round(statistics.median(ratios), 2)
    return figures
