"""The contract of payments, kpi, review and export, called as people script them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collectwork.cli.program import run
from collectwork.domain.outcomes import STANDARD
from collectwork.store.door import Store

from .ledger import build

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(sqlite_store: Store, capfdbinary: pytest.CaptureFixture[bytes]) -> Call:
    """Exit code, standard output and standard error of a call on the small book."""
    build(sqlite_store)
    sqlite_store.close()

    def do(*words: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = run(["--store", sqlite_store.path, "--today", "2026-11-20", "--as", "ana", *words])
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8", "replace"), err.decode()

    return do


def answer(call: Call, *words: str) -> Any:
    code, out, err = call(*words)
    assert code == 0, err
    return json.loads(out)


def test_payments_have_the_keys_of_the_contract(call: Call) -> None:
    rows = answer(call, "payments", "--json")
    keys = {
        "payment", "invoice", "amount", "currency", "date_from", "date_to", "class", "evidence",
        "order_unknown",
    }  # fmt: skip
    assert len(rows) == 3
    assert all(keys <= row.keys() for row in rows)
    seen = next(row for row in rows if row["invoice"] == "RE-71")
    assert (seen["amount"], seen["currency"], seen["class"]) == ("7000.00", "EUR", "no_contact")
    assert (seen["date_from"], seen["date_to"]) == ("2026-11-13", "2026-11-20")
    assert seen["order_unknown"] is True
    explained = answer(call, "payments", "--explain", "--json")
    before = next(row for row in explained if row["invoice"] == "RE-21")["before"]
    assert [(one["kind"], one["days_before"]) for one in before] == [("message", 4)]


def test_payments_of_a_period_and_as_csv(call: Call) -> None:
    rows = answer(call, "payments", "--from", "2026-11-12", "--to", "2026-11-15", "--json")
    assert [row["invoice"] for row in rows] == ["RE-21"]
    code, out, _ = call("payments", "--csv")
    assert code == 0
    assert len(list(csv.DictReader(io.StringIO(out)))) == 3
    assert call("payments")[0] == 0
    assert call("payments", "--from", "2026-11-12", "--to", "2026-11-10")[0] == 2
    assert call("payments", "--from", "yesterday")[0] == 2


def test_kpi_names_value_unit_definition_and_n(call: Call) -> None:
    rows = answer(call, "kpi", "--json")
    assert all({"name", "value", "unit", "definition", "n"} <= row.keys() for row in rows)
    by_name = {row["name"]: row for row in rows}
    assert by_name["overdue"]["value"] == "26000.00"
    assert by_name["overdue"]["unit"] == "EUR"
    assert by_name["kept_rate"]["value"] == 0.5
    assert all(len(row["definition"]) > 10 for row in rows)


@pytest.mark.parametrize("by", ["collector", "team", "company"])
def test_kpi_by_parts(call: Call, by: str) -> None:
    rows = answer(call, "kpi", "--by", by, "--json")
    assert all(by in row for row in rows)
    assert call("kpi", "--by", "weather")[0] == 2


def test_kpi_table_is_readable(call: Call) -> None:
    code, out, _ = call("kpi")
    assert code == 0
    assert "26,000.00" in out


def test_review_in_every_form(call: Call, tmp_path: Path) -> None:
    review = answer(call, "review", "--json")
    assert review["week"] == "2026-W47"
    assert len(review["sections"]) > 6
    assert answer(call, "review", "--format", "json", "--week", "2026-W46")["to"] == "2026-11-15"
    code, out, _ = call("review")
    assert code == 0
    assert "The week in figures" in out
    code, out, _ = call("review", "--format", "html")
    assert code == 0
    assert out.startswith("<!doctype html>")
    assert "<script" not in out
    assert "[red]x[/]" in out
    assert call("review", "--out", str(tmp_path / "r.pdf"))[0] == 0
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")
    assert call("review", "--out", str(tmp_path / "r.xlsx"))[0] == 0
    assert zipfile.is_zipfile(tmp_path / "r.xlsx")


def test_review_of_one_collector_and_wrong_words(call: Call) -> None:
    review = answer(call, "review", "--collector", "ben", "--json")
    assert review["collector"] == "ben"
    code, _, err = call("review", "--collector", "zoe")
    assert code == 3
    assert "ana, ben" in err
    assert call("review", "--week", "W47")[0] == 2
    assert call("review", "--week", "2026-W60")[0] == 2
    assert call("review", "--week", "2027-W01")[0] == 2
    assert call("review", "--format", "gif")[0] == 2


def test_export_of_every_table_in_every_form(call: Call, tmp_path: Path) -> None:
    code, _, err = call("export")
    assert code == 2
    names = err.split("There are: ")[1].split(".\n")[0].split(", ")
    assert "payments" in names
    for name in names:
        code, out, _ = call("export", name, "--format", "csv")
        assert code == 0, name
        header = next(csv.reader(io.StringIO(out)))
        rows = answer(call, "export", name, "--format", "json")
        assert all(list(row) == header for row in rows)
        path = tmp_path / f"{name}.xlsx"
        assert call("export", name, "--out", str(path))[0] == 0
        assert zipfile.is_zipfile(path)


def test_export_keeps_numbers_numbers_and_text_text(call: Call, tmp_path: Path) -> None:
    rows = answer(call, "export", "items", "--format", "json")
    assert rows[0]["original"] == "1000.00"
    path = tmp_path / "items.xlsx"
    assert call("export", "items", "--out", str(path))[0] == 0
    sheet = openpyxl.load_workbook(path)["items"]
    names = [cell.value for cell in sheet[1]]
    first = dict(zip(names, sheet[2], strict=True))
    assert first["original"].value == 1000
    assert first["document"].data_type == "s"
    people = tmp_path / "customers.xlsx"
    assert call("export", "customers", "--out", str(people))[0] == 0
    sheet = openpyxl.load_workbook(people)["customers"]
    numbers = [row[[c.value for c in sheet[1]].index("number")] for row in sheet.iter_rows(2)]
    assert {cell.data_type for cell in numbers} == {"s"}


def test_an_export_is_an_entry_and_wrong_words_are_told(call: Call) -> None:
    before = len(answer(call, "export", "log", "--format", "json"))
    after = answer(call, "export", "log", "--format", "json")
    assert len(after) == before + 1
    assert after[-1]["kind"] == "export"
    code, _, err = call("export", "item")
    assert code == 3
    assert "'items'" in err
    assert call("export", "items", "--format", "parquet")[0] == 3
    assert call("export", "items", "--format", "gif")[0] == 2
    assert call("export", "items", "--out", "/nowhere/at/all.csv")[0] == 3


def test_codes_that_measures_know_exist() -> None:
    from collectwork.store.measures_obstacles import COPIES, DISPUTES

    known = {one.code for one in STANDARD}
    assert known >= {*COPIES, DISPUTES[0]}
