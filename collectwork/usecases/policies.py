"""The contact policy looked at: its rows in words, and what they say of one customer now."""

from __future__ import annotations

from dataclasses import dataclass

from collectwork.domain.contact_policy import ChannelNow, Place
from collectwork.domain.customers import Customer
from collectwork.errors import NotFound
from collectwork.rules.policies import Policy
from collectwork.usecases.actions import contact_check
from collectwork.usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class InForce:
    """The rows in force. ``version``: of the rules that hold them, "" where they are built in;
    ``trouble``: why they are not those of the file, where it cannot be read."""

    rows: tuple[Policy, ...]
    version: str
    trouble: str


@dataclass(frozen=True, slots=True)
class ContactNow:
    """What may be done now with a customer, by channel, and which rows are about it at all."""

    customer: Customer
    person: bool
    place: Place
    channels: tuple[ChannelNow, ...]
    rules: InForce


def in_force(desk: Desk) -> InForce:
    """The rows that hold now."""
    with desk.store.read() as tx:
        known = contact_check.rows_in_force(desk, tx)
    return InForce(known.rows, known.version, known.trouble)


def contact_now(desk: Desk, customer_id: int) -> ContactNow:
    """What may be done now with a customer; raises NotFound."""
    with desk.store.read() as tx:
        customer = tx.accounts.customer(customer_id)
        if customer is None:
            raise NotFound("There is no such customer.")
        known = contact_check.rows_in_force(desk, tx)
        about = contact_check.subject(desk, tx, known.rows, customer, None)
        channels = contact_check.channels(desk, tx, customer, known)
    rules = InForce(known.rows, known.version, known.trouble)
    return ContactNow(customer, about.person, about.place, channels, rules)
