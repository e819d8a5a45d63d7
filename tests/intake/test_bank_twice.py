"""The same money in two files is booked once; what only may be the same is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectwork.domain.ledger import ImportReport, ReadOptions
from collectwork.usecases import cash
from collectwork.usecases.desk import Desk
from collectwork.usecases.importing import bring_in

ACCOUNT = "<Acct><Id><IBAN>CH6909977004188220031</IBAN></Id><Ccy>CHF</Ccy></Acct>"


def camt(kind: str, *entries: str) -> str:
    message, holder = {
        "053": ("BkToCstmrStmt", "Stmt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        "052": ("BkToCstmrAcctRpt", "Rpt"),
    }[kind]
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.04"><{message}><{holder}>'
        f"{ACCOUNT}{''.join(entries)}</{holder}></{message}></Document>"
    )


def entry(amount: str, ref: str, details: str = "") -> str:
    return (
        f"<Ntry><Amt Ccy='CHF'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>"  # noqa: E501
        f"2026-01-05</Dt></BookgDt><AcctSvcrRef>{ref}</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def detail(amount: str, name: str) -> str:
    return (
        f"<TxDtls><Refs><EndToEndId>{name}</EndToEndId></Refs><Amt Ccy='CHF'>{amount}</Amt>"
        f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties></TxDtls>"
    )


BATCH = entry("100.00", "KOG556601017", "<Btch><NbOfTxs>2</NbOfTxs></Btch>")
PARTS = entry("100.00", "KOG556601017", detail("60.00", "A") + detail("40.00", "B"))
OTHER = entry("5.00", "KOG556601018", detail("5.00", "C"))


def statement(opening: str, closing: str, *lines: str) -> str:
    return "\n".join([
        ":20:X", ":25:99007710/4418220", ":28C:1/1", f":60F:C260101EUR{opening}", *lines,
        f":62F:C260106EUR{closing}", "-", "",
    ])  # fmt: skip


SEVEN = (":61:2601050105C7,NTRFNONREF", ":86:LUMORA B-71")
NINE = (":61:2601050105C9,NTRFNONREF", ":86:TERN B-72")
THREE = (":61:2601060106C3,NTRFNONREF", ":86:GULL B-73")
LIST = "Buchungstag;Verwendungszweck;Betrag;Saldo;Währung\n"


def brought(desk: Desk, folder: Path, *texts: str) -> list[ImportReport]:
    reports = []
    for number, text in enumerate(texts):
        path = folder / f"file{number}.txt"
        path.write_text(text, "utf-8")
        reports.append(bring_in(desk, path, ReadOptions()))
    return reports


def booked(desk: Desk) -> list[int]:
    return sorted(receipt.amount_minor for receipt in cash.receipts(desk))


@pytest.mark.parametrize(
    ("files", "amounts"),
    [
        ((camt("054", PARTS), camt("053", BATCH, OTHER)), [500, 4_000, 6_000]),
        ((camt("053", BATCH, OTHER), camt("054", PARTS)), [500, 10_000]),
        ((camt("053", PARTS, OTHER), camt("054", PARTS)), [500, 4_000, 6_000]),
        ((camt("052", PARTS), camt("053", PARTS)), [4_000, 6_000]),
        ((camt("053", PARTS), camt("053", PARTS, OTHER)), [500, 4_000, 6_000]),
        (
            (statement("1,", "24,", *SEVEN, *SEVEN, *NINE),
             statement("8,", "27,", *SEVEN, *NINE, *THREE)),
            [300, 700, 700, 900],
        ),
        (
            (f"{LIST}05.01.2026;A;7,00;107,00;EUR\n05.01.2026;A;7,00;114,00;EUR\n15.01.2026;B;-1,00;113,00;EUR\n",
             f"{LIST}05.01.2026;A;7,00;114,00;EUR\n15.01.2026;B;-1,00;113,00;EUR\n16.01.2026;C;4,00;117,00;EUR\n"),
            [400, 700, 700],
        ),
    ],
)  # fmt: skip
def test_an_entry_is_booked_once(
    sqlite_desk: Desk, tmp_path: Path, files: tuple[str, ...], amounts: list[int]
) -> None:
    brought(sqlite_desk, tmp_path, *files)
    assert booked(sqlite_desk) == amounts


def test_another_companys_list_is_other_money(sqlite_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{LIST}05.01.2026;A;7,00;107,00;EUR\n06.01.2026;A;-1,00;106,00;EUR\n", "utf-8")
    for company in ("North", "South"):
        bring_in(sqlite_desk, path, ReadOptions(company=company))
    assert booked(sqlite_desk) == [700, 700]


def test_what_may_be_the_same_is_said(sqlite_desk: Desk, tmp_path: Path) -> None:
    _, second = brought(
        sqlite_desk, tmp_path, statement("1,", "8,", *SEVEN),
        f"{LIST}05.01.2026;LUMORA;7,00;107,00;EUR\n06.01.2026;A;-1,00;106,00;EUR\n",
    )  # fmt: skip
    assert any("EUR 7.00" in said and "twice" in said for said in second.warnings)


def test_what_the_bank_wrote_is_remembered(desk: Desk, tmp_path: Path) -> None:
    (first,) = brought(desk, tmp_path, statement("1,", "8,", *SEVEN))
    again = bring_in(desk, tmp_path / "file0.txt", ReadOptions())
    assert again.duplicate
    assert again.statement == first.statement
    assert first.statement is not None
    assert (first.statement.balances[0].opening, first.statement.balances[0].closing) == (100, 800)
