"""QuickBooks Desktop and Online."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import ReadOptions
from writers import files
from writers.files import Formula, dollars, english, letter_of, long_day, save, text_table, us_day
from writers.ledger import Item, Layout, Ledger, Written, written

_DESKTOP = {"invoice": "Invoice", "credit": "Credit Memo", "payment": "Payment",
            "journal": "General Journal"}  # fmt: skip
_ONLINE = {**_DESKTOP, "journal": "Journal Entry"}
_AGES = ((1, 30), (31, 60), (61, 90), (91, 10**6))


def _aged(ledger: Ledger, labels: Sequence[str], current: str) -> list[tuple[str, list[Item]]]:
    """Items by the age of their due day; those without one count from their own day."""
    groups: dict[str, list[Item]] = {current: [], **{label: [] for label in labels}}
    for item in ledger.items:
        late = (ledger.as_of - (item.due or item.issued)).days
        label = current
        for name, (start, end) in zip(labels, _AGES, strict=True):
            if start <= late <= end:
                label = name
        groups[label].append(item)
    return list(groups.items())


def _spread(cells: Sequence[str], lead: int) -> list[str]:
    """Desktop leaves a blank column between any two."""
    return [*[""] * lead, *[part for cell in cells for part in (cell, "")][:-1]]


def desktop_aging(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """A/R Aging Detail: grouped by age, separator columns, no preamble, plain ASCII or cp1252."""
    names = ["Type", "Date", "Num", "P. O. #", "Name", "Terms", "Due Date", "Aging",
             "Open Balance"]  # fmt: skip
    rows = [_spread(names, 3)]
    width = len(rows[0])
    for label, items in _aged(ledger, ("1 - 30", "31 - 60", "61 - 90", "> 90"), "Current"):
        if not items and chance.random() < 0.5:
            continue
        rows.append(["", label, *[""] * (width - 2)])
        for item in items:
            late = (ledger.as_of - (item.due or item.issued)).days
            rows.append(
                _spread(
                    [_DESKTOP[item.kind], us_day(item.issued), item.document, item.po, item.name,
                     item.terms, us_day(item.due), str(late) if late > 0 else "",
                     english(item.minor)],
                    3,
                )
            )  # fmt: skip
        total = sum(item.minor for item in items)
        rows.append(["", f"Total {label}", *[""] * (width - 3), english(total)])
    rows.append(["TOTAL", *[""] * (width - 2), english(sum(i.minor for i in ledger.items))])
    save(path, text_table(rows), "cp1252")
    return written(
        ledger, lacks=("number",), proved=True,
        options=ReadOptions(currency=ledger.currency, as_of=ledger.as_of),
    )  # fmt: skip


def desktop_open_invoices(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Open Invoices: grouped by customer."""
    names = ["Type", "Date", "Num", "P. O. #", "Terms", "Due Date", "Aging", "Open Balance"]
    lead = chance.choice([3, 4])
    rows = [_spread(names, lead)]
    width = len(rows[0])
    for number, name in ledger.customers():
        items = ledger.of(number)
        rows.append(["", name, *[""] * (width - 2)])
        for item in items:
            late = ledger.late(item) or 0
            rows.append(
                _spread(
                    [_DESKTOP[item.kind], us_day(item.issued), item.document, item.po, item.terms,
                     us_day(item.due), str(late) if late > 0 else "", english(item.minor)],
                    lead,
                )
            )  # fmt: skip
        total = english(sum(item.minor for item in items))
        rows.append(["", f"Total {name}", *[""] * (width - 3), total])
    rows.append(["TOTAL", *[""] * (width - 2), english(sum(i.minor for i in ledger.items))])
    save(path, text_table(rows), "cp1252")
    return written(
        ledger, lacks=("number",), proved=True,
        options=ReadOptions(currency=ledger.currency, as_of=ledger.as_of),
    )  # fmt: skip


def desktop_workbook(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """The same report sent to Excel: real days and numbers, totals calculated."""
    names = ["Type", "Date", "Num", "Name", "Terms", "Due Date", "Aging", "Open Balance"]
    rows: list[list[Any]] = [_spread(names, 3)]
    width = len(rows[0])
    for label, items in _aged(ledger, ("1 - 30", "31 - 60", "61 - 90", "> 90"), "Current"):
        rows.append(["", label])
        start = len(rows) + 1
        for item in items:
            late = (ledger.as_of - (item.due or item.issued)).days
            cells: list[Any] = [
                _DESKTOP[item.kind], item.issued, item.document, item.name, item.terms,
                item.due or "", late if late > 0 else "", files.number(item.minor),
            ]  # fmt: skip
            rows.append(_spread(cells, 3))
        column = letter_of(width - 1)
        total = files.number(sum(item.minor for item in items))
        text = f"=ROUND(SUM({column}{start - 1}:{column}{max(len(rows), start - 1)}),5)"
        rows.append(["", f"Total {label}", *[""] * (width - 3), Formula(text, total)])
    whole = files.number(sum(item.minor for item in ledger.items))
    rows.append(["TOTAL", *[""] * (width - 2), whole])
    files.workbook(path, {"Sheet1": rows, "QuickBooks Export Tips": [["Tips for this report"]]})
    return written(
        ledger, lacks=("number",), proved=True,
        options=ReadOptions(currency=ledger.currency, as_of=ledger.as_of),
    )  # fmt: skip


def _online(new: bool, calculated: bool | None) -> Callable[[Ledger, Path, random.Random], Written]:
    """A/R Aging Detail of QuickBooks Online: old or new headings; CSV, or XLSX whose totals are
    formulas (calculated or not)."""

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        head = (
            ["", "Date", "Transaction type", "Num", "Customer full name", "Location full name",
             "Due date", "Amount", "Open balance"]
            if new
            else ["", "Date", "Transaction Type", "Num", "Customer", "Location", "Due Date",
                  "Amount", "Open Balance"]
        )  # fmt: skip
        top = ["A/R Aging Detail Report", ledger.company] if new else [
            "A/R Aging Detail", ledger.company
        ]  # fmt: skip
        if chance.random() < 0.5:
            top.reverse()
        rows: list[list[Any]] = [[text] for text in [*top, f"As of {long_day(ledger.as_of)}"]]
        rows += [[], head]
        labels = [f"{a} - {b} days past due" for a, b in _AGES[:3]] + ["91 or more days past due"]
        text = calculated is None
        sums = []
        for label, items in reversed(_aged(ledger, labels, "Current")):
            if not items:
                continue
            rows.append([f"{label} ({len(items)})" if new and text else label])
            start = len(rows) + 1
            for item in items:
                amounts = (
                    [english(item.original), english(item.minor)]
                    if text
                    else [files.number(item.original), files.number(item.minor)]
                )
                rows.append(
                    ["", us_day(item.issued), _ONLINE[item.kind], item.document, item.name, "",
                     us_day(item.due), *amounts]
                )  # fmt: skip
            sums.append(len(rows) + 1)
            rows.append(
                [f"Total for {label}", *[""] * 6,
                 *_totals(items, text, calculated, _added(range(start, len(rows) + 1)))]
            )  # fmt: skip
        rows.append(
            ["TOTAL", *[""] * 6,
             *_totals(ledger.items, text, calculated,
                      lambda c: "+".join(f"({c}{row})" for row in sums))]
        )  # fmt: skip
        rows += [[], [], [f"{ledger.as_of:%A, %B %d, %Y} 07:02:44 AM GMT-08:00"]]
        if text:
            save(path, text_table(rows), chance.choice(["utf-8", "utf-8-sig"]))
        else:
            files.workbook(path, {"A_R Aging Detail Report": rows})
        return written(
            ledger, lacks=("number",), proved=True, options=ReadOptions(currency=ledger.currency)
        )

    return write


def _added(rows: Sequence[int]) -> Callable[[str], str]:
    """``(H7)+(H8)`` for a column."""
    return lambda column: "+".join(f"({column}{row})" for row in rows)


def _totals(
    items: Sequence[Item], text: bool, calculated: bool | None, formula: Callable[[str], str]
) -> list[Any]:
    original, minor = sum(i.original for i in items), sum(i.minor for i in items)
    if text:
        return [dollars(original), dollars(minor)]
    return [
        Formula("=" + formula(column), files.number(value) if calculated else "")
        for column, value in (("H", original), ("I", minor))
    ]


LAYOUTS = (
    Layout("quickbooks desktop aging", desktop_aging),
    Layout("quickbooks desktop open invoices", desktop_open_invoices),
    Layout("quickbooks desktop workbook", desktop_workbook),
    Layout("quickbooks online csv", _online(new=False, calculated=None)),
    Layout("quickbooks online new csv", _online(new=True, calculated=None)),
    Layout("quickbooks online workbook", _online(new=True, calculated=True)),
    Layout("quickbooks online workbook not calculated", _online(new=False, calculated=False)),
)
