"""Which addresses may be written to: one, plain, valid; nothing is asked of the network."""

from __future__ import annotations

from collectwork.domain.message import clean_header, split_address
from collectwork.errors import InputRefused


def checked(text: str) -> str:
    """The bare address; InputRefused says what is wrong with it."""
    from email_validator import EmailNotValidError, validate_email

    name, address = split_address(text)
    said = clean_header(text, 80)
    if name or "<" in text:
        raise InputRefused(f"{said!r}: give the bare address, without a name.")
    if not address.isascii():
        raise InputRefused(
            f"{said!r} has letters beyond ASCII, which can imitate others; write its domain in the "
            "xn-- form if it is right."
        )
    try:
        found = validate_email(
            address,
            check_deliverability=False,
            globally_deliverable=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_smtputf8=False,
        )
    except EmailNotValidError as error:
        raise InputRefused(f"{said!r} is not a mail address: {error}") from None
    ending = found.ascii_domain.rpartition(".")[2]
    if "." not in found.ascii_domain or ending.isdigit():
        raise InputRefused(f"{said!r} is not a mail address: {found.ascii_domain} is no domain.")
    if "=" in found.local_part:
        raise InputRefused(f"{said!r} is not a mail address that a person has.")
    return f"{found.local_part}@{found.ascii_domain}"


def problem(text: str | None) -> str:
    """Why this address cannot be written to; empty when it can."""
    if not text or not text.strip():
        return "no mail address"
    try:
        checked(text)
    except InputRefused as error:
        return str(error)
    return ""
