"""Proposals: what the team might claim, hold, write off or hand over. Never booked here.

A proposal is made by a rule or by hand, explained, and decided by a lead: accepted means that the
people of the ledger are told to do it. No balance changes by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

State = Literal["proposed", "accepted", "declined", "expired"]
Amounts = Mapping[str, int]

STATES: tuple[State, ...] = ("proposed", "accepted", "declined", "expired")


@dataclass(frozen=True, slots=True)
class ProposalKind:
    """``remark`` is what whoever decides should know; ``hands_over``: accepting it takes the
    account out of the team's hands."""

    kind: str
    label: str
    remark: str
    hands_over: bool = False


KINDS: tuple[ProposalKind, ...] = (
    ProposalKind(
        "fee", "reminder fee", "Law or terms may limit reminder fees or forbid the first one."
    ),
    ProposalKind(
        "interest", "interest claim",
        "Statutory interest between businesses; an agreed rate goes before it.",
    ),
    ProposalKind(
        "credit_hold", "credit hold",
        "Orders in hand may have to be delivered: ask sales before deliveries stop.",
    ),
    ProposalKind("credit_release", "release of a credit hold", "The cause of the hold is gone."),
    ProposalKind(
        "write_off", "write-off", "The claim itself stays; tax on bad debts has rules of its own."
    ),
    ProposalKind(
        "agency", "hand-over to an agency",
        "Announce it first; what an agency costs is not always the debtor's to pay.", True,
    ),
    ProposalKind(
        "legal", "hand-over to counsel",
        "Check limitation, proof of delivery and open disputes first.", True,
    ),
)  # fmt: skip

BY_KIND: Mapping[str, ProposalKind] = {one.kind: one for one in KINDS}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rule (or a person) would propose now. ``cause`` tells proposals of one kind on one
    account apart; ``derivation`` is how figures came about, line by line, as plain values."""

    customer_id: int
    customer: str
    kind: str
    cause: str
    explanation: str
    amounts: Amounts = field(default_factory=dict)
    items: tuple[int, ...] = ()
    invoices: tuple[str, ...] = ()
    lifts: str = ""
    remark: str = ""
    rule: str = ""
    derivation: tuple[Mapping[str, Any], ...] = ()

    @property
    def key(self) -> tuple[int, str, str]:
        return self.customer_id, self.kind, self.cause


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it is kept. ``ruleset``: version of the rules that made it; ``seen_on``: the
    last day on which its cause was found to hold."""

    id: int
    wanted: Wanted
    name: str
    state: str
    made_on: date
    made_by: str
    ruleset: str
    entry_id: str
    seen_on: date
    decided_on: date | None = None
    decided_by: str | None = None
    reason: str | None = None

    @property
    def by_hand(self) -> bool:
        return not self.wanted.rule


def kind_of(text: str) -> ProposalKind | None:
    """The kind of a name as people write it: ``credit-hold``, ``write off``."""
    return BY_KIND.get(text.strip().casefold().replace("-", "_").replace(" ", "_"))
