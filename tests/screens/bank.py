"""A bank statement as a file: some of it is certain, some is short, some is a riddle."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

Entry = tuple[str, str, str]  # payer, amount, what was written

ENTRIES: tuple[Entry, ...] = (
    ("Muster 2 GmbH", "8998.50", "RE-00002"),
    ("Muster 3 GmbH", "8987.50", "RE-00003 less the broken pallet"),
    ("Somebody Else Ltd", "8996.50", "thank you"),
    ("Tax Office", "230.00", "refund 10/2026"),
    ("Muster 6 GmbH", "4000.00", "part of RE-00006"),
)


def statement(entries: Sequence[Entry]) -> str:
    """A camt.053 of 20 November with these credits."""
    booked = "".join(
        f"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-20</Dt></ValDt>
        <AcctSvcrRef>{payer} {number}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty>
        <Nm>{payer}</Nm></Pty></Dbtr><DbtrAcct><Id><Othr><Id>A-{payer}</Id></Othr></Id></DbtrAcct>
        </RltdPties><RmtInf><Ustrd>{escape(words)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""
        for number, (payer, amount, words) in enumerate(entries)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr>'
        "<MsgId>1</MsgId><CreDtTm>2026-11-20T06:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id><Acct><Id>"
        "<IBAN>DE81990077100063300418</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{booked}</Stmt></BkToCstmrStmt></Document>"
    )
