"""What a reply says about paying, in the writer's own sentences.

Rules and no model; precise before complete: a condition, a hope, a question or a "not" beside it,
and a sentence says nothing. What is left open stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from collectwork.domain.suggestions import INVOICE_COPY, STATEMENT_COPY, Found, KnownItem
from collectwork.replies.clauses import Clause, Said, clauses, together
from collectwork.replies.english import ENGLISH
from collectwork.replies.folding import folded
from collectwork.replies.french import FRENCH
from collectwork.replies.german import GERMAN
from collectwork.replies.invoices import Register
from collectwork.replies.sentences import LONGEST, sentences
from collectwork.replies.spanish import SPANISH
from collectwork.replies.sums import total
from collectwork.replies.tongue import language_of
from collectwork.replies.words import Words

LANGUAGES: Mapping[str, Words] = {one.code: one for one in (ENGLISH, GERMAN, FRENCH, SPANISH)}
#: Things that one reply says at most; who says more writes a list for people.
MOST = 8


def read(
    text: str, today: date, language: str | None = None, known: Sequence[KnownItem] = ()
) -> tuple[Found, ...]:
    """What ``text`` (of ``body``) says: promises, payments made, disputes, wishes for copies.

    ``today``: the day the reply was written. ``language``: en, de, fr, es; None or another: by its
    words. ``known``: the account's open items. Order as in the text, each thing once.
    """
    text = text[:LONGEST]
    words = LANGUAGES[language_of(folded(text), language, LANGUAGES)]
    register = Register(known)
    found: list[Found] = []
    for sentence in sentences(text):
        found += _of_sentence(sentence, today, words, known, register)
    return tuple(_merged(found)[:MOST])


def _of_sentence(
    sentence: str, today: date, words: Words, known: Sequence[KnownItem], register: Register
) -> Iterable[Found]:
    text = words.in_full(folded(sentence))
    asks = text.rstrip(" \"')").endswith("?")
    plain = words.any_of("unconditional").sub(" ", text)
    conditional = words.any_of("condition").search(plain) is not None
    parts = clauses(text, today, words, known, register)
    found: list[Found] = []
    if not conditional and not (asks and len(parts) < 2):
        told = parts[:-1] if asks else parts
        for said in together(told):
            if not said.dead and not (asks and said.says == "promise"):
                found.append(_of_payment(said, sentence, known))
    documents = tuple(dict.fromkeys(one.document for part in parts for one in part.named))
    if not found or any(one.kind == "paid" for one in found):
        found += _copies(text, sentence, words, documents)
    if not any(one.kind == "copy" for one in found) and not asks:
        found += _disputes(text, sentence, words, documents, parts)
    return found


def _of_payment(said: Said, sentence: str, known: Sequence[KnownItem]) -> Found:
    documents = said.documents
    minor, currency = None, None
    if said.sums:
        minor, currency = said.sums[0].minor, said.sums[0].currency
    elif any(one.whole or one.half for one in said.clauses):
        meant = total(known, documents)
        if meant is not None:
            half = any(one.half for one in said.clauses)
            minor, currency = ((meant[0] + 1) // 2 if half else meant[0]), meant[1]
    return Found(said.says, sentence, minor, currency, said.day(), documents)


def _copies(text: str, sentence: str, words: Words, documents: tuple[str, ...]) -> Iterable[Found]:
    if words.any_of("condition").match(text) or words.any_of("no_copy").search(text):
        return
    if not words.any_of("wish").search(text):
        return
    if words.any_of("statement").search(text):
        yield Found("copy", sentence, documents=documents, reason=STATEMENT_COPY)
    elif words.any_of("copy").search(text):
        yield Found("copy", sentence, documents=documents, reason=INVOICE_COPY)


def _disputes(
    text: str,
    sentence: str,
    words: Words,
    documents: tuple[str, ...],
    parts: Sequence[Clause],
) -> Iterable[Found]:
    if words.any_of("fine").search(text):
        return
    for reason, pattern in words.dispute:
        match = words.search(f"dispute {reason}", pattern, text)
        if match is not None and not _supposed(match.start(), words, parts):
            yield Found("dispute", sentence, documents=documents, reason=reason)
            return


def _supposed(at: int, words: Words, parts: Sequence[Clause]) -> bool:
    """Whether the clause there begins a condition."""
    clause = next((one.text for one in parts if one.start <= at < one.end), "")
    plain = words.any_of("unconditional").sub(" ", clause)
    return words.any_of("condition").search(plain) is not None


def _merged(found: Sequence[Found]) -> list[Found]:
    """Each thing once: what adds nothing to what was said before is left out."""
    kept: list[Found] = []
    wants = any(one.kind == "copy" and one.reason == INVOICE_COPY for one in found)
    for one in found:
        if one.kind == "dispute" and one.reason == "not_received" and wants:
            continue
        same = next((at for at, other in enumerate(kept) if _same(one, other)), None)
        if same is None:
            kept.append(one)
        else:
            kept[same] = _fuller(kept[same], one)
    return kept


def _same(one: Found, other: Found) -> bool:
    if one.kind != other.kind or one.reason != other.reason:
        return False
    if one.kind in ("dispute", "copy"):
        return True
    about = not one.documents or not other.documents or one.documents == other.documents
    days = one.day is None or other.day is None or one.day == other.day
    sums = (
        one.amount_minor is None
        or other.amount_minor is None
        or (one.amount_minor, one.currency) == (other.amount_minor, other.currency)
    )
    return about and days and sums


def _fuller(first: Found, second: Found) -> Found:
    """The first with what only the second says; its sentence is the one that says more."""
    more = second if _told(second) > _told(first) else first
    amount = first if first.amount_minor is not None else second
    return replace(
        first,
        sentence=more.sentence,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        day=first.day or second.day,
        documents=tuple(dict.fromkeys((*first.documents, *second.documents))),
    )


def _told(one: Found) -> int:
    return (one.day is not None) + (one.amount_minor is not None) + bool(one.documents)
