"""What was exported can be imported again, unchanged."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Cli


def test_exported_customers_come_back_as_they_were(bare: Cli, store: Path, tmp_path: Path) -> None:
    file, again = str(tmp_path / "customers.csv"), str(tmp_path / "again.db")
    wanted = ("export", "customers", "--format")
    assert bare(*wanted, "csv", "--out", file, "--store", str(store)).code == 0
    assert bare("import", file, "--store", again).code == 0
    books = [
        {
            row["number"]: row["name"]
            for row in json.loads(bare(*wanted, "json", "--store", one).out)
        }
        for one in (str(store), again)
    ]
    assert books[0] == books[1]
