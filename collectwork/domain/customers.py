"""Who owes: customers and the people to talk to."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """An account of the ledger. ``number`` is its name where the ledger has no numbers."""

    id: int
    number: str
    name: str
    owner: str | None = None
    segment: str | None = None
    country: str | None = None
    language: str | None = None
    time_zone: str | None = None
    terms: str | None = None
    credit_limit: int | None = None
    credit_currency: str | None = None
    tags: tuple[str, ...] = ()
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    version: int = 1
    vanished: bool = False  # no longer on the customer list that named it
    pinned: int = 0  # +1 to the top of its list, -1 to the end
    pin_reason: str = ""
    address: str | None = None  # where letters go: lines, or parts with commas between


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or mailbox at the customer. ``email_state``: ok, bounced or unchecked."""

    id: int
    customer_id: int
    name: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    time_zone: str | None = None
    source: str = "entered"
    main: bool = False
    do_not_contact: bool = False
    email_state: str = "unchecked"
    vanished: bool = False


def first_contact(contacts: Sequence[Contact]) -> Contact | None:
    """Whom to talk to: the main contact, else the first with a telephone, else the first; nobody
    who is not to be contacted."""
    usable = [one for one in contacts if not one.do_not_contact and not one.vanished]
    main = next((one for one in usable if one.main), None)
    return main or next((one for one in usable if one.phone), usable[0] if usable else None)


def key(text: str) -> str:
    """The form under which customer numbers and names are compared.

    Case-folded, compatibility-normalised, white space collapsed; digits without leading zeros,
    because one ledger writes ``0000100017`` and ``100017`` for the same account.
    """
    if text.isascii() and text.isprintable():  # nothing to normalise, nothing invisible
        plain = text.lower()
        if "  " in plain or plain[:1] == " " or plain[-1:] == " ":
            plain = " ".join(plain.split())
    else:
        folded = unicodedata.normalize("NFKC", text).casefold()
        visible = "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Cc"))
        plain = " ".join(visible.split())
    return (plain.lstrip("0") or "0") if plain.isdigit() else plain
