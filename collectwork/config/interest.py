"""Rates of statutory interest: the shipped table, a file of the team's own, rows of the config.

Each later source goes first where both know a day: a team that has agreed something else, or knows
a new half-year before a release does, is right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from collectwork.config.settings import InterestSettings, RateSettings
from collectwork.domain.interest import DayCount, FixedSum, Law, Laws, Rate
from collectwork.domain.money import Money
from collectwork.errors import ConfigRefused

_SUM = re.compile(
    r"^(?P<sum>\d+(?:\.\d+)?) (?P<currency>[A-Z]{3})"
    r"(?: (?P<how>from|over) (?P<least>\d+(?:\.\d+)?) (?P<of>[A-Z]{3}))?$"
)
_DAYS: tuple[DayCount, ...] = ("365", "360", "actual")


def laws(shipped: Path, settings: InterestSettings, team: str, beside: Path) -> Laws:
    """Every law that is known. ``team``: the team's country; ``beside``: the folder from which the
    config names its own file. Raises ConfigRefused, naming file and place."""
    known = read(shipped)
    if settings.file:
        own = read(beside / Path(settings.file).expanduser())
        for code, law in own.items():
            known[code] = _joined(known[code], law) if code in known else law
    for row in settings.rate:
        law = known.get(row.country) or Law(row.country, row.country, "365", ())
        known[row.country] = replace(law, rates=_over(law.rates, [_of_config(row, law)]))
    return Laws(known, settings.law, team)


def read(path: Path) -> dict[str, Law]:
    """The laws of a file in the form of the shipped one, by country."""
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigRefused(f"The rates {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigRefused(f"{path} is not valid TOML: {error}.") from error
    try:
        unknown = data.keys() - {"reference", "country"}
        if unknown:
            raise ValueError(f"there is no {sorted(unknown)[0]!r}: known are reference and country")
        references = {str(one["code"]): one for one in data.get("reference", [])}
        found = [_law(one, references) for one in data.get("country", [])]
    except KeyError as error:
        raise ConfigRefused(f"{path}: the key {error} is missing in one of the tables.") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise ConfigRefused(f"{path}: {error}.") from None
    return {law.country: law for law in found}


def _law(table: Mapping[str, Any], references: Mapping[str, Mapping[str, Any]]) -> Law:
    code = str(table["code"]).upper()
    surcharge = _number(table.get("surcharge", "0"), code)
    words = str(table.get("law", ""))
    if "reference" in table:
        name = str(table["reference"])
        if name not in references:
            raise ValueError(f"{code}: there is no reference {name!r}")
        reference = references[name]
        source = f"{words}; {reference['publisher']}"
        rows = [_rate(row, code, source, surcharge) for row in reference["rate"]]
    else:
        source = "; ".join(part for part in (words, str(table.get("publisher", ""))) if part)
        rows = [_rate(row, code, source, None) for row in table["rate"]]
    days = str(table.get("days", "365"))
    if days not in _DAYS:
        raise ValueError(f"{code}: days = {days!r} is not known: one of {', '.join(_DAYS)}")
    return Law(
        code, words, next(one for one in _DAYS if one == days), _ordered(rows, code),
        tuple(_fixed(str(text), code) for text in table.get("fixed", [])),
        bool(table.get("fixed_at_start", False)), str(table.get("note", "")),
    )  # fmt: skip


def _rate(row: Mapping[str, Any], code: str, source: str, surcharge: Fraction | None) -> Rate:
    first, last = row["from"], row.get("until")
    for day in (first, last):
        if day is not None and type(day) is not date:
            raise ValueError(f"{code}: {day!r} is no date as 2026-01-01")
    if last is not None and last < first:
        raise ValueError(f"{code}: the row from {first} ends before it begins")
    percent = _number(row["percent"], code)
    if surcharge is None:
        return Rate(first, last, percent, source)
    return Rate(first, last, percent + surcharge, source, percent)


def _number(value: Any, code: str) -> Fraction:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{code}: {value!r} is no number of percent") from None
    if not number.is_finite() or abs(number) > 100:
        raise ValueError(f"{code}: {value!r} is no number of percent from -100 to 100")
    return Fraction(number)


def _fixed(text: str, code: str) -> FixedSum:
    match = _SUM.match(text)
    if match is None:
        raise ValueError(
            f"{code}: fixed {text!r} is not understood: '40.00 EUR' or '70.00 EUR over 5000.00 PLN'"
        )
    whole = Money.of(match["sum"], match["currency"])
    if match["least"] is None:
        return FixedSum(whole.minor, whole.currency)
    least = Money.of(match["least"], match["of"])
    return FixedSum(
        whole.minor, whole.currency, least.minor, least.currency, match["how"] == "over"
    )


def _ordered(rates: Sequence[Rate], code: str) -> tuple[Rate, ...]:
    found = tuple(sorted(rates, key=lambda one: one.first))
    for before, after in pairwise(found):
        if before.last is None or after.first <= before.last:
            raise ValueError(f"{code}: two rates hold on {after.first.isoformat()}")
    return found


def _joined(shipped: Law, own: Law) -> Law:
    """A team's own law of a country the shipped table knows: its rates go first."""
    return replace(own, rates=_over(shipped.rates, own.rates), fixed=own.fixed or shipped.fixed)


def _over(known: Sequence[Rate], own: Sequence[Rate]) -> tuple[Rate, ...]:
    """Rates where the team's rows take the place of known ones on their days."""
    kept: list[Rate] = list(known)
    for row in own:
        parts: list[Rate] = []
        for one in kept:
            parts += _without(one, row)
        kept = [*parts, row]
    return tuple(sorted(kept, key=lambda one: one.first))


def _without(one: Rate, row: Rate) -> list[Rate]:
    """What is left of a rate beside another one's days."""
    left: list[Rate] = []
    if one.first < row.first:
        end = date.fromordinal(row.first.toordinal() - 1)
        last = end if one.last is None else min(one.last, end)
        left.append(replace(one, last=last))
    if row.last is not None and (one.last is None or one.last > row.last):
        begin = date.fromordinal(row.last.toordinal() + 1)
        left.append(replace(one, first=max(one.first, begin)))
    return left


def _of_config(row: RateSettings, law: Law) -> Rate:
    """A row of the config: the whole rate, or the published base, which gets the surcharge that the
    country's newest rate has over its own base."""
    where = f"[interest] rate for {row.country} from {row.first.isoformat()}"
    source = row.source or "the team's config"
    if row.last is not None and row.last < row.first:
        raise ConfigRefused(f"{where}: it ends before it begins.")
    if row.percent is not None and row.base is None:
        return Rate(row.first, row.last, Fraction(row.percent), source)
    if row.base is None or row.percent is not None:
        raise ConfigRefused(f"{where}: give one of percent (the whole rate) and base.")
    newest = next((one for one in reversed(law.rates) if one.base is not None), None)
    if newest is None or newest.base is None:
        raise ConfigRefused(f"{where}: no surcharge is known for it; give percent instead of base.")
    base = Fraction(row.base)
    return Rate(row.first, row.last, base + newest.percent - newest.base, source, base)
