"""May it be recorded: what the outcome needs, whose account it is."""

from __future__ import annotations

from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.customers import Contact, Customer
from collectwork.domain.disputes import DisputeInput
from collectwork.domain.outcomes import Outcome
from collectwork.domain.promises import PromiseInput
from collectwork.errors import Conflict, InputRefused, NotFound
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write


def needs_met(
    outcome: Outcome,
    note: str,
    promise: PromiseInput | None,
    dispute: DisputeInput | None,
    follow_up: FollowUpInput | None,
    reason: str,
) -> None:
    """Refuse what lacks something the outcome needs."""
    starts, label = outcome.starts, outcome.label
    if starts == "promise" and promise is None:
        raise InputRefused(f"Not recorded: {label!r} needs an amount and a date.")
    if starts == "dispute" and (dispute is None or not dispute.reason.strip()):
        raise InputRefused(f"Not recorded: {label!r} needs a reason.")
    if starts in ("callback", "resubmission") and follow_up is None:
        raise InputRefused(f"Not recorded: {label!r} needs a date (a callback also a time).")
    if "reason" in outcome.needs and starts != "dispute" and not reason.strip():
        raise InputRefused(f"Not recorded: {label!r} needs a reason.")
    if "note" in outcome.needs and not note.strip():
        raise InputRefused(f"Not recorded: {label!r} needs its text.")
    for given, start in ((promise, "promise"), (dispute, "dispute")):
        if given is not None and starts != start:
            raise InputRefused(f"Not recorded: {label!r} takes no {start}; use the code for one.")


def account(desk: Desk, tx: Write, customer_id: int, version: int | None) -> Customer:
    """The account, locked for this transaction; Conflict when it is not ours to act on."""
    unchanged = tx.accounts.worked(customer_id, version)
    customer = tx.accounts.customer(customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    if not unchanged:
        raise Conflict(
            f"Not recorded: {customer.name} was changed by somebody else since you opened it. "
            "Look again, then decide."
        )
    holder, until = customer.claimed_by, customer.claimed_until
    if holder and holder != desk.actor and until is not None and until > desk.clock():
        raise Conflict(
            f"Not recorded: {customer.name} is open at {holder}'s desk. "
            "It is free again a minute after they leave it."
        )
    return customer


def contact_of(tx: Write, customer: Customer, contact_id: int | None) -> Contact | None:
    """The contact of that id, of this customer; None for none. Raises NotFound."""
    if contact_id is None:
        return None
    contacts = tx.accounts.contacts(customer.id)
    found = next((one for one in contacts if one.id == contact_id), None)
    if found is None:
        raise NotFound(f"{customer.name} has no such contact.")
    return found
