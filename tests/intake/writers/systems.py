"""NetSuite, Oracle, Odoo, ERPNext, Tally, Sage Intacct, Business Central."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import ReadOptions
from writers import files
from writers.files import brackets, dashed, iso, oracle_day, plain, save, text_table, us_day
from writers.ledger import Item, Layout, Ledger, Written, by_sign, written

_NETSUITE = {"invoice": "Invoice", "credit": "Credit Memo", "payment": "Payment",
             "journal": "Journal"}  # fmt: skip


def _netsuite_rows(ledger: Ledger, coded: bool, text: bool, chance: random.Random) -> files.Rows:
    day = f"{ledger.as_of:%B} {ledger.as_of.day}, {ledger.as_of.year}"
    if chance.random() < 0.5:
        day = f"{ledger.as_of.day} {ledger.as_of:%B %Y}"
    head = ["Customer", "Transaction Type", "Date", "Document Number",
            chance.choice(["P.O. No.", "PO #"]), "Due Date", "Age", "Open Balance"]  # fmt: skip
    rows: list[list[Any]] = [
        [ledger.company], ["Parent Company : Example Subsidiary"], ["A/R Aging Detail"],
        [f"As of {day}"], [], [], head,
    ]  # fmt: skip
    for number, name in ledger.customers():
        label = f"C{number} {name}" if coded else name
        rows.append([label, *[""] * 7])
        for item in ledger.of(number):
            late = ledger.late(item)
            rows.append(
                ["", _NETSUITE[item.kind], us_day(item.issued) if text else item.issued,
                 item.document, item.po, us_day(item.due) if text else item.due or "",
                 "" if late is None else late,
                 brackets(item.minor) if text else files.number(item.minor)]
            )  # fmt: skip
        total = sum(item.minor for item in ledger.of(number))
        rows.append([f"Total - {label}", *[""] * 6,
                     brackets(total) if text else files.number(total)])  # fmt: skip
    total = sum(item.minor for item in ledger.items)
    rows.append(["Total", *[""] * 6, brackets(total) if text else files.number(total)])
    return rows


def _netsuite(form: str, coded: bool) -> Callable[[Ledger, Path, random.Random], Written]:
    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        rows = _netsuite_rows(ledger, coded, form == "csv", chance)
        if form == "csv":
            save(path, text_table(rows))
        elif form == "xlsx":
            files.workbook(path, {"ARAgingDetail": rows})
        else:
            files.spreadsheetml(path, {"ARAgingDetail": rows}, empty_cells=form == "xml, all cells")
        items = [replace(item, number=f"C{item.number}") for item in ledger.items]
        return written(
            ledger, items=items, lacks=() if coded else ("number",), proved=True,
            options=ReadOptions(currency=ledger.currency),
        )  # fmt: skip

    return write


_ORACLE = {"invoice": "INV", "credit": "CM", "payment": "PMT", "journal": "DM"}


def _oracle(summarised: bool) -> Callable[[Ledger, Path, random.Random], Written]:
    """Aging by transaction, seven buckets; ``summarised``: on-account columns outside of them."""

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        ages = ["Current", "1-30 Days Past Due", "31-60 Days Past Due", "61-90 Days Past Due",
                "91-180 Days Past Due", "181-360 Days Past Due", "361+ Days Past Due"]  # fmt: skip
        head = ["Ledger", "Operating Unit", "Salesperson", "Customer", "Customer Number", "Country",
                "Collector", "Invoice Number", "Class", "Invoice Currency", "Terms",
                "Transaction Date", "Due Date", "Days Past Due", "Amounts Currency",
                "Original Amount", "Outstanding Amount", "Past Due Amount", "Aging Basis",
                *ages]  # fmt: skip
        if summarised:
            head += ["On Account Cash", "On Account Credit", "Cash At Risk", "Claim"]
        rows = [head]
        for item in ledger.items:
            late = ledger.late(item)
            cells = [""] * 7
            outside = [""] * 4 if summarised else []
            if summarised and item.kind == "payment":
                outside[0] = plain(item.minor)
            else:
                cells[_place(late or 0, (0, 30, 60, 90, 180, 360))] = plain(item.minor)
            rows.append([
                "US Ledger", "US Ops", "Rep One", item.name, item.number, "US", "kim",
                item.document, _ORACLE[item.kind], item.currency, "30 NET",
                oracle_day(item.issued), oracle_day(item.due), "" if late is None else str(late),
                item.currency, plain(item.original), plain(item.minor),
                plain(item.minor) if late and late > 0 else "0", "Due Date", *cells, *outside,
            ])  # fmt: skip
        save(path, text_table(rows, chance.choice([",", "\t"])))
        return written(
            ledger, options=ReadOptions(as_of=ledger.as_of),
            kind=lambda item: "invoice" if item.kind == "journal" and item.minor > 0
            else "credit" if item.kind == "journal" else item.kind,
        )  # fmt: skip

    return write


def _place(late: int, limits: Sequence[int]) -> int:
    return sum(late > limit for limit in limits)


def odoo(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Odoo 12/13, unfolded: the customer's row states the sum of its lines below."""
    head = ["", "JRNL", "Account", "Reference", f"Not due on: {us_day(ledger.as_of)}", "1 - 30",
            "31 - 60", "61 - 90", "91 - 120", "Older", "Total"]  # fmt: skip
    rows: list[list[Any]] = [head]
    odd = 0
    for number, name in ledger.customers():
        mine = ledger.of(number)
        rows.append([name, "", "", "", *_odoo_ages(ledger, mine), files.number(_sum(mine))])
        for item in mine:
            cells: list[Any] = _odoo_ages(ledger, [item])
            odd += item.due is None
            day: Any = item.due or item.issued
            rows.append([f"   {us_day(day)}", "INV" if item.minor > 0 else "MISC", "110200",
                         item.document, *[c if c else "" for c in cells], ""])  # fmt: skip
    rows.append(
        ["Total", "", "", "", *_odoo_ages(ledger, ledger.items), files.number(_sum(ledger.items))]
    )
    files.workbook(path, {"Aged Receivable": rows})
    items = [replace(item, due=item.due or item.issued) for item in ledger.items]
    return written(ledger, items=items, lacks=("number", "issued", "kind"), proved=True,
                   options=ReadOptions(currency=ledger.currency))  # fmt: skip


def _sum(items: Sequence[Item]) -> int:
    return sum(item.minor for item in items)


def _odoo_ages(ledger: Ledger, items: Sequence[Item]) -> list[float]:
    sums = [0] * 6
    for item in items:
        late = (ledger.as_of - (item.due or item.issued)).days
        sums[_place(late, (0, 30, 60, 90, 120))] += item.minor
    return [files.number(value) for value in sums]


def odoo_newer(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Odoo 16/17: customer rows with sums first, then lines with an invoice date."""
    head = ["", "Invoice Date", "Amount Currency", "Currency", "Account", "Expected Date",
            "At Date", "1-30", "31-60", "61-90", "91-120", "Older", "Total"]  # fmt: skip
    rows: list[list[Any]] = [["Aged Receivable"], [f"As of {iso(ledger.as_of)}"], head]
    for number, name in ledger.customers():
        mine = ledger.of(number)
        rows.append([name, "", "", "", "", "", *_odoo_ages(ledger, mine),
                     files.number(_sum(mine))])  # fmt: skip
        for item in mine:
            rows.append([item.document or "MISC", item.issued, files.number(item.minor),
                         item.currency, "110200 Receivable", item.due or "",
                         *[c or "" for c in _odoo_ages(ledger, [item])], ""])  # fmt: skip
    rows.append(["Total Aged Receivable", "", "", "", "", "", *_odoo_ages(ledger, ledger.items),
                 files.number(_sum(ledger.items))])  # fmt: skip
    files.workbook(path, {"Aged Receivable": rows})
    return written(ledger, lacks=("number", "document", "kind", "due"), proved=True)


_ERPNEXT = {"invoice": "Sales Invoice", "credit": "Sales Invoice", "payment": "Payment Entry",
            "journal": "Journal Entry"}  # fmt: skip


def _erpnext(terms: bool, older: bool) -> Callable[[Ledger, Path, random.Random], Written]:
    """Accounts Receivable of ERPNext; ``terms``: columns of payment terms; ``older``: *Customer*
    instead of the two columns of the party."""

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        ages = ["0-30", "31-60", "61-90", "91-120", "121-Above"]
        head = [
            "Posting Date", *(["Customer"] if older else ["Party Type", "Party"]),
            "Receivable Account", "Customer Name", "Customer Contact", "Cost Center",
            "Voucher Type", "Voucher No", "Due Date",
            *(["Payment Term", "Invoice Grand Total"] if terms else []), "Invoiced Amount",
            "Paid Amount", "Credit Note", "Outstanding Amount", "Age (Days)", *ages, "Currency",
            "Customer LPO", "Territory", "Customer Group", "Remarks",
        ]  # fmt: skip
        day = chance.choice([iso, dashed])
        rows = [head]
        for item in ledger.items:
            late = (ledger.as_of - (item.due or item.issued)).days
            cells = ["0.0"] * 5
            cells[_place(late, (30, 60, 90, 120))] = plain(item.minor)
            paid = item.original - item.minor
            rows.append([
                day(item.issued), *([item.number] if older else ["Customer", item.number]),
                "1310 - Debtors - EX", item.name, "", "Main - EX", _ERPNEXT[item.kind],
                item.document, day(item.due),
                *([f"{item.terms or 'Due'}", plain(item.original)] if terms else []),
                plain(item.original), plain(paid), "0.0", plain(item.minor), str(late), *cells,
                item.currency, item.po, "All Territories", "Commercial", "No Remarks",
            ])  # fmt: skip
        if len({item.currency for item in ledger.items}) == 1:
            total = [""] * len(head)
            total[0] = "Total"
            for name, value in (
                ("Invoiced Amount", sum(i.original for i in ledger.items)),
                ("Paid Amount", sum(i.original - i.minor for i in ledger.items)),
                ("Outstanding Amount", _sum(ledger.items)),
            ):
                total[head.index(name)] = plain(value)
            rows.append(total)
        save(path, text_table(rows, quote_all=True))
        return written(
            ledger, options=ReadOptions(as_of=ledger.as_of),
            kind=lambda i: i.kind if i.kind in ("payment", "journal") else by_sign(i),
        )  # fmt: skip

    return write


def tally(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Bills Receivable: a header of two rows, parties in rows of their own, sums without labels."""

    def day(value: date) -> str:
        return f"{value.day}-{value:%b-%y}"

    rows: list[list[Any]] = [
        ["Group : ", "Sundry Debtors", "",
         f"{day(date(ledger.as_of.year - 1, 4, 1))} to {day(ledger.as_of)}"],
        ["Details of: ", "Pending Bills"], [],
        ["Date", "Ref. No.", "Party's Name", "Opening", "Pending", "Due on", "Overdue"],
        ["", "", "", "Amount", "Amount", "", "by days"],
    ]  # fmt: skip
    for number, name in ledger.customers():
        rows.append(["", "", name])
        mine = ledger.of(number)
        for item in mine:
            due = item.due or item.issued
            late = (ledger.as_of - due).days
            rows.append([item.issued, item.document or "On Account", "",
                         files.number(item.original), files.number(item.minor), due,
                         late if late > 0 else ""])  # fmt: skip
        rows.append(["", "", "", files.number(sum(i.original for i in mine)),
                     files.number(_sum(mine))])  # fmt: skip
        rows.append([])
    rows.append(["", "", "", files.number(sum(i.original for i in ledger.items)),
                 files.number(_sum(ledger.items))])  # fmt: skip
    files.workbook(path, {"Sundry Debtors": rows})
    items = [
        replace(item, document=item.document or "On Account", due=item.due or item.issued)
        for item in ledger.items
    ]
    return written(ledger, items=items, lacks=("number", "kind"), proved=True,
                   options=ReadOptions(currency=ledger.currency))  # fmt: skip


def _intacct(form: str) -> Callable[[Ledger, Path, random.Random], Written]:
    """The API's own names, as text or as JSON."""

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        ages = ("AGING0_30", "AGING31_60", "AGING61_90", "AGING91_120", "AGING121_")
        records = []
        for item in ledger.items:
            late = (ledger.as_of - (item.due or item.issued)).days
            cells = ["0"] * 5
            cells[_place(late, (30, 60, 90, 120))] = plain(item.minor)
            records.append({
                "CUSTOMERID": item.number, "CUSTOMERNAME": item.name, "RECORDID": item.document,
                "WHENCREATED": us_day(item.issued), "WHENDUE": us_day(item.due),
                "TOTALENTERED": plain(item.original),
                "TOTALPAID": plain(item.original - item.minor), "TOTALDUE": plain(item.minor),
                "CURRENCY": item.currency, **dict(zip(ages, cells, strict=True)),
            })  # fmt: skip
        if form == "csv":
            save(path, text_table([list(records[0]), *(list(r.values()) for r in records)]))
        else:
            save(path, json.dumps(records))
        return written(ledger, lacks=("kind",), options=ReadOptions(as_of=ledger.as_of))

    return write


def business_central(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Customer ledger entries as the API or the list page gives them."""
    api = chance.random() < 0.5
    head = (
        ["customerNumber", "customerName", "postingDate", "documentType", "documentNumber",
         "currencyCode", "amount", "remainingAmount", "dueDate", "open"]
        if api
        else ["Customer No.", "Customer Name", "Posting Date", "Document Type", "Document No.",
              "Currency Code", "Original Amount", "Remaining Amount", "Due Date", "Open"]
    )  # fmt: skip
    types = {"invoice": "Invoice", "credit": "Credit Memo", "payment": "Payment", "journal": ""}
    rows: list[list[Any]] = [head]
    for item in ledger.items:
        rows.append([item.number, item.name, item.issued, types[item.kind], item.document,
                     item.currency, files.number(item.original), files.number(item.minor),
                     item.due or "", "Yes"])  # fmt: skip
    files.workbook(path, {"Customer Ledger Entries": rows})
    return written(ledger, options=ReadOptions(as_of=ledger.as_of),
                   kind=lambda i: by_sign(i) if i.kind == "journal" else i.kind)  # fmt: skip


LAYOUTS = (
    *(
        Layout(f"netsuite {form}{' coded' if coded else ''}", _netsuite(form, coded))
        for form in ("csv", "xlsx", "xml", "xml, all cells")
        for coded in (False, True)
    ),
    Layout("oracle seven buckets", _oracle(False), several=True, numbers=True),
    Layout("oracle seven buckets summarised", _oracle(True), several=True, numbers=True),
    Layout("odoo unfolded", odoo, numbers=True),
    Layout("odoo newer unfolded", odoo_newer),
    Layout("erpnext", _erpnext(False, False), several=True, numbers=True),
    Layout("erpnext with terms", _erpnext(True, False), several=True, numbers=True),
    Layout("erpnext older", _erpnext(False, True), several=True, numbers=True),
    Layout("tally", tally),
    Layout("intacct csv", _intacct("csv"), several=True, numbers=True),
    Layout("intacct json", _intacct("json"), several=True, numbers=True),
    Layout("business central entries", business_central, several=True, numbers=True),
)
