"""The attribution portfolio as value tables, straight from its CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from collectwork.analytics.cash import Line
from collectwork.analytics.evidence import Obstacle, Touch, Vow, cleared_by_credit

TALKS = ("CALL_RPC", "CALL_PROMISE", "CALL_DISPUTE")


@dataclass
class Portfolio:
    due: dict[int, date | None]
    lines: list[Line]
    touches: list[Touch]
    vows: list[Vow]
    obstacles: list[Obstacle]
    expected: dict[tuple[str, int | None], tuple[str, str, str]]


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def number(invoice: str) -> int:
    return int(invoice[1:])


def load(folder: Path) -> Portfolio:
    due: dict[int, date | None] = {
        number(row["invoice_id"]): date.fromisoformat(row["due_date"])
        for row in rows(folder / "invoices.csv")
    }
    lines = [
        Line(
            row["payment_id"],
            row["kind"],
            number(row["invoice_id"]) if row["invoice_id"] else None,
            "EUR",
            minor(row["amount"]),
            date.fromisoformat(row["received_date"]),
            date.fromisoformat(row["posted_date"]),
        )
        for row in rows(folder / "payments.csv")
    ]
    touches: list[Touch] = []
    vows: list[Vow] = []
    disputes = []
    for row in rows(folder / "activities.csv"):
        entered = date.fromisoformat(row["logged_at"][:10])
        code = row["code"]
        kind = "talk" if code in TALKS else "attempt" if code == "CALL_NO_ANSWER" else "message"
        for place, invoice in enumerate(row["invoice_ids"].split(";")):
            claimed = date.fromisoformat(row["at"][:10])
            id, item, at = row["activity_id"], number(invoice), row["logged_at"]
            touches.append(Touch(id, item, claimed, entered, kind, at))
            if code == "CALL_PROMISE":
                amount = 0 if place else minor(row["promise_amount"])
                until = date.fromisoformat(row["promise_date"])
                vows.append(Vow(id, item, id, amount, entered, until, at=at))
            if code == "CALL_DISPUTE":
                disputes.append((item, id, entered))
    credits = [(line.invoice, line.posted) for line in lines if line.kind == "credit_note"]
    expected = {
        (row["payment_id"], number(row["invoice_id"]) if row["invoice_id"] else None): (
            row["class"],
            row["evidence"],
            row["note"],
        )
        for row in rows(folder / "classes.csv")
    }
    known = [(invoice, day) for invoice, day in credits if invoice is not None]
    return Portfolio(due, lines, touches, vows, cleared_by_credit(disputes, known), expected)
