"""What column headings can mean, in six languages.

A heading proposes fields in order of preference; the content of the column must confirm
(``roles``). Compared case-folded, without blanks, punctuation and accents.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from collectwork.intake import ages
from collectwork.intake.folding import normal as normal
from collectwork.intake.vocabulary import NAMES

_BUCKET = re.compile(
    r"""^(?:
        current | notdue(?:on.*)? | notyetdue | nichtfallig | nonechu | nietvervallen
      | nonscaduto | novencido | atdate
      | (?:age?ing|bucket)?[<>]?\d{1,4}(?:to|bis)?\d{0,4}
        (?:days?|tage|jours|dagen|giorni|dias)?(?:pastdue|overdue)?
      | \d{1,4}(?:andover|above|ormore|plus|\+)(?:days?)?(?:pastdue|overdue)?
      | (?:over|uber|mehrals|plusde|meerdan|oltre|masde|morethan)\d{1,4}(?:days?|tage|jours)?
      | <?\d?\d?months? | older | alter | plusancien | ouder
    )$""",
    re.VERBOSE,
)
_CODE_IN_HEADING = re.compile(r"^(.*?)[\s(\[]+([A-Z]{3})[)\]]?$")

# ISO 4217 codes in use; a heading or cell that holds one names the currency.
CURRENCIES = frozenset([
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD",
    "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DEM", "DJF", "DKK", "DOP",
    "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF",
    "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK",
    "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK",
    "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU",
    "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR",
    "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR",
    "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP",
    "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD",
    "UYU", "UZS", "VED", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR",
    "ZMW", "ZWL",
])  # fmt: skip


def signature(names: Sequence[str]) -> str:
    """What two files with the same headings have in common, however these are spaced or spelt in
    capitals. A day that a heading bears (``Not due on: 31.12.2025``) is no part of it."""
    plain = ["notdue" if not_due(name) else normal(name) for name in names]
    while plain and not plain[-1]:
        plain.pop()
    return (
        hashlib.sha256("\x1f".join(plain).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if any(plain)
        else ""
    )


#: German systems without umlauts write "Faellig am" and "Waehrung".
_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def _index() -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for field, names in NAMES.items():
        seen: set[str] = set()
        for place, name in enumerate(names):
            for spelled in (name, name.casefold().translate(_ASCII)):
                key = normal(spelled) or name  # "P. O. #" keeps letters, "#" alone does not occur
                if key not in seen:
                    seen.add(key)
                    found.setdefault(key, []).append((field, place))
    return found


_INDEX = _index()


@lru_cache(maxsize=20_000)
def fields(heading: str) -> tuple[tuple[str, int], ...]:
    """(field, rank) that the heading may mean; rank 0 is the surest name of that field."""
    key = normal(heading)
    found = _INDEX.get(key)
    if found is None and (with_code := currency_in(heading)):
        found = _INDEX.get(normal(with_code[0]))
    return tuple(found or ())


@lru_cache(maxsize=20_000)
def near(heading: str) -> tuple[str, str, float] | None:
    """The nearest known heading (field, name, score 0-100): a proposal, never a decision."""
    from rapidfuzz import fuzz, process

    key = normal(heading)
    if len(key) < 5:
        return None
    best = process.extractOne(key, list(_INDEX), scorer=fuzz.ratio, score_cutoff=84)
    if best is None:
        return None
    return _INDEX[best[0]][0][0], best[0], float(best[1])


def currency_in(heading: str) -> tuple[str, str] | None:
    """``Offen CHF`` and ``Pending (INR)``: the heading without the code, and the code."""
    match = _CODE_IN_HEADING.match(heading.strip())
    if match and match[1].strip() and match[2] in CURRENCIES:
        return match[1].strip(" (["), match[2]
    return None


def unpriced(heading: str) -> str:
    """A heading without the currency that it names."""
    found = currency_in(heading)
    return found[0] if found else heading


def currency_code(cell: Any) -> str | None:
    """The ISO code that a cell of a currency column means; None for a bare ``$`` and for others."""
    code = str(cell).strip().upper()
    if code in CURRENCIES:
        return code
    return {"€": "EUR", "£": "GBP", "EURO": "EUR", "EUROS": "EUR", "US$": "USD"}.get(code)


def bucket(heading: str) -> bool:
    """An age bucket: ``1 - 30``, ``Current``, ``> 90``, ``2 Months``, ``Older``."""
    if not any(map(str.isalpha, heading)) and any(mark in heading for mark in ".,"):
        return False  # 300.00 is an amount
    heading = unpriced(heading)
    key = normal(heading.replace("–", "-"))
    return bool(key) and (bool(_BUCKET.match(key)) or ages.is_age(heading))


def not_due(heading: str) -> bool:
    """The bucket of what is not yet due."""
    key = normal(heading)
    return key.startswith(("current", "notdue", "notyetdue", "nichtfallig", "nonechu", "atdate"))


def recognised(row: Sequence[Any]) -> int:
    """How many cells of a row are known headings of different fields."""
    found: set[str] = set()
    for cell in row:
        if isinstance(cell, str) and 0 < len(cell) <= 60:
            known = fields(cell.strip())
            if known:
                found.add(min(known, key=lambda pair: pair[1])[0])
            elif ages.is_period(cell) or (bucket(cell.strip()) and not cell.strip().isdigit()):
                found.add(f"bucket {cell.strip()}")
    return len(found)
