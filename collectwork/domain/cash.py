"""Incoming payments as the bank brought them, what they may pay, and what was decided.

A receipt is one payment. Its *lines* say which items it paid; what no line names is *unapplied*.
Lines and unapplied money always add up to the receipt. Amounts are minor units of the receipt's
currency; a payment that the bank took back is negative, and so are its lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

#: open: nothing decided; part: some of it applied, the rest undecided; applied: all of it;
#: on_account: the rest belongs to a customer, without an invoice; set_aside: no customer's money.
STATES = ("open", "part", "applied", "on_account", "set_aside")
#: States in which money still waits for somebody's decision.
WAITING = ("open", "part")


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """What an item would get: ``minor`` of its ``open_minor``. Negative for a credit that the
    payer took off, and for what a returned payment opens again."""

    item_id: int
    document: str
    open_minor: int
    minor: int


@dataclass(frozen=True, slots=True)
class ShortPayment:
    """A named invoice that was paid with less: what is missing, and how it looks. ``discount``:
    a cash discount in time, *agreed* in the invoices' terms, or as the team calls it *usual*."""

    item_id: int
    document: str
    missing_minor: int
    why: str
    discount: Literal["", "agreed", "usual"] = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A way to use a receipt. ``confidence`` 0–100; ``certain``: applied without asking.

    ``reasons`` say in words what speaks for it and what against; ``rest_minor`` stays unapplied.
    ``dispute``: the short payment is large enough to ask the customer about.
    """

    customer_id: int
    number: str
    name: str
    lines: tuple[ProposedLine, ...]
    confidence: int
    certain: bool
    reasons: tuple[str, ...]
    rest_minor: int = 0
    short: ShortPayment | None = None
    dispute: bool = False


@dataclass(frozen=True, slots=True)
class AppliedLine:
    """What an item got from a receipt."""

    item_id: int
    customer_id: int
    document: str
    minor: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it stands. ``number`` and ``name`` are the customer's, where one is known.

    ``received`` is the value date, ``posted`` the bank's booking day. ``source``: list, bank,
    lockbox or provider; ``kind``: payment, or reversal (the bank took a payment back).
    ``reasons`` are those of the automatic application or decision, ``version`` counts changes.
    """

    id: int
    received: date
    posted: date | None
    payer: str | None
    payer_account: str | None
    currency: str
    amount_minor: int
    unapplied_minor: int
    text: str | None
    reference: str | None
    customer_id: int | None
    number: str | None
    name: str | None
    state: str
    best: Proposal | None
    source: str
    file: str
    kind: str = "payment"
    own_account: str | None = None
    company: str = ""
    lines: tuple[AppliedLine, ...] = ()
    automatic: bool = False
    confidence: int | None = None
    reasons: tuple[str, ...] = ()
    decided_by: str | None = None
    decided_at: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Decided:
    """What the log holds of a decision now; ``text`` is the sentence for the screen."""

    receipt_id: int
    state: str
    unapplied_minor: int
    currency: str
    entry_id: str
    code: str
    hash: str
    seq: int
    text: str
    disputes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CashItem:
    """An item with what is known of the cash on it.

    ``ledger_minor`` is what the newest ledger (of ``ledger_day``) says, None for invoices that no
    ledger named; ``base_minor`` what it once came to; ``taken_before`` and ``taken_after`` sum up
    the payment lines booked up to that day and later.
    """

    id: int
    customer_id: int
    company: str
    document: str
    kind: str
    currency: str
    open_minor: int
    ledger_minor: int | None
    base_minor: int
    ledger_day: date | None
    due: date | None
    issued: date | None
    terms: str | None
    taken_before: int = 0
    taken_after: int = 0

    def told_of(self, booked: date) -> bool:
        """Whether the newest ledger is not older than money booked on that day: it contains it."""
        known = self.ledger_minor is not None and self.ledger_day is not None
        return known and booked <= self.ledger_day  # type: ignore[operator]  # not None if known

    def room(self, booked: date) -> int:
        """The most that money booked on that day can have paid of it; negative for a credit.

        Of money that the ledger contains already: what no known line explains. Of younger money:
        what is open, less lines that the ledger has not shown yet.
        """
        if self.told_of(booked):
            return self._inside(self.base_minor - self.taken_before - self.taken_after)
        late = self.taken_before - self._fallen()
        same_way = late > 0 if self.base_minor >= 0 else late < 0
        return self._inside(self.open_minor - (late if same_way else 0))

    def expected(self, booked: date) -> int:
        """What would pay it off as it stood when that money came."""
        unexplained = self._fallen() - self.taken_before
        if self.told_of(booked) and self._inside(unexplained):
            return unexplained
        return self.room(booked)

    def _fallen(self) -> int:
        return 0 if self.ledger_minor is None else self.base_minor - self.ledger_minor

    def _inside(self, minor: int) -> int:
        return max(0, minor) if self.base_minor >= 0 else min(0, minor)


def booked(lines: Mapping[int, int], kind: str = "payment") -> list[tuple[int, str, int]]:
    """Lines as rows of the ledger's cash: item, kind and minor units.

    Credits that the payer took off are no money: they and the part of the invoices that they
    clear are credit notes, so that the payments alone come to what the bank brought.
    """
    sign = -1 if kind == "reversal" else 1
    own = {item: minor * sign for item, minor in lines.items() if minor}
    credit = -sum(minor for minor in own.values() if minor < 0)
    rows = [(item, "credit_note", minor * sign) for item, minor in own.items() if minor < 0]
    for item, minor in reversed(own.items()):
        if minor <= 0:
            continue
        cleared = min(credit, minor)
        credit -= cleared
        if cleared:
            rows.append((item, "credit_note", cleared * sign))
        if minor > cleared:
            rows.append((item, kind, (minor - cleared) * sign))
    return rows
