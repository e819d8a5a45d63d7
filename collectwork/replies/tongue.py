"""In which language a text is written, by its small words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from collectwork.replies.words import Words

_WORD = re.compile(r"[a-z']{1,20}")
_LOOKED_AT = 4_000
#: Words by which another language than the expected one must be ahead.
_SURE = 2


def language_of(text: str, expected: str | None, known: Mapping[str, Words]) -> str:
    """Of a folded text; ``expected`` where its words leave that open, English without it."""
    said = _WORD.findall(text[:_LOOKED_AT])
    counts = {code: sum(_is_of(word, words) for word in said) for code, words in known.items()}
    first = expected if expected in known else None
    best = max(counts, key=lambda code: (counts[code], code == first, code == "en"))
    if first is None:
        return best if counts[best] else "en"
    return best if counts[best] >= counts[first] + _SURE else first


@cache
def _small(common: str) -> frozenset[str]:
    return frozenset(common.split())


def _is_of(word: str, words: Words) -> bool:
    return (
        word in words.common or word in words.weekdays or (len(word) > 3 and word in words.months)
    )
