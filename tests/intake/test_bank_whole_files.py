"""Whole files as banks write them: the payments that are meant come out, and their amounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.intake.read import read_file

PROVED = "equal to the closing balance: the opening balance and the entries give it"

CAMT_OLD = """<?xml version='1.0' encoding='ISO-8859-1' standalone="yes"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Acct><Id>
<IBAN>DE38990012340077003158</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>PRCD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">2500</Amt>
 <CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-04-29</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1177.77</Amt>
 <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-04-30</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">3050.4</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt>
 <Dt>2026-04-30</Dt></BookgDt><NtryDtls><Btch><NbOfTxs>3</NbOfTxs></Btch>
 <TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">1000.00</Amt></TxAmt></AmtDtls><RltdPties><Dbtr>
  <Nm>Zinnwerk &#xD6;stl. Hafen</Nm></Dbtr></RltdPties><RmtInf><Ustrd>Lieferschein 7</Ustrd>
  <Ustrd>70-14</Ustrd></RmtInf></TxDtls>
 <TxDtls><AmtDtls><InstdAmt><Amt Ccy="CHF">1900.00</Amt></InstdAmt><TxAmt>
  <Amt Ccy="EUR">2000.15</Amt><CcyXchg><SrcCcy>CHF</SrcCcy><XchgRate>0.95</XchgRate></CcyXchg>
  </TxAmt></AmtDtls><RltdPties><Dbtr><Nm>Glaswerk Süd</Nm></Dbtr></RltdPties></TxDtls></NtryDtls>
 <NtryDtls><TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">50.25</Amt></TxAmt></AmtDtls><RltdPties><Dbtr>
  <Nm>Kornspeicher</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">812.63</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt>
 <Dt>2026-04-30</Dt></BookgDt><NtryDtls><TxDtls><AmtDtls><TxAmt><Amt Ccy="USD">900.00</Amt></TxAmt>
 <CntrValAmt><Amt Ccy="EUR">815.13</Amt></CntrValAmt></AmtDtls><Chrgs><Amt Ccy="EUR">2.50</Amt>
 </Chrgs><RltdPties><Dbtr><Nm>Prairie Looms</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">185.26</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt>
 <Dt>2026-04-30</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"""

CAMT_NEW = """<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<Stmt><Id>1</Id><Acct><Id><Othr><Id>77-120-0158</Id></Othr></Id></Acct>
<Ntry><Amt Ccy="USD">4400.00000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt>
 <DtTm>2026-03-31T23:30:00-05:00</DtTm></BookgDt><NtryDtls>
 <TxDtls><Amt Ccy="EUR">2000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><AmtDtls><CntrValAmt>
  <Amt Ccy="USD">2190.5</Amt></CntrValAmt></AmtDtls><RltdPties><Dbtr><Pty><Nm>Fyrhuset</Nm></Pty>
  </Dbtr></RltdPties></TxDtls>
 <TxDtls><Amt Ccy="EUR">2017.35</Amt><CdtDbtInd>CRDT</CdtDbtInd><AmtDtls><CntrValAmt>
  <Amt Ccy="USD">2209.5</Amt></CntrValAmt></AmtDtls><RltdPties><Dbtr><Pty><Nm>Tegl</Nm></Pty>
  </Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="USD">310.10</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>1</RvslInd>
 <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-04-01Z</Dt></BookgDt><NtryDtls><TxDtls><RltdPties><Dbtr>
 <Pty><Nm>Tegl</Nm></Pty></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry></Stmt>
<Stmt><Id>2</Id><Acct><Id><Othr><Id>77-120-0159</Id></Othr></Id><Ccy>JPY</Ccy></Acct>
<Ntry><Amt Ccy="JPY">81500</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt>
 <Dt>2026-04-01+09:00</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"""

MT_GERMAN = """:20:UMS0714
:25:99001234/77003158EUR
:28C:133/2
:60M:D260713EUR310,07
:61:2607140714CR5110,2N051NONREF//9901/77
/OCMT/EUR5110,20/
:86:152?00DAUERGUTSCHRIFT?108800?20EREF+SAMMLER-26-0
7?21SVWZ+Lieferungen Juni, zwei?22 von drei?30QUAYDE2Z?31AT1299001
00200330411?32Ziegelei und Tonwaren am ?33alten Kanal OHG?60 Rest folgt
:61:2607140714DR92,25N051NONREF//9901/78
:86:109?00Ruecklastschrift?20SVWZ+AC04 ENTGELT 4,25 EUR?32Ruderverein Grünau
:61:2607140714DR1000,N051NONREF//9901/79
:86:116?00UEBERWEISUNG?20SVWZ+Miete Halle?32Speicherstadt
:62M:C260714EUR3707,88
-
:20:UMS0714
:25:99001234/77003158EUR
:28C:133/3
:60M:C260714EUR3707,88
:61:2607140714CR1,N051NONREF//9901/80
:86:166?00GUTSCHRIFT?20SVWZ+nachgereicht?32Kutscherhaus
:62F:C260714EUR3708,88
-
"""

MT_DUTCH = """{1:F01VEENNL2AXXX0000000000}{2:O9400900260505VEENNL2AXXX}{4:
:20:P260505
:25:NL22VEEN0077120015 EUR
:28C:26125
:60F:C260504EUR000000000250,00
:61:260505C000000001480,90N541EREF
NL66KRAN0088214470
:86:/EREF/TUIN 26/7//BENM//NAME/KWEKERIJ HET LAGE LAND V.O.F./RE
MI/bollen wk 18, nota 26-0771/ISDT/2026-05-05
:61:260505D000000000060,10N544NONREF
:86:/EREF/A-12//RTRN/MD06//BENM//NAME/TUINCENTRUM DE K
LAPROOS/REMI/terug nota 26-0702/ISDT/2026-05-05
:62F:C260505EUR000000001670,80
-}
"""

BAI = """01,QUAYUS,LOOMS,260228,1805,A7,80,,2/
02,LOOMS,990102771,1,260227,,USD,2/
03,0077120015,,010,1200055,,,015,4498031,,,100,3306175/
88,3,Z,072,50000,,,400,88210,2,0/
16,195,2500000,V,260226,1512,FW0771/
88,PO-88,LOOMS INC
88,16 BALES, DYED/RED, 88 BALES PLAIN/
16,174,806170,S,300000/
88,506170,0,BK22,CU22,REMOTE DEPOSIT/
16,399,5,D,2/
88,0,3,2/
88,2,BK23,CU23/
16,142,11,Z/
88,no references, but words/
16,557,8210,Z,RT55,,RETURNED ITEM
49,12456867,14/
98,12456867,1,16/
02,LOOMS,990102771,1,260227,2359,GBP,2/
03,0077120016,,,,,/
16,142,33015,Z,,,FELT
49,33015,3/
03,0077120017,EUR,015,-700,,/
16,206,41,0,,,/
49,-659,3/
98,32356,2,8/
99,12489223,2,26/
"""

LETTERS = """1;14.09.26;14.09.26;Brauhaus am Wehr;DE-K 88;H;7.140,00;EUR
2;14.09.26;15.09.26;Finanzkasse;USt;S;2.018,33;EUR
3;16.09.26;16.09.26;Wirtshaus Lände;DE-K 89;H;64,90;EUR
"""


def content_of(folder: Path, text: str, encoding: str = "utf-8") -> FileContent:
    path = folder / "file"
    path.write_bytes(text.encode(encoding))
    return read_file(path, ReadOptions())


def rows(content: FileContent, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[content.columns.index(name)] for name in names) for row in content.rows]


def test_batches_with_foreign_parts_and_charges(tmp_path: Path) -> None:
    content = content_of(tmp_path, CAMT_OLD, "latin-1")
    assert rows(content, "amount", "currency", "name", "text") == [
        (100_000, "EUR", "Zinnwerk Östl. Hafen", "Lieferschein 770-14"),
        (200_015, "EUR", "Glaswerk Süd", "[ordered 1900.00 CHF]"),
        (5_025, "EUR", "Kornspeicher", None),
        (81_263, "EUR", "Prairie Looms", None),
    ]
    assert content.reconciled == PROVED


def test_parts_in_a_currency_that_is_not_the_accounts(tmp_path: Path) -> None:
    content = content_of(tmp_path, CAMT_NEW)
    assert rows(content, "amount", "currency", "kind", "name", "own_account") == [
        (219_050, "USD", "payment", "Fyrhuset", "77-120-0158"),
        (220_950, "USD", "payment", "Tegl", "77-120-0158"),
        (-31_010, "USD", "reversal", "Tegl", "77-120-0158"),
        (81_500, "JPY", "payment", None, "77-120-0159"),
    ]
    assert str(rows(content, "posted")[0][0]) == "2026-03-31"


def test_lines_broken_inside_words_accounts_and_marks(tmp_path: Path) -> None:
    content = content_of(tmp_path, MT_GERMAN.replace("\n", "\r\n"), "cp1252")
    assert rows(content, "amount", "kind", "name", "payer_account", "reference") == [
        (511_020, "payment", "Ziegelei und Tonwaren am alten Kanal OHG", "AT129900100200330411",
         "SAMMLER-26-07"),
        (-9_225, "reversal", "Ruderverein Grünau", None, None),
        (100, "payment", "Kutscherhaus", None, None),
    ]  # fmt: skip
    assert {account for (account,) in rows(content, "own_account")} == {"99001234/77003158"}
    assert content.reconciled == PROVED


def test_the_payers_account_below_the_line_and_tags_broken_in_two(tmp_path: Path) -> None:
    content = content_of(tmp_path, MT_DUTCH)
    assert rows(content, "amount", "name", "payer_account", "references", "text") == [
        (148_090, "KWEKERIJ HET LAGE LAND V.O.F.", "NL66KRAN0088214470", "TUIN 26/7",
         "bollen wk 18, nota 26-0771"),
        (-6_010, "TUINCENTRUM DE KLAPROOS", None, "A-12", "terug nota 26-0702"),
    ]  # fmt: skip
    assert {account for (account,) in rows(content, "own_account")} == {"NL22VEEN0077120015"}
    assert content.reconciled == PROVED


def test_continuations_go_on_with_fields_and_with_text(tmp_path: Path) -> None:
    content = content_of(tmp_path, BAI)
    assert rows(content, "amount", "currency", "ref", "reference", "text") == [
        (2_500_000, "USD", "FW0771", "PO-88", "LOOMS INC 16 BALES, DYED/RED, 88 BALES PLAIN"),
        (806_170, "USD", "BK22", "CU22", "REMOTE DEPOSIT"),
        (5, "USD", "BK23", "CU23", None),
        (11, "USD", "", None, "no references, but words"),
        (-8_210, "USD", "RT55", None, "RETURNED ITEM"),
        (33_015, "GBP", "", None, "FELT"),
        (41, "EUR", "", None, None),
    ]
    assert str(rows(content, "received")[0][0]) == "2026-02-26"
    assert content.warnings == []


@pytest.mark.parametrize(("old", "new"), [("88,506170,0,BK22", "88,x,0,BK22"),
                                          ("88,2,BK23", "88,BK23")])  # fmt: skip
def test_a_parted_availability_never_changes_the_amount(tmp_path: Path, old: str, new: str) -> None:
    assert old in BAI
    content = content_of(tmp_path, BAI.replace(old, new))
    assert [amount for (amount,) in rows(content, "amount")][1:3] == [806_170, 5]


def test_letters_for_in_and_out_without_headings(tmp_path: Path) -> None:
    content = content_of(tmp_path, LETTERS)
    assert rows(content, "amount", "currency") == [(714_000, "EUR"), (6_490, "EUR")]
    assert content.statement is not None
    assert content.statement.debits == {"EUR": 201_833}
