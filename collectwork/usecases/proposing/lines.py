"""Derivations as lines that the store keeps and people read."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from collectwork.domain.interest import Derivation
from collectwork.domain.money import Money, decimals, digits, spoken
from collectwork.domain.proposals import Amounts


def lines_of(one: Derivation) -> list[dict[str, Any]]:
    """A derivation line by line, as the store keeps and people read it."""
    currency = one.debt.currency
    lines: list[dict[str, Any]] = [
        {
            "what": f"interest on {one.debt.document}",
            "from": part.first.isoformat(),
            "to": part.last.isoformat(),
            "days": part.days,
            "principal": decimals(part.principal, currency),
            "rate": percent(part.rate.percent),
            "year": part.year,
            "source": part.rate.source,
            "exact": exact(part.amount, currency),
            "currency": currency,
        }
        for part in one.segments
    ]
    if one.interest is not None and one.segments:
        sum_ = {"what": f"interest on {one.debt.document}, rounded once"}
        lines.append(sum_ | money(Money(one.interest, currency)))
    if one.fixed is not None:
        sum_ = {"what": f"fixed sum for {one.debt.document} ({one.law.name if one.law else ''})"}
        lines.append(sum_ | money(Money(one.fixed.minor, one.fixed.currency)))
    return lines


def percent(value: Fraction) -> str:
    """A rate without needless digits: ``10.27``."""
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{number.quantize(Decimal('0.0001')).normalize():f}"


def exact(value: Fraction, currency: str) -> str:
    """An amount before rounding, with four digits more than the currency has."""
    places = digits(currency) + 4
    scaled = round(value * 10**4)
    sign, whole = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{whole[:-places]}.{whole[-places:]}"


def money(amount: Money) -> dict[str, str]:
    """An amount as a line keeps it."""
    return {"amount": str(amount), "currency": amount.currency}


def in_short(amounts: Amounts) -> str:
    """``1,200.00 EUR and 40.00 GBP``; empty where there is no amount."""
    return " and ".join(spoken(minor, code) for code, minor in sorted(amounts.items()))
