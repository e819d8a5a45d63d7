"""One invented ledger through the export of every system: what comes back is what was written."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from writers import LAYOUTS, differences, ready

from collectwork.intake.read import read_file

LONG = int(os.environ.get("COLLECTWORK_LONG", "1"))  # so many times the usual ledgers


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_comes_back(name: str, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    for seed in range(4 * LONG):
        chance = random.Random(seed)
        ledger = ready(layout, chance, size=chance.choice([1, 3, 8, 25, 60]))
        path = tmp_path / f"{seed}.xls"  # the name never tells what a file is
        promise = layout.write(ledger, path, chance)
        assert differences(read_file(path, promise.options), promise) == [], f"seed {seed}"
