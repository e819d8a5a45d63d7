"""Ledgers to measure with: as many open items as asked for, of as many customers as asked for."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

AS_OF = date(2026, 11, 20)
HEAD = (
    "Customer No", "Customer", "Document", "Type", "Currency", "Amount", "Open", "Date",
    "Due date", "PO number", "Terms", "Company", "Country", "Sales", "Text",
)  # fmt: skip


def ledger(
    path: Path, items: int, customers: int | None = None, *, later: bool = False, seed: int = 1
) -> Path:
    """A CSV of 15 columns; every item is overdue, so that every customer is on the list.

    Without ``customers`` each item is of a customer of its own. ``later``: the same ledger some
    days on: of a hundred items five are gone, three are half paid and five are new.
    """
    rng, fate = Random(seed), Random(seed + 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number in range(items + (items // 20 if later else 0)):
            owner = number if customers is None else rng.randrange(customers)
            cents = rng.randrange(100_000, 9_000_000)
            due = AS_OF - timedelta(days=rng.randrange(12, 90))
            left, chance = cents, fate.random()
            if later and number < items:
                if chance < 0.05:
                    continue
                left = cents // 2 if chance < 0.08 else cents
            writer.writerow([
                10_000 + owner, f"Customer {owner} Ltd", f"INV-{500_000 + number}", "invoice",
                "EUR", f"{cents / 100:.2f}", f"{left / 100:.2f}", due - timedelta(days=30), due,
                f"PO-{number}", "30 days net", "DE01", "DE", "north", "delivered in full",
            ])  # fmt: skip
    return path


def workbook(source: Path, target: Path) -> Path:
    """The same list as XLSX, with days and amounts as such."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    sheet = book.add_worksheet("Open items")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    with source.open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.reader(file)):
            for column, cell in enumerate(row):
                if place and HEAD[column] in ("Amount", "Open"):
                    sheet.write_number(place, column, float(cell))
                elif place and HEAD[column] in ("Date", "Due date"):
                    sheet.write_datetime(place, column, datetime.fromisoformat(cell), day)
                else:
                    sheet.write_string(place, column, cell)
    book.close()
    return target
