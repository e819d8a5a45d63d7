"""Text of others made harmless before it reaches a terminal or a spreadsheet."""

from __future__ import annotations

import json
import re
import unicodedata

_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U000e0000-\U000e0fff\ud800-\udfff]"
)
_FORMULA = re.compile(r"^[\s\"'\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
_NUMBER = re.compile(r"^[+-]?[\d.,]+$")


def _sign(match: re.Match[str]) -> str:
    point = ord(match.group())
    if point < 0x20:
        return chr(0x2400 + point)
    return "␡" if point == 0x7F else "�"


def safe(text: str, *, lines: bool = False) -> str:
    """The text with control, bidi and invisible characters as visible signs.

    ``lines`` keeps line feeds, for texts of several lines.
    """
    if text.isascii() and text.isprintable():
        return text
    if lines:
        return "\n".join(safe(line) for line in text.split("\n"))
    shown = _HARMFUL.sub(_sign, text)
    return "".join("�" if _nonchar(c) else c for c in shown) if not shown.isascii() else shown


def _nonchar(character: str) -> bool:
    return ord(character) & 0xFFFE == 0xFFFE or unicodedata.category(character) == "Cs"


def json_safe(document: str) -> str:
    """A JSON document in which signs that a terminal would obey are written as escapes; it says
    the same to every reader."""
    return _HARMFUL.sub(lambda m: "\n" if m[0] == "\n" else json.dumps(m[0])[1:-1], document)


def formula_safe(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe that our import removes."""
    if _FORMULA.match(text) and not _NUMBER.match(text):
        return "'" + text
    return text
