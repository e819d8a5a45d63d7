"""camt.052, .053 and .054 of all versions: what is money, whose, how much, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file

Read = Callable[..., FileContent]

ACCOUNT = "<Acct><Id><IBAN>DE70990077100044182207</IBAN></Id><Ccy>EUR</Ccy></Acct>"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def _read(data: str | bytes, **options: object) -> FileContent:
        path = tmp_path / "statement.xml"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_file(path, ReadOptions(**options))  # type: ignore[arg-type]

    return _read


def document(inner: str, *, kind: str = "053", version: int = 2, prefix: str = "") -> str:
    message, holder = {
        "053": ("BkToCstmrStmt", "Stmt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        "052": ("BkToCstmrAcctRpt", "Rpt"),
    }[kind]
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version:02d}"
    p = f"{prefix}:" if prefix else ""
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    body = inner
    if prefix:
        import re

        body = re.sub(r"<(/?)(\w)", rf"<\1{prefix}:\2", inner)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{p}Document {name}="{space}"><{p}{message}>'
        f"<{p}GrpHdr><{p}MsgId>M</{p}MsgId></{p}GrpHdr><{p}{holder}>{body}</{p}{holder}>"
        f"</{p}{message}></{p}Document>"
    )


def balance(code: str, amount: str, day: str, sign: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def entry(
    amount: str = "100.00",
    sign: str = "CRDT",
    *,
    details: str = "",
    status: str = "<Sts>BOOK</Sts>",
    more: str = "",
    ref: str = "KOG556601017",
    currency: str = "EUR",
) -> str:
    return (
        f"<Ntry><Amt Ccy='{currency}'>{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}{status}"
        "<BookgDt><Dt>2026-01-05</Dt></BookgDt><ValDt><DtTm>2026-01-06T00:00:00+01:00</DtTm>"
        f"</ValDt><AcctSvcrRef>{ref}</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def detail(
    amount: str | None = None,
    *,
    name: str = "Lumora",
    text: str = "",
    more: str = "",
    new: bool = False,
) -> str:
    money = f"<Amt Ccy='EUR'>{amount}</Amt>" if amount else ""
    payer = f"<Pty><Nm>{name}</Nm></Pty>" if new else f"<Nm>{name}</Nm>"
    return (
        f"<TxDtls><Refs><EndToEndId>E-{name}</EndToEndId></Refs>{money}{more}<RltdPties><Dbtr>"
        f"{payer}</Dbtr><DbtrAcct><Id><IBAN>CH69 0997 7004 1882 2003 1</IBAN></Id></DbtrAcct>"
        f"</RltdPties><RmtInf>{text}</RmtInf></TxDtls>"
    )


def rows(content: FileContent, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[content.columns.index(name)] for name in names) for row in content.rows]


@pytest.mark.parametrize("version", [1, 2, 4, 8, 13])
@pytest.mark.parametrize("prefix", ["", "ns2"])
def test_every_version_by_local_names(read: Read, version: int, prefix: str) -> None:
    status = "<Sts><Cd>BOOK</Cd></Sts>" if version >= 8 else "<Sts>BOOK</Sts>"
    one = detail(text="<Ustrd>Bill 58</Ustrd><Ustrd>063</Ustrd>", new=version >= 8)
    content = read(
        document(ACCOUNT + entry(details=one, status=status), version=version, prefix=prefix)
    )
    assert content.kind == "payments"
    assert rows(content, "amount", "currency", "name", "text", "payer_account", "reference") == [
        (10_000, "EUR", "Lumora", "Bill 58063", "CH6909977004188220031", "E-Lumora")
    ]
    assert rows(content, "posted", "received", "own_account", "ref", "source", "kind") == [
        (*content.rows[0][8:9], content.rows[0][7], "DE70990077100044182207", "KOG556601017",
         "bank", "payment")
    ]  # fmt: skip
    assert (str(content.rows[0][8]), str(content.rows[0][7])) == ("2026-01-05", "2026-01-06")


def test_the_details_of_a_batch_are_the_payments(read: Read) -> None:
    batch = detail("60.00", name="A") + detail("40.00", name="B")
    content = read(document(ACCOUNT + entry("100.00", details=batch), kind="054"))
    assert rows(content, "amount", "name") == [(6_000, "A"), (4_000, "B")]
    assert content.statement is not None
    assert content.statement.credit_count == 1
    assert len({row[-1] for row in content.rows}) == 1  # one entry


def test_amounts_of_details_are_found_where_the_version_has_them(read: Read) -> None:
    def tx(amount: str) -> str:
        return f"<AmtDtls><InstdAmt><Amt Ccy='USD'>9.99</Amt></InstdAmt><TxAmt><Amt Ccy='EUR'>{amount}</Amt></TxAmt></AmtDtls>"  # noqa: E501

    batch = detail(name="A", more=tx("60.00")) + detail(name="B", more=tx("40.00"))
    content = read(document(ACCOUNT + entry("100.00", details=batch)))
    assert rows(content, "amount", "text") == [
        (6_000, "[ordered 9.99 USD]"), (4_000, "[ordered 9.99 USD]"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "batch",
    [
        detail("60.00", name="A") + detail("39.00", name="B"),  # a charge was taken off
        detail(name="A") + detail(name="B"),  # no amounts
        "<Btch><NbOfTxs>2</NbOfTxs><TtlAmt Ccy='EUR'>100.00</TtlAmt></Btch>",
        "<Btch><NbOfTxs>2</NbOfTxs></Btch>" + detail("60.00", name="A"),
    ],
)
def test_a_batch_whose_parts_are_not_known_is_one_payment(read: Read, batch: str) -> None:
    content = read(document(ACCOUNT + entry("100.00", details=batch)))
    assert rows(content, "amount") == [(10_000,)]


def test_a_returned_part_of_a_batch_is_a_reversal(read: Read) -> None:
    back = detail("20.00", name="B").replace(
        "<RltdPties>", "<CdtDbtInd>DBIT</CdtDbtInd><RltdPties>"
    )
    content = read(document(ACCOUNT + entry("80.00", details=detail("100.00", name="A") + back)))
    assert rows(content, "amount", "kind") == [(10_000, "payment"), (-2_000, "reversal")]


@pytest.mark.parametrize(
    "more",
    [
        "<RvslInd>true</RvslInd>",
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd>",
        "<BkTxCd><Prtry><Cd>NRTI+109+08117</Cd></Prtry></BkTxCd>",
    ],
)
def test_a_credit_that_is_taken_back_is_a_reversal(read: Read, more: str) -> None:
    content = read(document(ACCOUNT + entry("50.00", "DBIT", more=more, details=detail())))
    assert rows(content, "amount", "kind", "name") == [(-5_000, "reversal", "Lumora")]
    assert content.statement is not None
    assert content.statement.debits == {"EUR": 5_000}


def test_our_own_payments_are_counted_and_not_booked(read: Read) -> None:
    content = read(document(ACCOUNT + entry("50.00", "DBIT") + entry("7.00", ref="KOG556601018")))
    assert rows(content, "amount") == [(700,)]
    assert content.statement is not None
    assert content.statement.debits == {"EUR": 5_000}
    assert (content.statement.credit_count, content.statement.debit_count) == (1, 1)


@pytest.mark.parametrize("status", ["<Sts>PDNG</Sts>", "<Sts><Cd>INFO</Cd></Sts>",
                                    "<Sts><Prtry>NEW</Prtry></Sts>"])  # fmt: skip
def test_only_what_is_booked_is_money(read: Read, status: str) -> None:
    content = read(document(ACCOUNT + entry(status=status)))
    assert content.rows == []
    assert any("not booked at the bank" in said for said in content.warnings)


def test_an_interim_report_books_nothing_and_says_so(read: Read) -> None:
    content = read(document(ACCOUNT + entry(), kind="052"))
    assert content.rows == []
    assert content.statement is not None
    assert content.statement.credits == {"EUR": 10_000}
    assert any("interim report" in said for said in content.warnings)


def test_structured_references_are_kept(read: Read) -> None:
    text = (
        "<Strd><RfrdDocInf><Nb>B-58063</Nb></RfrdDocInf><CdtrRefInf><Ref>330000000044182200005806171"
        "</Ref></CdtrRefInf><AddtlRmtInf>spring order</AddtlRmtInf></Strd>"
    )
    content = read(document(ACCOUNT + entry(details=detail(text=text)), version=4))
    assert rows(content, "references", "text") == [
        ("330000000044182200005806171\nB-58063\nE-Lumora", "spring order")
    ]
    none = detail().replace("E-Lumora", "NOTPROVIDED")
    assert rows(read(document(ACCOUNT + entry(details=none))), "references") == [(None,)]


def test_the_balances_are_checked_and_never_fatal(read: Read) -> None:
    right = balance("OPBD", "10.00", "2026-01-05") + balance("CLBD", "110.00", "2026-01-05")
    assert read(document(ACCOUNT + right + entry())).reconciled.startswith("equal to the closing")
    wrong = balance("PRCD", "10.00", "2026-01-05") + balance("CLBD", "90.00", "2026-01-05", "DBIT")
    content = read(document(ACCOUNT + wrong + entry()))
    assert content.reconciled.startswith("differs")
    assert "-90.00" in content.warnings[0]
    assert rows(content, "amount") == [(10_000,)]


def test_a_statement_without_entries_is_fine(read: Read) -> None:
    nothing = balance("OPBD", "10.00", "2026-01-05") + balance("CLBD", "10.00", "2026-01-05")
    content = read(document(ACCOUNT + nothing))
    assert content.rows == []
    assert content.statement is not None
    assert content.statement.entries == 0


def test_five_decimals_are_exact_or_refused(read: Read) -> None:
    assert rows(read(document(ACCOUNT + entry("12.50000"))), "amount") == [(1_250,)]
    assert rows(read(document(entry("12.3450", currency="KWD"))), "amount") == [(12_345,)]
    assert rows(read(document(entry("12", currency="JPY"))), "amount") == [(12,)]
    with pytest.raises(InputRefused, match="2 decimals"):
        read(document(ACCOUNT + entry("12.50001")))


@pytest.mark.parametrize("amount", ["", "-5.00", "1,234.56", "12.3.4", "1e3", "١٢", "NaN"])
def test_an_amount_that_is_none_is_refused(read: Read, amount: str) -> None:
    with pytest.raises(InputRefused, match="row 1"):
        read(document(ACCOUNT + entry(amount)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<CdtDbtInd>CRDT</CdtDbtInd>", ""), ("CRDT", "CREDIT"), ("<Sts>BOOK</Sts>", ""),
        ("<Dt>2026-01-05</Dt>", "<Dt>2026-13-05</Dt>"), ("Ccy='EUR'", "Ccy='EURO'"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_read_is_never_dropped(read: Read, old: str, new: str) -> None:
    whole = document(ACCOUNT + entry() + entry("3.00", ref="KOG556601018"))
    with pytest.raises(InputRefused):
        read(whole.replace(old, new, 1))


def test_bad_entries_can_be_set_aside(read: Read) -> None:
    whole = document(ACCOUNT + entry("x") + entry("3.00", ref="KOG556601018"))
    content = read(whole, skip_bad_rows=True)
    assert rows(content, "amount") == [(300,)]
    assert len(content.rejects) == 1


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE d [<!ENTITY a "b">]>',
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d SYSTEM "http://example.invalid/x.dtd">',
    ],
)
def test_entities_and_dtds_are_refused(read: Read, head: str) -> None:
    whole = document(ACCOUNT + entry()).replace("?>", f"?>{head}", 1)
    with pytest.raises(InputRefused, match="entities"):
        read(whole)


def test_a_cut_off_message_is_refused(read: Read) -> None:
    whole = document(ACCOUNT + entry())
    for end in (200, len(whole) // 2, len(whole) - 3):
        with pytest.raises(InputRefused):
            read(whole[:end])


def test_repeats_inside_a_file_are_read_once(read: Read) -> None:
    whole = document(ACCOUNT + entry())
    assert rows(read(whole + whole), "amount") == [(10_000,)]
    more = f"</Stmt><Stmt>{ACCOUNT}{entry()}{entry('5.00', ref='KOG556601018')}</Stmt>"
    two = document(ACCOUNT + entry()).replace("</Stmt>", more, 1)
    assert rows(read(two), "amount") == [(10_000,), (500,)]


def test_equal_entries_of_one_statement_are_all_taken(read: Read) -> None:
    content = read(document(ACCOUNT + entry(ref="") + entry(ref="") + entry()))
    assert rows(content, "amount") == [(10_000,)] * 3
    assert len({row[-1] for row in content.rows}) == 3


def test_code_pages_and_wide_characters(read: Read) -> None:
    whole = document(ACCOUNT + entry(details=detail(name="Löffel & Söhne".replace("&", "&amp;"))))
    for data in (
        whole.encode("cp1252"),  # says UTF-8 and is not
        whole.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        whole.replace("UTF-8", "windows-1252").encode("cp1252"),
        whole.replace("UTF-8", "UTF-16").encode("utf-16"),
        b"\xef\xbb\xbf" + whole.encode(),
        b"\r\n" + whole.encode(),
    ):
        assert rows(read(data), "name") == [("Löffel & Söhne",)]


def test_a_contradicting_option_is_refused(read: Read) -> None:
    whole = document(ACCOUNT + entry())
    with pytest.raises(InputRefused, match="--currency"):
        read(whole, currency="USD")
    with pytest.raises(InputRefused, match="payments"):
        read(whole, kind="open-items")
    assert read(whole, kind="payments", currency="EUR").rows
