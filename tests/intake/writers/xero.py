"""Xero and Zoho Books."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import ReadOptions
from writers import files
from writers.files import Formula, english, letter_of, save, text_table, uk_day
from writers.ledger import Item, Layout, Ledger, Written, by_sign, written

_XERO_AGES = ("Current", "< 1 Month", "1 Month", "2 Months", "3 Months", "Older")


def _months_late(due: date | None, as_of: date) -> int:
    """The column of an item: 0 current, 1 less than a month, … 5 older."""
    if due is None or due >= as_of:
        return 0
    months = (as_of.year - due.year) * 12 + as_of.month - due.month
    if as_of.day < due.day:
        months -= 1
    return min(months + 1, 5)


def _xero(style: str, stored: str) -> Callable[[Ledger, Path, random.Random], Written]:
    """Aged Receivables Detail. ``style``: default, reordered, wide; ``stored``: what stands beside
    the formulas of the totals (right, zero, empty)."""

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        ages = list(_XERO_AGES if style != "wide" else _XERO_AGES[1:])
        lead = {
            "default": ["Invoice Date", "Due Date", "Invoice Number", "Invoice Reference"],
            "reordered": ["Invoice Number", "Invoice Reference", "Due Date", "Invoice Date"],
            "wide": ["Contact Account Number", "Primary Person", "Phone", "Email", "Mobile",
                     "Contact Group", "Invoice Date", "Due Date", "Expected Date",
                     "Invoice Number", "Invoice Reference"],
        }[style]  # fmt: skip
        tail = (
            ["Total"]
            if style != "wide"
            else [
                "",
                "Total",
                "Outstanding Tax",
                "Region",
                "Cost Centre",
                "Invoice Seen",
                "Invoice Sent",
            ]
        )
        head = [*lead, *ages, *tail]
        rows: list[list[Any]] = [
            ["Aged Receivables Detail"], [ledger.company],
            [f"As at {ledger.as_of.day} {ledger.as_of:%B %Y}"], ["Ageing by due date"], [],
            head, [],
        ]  # fmt: skip
        total_at = head.index("Total")
        first_age = len(lead)
        sums = []
        for number, name in ledger.customers():
            rows.append([name])
            start = len(rows) + 1
            for item in ledger.of(number):
                rows.append(_xero_line(ledger, item, head, ages, style))
            sums.append(len(rows) + 1)
            row: list[Any] = [f"Total {name}", *[""] * (len(head) - 1)]
            for place in [*range(first_age, first_age + len(ages)), total_at]:
                value = _xero_sum(ledger, ledger.of(number), place - first_age, place == total_at,
                                  style)  # fmt: skip
                letter = letter_of(place)
                text = f"=SUM({letter}{start}:{letter}{len(rows)})"
                row[place] = Formula(text, _stored(value, stored))
            rows += [row, []]
        row = ["Total", *[""] * (len(head) - 1)]
        for place in [*range(first_age, first_age + len(ages)), total_at]:
            value = _xero_sum(ledger, ledger.items, place - first_age, place == total_at, style)
            text = "=" + "+".join(f"{letter_of(place)}{line}" for line in sums)
            row[place] = Formula(text, _stored(value, stored))
        rows.append(row)
        whole = sum(item.minor for item in ledger.items)
        if style == "default" and whole:
            share = ["Percentage of total", *[""] * (len(head) - 1)]
            for place in [*range(first_age, first_age + len(ages)), total_at]:
                value = _xero_sum(ledger, ledger.items, place - first_age, place == total_at, style)
                share[place] = f"{100 * value / whole:.2f}%"
            rows.append(share)
        files.workbook(path, {"Aged Receivables Detail": rows})
        number_lacks = () if style == "wide" else ("number",)
        return written(
            ledger, lacks=number_lacks, proved=True, kind=_xero_kind,
            options=ReadOptions(currency=ledger.currency),
        )  # fmt: skip

    return write


def _xero_kind(item: Item) -> str:
    """No type column: a payment is known by its reference."""
    return "payment" if item.kind == "payment" else by_sign(item)


def _stored(minor: int, stored: str) -> float | str:
    return {"right": files.number(minor), "zero": 0, "empty": ""}[stored]


def _xero_line(
    ledger: Ledger, item: Item, head: Sequence[str], ages: Sequence[str], style: str
) -> list[Any]:
    reference = {"payment": "Overpayment", "credit": "Credit note"}.get(item.kind, item.po)
    values: dict[str, Any] = {
        "Contact Account Number": item.number, "Primary Person": "Jo Doe", "Phone": "+44 20 7946 0",
        "Email": f"ap{item.number}@customer.example", "Invoice Date": item.issued,
        "Due Date": item.due or "", "Invoice Number": item.document,
        "Invoice Reference": reference, "Total": files.number(item.minor),
        "Outstanding Tax": 0.0, "Invoice Seen": "Yes", "Invoice Sent": "Yes",
    }  # fmt: skip
    late = _months_late(item.due, ledger.as_of)
    for place, age in enumerate(ages, 0 if style != "wide" else 1):
        values[age] = files.number(item.minor) if place == late else 0.0
    return [values.get(name, "") for name in head]


def _xero_sum(ledger: Ledger, items: Sequence[Item], age: int, whole: bool, style: str) -> int:
    if whole:
        return sum(item.minor for item in items)
    wanted = age if style != "wide" else age + 1
    return sum(i.minor for i in items if _months_late(i.due, ledger.as_of) == wanted)


def xero_csv(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """The detail report as text, days as Xero prints them."""
    head = ["Invoice Date", "Due Date", "Invoice Number", "Invoice Reference", *_XERO_AGES, "Total"]
    rows: list[list[str]] = [
        ["Aged Receivables Detail"], [ledger.company],
        [f"As at {ledger.as_of.day} {ledger.as_of:%B %Y}"], ["Ageing by due date"], [], head, [],
    ]  # fmt: skip
    for number, name in ledger.customers():
        rows.append([name])
        for item in ledger.of(number):
            late = _months_late(item.due, ledger.as_of)
            ages = [english(item.minor) if place == late else "0.00" for place in range(6)]
            reference = {"payment": "Prepayment", "credit": "Credit note"}.get(item.kind, item.po)
            rows.append(
                [f"{item.issued:%d %b %Y}", f"{item.due:%d %b %Y}" if item.due else "",
                 item.document, reference, *ages, english(item.minor)]
            )  # fmt: skip
        total = english(sum(item.minor for item in ledger.of(number)))
        rows += [[f"Total {name}", *[""] * 9, total], []]
    rows.append(["Total", *[""] * 9, english(sum(item.minor for item in ledger.items))])
    save(path, text_table(rows), "utf-8-sig")
    return written(
        ledger, lacks=("number",), proved=True, kind=_xero_kind,
        options=ReadOptions(currency=ledger.currency),
    )  # fmt: skip


def zoho_details(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """AR Aging Details of Zoho Books: flat, status beside type."""
    head = ["Date", "Transaction#", "Type", "Status", "Customer Name", "Age", "Amount",
            "Balance Due"]  # fmt: skip
    types = {"invoice": "Invoice", "credit": "Credit Note", "payment": "Customer Payment",
             "journal": "Journal"}  # fmt: skip
    rows = [[ledger.company], ["AR Aging Details By Invoice Due Date"],
            [f"As of {uk_day(ledger.as_of)}"], head]  # fmt: skip
    for item in ledger.items:
        late = ledger.late(item)
        status = "Overdue" if late and late > 0 else "Open"
        rows.append(
            [uk_day(item.issued), item.document, types[item.kind], status, item.name,
             f"{late} Days" if late and late > 0 else "", english(item.original),
             english(item.minor)]
        )  # fmt: skip
    save(path, text_table(rows))
    return written(ledger, lacks=("number", "due"), options=ReadOptions(currency=ledger.currency))


LAYOUTS = (
    *(
        Layout(f"xero {style}, totals {stored}", _xero(style, stored))
        for style in ("default", "reordered", "wide")
        for stored in ("right", "zero", "empty")
    ),
    Layout("xero csv", xero_csv),
    Layout("zoho details", zoho_details),
)
