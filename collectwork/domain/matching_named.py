"""Which items a payer named, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from collectwork.domain.cash import CashItem
from collectwork.domain.matching_references import (
    DOUBTFUL,
    LOOSE,
    PLAIN,
    Mention,
    document_key,
)


@dataclass(frozen=True, slots=True)
class Named:
    """Items of one customer group that a payment names, oldest first. ``sure`` as of mentions,
    that of the weakest; ``short``: known by a few digits only, which may stand there by chance;
    ``doubt``: why it is not certain which item is meant."""

    root: int
    items: tuple[CashItem, ...]
    sure: int
    short: bool = False
    doubt: str = ""
    wider: Named | None = None  # with numbers that seem to be meant as well


class _Sign(Protocol):
    @property
    def customer_id(self) -> int: ...
    @property
    def weight(self) -> int: ...


class _Incoming(Protocol):
    @property
    def currency(self) -> str: ...
    @property
    def company(self) -> str: ...
    @property
    def mentions(self) -> Sequence[Mention]: ...
    @property
    def signs(self) -> Sequence[_Sign]: ...
    @property
    def booked(self) -> date: ...


class _Book(Protocol):
    items: dict[int, CashItem]

    @property
    def by_key(self) -> Mapping[str, Sequence[int]]: ...
    def root(self, customer_id: int) -> int: ...


@dataclass(frozen=True, slots=True)
class _Hit:
    """A mention that at least one item answers to."""

    mention: Mention
    items: tuple[CashItem, ...]
    sure: int
    whole: bool


def named_items(incoming: _Incoming, book: _Book) -> list[Named]:
    """By customer group; several groups where the payer names items of several."""
    kept, contested = _without_overlaps(_hits(incoming, book))
    best: dict[int, tuple[int, bool]] = {}  # item → how sure, short
    doubtful: set[int] = set()
    for hit in kept:
        items, unclear = _of_payer(hit, incoming, book)
        for item in items:
            short = hit.mention.key.isdigit() and len(hit.mention.key) < 6
            known = best.get(item.id, (0, True))
            best[item.id] = max(known, (hit.sure, short), key=lambda one: (one[0], not one[1]))
            if unclear or (hit.mention in contested):
                doubtful.add(item.id)
    groups: dict[int, list[int]] = {}
    for id in best:
        groups.setdefault(book.root(book.items[id].customer_id), []).append(id)
    made = [_named(root, ids, best, doubtful, book) for root, ids in groups.items()]
    if len(made) > 1:
        top = max(one.sure for one in made)
        if top >= PLAIN:
            made = [one for one in made if one.sure >= PLAIN]
    return sorted(made, key=lambda one: -one.sure)


def _named(
    root: int,
    ids: Sequence[int],
    best: Mapping[int, tuple[int, bool]],
    doubtful: set[int],
    book: _Book,
) -> Named:
    """The items of one group; numbers that only seem to be meant stand apart from plain ones."""
    top = max(best[id][0] for id in ids)
    plain = [id for id in ids if best[id][0] >= PLAIN]
    seeming = [id for id in ids if best[id][0] >= LOOSE] if top > DOUBTFUL else list(ids)
    wider = None
    if plain and len(seeming) > len(plain):
        wider = _of_items(root, seeming, best, doubtful, book)
    return replace(_of_items(root, plain or seeming, best, doubtful, book), wider=wider)


def _of_items(
    root: int,
    ids: Sequence[int],
    best: Mapping[int, tuple[int, bool]],
    doubtful: set[int],
    book: _Book,
) -> Named:
    items = sorted(
        (book.items[id] for id in ids), key=lambda one: (one.due or date.max, one.document, one.id)
    )
    doubt = "the number fits several items" if doubtful & set(ids) else ""
    return Named(
        root, tuple(items), min(best[id][0] for id in ids), all(best[id][1] for id in ids), doubt
    )


def _hits(incoming: _Incoming, book: _Book) -> list[_Hit]:
    found = []
    for mention in incoming.mentions:
        if mention.customer:
            continue
        items = tuple(
            book.items[id]
            for id in book.by_key.get(mention.key, ())
            if id in book.items and _may_pay(incoming, book.items[id])
        )
        whole = tuple(item for item in items if document_key(item.document) == mention.key)
        if whole:
            found.append(_Hit(mention, whole, mention.sure, True))
        elif items:
            found.append(_Hit(mention, items, _without_prefix(mention), False))
    return found


def _without_prefix(mention: Mention) -> int:
    """How sure a number is whose letters were left out."""
    if mention.sure >= PLAIN:
        return PLAIN if len(mention.key) >= 5 else LOOSE
    return DOUBTFUL


def _may_pay(incoming: _Incoming, item: CashItem) -> bool:
    return item.currency == incoming.currency and incoming.company in ("", item.company)


def _without_overlaps(hits: Sequence[_Hit]) -> tuple[list[_Hit], set[Mention]]:
    """Of numbers that share signs the surest, then the longest; and those that an equally sure
    one of other items, neither inside the other, contests."""
    ranked = sorted(hits, key=lambda hit: (-hit.sure, -hit.mention.length, not hit.whole))
    kept: list[_Hit] = []
    contested: set[Mention] = set()
    for hit in ranked:
        over = [one for one in kept if _overlap(one.mention, hit.mention)]
        if not over:
            kept.append(hit)
            continue
        for one in over:
            other = {item.id for item in hit.items} - {item.id for item in one.items}
            inside = (
                one.mention.start <= hit.mention.start and hit.mention.end <= one.mention.end
                and one.sure >= hit.sure
            )  # fmt: skip
            if other and not inside and hit.sure >= LOOSE:
                contested.add(one.mention)
    return kept, contested


def _overlap(one: Mention, other: Mention) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _of_payer(hit: _Hit, incoming: _Incoming, book: _Book) -> tuple[tuple[CashItem, ...], bool]:
    """The items of a number that several have: those of whoever paid; True if still unclear.

    Instalments of one document are one thing; the same number of two companies is not.
    """
    items = hit.items
    if len({book.root(item.customer_id) for item in items}) > 1:
        roots = {book.root(sign.customer_id) for sign in incoming.signs if sign.weight >= 2}
        own = tuple(item for item in items if book.root(item.customer_id) in roots)
        items = own or items
    parties = {(item.customer_id, item.company, document_key(item.document)) for item in items}
    if len(parties) > 1:
        live = tuple(item for item in items if item.room(incoming.booked))
        if len({book.root(item.customer_id) for item in items}) == 1 and live:
            left = {(one.customer_id, one.company, document_key(one.document)) for one in live}
            return live, len(left) > 1
        return items, True
    return items, False
