"""Call-backs, resubmissions and next steps: what waits, until when; moving and cancelling one."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from collectwork.domain import clocks, typed
from collectwork.domain.account import FollowUpLine
from collectwork.domain.actions import Action, Recorded
from collectwork.domain.activity import new_id
from collectwork.domain.clocks import MACHINE
from collectwork.domain.customers import Customer
from collectwork.domain.myday import DueCallback
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases.actions import effects
from collectwork.usecases.actions.answer import recorded
from collectwork.usecases.actions.contact_check import zone_of
from collectwork.usecases.desk import Desk
from collectwork.usecases.picking import picked
from collectwork.usecases.ports.work import Write


def follow_ups(desk: Desk, customer_id: int | None = None) -> list[FollowUpLine]:
    """Open ones, earliest first; of all customers when none is named."""
    with desk.store.read() as tx:
        return tx.follow_ups.open_lines(customer_id)


def callbacks(
    desk: Desk, owner: str | None = None, *, due: bool = False, customer_id: int | None = None
) -> list[DueCallback]:
    """Open call-backs, the most overdue first; ``owner``: of one person, and those nobody owns.
    ``due``: only those of today and before."""
    with desk.store.read() as tx:
        return tx.follow_ups.callbacks(desk.today if due else None, owner, customer_id)


def place(desk: Desk, customer: Customer) -> tuple[tzinfo, str]:
    """The zone in which a time for this customer is meant, and its name; our own, and "", where
    the customer's is not known."""
    zone = zone_of(desk, customer) or _only_zone(desk, customer.country)
    return (MACHINE, "") if zone is None else (zone, str(zone))


def local(desk: Desk, one: DueCallback) -> tuple[str | None, str]:
    """The time of a call-back as HH:MM at the customer's place, and the zone's name; the time of
    this machine and "" where the customer's zone is not known."""
    zone = desk.places.zone(one.time_zone) or _only_zone(desk, one.country)
    at = clocks.moment(one.due_at) if one.due_at else None
    said = f"{at.astimezone(zone or MACHINE):%H:%M}" if at else None
    return said, str(zone) if zone else ""


def _only_zone(desk: Desk, country: str | None) -> tzinfo | None:
    """The zone of a country where every place has the same time all year; None where it differs."""
    zones = desk.places.zones(country) if country else ()
    now = desk.clock()
    days = (now, now + timedelta(days=91), now + timedelta(days=182), now + timedelta(days=273))
    times = {tuple(at.astimezone(zone).utcoffset() for at in days) for zone in zones}
    return zones[0] if len(times) == 1 else None


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
    return typed.moment(text, desk.clock(), place(desk, customer)[0], desk.today)


def move(desk: Desk, id: str, to: str, reason: str = "", key: str | None = None) -> Recorded:
    """Another day, or day and time, for a call-back or resubmission; ``to`` as it is typed."""
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line, customer = _open(tx, id, "Not moved")
            due, at = when_at(desk, customer, to)
            effects.check_day(desk, line.kind, due, at, "Not moved")
            at_text = clocks.text(at) if at else None
            tx.follow_ups.move(line.id, due, at_text)
            undo = {"moved": {line.id: [line.due.isoformat(), line.due_at]}}
            said = f"{_named(line)} moved to {due.isoformat()}{_clock(desk, at, customer)}."
            more = {"due": due.isoformat(), "due_at": at_text, "undo": undo, "said": said}
            tx.record(_entry(desk, line, customer, "followup.set", "moved", reason, more, due))
    return recorded(tx)


def cancel(desk: Desk, id: str, reason: str, key: str | None = None) -> Recorded:
    """Give up a call-back or resubmission, with the reason."""
    if not reason.strip():
        raise InputRefused("Not cancelled: say why.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line, customer = _open(tx, id, "Not cancelled")
            tx.follow_ups.settle([line.id], "cancelled", tx.key)
            said = f"{_named(line)} of {line.due.isoformat()} cancelled."
            more = {"undo": {"follow_ups": [line.id]}, "said": said}
            tx.record(_entry(desk, line, customer, "followup.done", "cancelled", reason, more))
    return recorded(tx)


def _open(tx: Write, id: str, refused: str) -> tuple[FollowUpLine, Customer]:
    line = picked(tx.follow_ups, id, "call-back", "callbacks")
    customer = tx.accounts.customer(line.customer_id)
    if customer is None:
        raise NotFound("There is no such call-back: `collectwork callbacks` lists them.")
    if line.state != "open":
        raise InputRefused(f"{refused}: it is {line.state} already.")
    tx.accounts.worked(customer.id, None)
    return line, customer


def _entry(
    desk: Desk,
    line: FollowUpLine,
    customer: Customer,
    kind: str,
    done: str,
    reason: str,
    more: dict[str, Any],
    next_on: date | None = None,
) -> Action:
    return Action(
        kind=kind,
        code=f"{line.kind}_{done}",
        channel="none",
        account=customer.id,
        customer=customer.number,
        work_day=desk.today,
        text=reason,
        next_on=next_on,
        details={"follow_up": {"id": line.id, "kind": line.kind}, **more},
    )


def _named(line: FollowUpLine) -> str:
    return "Call-back" if line.kind == "callback" else "Resubmission"


def _clock(desk: Desk, at: datetime | None, customer: Customer) -> str:
    if at is None:
        return ""
    zone, name = place(desk, customer)
    return f" {at.astimezone(zone):%H:%M}" + (f" {name}" if name else "")
