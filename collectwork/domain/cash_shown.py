"""Which part of the money that came in somebody wants to see, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: What can be shown: everything that waits, everything, or one state of ``domain.cash.STATES``.
WAITING, ALL = "waiting", "all"


@dataclass(frozen=True, slots=True)
class Shown:
    """``state``: WAITING, ALL or one state. ``text``: part of the payer's name, of what was
    written, of a reference, document or customer. ``amounts``: the text read as money, in minor
    units. ``customer_id``: the receipts of one customer only. ``also``: receipts that are shown in
    whatever state they are by now."""

    state: str = WAITING
    text: str = ""
    amounts: frozenset[int] = frozenset()
    customer_id: int | None = None
    also: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Stands:
    """Of what is shown: how many receipts, and of the whole book: how many wait for a decision and
    how much of them is unapplied, in minor units by currency."""

    number: int = 0
    waiting: int = 0
    unapplied: Mapping[str, int] = field(default_factory=dict)
