"""An action on an account: what a key press, a mail or an imported history line amounts to.

The body of its log entry carries all that measures and the timeline need, so that the rows to
query can be rebuilt from the log alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from collectwork.domain.activity import Draft


@dataclass(frozen=True, slots=True)
class Action:
    """One action. ``account`` is the customer's id, ``customer`` its number.

    ``happened_at`` is UTC text as claimed by the user; None means now. ``details`` hold what only
    this kind has (promise lines, dispute, callback, reason, skip, recipients …), before and after
    of what it changed, and the worklist position it came from.
    """

    kind: str
    code: str
    channel: str
    account: int
    customer: str
    work_day: date
    text: str = ""
    items: tuple[int, ...] = ()
    invoices: tuple[str, ...] = ()
    contact: bool = False
    attempt: bool = False
    right_party: bool = False
    automatic: bool = False
    witnessed: bool = True
    contact_id: int | None = None
    next_on: date | None = None
    strategy: str | None = None
    step: str | None = None
    template: str | None = None
    run_id: int | None = None
    rank: int | None = None
    source: str | None = None
    happened_at: str | None = None
    claimed_by: str | None = None  # history: who did it, where the actor only imported it
    reference: str | None = None  # history: its id in the other system
    details: Mapping[str, Any] = field(default_factory=dict)

    def draft(self, id: str) -> Draft:
        """The log entry to be; ``id`` is the intent's (one key press, one id)."""
        body: dict[str, Any] = {
            "code": self.code,
            "channel": self.channel,
            "account": self.account,
            "work_day": self.work_day.isoformat(),
            "contact": self.contact,
            "attempt": self.attempt,
            "right_party": self.right_party,
            "automatic": self.automatic,
            "witnessed": self.witnessed,
        }
        optional = {
            "text": self.text or None,
            "items": list(self.items) or None,
            "invoices": list(self.invoices) or None,
            "contact_id": self.contact_id,
            "next_on": self.next_on.isoformat() if self.next_on else None,
            "strategy": self.strategy,
            "step": self.step,
            "template": self.template,
            "run": self.run_id,
            "rank": self.rank,
            "source": self.source,
            "by": self.claimed_by,
            "reference": self.reference,
        }
        body |= {name: value for name, value in optional.items() if value is not None}
        body |= self.details
        return Draft(self.kind, self.customer, body, self.happened_at, id)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the log holds of an action now. ``text`` is the sentence for the screen's last line;
    ``warnings``: what the contact policy had to say, without refusing."""

    entry_id: str
    code: str
    next_on: date | None
    hash: str
    seq: int
    text: str
    warnings: tuple[str, ...] = ()
