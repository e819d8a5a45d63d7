"""An action said in words, as the command line takes it: names, typed dates and amounts become
the values that ``recording.record`` takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from collectwork.domain import typed
from collectwork.domain.actions import Recorded
from collectwork.domain.blocks import FollowUpInput, FollowUpKind
from collectwork.domain.clocks import MACHINE
from collectwork.domain.customers import Customer
from collectwork.domain.disputes import DisputeInput
from collectwork.domain.outcomes import Outcome
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases import accounts, blocks, disputes, followups, recording
from collectwork.usecases.desk import Desk
from collectwork.usecases.promised_words import promised


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one action; empty or None where nothing was said."""

    customer: str
    code: str
    note: str = ""
    contact: str | None = None
    invoices: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()  # AMOUNT@DATE, one for each instalment
    instalments: int | None = None
    every: str | None = None  # month, 2w …
    first_on: str | None = None  # the first instalment's day
    reference: str | None = None
    callback: str | None = None  # a day, with or without a time
    next_on: str | None = None
    reason: str = ""
    category: str = "other"
    amount: str | None = None  # a disputed amount
    owner: str | None = None  # who clears a dispute
    until: str | None = None  # until when
    root_cause: str | None = None
    how: str | None = None
    phone: str | None = None
    hide: bool = False
    at: str | None = None
    override: str = ""


def log(desk: Desk, said: Said, key: str | None = None) -> Recorded:
    """Record what was said; InputRefused names what cannot be read or is missing."""
    outcome = recording.known(desk, said.code)
    customer = accounts.find(desk, said.customer)
    named = _invoices(desk, customer, said.invoices)
    contact_id, spoken_to = _contact(desk, customer, said.contact)
    promise = promised(desk, customer, outcome, said, named, contact_id)
    dispute = _dispute(desk, outcome, said, named)
    follow_up = _follow_up(desk, customer, outcome, said)
    return recording.record(
        desk,
        customer.id,
        outcome.code,
        key=key,
        note=said.note,
        contact_id=contact_id,
        items=[item.id for item in named],
        promise=promise,
        dispute=dispute,
        follow_up=follow_up,
        next_on=_next_on(desk, outcome, said),
        reason=said.reason,
        happened_at=_happened(desk, customer, said.at),
        override=said.override,
        spoken_to=spoken_to,
    )


def dispute(desk: Desk, said: Said, key: str | None = None) -> Recorded:
    """``disputes.open_one`` in words: one that no call brought."""
    customer = accounts.find(desk, said.customer)
    named = _invoices(desk, customer, said.invoices)
    wanted = _dispute(desk, recording.known(desk, "dispute"), said, named)
    if wanted is None:
        raise InputRefused("Not recorded: the outcome 'dispute' opens none in this configuration.")
    return disputes.open_one(desk, customer.id, wanted, key)


def day(desk: Desk, text: str | None) -> date | None:
    """A typed day; None where none was typed."""
    return typed.day(text, desk.today, desk.holidays) if text else None


def block(
    desk: Desk,
    customer: str,
    kind: str,
    reason: str,
    *,
    until: str | None = None,
    invoice: str | None = None,
) -> Recorded:
    """``blocks.block`` in words."""
    target = accounts.find(desk, customer)
    item = _invoices(desk, target, [invoice])[0].id if invoice else None
    return blocks.block(desk, target.id, kind, reason, day(desk, until), item)


def _invoices(desk: Desk, customer: Customer, documents: Sequence[str]) -> list[Item]:
    """The named invoices; of several of one number all open ones."""
    if not documents:
        return []
    with desk.store.read() as tx:
        found = tx.accounts.documents(customer.id, documents)
    items: list[Item] = []
    for document in documents:
        same = [one for one in found if one.document.casefold() == document.strip().casefold()]
        if not same:
            raise NotFound(f"Not recorded: {customer.name} has no invoice {document!r}.")
        items += [one for one in same if one.open] or same[:1]
    return items


def _contact(desk: Desk, customer: Customer, said: str | None) -> tuple[int | None, str]:
    """The contact's id, or the name as it was said where the customer has nobody of that name."""
    if not said:
        return None, ""
    with desk.store.read() as tx:
        contacts = tx.accounts.contacts(customer.id)
    wanted = said.strip().casefold()
    exact = [c for c in contacts if wanted in (c.name.casefold(), (c.email or "").casefold())]
    near = exact or [c for c in contacts if wanted in c.name.casefold()]
    if len(near) == 1:
        return near[0].id, ""
    if not near:
        return None, said.strip()
    names = ", ".join(one.name for one in near)
    raise NotFound(f"Not recorded: {said!r} fits several contacts: {names}.")


def _dispute(
    desk: Desk, outcome: Outcome, said: Said, named: Sequence[Item]
) -> DisputeInput | None:
    if outcome.starts != "dispute":
        return None
    reason = said.reason or said.note
    if not reason.strip():
        raise InputRefused(f"Not recorded: {outcome.label!r} needs --reason.")
    amount = None
    if said.amount is not None:
        if len(named) != 1:
            raise InputRefused("Not recorded: --amount needs exactly one --invoice.")
        amount = typed.amount(said.amount, named[0].open, named[0].currency)
    return DisputeInput(
        tuple(item.id for item in named),
        amount,
        category=said.category,
        reason=reason,
        owner=said.owner,
        due=day(desk, said.until),
        root_cause=said.root_cause,
    )


def _follow_up(
    desk: Desk, customer: Customer, outcome: Outcome, said: Said
) -> FollowUpInput | None:
    wanted = said.callback
    if wanted is None and outcome.starts in ("resubmission", "callback"):
        wanted = said.next_on
    if wanted is None:
        if outcome.starts in ("resubmission", "callback"):
            raise InputRefused(
                f"Not recorded: {outcome.label!r} needs --callback WHEN, as 'tomorrow 10:00'."
            )
        return None
    due, at = followups.when_at(desk, customer, wanted)
    is_call = outcome.starts == "callback" or at is not None
    is_call = is_call or (said.callback is not None and outcome.starts != "resubmission")
    kind: FollowUpKind = "callback" if is_call else "resubmission"
    return FollowUpInput(kind, due, at, said.phone, said.note or said.reason or None, said.hide)


def _next_on(desk: Desk, outcome: Outcome, said: Said) -> date | None:
    if said.next_on is None:
        return None
    if said.callback is None and outcome.starts in ("resubmission", "callback"):
        return None  # it is the follow-up's own day
    return typed.day(said.next_on, desk.today, desk.holidays)


def _happened(desk: Desk, customer: Customer, said: str | None) -> datetime | None:
    """When it happened, in the time of our own place."""
    if not said:
        return None
    now = desk.clock()
    _, at = typed.moment(said, now, MACHINE, desk.today)
    if at is None:
        raise InputRefused(f"Not recorded: {said!r} needs a time: 2026-11-20T10:00.")
    return at
