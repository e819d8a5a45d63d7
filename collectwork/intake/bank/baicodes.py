"""BAI2 type codes: which side of the account a transaction is on, and what it is called."""

from __future__ import annotations

LOCKBOX, ITEM = "115", "116"

#: debits that take a deposit back: returned items, returned and reversed ACH
BACK = frozenset(["452", "458", "459", "555", "557", "558", "257", "258", "255", "252", "266"])

_NAMES = {
    "108": "credit", "115": "lockbox deposit", "116": "lockbox item", "142": "ACH credit",
    "165": "preauthorised ACH credit", "169": "ACH credit", "175": "cheque deposit",
    "195": "incoming wire", "196": "incoming wire", "208": "incoming wire", "214": "FX credit",
    "221": "incoming wire", "255": "returned cheque", "257": "returned ACH item",
    "301": "deposit", "354": "interest", "399": "credit", "555": "returned deposit",
    "557": "returned ACH item",
}  # fmt: skip


def side(code: str) -> int | None:
    """1 credit, -1 debit; None for balances, loans and information."""
    if not (code.isascii() and code.isdigit() and len(code) == 3):
        return None
    number = int(code)
    if 100 <= number <= 399 or 920 <= number <= 959:
        return 1
    if 400 <= number <= 699 or 960 <= number <= 999:
        return -1
    return None


def spoken(code: str) -> str:
    """The transaction's name where it is a usual one, else its code."""
    return _NAMES.get(code, f"BAI {code}")
