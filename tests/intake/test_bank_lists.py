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
        '"20260219","DE BOEG BV","NL66KRAN0088214470","NL55BOEG0033190047","GT","Bij","1.842,75","nota 58","6.942,75"\n'  # noqa: E501
        '"20260217","Windstroom","NL66KRAN0088214470","NL15KRAN0051770936","IC","Af","63,90","termijn","5.100,00"\n'
    ),
    "german": (
        "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;"
        "Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;Betrag;Waehrung;Info\n"
        "DE70990077100044182207;19.02.26;20.02.26;EINGANG;nota 58;DE BOEG BV;NL55BOEG0033190047;1842,75;EUR;verbucht\n"  # noqa: E501
        "DE70990077100044182207;17.02.26;17.02.26;ABGANG;Heizung;Windstroom;DE81990077100063300418;-63,90;EUR;verbucht\n"
    ),
    "uk": (
        "Harbour account, first quarter\nCurrency: EUR\n\nDate,Details,Money Out,Money In,Balance\n"
        "01/02/2026,Opening balance,,,5163.90\n17/02/2026,Windstroom,63.90,,5100.00\n"
        "19/02/2026,DE BOEG BV nota 58,,1842.75,6942.75\n,Closing balance,,,6942.75\n"
    ),
    "french": (
        "~\n=\"0009900044127718\";03/02/2026;28/02/2026;2;28/02/2026;6942,75 EUR\n\n"
        "Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise\n"
        "19/02/2026;ENCAISSEMENT;DE BOEG BV nota 58;1 842,75;EUR\n17/02/2026;ABONNEMENT;Windstroom;-63,90;EUR\n"  # noqa: E501
    ),
    "debit and credit, proved": (
        "Date,Description,Debit,Credit,Balance,Currency\n02/17/2026,Windstroom,63.90,,5100.00,EUR\n"
        "02/19/2026,DE BOEG BV nota 58,,1842.75,6942.75,EUR\n02/23/2026,no move,0.00,0.00,6942.75,EUR\n"  # noqa: E501
    ),
    "us": (
        "Details,Posting Date,Description,Amount,Type,Balance,Currency\n"
        "CREDIT,02/19/2026,DE BOEG BV nota 58,1842.75,ACH_CREDIT,6942.75,EUR\n"
        "DEBIT,02/17/2026,Windstroom,-63.90,ACH_DEBIT,5100.00,EUR\n"
    ),
    "polish": (
        "Data operacji;Data księgowania;Opis operacji;Tytuł;Nadawca/Odbiorca;Kwota;Saldo po operacji;Waluta\n"  # noqa: E501
        "2026-02-17;2026-02-17;OBCIĄŻENIE;rata;Windstroom;-63,90;5 100,00;EUR\n"
        "2026-02-19;2026-02-19;WPŁYW;nota 58;DE BOEG BV;1 842,75;6 942,75;EUR\n"
    ),
    "status": (
        "Buchungsdatum;Wertstellung;Status;Zahlungspflichtige*r;Verwendungszweck;Umsatztyp;IBAN;Betrag (€)\n"  # noqa: E501
        "19.02.26;19.02.26;Gebucht;DE BOEG BV;nota 58;Eingang;NL55BOEG0033190047;1.842,75 €\n"
        "19.02.26;19.02.26;Vorgemerkt;DE BOEG BV;nota 59;Eingang;NL55BOEG0033190047;31,00 €\n"
        "17.02.26;17.02.26;Gebucht;DE BOEG BV;nota 58;Ausgang;NL55BOEG0033190047;-63,90 €\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADED)
def test_lists_with_headings(read: Read, name: str) -> None:
    content = read(HEADED[name])
    assert sides(content) == ({"EUR": 184_275}, {"EUR": 6_390})
    (row,) = content.rows
    said = dict(zip(content.columns, row, strict=True))
    assert "DE BOEG BV" in f"{said['name']} {said['text']}"
    assert "nota 58" in str(said["text"])
    assert str(said["posted"]) == "2026-02-19"


BARE = {
    "semicolons": "17-02-2026;Windstroom;17-02-2026;-63,90;5100,00\n19-02-2026;Boeg;20-02-2026;1842,75;6942,75\n",  # noqa: E501
    "newest first": "19 Feb 2026,Boeg,in,,€1842.75,€6942.75\n17 Feb 2026,Windstroom,out,€63.90,,€5100.00\n16 Feb 2026,Stamps,out,€1.00,,€5163.90\n",  # noqa: E501
    "words": "20260219,Boeg,NL55 BOEG 0033 1900 47,GT,Bij,\"1842,75\", nota58\n20260217,Windstroom,,IC,Af,\"63,90\",termijn, maart\n",  # noqa: E501
    "tabs": "2026-02-17\tWindstroom\t-63.90\n2026-02-19\tBoeg\t1842.75\n",
    "own account": "00990044127;Windstroom, mill two;17.02.2026;17.02.2026;-63,90;EUR\n00990044127;Boeg, sails;19.02.2026;20.02.2026;+1842,75;EUR\n",  # noqa: E501
    "junk above": "Alle Bewegungen\n\n17-02-2026;Windstroom;17-02-2026;-63,90;5100,00\n19-02-2026;Boeg;19-02-2026;1842,75;6942,75\n",  # noqa: E501
    "opening": "01-02-2026;Saldo anterior;01-02-2026;;5163,90\n17-02-2026;Windstroom;17-02-2026;-63,90;5100,00\n19-02-2026;Boeg;19-02-2026;1842,75;6942,75\n",  # noqa: E501
    "ofx days": "CREDIT,20260219090000[0:GMT],Boeg,1842.75\nDEBIT,20260217090000[0:GMT],Windstroom,-63.90\n",  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize("name", BARE)
def test_lists_without_headings(read: Read, name: str) -> None:
    content = read(BARE[name], currency="EUR")
    credits, debits = sides(content)
    assert credits == {"EUR": 184_275}
    assert debits["EUR"] - 6_390 == (100 if name == "newest first" else 0)
    assert "Boeg" in str(content.rows[0])


def test_zeros_stand_for_nothing_and_whole_amounts_are_amounts(read: Read) -> None:
    zeros = "02/17/2026,0,Counter,0,820.40,820.40\n02/18/2026,5512,Freight,96.15,0,724.25\n02/20/2026,0,Counter,0,310.00,1034.25\n"  # noqa: E501
    assert sides(read(zeros, currency="USD")) == ({"USD": 113_040}, {"USD": 9_615})
    yen = (
        "2026-01-29,Hinode,47300,90100\n2026-01-30,Rent,-21000,69100\n2026-01-31,Minato,800,69900\n"
    )
    assert sides(read(yen, currency="JPY")) == ({"JPY": 48_100}, {"JPY": 21_000})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Date,Description,Debit,Credit,Balance,Currency\n01/14/2026,Invoice,100.00,,100.00,EUR\n"
         "01/15/2026,Invoice,50.00,,150.00,EUR\n01/16/2026,Payment,,100.00,50.00,EUR\n", "--kind"),
        ("Date,Description,Amount,Currency\n2026-01-29,A,100.00,EUR\n", "--kind"),
        ("C1;Kälteland GmbH;R-1;01.11.2025;01.12.2025;100,00;EUR\nC1;Kälteland GmbH;R-2;15.11.2025;"
         "15.12.2025;-20,00;EUR\n", "--kind payments"),
        ("31.13.2025;A;1,00;9,00;EUR\n30.12.2025;B;-5,00;8,00;EUR\n29.12.2025;C;2,00;13,00;EUR\n", ""),  # noqa: E501
        ("2026-02-17;A;63,90;5100,00;EUR\n2026-02-19;B;1842,75;8,00;EUR\n", "column"),
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
    text = "DEBIT,2026/02/19,Canteen,($41.70)\nDEBIT,2026/02/18,Rounding,$.08\nCREDIT,2026/02/17,Taken back,($12.50)\nCREDIT,2026/02/16,Quillon,$310.00\n"  # noqa: E501
    content = read(text, currency="USD")
    assert sides(content) == ({"USD": 31_008}, {"USD": 5_420})
    assert any("another direction" in said for said in content.warnings)


def test_a_profile_names_columns_by_number(read: Read) -> None:
    text = "Kiosk;63,90;x;17.02.2026;5100,00\nPier;1842,75;x;19.02.2026;8,00\n"
    profile = {
        "kind": "payments", "no_header": True, "currency": "EUR",
        "columns": {"posted": 4, "amount": 2, "name": 1, "text": 3},
    }  # fmt: skip
    content = read(text, profile=profile)
    assert sides(content) == ({"EUR": 190_665}, {})
    assert content.rows[1][3] == "Pier"


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
