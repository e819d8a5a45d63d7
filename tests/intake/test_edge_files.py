"""Broken and unusual files: good rows exact, bad rows counted and named, fatal files refused."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collectwork.domain.ledger import ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file

NAUGHTY = Path(__file__).parent.parent / "data" / "naughty"


def cases() -> list[Any]:
    found = []
    for folder in ("csv-edge", "xlsx-edge"):
        entries = json.loads((NAUGHTY / folder / "expected.json").read_text("utf-8"))["files"]
        found += [pytest.param(folder, name, entry, id=name) for name, entry in entries.items()]
    return found


@pytest.mark.parametrize("kind", ["open-items", None])
@pytest.mark.parametrize(("folder", "name", "entry"), cases())
def test_edge_file(folder: str, name: str, entry: dict[str, Any], kind: Any) -> None:
    options = ReadOptions(kind=kind, as_of=date(2026, 3, 1), skip_bad_rows=True)
    began = time.perf_counter()
    if entry.get("fatal") or name == "zip-slip.xlsx":
        with pytest.raises(InputRefused, match=r"^Not imported: [^\n]+$"):
            read_file(NAUGHTY / folder / name, options)
        assert time.perf_counter() - began < entry.get("max_s", 2) * 5  # machines differ
        return
    content = read_file(NAUGHTY / folder / name, options)
    amount = content.columns.index("open" if content.kind == "open-items" else "original")
    rows = [
        {
            "id": row[0], "name": row[1], "doc": row[2], "date": row[8].isoformat(),
            "due": row[9].isoformat(), "cents": row[amount], "cur": row[5],
        }
        for row in content.rows
    ]  # fmt: skip
    assert rows[: len(entry["good"])] == entry["good"]
    more = [{"id": row["id"], "cents": row["cents"]} for row in rows[len(entry["good"]) :]]
    assert more == entry.get("more", [])
    assert len(content.rejects) == entry["bad_rows"]
    assert all(problem.row for problem in content.rejects)
    for cells in content.rejected_rows:
        "\n".join(cells).encode("utf-8")  # can be written to a file


@pytest.mark.parametrize("name", ["ragged.csv", "nul-byte.csv", "bad-utf8.csv", "huge-field.csv"])
def test_without_leave_a_bad_row_refuses_the_file(name: str) -> None:
    with pytest.raises(InputRefused, match=r"row 1[01]\b.*--skip-bad-rows"):
        read_file(
            NAUGHTY / "csv-edge" / name, ReadOptions(kind="open-items", as_of=date(2026, 3, 1))
        )


def test_a_quotation_mark_that_swallows_rows_is_fatal(tmp_path: Path) -> None:
    path = tmp_path / "swallowed.csv"
    path.write_text(
        "Customer,Invoice,Due date,Open amount,Currency,Note\n"
        'A,R1,2026-01-01,10.00,EUR,"never closed\n'
        "B,R2,2026-01-01,20.00,EUR,x\nC,R3,2026-01-01,30.00,EUR,y\n"
        'D,R4,2026-01-01,40.00,EUR,"z"\n'
    )
    with pytest.raises(InputRefused, match="row 2 opens a quotation mark"):
        read_file(path, ReadOptions(as_of=date(2026, 1, 31), skip_bad_rows=True))


def test_limits(tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    wide.write_text(",".join(f"c{n}" for n in range(2100)) + "\n")
    with pytest.raises(InputRefused, match=r"2,100 columns"):
        read_file(wide, ReadOptions())
    with pytest.raises(InputRefused, match="does not exist"):
        read_file(tmp_path / "nothing.csv", ReadOptions())
    with pytest.raises(InputRefused, match="is a folder"):
        read_file(tmp_path, ReadOptions())


def test_control_characters_leave_names_and_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "esc.csv"
    path.write_text(
        "Customer,Invoice,Due date,Open amount,Currency\nEvil\x1b[31m Co,R1,2026-01-01,10.00,EUR\n"
    )
    content = read_file(path, ReadOptions(as_of=date(2026, 1, 31)))
    assert content.rows[0][1] == "Evil[31m Co"
    assert "1 control characters were removed" in content.warnings
