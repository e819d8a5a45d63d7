"""Tone and completeness of a letter: what may hurt or is missing, with a calmer way to say it.

The list is the one of docs/mail.md. Words are looked for in English, German, French and Spanish;
nothing is refused here, the writer decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Finding:
    """``kind`` names the check, ``words`` say it with a suggestion."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Intent:
    """What the letter is about. ``amounts``: the totals as printed; ``step_is_last``: further
    steps may be announced; ``part_paid``: something was paid lately; ``dunning``: it asks for
    money."""

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


_LEGAL = re.compile(
    r"\b(legal (?:action|steps|proceedings)|lawyers?|attorneys?|lawsuit|sue you|court|prosecut\w+|"
    r"rechtliche Schritte|gerichtlich\w*|Rechtsanwalt\w*|Anwalt\w*|Klage|Mahnbescheid\w*|"
    r"tribunal\w*|avocats?|poursuites? judiciaires?|"
    r"acciones legales|abogad\w+|demanda judicial|v[ií]a judicial)\b",
    re.IGNORECASE,
)
_THREAT = re.compile(
    r"\b(or else|consequences|final warning|last chance|collection agency|blacklist\w*|"
    r"we will be forced|Konsequenzen|letzte Chance|Inkasso\w*|zwingen uns|"
    r"cons[ée]quences|derni[èe]re chance|soci[ée]t[ée] de recouvrement|"
    r"consecuencias|[úu]ltima oportunidad|agencia de cobro\w*)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(you failed|your failure|excuses?|ignored|you refuse|irresponsible|unacceptable|"
    r"you must|immediately|at once pay|Sie haben vers[äa]umt|Ausreden?|ignoriert\w*|"
    r"unverantwortlich|inakzeptabel|unverz[üu]glich|vous avez omis|excuses? suffisent|"
    r"ignor[ée]s?|inacceptable|imm[ée]diatement|ustedes? no han? cumplido|ignorado|"
    r"inaceptable|inmediatamente)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(thank\w*|dank\w*|merci\w*|remerci\w*|gracias|agradec\w*)\b", re.IGNORECASE
)
_REPLY = re.compile(
    r"\b(repl\w+|answer|call us|write to us|let us know|tell us|contact us|get in touch|"
    r"antwort\w*|rufen Sie|schreiben Sie|melden Sie|sagen Sie|nennen Sie|schicken Sie|"
    r"r[ée]pon\w*|appelez|[ée]crivez|dites|indiquer|envoyez|"
    r"respuesta|respond\w*|ll[áa]m\w*|escr[íi]b\w*|d[íi]ga\w*|indiqu\w*|env[íi]e\w*)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W\d_]{2,}")
SHORTEST_DEADLINE = 3  # days
SHOUTING_PERCENT = 30


def findings(intent: Intent) -> tuple[Finding, ...]:
    """Everything worth a second look, the sharpest first."""
    return (*_tone(intent), *_missing(intent))


def _tone(intent: Intent) -> list[Finding]:
    found: list[Finding] = []
    whole = f"{intent.subject}\n{intent.text}"
    if (match := _LEGAL.search(whole)) and not intent.step_is_last:
        found.append(_legal(match[0]))
    if (match := _THREAT.search(whole)) and not intent.step_is_last:
        found.append(
            Finding(
                "threat",
                f"“{match[0]}” threatens before the last step. Calmer: say which day you hope for "
                "and what you offer until then.",
            )
        )
    if match := _BLAME.search(whole):
        found.append(
            Finding(
                "blame",
                f"“{match[0]}” blames. Calmer: “we have not seen a payment or an answer yet”.",
            )
        )
    if _shouts(whole):
        found.append(
            Finding("capitals", "Many capitals read as shouting. Calmer: ordinary spelling.")
        )
    if whole.count("!") > 1:
        found.append(Finding("exclamation", "More than one “!” sounds sharp. Calmer: a full stop."))
    return found


def _legal(words: str) -> Finding:
    return Finding(
        "legal",
        f"“{words}” speaks of legal steps before the last step. Calmer: “please call us before "
        "that day, we can agree on dates together”.",
    )


def _shouts(text: str) -> bool:
    """Capitals above the share, in words; invoice numbers and currencies do not count."""
    words = [word for word in _WORDS.findall(text) if len(word) > 3]
    letters = "".join(words)
    capitals = sum(1 for letter in _LETTERS.findall(letters) if letter.isupper())
    return len(letters) >= 20 and capitals * 100 > len(letters) * SHOUTING_PERCENT


def _missing(intent: Intent) -> list[Finding]:
    found: list[Finding] = []
    text = intent.text
    if intent.dunning:
        if intent.amounts and not any(amount in text for amount in intent.amounts):
            found.append(Finding("no_amount", "No amount is named. Add the total per currency."))
        if intent.documents and not any(document in text for document in intent.documents):
            found.append(
                Finding("no_invoices", "No invoice number is named. Add the table of items.")
            )
        if intent.deadline and intent.deadline_text not in text:
            found.append(
                Finding("no_date", "No day is named. Add the deadline, so that both know it.")
            )
        elif intent.deadline and (intent.deadline - intent.today).days < SHORTEST_DEADLINE:
            found.append(
                Finding(
                    "short_deadline",
                    f"Less than {SHORTEST_DEADLINE} days are left until the deadline. Calmer: give "
                    "a week.",
                )
            )
    if not _REPLY.search(text):
        found.append(
            Finding("no_reply", "No way to reply is named. Add “a short reply is enough”.")
        )
    if intent.part_paid and not _THANKS.search(text):
        found.append(
            Finding("no_thanks", "Part was paid lately. Add a word of thanks for that payment.")
        )
    return found
