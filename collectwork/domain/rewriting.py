"""What a language model gets to see of a letter, and what it may hand back.

Names, amounts, dates, numbers, addresses and the table of items become placeholders such as
``{NAME_1}``; the answer must hold each exactly as often and nothing of the kind besides, so that no
figure, day or document can have changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectwork.domain.tone_words import WORDS

_PLACEHOLDER = re.compile(r"\{[A-Z]+_\d+\}")
_TABLE = re.compile(r"^[^\n]+\n-{10,}\n(?:[^\n]+\n)*?-{10,}\n(?:[^\n]+(?:\n|$))+", re.MULTILINE)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ADDRESS", re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("DATE", re.compile(r"\b\d{1,2}\.?(?: de)? [^\W\d_]{3,}\.?(?: de)? \d{4}\b"
                        r"|\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")),
    ("AMOUNT", re.compile(r"-?\d[\d.,'’\u00a0\u202f ]*\s?[A-Z]{3}\b|[€$£]\s?\d[\d.,]*")),
    ("NUMBER", re.compile(r"[^\s(){}]*\d[^\s(){},;]*")),
)  # fmt: skip
_LEAST_NAME = 4  # signs of a part of a name that is hidden by itself
_LONGER = 3  # times as long at most, and so many signs more
_MORE = 2_000
_OF_ITS_OWN = re.compile(r"\d|@|://|www\.")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text without what is nobody's business; ``real``: placeholder → what stands there."""

    text: str
    real: Mapping[str, str]


def hidden(text: str, names: Sequence[str], documents: Sequence[str]) -> Hidden:
    """The text as it may leave. ``names``: of people, firms and banks, also by their parts;
    ``documents``: numbers and references. ValueError where it holds placeholders already."""
    if _PLACEHOLDER.search(text):
        raise ValueError("the text itself holds marks such as {NAME_1}")
    veil = _Veil()
    text = _closing(text, veil)
    text = _TABLE.sub(lambda found: veil.mark("TABLE", found[0].rstrip("\n")) + "\n", text)
    for kind, values in (("DOCUMENT", documents), ("NAME", _with_parts(names))):
        for value in sorted({one.strip() for one in values}, key=len, reverse=True):
            if len(value) > 1:
                whole = rf"(?<![\w{{]){re.escape(value)}(?![\w}}])"
                text = veil.outside(whole, kind, text)
    for kind, pattern in _KINDS:
        text = veil.outside(pattern.pattern, kind, text)
    return Hidden(text, veil.real)


def shown(answer: str, before: Hidden) -> str:
    """The answer with the real values. ValueError says what is wrong with it."""
    answer = answer.strip().replace("\r\n", "\n")
    if not answer:
        raise ValueError("it is empty")
    if len(answer) > _LONGER * len(before.text) + _MORE:
        raise ValueError("it is far longer than the letter")
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") and sign != "\n"
           for sign in answer):  # fmt: skip
        raise ValueError("it holds control signs")
    wanted = Counter(_PLACEHOLDER.findall(before.text))
    found = Counter(_PLACEHOLDER.findall(answer))
    for mark in sorted(wanted.keys() | found.keys()):
        if wanted[mark] != found[mark]:
            real = before.real.get(mark, "")
            said = f"{mark} ({real[:40]})" if real and "\n" not in real else mark
            raise ValueError(f"{said} stands there {found[mark]} times instead of {wanted[mark]}")
    rest = _PLACEHOLDER.sub("", answer)
    if strange := _OF_ITS_OWN.search(rest):
        raise ValueError(f"it adds a number or an address of its own ({strange[0]!r})")
    if "{" in rest or "}" in rest:
        raise ValueError("it holds braces of its own")
    text = _PLACEHOLDER.sub(lambda mark: before.real[mark[0]], answer)
    return text.rstrip() + "\n"


def _closing(text: str, veil: _Veil) -> str:
    """Everything from the closing words on: who writes, with telephone and address."""
    lines = text.rstrip("\n").split("\n")
    for at in range(len(lines) - 1, -1, -1):
        if any(one.closing.match(lines[at].strip()) for one in WORDS.values()):
            return "\n".join([*lines[:at], veil.mark("SIGNATURE", "\n".join(lines[at:]))])
    return text.rstrip("\n")


def _with_parts(names: Sequence[str]) -> list[str]:
    parts = [
        part.strip(".,;:()&")
        for name in names
        for part in re.split(r"[\s/]+", name)
        if len(part.strip(".,;:()&")) >= _LEAST_NAME and part[:1].isupper()
    ]
    return [*names, *parts]


class _Veil:
    """Hands out placeholders: the same for the same text."""

    def __init__(self) -> None:
        self.real: dict[str, str] = {}
        self._known: dict[tuple[str, str], str] = {}

    def mark(self, kind: str, value: str) -> str:
        if (kind, value) not in self._known:
            count = sum(one == kind for one, _ in self._known) + 1
            mark = f"{{{kind}_{count}}}"
            self._known[kind, value], self.real[mark] = mark, value
        return self._known[kind, value]

    def outside(self, pattern: str, kind: str, text: str) -> str:
        """Every match replaced that is not within a placeholder."""
        both = re.compile(rf"(?P<mark>\{{[A-Z]+_\d+\}})|(?:{pattern})")
        return both.sub(lambda m: m[0] if m["mark"] else self.mark(kind, m[0]), text)
