"""What an evaluation changed is stored and logged: one entry for each proposal, all at once.

However many a first evaluation makes, a few statements write them; each has its entry, since the
log must explain a proposal, and the history of its account tell of it, without the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collectwork.domain.activity import Draft, new_id
from collectwork.domain.proposals import BY_KIND, Proposal, Wanted
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write
from collectwork.usecases.proposing.lines import in_short

GONE = "its cause is gone"


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between what is to be proposed and what waits. ``changed``: what waits, and
    what it says from now on."""

    new: tuple[Wanted, ...] = ()
    gone: tuple[Proposal, ...] = ()
    changed: tuple[tuple[Proposal, Wanted], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.changed)


def keep(desk: Desk, tx: Write, rules: Ruleset, change: Change) -> None:
    """Store a change with its entries."""
    drafts: list[Draft] = []
    entries = [(new_id(), one) for one in change.new]
    ids = tx.proposals.add(entries, desk.today, desk.actor, rules.version)
    for id, (entry_id, one) in zip(ids, entries, strict=True):
        body = said(desk, id, one, rules.version) | {"automatic": True, "code": "proposal_made"}
        drafts.append(Draft("proposal.made", one.customer, body, id=entry_id))
    renewed = [(before.id, one) for before, one in change.changed]
    tx.proposals.renew(renewed, desk.today, rules.version)
    for before, one in change.changed:
        body = said(desk, before.id, one, rules.version)
        body |= {
            "automatic": True, "before": dict(before.wanted.amounts), "code": "proposal_renewed",
        }  # fmt: skip
        drafts.append(Draft("proposal.made", one.customer, body))
    over = [(old.id, new_id()) for old in change.gone]
    tx.proposals.expire(over, desk.today, desk.actor, GONE)
    for old, (_, entry_id) in zip(change.gone, over, strict=True):
        body = said(desk, old.id, old.wanted, rules.version)
        body |= {"automatic": True, "reason": GONE, "code": "proposal_expired"}
        drafts.append(Draft("proposal.expired", old.wanted.customer, body, id=entry_id))
    tx.record_all(drafts)


def said(desk: Desk, id: int, one: Wanted, ruleset: str) -> dict[str, Any]:
    """A proposal as its entry tells it, whole: the log must explain it without the table."""
    amounts = in_short(one.amounts)
    label = BY_KIND[one.kind].label
    return {
        "account": one.customer_id,
        "work_day": desk.today.isoformat(),
        "proposal": id,
        "proposed": one.kind,
        "cause": one.cause,
        "rule": one.rule,
        "ruleset": ruleset,
        "amounts": dict(one.amounts),
        "invoices": list(one.invoices[:200]),
        "derivation": [dict(line) for line in one.derivation],
        "text": f"{label}{f' {amounts}' if amounts else ''}: {one.explanation}",
    }
