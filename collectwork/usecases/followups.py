"""Callbacks, resubmissions and next steps: what waits, until when."""

from __future__ import annotations

from datetime import date, datetime

from collectwork.domain import typed
from collectwork.domain.account import FollowUpLine
from collectwork.domain.clocks import MACHINE
from collectwork.domain.customers import Customer
from collectwork.errors import NotFound
from collectwork.usecases.actions.contact_check import zone_of
from collectwork.usecases.desk import Desk


def follow_ups(desk: Desk, customer_id: int | None = None) -> list[FollowUpLine]:
    """Open ones, earliest first; of all customers when none is named."""
    with desk.store.read() as tx:
        return tx.follow_ups.open_lines(customer_id)


def when(desk: Desk, customer_id: int, text: str) -> tuple[date, datetime | None]:
    """A typed day and time as ``tomorrow 10:00``, meant at the customer's place (ours where its
    zone is not known): the day, and the UTC moment when a time was typed."""
    with desk.store.read() as tx:
        customer = tx.accounts.customer(customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    return when_at(desk, customer, text)


def when_at(desk: Desk, customer: Customer, text: str) -> tuple[date, datetime | None]:
    """``when`` for a customer that is at hand."""
    now = desk.clock()
    zone = zone_of(desk, customer) or MACHINE
    return typed.moment(text, now, zone, desk.today)
