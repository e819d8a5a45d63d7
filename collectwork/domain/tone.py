"""Tone and completeness of a letter: what may hurt or is missing, with a calmer way to say it.

The list is the one of docs/templates.md. Words are looked for in the letter's language (English,
German, French, Spanish) and in that of each sentence; nothing is refused here, the writer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.domain.tone_words import WORDS, Words


@dataclass(frozen=True, slots=True)
class Finding:
    """``kind`` names the check, ``words`` say it. ``found``: the words that were found.

    ``calmer`` is a sentence that would do: in the place of ``sentence``, or added where that is
    empty. Empty itself where only the writer can say it; ``tone_calmer.calmed`` applies it.
    """

    kind: str
    words: str
    found: str = ""
    sentence: str = ""
    calmer: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What the letter is about. ``amounts``: the totals as printed; ``step_is_last``: further
    steps may be announced; ``part_paid``: something was paid lately; ``dunning``: it asks for
    money; ``names``: of people and firms, which are no words; ``later_text``: a day a week on, as
    printed; ``channel``: a text or notice names no invoices and no way to reply."""

    subject: str
    text: str
    amounts: Sequence[str]
    documents: Sequence[str]
    deadline: date | None
    deadline_text: str
    today: date
    step_is_last: bool = False
    part_paid: bool = False
    dunning: bool = True
    language: str = "en"
    names: Sequence[str] = ()
    later_text: str = ""
    channel: str = "mail"


_WORDS = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\d)[^.!?\n]*)*[.!?…]*")
_AROUND = ".,;:!?()[]{}\"'’„“”«»¿¡*_-–…"
SHORTEST_DEADLINE = 3  # days
SHORT = ("sms", "portal")  # channels of a few words, which are not answered
SHOUTING_PERCENT = 30
_TELLING = 2  # common words that tell a language
_MOST_NAMED = 5  # invoices in a suggested sentence
_SAID = {
    "legal": "speaks of legal steps before the last step",
    "threat": "threatens before the last step",
    "blame": "blames",
    "hurry": "leaves less than three days",
}


def findings(intent: Intent) -> tuple[Finding, ...]:
    """Everything worth a second look, the sharpest first."""
    return (*_tone(intent), *_missing(intent))


def spoken(text: str, language: str) -> tuple[str, ...]:
    """The languages to look in: the letter's own, and those that most of the text's common words
    are of; all of them where it has hardly any."""
    told = language[:2].lower()
    seen = [word.lower() for word in _WORDS.findall(text)] + re.findall(r"\b[yà]\b", text.lower())
    counts = {name: sum(word in one.common for word in seen) for name, one in WORDS.items()}
    most = max(counts.values())
    also = [name for name, count in counts.items() if count == most or most < _TELLING]
    return tuple(dict.fromkeys([*([told] if told in WORDS else []), *also]))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, each within one line; a point between figures ends none."""
    for found in _SENTENCE.finditer(text):
        if sentence := found[0].strip():
            yield sentence


def _tone(intent: Intent) -> list[Finding]:
    whole = _without_names(f"{intent.subject}\n{intent.text}", intent)
    kinds = ["blame", "hurry"] if intent.step_is_last else list(_SAID)
    first: dict[str, Finding] = {}
    for sentence in sentences(whole):
        for language in spoken(sentence, intent.language):
            for kind in kinds:
                match = getattr(WORDS[language], kind).search(sentence)
                if match is not None and kind not in first:
                    own = WORDS.get(intent.language[:2].lower(), WORDS[language])
                    first[kind] = _said(kind, match[0], sentence, intent, own)
    found = [first[kind] for kind in _SAID if kind in first]
    if shouted := _shouted(whole):
        calm = _calm_spelling(shouted)
        found.append(
            Finding(
                "capitals",
                f"Many capitals read as shouting. Calmer: “{calm}”",
                shouted, _whole_sentence(shouted, intent.text), calm,
            )
        )  # fmt: skip
    if whole.count("!") > 1:
        words = "More than one “!” sounds sharp. Calmer: full stops."
        found.append(Finding("exclamation", words, "!", "!", "."))
    return found


def _said(kind: str, found: str, sentence: str, intent: Intent, words: Words) -> Finding:
    calmer = _filled(words.calmer[kind], intent)
    return Finding(
        kind, f"“{found}” {_SAID[kind]}. Calmer: “{calmer}”", found,
        _whole_sentence(sentence, intent.text), calmer,
    )  # fmt: skip


def _whole_sentence(masked: str, text: str) -> str:
    """The sentence as it stands in the text, names and all; "" where it stands elsewhere."""
    pattern = re.escape(masked).replace("\x00", "[^\n]").replace("\\[^\n]", "[^\n]")
    match = re.search(pattern, text)
    return match[0] if match else ""


def _filled(sentence: str, intent: Intent) -> str:
    documents = list(intent.documents[:_MOST_NAMED])
    more = " …" if len(intent.documents) > _MOST_NAMED else ""
    for sign, text in (
        (
            "{deadline}",
            (intent.later_text if _short(intent) else "") or intent.deadline_text or "…",
        ),
        ("{amounts}", " + ".join(intent.amounts) or "…"),
        ("{documents}", ", ".join(documents) + more),
    ):
        sentence = sentence.replace(sign, text)
    return sentence


def _without_names(text: str, intent: Intent) -> str:
    """Names and numbers of invoices as signs that are no words, at their places."""
    for name in (*intent.names, *intent.documents):
        if len(name) > 2:
            text = text.replace(name, "\x00" * len(name))
    return text


def _shouted(text: str) -> str:
    """The loudest sentence where capitals are above the share of the whole or of a sentence of some
    length; invoice numbers and currencies do not count."""
    loud = [one for one in sentences(text) if _shouts(one) and len(_counted(one)) >= 3]
    if loud:
        return max(loud, key=len)
    return next(sentences(text), "") if _shouts(text) else ""


def _counted(text: str) -> list[str]:
    """Plain words of some length: no numbers of documents, references, currencies."""
    words = (token.strip(_AROUND) for token in text.split())
    return [word for word in words if len(word) > 3 and word.isalpha()]


def _shouts(text: str) -> bool:
    letters = "".join(_counted(text))
    capitals = sum(1 for letter in letters if letter.isupper())
    return len(letters) >= 20 and capitals * 100 > len(letters) * SHOUTING_PERCENT


def _calm_spelling(sentence: str) -> str:
    """Ordinary spelling: words of capitals in small letters, the first letter large."""
    words = [
        word.lower() if word.isupper() and word.strip(_AROUND).isalpha() else word
        for word in sentence.split(" ")
    ]
    calm = " ".join(words)
    return calm[:1].upper() + calm[1:]


def _missing(intent: Intent) -> list[Finding]:
    found: list[Finding] = []
    text = intent.text
    languages = spoken(f"{intent.subject}\n{text}", intent.language)
    own = intent.language[:2].lower()
    short = intent.channel in SHORT
    words = WORDS[own if own in WORDS else languages[-1]]

    def lacks(kind: str, said: str) -> None:
        calmer = _filled(words.calmer[kind], intent)
        found.append(Finding(kind, f"{said}. Add: “{calmer}”", calmer=calmer))

    if intent.dunning:
        if intent.amounts and not any(amount in text for amount in intent.amounts):
            lacks("no_amount", "No amount is named")
        named = any(document in text for document in intent.documents)
        if intent.documents and not (named or short):
            lacks("no_invoices", "No invoice number is named")
        later = bool(intent.later_text) and intent.later_text in text
        if intent.deadline and intent.deadline_text not in text and not later:
            lacks("no_date", "No day is named")
        elif _short(intent) and intent.deadline_text in text:
            found.append(_short_deadline(intent))
    if not short and not any(WORDS[one].reply.search(text) for one in languages):
        lacks("no_reply", "No way to reply is named")
    if intent.part_paid and not any(WORDS[one].thanks.search(text) for one in languages):
        lacks("no_thanks", "Part was paid lately, without a word of thanks")
    return found


def _short(intent: Intent) -> bool:
    day = intent.deadline
    return day is not None and (day - intent.today).days < SHORTEST_DEADLINE


def _short_deadline(intent: Intent) -> Finding:
    calm = f"“{intent.later_text}”" if intent.later_text else "give a week"
    return Finding(
        "short_deadline",
        f"Less than {SHORTEST_DEADLINE} days are left until the deadline. Calmer: {calm}.",
        intent.deadline_text,
        intent.deadline_text if intent.later_text else "",
        intent.later_text,
    )
