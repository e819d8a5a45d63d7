"""Files as a sceptical outsider brings them: read to the cent, or refused with place and remedy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

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
        return read_file(path, ReadOptions(**{"as_of": DAY, "currency": "EUR", **options}))

    return reading


def opened(content: FileContent) -> list[tuple[str, str, int | None]]:
    """(number, document, open) of every item."""
    return [(row[0], row[2], row[7]) for row in content.rows]


SHORT = "Customer,Invoice,Due Date,Open Amount\n"
LONG = (
    "Customer,Voucher No,Due Date,Invoiced Amount,Paid Amount,Credit Note,Outstanding Amount,"
    "Age (Days),Remarks\n"
)

REFUSED = {
    "a decimal comma taken for a delimiter": (
        SHORT + "C1,F1,20.01.2026,1234,56\nC2,F2,21.01.2026,99,10\n",
        "row 2 has 5 fields under 4 headings, with '56' in one without a heading",
    ),
    "one comma too many, in a row that ends blank": (
        "Customer No,Invoice,Due Date,Invoice Amount,Open Amount,Note\n"
        "C1,F1,2026-01-20,100.00,40.00,\nC2,F2,2026-01-20,,100.00,40.00,\n"
        "C3,F3,2026-01-20,70.00,70.00,\n",
        "row 3: 'C2; F2; 2026-01-20; 100.00; 40.00' – expected 6 fields, found 7",
    ),
    "one comma too few moves the age into the amount": (
        LONG + "C1,F1,2026-01-20,100.00,0,0,100.00,11,a\nC2,F2,2025-12-20,300.00,0,300.00,42,c\n"
        "C3,F3,2025-12-20,200.00,0,0,200.00,42,b\n",
        "row 3: 'C2; F2; 2025-12-20; 300.00; 0; 300.00; 42; c' – expected 9 fields, found 8",
    ),
    "the same where the last column is blank": (
        LONG + "C1,F1,2026-01-20,100.00,0,0,100.00,11,\nC2,F2,2025-12-20,300.00,0,300.00,42,\n"
        "C3,F3,2025-12-20,200.00,0,0,200.00,42,\n",
        "expected 9 fields, found 8",
    ),
    "a total that cannot be read": (
        SHORT + "C1,F1,2026-01-20,100.00\nC1,F2,2026-01-20,50.00\nTotal,,,15x.00\n",
        "row 4, column 'Open Amount': '15x.00'",
    ),
    "a total with more decimals than money has": (
        SHORT + "C1,F1,2026-01-20,100.00\nC1,F2,2026-01-20,50.00\nTotal,,,150.123\n",
        "row 4, column 'Open Amount': '150.123' – expected a total of EUR",
    ),
    "cut off inside an amount": (
        SHORT + "C1,F1,2026-01-20,100.00\nC1,F2,2026-01-20,50.10\nC3,F3,2026-01-20,70.0",
        "the file ends with '70.0' in row 4",
    ),
    "cut off before its decimals": (
        SHORT + "C1,F1,2026-01-20,100.00\nC1,F2,2026-01-20,50.10\nC3,F3,2026-01-20,7",
        "the file ends with '7'",
    ),
    "cut off inside a day": (
        "Customer,Invoice,Open Amount,Due Date\nC1,F1,100.00,20.01.2026\nC1,F2,1.00,20.01.2026\n"
        "C3,F3,7.00,20.01.20",
        "the file ends with '20.01.20'",
    ),
    "cut off inside quotation marks": (
        SHORT + 'C1,F1,2026-01-20,"1,100.00"\nC1,F2,2026-01-20,"1,050.10"\nC3,F3,2026-01-20,"1,07',
        "the file ends inside a quotation mark, in row 4",
    ),
    "cut off between two sums": (
        "Ex Inc\nA/R Aging Detail\nAs of 31 January 2026\n\n"
        "Customer,Transaction Type,Date,Document Number,Due Date,Open Balance\nAlpha,,,,,\n"
        ",Invoice,01-Jan-2026,F1,31-Jan-2026,100.00\nTotal - Alpha,,,,,100.00\nBeta,,,,,\n"
        ",Invoice,01-Jan-2026,F2,31-Jan-2026,70.00\n",
        "the list ends in row 10 without the sum that closes every customer before",
    ),
    "days and months exchanged by a spreadsheet, in ISO form": (
        SHORT + "C1,F1,2026-02-01,100.00\nC1,F2,13/01/2026,50.10\nC3,F3,25/01/2026,70.00\n"
        "C3,F4,2026-11-01,70.00\n",
        "a spreadsheet has exchanged day and month",
    ),
    "a column Open whose formulas were never calculated": (
        "Kunde;Rechnung;Fällig;Betrag;Bezahlt;Offen\nMeier;F1;05.01.2026;100,50;0,50;0\n"
        "Huber;F2;05.01.2026;10,50;0;0\n",
        "column 'Offen' says of no row that it is open ('0')",
    ),
    "open amounts that were never calculated": (
        "Kunde;Rechnung;Fällig;Betrag;Bezahlt;Restbetrag\nMeier;F1;05.01.2026;100,50;0,50;0\n"
        "Huber;F2;05.01.2026;10,50;0;0\n",
        "every amount of 'Restbetrag' is 0, and those of 'Betrag' are not",
    ),
    "a column of amounts that lost its heading": (
        "A/R Aging Detail\nAs of January 31, 2026\n\nDate,Num,Customer,Due Date,Amount,\n"
        "01/02/2026,F1,C1,01/20/2026,100.00,40.00\n01/03/2026,F2,C2,01/25/2026,50.00,50.00\n",
        "'Amount' may be what was invoiced and 'column 6' what is open or was paid",
    ),
    "an item above the headings": (
        "C1,F1,2026-01-20,100.00\n" + SHORT + "C1,F2,2026-01-20,50.00\n",
        "row 1 stands above the headings and looks like an item",
    ),
    "an amount among the numbers of documents": (
        SHORT + "C1,F1,2026-01-20,100.00\nC1,50.10,2026-01-20,1800000000\nC2,F3,2026-01-20,1.00\n",
        "row 3, column 'Invoice': '50.10' – expected a number, no amount",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_certain_is_refused(read: Read, case: str) -> None:
    text, words = REFUSED[case]
    with pytest.raises(InputRefused) as refused:
        read(text)
    assert words in str(refused.value)


EXACT = {
    "blank fields left out at the end of rows": (
        SHORT.replace("\n", ",Note,Text\n") + "C1,F1,2026-01-20,1.00\nC2,F2,2026-01-20,2.00,n\n"
        "C3,F3,2026-01-20,3.00,n,t\n",
        [("C1", "F1", 100), ("C2", "F2", 200), ("C3", "F3", 300)],
    ),
    "sums with a count of documents beside them": (
        SHORT + "C1,F1,2026-01-20,100.00\nC1,F2,2026-01-20,50.00\nTotal C1,2 invoices,,150.00\n"
        "C2,F3,2026-01-20,10.00\nTotal C2,1 invoices,,10.00\n",
        [("C1", "F1", 10000), ("C1", "F2", 5000), ("C2", "F3", 1000)],
    ),
    "a total with a word in the column of types": (
        "Customer,Invoice,Type,Due Date,Open Amount\nC1,F1,Invoice,2026-01-20,100.00\n"
        "C2,F2,Invoice,2026-01-20,50.00\nTotal,,all,,150.00\n",
        [("C1", "F1", 10000), ("C2", "F2", 5000)],
    ),
    "sums as spreadsheets insert them": (
        "Kunde;Rechnung;Fällig;Offen\nC1;F1;20.01.2026;100,00\nC1;F2;20.01.2026;50,00\n"
        "C1 Ergebnis;;;150,00\nC2;F3;20.01.2026;10,00\nC2 Ergebnis;;;10,00\n"
        "Gesamtergebnis;;;160,00\n",
        [("C1", "F1", 10000), ("C1", "F2", 5000), ("C2", "F3", 1000)],
    ),
    "customers called like sums": (
        SHORT + "Access,F1,2026-01-20,100.00\nTotal Access,2 invoices,2026-01-20,100.00\n"
        "Old Total,F2,2026-01-20,100.00\n",
        [("Access", "F1", 10000), ("Total Access", "2 invoices", 10000),
         ("Old Total", "F2", 10000)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", EXACT)
def test_what_is_certain_is_read(read: Read, case: str) -> None:
    text, items = EXACT[case]
    assert opened(read(text)) == items


FLAGGED = {
    "documents that a spreadsheet made into days": (
        SHORT + "C1,Mar-26,2026-01-20,1.00\nC1,13-26,2026-01-20,5.10\nC3,1-Apr,2026-01-20,7.00\n",
        "2 values of 'Invoice' are days, the first in row 2 (Mar-26)",
    ),
    "a digit that the other columns contradict": (
        "Customer,Invoice,Due Date,Invoice Amount,Paid Amount,Open Amount\n"
        + "".join(f"C{n},F{n},2026-01-20,100.00,{n}.00,{100 - n}.00\n" for n in range(1, 12))
        + "C12,F12,2026-01-20,100.00,10.00,96.00\n",
        "less 'Paid Amount' is 'Open Amount' in 11 rows, but not in row 13",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FLAGGED)
def test_what_is_odd_is_named(read: Read, case: str) -> None:
    text, words = FLAGGED[case]
    assert any(words in warning for warning in read(text).warnings)


BANK_REFUSED = {
    "a field too few moves another amount": (
        "Datum;Name;Ref;Betrag;Steuer\n30.01.2026;A;x;100,00;19,00\n31.01.2026;B;y;-50,00;9,00\n"
        "31.01.2026;C;25,00;5,00\n",
        "row 4: expected 5 fields, found 4",
    ),
    "cut off inside an amount": (
        "Date,Description,Amount\n30/01/2026,A,100.00\n31/01/2026,B,-50.00\n31/01/2026,C,120.0",
        "the file ends with '120.0' in row 4",
    ),
    "a dollar sign against another currency": (
        "Date,Description,Amount\n30/01/2026,A,$100.00\n31/01/2026,B,-$50.00\n",
        "the amount bears a $, which is no sign of EUR",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BANK_REFUSED)
def test_a_bank_list_in_doubt_is_refused(read: Read, case: str) -> None:
    text, words = BANK_REFUSED[case]
    with pytest.raises(InputRefused) as refused:
        read(text, as_of=None, kind="payments")
    assert words in str(refused.value)


def test_what_a_bank_has_not_booked_is_no_payment(read: Read) -> None:
    content = read(
        '"Auftragskonto";"Buchungstag";"Verwendungszweck";"Beguenstigter/Zahlungspflichtiger";'
        '"Betrag";"Waehrung";"Info"\n'
        '"DE1";"30.01.26";"RE 123";"Meier";"1.234,56";"EUR";"Umsatz gebucht"\n'
        '"DE1";"30.01.26";"Strom";"Werke";"-99,00";"EUR";"Umsatz gebucht"\n'
        '"DE1";"31.01.26";"x";"Huber";"10,00";"EUR";"Umsatz vorgemerkt"\n',
        as_of=None,
        currency=None,
    )
    assert [row[content.columns.index("amount")] for row in content.rows] == [123456]
    assert any("Umsatz vorgemerkt" in warning for warning in content.warnings)


def test_a_balance_that_exceeds_the_amounts_is_not_open(read: Read) -> None:
    with pytest.raises(InputRefused, match="may be the balance of an account"):
        read(
            "Date,Name,Reference,Amount,Balance\n30/01/2026,A,x,100.00,1100.00\n"
            "31/01/2026,B,y,50.00,1155.00\n31/01/2026,C,z,25.00,1175.00\n"
        )
