"""What keeps or brings an account to a day: blocks, resubmissions and callbacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class BlockKind:
    """A kind of block. ``refuses``: a contact is refused, not only warned of."""

    kind: str
    label: str
    refuses: bool


KINDS: tuple[BlockKind, ...] = (
    BlockKind("hold", "on hold", False),
    BlockKind("do_not_contact", "do not contact", True),
    BlockKind("insolvency", "insolvency", True),
    BlockKind("legal", "legal hold", True),
    BlockKind("represented", "represented by counsel", True),
    BlockKind("complaint", "complaint", False),
    BlockKind("arranged", "payment arranged", False),
    BlockKind("agency", "handed over", True),
)

FollowUpKind = Literal["callback", "resubmission"]


@dataclass(frozen=True, slots=True)
class FollowUpInput:
    """A next step on a day.

    ``callback``: date, time (aware), number and purpose. ``resubmission``: a date; ``quiet`` hides
    the account until then even if rules fire.
    """

    kind: FollowUpKind
    due: date
    due_at: datetime | None = None
    phone: str | None = None
    purpose: str | None = None
    quiet: bool = False


def block_kind(kind: str) -> BlockKind | None:
    """The kind of that name, or None."""
    return next((one for one in KINDS if one.kind == kind), None)


def holds(since: date, until: date | None, lifted_on: date | None, day: date) -> bool:
    """Whether a block holds on ``day``; its last day is still blocked, then it lifts itself."""
    return lifted_on is None and since <= day and (until is None or until >= day)
