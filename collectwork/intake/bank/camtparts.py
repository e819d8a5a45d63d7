"""The payments inside a camt entry: the details of a batch, or the entry itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from collectwork.domain.money import decimals
from collectwork.intake.bank.camtxml import below, text
from collectwork.intake.bank.entries import (
    Entry,
    Part,
    Report,
    Unreadable,
    account_of,
    minor_of,
    point,
    references_of,
    tidy,
)

#: Where a detail says its amount, the account's own view first.
_AMOUNTS = (
    "Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/AnncdPstngAmt/Amt",
    "AmtDtls/InstdAmt/Amt",
)  # fmt: skip


def parts(report: Report, entry: Entry, details: Sequence[Element]) -> list[Part]:
    """One payment a detail where their amounts make up the entry; else one for all of it."""
    if len(details) <= 1:
        return [_part(entry, entry.minor, detail) for detail in details]
    amounts = _amounts(entry, details)
    if amounts is not None:
        return [_part(entry, minor, detail) for minor, detail in zip(amounts, details, strict=True)]
    if entry.minor > 0 or entry.came_back:
        report.warnings.append(
            f"entry {entry.place} ({decimals(entry.minor, entry.currency)} {entry.currency}) has "
            f"{len(details)} details whose amounts do not make it up: taken as one payment"
        )
    return [_together(entry, [_part(entry, 0, detail) for detail in details])]


def _amounts(entry: Entry, details: Sequence[Element]) -> list[int] | None:
    """Signed amounts of all details in the entry's currency, if they add up to the entry."""
    direction = 1 if entry.minor >= 0 else -1
    for path in _AMOUNTS:
        plain = [_amount(detail, path, entry.currency) for detail in details]
        found = [minor for minor in plain if minor is not None]
        if len(found) < len(details):
            continue
        signs = [_sign(detail, direction) for detail in details]
        signed = [minor * sign for minor, sign in zip(found, signs, strict=True)]
        if sum(signed) == entry.minor:
            return signed
        if direction * sum(found) == entry.minor:
            return [direction * minor for minor in found]
    return None


def _amount(detail: Element, path: str, currency: str) -> int | None:
    for amount in below(detail, path):
        if (amount.get("Ccy") or currency) == currency:
            try:
                return minor_of(point(amount.text), currency)
            except Unreadable:
                return None
    return None


def _sign(detail: Element, direction: int) -> int:
    said = text(detail, "CdtDbtInd")
    return {"CRDT": 1, "DBIT": -1}.get(said or "", direction)


def _part(entry: Entry, minor: int, detail: Element) -> Part:
    payer = "Dbtr" if entry.minor >= 0 or entry.came_back else "Cdtr"
    if entry.came_back and entry.minor < 0:
        payer = _payer_of_return(detail)
    name = _first(
        detail,
        (f"RltdPties/{payer}/Nm", f"RltdPties/{payer}/Pty/Nm", f"RltdPties/Ultmt{payer}/Nm",
         f"RltdPties/Ultmt{payer}/Pty/Nm", f"RltdPties/{payer}/Agt/FinInstnId/Nm"),
    )  # fmt: skip
    account = _first(
        detail,
        (f"RltdPties/{payer}Acct/Id/IBAN", f"RltdPties/{payer}Acct/Id/Othr/Id",
         f"RltdPties/{payer}Acct/Id/PrtryAcct/Id"),
    )  # fmt: skip
    end_to_end = references_of([text(detail, "Refs/EndToEndId")])
    structured = references_of(_structured(detail))
    return Part(
        minor,
        name=tidy(name),
        account=account_of(account),
        text=_text(entry, detail),
        reference=end_to_end[0] if end_to_end else None,
        references=references_of([*structured, *end_to_end]),
        ref=tidy(text(detail, "Refs/AcctSvcrRef")) or "",
    )


def _payer_of_return(detail: Element) -> str:
    """Of a return the debtor may be the bank's view of now or of then: the side with a name that
    the account's owner is not. Without a creditor's name it is the debtor."""
    has_debtor = _first(detail, ("RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm"))
    return "Dbtr" if has_debtor else "Cdtr"


def _structured(detail: Element) -> Iterable[str | None]:
    for structured in below(detail, "RmtInf/Strd"):
        yield text(structured, "CdtrRefInf/Ref")
        for document in below(structured, "RfrdDocInf"):
            yield text(document, "Nb")


def _text(entry: Entry, detail: Element) -> str | None:
    """The remittance text, its pieces joined without a blank since banks cut words, and what the
    payer ordered where the account was given another amount."""
    said = "".join(part.text or "" for part in below(detail, "RmtInf/Ustrd"))
    more = [tidy(said)]
    for structured in below(detail, "RmtInf/Strd"):
        more += [tidy(part.text) for part in below(structured, "AddtlRmtInf")]
    if not any(more):
        more.append(tidy(text(detail, "AddtlTxInf")))
    ordered = next(below(detail, "AmtDtls/InstdAmt/Amt"), None)
    if ordered is not None and entry.minor > 0:
        code, value = (ordered.get("Ccy") or "").strip(), (ordered.text or "").strip()
        if code and code != entry.currency:
            more.append(f"[ordered {value} {code}]")
    return " ".join(part for part in more if part) or None


def _together(entry: Entry, found: Sequence[Part]) -> Part:
    names = list(dict.fromkeys(part.name for part in found if part.name))
    accounts = list(dict.fromkeys(part.account for part in found if part.account))
    return Part(
        entry.minor,
        name=names[0] if len(names) == 1 else None,
        account=accounts[0] if len(accounts) == 1 else None,
        text=" ".join(part.text for part in found if part.text) or None,
        references=references_of(ref for part in found for ref in part.references),
    )


def _first(element: Element, paths: Iterable[str]) -> str | None:
    return next((said for path in paths if (said := text(element, path))), None)
