"""Damaged files: refused in a sentence, or read with nothing but what they still say.

A digit, a sign or a row that changes must be refused wherever the file states its total. The long
run (``COLLECTWORK_LONG=20``) damages 10,000 files.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from damage.judge import Outcome, damaged_bytes, damaged_cells

LONG = int(os.environ.get("COLLECTWORK_LONG", "1"))
_PARTS, _FILES = 10, 25  # parts of a run, each of so many files
_SECONDS = 20  # for one small file, on a busy machine


@pytest.mark.parametrize("part", range(_PARTS))
@pytest.mark.parametrize("judge", [damaged_cells, damaged_bytes], ids=["cells", "bytes"])
def test_a_damaged_file_is_never_read_wrongly(judge: object, part: int, tmp_path: Path) -> None:
    damage = damaged_cells if judge is damaged_cells else damaged_bytes
    how: Counter[str] = Counter()
    wrong: list[tuple[int, Outcome]] = []
    for seed in range(part * _FILES * LONG, (part + 1) * _FILES * LONG):
        began = time.monotonic()
        outcome = damage(seed, tmp_path / "damaged.dat")
        assert time.monotonic() - began < _SECONDS, f"{outcome} with seed {seed}"
        how[outcome.how] += 1
        if outcome.how == "wrong":
            wrong.append((seed, outcome))
    assert not wrong, "\n".join(f"seed {seed}: {outcome}" for seed, outcome in wrong[:5])
    assert how["exact"] + how["other"]
    assert how["refused"]
