"""Summaries by age: every layout gives the same balances, and nothing counts twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake import ages
from collectwork.intake.read import read_file

Read = Callable[..., FileContent]
DAY = date(2026, 3, 31)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(text: str | bytes, **options: Any) -> FileContent:
        path = tmp_path / "file.dat"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path, ReadOptions(**options))

    return reading


def balances(content: FileContent) -> dict[tuple[str, Any, Any], int]:
    """(customer, days from, days to) → minor units."""
    return {(row[0], row[4], row[5]): row[8] for row in content.rows}


# any balances, any writer ------------------------------------------------------------------------

Book = Mapping[str, tuple[int, int, int, int]]  # not due, 1-30, 31-60, older; in cents
NAMES = st.sampled_from([
    "Adler & Sons", "Total Access Ltd", "Total", "Current Affairs", "Grand Total Foods",
    "Older Inc", "Müller KG", "O'Brien, \"Bob\"", "1-800 Flowers", "Printed Matters",
    "Percent Ltd", "Page 1 Books",
])  # fmt: skip
CENTS = st.integers(-(10**9), 10**9) | st.just(0)
BOOKS = st.dictionaries(NAMES, st.tuples(CENTS, CENTS, CENTS, CENTS), min_size=1, max_size=8)


def plain(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def dollars(cents: int) -> str:
    text = f"{abs(cents) // 100:,}.{abs(cents) % 100:02d}"
    return f"(${text})" if cents < 0 else f"${text}"


def german(cents: int) -> str:
    text = f"{abs(cents) // 100:,}".replace(",", ".") + f",{abs(cents) % 100:02d}"
    return f"{text}-" if cents < 0 else text


@dataclass(frozen=True)
class Writer:
    """A layout: its rows above, its heading, how it writes money, what it calls the total."""

    above: tuple[tuple[str, ...], ...]
    heading: tuple[str, ...]
    money: Callable[[int], str] = plain
    total: str | None = "Total"
    delimiter: str = ","
    numbers: bool = False
    below: tuple[tuple[str, ...], ...] = ()
    buckets: int = 4

    def write(self, book: Book) -> str:
        out = io.StringIO()
        sheet = csv.writer(out, delimiter=self.delimiter)
        sheet.writerows([*self.above, self.heading])
        for number, (name, cells) in enumerate(book.items()):
            who = [f"K{number:04d}", name] if self.numbers else [name]
            sheet.writerow([*who, *self._cells(cells)])
        if self.total is not None:
            sums = tuple(map(sum, zip(*book.values(), strict=True)))
            sheet.writerow([self.total, *([""] * self.numbers), *self._cells(sums)])
        sheet.writerows(self.below)
        return out.getvalue()

    def _cells(self, cells: tuple[int, ...]) -> list[str]:
        shown = cells[len(cells) - self.buckets :]
        return [*(self.money(c) if c else "" for c in shown), self.money(sum(cells))]


WRITERS = {
    "QuickBooks Online": Writer(
        (("A/R Aging Summary",), ("Acme Inc.",), ("As of March 31, 2026",), ()),
        ("", "Current", "1 - 30", "31 - 60", "61 and over", "Total"), dollars, "TOTAL",
        below=((), ("Thursday, Apr 02, 2026 08:15:12 AM GMT-8",)),
    ),
    "Xero without Current": Writer(
        (("Aged Receivables Summary",), ("Demo Org",), ("As at 31 March 2026",), ()),
        ("Contact", "1 - 30 days", "31 - 60 days", "Older", "Total"), buckets=3,
    ),
    "NetSuite": Writer(
        (("Acme",), ("A/R Aging Summary",), ("As of 31 March 2026",), ()),
        ("Customer", "Current", "1 - 30", "31 - 60", "> 60", "Total"), dollars,
    ),
    "SAP": Writer(
        (("Stichtag 31.03.2026",), ()),
        ("Debitor", "Name 1", "Nicht fällig", "1 bis 30", "31 bis 60", "über 60", "Saldo"),
        german, "*", "\t", numbers=True,
    ),
    "French": Writer(
        (("Balance âgée au 31/03/2026",),),
        ("Code client", "Nom client", "Non échu", "1 à 30 jours", "31 à 60 jours",
         "Plus de 60 jours", "Total"), german, "Total général", ";", numbers=True,
    ),
    "Dutch": Writer(
        (("Peildatum 31-03-2026",),),
        ("Klantnr", "Klantnaam", "Niet vervallen", "1-30 dagen", "31-60 dagen", "> 60 dagen",
         "Totaal"), german, "Totaal", ";", numbers=True,
    ),
    "Spanish": Writer(
        (("A fecha de 31/03/2026",),),
        ("Código cliente", "Nombre cliente", "Por vencer", "1-30 días", "31-60 días",
         "Más de 60 días", "Saldo"), german, None, ";", numbers=True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", WRITERS)
@given(book=BOOKS)
@settings(max_examples=25, deadline=None)
def test_any_balances_from_any_layout_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, layout: str, book: Book
) -> None:
    writer = WRITERS[layout]
    path = tmp_path_factory.mktemp("summary") / "file.csv"
    path.write_text(writer.write(book), "utf-8")
    try:
        content = read_file(path, ReadOptions(currency="USD", as_of=DAY, profile={
            "decimal_mark": "," if writer.money is german else "."}))  # fmt: skip
    except InputRefused:
        # honest: without a total of its own, or with a sum that reads like a row
        assert all(not any(cells) for cells in book.values()) or "Total" in book or any(
            name.startswith(("Total", "Grand")) for name in book
        )  # fmt: skip
        return
    assert content.shape == "summary"
    sums: dict[str, int] = {}
    for row in content.rows:
        sums[row[1]] = sums.get(row[1], 0) + row[8]
    assert sums == {name: sum(cells) for name, cells in book.items() if any(cells)} | {
        name: 0 for name in sums if name in book and not sum(book[name])
    }
    late = sum(row[8] for row in content.rows if row[4] is not None)
    assert late == sum(sum(cells[1:]) for cells in book.values())


# the layouts and their traps ---------------------------------------------------------------------

QBO = """A/R Aging Summary
Acme Inc.
"As of March 31, 2026"

,Current,1 - 30,31 - 60,61 - 90,91 and over,Total
Adler,"1,000.00",200.50,,,,"$1,200.50"
Big Parent,,,,,,
   Main Office,100.00,,,,,$100.00
   Depot,,,50.00,,-10.00,$40.00
Total for Big Parent,$100.00,$0.00,$50.00,$0.00,$-10.00,$140.00
Own Parent,5.00,,,,,$5.00
   Main Office,,,,,7.00,$7.00
Total for Own Parent,$5.00,$0.00,$0.00,$0.00,$7.00,$12.00
TOTAL,"$1,105.00",$200.50,$50.00,$0.00,$-3.00,"$1,352.50"
"""


def test_parents_are_never_counted_twice(read: Read) -> None:
    content = read(QBO, currency="USD")
    assert content.as_of == DAY
    assert sum(row[8] for row in content.rows) == 135250
    assert balances(content)["Big Parent:Depot", 31, 60] == 5000
    assert balances(content)["Big Parent:Depot", 91, None] == -1000
    assert {one.number: one.parent for one in content.customers if one.parent} == {
        "Big Parent:Main Office": "Big Parent",
        "Big Parent:Depot": "Big Parent",
        "Own Parent:Main Office": "Own Parent",
    }
    with pytest.raises(InputRefused, match=r"Total for Big Parent.*difference"):
        read(QBO.replace("$140.00", "$141.00"), currency="USD")


def test_the_currency_and_the_day_are_asked_for(read: Read) -> None:
    with pytest.raises(InputRefused, match="which currency"):
        read(QBO)
    with pytest.raises(InputRefused, match="the day it speaks of"):
        read(QBO.replace("As of March 31, 2026", "All dates"), currency="USD")


def test_a_row_must_be_the_sum_of_its_buckets(read: Read) -> None:
    wrong = QBO.replace('"$1,200.50"', '"$1,200.60"').replace("$1,352.50", "$1,352.60")
    with pytest.raises(InputRefused, match=r"row 6, column 'Total': '1200.60' – .* 1200.50"):
        read(wrong, currency="USD")


def test_sage_stacks_a_customer_beside_its_invoices(read: Read) -> None:
    text = (
        'Garden Supply\nAged Receivables\n"As of Oct 31, 2025"\n\n'
        '"Customer ID\nCustomer\nContact\nTelephone 1",Invoice/CM #,0 - 30,31 - 60,'
        "Over 60 days,Amount Due\n"
        'ALDRED,101,100.00,,,100.00\n"Aldred Builders, Inc.",102,,200.00,,200.00\n'
        "Terry,,,,,\n770-555-0654,,,,,\nALDRED,,100.00,200.00,,300.00\n\n"
        "ARCHER,103,,,-50.00,-50.00\nArcher Scapes,,,,,\nARCHER,,,,-50.00,-50.00\n\n"
        "Report Total,,100.00,200.00,-50.00,250.00\n"
    )
    content = read(text, currency="USD")
    assert balances(content) == {
        ("ALDRED", None, 30): 10000, ("ALDRED", 31, 60): 20000, ("ARCHER", 61, None): -5000,
    }  # fmt: skip
    assert [one.name for one in content.customers] == ["Aldred Builders, Inc.", "Archer Scapes"]
    assert [(one.name, one.phone) for one in content.contacts] == [("Terry", "770-555-0654")]
    assert any("0 - 30" in lacks for lacks, _ in content.gaps)
    with pytest.raises(InputRefused, match="difference"):
        read(text.replace("Report Total,,100.00", "Report Total,,101.00"), currency="USD")


def test_business_central_names_its_periods_in_columns(read: Read) -> None:
    head = (
        "customerNumber,name,currencyCode,balanceDue,currentAmount,period1Label,period1Amount,"
        "period2Label,period2Amount,period3Label,period3Amount,agedAsOfDate\n"
    )
    rows = (
        "1,Adatum,EUR,300.00,100.00,1 - 30 Days,50,31 - 60 Days,50,Over 60 Days,100,2026-01-31\n"
        ",Total,EUR,300.00,100.00,,50,,50,,100,2026-01-31\n"
    )
    content = read(head + rows)
    assert content.as_of == date(2026, 1, 31)
    assert balances(content) == {
        ("1", None, 0): 10000, ("1", 1, 30): 5000, ("1", 31, 60): 5000, ("1", 61, None): 10000,
    }  # fmt: skip


def test_zoho_is_read_in_its_base_currency(read: Read) -> None:
    text = (
        "Customer Name,Current,1-15 Days,> 15 Days,Total,Total (FCY)\n"
        "A GmbH,100.00,,20.00,120.00,€110.33\nB Inc,,5.00,,5.00,$5.00\n"
    )
    content = read(text, currency="USD", as_of=DAY)
    assert {row[7] for row in content.rows} == {"USD"}
    assert sum(row[8] for row in content.rows) == 12500


def test_ages_from_the_invoice_date_are_not_surely_past_due(read: Read) -> None:
    text = "Aging basis: Invoice Date\nCustomer,0-30,31 - 60,> 60,Total\nA,1.00,2.00,3.00,6.00\n"
    content = read(text, currency="EUR", as_of=DAY)
    assert [row[6] for row in content.rows] == [None, None, None]
    assert any("invoice date" in lacks for lacks, _ in content.gaps)
    told = read(text, currency="EUR", as_of=DAY, profile={"terms_days": 30})
    assert balances(told) == {("A", None, 0): 100, ("A", 1, 30): 200, ("A", 31, None): 300}


def test_a_list_with_invoices_is_no_summary(read: Read) -> None:
    text = (
        "Customer,Invoice No,Due Date,Current,1 - 30,31 - 60,Total,Currency\n"
        "A,F1,2026-03-01,,5.00,,5.00,EUR\n"
    )
    assert read(text, as_of=DAY).shape is None


@pytest.mark.parametrize(
    ("labels", "bounds"),
    [
        (["Current", "1 - 30", "91 and over"], [(None, None), (1, 30), (91, None)]),
        (["0-30", "31-60", "121-Above"], [(None, 30), (31, 60), (121, None)]),
        (["Not due", "0-30"], [(None, None), (1, 30)]),
        (["Current", "30", "60", "90+"], [(None, None), (1, 30), (31, 60), (61, None)]),
        (["< 1 Month", "1 Month", "Older"], [(1, 30), (31, 58), (59, None)]),
        (["Older", "31 - 60", "1 - 30"], [(61, None), (31, 60), (1, 30)]),
        (["A scadere", "oltre 60 giorni"], [(None, None), (61, None)]),
        (["Current", "361+ Days Past Due"], [(None, None), (361, None)]),
        (["2025 - 2026", "Total"], [None, None]),
    ],
)
def test_labels(labels: list[str], bounds: list[tuple[int | None, int | None] | None]) -> None:
    found = ages.read(labels, DAY)
    assert [age and (age.first, age.last) for age in found] == bounds
