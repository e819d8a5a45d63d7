"""What is lacking after an import, looked up in all that is known, and what that turns off.

A ledger seldom holds contacts, but the customer list of last week may have brought them: a gap is
what the file *and* the store lack.
"""

from __future__ import annotations

from collectwork.usecases.intaking import Intake

Gap = tuple[str, str]

_ITEMS = ("open-items", "invoices")
_LISTS = ("customers", "contacts")
_MAILS = "mails and statements cannot be sent to them: bring a customer or contact list"
_CALLS = "calls have nothing to dial: bring a customer or contact list"
_WORDS = "they are written to in English: bring a customer list"


def gaps(intake: Intake) -> tuple[Gap, ...]:
    """The file's own gaps, with those of contacts, languages and limits as the store knows them."""
    content = intake.content
    own = [gap for gap in content.gaps if gap[0] != "no contacts"]
    if content.kind not in (*_ITEMS, *_LISTS):
        return tuple(own)
    have = intake.tx.imports.equipment()
    if not have.customers:
        return tuple(own)
    for has, one, none, disables in (
        (have.mail, "mail address", "no contacts", _MAILS),
        (have.phone, "telephone number", "no telephone numbers", _CALLS),
        (have.language, "language or country", "no languages", _WORDS),
    ):
        if not has:
            own.append((none, disables))
        elif has < have.customers:
            missing = f"{have.customers - has} of {have.customers} customers without a {one}"
            own.append((missing, disables))
    if not have.limits:
        own.append(("no credit limits", "rules on limits and the share of a limit used are off"))
    return tuple(own)
