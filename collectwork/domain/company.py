"""Who writes: the seller as letters and statements name it, and where money is to be paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bank:
    """An account that customers pay to. ``currency`` "": for every currency that has no own one."""

    currency: str
    iban: str
    bic: str = ""
    holder: str = ""
    bank: str = ""

    @property
    def spaced(self) -> str:
        """The number in groups of four, as it is read out and typed."""
        return " ".join(self.iban[at : at + 4] for at in range(0, len(self.iban), 4))


@dataclass(frozen=True, slots=True)
class Company:
    """``address`` and ``registration`` are lines, from top to bottom."""

    name: str = ""
    address: tuple[str, ...] = ()
    registration: tuple[str, ...] = ()
    banks: tuple[Bank, ...] = ()

    def banks_of(self, currencies: Sequence[str]) -> tuple[Bank, ...]:
        """The accounts for these currencies, in the order of the config, each once."""
        own = {one.currency for one in self.banks if one.currency}
        return tuple(
            one
            for one in self.banks
            if one.currency in currencies
            or (not one.currency and any(currency not in own for currency in currencies))
        )


UNNAMED = Company()  # where the config says nothing


def sound_iban(text: str) -> bool:
    """Whether an account number written as an IBAN (without blanks, in capitals) has its two check
    digits right: ISO 13616, modulus 97 of ISO 7064."""
    if not (15 <= len(text) <= 34 and text.isascii() and text.isalnum()):
        return False
    if not (text[:2].isalpha() and text[2:4].isdigit()):
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1
