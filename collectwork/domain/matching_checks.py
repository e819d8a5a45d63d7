"""References and accounts that prove themselves by check digits."""

from __future__ import annotations

import re

_RF = re.compile(r"RF\d{2}[A-Z0-9]{1,21}")
_QR = re.compile(r"\d{27}")
_BELGIAN = re.compile(r"\+{3}\d{3}/\d{4}/\d{5}\+{3}|\*{3}\d{3}/\d{4}/\d{5}\*{3}")
_TENS = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_ACCOUNT = re.compile(r"(?<![^\W_])([a-z]{2}\d{2})(?=[ ]?[a-z0-9])")
#: Lengths of bank accounts by country (ISO 13616).
_LENGTHS = {
    "ad": 24, "at": 20, "be": 16, "bg": 22, "ch": 21, "cy": 28, "cz": 24, "de": 22, "dk": 18,
    "ee": 20, "es": 24, "fi": 18, "fr": 27, "gb": 22, "gr": 27, "hr": 21, "hu": 28, "ie": 22,
    "is": 26, "it": 27, "li": 21, "lt": 20, "lu": 20, "lv": 21, "mc": 27, "mt": 31, "nl": 18,
    "no": 15, "pl": 28, "pt": 25, "ro": 24, "se": 24, "si": 19, "sk": 24, "sm": 27, "tr": 26,
}  # fmt: skip


def payload(reference: str) -> str | None:
    """What a structured reference says besides its check digits; None where it is none of the
    known kinds or the digits do not fit.

    ISO 11649 (``RF`` …), the Swiss QR and ISR reference (27 digits) and the Belgian ``+++`` form.
    """
    plain = "".join(reference.split()).upper()
    if _RF.fullmatch(plain):
        return plain[4:] if _mod97(plain[4:] + plain[:4]) == 1 else None
    if _QR.fullmatch(plain):
        return plain[:-1] if _tens(plain[:-1]) == int(plain[-1]) else None
    if _BELGIAN.fullmatch(plain):
        digits = "".join(sign for sign in plain if sign.isdigit())
        return digits[:10] if int(digits[:10]) % 97 == int(digits[10:]) % 97 else None
    return None


def without_accounts(text: str, wall: str) -> str:
    """The text (lower case) with every valid IBAN walled off, blanks inside it or not."""
    start = 0
    while found := _ACCOUNT.search(text, start):
        start = found.end()
        length = _LENGTHS.get(found[1][:2])
        if length is None:
            continue
        signs: list[str] = []
        end = found.start()
        while end < len(text) and len(signs) < length and (text[end].isalnum() or text[end] == " "):
            if text[end] != " ":
                signs.append(text[end])
            end += 1
        account = "".join(signs)
        if len(account) == length and account.isascii() and _mod97(account[4:] + account[:4]) == 1:
            text = text[: found.start()] + wall * (end - found.start()) + text[end:]
            start = end
    return text


def account_key(account: str) -> str:
    """A bank account as it is compared: without blanks, upper case."""
    return "".join(account.split()).upper()


def _mod97(text: str) -> int:
    try:
        return int("".join(str(int(sign, 36)) for sign in text)) % 97
    except ValueError:
        return -1


def _tens(digits: str) -> int:
    """The Swiss check digit: modulo 10, recursive."""
    carry = 0
    for sign in digits:
        carry = _TENS[(carry + int(sign)) % 10]
    return (10 - carry) % 10
