"""Pins: an account at the top or the end of its list for a reason, until it is worked.

The rank as computed stays with the line and is shown beside the pin. A pin outlives every new list
and ends with the first outcome that finishes the account for the day, because what it was for is
done then; undoing that outcome brings the pin back.
"""

from __future__ import annotations

from collectwork.domain.activity import Draft, new_id
from collectwork.domain.customers import Customer
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases.desk import Desk

PLACES = {"top": 1, "end": -1, "off": 0}
WORDS = {1: "top", -1: "end", 0: "off"}


def pin(
    desk: Desk, customer_id: int, where: str, reason: str = "", key: str | None = None
) -> Customer:
    """Put an account to the ``top`` or ``end`` of its list, or ``off`` there; as it is then."""
    if where not in PLACES:
        raise InputRefused(f"An account is pinned to top or end, or off; {where!r} is neither.")
    if not reason.strip() and where != "off":
        raise InputRefused("Not pinned: a reason is needed, it stays visible with the account.")
    with desk.store.write(key or new_id()) as tx:
        customer = tx.accounts.customer(customer_id)
        if customer is None:
            raise NotFound("There is no such account.")
        if tx.replayed is None:
            said = reason.strip() if where != "off" else ""
            tx.pins.put(customer_id, PLACES[where], said)
            tx.pins.order(customer_id, desk.today)
            body = {
                "account": customer_id, "where": where, "reason": reason.strip(),
                "before": WORDS[customer.pinned], "before_reason": customer.pin_reason,
                "work_day": desk.today.isoformat(),
                "text": f"{where}: {reason.strip()}" if reason.strip() else where,
            }  # fmt: skip
            tx.record(Draft("pinned", customer.number, body))
    with desk.store.read() as view:
        return view.accounts.customer(customer_id) or customer
