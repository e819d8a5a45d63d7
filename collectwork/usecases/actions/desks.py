"""What actions do to an account's place at a lead's desk; used inside their transaction."""

from __future__ import annotations

from typing import Any

from collectwork.domain.assigning import HandOver
from collectwork.domain.customers import Customer
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write

__all__ = ["acted", "escalated", "lead_of", "put", "take_back"]

#: Where a hand-over is once somebody has acted on the account.
_AFTER = {"waits": "held", "returned": "over"}


def lead_of(tx: Read, login: str) -> str | None:
    """The team lead somebody escalates to: of the own team, else the first; None without one."""
    people = tx.people.all()
    own = next((one for one in people if one.login == login), None)
    leads = [one for one in people if one.active and one.role == "lead" and one.login != login]
    team = own.team if own else None
    leads.sort(key=lambda one: (one.team != team, one.login))
    return leads[0].login if leads else None


def put(
    desk: Desk, tx: Write, customer: Customer, holder: str, reason: str, entry_id: str
) -> dict[str, Any]:
    """Lay an account on a desk and move its line of the day there; what an undo needs."""
    before = tx.hand_overs.of(customer.id)
    tx.hand_overs.add(
        HandOver(
            entry_id, customer.id, customer.number, customer.name, customer.owner or "",
            desk.actor, holder, reason, desk.today, "waits",
        )
    )  # fmt: skip
    said = f"handed over by {desk.actor}: {reason}"
    line = tx.hand_overs.move_line(customer.id, desk.today, holder, said)
    found: dict[str, Any] = {"hand_over": entry_id}
    if before is not None:
        found["earlier"] = [before.id, before.state]
    if line is not None:
        found["line"] = dict(line)
    return found


def escalated(
    desk: Desk, tx: Write, customer: Customer, reason: str, entry_id: str
) -> dict[str, Any]:
    """An escalation lays the account on the lead's desk, where there is another lead; what an undo
    needs."""
    lead = lead_of(tx, desk.actor)
    if lead is None:
        return {}
    lies = tx.hand_overs.of(customer.id)
    if lies is not None and lies.at_desk and lies.holder == lead:
        return {}
    return {"escalated": put(desk, tx, customer, lead, reason, entry_id)}


def acted(tx: Write, customer_id: int) -> list[str] | None:
    """Somebody has acted on it: it waits no longer. Its id and state before, for an undo."""
    lies = tx.hand_overs.of(customer_id)
    if lies is None or lies.state not in _AFTER:
        return None
    tx.hand_overs.set_state(lies.id, _AFTER[lies.state])
    return [lies.id, lies.state]


def take_back(tx: Write, customer_id: int, before: dict[str, Any]) -> None:
    """Undo ``put`` and ``acted`` with what they remembered."""
    given = before.get("escalated")
    if given is not None:
        tx.hand_overs.remove(given["hand_over"])
        if "earlier" in given:
            tx.hand_overs.set_state(*given["earlier"])
        if "line" in given:
            tx.hand_overs.put_line_back(customer_id, given["line"])
    if "desk" in before:
        tx.hand_overs.set_state(*before["desk"])
