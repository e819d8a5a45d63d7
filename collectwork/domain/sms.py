"""How many messages a text takes on a telephone: GSM 03.38 or UCS-2, in segments.

A text of letters of the GSM alphabet has 160 places in one message and 153 in each of several; any
other letter makes all of it UCS-2, with 70 and 67 (3GPP TS 23.038 and 23.040).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MOST_SEGMENTS = 4  # of a notice; more is a letter
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_PLACES = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True, slots=True)
class Size:
    """``places`` used and ``segments`` taken, in one of the two encodings."""

    encoding: Literal["gsm7", "ucs2"]
    places: int
    segments: int


def counted(text: str) -> Size:
    """The size of a text. A sign never lies on two segments."""
    if all(c in _GSM or c in _TWO_PLACES for c in text):
        widths = [2 if c in _TWO_PLACES else 1 for c in text]
        return _size("gsm7", widths, 160, 153)
    return _size("ucs2", [len(c.encode("utf-16-le")) // 2 for c in text], 70, 67)


def _size(encoding: Literal["gsm7", "ucs2"], widths: list[int], alone: int, each: int) -> Size:
    places = sum(widths)
    if places <= alone:
        return Size(encoding, places, 1)
    segments, left = 1, each
    for width in widths:
        if width > left:
            segments, left = segments + 1, each
        left -= width
    return Size(encoding, places, segments)
