"""Windows code pages: western or central Europe, told apart by what a text says."""

from __future__ import annotations

import re

from collectwork.errors import InputRefused

_LATIN2 = "ľšťžĽŠŤŽłąęćńśźżŁĄĘĆŃŚŹŻőűŐŰřěůŘĚŮčČďĎňŇăĂţŢ"
_WESTERN = "àåÅÀãÃ"  # what cp1250 has in their place is hardly ever written
_SIGNS_IN_WORDS = re.compile(r"[^\W\d_][¹³¿¥¯][^\W\d_]|[£¯][^\W\d_]{2}|\b[^\W\d_]+[¹¿Ÿ]\b")
_CENTRAL_WORDS = re.compile(
    r"\b(?:kft|zrt|nyrt|sp\.? ?z ?o\.? ?o|sp\. ?[kj]|s\.? ?r\.? ?o|spol|pln|huf|czk|ron|"
    r"z\u0142|k\u010d|számla\w*|összeg|vev\u0151|ügyfél|lejárat|fizetési|kwota|nabywca|kontrahent|faktur[ay]|"
    r"splatnost\w*|zákazník|odb\u011bratel|\u010dástka|dátum)\b|ft\."
)


def read(data: bytes) -> tuple[str, str]:
    """The code page and the text; InputRefused where it is neither."""
    west, central = _as(data, "cp1252"), _as(data, "cp1250")
    if central is not None and (west is None or _central_european(west, central)):
        return "cp1250", central
    if west is not None:
        return "cp1252", west
    raise InputRefused(
        "Not imported: the file is neither UTF-8, UTF-16 nor a Windows code page; some letters "
        "could not be read. Save it as UTF-8."
    )


def _as(data: bytes, code_page: str) -> str | None:
    try:
        return data.decode(code_page)
    except UnicodeDecodeError:
        return None


def _central_european(west: str, central: str) -> bool:
    """Signs inside words that cp1250 makes letters (Spó³ka, £ódŸ); or words, firms and currencies
    of central Europe beside letters that only there are any."""
    if _SIGNS_IN_WORDS.search(west):
        return True
    differ = {(w, c) for w, c in zip(west, central, strict=True) if w != c}
    if any(w in _WESTERN for w, _ in differ) or not any(c in _LATIN2 for _, c in differ):
        return False
    return bool(_CENTRAL_WORDS.search(central.casefold()))


def note(data: bytes, code_page: str, text: str) -> str | None:
    """Where the two differ, the report says which one was taken."""
    other = _as(data, "cp1252" if code_page == "cp1250" else "cp1250")
    if other == text:
        return None
    where = "central" if code_page == "cp1250" else "western"
    return f"letters were read as {code_page} ({where} Europe)"
