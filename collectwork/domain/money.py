"""Money: integer minor units with a currency. Nothing here is ever a float."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

# ISO 4217 exponents that differ from 2.
ODD_DIGITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    "CLF": 4,
    "UYW": 4,
}


def digits(currency: str) -> int:
    """Decimals of a currency: 2 unless ISO 4217 says otherwise."""
    return ODD_DIGITS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents) of one currency."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """From whole units; raises ValueError if the amount has more decimals than the currency."""
        scaled = Decimal(amount).scaleb(digits(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} has more decimals than {currency} has")
        return cls(int(scaled), currency)

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-digits(self.currency))

    def __str__(self) -> str:
        return decimals(self.minor, self.currency)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def share(self, part: Decimal) -> Money:
        """A fraction of the amount, rounded half-even to the minor unit."""
        exact = Decimal(self.minor) * part
        return Money(int(exact.to_integral_value(ROUND_HALF_EVEN)), self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")


def decimals(minor: int, currency: str) -> str:
    """The plain decimal string of the JSON contract: ``-1234.50``, no grouping."""
    places = digits(currency)
    sign = "-" if minor < 0 else ""
    if places == 0:
        return f"{sign}{abs(minor)}"
    whole, rest = divmod(abs(minor), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}"


def spoken(minor: int, currency: str) -> str:
    """For sentences: ``-1,234.50 EUR``."""
    sign = "-" if minor < 0 else ""
    places = digits(currency)
    if places == 0:
        return f"{sign}{abs(minor):,} {currency}"
    whole, rest = divmod(abs(minor), 10**places)
    return f"{sign}{whole:,}.{rest:0{places}d} {currency}"


def totals(amounts: Iterable[Money]) -> dict[str, int]:
    """Minor units per currency; currencies are never added to each other."""
    sums: dict[str, int] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, 0) + money.minor
    return sums
