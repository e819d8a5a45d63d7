"""To the lead's desk and back: an account leaves its collector's list, its owner stays who it was.

The lead sees it on the own list at once, with the reason, until somebody acts on it there; then it
follows the rules again, on the lead's list, until it is given back. What comes back stands on the
collector's list with the note, until the collector acts on it.
"""

from __future__ import annotations

from typing import Any

from collectwork.domain.activity import Draft, new_id
from collectwork.domain.assigning import HandOver
from collectwork.domain.customers import Customer
from collectwork.domain.team import Person
from collectwork.errors import Conflict, InputRefused, NotAllowed
from collectwork.usecases.actions import checks, desks
from collectwork.usecases.assigning_words import known_person
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read

LEADS = ("lead", "admin")


def hand_over(
    desk: Desk, customer_id: int, reason: str, to: str | None = None, *, key: str | None = None
) -> HandOver:
    """Put an account on a lead's desk: the own lead's without a name.

    Raises InputRefused without a reason or a lead, NotFound for nobody of that name, Conflict where
    somebody has it open or it lies at a desk already.
    """
    if not reason.strip():
        raise InputRefused("Not handed over: the lead needs the reason.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            customer = checks.account(desk, tx, customer_id, None)
            lies = tx.hand_overs.of(customer_id)
            if lies is not None and lies.at_desk:
                raise Conflict(
                    f"Not handed over: {customer.name} lies at {lies.holder}'s desk already, "
                    f"since {lies.since.isoformat()}."
                )
            holder = _lead(tx, desk.actor, to)
            before = desks.put(desk, tx, customer, holder, reason.strip(), tx.key)
            tx.accounts.release(customer.id, desk.actor)
            body = {
                "to": holder, "reason": reason.strip(), "text": f"to {holder}: {reason}",
                "undo": before,
            }  # fmt: skip
            tx.record(Draft("desk.given", customer.number, _about(desk, customer, body)))
        found = tx.hand_overs.of(customer_id)
    return _still(found)


def hand_back(
    desk: Desk, customer_id: int, note: str, to: str | None = None, *, key: str | None = None
) -> HandOver:
    """Give an account from a desk back to its owner with a note; ``to`` makes somebody else the
    owner. The holder may, who gave it, and any lead."""
    if not note.strip():
        raise InputRefused("Not handed back: a note says what to do now.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            customer = checks.account(desk, tx, customer_id, None)
            lies = tx.hand_overs.of(customer_id)
            if lies is None or not lies.at_desk:
                raise InputRefused(f"Not handed back: {customer.name} lies at nobody's desk.")
            _check_may(desk, tx, lies)
            owner = customer.owner or ""
            after = _collector(tx, to) if to is not None else owner
            tx.hand_overs.give_back(lies.id, desk.actor, note.strip(), desk.today)
            if after != owner:
                moved = [(customer.id, owner, after, f"handed back to {after}: {note.strip()}")]
                tx.assigning.give(tx.key, desk.today, moved)
            said = f"handed back by {desk.actor}: {note.strip()}"
            line = tx.hand_overs.move_line(customer.id, desk.today, after, said)
            tx.accounts.release(customer.id, desk.actor)
            body = {
                "to": after, "note": note.strip(), "before": owner, "from": lies.holder,
                "text": f"to {after or 'nobody'}: {note.strip()}",
                "undo": {"desk": [lies.id, lies.state], "line": line},
            }  # fmt: skip
            tx.record(Draft("desk.returned", customer.number, _about(desk, customer, body)))
        found = tx.hand_overs.of(customer_id)
    return _still(found)


def at_desks(desk: Desk, holder: str | None = None) -> list[HandOver]:
    """What lies at a lead's desk, or at all of them, oldest first."""
    with desk.store.read() as tx:
        return tx.hand_overs.at_desks(holder)


def _about(desk: Desk, customer: Customer, body: dict[str, Any]) -> dict[str, Any]:
    return {"account": customer.id, "work_day": desk.today.isoformat(), **body}


def _lead(tx: Read, actor: str, to: str | None) -> str:
    if to is None:
        found = desks.lead_of(tx, actor)
        if found is None:
            raise InputRefused(
                "Not handed over: there is no lead but you. "
                "`collectwork people add LOGIN --role lead` enters one."
            )
        return found
    person = known_person(tx.people.all(), to)
    if person.role not in LEADS or not person.active:
        said = f"is {_a(person.role)}" if person.active else "no longer works here"
        raise InputRefused(
            f"Not handed over: {to} {said}, and a desk is a lead's. "
            "`collectwork reassign` gives accounts to a collector."
        )
    return to


def _collector(tx: Read, to: str) -> str:
    person = known_person(tx.people.all(), to)
    if not person.active or person.role == "auditor":
        said = "is an auditor" if person.active else "no longer works here"
        raise InputRefused(f"Not handed back: {to} {said}, and cannot own the account.")
    return to


def _check_may(desk: Desk, tx: Read, lies: HandOver) -> None:
    person: Person | None = tx.people.by_login(desk.actor)
    leads = person is not None and person.role in LEADS
    if desk.actor not in (lies.holder, lies.giver) and not leads:
        raise NotAllowed(
            f"Not handed back: it lies at {lies.holder}'s desk since {lies.since.isoformat()}; "
            f"{lies.holder} or another lead gives it back."
        )


def _still(found: HandOver | None) -> HandOver:
    if found is None:
        raise Conflict("It lies at nobody's desk any more: look again.")
    return found


def _a(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"
