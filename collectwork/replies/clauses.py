"""A sentence as clauses with what stands in them: kinds said, days, amounts, invoices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from collectwork.domain.suggestions import KnownItem
from collectwork.replies.days import DaySaid, days_in
from collectwork.replies.invoices import Named, Register
from collectwork.replies.sums import SumSaid, sums_in
from collectwork.replies.words import Words

Says = Literal["promise", "paid"]

#: A day behind these is an invoice's, a mail's or a due day, and none of payment.
_OF_PAPER = re.compile(
    r"(?:invoices?|rechnung(?:en)?|factures?|facturas?|e-?mail|mail|letter|reminder|mahnung"
    r"|zahlungserinnerung|schreiben|nachricht|relances?|rappel|courrier|courriel|recordatorio"
    r"|correo"
    r"|carta|message|mensaje|lieferung|delivery|livraison|entrega|bestellung|order|commande|pedido"
    r"|gutschrift|credit note|avoir|telefonat|call|gesprach)(?:\W+[\w/-]{1,20}){0,2}\W{1,3}"
    r"(?:of|from|dated|vom|datiert|du|de|del|datee du|de fecha)(?: the| le| el)?\s$"
    r"|(?:due|falligkeit|fallig|echeance|vencimiento|vence|vencia|echue?|vencida)"
    r"(?: date)?(?: on| am| le| el| au| zum| seit| since| desde| du)?[:\s]{1,2}$"
)


@dataclass(slots=True)
class Clause:
    """A part of a sentence, folded. ``says``: what its words say and where; ``dead``: they say it
    of something else, or not at all."""

    start: int
    end: int
    text: str
    says: Says | None = None
    dead: bool = False
    days: list[DaySaid] = field(default_factory=list)
    sums: list[SumSaid] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    whole: bool = False
    half: bool = False
    rest: bool = False

    @property
    def has_own(self) -> bool:
        """Whether it names anything of its own."""
        return bool(self.days or self.sums or self.named or self.half or self.rest)


@dataclass(slots=True)
class Said:
    """Clauses that say one thing together."""

    says: Says
    clauses: list[Clause]
    dead: bool = False

    @property
    def days(self) -> list[DaySaid]:
        return [day for clause in self.clauses for day in clause.days]

    @property
    def sums(self) -> list[SumSaid]:
        return [one for clause in self.clauses for one in clause.sums]

    @property
    def documents(self) -> tuple[str, ...]:
        every = [one.document for clause in self.clauses for one in clause.named]
        return tuple(dict.fromkeys(every))

    def day(self) -> date | None:
        """The first day that fits: ahead for a promise, back for a payment made."""
        toward: Literal["ahead", "back"] = "ahead" if self.says == "promise" else "back"
        found = (one.toward(toward) for one in self.days)
        return next((one for one in found if one is not None), None)


def clauses(
    text: str, today: date, words: Words, known: Sequence[KnownItem], register: Register
) -> list[Clause]:
    """The clauses of a folded sentence, each with what stands in it."""
    days = [
        one
        for one in days_in(text, today, words)
        if not _OF_PAPER.search(text[max(0, one.start - 60) : one.start])
    ]
    whole_days = days_in(text, today, words)
    sums = [
        one
        for one in sums_in(text, known)
        if not any(one.start < day.end and day.start < one.end for day in whole_days)
    ]
    taken = [(one.start, one.end) for one in whole_days] + [(one.start, one.end) for one in sums]
    named = register.named(
        text, words, [*((d.start, d.end) for d in whole_days), *_money(text, sums)]
    )
    sums = [one for one in sums if not any(_meet(one, other) for other in named)]
    found = [Clause(start, end, text[start:end]) for start, end in _parts(text, words, taken)]
    for clause in found:
        clause.days = [one for one in days if clause.start <= one.start < clause.end]
        clause.sums = [one for one in sums if clause.start <= one.start < clause.end]
        clause.named = [one for one in named if clause.start <= one.start < clause.end]
        for name in ("whole", "half", "rest"):
            setattr(clause, name, words.any_of(name).search(clause.text) is not None)
        _say(clause, words, text)
    return found


def _money(text: str, sums: Sequence[SumSaid]) -> list[tuple[int, int]]:
    """Amounts that say their currency: their figures name no invoice."""
    return [(one.start, one.end) for one in sums if not text[one.start : one.end].isdigit()]


def _meet(one: SumSaid, other: Named) -> bool:
    return one.start < other.end and other.start < one.end


def _parts(text: str, words: Words, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where clauses begin and end; no day and no amount is torn."""
    start = 0
    for match in re.finditer(words.apart, text):
        if any(begin < match.end() and match.start() < end for begin, end in taken):
            continue
        if match.start() > start:
            yield start, match.start()
        start = match.end() if not match[0].strip() or match[0] in ",;:" else match.start() + 1
    if start < len(text):
        yield start, len(text)


def _say(clause: Clause, words: Words, sentence: str) -> None:
    """What the clause says, and whether that counts."""
    said = clause.text
    for day in clause.days:  # "1 May" is no doubt
        start, end = day.start - clause.start, day.end - clause.start
        said = said[:start] + "_" * (end - start) + said[end:]
    whole = words.any_of("harmless").sub(" ", clause.text)
    plain = words.any_of("harmless").sub(" ", said)
    money = words.any_of("money").search(sentence) is not None
    ahead = any(one.ahead for one in clause.days)
    back = any(one.back for one in clause.days)

    def has(name: str) -> bool:
        return words.any_of(name).search(whole) is not None

    def against(name: str) -> bool:
        return words.any_of(name).search(plain) is not None

    if has("paid") or (money and has("paid_money")) or (back and not ahead and has("paid_dated")):
        clause.says = "paid"
    will = has("promise") or (money and has("promise_money")) or (ahead and has("promise_dated"))
    if will and (clause.says is None or (ahead and not (has("paid") and back))):
        clause.says = "promise"
    clause.dead = any(against(name) for name in ("negation", "doubt", "others"))


def together(parts: Sequence[Clause]) -> list[Said]:
    """Clauses that say one thing each: those before it lead to it, those behind belong to it until
    another begins; a part with a day of its own goes on with the same ("and the rest on Friday").
    """
    found: list[Said] = []
    leading: list[Clause] = []
    for at, clause in enumerate(parts):
        if clause.says is None:
            if not found or _leads(parts, at, found[-1]):
                leading.append(clause)
            elif _goes_on(clause, found[-1]):
                found.append(Said(found[-1].says, [clause], found[-1].dead))
            elif not clause.dead or not clause.days:
                found[-1].clauses.append(clause)
            continue
        last = found[-1] if found else None
        if last and not leading and last.says == clause.says and not _apart(clause, last):
            last.clauses.append(clause)
            last.dead = last.dead or clause.dead
            continue
        found.append(Said(clause.says, [*leading, clause], clause.dead))
        leading = []
    return found


def _leads(parts: Sequence[Clause], at: int, last: Said) -> bool:
    """Whether a clause with an invoice names it for the one that follows."""
    after = parts[at + 1] if at + 1 < len(parts) else None
    return (
        after is not None
        and after.says is not None
        and bool(parts[at].named)
        and not after.named
        and bool(last.documents or last.days)
        and not parts[at].days
    )


def _goes_on(clause: Clause, last: Said) -> bool:
    toward: Literal["ahead", "back"] = "ahead" if last.says == "promise" else "back"
    own = any(one.toward(toward) for one in clause.days)
    apart = clause.rest or clause.half or bool(clause.named) or bool(clause.sums)
    return own and apart and not clause.dead and bool(last.days)


def _apart(clause: Clause, last: Said) -> bool:
    """Whether a clause of the same kind is another payment than the one before."""
    if clause.dead != last.dead:
        return True
    days = bool(clause.days) and bool(last.days)
    return days or (clause.has_own and bool(last.documents or last.sums) and not clause.days)
