"""Layouts and dirt of many systems, written here as they come: read exactly, or refused."""

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


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(text: str | bytes, **options: Any) -> FileContent:
        path = tmp_path / "file.dat"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path, ReadOptions(**options))

    return reading


def workbook(rows: list[list[Any]], sheet: str = "Sheet1") -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(y, x, cell, day)
            elif cell not in (None, ""):
                page.write(y, x, cell)
    book.close()
    return target.getvalue()


def brief(content: FileContent) -> list[tuple[Any, ...]]:
    """(number, name, document, kind, currency, open, due) of every item."""
    return [(r[0], r[1], r[2], r[3], r[5], r[7], r[9]) for r in content.rows]


def test_netsuite_detail(read: Read) -> None:
    content = read(
        'Example Inc\nParent : Example\nA/R Aging Detail\n"As of July 31, 2026"\n\n\n'
        "Customer,Transaction Type,Date,Document Number,P.O. No.,Due Date,Age,Open Balance\n"
        '"C117 Example Health, LLC",,,,,,,\n'
        ',Invoice,5/20/2026,INV10,PO1,6/19/2026,42,"$1,234.56"\n'
        ',Payment,7/1/2026,PMT2,,,,"($200.00)"\n'
        '"Total - C117 Example Health, LLC",,,,,,,"$1,034.56"\n'
        "C118 Total Care,,,,,,,\n"
        ",Credit Memo,6/2/2026,CM3,,6/2/2026,59,($50.25)\n"
        "Total - C118 Total Care,,,,,,,($50.25)\n"
        'Total,,,,,,,"$984.31"\n',
        currency="USD",
    )
    assert content.as_of == date(2026, 7, 31)
    assert brief(content) == [
        ("C117", "Example Health, LLC", "INV10", "invoice", "USD", 123456, date(2026, 6, 19)),
        ("C117", "Example Health, LLC", "PMT2", "payment", "USD", -20000, None),
        ("C118", "Total Care", "CM3", "credit", "USD", -5025, date(2026, 6, 2)),
    ]
    assert content.reconciled == "equal to the file's totals (3 checked)"


def test_a_wrong_total_refuses_the_file_with_the_difference(read: Read) -> None:
    text = (
        "A/R Aging Detail\nAs of July 31, 2026\n\n"
        ",Date,Transaction Type,Num,Customer,Due Date,Amount,Open Balance\n"
        "Current,,,,,,,\n,07/13/2026,Invoice,1,Ann,08/13/2026,10.00,10.00\n"
        "Total for Current,,,,,,$10.00,$10.00\nTOTAL,,,,,,$12.00,$12.00\n"
    )
    with pytest.raises(
        InputRefused, match=r"row 8: the file's total 'TOTAL' says 12\.00.*2\.00 USD"
    ):
        read(text, currency="USD")


def test_oracle_flat_with_instalments(read: Read) -> None:
    content = read(
        "Ledger,Operating Unit,Customer,Customer Number,Collector,Invoice Number,Class,"
        "Invoice Currency,Terms,Transaction Date,Due Date,Days Past Due,Original Amount,"
        "Outstanding Amount\n"
        "US,Ops,Acme Corp,1001,kim,9001,INV,USD,2/10,31-OCT-2025,30-NOV-2025,31,900.00,300.00\n"
        "US,Ops,Acme Corp,1001,kim,9001,INV,USD,2/10,31-OCT-2025,30-DEC-2025,1,900.00,600.00\n"
        "US,Ops,Acme Corp,1001,kim,77,PMT,USD,,20-DEC-2025,,,,-50.00\n"
    )
    assert content.as_of == date(2025, 12, 31)
    assert [row[5] for row in brief(content)] == [30000, 60000, -5000]
    assert [row[3] for row in brief(content)] == ["invoice", "invoice", "payment"]
    assert brief(content)[0][:2] == ("1001", "Acme Corp")
    assert content.customers[0].owner == "kim"
    assert {row[14] for row in content.rows} == {"US"}


def test_quickbooks_desktop_with_blank_separator_columns(read: Read) -> None:
    head = ",,,Type,,Date,,Num,,P. O. #,,Name,,Terms,,Due Date,,Aging,,Open Balance\n"

    def row(kind: str, day: str, num: str, name: str, due: str, age: str, amount: str) -> str:
        return f',,,{kind},,{day},,{num},,,,"{name}",,Net 30,,{due},,{age},,"{amount}"\n'

    content = read(
        head
        + "Current,,,,,,,,,,,,,,,,,,,\n"
        + row("Invoice", "05/15/2026", "501", "Current Electric Co.", "06/14/2026", "", "92,306.89")
        + 'Total Current,,,,,,,,,,,,,,,,,,,"92,306.89"\n'
        + "1 - 30,,,,,,,,,,,,,,,,,,,\n"
        + row("Invoice", "04/10/2026", "400", "Total Access", "05/10/2026", "21", "100.00")
        + row("Credit Memo", "05/01/2026", "C7", "Total Access", "05/01/2026", "30", "-13,341.66")
        + row("General Journal", "05/02/2026", "", "Ann", "05/02/2026", "29", "5.00")
        + 'Total 1 - 30,,,,,,,,,,,,,,,,,,,"-13,236.66"\n'
        + 'TOTAL,,,,,,,,,,,,,,,,,,,"79,070.23"\n',
        currency="USD",
    )
    assert content.as_of == date(2026, 5, 31)
    assert [(r[0], r[3], r[5]) for r in brief(content)] == [
        ("Current Electric Co.", "invoice", 9230689), ("Total Access", "invoice", 10000),
        ("Total Access", "credit", -1334166), ("Ann", "journal", 500),
    ]  # fmt: skip
    assert content.reconciled.startswith("equal")


def test_quickbooks_desktop_open_invoices_by_customer(read: Read) -> None:
    content = read(
        ",,,,Type,,Date,,Num,,P. O. #,,Terms,,Due Date,,Aging,,Open Balance\n"
        ",Access Ltd,,,,,,,,,,,,,,,,,\n"
        ",,,,Invoice,,05/15/2026,,1,,,,Net 30,,06/14/2026,,,,10.00\n"
        ",Total Access Ltd,,,,,,,,,,,,,,,,,10.00\n"
        ",Total Access Ltd,,,,,,,,,,,,,,,,,\n"
        ",,,,Invoice,,04/15/2026,,2,,,,Net 30,,05/15/2026,,16,,20.00\n"
        ",,,,Invoice,,04/16/2026,,3,,,,Net 30,,05/16/2026,,15,,30.00\n"
        ",Total Total Access Ltd,,,,,,,,,,,,,,,,,50.00\n"
        "TOTAL,,,,,,,,,,,,,,,,,,60.00\n",
        currency="USD",
    )
    assert [(r[0], r[5]) for r in brief(content)] == [
        ("Access Ltd", 1000), ("Total Access Ltd", 2000), ("Total Access Ltd", 3000),
    ]  # fmt: skip
    assert content.reconciled == "equal to the file's totals (3 checked)"


def test_xero_with_contact_columns(read: Read) -> None:
    head = [
        "Contact Account Number", "Primary Person", "Phone", "Email", "Mobile", "Contact Group",
        "Invoice Date", "Due Date", "Expected Date", "Invoice Number", "Invoice Reference",
        "< 1 Month", "1 Month", "2 Months", "3 Months", "Older", "", "Total", "Outstanding Tax",
        "Custom", "More", "Invoice Seen", "Invoice Sent",
    ]  # fmt: skip

    def item(number: str, due: date, document: str, ref: str, amount: float) -> list[Any]:
        cells: list[Any] = [
            number,
            "Jo Doe",
            "020 1",
            "jo@a.example",
            "",
            "",
            date(2026, 4, 1),
            due,
        ]
        return [*cells, "", document, ref, amount, 0, 0, 0, 0, "", amount, 0, "", "", "Yes", "Yes"]

    def one(text: str) -> list[Any]:
        return [text]

    content = read(
        workbook(
            [
                one("Aged Receivables Detail"), one("Demo Ltd"), one("As at 31 May 2026"),
                one("Ageing by due date"), [], head, [],
                one("Older & Wiser Ltd"),
                item("A1", date(2026, 5, 1), "INV-1", "", 100.10),
                item("A1", date(2026, 5, 2), "", "Overpayment", -20.05),
                ["Total Older & Wiser Ltd", *[""] * 16, 80.05], [],
                one("Total"), item("T1", date(2026, 5, 9), "INV-2", "", 5),
                ["Total Total", *[""] * 16, 5],
                [], ["Total", *[""] * 16, 85.05],
            ],
            "Aged Receivables Detail",
        ),
        currency="GBP",
    )  # fmt: skip
    assert content.as_of == date(2026, 5, 31)
    assert [(r[0], r[1], r[3], r[5]) for r in brief(content)] == [
        ("A1", "Older & Wiser Ltd", "invoice", 10010),
        ("A1", "Older & Wiser Ltd", "payment", -2005),
        ("T1", "Total", "invoice", 500),
    ]
    assert content.reconciled == "equal to the file's totals (3 checked)"
    first = content.contacts[0]
    assert (first.number, first.name, first.email) == ("A1", "Jo Doe", "jo@a.example")


def test_sap_interface_csv_with_sign_column_and_cleared_rows(read: Read) -> None:
    content = read(
        "\ufeffKonto;Belegart;Referenz;Zuordnung;Buchungsdatum;Belegdatum;Nettofälligkeit;"
        "Soll/Haben-Kennz.;Belegnummer;Ausgleichsdatum;Text;Betrag in Hauswährung;Hauswährung\n"
        "0000100017;RV;1;1;01.11.25;01.11.25;01.12.25;S;18001;;Rechnung;1.234,56;EUR\n"
        "100017;DG;2;2;02.11.25;02.11.25;02.11.25;H;16001;;Gutschrift;34,56;EUR\n"
        "100042;RV;3;3;03.11.25;03.11.25;03.12.25;S;18002;15.12.25;bezahlt;99,00;EUR\n",
        as_of=date(2025, 12, 31),
    )
    assert [(r[0], r[2], r[3], r[5]) for r in brief(content)] == [
        ("0000100017", "18001", "invoice", 123456), ("0000100017", "16001", "credit", -3456),
        ("100042", "18002", "invoice", 0),
    ]  # fmt: skip


def test_sap_us_trailing_minus_in_a_tab_list_named_xls(read: Read) -> None:
    text = (
        "12/31/2025\tDynamic List Display\n\n"
        "\tAccount\tDocumentNo\tType\tDoc. Date\tNet due dt\tArrears\tAmt in loc.cur.\tLCurr\n\n"
        "\t100017\t1800000131\tRV\t08/14/2025\t09/28/2025\t94\t7,569.35\tUSD\n"
        "\t100017\t1600000160\tDG\t09/09/2025\t09/09/2025\t113\t111.19-\tUSD\n"
        "\t100017\t1800000292\tRV\t12/03/2025\t01/17/2026\t17-\t39,619.11\tUSD\n"
        "*\t100017\t\t\t\t\t\t47,077.27\tUSD\n"
        "**\t\t\t\t\t\t\t47,077.27\tUSD\n"
    )
    content = read(text.encode("utf-16"))
    assert content.as_of == date(2025, 12, 31)
    assert [r[5] for r in brief(content)] == [756935, -11119, 3961911]
    assert content.reconciled == "equal to the file's totals (2 checked)"


def test_tally_with_two_header_rows_and_sums_without_labels(read: Read) -> None:
    content = read(
        workbook(
            [
                ["Group : ", "Sundry Debtors", "", "1-Apr-25 to 16-Apr-26"],
                ["Details of: ", "Pending Bills"], [],
                ["Date", "Ref. No.", "Party's Name", "Opening", "Pending", "Due on", "Overdue"],
                ["", "", "", "Amount", "Amount", "", "by days"],
                ["", "", "Asha Traders"],
                [date(2026, 1, 2), "B/1", "", 1200000.5, 1000000.25, date(2026, 2, 1), 74],
                [date(2026, 3, 2), "B/2", "", 500, 500, date(2026, 4, 1), 15],
                ["", "", "", 1200500.5, 1000500.25], [],
                ["", "", "Bala & Sons"],
                [date(2026, 3, 5), "B/3", "", 70, 70, date(2026, 4, 4), 12],
                ["", "", "", 70, 70], [],
                ["", "", "", 1200570.5, 1000570.25],
            ],
            "Sundry Debtors",
        ),
        currency="INR",
    )  # fmt: skip
    assert content.as_of == date(2026, 4, 16)
    assert [(r[0], r[2], r[5]) for r in brief(content)] == [
        ("Asha Traders", "B/1", 100000025), ("Asha Traders", "B/2", 50000),
        ("Bala & Sons", "B/3", 7000),
    ]  # fmt: skip
    assert content.reconciled == "equal to the file's totals (3 checked)"


def test_indian_grouping_and_debit_credit_marks(read: Read) -> None:
    content = read(
        "Party Name,Voucher No,Date,Due Date,Pending (INR)\n"
        'Asha,V1,01-Apr-2025,01-May-2025,"12,34,567.00 Dr"\nAsha,V2,05-Apr-2025,,250.00 Cr\n',
        as_of=date(2025, 6, 1),
    )
    assert [(r[4], r[5]) for r in brief(content)] == [("INR", 123456700), ("INR", -25000)]


def test_french_with_narrow_blanks(read: Read) -> None:
    content = read(
        "Balance âgée au 31/12/2025\n\nN° client;Nom;N° facture;Date de facture;Date d'échéance;"
        "Montant TTC;Reste dû;Devise\n"
        "C1;Société Générale d'Émaux;F1;15/10/2025;14/11/2025;1\u202f234,56;1\u00a0000,00;EUR\n"
        "C1;Société Générale d'Émaux;A2;16/10/2025;;-34,50;-34,50;EUR\n"
    )
    assert content.as_of == date(2025, 12, 31)
    assert [(r[0], r[1], r[5]) for r in brief(content)] == [
        ("C1", "Société Générale d'Émaux", 100000), ("C1", "Société Générale d'Émaux", -3450),
    ]  # fmt: skip


def test_dutch_italian_and_spanish_headings(read: Read) -> None:
    dutch = read(
        "Debiteurnummer;Naam;Factuurnummer;Factuurdatum;Vervaldatum;Openstaand bedrag;Valuta\n"
        "1;Jansen;F1;13-01-2026;12-02-2026;1.000,50;EUR\n",
        as_of=date(2026, 3, 1),
    )
    italian = read(
        "Codice cliente;Ragione sociale;Numero fattura;Data fattura;Scadenza;"
        "Importo residuo;Divisa\n"
        "1;Rossi;F1;13/01/2026;12/02/2026;1.000,50;EUR\n",
        as_of=date(2026, 3, 1),
    )
    spanish = read(
        "Código cliente;Razón social;Número de factura;Fecha de factura;Fecha de vencimiento;"
        "Importe pendiente;Moneda\n1;Ruiz;F1;13/01/2026;12/02/2026;1.000,50;EUR\n",
        as_of=date(2026, 3, 1),
    )
    for content, name in ((dutch, "Jansen"), (italian, "Rossi"), (spanish, "Ruiz")):
        assert brief(content) == [("1", name, "F1", "invoice", "EUR", 100050, date(2026, 2, 12))]


def test_page_header_again_and_customers_named_total(read: Read) -> None:
    head = "Customer Name,Invoice No,Invoice Date,Due Date,Open Amount,Currency\n"
    content = read(
        head + "Total,1,2026-01-01,2026-01-31,10.00,EUR\n" + head
        + "Current,2,2026-01-01,2026-01-31,20.00,EUR\n"
        + "Grand Total,3,2026-01-01,2026-01-31,30.00,EUR\n"
        + "Grand Total,,,,60.00,EUR\n",
        as_of=date(2026, 2, 1),
    )  # fmt: skip
    assert [(r[0], r[5]) for r in brief(content)] == [
        ("Total", 1000), ("Current", 2000), ("Grand Total", 3000),
    ]  # fmt: skip
    assert content.reconciled == "equal to the file's total (1 checked)"


def test_no_due_dates_is_a_gap_not_a_guess(read: Read) -> None:
    content = read(
        "Customer No,Customer Name,Invoice,Open Amount,Currency,Invoice Date\n"
        "1,A,R1,10.00,EUR,2020-01-01\n",
        as_of=date(2026, 2, 1),
    )
    assert content.rows[0][9] is None
    assert any(lacks == "no due dates" for lacks, _ in content.gaps)


def test_currencies_with_other_decimals(read: Read) -> None:
    content = read(
        'Customer,Invoice,Due Date,Open Amount,Currency\nA,1,2026-01-31,"1,500",JPY\n'
        "A,2,2026-01-31,1.234,KWD\nA,3,2026-01-31,2.50,EUR\n",
        as_of=date(2026, 2, 1),
    )
    assert [r[5] for r in brief(content)] == [1500, 1234, 250]


def test_open_is_billed_less_paid_where_no_column_says_it(read: Read) -> None:
    content = read(
        "Customer,Invoice No,Due Date,Invoice Amount,Paid Amount,Currency,Status\n"
        "A,1,2026-01-31,100.00,40.00,EUR,open\nB,2,2026-01-31,50.00,0.00,EUR,open\n",
        kind="open-items",
        as_of=date(2026, 2, 1),
    )
    assert [r[5] for r in brief(content)] == [6000, 5000]


def test_a_paid_status_counts_where_no_column_says_what_is_open(read: Read) -> None:
    text = "Invoice,Customer,Due Date,Amount,Status,Currency\n" + (
        "R1,A,2026-01-31,10.00,Paid,EUR\nR2,B,2026-01-31,20.00,Open,EUR\n"
    )
    content = read(text, kind="open-items", as_of=date(2026, 2, 1))
    assert [(r[2], r[5]) for r in brief(content)] == [("R2", 2000)]
    invoiced = read(text, as_of=date(2026, 2, 1))
    assert [(r[2], r[5]) for r in brief(invoiced)] == [("R1", 0), ("R2", None)]
    with_open = read(text.replace("Amount", "Open Amount"), as_of=date(2026, 2, 1))
    assert [r[5] for r in brief(with_open)] == [1000, 2000]
    assert any("their amounts count" in warning for warning in with_open.warnings)


def test_cleared_rows_with_amounts_make_a_history(read: Read) -> None:
    text = (
        "cust_number,name_customer,clear_date,doc_id,posting_date,due_in_date,invoice_currency,"
        "document type,total_open_amount,invoice_id\n"
        "0200769623,WAL corp,2020-02-11 00:00:00,1.0,2020-01-26,20200210.0,USD,RV,54273.28,11.0\n"
        "0200769624,BEN E,,2.0,2020-01-26,20200211.0,USD,RV,100.00,12.0\n"
    )
    with pytest.raises(InputRefused, match="history"):
        read(text)
    content = read(text, as_of=date(2020, 2, 20))
    assert [(r[1], r[5]) for r in brief(content)] == [("WAL corp", 0), ("BEN E", 10000)]
    content = read(text, as_of=date(2020, 2, 10))
    assert [r[5] for r in brief(content)] == [5427328, 10000]


def test_a_total_that_counts_a_row_twice_proves_both(read: Read) -> None:
    head = "Customer,Invoice,Due Date,Open Amount,Currency\n"
    row = "A,1,2026-01-31,10.00,EUR\n"
    once = read(head + row + row, as_of=date(2026, 2, 1))
    assert len(once.rows) == 1
    assert len(once.rejects) == 1
    both = read(head + row + row + "Total,,,20.00,EUR\n", as_of=date(2026, 2, 1))
    assert len(both.rows) == 2


HEAD = "Customer,Invoice,Invoice date,Due Date,Open Amount"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{HEAD},Currency\nA,1,01/02/2026,03/04/2026,10.00,EUR\n", "day/month or month/day"),
        (f"{HEAD},Currency\nA,1,31/01/2026,31/01/2026,1.00,EUR\nA,2,01/31/2026,01/01/2026,1.00,EUR\n",
         "dates are broken"),
        (f"{HEAD}\nA,1,2026-01-01,2026-01-31,$10.00\n", "--currency"),
        (f"{HEAD},Currency\nA,1,2026-01-01,2026-01-31,1.234,EUR\n", "thousands or decimals"),
        (f"{HEAD},Currency\nA,1,2026-01-01,2026-01-31,\"1.234,50\",EUR\n"
         "A,2,2026-01-01,2026-01-31,\"1,234.50\",EUR\n", "cannot be both"),
        (f"{HEAD},Currency\nA,4.71E+09,2026-01-01,2026-01-31,1.00,EUR\n",
         "row 2, column 'Invoice'"),
        (f"{HEAD},Currency\nA,1,2026-01-01,2026-02-31,1.00,EUR\n", "row 2, column 'Due Date'"),
        (f"{HEAD},Currency\nA,1,2026-01-01,2026-01-31,abc,EUR\nA,2,2026-01-01,2026-01-31,1.00,EUR\n",
         "row 2, column 'Open Amount': 'abc'"),
        (f"{HEAD},Currency\nA,1,2026-01-01,2026-01-31,1.00,EUR\nfoo,,,,,bar\n", "row 3"),
        (f"{HEAD},Outstanding,Currency\nA,1,2026-01-01,2026-01-31,1.00,2.00,EUR\n", "may both be"),
        ("Customer,Current,1 - 30,31 - 60,61 - 90,91 and over,Total\nAnn,1.00,,,,,1.00\n",
         "which currency"),
        ("Invoice,Customer,Due Date,Open Balance,Currency\nR1,A,2026-01-31,\"€799,44\",USD\n",
         "row 2: the currency column says USD, the amount EUR"),
        ("hello world\nthis is a letter\n", "no row with known headings"),
        ("<html><table><tr><td>x</td></tr></table></html>", "web page"),
        ("%PDF-1.4 something", "PDF"),
    ],
)  # fmt: skip
def test_refused_in_one_sentence(read: Read, text: str, says: str) -> None:
    with pytest.raises(InputRefused, match=f"^Not imported: .*{says}"):
        read(text, as_of=date(2026, 2, 28))


def test_the_option_must_not_contradict_the_file(read: Read) -> None:
    with pytest.raises(InputRefused, match="the file says EUR"):
        read(f"{HEAD},Currency\nA,1,2026-01-01,2026-01-31,1.00,EUR\n", currency="USD",
             as_of=date(2026, 2, 1))  # fmt: skip


def test_days_that_fit_two_bases_are_not_trusted(read: Read) -> None:
    text = f"{HEAD},Age,Currency\nA,1,2026-01-01,2026-01-31,1.00,10,EUR\n" + (
        "A,2,2026-01-02,2026-02-01,1.00,9,EUR\n"
    )
    with pytest.raises(InputRefused, match="--as-of"):
        read(text)
    named = text.replace("Age", "Days Past Due")
    assert read(named).as_of == date(2026, 2, 10)


def test_profile_names_columns_and_styles(read: Read) -> None:
    content = read(
        "Liste vom Montag\nWer;Was;Wann;Bis;Wieviel\nA;R1;01/02/2026;03/04/2026;1.234\n",
        profile={
            "kind": "open-items",
            "currency": "EUR",
            "date_order": "dmy",
            "decimal_mark": ",",
            "columns": {
                "name": "Wer",
                "document": "Was",
                "issued": "Wann",
                "due": "Bis",
                "open": "Wieviel",
            },
        },
        as_of=date(2026, 5, 1),
    )
    assert brief(content) == [("A", "A", "R1", "invoice", "EUR", 123400, date(2026, 4, 3))]


def test_guards_of_spreadsheets_are_taken_off(read: Read) -> None:
    content = read(
        "Customer No,Customer Name,Invoice,Due Date,Open Amount,Currency\n"
        '"=""00012""",\'=1+1 Handel,RE-1,2026-01-31,1.00,EUR\n',
        as_of=date(2026, 2, 1),
    )
    assert content.rows[0][:2] == ("00012", "=1+1 Handel")
