"""A suggestion of the tone check taken into a letter's text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from collectwork.domain.tone import Finding
from collectwork.domain.tone_words import WORDS

_MARKS = re.compile(r"!+")
_OPENING = "¡"


def applicable(findings: Sequence[Finding]) -> Finding | None:
    """The first one that has a wording of its own."""
    return next((one for one in findings if one.calmer), None)


def calmed(text: str, finding: Finding) -> str:
    """The text with the calmer wording: in the sentence's place, or as a paragraph before the
    closing. The text itself where nothing can be done."""
    if not finding.calmer:
        return text
    if finding.kind == "exclamation":
        return _MARKS.sub(".", text).replace(_OPENING, "")
    if not finding.sentence and not finding.kind.startswith("no_"):
        return text  # it stands in the subject
    if finding.sentence and finding.sentence in text:
        new = "" if finding.calmer in text else finding.calmer
        return _tidy(text.replace(finding.sentence, new, 1))
    if finding.calmer in text:
        return text
    return _added(text, finding.calmer)


def _tidy(text: str) -> str:
    """What an omitted sentence leaves behind: no blanks in a row, no empty line twice."""
    text = re.sub(r"(?<=\S) {2,}(?=\S)(?!.*\n?-{3,})", " ", text) if "---" not in text else text
    return re.sub(r"\n{3,}", "\n\n", text)


def _added(text: str, sentence: str) -> str:
    lines = text.rstrip("\n").split("\n")
    for at in range(len(lines) - 1, -1, -1):
        if any(one.closing.match(lines[at].strip()) for one in WORDS.values()):
            before, after = lines[:at], lines[at:]
            while before and not before[-1].strip():
                before.pop()
            return "\n".join([*before, "", sentence, "", *after]) + "\n"
    return "\n".join([*lines, "", sentence]) + "\n"
