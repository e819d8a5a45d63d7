"""ISO 20022 camt.052, .053 and .054, whatever their version: elements by local name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from collectwork.domain.ledger import ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake import gate
from collectwork.intake.bank.camtparts import parts
from collectwork.intake.bank.camtxml import below, local, text
from collectwork.intake.bank.entries import (
    BankFile,
    Entry,
    Part,
    Report,
    Unreadable,
    account_of,
    currency_of,
    minor_of,
    point,
    tidy,
)

_KINDS = {"Stmt": "053", "Ntfctn": "054", "Rpt": "052"}
_MESSAGES = ("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn", "BkToCstmrAcctRpt")
_NAMES = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:" + "|".join(_MESSAGES).encode() + rb")\b")
#: ISO bank transaction codes of money received; a debit of such a family takes it back.
_RECEIVED = ("RCDT", "IDDT", "RCHQ", "RRCT")
_FEES = ("CHRG", "FEES", "COMM", "INTR", "TAXE")
#: German transaction codes of returned debits and cheques
_RETURNED = ("009", "108", "109", "110", "111")


def is_camt(data: bytes) -> bool:
    """Whether the bytes hold such a message, in any wrapping."""
    plain = data.replace(b"\0", b"") if b"\0" in data[:200] else data
    return bool(_NAMES.search(plain))


def read(path: Path, sha256: str, data: bytes, options: ReadOptions) -> BankFile:
    """All statements, advices or reports of the file."""
    holders = [holder for root in _roots(data) for holder in _holders(root)]
    kinds = sorted({_KINDS[local(holder)] for holder in holders})
    file = BankFile(path, sha256, options, "camt." + "/".join(kinds or ["05x"]))
    if "052" in kinds and len(kinds) > 1:
        raise InputRefused(
            "Not imported: the file holds interim reports (camt.052) and statements. Save each as "
            "a file of its own."
        )
    if not holders:
        file.notes.append("the message holds no statement")
    file.final = "052" not in kinds
    count = 0
    for holder in holders:
        report = _report(holder)
        file.reports.append(report)
        for element in below(holder, "Ntry"):
            count += 1
            _entry(file, report, element, count)
        _summary(report, holder)
    return file


def _roots(data: bytes) -> Iterator[Element]:
    """Every document of the file; several may stand one behind the other."""
    starts = [match.start() for match in re.finditer(rb"<\?xml\s", data)]
    if len(starts) < 2:
        yield _parsed(data)
        return
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        yield _parsed(data[start:end])


def _parsed(data: bytes) -> Element:
    try:
        return _tree(data.strip(b" \t\r\n\0") if b"\0" not in data[:200] else data)
    except ParseError as error:
        raise InputRefused(
            f"Not imported: the XML is damaged or cut off ({error}). Export or copy it again."
        ) from error


def _tree(data: bytes) -> Element:
    try:
        return _safe(data)
    except ParseError:
        decoded = gate.decode(data)
        if decoded.encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            raise
        # says UTF-8 and is a Windows code page: amounts are the same, names become readable
        plain = decoded.text.encode("utf-8", "replace")
        return _safe(re.sub(rb"^\s*<\?xml[^>]*\?>", b"", plain))


def _safe(data: bytes) -> Element:
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise InputRefused(
            "Not imported: the XML declares entities (DOCTYPE), which no bank writes. Get the file "
            "from the bank again."
        ) from error
    except (ValueError, LookupError) as error:
        raise InputRefused(
            f"Not imported: the XML cannot be decoded ({error}). Get the file from the bank again."
        ) from error
    return root


def _holders(root: Element) -> Iterator[Element]:
    for message in root.iter():
        if local(message) in _MESSAGES:
            for child in message:
                if local(child) in _KINDS:
                    yield child


def _report(holder: Element) -> Report:
    account = next(below(holder, "Acct"), None)
    report = Report(number=tidy(text(holder, "Id")) or "")
    if account is not None:
        report.account = account_of(text(account, "Id/IBAN") or text(account, "Id/Othr/Id")
                                    or text(account, "Id/PrtryAcct/Id"))  # fmt: skip
        report.currency = tidy(text(account, "Ccy"))
    _balances(report, holder)
    return report


def _balances(report: Report, holder: Element) -> None:
    """Opening and closing as booked; interim and available balances prove nothing."""
    found: dict[str, list[tuple[date, str, int]]] = {}
    for balance in below(holder, "Bal"):
        code = tidy(text(balance, "Tp/CdOrPrtry/Cd")) or ""
        amount = next(below(balance, "Amt"), None)
        try:
            day = _day(balance, "Dt")
        except Unreadable:
            report.warnings.append(f"a balance ({code}) has no day that can be read")
            continue
        if code not in ("OPBD", "PRCD", "CLBD") or amount is None or day is None:
            continue
        currency = (amount.get("Ccy") or report.currency or "").strip()
        try:
            minor = minor_of(point(amount.text), currency)
        except Unreadable:
            report.warnings.append(f"a balance ({code}) could not be read: {amount.text!r}")
            continue
        sign = -1 if tidy(text(balance, "CdtDbtInd")) == "DBIT" else 1
        found.setdefault(code, []).append((day, currency, sign * minor))
    first = min(found.get("OPBD") or [], default=None) or max(found.get("PRCD") or [], default=None)
    last = max(found.get("CLBD") or [], default=None)
    if first:
        report.opened, opening_in, report.opening = first
        report.currency = report.currency or opening_in
        if opening_in != report.currency:
            report.opening = None
    if last:
        report.closed, closing_in, report.closing = last
        report.currency = report.currency or closing_in
        if closing_in != report.currency:
            report.closing = None
            report.warnings.append(
                f"the closing balance is in {closing_in}, the account in {report.currency}"
            )


def _entry(file: BankFile, report: Report, element: Element, place: int) -> None:
    amount = next(below(element, "Amt"), None)
    sign = tidy(text(element, "CdtDbtInd"))
    status = tidy(text(element, "Sts/Cd") or text(element, "Sts/Prtry") or text(element, "Sts"))
    ref = tidy(text(element, "AcctSvcrRef")) or ""
    if amount is None or sign not in ("CRDT", "DBIT") or not status:
        lacks = "Amt" if amount is None else "Sts" if not status else "CdtDbtInd"
        expected = "expected CRDT or DBIT" if lacks == "CdtDbtInd" else "found none"
        file.wrong(place, sign or ref or None, f"entry (Ntry) without a readable {lacks}: {expected}")  # noqa: E501  # fmt: skip
        return
    currency = currency_of(file, amount.get("Ccy") or report.currency, f"entry {place}")
    try:
        minor = minor_of(point(amount.text), currency)
        booked, value = _day(element, "BookgDt"), _day(element, "ValDt")
    except Unreadable as error:
        file.wrong(place, (amount.text or "").strip(), f"entry (Ntry): {error}")
        return
    if booked is None and value is None:
        booked = report.closed or _day(element, "CreDtTm")
    if booked is None and value is None:
        file.wrong(place, ref or None, "entry (Ntry) without a booking or value date")
        return
    signed = minor if sign == "CRDT" else -minor
    entry = Entry(place, currency, signed, booked, value, ref)
    entry.status = "" if status.upper() == "BOOK" else status
    entry.came_back = _came_back(element, signed)
    entry.method = tidy(text(element, "AddtlNtryInf") or _code(element))
    details = [d for holder in below(element, "NtryDtls") for d in below(holder, "TxDtls")]
    entry.parts = parts(report, entry, details) or [Part(signed, text=entry.method)]
    entry.said = " ".join(
        " ".join(filter(None, (p.name, p.account, p.reference, p.text, *p.references)))
        for p in entry.parts
    )  # fmt: skip
    if not tells_one(entry) and len(details) == 1:
        entry.ref = tidy(text(details[0], "Refs/AcctSvcrRef")) or entry.ref
    report.entries.append(entry)


def tells_one(entry: Entry) -> bool:
    """Whether the bank has given the entry a reference of its own."""
    from collectwork.intake.bank.booking import tells

    return tells(entry.ref)


def _came_back(element: Element, signed: int) -> bool:
    """A reversal, a return, or a debit of a kind of transaction that brings money in."""
    if (tidy(text(element, "RvslInd")) or "").lower() in ("true", "1"):
        return True
    if any(local(child) == "RtrInf" for child in element.iter()):
        return True
    codes = [code for code in element.iter() if local(code) == "BkTxCd"]
    for code in codes:
        family = tidy(text(code, "Domn/Fmly/Cd"))
        detail = tidy(text(code, "Domn/Fmly/SubFmlyCd")) or ""
        if signed < 0 and family in _RECEIVED and detail not in _FEES:
            return True
        own = (tidy(text(code, "Prtry/Cd")) or "").split("+")
        if signed < 0 and (own[0] == "NRTI" or (len(own) > 1 and own[1] in _RETURNED)):
            return True
    return False


def _code(element: Element) -> str | None:
    code = next(below(element, "BkTxCd"), None)
    if code is None:
        return None
    words = [text(code, "Domn/Cd"), text(code, "Domn/Fmly/Cd"), text(code, "Domn/Fmly/SubFmlyCd")]
    return "/".join(word for word in words if word) or text(code, "Prtry/Cd")


def _summary(report: Report, holder: Element) -> None:
    """The statement's own counts and sums, where it has them."""
    booked = [entry for entry in report.entries if not entry.status]
    for name, signs in (("TtlCdtNtries", 1), ("TtlDbtNtries", -1), ("TtlNtries", 0)):
        said = text(holder, f"TxsSummry/{name}/NbOfNtries")
        mine = [e for e in booked if not signs or (e.minor > 0) == (signs > 0)]
        everything = [e for e in report.entries if not signs or (e.minor > 0) == (signs > 0)]
        if said and said.isdigit() and int(said) not in (len(mine), len(everything)):
            report.warnings.insert(
                0,
                f"statement {report.number}: it says {said} entries ({name}) and holds {len(mine)}",
            )


def _day(element: Element, name: str) -> date | None:
    """``Dt`` or ``DtTm`` below the element; None without one, Unreadable when it is no day."""
    for holder in below(element, name):
        said = text(holder, "Dt") or text(holder, "DtTm") or (holder.text or "").strip()
        if not said:
            continue
        try:
            if "T" in said:
                return datetime.fromisoformat(said).date()
            return date.fromisoformat(said[:10])
        except ValueError:
            raise Unreadable(f"expected a day in {name}, found {said!r}") from None
    return None
