"""A payment that the bank took back: which earlier receipt it was, and what it opens again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.domain.cash import AppliedLine, CashItem, Proposal, ProposedLine
from collectwork.domain.matching_book import Payer
from collectwork.domain.matching_references import PLAIN, Mention, document_key, number_core
from collectwork.domain.money import spoken


@dataclass(frozen=True, slots=True)
class Earlier:
    """A receipt as a reversal sees it; ``marks`` are its references, ``lines`` what it paid."""

    id: int
    received: date
    posted: date | None
    currency: str
    amount: int
    marks: frozenset[str]
    account: str
    customer_id: int | None
    lines: tuple[AppliedLine, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of a reversal. ``earlier_id``: the receipt that it takes back, if one is meant;
    ``certain``: without asking."""

    receipt_id: int
    earlier_id: int | None
    lines: tuple[AppliedLine, ...]
    customer_id: int | None
    certain: bool
    confidence: int
    reasons: tuple[str, ...]
    proposals: list[Proposal]


def returned(
    back: Earlier,
    candidates: Sequence[Earlier],
    said: Sequence[Mention],
    payers: Mapping[int, Payer],
    items: Mapping[int, CashItem],
) -> Returned:
    """Find the receipt of the same amount that came before and shares a reference, a document or
    the payer's account. Certain only where a single one does."""
    before = [
        one
        for one in candidates
        if one.currency == back.currency
        and one.amount == -back.amount
        and one.received <= back.received
    ]
    known = {mention.key for mention in said if mention.sure >= PLAIN}
    ranked = sorted(
        ((*_likeness(back, one, known), one) for one in before),
        key=lambda found: (-found[0], -found[2].received.toordinal(), found[2].id),
    )
    best = [one for one in ranked if one[0] == ranked[0][0]] if ranked else []
    sure = len(best) == 1 and best[0][0] >= 80
    offered = [_proposal(back, one, score, why, payers, items) for score, why, one in ranked[:5]]
    shown = [one for one in offered if one is not None]
    if not best:
        return Returned(back.id, None, (), None, False, 0, (), shown)
    score, why, first = best[0]
    reasons = (f"takes back the payment of {first.received.isoformat()}", why)
    confidence = score if sure else min(score, 60)
    return Returned(
        back.id, first.id, first.lines, first.customer_id, sure, confidence, reasons, shown
    )


def _likeness(back: Earlier, one: Earlier, known: set[str]) -> tuple[int, str]:
    if back.marks & one.marks:
        return 97, f"the same amount and reference {min(back.marks & one.marks)}"
    own = {key for line in one.lines for key in _keys(line.document)}
    if own & known:
        documents = ", ".join(line.document for line in one.lines if _keys(line.document) & known)
        return 92, f"the same amount, and it names {documents}"
    if back.account and back.account == one.account:
        return 85, "the same amount from the same account"
    return 40, "the same amount"


def _keys(document: str) -> set[str]:
    whole = document_key(document)
    return {key for key in (whole, number_core(whole)) if key}


def _proposal(
    back: Earlier,
    one: Earlier,
    score: int,
    why: str,
    payers: Mapping[int, Payer],
    items: Mapping[int, CashItem],
) -> Proposal | None:
    customer_id = one.customer_id or (one.lines[0].customer_id if one.lines else None)
    payer = payers.get(customer_id) if customer_id is not None else None
    if payer is None:
        return None
    lines = tuple(
        ProposedLine(line.item_id, line.document, items[line.item_id].open_minor, -line.minor)
        for line in one.lines
    )
    rest = back.amount - sum(line.minor for line in lines)
    money = spoken(one.amount, one.currency)
    said = f"takes back the {money} of {one.received.isoformat()}"
    return Proposal(payer.id, payer.number, payer.name, lines, score, False, (said, why), rest)
