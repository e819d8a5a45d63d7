"""Incoming payments as the bank brought them, what they may pay, and what was decided.

A receipt is one payment. Its *lines* say which items it paid; what no line names is *unapplied*.
Lines and unapplied money always add up to the receipt. Amounts are minor units of the receipt's
currency; a payment that the bank took back is negative, and so are its lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
    """A named invoice that was paid with less: what is missing, and how it looks."""

    item_id: int
    document: str
    missing_minor: int
    why: str


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
