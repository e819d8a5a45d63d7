"""Words as they are compared: lower case, without accents, one kind of quote and blank."""

from __future__ import annotations

import unicodedata

_SIGNS = str.maketrans(
    {
        "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "’": "'", "‘": "'", "´": "'",
        "`": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-",
        "‑": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ",
    }
)  # fmt: skip


def folded(text: str) -> str:
    """For comparing only; its length may differ from the text's."""
    plain = unicodedata.normalize("NFKD", text.translate(_SIGNS).lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_SIGNS)
