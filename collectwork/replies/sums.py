"""Amounts as people write them: with a currency, or so that the account's open sums know them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from collectwork.domain.money import Money
from collectwork.domain.suggestions import KnownItem

_NUMBER = r"\d{1,3}(?:[., '\u00a0]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?"
_CODES = "eur|usd|gbp|chf|cad|aud|mxn|cop|clp|ars|pen|sek|nok|dkk|pln|jpy|czk|huf"
_SIGNS = {
    "€": "EUR", "£": "GBP", "euro": "EUR", "euros": "EUR", "franken": "CHF", "sfr": "CHF",
    "fr": "CHF", "francs": "CHF", "pounds": "GBP", "pound": "GBP", "us$": "USD", "c$": "CAD",
    "ca$": "CAD", "mx$": "MXN", "soles": "PEN",
}  # fmt: skip
#: What several countries call theirs: the account's own decides.
_SHARED = {
    "$": ("USD", "CAD", "AUD", "MXN", "COP", "CLP", "ARS"),
    "dollars": ("USD", "CAD", "AUD"),
    "dollar": ("USD", "CAD", "AUD"),
    "pesos": ("MXN", "COP", "CLP", "ARS"),
}
_NAME = (
    rf"(?:{_CODES}|us\$|ca?\$|mx\$|€|£|\$|euros?|franken|s?fr(?=\.|\s?\d|\b)|francs|pounds?"
    r"|dollars?|pesos|soles)"
)
_SAID = re.compile(
    rf"(?<![\w.,/-])(?:(?P<before>{_NAME})\.?\s?(?P<a>{_NUMBER})"
    rf"|(?P<b>{_NUMBER})(?:[.,]-{{1,2}})?\s?(?P<after>{_NAME}))(?![\w/])"
)
_BARE = re.compile(rf"(?<![\w.,/#-])({_NUMBER})(?![\w/%]|[.,]\d)")
_THOUSAND = re.compile(
    rf"(?<![\w.,/-])(?:(?P<before>{_NAME})\s?)?(\d{{1,3}})\s?k(?P<after>\s?{_NAME})?(?!\w)"
)


@dataclass(frozen=True, slots=True)
class SumSaid:
    """An amount where it stands in the folded sentence, in minor units of its currency."""

    start: int
    end: int
    minor: int
    currency: str


def sums_in(text: str, known: Sequence[KnownItem]) -> list[SumSaid]:
    """Amounts with a currency, and bare numbers that equal an open amount or all of them."""
    found: list[SumSaid] = []
    for match in _SAID.finditer(text):
        currency = _currency(match["before"] or match["after"], known)
        minor = _minor(match["a"] or match["b"], currency)
        if minor and currency:
            found.append(SumSaid(match.start(), match.end(), minor, currency))
    for match in _THOUSAND.finditer(text):
        name = match["before"] or match["after"]
        currency = _currency(name.strip(), known) if name else _only(known)
        if currency and not _overlaps(match, found):
            minor = _minor(f"{match[2]}000", currency)
            found += [SumSaid(match.start(), match.end(), minor, currency)] if minor else []
    owed = _owed(known)
    for match in _BARE.finditer(text):
        if _overlaps(match, found) or not _looks_like_money(match[1]):
            continue
        for currency, amounts in owed.items():
            minor = _minor(match[1], currency)
            if minor in amounts:
                found.append(SumSaid(match.start(), match.end(), minor, currency))
                break
    return sorted(found, key=lambda one: one.start)


def total(known: Sequence[KnownItem], documents: Sequence[str]) -> tuple[int, str] | None:
    """What is open on these invoices, or on all; None where it is nothing or in two currencies."""
    meant = [one for one in known if not documents or one.document in documents]
    codes = {one.currency for one in meant}
    minor = sum(one.open_minor for one in meant)
    return (minor, codes.pop()) if len(codes) == 1 and minor > 0 else None


def _overlaps(match: re.Match[str], found: Sequence[SumSaid]) -> bool:
    return any(match.start() < one.end and one.start < match.end() for one in found)


def _looks_like_money(said: str) -> bool:
    """With decimals or separators, or four figures and more: "3" is no amount."""
    return not said.isdigit() or len(said) >= 3


def _only(known: Sequence[KnownItem]) -> str | None:
    codes = {one.currency for one in known}
    return codes.pop() if len(codes) == 1 else None


def _currency(name: str, known: Sequence[KnownItem]) -> str | None:
    if name in _SHARED:
        own = [one.currency for one in known if one.currency in _SHARED[name]]
        return own[0] if own else ("USD" if name != "pesos" else None)
    return _SIGNS.get(name, name.upper())


def _minor(said: str, currency: str | None) -> int | None:
    """Minor units; the last separator before one or two figures parts the decimals."""
    if currency is None:
        return None
    plain = re.sub(r"[ '\u00a0]", "", said)
    cut = max(plain.rfind("."), plain.rfind(","))
    if cut >= 0 and len(plain) - cut - 1 <= 2:
        plain = re.sub(r"[.,]", "", plain[:cut]) + "." + plain[cut + 1 :]
    else:
        plain = re.sub(r"[.,]", "", plain)
    try:
        return Money.of(plain, currency).minor
    except (ValueError, ArithmeticError):
        return None


def _owed(known: Sequence[KnownItem]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for one in known:
        found.setdefault(one.currency, set()).add(one.open_minor)
    for currency, amounts in found.items():
        amounts.add(sum(one.open_minor for one in known if one.currency == currency))
    return found
