"""Shapes of lists that people and programs make, read exactly or refused with the place."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from collectwork.domain.ledger import ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file

HEAD = "Customer,Invoice,Due Date,Open Amount,Currency\n"
INVOICE = {
    "invoice_number": "F1", "customer": "Ann", "due_date": "2026-01-20", "open_amount": 100,
    "currency": "EUR", "lines": [{"sku": "a", "amount": 60}, {"sku": "b", "amount": 40}],
}  # fmt: skip
BELOW = {"number": "F1", "due_date": "2026-01-20", "open_amount": 100, "currency": "EUR"}

READ = {
    "outline": (
        HEAD + "A,1,2026-01-31,10.00,EUR\n,2,2026-01-31,20.00,EUR\nB,3,2026-01-31,30.00,EUR\n"
        ",4,2026-01-31,40.00,EUR\n,4,2026-01-31,41.00,EUR\n",
        {"A": 3000, "B": 11100},
    ),
    "outline whose blocks look alike": (
        HEAD + "A,1,2026-01-31,10.00,EUR\n,2,2026-01-31,20.00,EUR\nB,1,2026-01-31,10.00,EUR\n"
        ",2,2026-01-31,20.00,EUR\n",
        {"A": 3000, "B": 3000},
    ),
    "outline with sums": (
        "Debitor;Name;OP-Nr.;Belegdat.;Fälligkeit;Saldo EUR\n"
        "10001;Müller;R1;01.01.2026;31.01.2026;1.234,56\n;;R2;02.01.2026;01.02.2026;100,00\n"
        "Summe Debitor 10001;;;;;1.334,56\n10002;Meier;R3;03.01.2026;02.02.2026;-50,00\n"
        "Summe Debitor 10002;;;;;-50,00\nGesamtsumme;;;;;1.284,56\n",
        {"10001": 133456, "10002": -5000},
    ),
    "headings over several columns": (
        "Customer,,Invoice,,,Amounts,,\nNumber,Name,Number,Date,Due Date,Original,Open,Currency\n"
        "1,A,F1,2026-01-01,2026-01-31,100.00,60.00,EUR\n",
        {"1": 6000},
    ),
    "headings in two German rows": (
        ";;Beleg;Beleg;Netto;Betrag;\nKonto;Name;Nummer;Datum;Fälligkeit;offen;Währung\n"
        "1;A;F1;01.01.2026;31.01.2026;60,00;EUR\n",
        {"1": 6000},
    ),
    "an index of pandas": (
        ",Unnamed: 0,customer_number,doc_no,due_date,amount_due,curr\n"
        "0,0,1,F1,2026-01-31,10.5,EUR\n1,1,2,F2,2026-01-31,0.30000000000000004,EUR\n",
        {"1": 1050, "2": 30},
    ),
    "what was applied, written negative": (
        "Customer,Invoice,Date,Due Date,Amount,Applied,Currency\n"
        "A,1,2026-01-01,2026-01-31,100.00,-40.00,EUR\nB,2,2026-01-01,2026-01-31,50.00,0.00,EUR\n",
        {"A": 6000, "B": 5000},
    ),
    "numbers behind an apostrophe": (
        "Customer No,Invoice,Due Date,Open Amount,Currency\n'00012,'01,2026-01-31,10.00,EUR\n",
        {"00012": 1000},
    ),
    "a table of bars with a rule": (
        "| Customer | Invoice | Due Date | Open Amount | Currency |\n|---|---|---|---:|---|\n"
        "| A | 1 | 2026-01-31 | 12.50 | EUR |\n",
        {"A": 1250},
    ),
    "tax codes of two stars": (
        "|Konto |Belegnr|St|Nettofäll.|Betr. in HW|HWähr|\n"
        "|1     |18     |**|31.01.2026|  1.234,50 |EUR  |\n"
        "|* 1   |       |  |          |  1.234,50 |EUR  |\n",
        {"1": 123450},
    ),
    "lines of an invoice are no invoices": (
        json.dumps([INVOICE, {**INVOICE, "invoice_number": "F2"}]),
        {"Ann": 20000},
    ),
    "a customer's balance is not each invoice's": (
        json.dumps([{"customer_id": "C1", "balance": 200,
                     "invoices": [BELOW, {**BELOW, "number": "F2"}]}]),
        {"C1": 20000},
    ),
    "a page whose list goes on in another table": (
        "<html><table><tr><td>Customer<td>Invoice<td>Due Date<td>Open Amount<td>Currency</tr>"
        "<tr><td>A<td>1<td>2026-01-31<td>10.00<td>EUR</tr></table><table><tr><td>B<td>2<td>"
        "2026-01-31<td>11.00<td>EUR</tr></table><table><tr><td>Home<td>Logout</tr></table></html>",
        {"A": 1000, "B": 1100},
    ),
    "newer lines of Odoo in a foreign currency": (
        '"",Invoice Date,Amount Currency,Currency,Account,Expected Date,At Date,1-30,31-60,61-90,'
        "91-120,Older,Total\nAzure,,,,,,0.00,92.00,0.00,0.00,0.00,0.00,92.00\n"
        "INV/1,01/13/2026,100.00,USD,1200,01/20/2026,,92.00,,,,,\n"
        "Total Aged Receivable,,,,,,0.00,92.00,0.00,0.00,0.00,0.00,92.00\n",
        {"Azure": 10000},
    ),
}  # fmt: skip

REFUSED = {
    "a gap in a flat list": (
        HEAD + "".join(f"C{n},{n},2026-01-31,10.00,EUR\n" for n in range(9))
        + ",99,2026-01-31,10.00,EUR\n",
        "row 11, column 'Customer'",
    ),
    "an outline that names a customer again": (
        HEAD + "A,1,2026-01-31,10.00,EUR\nA,2,2026-01-31,20.00,EUR\n,3,2026-01-31,10.00,EUR\n"
        "B,4,2026-01-31,20.00,EUR\n",
        "row 4, column 'Customer'",
    ),
    "a deduction of another name": (
        "Open items\nCustomer,Invoice,Date,Due Date,Amount,Deducted,Currency\n"
        "A,1,2026-01-01,2026-01-31,100.00,-40.00,EUR\nB,2,2026-01-01,2026-01-31,50.00,0.00,EUR\n",
        "'Deducted' what is open or was paid of it",
    ),
    "a total in a table of its own": (
        "<html><table><tr><td>Customer<td>Invoice<td>Due Date<td>Open Amount<td>Currency</tr>"
        "<tr><td>A<td>1<td>2026-01-31<td>10.00<td>EUR</tr></table><table><tr><td>Total<td><td>"
        "<td>11.00<td></tr></table></html>",
        "difference 1.00 EUR",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_read_exactly(name: str, tmp_path: Path) -> None:
    text, wanted = READ[name]
    path = tmp_path / "file.txt"
    path.write_text(text, "utf-8")
    content = read_file(path, ReadOptions(as_of=date(2026, 2, 28)))
    sums: Counter[str] = Counter()
    for row in content.rows:
        sums[row[0]] += row[7]
    assert dict(sums) == wanted


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_place(name: str, tmp_path: Path) -> None:
    text, says = REFUSED[name]
    path = tmp_path / "file.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(InputRefused, match=f"^Not imported: .*{says}"):
        read_file(path, ReadOptions(as_of=date(2026, 2, 28)))
