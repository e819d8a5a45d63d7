"""What the contact policy refuses on the day that is planned."""

from __future__ import annotations

from collectwork.domain.clocks import MACHINE
from collectwork.rules import withholding
from collectwork.rules.withholding import ContactDay
from collectwork.usecases.actions.contact_check import Rows, rows_in_force
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read


def contact_day(
    desk: Desk, tx: Read, customer_id: int | None = None, rows: Rows | None = None
) -> ContactDay:
    """For the whole book by a few statements, or for one customer."""
    known = (rows or rows_in_force(desk, tx)).rows
    needs = withholding.needs(known)
    whom = withholding.asks_whom(known)
    return ContactDay(
        known,
        desk.today,
        MACHINE,
        desk.places,
        tx.plans.touched(desk.today, needs, customer_id),
        tx.plans.silent(customer_id),
        tx.plans.first_contacts(customer_id) if whom else {},
    )
