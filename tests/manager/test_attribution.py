"""The portfolio with known classes, through the real import and the real question."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from collectwork.domain.ledger import ReadOptions
from collectwork.usecases import importing, measuring
from collectwork.usecases.desk import Desk

END = date(2025, 3, 31)


def test_classes_after_import_are_as_written(sqlite_desk: Desk, shared: Path) -> None:
    folder = shared / "data" / "attribution"
    desk = sqlite_desk.on(END)
    options = ReadOptions(as_of=END, currency="EUR")
    for name in ("customers", "invoices", "payments", "activities"):
        importing.bring_in(desk, folder / f"{name}.csv", options)
    found = {
        (one.row.payment, one.document): (
            one.row.cls,
            next(iter(one.row.evidence), ""),
            "same_day" if one.row.same_day else "",
        )
        for one in measuring.payments(desk)
    }
    with (folder / "classes.csv").open(newline="", encoding="utf-8") as file:
        expected = {
            (row["payment_id"], row["invoice_id"]): (row["class"], row["evidence"], row["note"])
            for row in csv.DictReader(file)
        }
    assert len(found) == 9760
    assert found == expected
