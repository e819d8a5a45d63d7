"""Ledgers to measure with: as many open items as asked for, each of a customer of its own."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

AS_OF = date(2026, 11, 20)
HEAD = (
    "Customer No", "Customer", "Document", "Type", "Currency", "Amount", "Open", "Date",
    "Due date", "PO number", "Terms", "Company", "Country", "Sales", "Text",
)  # fmt: skip


def ledger(path: Path, items: int, seed: int = 1) -> Path:
    """A CSV of 15 columns; every item is overdue, so that every customer is on the list."""
    rng = Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number in range(items):
            amount = f"{rng.randrange(100_000, 9_000_000) / 100:.2f}"
            due = AS_OF - timedelta(days=rng.randrange(12, 90))
            writer.writerow([
                10_000 + number, f"Customer {number} Ltd", f"INV-{500_000 + number}", "invoice",
                "EUR", amount, amount, due - timedelta(days=30), due, f"PO-{number}", "30 days net",
                "DE01", "DE", "north", "delivered in full",
            ])  # fmt: skip
    return path
