"""Files that tempt a reader into a wrong amount: read exactly, or refused with place and remedy."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file

Read = Callable[..., FileContent]
DAY = date(2026, 1, 31)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(text: str | bytes, **options: Any) -> FileContent:
        path = tmp_path / "file.dat"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path, ReadOptions(**options))

    return reading


def opened(content: FileContent) -> list[tuple[str, str, int | None]]:
    """(number, document, open) of every item."""
    return [(row[0], row[2], row[7]) for row in content.rows]


PLAIN = "Customer No,Name,Invoice No,Invoice Date,Due Date,{}\n"
ROW = "1,Ann,F{},2026-01-02,2026-01-20,{}\n"


def plain(columns: str, *rows: str) -> str:
    return PLAIN.format(columns) + "".join(ROW.format(n, row) for n, row in enumerate(rows, 1))


REFUSED = {
    "a running balance": (
        plain("Amount,Balance", "100.00,100.00", "50.00,150.00", "-30.00,120.00"),
        "running balance of the account",
    ),
    "a running balance that begins somewhere": (
        plain("Amount,Balance", "100.00,600.00", "50.00,650.00", "-30.00,620.00"),
        "running balance of the account",
    ),
    "a sign of another currency": (plain("Open Amount", "10.00", "$34.56"), "no sign of EUR"),
    "a row that is paid in part": (
        "Open items\n" + plain("Amount,Status", "100.00,Partially paid", "50.00,Open"),
        "row 3 says 'Partially paid'",
    ),
    "an account statement": (
        "Customer No,Date,Document No,Debit,Credit\n1,2026-01-02,F1,100.00,\n"
        "1,2026-01-05,P2,,40.00\n",
        "--kind open-items if every row is still open",
    ),
    "a misspelt heading beside the invoice amount": (
        plain("Amount,Opn Balance", "100.00,40.00"),
        "'Opn Balance' looks like the open amount",
    ),
    "a misspelt heading alone": (plain("Opn Balnce", "40.00"), "'Opn Balnce' looks like"),
    "an unknown column that may be the rest": (
        "Open items\n" + plain("Amount,Left", "100.00,40.00"),
        "'Left' what is open",
    ),
    "two columns that may be open": (
        plain("Open Amount,Amount Due", "100.00,40.00"),
        "may both be the open amount, and they differ in row 2",
    ),
    "amounts in thousands": ("Open items in TEUR\n" + plain("Open Amount", "1.5"), "'TEUR'"),
    "a heading in another currency than the row": (
        plain("Open EUR,Currency", "100.00,USD"),
        "say --currency EUR",
    ),
    "a currency in words": (plain("Open Amount,Currency", "1.00,Dollars", "1.00,EUR"), "row 2"),
    "positive credits without a total": (
        plain("Type,Open Amount", "Invoice,100.00", "Credit Memo,30.00"),
        "row 3 is a 'Credit Memo' with a positive amount",
    ),
    "marks that contradict the signs": (
        plain("D/C,Open Amount", "D,100.00", "C,-30.00", "C,20.00"),
        "row 4, column 'D/C': 'C'",
    ),
    "an unknown mark": (
        plain("D/C,Open Amount", "D,100.00", "Q,30.00"),
        "row 3, column 'D/C': 'Q'",
    ),
    "marks of a bank account": (plain("Af/Bij,Openstaand", "Bij,100.00", "Af,30.00"), "Af/Bij"),
    "payments taken off with both signs": (
        plain("Invoice Amount,Paid Amount", "100.00,30.00", "50.00,-20.00"),
        "positive and negative",
    ),
    "days that begin with the year": (
        "Customer No,Invoice No,Invoice Date,Due Date,Open Amount\n"
        "1,F1,25-11-30,25-12-31,1.00\n2,F2,25-12-05,26-01-04,2.00\n",
        "begin with the year",
    ),
    "a total on top that is wrong": (
        "Customer No,Invoice No,Due Date,Open Amount\nTotal,,,95.00\n1,F1,2026-01-20,100.00\n",
        "row 2: the file's total 'Total' says 95.00",
    ),
    "a subtotal without a label": (
        "Customer No,Name,Invoice No,Due Date,Open Amount\n1,A,F1,2026-01-20,100.00\n"
        "1,A,F2,2026-01-20,50.00\n1,A,,,150.00\n2,B,F3,2026-01-20,10.00\n",
        "row 4",
    ),
    "customers named in the first row only": (
        "Customer,Invoice No,Due Date,Open Amount\nAlpha,F1,2026-01-20,1.00\n,F2,2026-01-21,2.00\n",
        "row 3, column 'Customer': expected a customer",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_certain_is_refused(read: Read, case: str) -> None:
    text, words = REFUSED[case]
    currency = None if "urrency" in text or "EUR" in text else "EUR"
    with pytest.raises(InputRefused) as refused:
        read(text, as_of=DAY, currency=currency)
    assert words in str(refused.value)


EXACT = {
    "a column Open beside the invoice amount": (
        plain("Amount,Open", "100.00,40.00"), [("1", "F1", 4000)],
    ),
    "a flag Open": (plain("Amount,Open", "100.00,1", "50.00,0"), [("1", "F1", 10000)]),
    "the tax beside it": (
        "Open items\n" + plain("Amount,VAT Amount", "119.00,19.00"), [("1", "F1", 11900)],
    ),
    "paid amounts with a sign": (
        plain("Invoice Amount,Paid Amount", "100.00,-30.00", "50.00,0"),
        [("1", "F1", 7000), ("1", "F2", 5000)],
    ),
    "a credit that was partly used": (
        plain("Invoice Amount,Paid Amount", "100.00,30.00", "-50.00,-20.00"),
        [("1", "F1", 7000), ("1", "F2", -3000)],
    ),
    "credits without a sign, proved by the total": (
        plain("Type,Open Amount", "Invoice,100.00", "Credit Memo,30.00") + "Total,,,,,,70.00\n",
        [("1", "F1", 10000), ("1", "F2", -3000)],
    ),
    "debit and credit side by side": (
        "Open items\n" + plain("Debit,Credit", "100.00,", ",40.00") + "Total,,,,,100.00,40.00\n",
        [("1", "F1", 10000), ("1", "F2", -4000)],
    ),
    "sums carried from page to page": (
        "Kundennr;RE-Nr;Fällig am;Offen\n1;F1;20.01.2026;1.234,56\nÜbertrag;;;1.234,56\nSeite 2\n"
        "Kundennr;RE-Nr;Fällig am;Offen\nÜbertrag;;;1.234,56\n2;F2;25.01.2026;-12,00\n"
        "Summe;;;1.222,56\n",
        [("1", "F1", 123456), ("2", "F2", -1200)],
    ),
    "a total on top": (
        "Customer No,Invoice No,Due Date,Open Amount\nTotal,,,90.00\n1,F1,2026-01-20,100.00\n"
        "2,F2,2026-01-20,-10.00\n",
        [("1", "F1", 10000), ("2", "F2", -1000)],
    ),
    "age columns alone": (
        plain("Current,1 - 30,31 - 60", ",100.00,", "50.00,,"),
        [("1", "F1", 10000), ("1", "F2", 5000)],
    ),
    "the same in the company's currency": (
        plain("Open Amount,Currency,Open Amount EUR", "100.00,USD,90.00", "10.00,EUR,10.00"),
        [("1", "F1", 10000), ("1", "F2", 1000)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", EXACT)
def test_what_is_certain_is_read(read: Read, case: str) -> None:
    text, items = EXACT[case]
    content = read(text, as_of=DAY, currency=None if "Currency" in text else "EUR")
    assert content.kind == "open-items"
    assert opened(content) == items


def test_an_option_speaks_for_empty_currencies_only(read: Read) -> None:
    content = read(
        "Customer No,Document No,Currency Code,Remaining Amount,Due Date\n"
        "1,F1,,250.50,2026-01-20\n2,F2,USD,1000.00,2026-01-20\n",
        as_of=DAY,
        currency="EUR",
    )
    assert [(row[5], row[7]) for row in content.rows] == [("EUR", 25050), ("USD", 100000)]


BLOCKS = """\
                 Debitoren Einzelposten
31.12.2025

Kunde               100017
Buchungskreis       1000

Name                Total Bau GmbH
Ort                 Köln
---------------------------------------------------------
| St|Belegnr   |Art|Belegdatum|Fälligkeit|Betr. in HW |HWähr|
---------------------------------------------------------
| o |1800000001|RV |01.11.2025|01.12.2025|    1.234,56|EUR  |
| o |1600000002|DG |02.11.2025|02.11.2025|       34,56-|EUR  |
---------------------------------------------------------
| * |          |   |          |          |    1.200,00|EUR  |
---------------------------------------------------------
|** |          |   |          |          |    1.200,00|EUR  |
---------------------------------------------------------

Kunde               100018
Buchungskreis       1000

Name                Müller AG
Ort                 Bonn
---------------------------------------------------------
| St|Belegnr   |Art|Belegdatum|Fälligkeit|Betr. in HW |HWähr|
---------------------------------------------------------
| o |1800000003|RV |03.11.2025|03.12.2025|      100,00|EUR  |
---------------------------------------------------------
| * |          |   |          |          |      100,00|EUR  |
|** |          |   |          |          |      100,00|EUR  |
|***|          |   |          |          |    1.300,00|EUR  |
"""


def test_printed_blocks_of_customers(read: Read) -> None:
    content = read(BLOCKS, as_of=date(2025, 12, 31))
    assert [(row[0], row[1], row[2], row[7]) for row in content.rows] == [
        ("100017", "Total Bau GmbH", "1800000001", 123456),
        ("100017", "Total Bau GmbH", "1600000002", -3456),
        ("100018", "Müller AG", "1800000003", 10000),
    ]
    assert content.reconciled == "equal to the file's totals (5 checked)"
    with pytest.raises(InputRefused, match=r"1400\.00.*1300\.00"):
        read(BLOCKS.replace("1.300,00", "1.400,00"), as_of=date(2025, 12, 31))


def workbook(rows: list[list[Any]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for rows_of_sheet in [rows] if not rows or not isinstance(rows[0][0], list) else rows:
        page = book.add_worksheet()
        for y, row in enumerate(rows_of_sheet):
            for x, cell in enumerate(row):
                if cell != "":
                    page.write(y, x, cell)
    book.close()
    return target.getvalue()


ODOO_HEAD = [
    "", "JRNL", "Account", "Reference", "Not due on: 12/31/2025", "1 - 30", "31 - 60", "61 - 90",
    "91 - 120", "Older", "Total",
]  # fmt: skip


def odoo(first_sum: float) -> bytes:
    return workbook([
        ODOO_HEAD,
        ["Azure Interior", "", "", "", 100.5, 0, 49.5, 0, 0, 0, first_sum],
        [" 01/15/2026", "INV", "121000", "INV/1", 100.5],
        [" 11/15/2025", "INV", "121000", "INV/2", "", "", 60],
        [" 11/16/2025", "BNK", "121000", "BNK/1", "", "", -10.5],
        ["Total", "", "", "", 0, 20, 0, 0, 0, 0, 20],
        [" 12/15/2025", "INV", "121000", "INV/3", "", 20],
        ["Total", "", "", "", 100.5, 20, 49.5, 0, 0, 0, first_sum + 20],
    ])  # fmt: skip


def test_lines_below_their_customer(read: Read) -> None:
    content = read(odoo(150), currency="EUR")
    assert content.as_of == date(2025, 12, 31)
    assert [(row[0], row[2], row[7], row[9]) for row in content.rows] == [
        ("Azure Interior", "INV/1", 10050, date(2026, 1, 15)),
        ("Azure Interior", "INV/2", 6000, date(2025, 11, 15)),
        ("Azure Interior", "BNK/1", -1050, date(2025, 11, 16)),
        ("Total", "INV/3", 2000, date(2025, 12, 15)),
    ]
    with pytest.raises(InputRefused, match=r"row 2: .*151\.00.*150\.00"):
        read(odoo(151), currency="EUR")
    folded = [ODOO_HEAD, ["Azure", "", "", "", 100.5, 0, 49.5, 0, 0, 0, 150]]
    summed = read(workbook(folded), currency="EUR")
    assert summed.shape == "summary"
    assert [(row[0], row[2], row[8]) for row in summed.rows] == [
        ("Azure", "not due", 10050),
        ("Azure", "range", 4950),
    ]


def test_two_sheets_of_one_kind_are_not_halved(read: Read) -> None:
    head = ["Customer No", "Invoice No", "Due Date", "Open Amount", "Currency"]
    sheets: Any = [
        [head, [1, "F1", "2026-01-20", 10, "EUR"]],
        [head, [2, "F2", "2026-01-20", 20, "EUR"]],
    ]
    with pytest.raises(InputRefused, match="'Sheet1' and 'Sheet2'"):
        read(workbook(sheets), as_of=DAY)


def test_days_that_a_spreadsheet_exchanged(read: Read) -> None:
    head = ["Customer No", "Invoice No", "Due Date", "Open Amount", "Currency"]
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet()
    real = book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(0, 0, head)
    for y, day in enumerate((date(2026, 1, 2), date(2026, 3, 2), "13/01/2026", "22/03/2026"), 1):
        page.write_row(y, 0, [y, f"F{y}", "", 10, "EUR"])
        if isinstance(day, date):
            page.write_datetime(y, 2, day, real)  # type: ignore[arg-type]
        else:
            page.write(y, 2, day)
    book.close()
    with pytest.raises(InputRefused, match="exchanged day and month"):
        read(target.getvalue(), as_of=DAY)


HEAD = "payment_id,customer_no,payment date,D/C,amount,currency\n"


def test_payments_with_marks_of_debit_and_credit(read: Read) -> None:
    content = read(HEAD + "p1,1,2026-01-20,C,100.00,EUR\np2,1,2026-01-21,D,30.00,EUR\n")
    assert [(row[1], row[6]) for row in content.rows] == [("payment", 10000), ("reversal", -3000)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "payment_id,customer_no,payment date,amount,currency\n"
            "p1,1,2026-01-20,-100.00,EUR\np2,1,2026-01-21,-30.00,EUR\n",
            "every amount is negative",
        ),
        (
            HEAD.replace("D/C", "S/H")
            + "p1,1,2026-01-20,S,100.00,EUR\np2,1,2026-01-21,H,30.00,EUR\n",
            "both sides of an account",
        ),
    ],
)
def test_payments_of_unknown_direction_are_refused(read: Read, text: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        read(text)


def test_a_mailbox_does_not_name_anybody(read: Read) -> None:
    content = read("name,email\nAlpha GmbH,ap@alpha.example\n")
    assert [(one.number, one.name, one.email) for one in content.contacts] == [
        ("Alpha GmbH", "Alpha GmbH", "ap@alpha.example")
    ]


def test_people_beside_their_customer(read: Read) -> None:
    content = read("customer,name,email\nAlpha GmbH,Jo Doe,jo@alpha.example\n")
    assert [one.name for one in content.customers] == ["Alpha GmbH"]
    assert [(one.number, one.name) for one in content.contacts] == [("Alpha GmbH", "Jo Doe")]
