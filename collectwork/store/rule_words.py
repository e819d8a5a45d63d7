"""Which values texts and tags really have: what a comparison of texts becomes a list of.

Databases fold letters otherwise than Python (SQLite knows ASCII only, a server has its locale), so
texts are compared here, on the few spellings that occur, and SQL looks for these as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

#: Fact → every value of its column, each once; None for no value.
Values = Callable[[str], Iterable[str | None]]


class Words:
    """The spellings of each fact, read once, when the first condition asks."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._texts: dict[str, dict[str, list[str]]] = {}
        self._tags: dict[str, list[tuple[str, frozenset[str]]]] = {}

    def spelled(self, fact: str, texts: Iterable[str]) -> list[str]:
        """How these case-folded texts are spelled."""
        known = self._folded(fact)
        found = [spelling for text in sorted(texts) for spelling in known.get(text, ())]
        return found if "" in found or "" not in texts else ["", *found]  # unknown reads as empty

    def containing(self, fact: str, part: str) -> list[str]:
        """Spellings with this case-folded part."""
        known = self._folded(fact).items()
        found = [spelling for text, several in known if part in text for spelling in several]
        return found if part or "" in found else ["", *found]

    def tagged(self, fact: str, texts: Iterable[str] | None = None) -> list[str]:
        """Lists of tags, as they are stored, with one of these case-folded; with any at all."""
        if fact not in self._tags:
            self._tags[fact] = [
                (stored, frozenset(tag.casefold() for tag in tags(stored)))
                for stored in self._values(fact)
                if stored
            ]
        wanted = None if texts is None else frozenset(texts)
        return [
            stored
            for stored, held in self._tags[fact]
            if (held if wanted is None else held & wanted)
        ]

    def _folded(self, fact: str) -> dict[str, list[str]]:
        known = self._texts.get(fact)
        if known is None:
            known = self._texts[fact] = {}
            for value in {value or "" for value in self._values(fact)}:
                known.setdefault(value.casefold(), []).append(value)
        return known


def tags(stored: str | None) -> tuple[str, ...]:
    """The tags of a customer from their JSON text."""
    return tuple(json.loads(stored) or ()) if stored else ()
