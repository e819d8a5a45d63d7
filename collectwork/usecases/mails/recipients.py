"""Who gets a letter: the main contact, else accounts payable, else any valid address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from collectwork.domain.customers import Contact, Customer
from collectwork.errors import NotAllowed
from collectwork.usecases.mails.addresses import checked, problem

_PAYABLES = re.compile(
    r"payable|accounts|\bap\b|finance|billing|invoice|buchhalt|kreditor|rechnung|finanz|"
    r"compta|factur|contab|tesorer|proveedor|crediteur|administratie|fornitori|amministra",
    re.IGNORECASE,
)
_COUNTRY_LANGUAGES = {
    **dict.fromkeys(["DE", "AT", "CH", "LI"], "de"),
    **dict.fromkeys(["FR", "LU", "MC"], "fr"),
    **dict.fromkeys(["ES", "MX", "AR", "CL", "CO", "PE", "UY"], "es"),
}
_NAMES = {
    **dict.fromkeys(["german", "deutsch", "ger", "deu"], "de"),
    **dict.fromkeys(["french", "français", "francais", "fra", "fre"], "fr"),
    **dict.fromkeys(["spanish", "español", "espanol", "spa"], "es"),
    **dict.fromkeys(["english", "eng"], "en"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Addresses to write to, the person behind the first, and who was passed over and why."""

    to: tuple[str, ...]
    contact: Contact | None
    passed_over: tuple[str, ...]


def choose(customer: Customer, contacts: Sequence[Contact], wanted: Sequence[str]) -> Chosen:
    """The recipients; NotAllowed or InputRefused says what stands in the way and the way out."""
    if wanted:
        return _wanted(customer, contacts, wanted)
    passed: list[str] = []
    able: list[Contact] = []
    for contact in contacts:
        trouble = unusable(contact)
        if trouble:
            passed.append(f"{contact.name}: {trouble}")
        else:
            able.append(contact)
    if not able:
        known = f" ({'; '.join(passed)})" if passed else ""
        raise NotAllowed(
            f"{customer.name} ({customer.number}) has no address to write to{known}. "
            "Nothing was sent. Give one with --to ADDRESS."
        )
    able.sort(key=lambda one: (not one.main, not _PAYABLES.search(one.role or ""), one.id))
    return Chosen((checked(able[0].email or ""),), able[0], tuple(passed))


def unusable(contact: Contact) -> str:
    """Why this contact is not written to; empty when it may be."""
    if contact.do_not_contact:
        return "is not to be contacted"
    if contact.vanished:
        return "is no longer in the customer's list"
    if contact.email_state == "bounced":
        return f"{contact.email} bounced"
    return problem(contact.email)


def language_of(customer: Customer, contact: Contact | None) -> str:
    """Two letters: the contact's language, the customer's, the country's, English."""
    return languages_of(customer, contact)[0]


def languages_of(customer: Customer, contact: Contact | None) -> list[str]:
    """The languages to write in, the best first: the contact's, the customer's, the country's."""
    said = (contact.language if contact else None, customer.language)
    plain = [one.strip().lower() for one in said if one and one.strip()]
    spoken = [_NAMES.get(one, one[:2]) for one in plain]
    country = _COUNTRY_LANGUAGES.get((customer.country or "").strip().upper(), "en")
    return list(dict.fromkeys([*spoken, country]))


def _wanted(customer: Customer, contacts: Sequence[Contact], wanted: Sequence[str]) -> Chosen:
    known = {(one.email or "").strip().lower(): one for one in contacts}
    to: list[str] = []
    for text in wanted:
        address = checked(text)
        contact = known.get(address.lower())
        if contact is not None and contact.do_not_contact:
            raise NotAllowed(
                f"{contact.name} ({address}) is not to be contacted, and no reason goes against "
                "that. Nothing was sent. Write to another contact or address: --to ADDRESS."
            )
        if contact is not None and contact.email_state == "bounced":
            raise NotAllowed(
                f"Mail to {address} came back. Confirm or change the address at the contact first."
            )
        if address.lower() not in [one.lower() for one in to]:
            to.append(address)
    return Chosen(tuple(to), known.get(to[0].lower()), ())
