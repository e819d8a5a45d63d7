"""Cells as text and as the numbers of customers and documents."""

from __future__ import annotations

import re
from typing import Any

from collectwork.intake.table import shown

_RUINED = re.compile(r"^[+-]?\d+(?:[.,]\d+E[+-]?\d+|E[+-]\d+)$", re.ASCII | re.IGNORECASE)
FLOATED = re.compile(r"^\d+\.0$", re.ASCII)
_LOOKED_AT = (" ", "'", "=", "\u00a0", "\u3000")
_GUARDED = "=+-@\t\r＝＋－＠"

YES = frozenset([
    "yes", "y", "true", "1", "x", "ja", "j", "oui", "o", "si", "sí", "s", "disputed", "strittig",
    "wahr", "vrai",
])  # fmt: skip
NO = frozenset(["no", "n", "false", "0", "nein", "non", "nee", "falsch", "faux"])


#: What spreadsheets show instead of a value.
ERRORS = frozenset([
    "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA",
    "#BEZUG!", "#NV", "#WERT!", "#ZAHL!", "#VALEUR!", "#NOM?", "#NOMBRE?", "#¡REF!", "#¡VALOR!",
    "#RIF!", "#VALORE!", "#N/D", "#NOME?", "#VERW!", "#WAARDE!", "#NB", "#DEEL/0!",
])  # fmt: skip


class Bad:
    """A cell that could not be read; ``expected`` says what should stand there."""

    __slots__ = ("expected", "value")

    def __init__(self, value: Any, expected: str) -> None:
        self.value = shown(value)[:200]
        self.expected = expected


def text(cell: Any) -> str:
    """A cell as text without the guards that spreadsheets and our own export put before it."""
    if not isinstance(cell, str):
        return shown(cell)
    if cell.isprintable() and cell[:1] not in _LOOKED_AT and cell[-1:] != " ":
        return cell
    found = cell.strip()
    if found.startswith('="') and found.endswith('"') and len(found) > 2:
        return found[2:-1].strip()
    if found.startswith("'") and len(found) > 1 and _is_guard(found):
        return found[1:]
    return found.replace("\r\n", "\n").replace("\r", "\n") if "\r" in found else found


def _is_guard(found: str) -> bool:
    rest = found[1:].lstrip(" \"'\u00a0")
    return bool(rest) and rest[0] in _GUARDED


def identifier(cell: Any, *, strip_floats: bool = False) -> str | Bad:
    """An id as text, or Bad: ``4.71E+09`` cannot be recovered, ``12345.0`` not be trusted."""
    if (
        isinstance(cell, str)
        and cell.isascii()
        and (cell.isalnum() or (cell[:1].isalpha() and cell.isprintable() and cell[-1:] != " "))
    ):
        return cell
    if isinstance(cell, bool):
        return Bad(cell, "expected a number or text, not TRUE or FALSE")
    if isinstance(cell, float) and not cell.is_integer():
        return Bad(cell, "expected a whole number")
    found = text(cell)
    if "\u200b" in found or "\ufeff" in found or "\u200c" in found:
        found = found.replace("\u200b", "").replace("\ufeff", "").replace("\u200c", "").strip()
    if not found or found.isalpha():
        return found
    if found[0] == "'" and found[1:].isdigit():
        found = found[1:]  # how spreadsheets keep leading zeros
    if found in ERRORS:
        return Bad(cell, "expected a number or text: the spreadsheet shows an error")
    if _RUINED.match(found):
        return Bad(cell, "expected the number in full: a spreadsheet has shortened it")
    if FLOATED.match(found):
        if not strip_floats:
            return Bad(cell, "expected the number without decimals")
        return found[:-2]
    return " ".join(found.split()) if "\n" in found or "\t" in found else found
