"""Whether a customer may be contacted now: the policy against what the store knows."""

from __future__ import annotations

from datetime import timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collectwork.domain.contact_policy import Earlier, Finding, findings
from collectwork.domain.customers import Contact, Customer
from collectwork.errors import NotFound
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read


def check(
    desk: Desk, tx: Read, customer: Customer, channel: str, contact: Contact | None = None
) -> tuple[Finding, ...]:
    """Everything that speaks against a contact on this channel now."""
    if channel == "none":
        return ()
    back = max(7, desk.policy.rest_days_after_talk)
    earlier = tx.happenings.contacts_since(customer.id, desk.today - timedelta(days=back))
    return findings(
        channel,
        blocks=tx.blocks.lines(desk.today, "active", customer.id),
        contact=contact,
        earlier=[Earlier(*one) for one in earlier],
        today=desk.today,
        now=desk.clock(),
        zone=zone_of(customer, contact),
        actor=desk.actor,
        policy=desk.policy,
    )


def warnings(
    desk: Desk, customer_id: int, channel: str = "call", contact_id: int | None = None
) -> tuple[str, ...]:
    """What to say before a contact is made, in words; refusals first."""
    with desk.store.read() as tx:
        customer = tx.accounts.customer(customer_id)
        if customer is None:
            raise NotFound("There is no such customer.")
        contacts = tx.accounts.contacts(customer_id)
        contact = next((one for one in contacts if one.id == contact_id), None)
        found = check(desk, tx, customer, channel, contact)
    return tuple(one.words for one in sorted(found, key=lambda one: one.mode != "refuse"))


def zone_of(customer: Customer, contact: Contact | None = None) -> tzinfo | None:
    """The time zone at the person's place; None where nothing valid is known."""
    for name in (contact.time_zone if contact else None, customer.time_zone):
        if name:
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return None
