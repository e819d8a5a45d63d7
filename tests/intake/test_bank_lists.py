"""Bank lists as CSV, with headings and without: sign, order and columns are proved or asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file

Read = Callable[..., FileContent]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return lambda data, **options: content_of(tmp_path, data, **options)


def content_of(folder: Path, data: str, **options: object) -> FileContent:
    path = folder / "list.csv"
    path.write_bytes(data.encode())
    return read_file(path, ReadOptions(**options))  # type: ignore[arg-type]


def sides(content: FileContent) -> tuple[dict[str, int], dict[str, int]]:
    assert content.kind == "payments"
    said = content.statement
    assert said is not None
    return dict(said.credits), dict(said.debits)


HEADED = {
    "ing": (
        '"Datum","Naam / Omschrijving","Rekening","Tegenrekening","Code","Af Bij","Bedrag (EUR)",'
        '"Mededelingen","Saldo na mutatie"\n'
        '"20260115","ACME BV","NL20INGB0001234567","NL91ABNA0417164300","GT","Bij","1.250,00","F-1","3.250,00"\n'  # noqa: E501
        '"20260114","KPN","NL20INGB0001234567","NL02RABO0123456789","IC","Af","45,50","abo","2.000,00"\n'
    ),
    "german": (
        "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;"
        "Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;Betrag;Waehrung;Info\n"
        "DE89370400440532013000;15.01.26;15.01.26;GUTSCHRIFT;F-1;ACME BV;DE02120300000000202051;1250,00;EUR;Umsatz gebucht\n"  # noqa: E501
        "DE89370400440532013000;14.01.26;14.01.26;LASTSCHRIFT;Strom;KPN;DE02120300000000202052;-45,50;EUR;Umsatz gebucht\n"  # noqa: E501
    ),
    "uk": (
        "Account statement\nCurrency: EUR\n\nDate,Details,Money Out,Money In,Balance\n"
        "01/01/2026,Opening balance,,,2045.50\n14/01/2026,KPN,45.50,,2000.00\n"
        "15/01/2026,ACME BV F-1,,1250.00,3250.00\n,Closing balance,,,3250.00\n"
    ),
    "french": (
        "-\n=\"0234500012345678\";21/11/2025;19/01/2026;36;19/01/2026;1234,37 EUR\n\n"
        "Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise\n"
        "15/01/2026;VIR RECU;ACME BV F-1;1 250,00;EUR\n14/01/2026;COTISATION;KPN;-45,50;EUR\n"
    ),
    "debit and credit, proved": (
        "Date,Description,Debit,Credit,Balance,Currency\n01/14/2026,KPN,45.50,,2000.00,EUR\n"
        "01/15/2026,ACME BV F-1,,1250.00,3250.00,EUR\n01/16/2026,nothing,0.00,0.00,3250.00,EUR\n"
    ),
    "us": (
        "Details,Posting Date,Description,Amount,Type,Balance,Currency\n"
        "CREDIT,01/15/2026,ACME BV F-1,1250.00,ACH_CREDIT,3250.00,EUR\n"
        "DEBIT,01/14/2026,KPN,-45.50,ACH_DEBIT,2000.00,EUR\n"
    ),
    "polish": (
        "Data operacji;Data księgowania;Opis operacji;Tytuł;Nadawca/Odbiorca;Kwota;Saldo po operacji;Waluta\n"  # noqa: E501
        "2026-01-14;2026-01-14;PRZELEW;abo;KPN;-45,50;2 000,00;EUR\n"
        "2026-01-15;2026-01-15;UZNANIE;F-1;ACME BV;1 250,00;3 250,00;EUR\n"
    ),
    "status": (
        "Buchungsdatum;Wertstellung;Status;Zahlungspflichtige*r;Verwendungszweck;Umsatztyp;IBAN;Betrag (€)\n"  # noqa: E501
        "15.01.26;15.01.26;Gebucht;ACME BV;F-1;Eingang;DE02120300000000202051;1.250,00 €\n"
        "15.01.26;15.01.26;Vorgemerkt;ACME BV;F-2;Eingang;DE02120300000000202051;9,00 €\n"
        "14.01.26;14.01.26;Gebucht;ACME BV;F-1;Ausgang;DE02120300000000202051;-45,50 €\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADED)
def test_lists_with_headings(read: Read, name: str) -> None:
    content = read(HEADED[name])
    assert sides(content) == ({"EUR": 125_000}, {"EUR": 4_550})
    (row,) = content.rows
    said = dict(zip(content.columns, row, strict=True))
    assert "ACME BV" in f"{said['name']} {said['text']}"
    assert "F-1" in str(said["text"])
    assert str(said["posted"]) == "2026-01-15"


BARE = {
    "semicolons": "14-01-2026;KPN;14-01-2026;-45,50;2000,00\n15-01-2026;ACME;15-01-2026;1250,00;3250,00\n",  # noqa: E501
    "newest first": "15 Jan 2026,ACME,in,,€1250.00,€3250.00\n14 Jan 2026,KPN,out,€45.50,,€2000.00\n13 Jan 2026,A,out,€1.00,,€2045.50\n",  # noqa: E501
    "words": "20260115,ACME,NL91 ABNA 0417 1643 00,GT,Bij,\"1250,00\", Opm2\n20260114,KPN,,IC,Af,\"45,50\",Incasso, Opm1\n",  # noqa: E501
    "tabs": "2026-01-14\tKPN\t-45.50\n2026-01-15\tACME\t1250.00\n",
    "own account": "00075757575;KPN, old;14.01.2026;14.01.2026;-45,50;EUR\n00075757575;ACME, new;15.01.2026;15.01.2026;+1250,00;EUR\n",  # noqa: E501
    "junk above": "Kontoauszug\n\n14-01-2026;KPN;14-01-2026;-45,50;2000,00\n15-01-2026;ACME;15-01-2026;1250,00;3250,00\n",  # noqa: E501
    "opening": "01-01-2026;Saldo anterior;01-01-2026;;2045,50\n14-01-2026;KPN;14-01-2026;-45,50;2000,00\n15-01-2026;ACME;15-01-2026;1250,00;3250,00\n",  # noqa: E501
    "ofx days": "CREDIT,20260115120000[0:GMT],ACME,1250.00\nDEBIT,20260114120000[0:GMT],KPN,-45.50\n",  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize("name", BARE)
def test_lists_without_headings(read: Read, name: str) -> None:
    content = read(BARE[name], currency="EUR")
    credits, debits = sides(content)
    assert credits == {"EUR": 125_000}
    assert debits["EUR"] - 4_550 in (0, 100)
    assert "ACME" in str(content.rows[0])


def test_zeros_stand_for_nothing_and_whole_amounts_are_amounts(read: Read) -> None:
    zeros = "11/01/2025,0, Deposit,0,500.00,500.00\n11/02/2025,101,Check,100.00,0,400.00\n11/13/2025,0, Deposit,0,700.00,1100.00\n"  # noqa: E501
    assert sides(read(zeros, currency="USD")) == ({"USD": 120_000}, {"USD": 10_000})
    yen = (
        "2026-01-29,Sato,50000,150000\n2026-01-30,Rent,-20000,130000\n2026-01-31,Abe,1000,131000\n"
    )
    assert sides(read(yen, currency="JPY")) == ({"JPY": 51_000}, {"JPY": 20_000})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Date,Description,Debit,Credit,Balance,Currency\n01/14/2026,Invoice,100.00,,100.00,EUR\n"
         "01/15/2026,Invoice,50.00,,150.00,EUR\n01/16/2026,Payment,,100.00,50.00,EUR\n", "--kind"),
        ("Date,Description,Amount,Currency\n2026-01-29,A,100.00,EUR\n", "--kind"),
        ("C1;Müller GmbH;R-1;01.11.2025;01.12.2025;100,00;EUR\nC1;Müller GmbH;R-2;15.11.2025;"
         "15.12.2025;-20,00;EUR\n", "--kind payments"),
        ("31.13.2025;A;1,00;9,00;EUR\n30.12.2025;B;-5,00;8,00;EUR\n29.12.2025;C;2,00;13,00;EUR\n", ""),  # noqa: E501
        ("2026-01-14;A;45,50;2000,00;EUR\n2026-01-15;B;1250,00;9,00;EUR\n", "column"),
        ("Buchungstag;Verwendungszweck;Betrag;Währung\n15.01.2026;A;1,00;EUR\n;B;2,00;EUR\n"
         "16.01.2026;C;-3,00;EUR\n", "row 3.*day"),
        ("Buchungstag;Verwendungszweck;Betrag;Währung\n15.01.2026;A;1,00;EUR\n15.01.2026;B;;EUR\n"
         "16.01.2026;C;-3,00;EUR\n", "row 3.*amount"),
        ("Buchungstag;Verwendungszweck;Betrag;Währung\n15.01.2026;A;1,00;EUR\n15.01.2026;B;1x;EUR\n"
         "16.01.2026;C;-3,00;EUR\n", "row 3"),
        ("Buchungstag;Verwendungszweck;Betrag;Währung\n15.01.2026;A;1.00;EUR\n15.01.2026;B;1,00;EUR\n"
         "16.01.2026;C;-3,00;EUR\n", "decimal mark"),
        ("Date,Details,Money Out,Money In,Currency\n15/01/2026,A,1.00,2.00,EUR\n", "both"),
        ("Date,Details,Money Out,Money In,Currency\n05/01/2026,A,1.00,,EUR\n", "day/month"),
        ("Buchungstag;Verwendungszweck;Betrag\n15.01.2026;A;1,00\n16.01.2026;C;-3,00\n", "--currency"),  # noqa: E501
    ],
)  # fmt: skip
def test_what_is_not_certain_is_refused(read: Read, text: str, says: str) -> None:
    with pytest.raises(InputRefused, match=f"^Not imported: .*{says}"):
        read(text)


def test_breaks_of_the_running_balance_are_said(read: Read) -> None:
    rows = "".join(f"2026-01-{day:02d};A;1,00;{day + 100},00\n" for day in range(1, 12))
    whole = "Buchungstag;Verwendungszweck;Betrag;Saldo\n" + rows
    assert read(whole, currency="EUR").reconciled == "equal to the running balance, row by row"
    broken = read(whole.replace("05;A;1,00", "05;A;7,00"), currency="EUR")
    assert broken.reconciled.startswith("differs")
    assert "row 6" in broken.warnings[0]


def test_signs_win_over_words_that_contradict_them(read: Read) -> None:
    text = "DEBIT,2026/01/14,A,($85.00)\nDEBIT,2026/01/13,B,$.23\nCREDIT,2026/01/12,C,($1.00)\nCREDIT,2026/01/11,D,$20.00\n"  # noqa: E501
    content = read(text, currency="USD")
    assert sides(content) == ({"USD": 2_023}, {"USD": 8_600})
    assert any("another direction" in said for said in content.warnings)


def test_a_profile_names_columns_by_number(read: Read) -> None:
    text = "A;45,50;x;14.01.2026;2000,00\nB;1250,00;x;15.01.2026;9,00\n"
    profile = {
        "kind": "payments", "no_header": True, "currency": "EUR",
        "columns": {"posted": 4, "amount": 2, "name": 1, "text": 3},
    }  # fmt: skip
    content = read(text, profile=profile)
    assert sides(content) == ({"EUR": 129_550}, {})
    assert content.rows[1][3] == "B"


def test_whoever_says_payments_gets_payments(read: Read) -> None:
    text = "Date,Description,Amount,Currency\n2026-01-29,A,100.00,EUR\n"
    assert sides(read(text, kind="payments")) == ({"EUR": 10_000}, {})


@settings(max_examples=60, deadline=None)
@given(
    moves=st.lists(st.integers(-(10**8), 10**8).filter(bool), min_size=3, max_size=12),
    newest_first=st.booleans(),
    columns=st.booleans(),
)
def test_a_running_balance_proves_any_reading(
    moves: list[int], newest_first: bool, columns: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    balance, lines = 10**10, []
    for day, move in enumerate(moves, 1):
        balance += move
        cells = [f"2026-01-{day:02d}", f"payer {day}"]
        text = f"{abs(move) // 100}.{abs(move) % 100:02d}"
        if columns:
            cells += ["", text] if move > 0 else [text, ""]
        else:
            cells.append(text if move > 0 else f"-{text}")
        lines.append(";".join([*cells, f"{balance // 100}.{balance % 100:02d}"]))
    if newest_first:
        lines.reverse()
    folder = tmp_path_factory.mktemp("list")
    try:
        content = content_of(folder, "\n".join(lines) + "\n", currency="EUR")
    except InputRefused:
        assert columns  # one of the two columns is empty throughout: nothing names it
        assert len({move > 0 for move in moves}) == 1
        return
    credits, debits = sides(content)
    assert credits.get("EUR", 0) == sum(move for move in moves if move > 0)
    assert debits.get("EUR", 0) == -sum(move for move in moves if move < 0)


def test_totals_below_the_list_are_checked_and_payers_may_be_called_total(read: Read) -> None:
    text = (
        "Date,Details,Money Out,Money In,Balance,Currency\n15/01/2026,Total,,250.00,250.00,GBP\n"
        "16/01/2026,Bank charges,5.00,,245.00,GBP\n,Total,5.00,250.00,,\n"
    )
    assert sides(read(text)) == ({"GBP": 25_000}, {"GBP": 500})
    with pytest.raises(InputRefused, match=r"row 4 .*251\.00"):
        read(text.replace("5.00,250.00,,", "5.00,251.00,,"))
