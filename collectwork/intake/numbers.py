"""Amounts: the style is decided once per column from values that leave no doubt.

An amount becomes (mantissa, decimals): exact, never a float. What contradicts the style, has more
decimals than its currency, or is no number, is refused with its place; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import repeat
from typing import Any, Literal, NamedTuple

from collectwork.intake.headings import CURRENCIES

Mark = Literal[".", ","]

MAX_MINOR = 10**15
_NOISE_DECIMALS = 8  # from here on a fraction comes from binary arithmetic, not from a person
_BLANKS = "\u00a0\u202f\u2009\u2007"
_GROUPS = " '’"
_SYMBOLS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₺": "TRY", "₽": "RUB", "₩": "KRW", "₪": "ILS",
    "$": "$", "¥": "¥",  # signs of several currencies: no proof, but a contradiction to others
}  # fmt: skip
_ANY_SYMBOL = "€£$¥₹₺₽₩₪"
_CREDIT = re.compile(r"\s*(CR|Cr|cr|H|-)$")
_DEBIT = re.compile(r"\s*(DR|Dr|dr|S|\+)$")
_CODE = re.compile(r"^([A-Z]{3})\s*(?=[-+(\d.,])|(?<=[\d.,)\-])\s*([A-Z]{3})$")
_BODY = re.compile(r"^[0-9][0-9.,'’ ]*$|^[.,][0-9]+$")


def _style(mark: str, other: str) -> re.Pattern[str]:
    grouped = (
        rf"[0-9]{{1,3}}(?:(?P<g>[{re.escape(other)}{_GROUPS}])[0-9]{{3}})(?:(?P=g)[0-9]{{3}})*"
    )
    indian = rf"[0-9]{{1,2}}(?:{re.escape(other)}[0-9]{{2}})+{re.escape(other)}[0-9]{{3}}"
    return re.compile(
        rf"^(?P<whole>{grouped}|{indian}|[0-9]*)(?:{re.escape(mark)}(?P<part>[0-9]*))?$"
    )


_STYLES: dict[str, re.Pattern[str]] = {".": _style(".", ","), ",": _style(",", ".")}


@dataclass(frozen=True, slots=True)
class Parts:
    """An amount as written: sign, digits with marks, and the currency it names, if any."""

    negative: bool
    body: str
    currency: str | None


def parts(text: str) -> Parts:
    """Take sign, currency and guards off; ValueError when the rest is no number."""
    rest = text.strip()
    if rest.startswith('="') and rest.endswith('"'):
        rest = rest[2:-1].strip()
    for blank in _BLANKS:
        rest = rest.replace(blank, " ")
    rest = rest.replace("−", "-").replace("–", "-")
    currency, rest = _currency(rest)
    negative = False
    if rest.startswith("(") and rest.endswith(")"):
        negative, rest = True, rest[1:-1].strip()
        inner, rest = _currency(rest)
        currency = currency or inner
    signs = 1 if negative else 0
    if rest[:1] in "+-" and rest:
        negative, rest, signs = negative or rest[0] == "-", rest[1:].strip(), signs + 1
        inner, rest = _currency(rest)
        currency = currency or inner
    if match := _CREDIT.search(rest):
        negative, rest, signs = True, rest[: match.start()].strip(), signs + 1
    elif match := _DEBIT.search(rest):
        rest, signs = rest[: match.start()].strip(), signs + 1
    if rest.startswith("(") and rest.endswith(")"):
        negative, rest, signs = True, rest[1:-1].strip(), signs + 1
    if signs > 1 or (not rest.isascii() and "’" not in rest) or not _BODY.match(rest):
        raise ValueError(text)
    return Parts(negative, rest, currency)


def _currency(text: str) -> tuple[str | None, str]:
    for symbol in _ANY_SYMBOL:
        if symbol in text:
            bare = text.replace(symbol, "", 1).strip()
            return _SYMBOLS.get(symbol), bare
    match = _CODE.search(text)
    if match:
        code = match[1] or match[2]
        if code in CURRENCIES:
            return code, (text[: match.start()] + text[match.end() :]).strip()
    return None, text


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a column shows: the mark that certain values prove, with an example of each."""

    dot: str | None = None
    comma: str | None = None
    doubtful: str | None = None  # "1.234": decimals or thousands

    @property
    def mark(self) -> Mark | None:
        if self.dot and not self.comma:
            return "."
        if self.comma and not self.dot:
            return ","
        return None

    @property
    def contradictory(self) -> bool:
        return bool(self.dot and self.comma)


def evidence(values: Iterable[str]) -> Evidence:
    """Look at distinct cell texts; unreadable ones prove nothing."""
    dot = comma = doubtful = None
    for value in values:
        if value[-3:-2] == "." and value[-2:].isdigit() and value[:-3].isdigit():
            dot = dot or value  # the commonest form, without a closer look
            continue
        if "." not in value and "," not in value:
            continue
        try:
            body = parts(value).body
        except ValueError:
            continue
        mark = _proved(body)
        if mark == ".":
            dot = dot or value
        elif mark == ",":
            comma = comma or value
        elif mark == "?":
            doubtful = doubtful or value
    return Evidence(dot, comma, doubtful)


def _proved(body: str) -> str:
    """``.`` or ``,`` when the decimal mark is certain, ``?`` when not, empty when none occurs."""
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        last = "." if body.rfind(".") > body.rfind(",") else ","
        return last if body.count(last) == 1 else ""
    if not dots and not commas:
        return ""
    mark, other, count = (".", ",", dots) if dots else (",", ".", commas)
    if count > 1:
        return other if _STYLES[other].match(body) else ""
    whole, _, fraction = body.partition(mark)
    if len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        if any(blank in whole for blank in _GROUPS):
            return mark
        return "?"
    return mark


class Number(NamedTuple):
    """An exact decimal: ``mantissa`` × 10 ** -``places``, with the currency its cell names."""

    mantissa: int
    places: int
    currency: str | None = None

    def minor(self, digits: int) -> int:
        """In minor units; ValueError when the currency has fewer decimals."""
        if self.places <= digits:
            scaled: int = self.mantissa * 10 ** (digits - self.places)
            return scaled
        step = 10 ** (self.places - digits)
        whole: int = self.mantissa // step
        rest: int = self.mantissa % step
        if rest == 0:
            return whole
        if self.places >= _NOISE_DECIMALS:
            near = min(rest, step - rest)
            if near * 1_000_000 <= step * 100:  # within a ten-thousandth of the last decimal
                return whole + (1 if rest * 2 > step else 0)
        raise ValueError("more decimals than the currency has")


def read(text: str, mark: Mark) -> Number | None:
    """An amount in the column's style; None for an empty cell, ValueError for anything else."""
    if not text or text.isspace():
        return None
    if text.isascii():
        whole, _, part = text.partition(mark)
        bare = whole[1:] if whole[:1] == "-" else whole
        if bare.isdigit() and len(bare) <= 15 and (part.isdigit() and len(part) < 3):
            return Number(int(whole + part), len(part))
    taken = parts(text)
    match = _STYLES[mark].match(taken.body)
    if match is None:
        raise ValueError(text)
    whole = "".join(c for c in match["whole"] if "0" <= c <= "9")
    fraction = match["part"] or ""
    if not whole and not fraction:
        raise ValueError(text)
    if len(whole) > 15 or len(fraction) > 20:
        raise ValueError(text)
    value = int(whole + fraction or "0")
    return Number(-value if taken.negative else value, len(fraction), taken.currency)


_PLAIN = {mark: re.compile(rf"(?:-?[0-9]{{1,15}}{re.escape(mark)}[0-9][0-9]\n)*") for mark in ".,"}


def plain(texts: Sequence[str], mark: Mark) -> list[Number] | None:
    """All of a column at once when every text is digits with two decimals; else None."""
    joined = "\n".join(texts) + "\n"
    if not texts or not _PLAIN[mark].fullmatch(joined):
        return None
    cents = map(int, joined.replace(mark, "").split())
    return list(map(Number, cents, repeat(2)))


def typed(cell: Any) -> Number | None:
    """A number that a workbook or a record stored as one; None for empty, ValueError for other
    types."""
    if type(cell) is float:
        whole, _, part = repr(cell).partition(".")  # the shortest decimal that means this float
        bare = whole[1:] if whole[:1] == "-" else whole
        if bare.isdigit() and len(bare) <= 15 and part.isdigit():
            return Number(int(whole + part), len(part))
    if cell is None or cell == "":
        return None
    if isinstance(cell, (bool, date)) or not isinstance(cell, (int, float, Decimal)):
        raise ValueError(str(cell))
    exact = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    if not exact.is_finite() or abs(exact) >= MAX_MINOR:
        raise ValueError(str(cell))
    sign, numerals, exponent = exact.as_tuple()
    mantissa = int("".join(map(str, numerals)))
    if not isinstance(exponent, int):
        raise ValueError(str(cell))
    if exponent > 0:
        mantissa, exponent = mantissa * 10**exponent, 0
    return Number(-mantissa if sign else mantissa, -exponent)
