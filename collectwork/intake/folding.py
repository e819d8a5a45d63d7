"""Headings and labels as they are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DROP = re.compile(r"[\s.\-_:#°º'’`´/\\*()\[\],]+")


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """The form under which headings are compared: case-folded, without blanks, punctuation and
    accents."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return _DROP.sub("", bare)
