"""What a payment pays: proposals with a confidence and its reasons, the best first.

A proposal is *certain* only when the payer named the invoices, the amount fits them, and nothing
speaks against the customer. A wrong allocation is worse than money that waits for a person: an
amount alone, a name alone, or a number that may be something else never make certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from collectwork.domain.cash import CashItem, Proposal, ProposedLine
from collectwork.domain.matching_amounts import Fit, Limits, fit_named, subset
from collectwork.domain.matching_book import (
    ACCOUNT,
    NAME,
    NUMBER,
    SIMILAR,
    TOLD,
    Book,
    Incoming,
    Sign,
)
from collectwork.domain.matching_named import Named, named_items
from collectwork.domain.matching_references import LOOSE, PLAIN
from collectwork.domain.money import spoken

_MOST = 5  # proposals shown


def proposals(incoming: Incoming, book: Book, limits: Limits) -> list[Proposal]:
    """What the receipt may pay, the best first; at most the first is certain."""
    found = _by_documents(incoming, book, limits)
    if not any(one.certain for one in found):
        found += _by_customer(incoming, book, limits)
        if not found:
            found = _by_amount(incoming, book)
    return _ranked(found)


def certain(incoming: Incoming, book: Book, limits: Limits) -> Proposal | None:
    """The one proposal that may be applied without asking, if there is one."""
    found = [one for one in _by_documents(incoming, book, limits) if one.certain]
    return found[0] if len(found) == 1 else None


def _ranked(found: Iterable[Proposal]) -> list[Proposal]:
    best: dict[object, Proposal] = {}
    for one in found:
        mark = (one.customer_id, tuple(sorted((line.item_id, line.minor) for line in one.lines)))
        if mark not in best or best[mark].confidence < one.confidence:
            best[mark] = one
    ranked = sorted(best.values(), key=lambda one: (not one.certain, -one.confidence, one.number))
    return ranked[:_MOST]


# -- by the documents that the payer named


def _by_documents(incoming: Incoming, book: Book, limits: Limits) -> list[Proposal]:
    groups = named_items(incoming, book)
    made = [_of_group(incoming, book, limits, group, len(groups) > 1) for group in groups]
    return [one for one in made if one is not None]


def _of_group(
    incoming: Incoming, book: Book, limits: Limits, named: Named, several: bool
) -> Proposal | None:
    booked = incoming.booked
    named = _meant(incoming, named, limits)
    owed = [one for one in named.items if one.room(booked)]
    paid = [one for one in named.items if not one.room(booked)]
    reasons = [_said(named)]
    if paid:
        reasons.append(f"{_listed(paid)}: nothing is open of it any more")
    if not owed:
        return _nothing_open(incoming, book, named, reasons)
    fit = fit_named(incoming.amount, owed, booked, incoming.received, limits)
    reasons.append(fit.words)
    support, words = _support(incoming, book, named.root)
    reasons += words
    against = _against(incoming, book, named.root, support)
    reasons += against
    if several:
        reasons.append("numbers of several customers are named")
    if named.doubt:
        reasons.append(named.doubt)
    if fit.kind == "over" and _others_open(book, named):
        reasons.append("the customer has other open items that the rest may be for")
    sure = _is_certain(incoming, book, named, fit, support, bool(against or several or paid))
    confidence = _confidence(named, fit, support, bool(against), several, bool(paid), sure)
    return _proposal(
        book, named.root, owed, fit, booked, confidence, sure, tuple(reasons), incoming
    )


def _meant(incoming: Incoming, named: Named, limits: Limits) -> Named:
    """With the numbers that seem to be meant as well, where the amount says so."""
    if named.wider is None or _exact(incoming, named, limits):
        return named
    if _exact(incoming, named.wider, limits):
        return named.wider
    others = [item for item in named.wider.items if item not in named.items]
    return replace(named, doubt=named.doubt or f"{_listed(others)} may be meant as well")


def _exact(incoming: Incoming, named: Named, limits: Limits) -> bool:
    owed = [one for one in named.items if one.room(incoming.booked)]
    return bool(owed) and fit_named(
        incoming.amount, owed, incoming.booked, incoming.received, limits
    ).kind in ("exact", "discount")


def _is_certain(
    incoming: Incoming, book: Book, named: Named, fit: Fit, support: int, spoilt: bool
) -> bool:
    if spoilt or named.doubt or fit.kind in ("several", "nothing"):
        return False
    if fit.kind in ("exact", "discount", "small"):
        if named.sure >= PLAIN:
            return support >= SIMILAR or not named.short
        return named.sure == LOOSE and support >= NAME
    if named.sure < PLAIN or support < NAME or _rivals(incoming, book, named.root):
        return False
    if fit.kind == "over":
        return not _others_open(book, named)
    return not _fits_elsewhere(incoming, book, named)


def _rivals(incoming: Incoming, book: Book, root: int) -> bool:
    """Whether somebody else may be meant as well."""
    return any(
        sign.weight >= NAME and book.root(sign.customer_id) != root for sign in incoming.signs
    )


def _confidence(
    named: Named, fit: Fit, support: int, against: bool, several: bool, paid: bool, sure: bool
) -> int:
    base = {
        "exact": 95, "discount": 92, "small": 93, "short": 86, "late_discount": 86, "part": 80,
        "over": 78, "several": 62, "nothing": 30,
    }[fit.kind]  # fmt: skip
    base -= 0 if named.sure >= PLAIN else 12 if named.sure == LOOSE else 35
    base += min(4, support)
    if against or several or named.doubt:
        base = min(base, 40)
    if paid:
        base = min(base, 60)
    return max(5, min(99, base)) if sure else max(5, min(90, base))


def _others_open(book: Book, named: Named) -> bool:
    mine = {item.id for item in named.items}
    currency = named.items[0].currency
    return any(
        id not in mine and book.items[id].currency == currency and book.items[id].open_minor > 0
        for id in book.open_of.get(named.root, ())
    )


def _fits_elsewhere(incoming: Incoming, book: Book, named: Named) -> bool:
    """Whether the amount is exactly what another invoice, or everything, comes to."""
    mine = {item.id for item in named.items}
    rooms = {
        id: book.items[id].room(incoming.booked)
        for id in book.open_of.get(named.root, ())
        if book.items[id].currency == incoming.currency
    }
    other = any(minor == incoming.amount for id, minor in rooms.items() if id not in mine)
    return other or sum(rooms.values()) == incoming.amount


def _nothing_open(
    incoming: Incoming, book: Book, named: Named, reasons: list[str]
) -> Proposal | None:
    payer = book.payers[named.items[0].customer_id]
    return Proposal(
        payer.id, payer.number, payer.name, (), 25, False, tuple(reasons), incoming.amount
    )


# -- who paid


def _support(incoming: Incoming, book: Book, root: int) -> tuple[int, list[str]]:
    """The strongest sign for a customer group, and the words of all."""
    own = [sign for sign in incoming.signs if book.root(sign.customer_id) == root]
    best = max((sign.weight for sign in own), default=0)
    return best, list(dict.fromkeys(sign.words for sign in own))


def _against(incoming: Incoming, book: Book, root: int, support: int) -> list[str]:
    """What points to somebody else more strongly than anything points here. A name or an account
    that both have is no contradiction; two customers' numbers are."""
    return list(
        dict.fromkeys(
            f"but {sign.words}"
            for sign in incoming.signs
            if book.root(sign.customer_id) != root
            and (sign.weight > support or sign.weight == support >= NUMBER)
        )
    )


# -- by customer and amount, without a document


def _by_customer(incoming: Incoming, book: Book, limits: Limits) -> list[Proposal]:
    strongest: dict[int, Sign] = {}
    for sign in incoming.signs:
        known = strongest.get(sign.customer_id)
        if known is None or known.weight < sign.weight:
            strongest[sign.customer_id] = sign
    ranked = sorted(strongest.values(), key=lambda sign: -sign.weight)[:_MOST]
    return [one for sign in ranked for one in [_of_customer(incoming, book, sign)] if one]


def _of_customer(incoming: Incoming, book: Book, sign: Sign) -> Proposal | None:
    booked = incoming.booked
    root = book.root(sign.customer_id)
    items = [
        item
        for item in (book.items[id] for id in book.open_of.get(root, ()))
        if item.currency == incoming.currency and item.room(booked) and _company(incoming, item)
    ]
    trust = {TOLD: 0, NUMBER: 0, ACCOUNT: 0, NAME: 5, SIMILAR: 20}[sign.weight]
    words = "no invoice is named"
    rooms = [item.room(booked) for item in items]
    same = [item for item in items if item.room(booked) == incoming.amount]
    if len(same) == 1:
        fit = Fit("exact", {same[0].id: incoming.amount}, 0,
                  f"the amount is exactly what is open of {same[0].document}")  # fmt: skip
        base = 84
    elif same:
        fit = Fit("exact", {same[0].id: incoming.amount}, 0,
                  f"{len(same)} open items come to this amount; this is the oldest")  # fmt: skip
        base = 50
    elif items and sum(rooms) == incoming.amount:
        fit = Fit("exact", dict(zip([item.id for item in items], rooms, strict=True)), 0,
                  "the amount is exactly everything that is open")  # fmt: skip
        base = 84
    else:
        chosen = subset(rooms, incoming.amount) if items else None
        if chosen:
            picked = [items[place] for place in chosen]
            why = f"the only open items that come to this amount: {_listed(picked)}"
            fit = Fit("exact", {item.id: item.room(booked) for item in picked}, 0, why)
            base = 76
        else:
            why = "several sets of open items come to this amount" if chosen == () else (
                "no open items come to this amount" if items else "nothing is open in this currency"
            )  # fmt: skip
            fit = Fit("nothing", {}, incoming.amount, why)
            base = 32
    reasons = (sign.words, words, fit.words)
    owner = replace(incoming)
    confidence = max(5, base - trust)
    return _proposal(book, sign.customer_id, items, fit, booked, confidence, False, reasons, owner)


def _by_amount(incoming: Incoming, book: Book) -> list[Proposal]:
    """Nobody is pointed to: whoever owes exactly this."""
    ids = book.by_amount.get((incoming.currency, incoming.amount), ())
    items = [
        book.items[id]
        for id in ids
        if id in book.items
        and book.items[id].room(incoming.booked) == incoming.amount
        and _company(incoming, book.items[id])
    ]
    customers = {book.root(item.customer_id) for item in items}
    made = []
    for item in items[:_MOST]:
        words = "the amount is exactly what is open of it"
        if len(items) > 1:
            words = f"{len(items)} open items of {len(customers)} customers come to this amount"
        fit = Fit("exact", {item.id: incoming.amount}, 0, words)
        confidence = 40 if len(items) == 1 else max(5, 30 // len(items))
        reasons = ("nothing but the amount points to a customer", words)
        made.append(
            _proposal(book, item.customer_id, [item], fit, incoming.booked, confidence, False,
                      reasons, incoming)
        )  # fmt: skip
    return made


def _company(incoming: Incoming, item: CashItem) -> bool:
    return not incoming.company or item.company == incoming.company


# -- the shape of a proposal


def _proposal(
    book: Book,
    customer_id: int,
    items: Sequence[CashItem],
    fit: Fit,
    booked: date,
    confidence: int,
    sure: bool,
    reasons: tuple[str, ...],
    incoming: Incoming,
) -> Proposal:
    by_id = {item.id: item for item in items}
    lines = tuple(
        ProposedLine(id, by_id[id].document, by_id[id].room(booked), minor)
        for id, minor in fit.lines.items()
        if minor
    )
    owner = _owner(book, customer_id, [by_id[line.item_id] for line in lines], incoming)
    payer = book.payers[owner]
    rest = incoming.amount - sum(line.minor for line in lines)
    if rest and lines:
        reasons += (f"{spoken(rest, incoming.currency)} stay unapplied",)
    return Proposal(
        payer.id, payer.number, payer.name, lines, confidence, sure,
        tuple(reason for reason in reasons if reason), rest, fit.short, fit.dispute,
    )  # fmt: skip


def _owner(book: Book, group: int, items: Sequence[CashItem], incoming: Incoming) -> int:
    """Whose payment it is: the payer where a sign names one of the group, else whose items they
    are."""
    root = book.root(group)
    own = [sign for sign in incoming.signs if book.root(sign.customer_id) == root]
    if own:
        return max(own, key=lambda sign: sign.weight).customer_id
    return items[0].customer_id if items else group


def _said(named: Named) -> str:
    how = {4: "names", 3: "names", 2: "seems to name", 1: "may name"}[named.sure]
    return f"the payment {how} {_listed(named.items)}"


def _listed(items: Sequence[CashItem]) -> str:
    names = list(dict.fromkeys(item.document for item in items))
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(names[:4]) + more
