"""What the rules of one language are made of; ``english`` and its neighbours fill it.

All patterns are compared with text in lower case and without accents (``folding.folded``), so they
are written that way. ``{wd}``, ``{month}``, ``{n}`` in patterns of days stand for a weekday, a
month and a small number in figures or words. Every pattern is bounded: no unlimited repeat inside
another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

#: A pattern of a day and how its match becomes one (``days``).
DayRule = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words and patterns.

    ``common``: words by which it is known. ``apart``: what parts a sentence into clauses.
    ``promise`` and ``paid``: what says so by itself; ``promise_dated`` and ``paid_dated``: only
    beside a day. ``money``: what payment is called; where a pattern of ``promise_money`` or
    ``paid_money`` says "will be sent", the sentence must be about it. ``negation``: words that turn
    a clause around, ``harmless``: phrases in which they do not. ``condition``: a promise beside it
    is none. ``doubt``: a hope is no promise. ``others``: it is us who shall pay or did.
    ``dispute``: category and pattern; ``fine``: a clause with it disputes nothing. ``wish`` with
    ``copy`` or ``statement`` asks for one; ``no_copy``: of something else. ``day_first``: how
    12/03 is read; None where both are written. ``short``: short forms and what they stand for.
    """

    code: str
    common: str
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    days: tuple[DayRule, ...]
    apart: str
    promise: tuple[str, ...]
    promise_dated: tuple[str, ...]
    promise_money: tuple[str, ...]
    paid: tuple[str, ...]
    paid_dated: tuple[str, ...]
    paid_money: tuple[str, ...]
    money: str
    negation: str
    harmless: str
    condition: str
    unconditional: str
    doubt: str
    others: str
    dispute: tuple[tuple[str, str], ...]
    fine: str
    wish: str
    copy: str
    statement: str
    no_copy: str
    whole: str
    half: str
    rest: str
    oldest: str
    newest: str
    numbered: str
    day_first: bool | None = True
    short: tuple[tuple[str, str], ...] = ()
    found: dict[str, re.Pattern[str]] = field(default_factory=dict, compare=False)

    def any_of(self, name: str) -> re.Pattern[str]:
        """The patterns of that name as one, compiled once."""
        if name not in self.found:
            given = getattr(self, name)
            parts = (given,) if isinstance(given, str) else given
            joined = "|".join(f"(?:{one})" for one in parts) or r"(?!)"
            self.found[name] = re.compile(rf"(?<!\w)(?:{joined})(?!\w)")
        return self.found[name]

    def search(self, name: str, pattern: str, text: str) -> re.Match[str] | None:
        """Where a pattern of that name occurs first, compiled once."""
        if name not in self.found:
            self.found[name] = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
        return self.found[name].search(text)

    def in_full(self, text: str) -> str:
        """A folded text without short forms ("I'll" is "I will")."""
        for short, full in self.short:
            text = text.replace(short, full)
        return text
