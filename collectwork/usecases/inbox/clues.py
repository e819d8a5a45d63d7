"""What a message says of whose it is: ids of mails, references, words that may be invoice numbers.

Everything found here is looked up; a damaged or made-up one simply is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: What a mail of ours bears in its Message-ID: its reference, and the id of its outbox row.
_OURS = re.compile(r"cw-[a-z2-7]{8}\.[0-9a-f]{32}", re.IGNORECASE)
_ID = re.compile(r"<([^<>]{3,500})>")
_BARE_ID = re.compile(r"[^\s<>\"(),;]+@[^\s<>\"(),;]+")
#: A reference, however a line break, a quote mark, a blank or another hyphen went into it.
_GAP = r"(?:[ \t]|=?\r?\n[>| \t]*)?"
_TOKEN = re.compile(
    rf"(?<![A-Za-z0-9])C{_GAP}W{_GAP}[-\u00ad\u2010-\u2015\u2212]{_GAP}"
    + _GAP.join(["[A-Za-z2-7]"] * 8)
    + r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_HIDDEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_WORD = re.compile(r"[^\W_](?:[\w./#&+-]{0,60}[^\W_])?|[^\W_]")
_CALLED = re.compile(
    r"(invoice|inv|bill|document|doc|rechnung|rechnungen|rechnungsnummer|rechnungsnr|re|rg|rnr|"
    r"beleg|belegnr|facture|factures|facturas?|fra|fact|fattura|factuur|no|nr|n°|nº|nro|num|"
    r"num[eé]ro|nummer|number|ref|reference|referenz|our|unsere)\.?\s*[:#]?\s*$",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?:19|20)\d{2}")
_RUN_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?")
_MONEY_AFTER = re.compile(
    r"^\s*(?:€|\$|£|eur\b|usd\b|chf\b|gbp\b|euros?\b|%)|^[.,]\d", re.IGNORECASE
)
_MONEY_BEFORE = re.compile(r"(?:€|\$|£|eur|usd|chf|gbp)\s*$|\d[.,]$", re.IGNORECASE)
MOST_IDS = 200
MOST_WORDS = 400
_LONGEST = 60_000  # characters of a text that are looked through for numbers


def ids(header: str) -> list[str]:
    """The Message-IDs of a header, with < >; blanks that folding brought are taken out."""
    found = ["<" + re.sub(r"\s+", "", one) + ">" for one in _ID.findall(header)]
    if not found:
        found = [f"<{one}>" for one in _BARE_ID.findall(header)]
    return list(dict.fromkeys(one for one in found[:MOST_IDS] if one.isprintable()))


def ours_in(text: str) -> tuple[str, ...]:
    """Message-IDs in the form of ours that stand anywhere in a text, without their domain."""
    joined = text if "=\n" not in text else text.replace("=\n", "")
    return tuple(dict.fromkeys(one.lower() for one in _OURS.findall(joined)))[:MOST_IDS]


def row_of(message_id: str) -> tuple[str, str] | None:
    """Reference and outbox id of a Message-ID in the form of ours; None of any other: some
    gateways give it another domain."""
    found = _OURS.search(message_id)
    if found is None:
        return None
    reference, _, row = found[0].partition(".")
    return reference.upper(), row.lower()


def tokens(text: str) -> list[str]:
    """References such as CW-ABCD2345, mended."""
    found = []
    for match in _TOKEN.finditer(_HIDDEN.sub("", text[:_LONGEST])):
        signs = re.sub(r"[^A-Za-z2-7]", "", match[0]).upper()
        found.append(f"CW-{signs[2:]}")
    return list(dict.fromkeys(found))[:MOST_IDS]


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may be an invoice number. ``strong``: it may stand for one by itself."""

    text: str
    strong: bool


def words(text: str) -> list[Word]:
    """Words that hold a digit, each also with the word before it, as numbers are written."""
    found: dict[str, bool] = {}
    plain = _HIDDEN.sub("", text[:_LONGEST])
    before, end = "", -1
    for match in _WORD.finditer(plain):
        word = match[0]
        if any(c.isdigit() for c in word):
            called = bool(_CALLED.search(plain[max(0, match.start() - 24) : match.start()]))
            money = bool(
                _MONEY_AFTER.match(plain[match.end() : match.end() + 8])
                or _MONEY_BEFORE.search(plain[max(0, match.start() - 5) : match.start()])
            )
            for one in _forms(word):
                _note(found, one, strong=not money and is_strong(one, called=called))
            if (
                before
                and not money
                and match.start() - end == 1
                and before.isalpha()
                and len(before) <= 5
            ):
                for sign in (" ", "", "-"):
                    _note(found, f"{before}{sign}{word}", strong=is_strong(word, called=True))
        before, end = word, match.end()
        if len(found) >= MOST_WORDS:
            break
    return [Word(one, strong) for one, strong in found.items()]


def _note(found: dict[str, bool], word: str, *, strong: bool) -> None:
    found[word] = found.get(word, False) or strong


def _forms(word: str) -> Iterable[str]:
    """The word, and its parts where several were written as one: RE-1/RE-2, Nr.4711."""
    yield word
    for part in re.split(r"[/+&#]|\.(?=\D)|(?<=\D)\.", word):
        bare = part.strip("./#&+-_")
        if bare and bare != word and any(c.isdigit() for c in bare):
            yield bare


def is_strong(word: str, *, called: bool) -> bool:
    """Whether a word may stand for an invoice by itself: not a year, a date or a few digits.

    ``called``: the words before it call it an invoice or a number.
    """
    signs = "".join(c for c in word if c.isalnum())
    digits = sum(c.isdigit() for c in signs)
    if _DATE.fullmatch(word) or digits < 2:
        return False
    if signs.isdigit():
        if _RUN_DATE.fullmatch(signs):
            return called
        return len(signs) >= 6 or (called and len(signs) >= 4)
    if re.fullmatch(r"(?i)q[1-4]\W?\d{2,4}|\d{1,3}[a-z]{1,2}|[a-z]{1,2}\d{1,2}", word):
        return False
    return len(signs) >= 5 or (called and len(signs) >= 4)
