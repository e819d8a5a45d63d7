"""The odd shapes that people and programs make of a plain list."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import ReadOptions
from writers import files
from writers.files import Formula, dotted, english, iso, save, text_table, uk_day, us_day
from writers.ledger import Layout, Ledger, Written, by_sign, written
from writers.plain import LANGUAGES, cells_of, typed_cells_of


def outline(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """The customer stands only in the first row of its block, as pivots and reports print it."""
    language = LANGUAGES[chance.choice(list(LANGUAGES))]
    rows: list[list[str]] = [[language.title.format(language.day(ledger.as_of))], [],
                             list(language.headings)]  # fmt: skip
    for number, _ in ledger.customers():
        for place, item in enumerate(ledger.of(number)):
            cells = cells_of(item, language)
            rows.append(cells if place == 0 else ["", "", *cells[2:]])
    rows.append([language.total, *[""] * 6,
                 language.amount(sum(i.minor for i in ledger.items)), ledger.currency])  # fmt: skip
    save(path, text_table(rows, language.delimiter))
    return written(ledger, proved=True)


def billed_less_paid(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """No column of open amounts: what was billed, and what was applied, written negative or not."""
    head = ["Customer ID", "Customer", "Invoice Number", "Type", "Invoice Date", "Due Date",
            "Invoice Amount", "Applied Amount", "Currency"]  # fmt: skip
    sign = chance.choice([1, -1])
    rows = [head]
    for item in ledger.items:
        applied = sign * (item.original - item.minor)
        rows.append([item.number, item.name, item.document,
                     LANGUAGES["en"].types[item.kind], us_day(item.issued), us_day(item.due),
                     english(item.original), english(applied), item.currency])  # fmt: skip
    save(path, text_table(rows))
    return written(ledger, options=ReadOptions(as_of=ledger.as_of))


def two_row_header(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Headings in two rows, as spreadsheets with merged cells export them."""
    rows: list[list[str]] = [
        ["Customer", "", "Invoice", "", "Due", "Open", "Currency"],
        ["No.", "Name", "No.", "Date", "Date", "Amount", "Code"],
    ]  # fmt: skip
    for item in ledger.items:
        rows.append([item.number, item.name, item.document, uk_day(item.issued), uk_day(item.due),
                     english(item.minor), item.currency])  # fmt: skip
    save(path, text_table(rows))
    return written(ledger, kind=by_sign, options=ReadOptions(as_of=ledger.as_of))


def pandas_frame(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """A frame saved with its index: a column without a name, days with times, ids as floats."""
    head = ["", "customer_id", "customer_name", "invoice_id", "invoice_date", "due_date",
            "open_amount", "currency"]  # fmt: skip
    rows: list[list[str]] = [head]
    for place, item in enumerate(ledger.items):
        rows.append([str(place), item.number, item.name, item.document,
                     f"{iso(item.issued)} 00:00:00",
                     f"{iso(item.due)} 00:00:00" if item.due else "",
                     repr(files.number(item.minor)), item.currency])  # fmt: skip
    save(path, text_table(rows, end="\n"))
    return written(ledger, kind=by_sign, options=ReadOptions(as_of=ledger.as_of))


def broken_headings(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Headings with line breaks inside, blanks at their ends, and columns nobody knows."""
    head = ["Customer\nNumber", "Customer\nName ", " Invoice\nNo.", "Invoice\r\nDate",
            "Due\nDate", "Warehouse", "Outstanding\nAmount", "Currency "]  # fmt: skip
    rows = [head]
    for item in ledger.items:
        rows.append([item.number, item.name, item.document, iso(item.issued), iso(item.due), "W1",
                     english(item.minor), item.currency])  # fmt: skip
    save(path, text_table(rows))
    return written(ledger, kind=by_sign, options=ReadOptions(as_of=ledger.as_of))


def with_subtotals(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Flat rows with the customer in each, a labelled sum after every customer."""
    label = chance.choice(["Subtotal", "Total {}", "Summe {}", "Sous-total", "Zwischensumme",
                           "Totaal {}", "Subtotale", "Subtotal {}"])  # fmt: skip
    head = ["Customer Number", "Customer Name", "Document Number", "Document Date", "Due Date",
            "Outstanding Amount", "Currency"]  # fmt: skip
    rows = [head]
    for number, name in ledger.customers():
        for item in ledger.of(number):
            rows.append([item.number, item.name, item.document, iso(item.issued), iso(item.due),
                         english(item.minor), item.currency])  # fmt: skip
        total = sum(item.minor for item in ledger.of(number))
        rows.append([label.format(name), *[""] * 4, english(total), ledger.currency])
    total = sum(item.minor for item in ledger.items)
    rows.append([chance.choice(["Grand Total", "Gesamtsumme", "Total général", "Totaal generaal"]),
                 *[""] * 4, english(total), ledger.currency])  # fmt: skip
    save(path, text_table(rows))
    return written(ledger, kind=by_sign, proved=True, options=ReadOptions(as_of=ledger.as_of))


def history(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Every invoice there was, with the day it was settled; some are not."""
    head = ["countryCode", "customerID", "invoiceNumber", "InvoiceDate", "DueDate",
            "InvoiceAmount", "SettledDate", "DaysLate"]  # fmt: skip
    items = [replace(i, kind="invoice", minor=abs(i.original), due=i.due or i.issued)
             for i in ledger.items]  # fmt: skip
    rows = [head]
    for item in items:
        rows.append(["840", item.number, item.document, us_day(item.issued), us_day(item.due),
                     files.plain(item.minor), "", "0"])  # fmt: skip
        gone = item.issued - timedelta(days=chance.randrange(30, 60))
        rows.append(["840", item.number, f"{item.document}-OLD", us_day(gone),
                     us_day(gone + timedelta(10)), files.plain(item.minor + 7),
                     us_day(gone + timedelta(20)), "10"])  # fmt: skip
    save(path, text_table(rows))
    # settled rows come back with nothing open; ``read_items`` leaves them out
    return written(ledger, items=items, lacks=("name",),
                   options=ReadOptions(as_of=ledger.as_of, currency=ledger.currency))  # fmt: skip


def _json(form: str) -> Callable[[Ledger, Path, random.Random], Written]:
    """Records of JSON: an array, one per line, or under a key; the customer nested or not."""

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        nested = chance.random() < 0.5
        numbers = chance.random() < 0.7
        records = []
        for item in ledger.items:
            who = (
                {"customer": {"id": item.number, "name": item.name}}
                if nested
                else {"customer_id": item.number, "customer_name": item.name}
            )
            records.append({
                **who, "invoice_number": item.document, "type": item.kind,
                "invoice_date": iso(item.issued), "due_date": iso(item.due) or None,
                "amount": files.plain(item.original), "open_amount": files.plain(item.minor),
                "currency": item.currency,
            })  # fmt: skip
        texts = [json.dumps(record, ensure_ascii=False) for record in records]
        if numbers:
            for place, item in enumerate(ledger.items):
                texts[place] = texts[place].replace(
                    f'"open_amount": "{files.plain(item.minor)}"',
                    f'"open_amount": {files.plain(item.minor)}',
                )
        if form == "lines":
            text = "\n".join(texts) + "\n"
        elif form == "array":
            text = "[\n" + ",\n".join(texts) + "\n]\n"
        else:
            text = '{"value": [' + ", ".join(texts) + '], "count": ' + f"{len(texts)}}}"
        save(path, text)
        return written(ledger, options=ReadOptions(as_of=ledger.as_of))

    return write


def formulas(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Open amounts that are formulas (billed less paid); the total is a SUM or SUBTOTAL, which may
    never have been calculated."""
    head = ["Customer No.", "Customer", "Invoice No.", "Invoice Date", "Due Date", "Invoice Amount",
            "Paid Amount", "Balance Due", "Currency"]  # fmt: skip
    rows: list[list[Any]] = [head]
    for place, item in enumerate(ledger.items, 2):
        rows.append([item.number, item.name, item.document, item.issued, item.due or "",
                     files.number(item.original), files.number(item.original - item.minor),
                     Formula(f"=F{place}-G{place}", files.number(item.minor)),
                     item.currency])  # fmt: skip
    whole = files.number(sum(i.minor for i in ledger.items))
    total = chance.choice([whole, 0, ""])
    text = chance.choice(["=SUM(H2:H{})", "=SUBTOTAL(9,H2:H{})", "=SUBTOTAL(109,$H$2:$H${})"])
    rows.append(["Total", *[""] * 6, Formula(text.format(len(rows)), total), ledger.currency])
    files.workbook(path, {"AR": rows})
    return written(ledger, kind=by_sign, proved=True, options=ReadOptions(as_of=ledger.as_of))


def dates_of_1904(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """A workbook of an old Mac, with hidden rows' columns and numbers stored as text."""
    language = LANGUAGES["en"]
    rows: list[list[Any]] = [list(language.headings)]
    rows += [typed_cells_of(item, language) for item in ledger.items]
    for row in rows[1:]:
        if chance.random() < 0.3:
            row[7] = files.plain(round(row[7] * 100))
    files.workbook(path, {"AR": rows}, epoch_1904=True)
    return written(ledger, options=ReadOptions(as_of=ledger.as_of))


def shuffled_columns(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Any order of columns, with others between that mean nothing to a ledger."""
    language = LANGUAGES[chance.choice(list(LANGUAGES))]
    head: list[str] = [*language.headings, "Region", "VAT ID", "Created by", "Exchange rate", ""]
    rows: list[list[str]] = [head]
    for item in ledger.items:
        rows.append([*cells_of(item, language), "North", "DE123456789", "batch", "1.0000", ""])
    order = chance.sample(range(len(head)), k=len(head))
    shuffled = [[row[place] for place in order] for row in rows]
    save(path, text_table(shuffled, language.delimiter))
    return written(ledger, options=ReadOptions(as_of=ledger.as_of))


def swiss_list(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Swiss grouping, the currency in the heading, no currency column."""
    head = ["Debitor", "Name", "Beleg-Nr.", "Datum", "Fälligkeit", f"Offen {ledger.currency}"]
    rows = [["Offene-Posten-Liste"], [f"per {dotted(ledger.as_of)}"], [], head]
    for item in ledger.items:
        rows.append([item.number, item.name, item.document, dotted(item.issued), dotted(item.due),
                     files.swiss(item.minor)])  # fmt: skip
    rows.append(["Gesamt", *[""] * 4, files.swiss(sum(i.minor for i in ledger.items))])
    save(path, text_table(rows, ";"), "cp1252")
    return written(ledger, kind=by_sign, proved=True)


def indian_list(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Indian grouping with Dr and Cr behind the amounts."""
    head = ["Party Name", "Voucher No", "Voucher Date", "Due Date", "Pending (INR)"]
    rows = [head]
    for item in ledger.items:
        side = "Dr" if item.minor > 0 else "Cr"
        rows.append([item.name, item.document, f"{item.issued:%d-%b-%Y}",
                     f"{item.due:%d-%b-%Y}" if item.due else "",
                     f"{files.indian(abs(item.minor))} {side}"])  # fmt: skip
    save(path, text_table(rows))
    items = [replace(item, currency="INR") for item in ledger.items]
    return written(ledger, items=items, lacks=("number",), kind=by_sign,
                   options=ReadOptions(as_of=ledger.as_of))  # fmt: skip


LAYOUTS = (
    Layout("outline", outline, least=15),
    Layout("billed less paid", billed_less_paid, several=True, numbers=True),
    Layout("two-row header", two_row_header, several=True, numbers=True),
    Layout("pandas frame", pandas_frame, several=True, numbers=True),
    Layout("broken headings", broken_headings, several=True, numbers=True),
    Layout("with subtotals", with_subtotals, numbers=True),
    Layout("json lines", _json("lines"), several=True, numbers=True),
    Layout("json array", _json("array"), several=True, numbers=True),
    Layout("json under a key", _json("key"), several=True, numbers=True),
    Layout("formulas", formulas, numbers=True),
    Layout("dates of 1904", dates_of_1904, several=True, numbers=True),
    Layout("shuffled columns", shuffled_columns, several=True, numbers=True),
    Layout("swiss list", swiss_list, numbers=True),
    Layout("indian list", indian_list, numbers=True),
)
