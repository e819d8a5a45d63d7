"""Recording what was done: one key press is one call of ``record`` is one transaction.

State, log entry, next step and the list's line change together or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.actions import Action, Recorded
from collectwork.domain.activity import new_id
from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.customers import Customer
from collectwork.domain.disputes import DisputeInput
from collectwork.domain.outcomes import Outcome
from collectwork.domain.promises import PromiseInput
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused
from collectwork.present.cells import next_day
from collectwork.present.text import safe
from collectwork.usecases.actions import checks, desks, effects, finishing, promising, refusing
from collectwork.usecases.actions.answer import recorded
from collectwork.usecases.actions.undoing import correct, undo
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write

__all__ = ["correct", "known", "record", "undo"]

_KINDS = {"promise": "promise.made", "dispute": "dispute.opened"}
_KIND_OF_CHANNEL = {"call": "call", "mail": "mail", "letter": "mail", "sms": "mail"}


def record(
    desk: Desk,
    customer_id: int,
    code: str,
    *,
    key: str | None = None,
    note: str = "",
    contact_id: int | None = None,
    items: Sequence[int] = (),
    promise: PromiseInput | None = None,
    dispute: DisputeInput | None = None,
    follow_up: FollowUpInput | None = None,
    next_on: date | None = None,
    reason: str = "",
    happened_at: datetime | None = None,
    override: str = "",
    version: int | None = None,
    spoken_to: str = "",
) -> Recorded:
    """Record an outcome with everything it starts, the next step and the list's line.

    ``items``: the invoices it was about; for a contact that names none, all that are due.
    ``override``: the reason for acting against the contact policy. ``version``: the customer's as
    the user saw it. ``spoken_to``: who was reached, where that is no known contact.

    Raises NotFound, InputRefused (what is missing, by name), ContactRefused (the policy; the
    refusal is logged), Conflict (held or changed by somebody else). The same ``key`` again returns
    the first result.
    """
    outcome = known(desk, code)
    checks.needs_met(outcome, note, promise, dispute, follow_up, reason)
    if happened_at is not None and happened_at > desk.clock():
        raise InputRefused("Not recorded: it is said to have happened in the future.")
    try:
        with desk.store.write(key or new_id()) as tx:
            if tx.replayed is None:
                customer = checks.account(desk, tx, customer_id, version)
                contact = checks.contact_of(tx, customer, contact_id)
                judged = refusing.judge(
                    desk, tx, customer, outcome.channel, outcome.code, contact, override,
                    items=items, at=happened_at,
                )  # fmt: skip
                started = _start(desk, tx, customer, outcome, promise, dispute, follow_up)
                about = _about(desk, tx, customer, outcome, items, started)
                finished = finishing.finish(
                    desk,
                    tx,
                    customer.id,
                    outcome,
                    tx.key,
                    next_on=next_on or (None if started.planned else started.next_on),
                    planned=started.planned,
                    state="skipped" if outcome.code == "skip" else "done",
                )
                if outcome.starts == "escalation":
                    why = reason or note or outcome.label
                    finished.before.update(desks.escalated(desk, tx, customer, why, tx.key))
                if outcome.closes:
                    tx.accounts.release(customer.id, desk.actor)
                action = _action(desk, customer, outcome, about, started, finished)
                more = _particulars(desk, tx, outcome, reason) | refusing.kept(judged, override)
                if spoken_to:
                    more["spoken_to"] = spoken_to
                done = tx.record(
                    replace(
                        action,
                        text=note or reason or _reason_of(dispute),
                        contact_id=contact_id,
                        happened_at=clocks.text(happened_at) if happened_at else None,
                        details={**action.details, **more},
                    )
                )
                refusing.record_override(
                    desk, tx, customer, judged, outcome.channel, override, done
                )
    except refusing.Refused as refused:
        raise refusing.log_refusal(desk, refused) from None
    return recorded(tx)


def known(desk: Desk, code: str) -> Outcome:
    """The outcome of a code; InputRefused names the nearest one."""
    outcome = desk.outcome(code)
    if outcome is not None:
        return outcome
    codes = [one.code for one in desk.outcomes]
    near = get_close_matches(code.casefold().replace("-", "_"), codes, 1, 0.4)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise InputRefused(f"There is no code {code!r}.{hint} Known: {', '.join(codes)}.")


def _start(
    desk: Desk,
    tx: Write,
    customer: Customer,
    outcome: Outcome,
    promise: PromiseInput | None,
    dispute: DisputeInput | None,
    follow_up: FollowUpInput | None,
) -> effects.Started:
    if promise is not None:
        return promising.promise(desk, tx, customer, promise, tx.key)
    if dispute is not None:
        return effects.dispute(desk, tx, customer, dispute, tx.key)
    if follow_up is not None:
        return effects.follow_up(desk, tx, customer, follow_up)
    return effects.Started()


def _about(
    desk: Desk,
    tx: Write,
    customer: Customer,
    outcome: Outcome,
    items: Sequence[int],
    started: effects.Started,
) -> list[Item]:
    """The invoices of the action: named, promised or disputed; else, for a contact or an attempt,
    everything that is due."""
    named = tuple(dict.fromkeys((*items, *started.items)))
    if named:
        found = tx.accounts.items_by_id(named)
        if len(found) != len(named) or any(one.customer_id != customer.id for one in found):
            raise InputRefused(f"Not recorded: {customer.name} has no such invoice.")
        return found
    if outcome.channel == "none":
        return []
    owed = tx.accounts.owed(customer.id)
    return [one for one in owed if one.late_by is not None and one.late_by <= desk.today]


def _action(
    desk: Desk,
    customer: Customer,
    outcome: Outcome,
    about: Sequence[Item],
    started: effects.Started,
    finished: finishing.Finished,
) -> Action:
    said = f"Recorded: {safe(customer.name)} – {outcome.label}"
    said += f" {started.words}" if started.words else ""
    if finished.next_on is not None:
        said += f"; next {next_day(finished.next_on, desk.today)}"
    return Action(
        kind=_kind(outcome),
        code=outcome.code,
        channel=outcome.channel,
        account=customer.id,
        customer=customer.number,
        work_day=desk.today,
        items=tuple(one.id for one in about),
        invoices=tuple(dict.fromkeys(one.document for one in about)),
        contact=outcome.contact,
        attempt=outcome.channel == "call" and not outcome.contact,
        right_party=outcome.right_party,
        next_on=finished.next_on,
        strategy=finished.strategy,
        step=finished.step,
        run_id=finished.run_id,
        rank=finished.rank,
        details=started.details | {"undo": started.before | finished.before, "said": said},
    )


def _particulars(desk: Desk, tx: Write, outcome: Outcome, reason: str) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if reason:
        more["reason"] = reason
    if outcome.starts == "escalation":
        more["escalated_to"] = desks.lead_of(tx, desk.actor)
    return more


def _kind(outcome: Outcome) -> str:
    if outcome.starts in _KINDS:
        return _KINDS[outcome.starts]
    if outcome.code in ("skip", "note", "escalate"):
        return outcome.code
    if outcome.channel in _KIND_OF_CHANNEL:
        return _KIND_OF_CHANNEL[outcome.channel]
    return "followup.set" if outcome.starts in ("resubmission", "callback") else "note"


def _reason_of(dispute: DisputeInput | None) -> str:
    return dispute.reason if dispute is not None else ""
