"""Imports measured: a large ledger, the one after it, and a workbook; each against the least that
could do the job, in the same run."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from functools import partial
from pathlib import Path

from bench import books
from bench.measures import DAY, Figures, against, import_words, timed
from bench.processes import PYTHON, with_readers

_CALAMINE = (
    "import sys; from python_calamine import CalamineWorkbook as Book;"
    "Book.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()"
)


def ledgers(folder: Path, items: int, times: int) -> dict[str, Figures]:
    """A ledger of ten items a customer into a new store, and the next one with its comparison."""
    before = books.AS_OF - timedelta(days=7)
    first = books.ledger(folder / "first.csv", items, items // 10)
    second = books.ledger(folder / "second.csv", items, items // 10, later=True)
    bare: list[float] = []
    took: dict[str, list[float]] = {"first": [], "next": []}
    peaks: dict[str, list[tuple[float, float]]] = {"first": [], "next": []}
    for number in range(times):
        bare.append(_shell(first, folder / f"plain{number}.db"))
        store = ["--store", str(folder / f"large{number}.db"), *DAY]
        for name, file, day in (("first", first, before), ("next", second, books.AS_OF)):
            seconds, one, all_ = with_readers([*import_words(file, day), *store])
            took[name].append(seconds)
            peaks[name].append((one, all_))
        (folder / f"large{number}.db").unlink()
    return {
        f"{name} import of {items:,} open items": against("sqlite3 .import", bare, took[name])
        | {
            "peak MiB": round(max(one for one, _ in peaks[name])),
            "peak MiB with its readers": round(max(all_ for _, all_ in peaks[name])),
        }
        for name in took
    }


def workbooks(folder: Path, items: int, times: int) -> dict[str, Figures]:
    """A workbook into a new store, against reading its cells with calamine."""
    file = books.workbook(
        books.ledger(folder / "book.csv", items, items // 10), folder / "book.xlsx"
    )
    bare, ours, peak = [], [], 0.0
    for number in range(times):
        words = [PYTHON, "-c", _CALAMINE, str(file)]
        bare.append(timed(partial(subprocess.run, words, check=True)))
        store = ["--store", str(folder / f"book{number}.db"), *DAY]
        seconds, one, _ = with_readers([*import_words(file), *store])
        ours.append(seconds)
        peak = max(peak, one)
    return {
        f"import of a workbook of {items:,} rows": against("calamine", bare, ours)
        | {"peak MiB": round(peak)}
    }


def _shell(ledger: Path, target: Path) -> float:
    shell = shutil.which("sqlite3")
    if shell is None:
        raise RuntimeError("the sqlite3 shell is needed to compare with")
    words = [shell, str(target), "-cmd", ".mode csv", f".import {ledger} items"]
    seconds = timed(partial(subprocess.run, words, check=True))
    target.unlink()
    return seconds
