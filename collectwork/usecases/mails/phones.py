"""Telephone numbers that a text can be sent to; nothing is asked of the network."""

from __future__ import annotations

from collectwork.domain.message import clean_header
from collectwork.errors import InputRefused


def e164(text: str, country: str | None) -> str:
    """The number as ``+491701234567``; ``country``: where one without + is dialled.

    Raises InputRefused for what is no number, and for one that cannot get a text.
    """
    import phonenumbers
    from phonenumbers import NumberParseException, PhoneNumberType

    said = clean_header(text, 40)
    region = (country or "").strip().upper() or None
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        raise InputRefused(
            f"{said!r} is no telephone number; write it as +49 170 1234567."
        ) from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise InputRefused(
            f"{said!r} is no complete telephone number; write it as +49 170 1234567."
        )
    kind = phonenumbers.number_type(number)
    if kind not in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE):
        raise InputRefused(f"{said!r} is no mobile number; a text does not reach it.")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
