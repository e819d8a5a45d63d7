"""A column of open amounts is found by its heading, in whatever words; never the invoice amount."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collectwork.domain.ledger import ReadOptions
from collectwork.intake import headings
from collectwork.intake.read import read_file


@pytest.mark.parametrize(
    "heading",
    ["Open", "Open (EUR)", "Still open", "Unpaid", "Outstanding", "Rest", "Offen", "Ouvert"],
)
def test_what_is_open_is_taken_and_not_what_was_billed(tmp_path: Path, heading: str) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(
        f"Customer No,Customer,Document,Date,Due date,Amount,{heading},Currency\n"
        "C1,Acme,INV-1,2026-08-01,2026-09-01,1000.00,400.00,EUR\n"
        "C2,Other,INV-2,2026-08-01,2026-09-01,1000.00,1000.00,EUR\n",
        encoding="utf-8",
    )
    content = read_file(file, ReadOptions(as_of=date(2026, 11, 1)))
    place = content.columns.index("open")
    assert [row[place] for row in content.rows] == [40_000, 100_000]


def test_headings_without_umlauts_are_german_too() -> None:
    assert headings.fields("Faellig am") == headings.fields("Fällig am")
    assert headings.fields("Waehrung") == headings.fields("Währung")


def test_a_list_of_accounts_and_their_people_keeps_both_names(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "customer_id,name,contact_name,email\n10001,Brenner GmbH,S. Ott,ap@brenner.example\n",
        encoding="utf-8",
    )
    content = read_file(file, ReadOptions())
    assert content.kind == "customers"
    assert [account.name for account in content.customers] == ["Brenner GmbH"]
    assert [person.name for person in content.contacts] == ["S. Ott"]
