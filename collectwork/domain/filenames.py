"""File names made from text of others: safe on Linux, macOS and Windows, never a path."""

from __future__ import annotations

import re
import unicodedata

_BAD = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*%$`~;=]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
LONGEST = 180  # bytes, which leaves room for what a caller puts before or after


def safe_name(text: str, fallback: str = "file") -> str:
    """One name without folders, controls, reserved words or tricks of look-alike dots."""
    normal = unicodedata.normalize("NFKC", text)
    kept = "".join(" " if c.isspace() else c for c in normal if not _invisible(c))
    name = _BAD.sub("_", kept)
    while ".." in name:
        name = name.replace("..", ".")
    name = " ".join(name.split()).strip(" .").lstrip("-._ ")
    name = _short(name)
    if not name.strip("_"):
        return fallback
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and (
        not character.isspace()
    )


def _short(name: str) -> str:
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = name, "", ""
    room = LONGEST - len((dot + ending).encode())
    cut = stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .")
    return cut + dot + ending
