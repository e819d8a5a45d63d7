"""What matching works with: who may have paid, what points to them, and what may be paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from collectwork.domain.cash import CashItem
from collectwork.domain.matching_references import Mention

#: How much a sign says about who paid.
TOLD, NUMBER, ACCOUNT, NAME, SIMILAR = 5, 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class Payer:
    """A customer as somebody who may have paid. ``root``: the head of its group."""

    id: int
    number: str
    name: str
    root: int


@dataclass(frozen=True, slots=True)
class Sign:
    """What points to a customer, in words."""

    customer_id: int
    weight: int
    words: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A receipt to be matched: ``amount`` is what is left of it."""

    id: int
    currency: str
    amount: int
    received: date
    posted: date | None
    company: str
    mentions: tuple[Mention, ...]
    signs: tuple[Sign, ...] = ()

    @property
    def booked(self) -> date:
        return self.posted or self.received


@dataclass(slots=True)
class Book:
    """What a batch of receipts may pay. ``items`` change while receipts of the batch take their
    part; ``by_key`` and ``by_amount`` hold item ids, ``open_of`` those of a customer group."""

    payers: Mapping[int, Payer]
    items: dict[int, CashItem]
    by_key: Mapping[str, Sequence[int]]
    by_amount: Mapping[tuple[str, int], Sequence[int]]
    open_of: Mapping[int, Sequence[int]]

    def take(self, item_id: int, minor: int, booked: date) -> None:
        """A receipt of the batch pays an item: less is left for the others."""
        item = self.items[item_id]
        if item.told_of(booked):
            self.items[item_id] = replace(item, taken_before=item.taken_before + minor)
        else:
            self.items[item_id] = replace(
                item, taken_after=item.taken_after + minor, open_minor=item.open_minor - minor
            )

    def root(self, customer_id: int) -> int:
        payer = self.payers.get(customer_id)
        return customer_id if payer is None else payer.root
