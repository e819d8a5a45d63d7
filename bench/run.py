"""Measure, and print a table: `make bench`, or
python -m bench.run [--quick] [--imports] [--plan] [--mails] [--json FILE]

Every comparison is made in the same run, pair by pair; the table shows medians. Nothing is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
from pathlib import Path

from bench import imports, mails, measures, plans
from bench.books import ledger


def main() -> None:
    """All measurements, the slow ones last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the sizes, once each")
    parser.add_argument("--imports", action="store_true", help="the imports alone")
    parser.add_argument("--plan", action="store_true", help="the plans alone")
    parser.add_argument("--mails", action="store_true", help="the day's batch of mails alone")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    asked = parser.parse_args()
    many = 10_000 if asked.quick else 100_000
    with tempfile.TemporaryDirectory(prefix="collectwork-bench-") as name:
        folder, times = Path(name), 1 if asked.quick else 3
        homes = ("CONFIG", "DATA", "STATE")
        os.environ |= {f"XDG_{home}_HOME": str(folder / home) for home in homes}
        alone = asked.imports or asked.plan or asked.mails
        figures = {} if alone else _measured(folder, many, times)
        if asked.imports or not alone:
            figures |= imports.ledgers(folder, many * 10, times)
            figures |= imports.workbooks(folder, many, times)
        if asked.plan or not alone:
            figures |= plans.plans(folder, many * 10, times)
        if asked.mails or not alone:
            figures |= mails.mails(folder, many // 50, times)
    _show(figures)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def _measured(folder: Path, many: int, times: int) -> dict[str, measures.Figures]:
    small, big = folder / "small.db", folder / "big.db"
    for store, items in ((small, 100), (big, many)):
        file = ledger(folder / f"{items}.csv", items)
        measures.run(*measures.import_words(file), "--store", str(store), *measures.DAY)
        measures.run("people", "add", "ana", "--role", "lead", "--store", str(store), "--as", "ana")
        measures.run("plan", "--store", str(store), *measures.DAY)
        _say(f"a store with {items:,} accounts is there")
    presses = 40 if times == 1 else 100
    return {
        "start to first paint, 100 accounts": measures.first_paint(small, times * 3),
        f"start to first paint, {many:,} accounts": measures.first_paint(big, times * 3),
        "key to durable entry to repaint, 100 accounts": measures.keys(small, min(presses, 90)),
        f"key to durable entry to repaint, {many:,} accounts": measures.keys(big, presses),
        f"plan of {many:,} accounts": measures.planning(big, times),
    }


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _show(figures: dict[str, measures.Figures]) -> None:
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.system()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
    )
    print("| what | figures |\n| --- | --- |")
    for name, values in figures.items():
        print(f"| {name} | {', '.join(f'{key}: {value}' for key, value in values.items())} |")


if __name__ == "__main__":
    main()
