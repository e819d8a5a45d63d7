"""Which money came, once each: returns, money on account and its allocations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Line:
    """A ledger line as it stands in the store; ``posted`` = value date where it is not known.

    kind: payment, on_account, allocation, credit_note, reversal (its amount is negative).
    """

    ref: str
    kind: str
    invoice: int | None
    currency: str
    amount: int
    value: date
    posted: date
    customer: int = 0


@dataclass(frozen=True, slots=True)
class Cash:
    """Money that came in (``after``, ``until``]; ``until`` is the day where it is known."""

    ref: str
    invoice: int | None
    currency: str
    amount: int
    after: date
    until: date
    customer: int = 0

    @property
    def exact(self) -> bool:
        return (self.until - self.after).days <= 1


def received(lines: Sequence[Line]) -> list[Cash]:
    """Payments and allocations by value date; what is left on account; returned money left out.

    Credit notes are never payments. Money on account is counted once: as its allocations, and as
    unapplied (invoice None) for what no allocation names.
    """
    kept = _without_returned(lines)
    allocated: dict[tuple[str, str], int] = defaultdict(int)
    for line in kept:
        if line.kind == "allocation":
            allocated[line.ref, line.currency] += line.amount
    cash = []
    for line in kept:
        amount = line.amount
        if line.kind == "on_account":
            used = min(amount, allocated[line.ref, line.currency])
            allocated[line.ref, line.currency] -= used
            amount -= used
        if amount > 0:
            day = line.value
            cash.append(
                Cash(line.ref, line.invoice, line.currency, amount,
                     day - timedelta(1), day, line.customer)
            )  # fmt: skip
    return cash


def _without_returned(lines: Sequence[Line]) -> list[Line]:
    """Money lines less what the bank took back.

    A return takes back the newest line of its invoice (or reference) that the ledger had posted
    before it, of the same amount where there is one. A return of nothing known changes nothing.
    """
    money = [line for line in lines if line.kind in ("payment", "allocation", "on_account")]
    left = [line.amount for line in money]
    places: dict[tuple[object, str], list[int]] = defaultdict(list)
    for place, line in enumerate(money):
        if line.invoice is not None:
            places[line.invoice, line.currency].append(place)
        places[line.ref, line.currency].append(place)
    returns = sorted((one for one in lines if one.kind == "reversal"), key=lambda one: one.posted)
    for back in returns:
        own: object = back.invoice if back.invoice is not None else back.ref
        before = [
            place
            for place in places[own, back.currency]
            if money[place].posted <= back.posted and left[place] > 0
        ]
        before.sort(key=lambda place: (money[place].posted, place), reverse=True)
        same = [place for place in before if left[place] == abs(back.amount)]
        taken = abs(back.amount)
        for place in same[:1] or before:
            part = min(taken, left[place])
            left[place] -= part
            taken -= part
            if not taken:
                break
    return [
        line if line.amount == rest else replace(line, amount=rest)
        for line, rest in zip(money, left, strict=True)
        if rest > 0
    ]


def total(cash: Iterable[Cash]) -> dict[str, int]:
    """Minor units per currency."""
    sums: dict[str, int] = defaultdict(int)
    for row in cash:
        sums[row.currency] += row.amount
    return dict(sorted(sums.items()))
