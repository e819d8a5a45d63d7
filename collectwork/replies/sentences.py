"""A reply's text as sentences, word for word but for line ends."""

from __future__ import annotations

import re

from collectwork.domain.suggestions import SENTENCE_LIMIT

#: Characters of a reply and sentences of it that are read.
LONGEST = 20_000
MOST = 300
_SPACE = re.compile(r"[ \t\u00a0\u202f]+")
_STOP = re.compile(r"[.!?…]+[\"'”»)]?(?=\s)|(?<=\S)\s(?=¿)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:nr|no|nos|inv|mr|mrs|ms|dr|fr|hr|st|ca|approx|bzw|usw|etc|z\.\s?b|d\.\s?h|u\.a"
    r"|i\.e|e\.g|p\.ej|sra|sr|ud|uds|vd|num|núm|n|rg|re|rech|rechn|ref|art|tel|abs|evtl|ggf|inkl"
    r"|exkl|incl"
    r"|excl|m|mme|mlle|jan|feb|mar|apr|aug|sep|sept|oct|okt|nov|dec|dez|déc|janv|févr|avr|juil"
    r"|ene|abr|ago"
    r"|dic|bal|amt|co|ltd|inc|s\.a|max|min|vgl|lt|lfd|mtl|div)\.$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s+")
_CUT = re.compile(r"[;,:]\s")


def sentences(text: str) -> list[str]:
    """In order; none is longer than SENTENCE_LIMIT: longer ones are cut at a comma or blank."""
    found: list[str] = []
    for paragraph in _paragraphs(text[:LONGEST]):
        for one in _parted(paragraph):
            found += _cut(one)
            if len(found) >= MOST:
                return found[:MOST]
    return found


def _paragraphs(text: str) -> list[str]:
    """Lines that belong together; a list's points and short lines stand alone."""
    found: list[str] = []
    before = ""
    for raw in text.split("\n"):
        line = _SPACE.sub(" ", raw).strip()
        goes_on = bool(before) and bool(line) and not _ITEM.match(line) and _goes_on(before, line)
        if goes_on and len(found[-1]) < SENTENCE_LIMIT * 10:
            found[-1] = f"{found[-1]} {line}"
        elif line:
            found.append(line)
        before = line
    return found


def _goes_on(before: str, line: str) -> bool:
    """Whether a line is the next of a wrapped sentence."""
    if before[-1] in ".!?:":
        return not before.endswith(("!", "?", ":")) and line[0].islower()
    return line[0].islower() or line[0].isdigit() or len(before) >= 55 or before[-1] == ","


def _parted(paragraph: str) -> list[str]:
    found, start = [], 0
    for match in _STOP.finditer(paragraph):
        end = match.end()
        rest = paragraph[end:].lstrip()
        if match[0].startswith(".") and not _ends(paragraph[start : match.start() + 1], rest):
            continue
        found.append(paragraph[start:end].strip())
        start = end
    found.append(paragraph[start:].strip())
    return [one for one in found if one]


def _ends(said: str, rest: str) -> bool:
    """Whether a full stop ends a sentence: not behind a day's number or an abbreviation."""
    last = said[-24:]
    if _ABBREVIATED.search(last):
        return False
    if re.search(r"(?:^|[\s.(])\d{1,2}\.$", last):  # 27. November; "am 27. Danach …" ends
        return bool(rest) and rest[0].isupper() and not _MONTH.match(rest)
    return not rest or not rest[0].islower()


_MONTH = re.compile(
    r"(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)", re.IGNORECASE
)


def _cut(sentence: str) -> list[str]:
    found = []
    while len(sentence) > SENTENCE_LIMIT:
        stops = [one.end() for one in _CUT.finditer(sentence, 80, SENTENCE_LIMIT)]
        at = stops[-1] if stops else sentence.rfind(" ", 80, SENTENCE_LIMIT)
        at = at if at > 0 else SENTENCE_LIMIT
        found.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*found, sentence] if sentence else found
