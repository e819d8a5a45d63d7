"""Which open invoices a sentence names: by number, by its figures alone, or as the oldest one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.domain.suggestions import KnownItem
from collectwork.replies.folding import folded
from collectwork.replies.words import Words

_FIGURES = re.compile(r"\d+")
#: Figures that name an invoice by themselves; shorter ones need "invoice" or "no." before them.
_TELLING = 5
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Named:
    """An invoice number where it stands in the folded sentence."""

    start: int
    end: int
    document: str


class Register:
    """The open invoices of an account, as words may name them."""

    def __init__(self, known: Sequence[KnownItem]) -> None:
        self._known = [one for one in known if one.document]
        figures: dict[str, set[str]] = {}
        self._whole: list[tuple[re.Pattern[str], str]] = []
        for one in self._known[:2_000]:
            said = folded(one.document)
            signs = [re.escape(sign) for sign in re.findall(r"[a-z]+|\d+", said)]
            if signs and (len(said) >= _SHORTEST):
                joined = r"[\s./_-]{0,2}".join(signs[:12])
                self._whole.append((re.compile(rf"(?<!\w){joined}(?!\w)"), one.document))
            longest = max(_FIGURES.findall(said), key=len, default="").lstrip("0")
            if len(longest) >= _SHORTEST and not _is_year(longest):
                figures.setdefault(longest, set()).add(one.document)
        self._figures = {said: docs.pop() for said, docs in figures.items() if len(docs) == 1}

    def named(self, text: str, words: Words, taken: Sequence[tuple[int, int]]) -> list[Named]:
        """Those in a folded sentence; ``taken``: spans of days and amounts with a currency."""
        found: list[Named] = []
        for match in _FIGURES.finditer(text):
            document = self._figures.get(match[0].lstrip("0"))
            span = (match.start(), match.end())
            if document is None or _inside(span, taken) or _part_of_number(text, *span):
                continue
            if len(match[0]) >= _TELLING or self._is_introduced(text, match.start(), words):
                found.append(Named(*span, document))
        seen = {one.document for one in found}
        for pattern, document in self._whole:
            whole = None if document in seen else pattern.search(text)
            if whole is None or _inside(whole.span(), taken):
                continue
            short = whole[0].isdigit() and len(whole[0]) < _TELLING
            if not short or self._is_introduced(text, whole.start(), words):
                found.append(Named(*whole.span(), document))
        return sorted([*found, *self._by_age(text, words)], key=lambda one: one.start)

    def _is_introduced(self, text: str, at: int, words: Words) -> bool:
        before = text[max(0, at - 25) : at]
        said = list(words.any_of("numbered").finditer(before))
        return bool(said) and len(before) - said[-1].end() <= 12

    def _by_age(self, text: str, words: Words) -> list[Named]:
        dated = [one for one in self._known if one.due is not None]
        if not dated:
            return []
        found = []
        by_due = sorted(dated, key=lambda one: (one.due or date.max, one.item_id))
        for name, one in (("oldest", by_due[0]), ("newest", by_due[-1])):
            match = words.any_of(name).search(text)
            if match is not None:
                found.append(Named(*match.span(), one.document))
        return found


def _is_year(figures: str) -> bool:
    return len(figures) == 4 and figures.startswith(("19", "20"))


def _inside(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _part_of_number(text: str, start: int, end: int) -> bool:
    """Whether figures belong to a decimal number."""
    after = text[end : end + 2]
    before = text[max(0, start - 2) : start]
    return (len(after) == 2 and after[0] in ".," and after[1].isdigit()) or (
        len(before) == 2 and before[1] in ".," and before[0].isdigit()
    )
