"""Accounts: finding one, its page, its history, its contacts, and who has it open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from difflib import get_close_matches
from typing import TypeVar

from collectwork.domain import clocks, typed
from collectwork.domain.account import (
    AccountPage,
    DisputeLine,
    Happening,
    Hit,
    PromiseLine,
    Standing,
)
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.balances import BALANCE
from collectwork.domain.cash import WAITING, Receipt
from collectwork.domain.customers import Contact, Customer
from collectwork.domain.habits import reasons
from collectwork.domain.proposals import Proposal
from collectwork.domain.receivables import Item, bucket
from collectwork.errors import Conflict, InputRefused, NotFound
from collectwork.present.text import safe
from collectwork.usecases import interest, promise_states
from collectwork.usecases.account_history import history
from collectwork.usecases.actions.contact_check import Seen, channels, warnings
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read

__all__ = ["add_contact", "claim", "find", "page", "release", "search", "timeline", "warnings"]

_SHOWN = 40  # happenings on the page
_ENDED = 10  # promises and disputes on the page that are over


def find(desk: Desk, text: str) -> Customer:
    """The customer of a number, a name, or a part of either that fits one only."""
    with desk.store.read() as tx:
        found = tx.search.named(text)
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(f"{safe(one.number)} {safe(one.name)}" for one in found[:5])
            more = " and more" if len(found) > 5 else ""
            raise NotFound(
                f"{safe(text)!r} fits several customers: {several}{more}. Give the number."
            )
        near = tx.search.names_like(text)
    labels = {label: number for number, name in near for label in (number, name)}
    close = get_close_matches(text, labels, 1, 0.6)
    hint = f" Did you mean {safe(close[0])!r}?" if close else ""
    raise NotFound(f"There is no customer {safe(text)!r}.{hint}")


def id_of(desk: Desk, text: str | None) -> int | None:
    """The customer that a list is asked for, found as by ``find``; None: no matter whose."""
    return find(desk, text).id if text else None


def search(desk: Desk, text: str, limit: int = 50) -> list[Hit]:
    """Accounts by name, number, invoice, amount, telephone or contact; exact matches first."""
    with desk.store.read() as tx:
        return tx.search.everywhere(text, typed.amounts(text), limit)


def page(desk: Desk, customer_id: int) -> AccountPage:
    """All of one customer at a glance, from a fixed number of look-ups."""
    with desk.store.read() as tx:
        customer = _customer(tx, customer_id)
        items = tx.accounts.items(customer_id, desk.today)
        standing = tx.accounts.standing(customer_id, desk.today)
        charged, fixed_sums = interest.to_date(desk, tx, customer, items)
        promises = promise_states.as_of_today(desk, tx, tx.promises.lines(None, customer_id))
        disputes = tx.disputes.lines(customer_id=customer_id)
        contacts = tx.accounts.contacts(customer_id)
        blocks = tx.blocks.lines(desk.today, None, customer_id)
        waiting = tx.follow_ups.open_lines(customer_id)
        seen = Seen(contacts, blocks, waiting, items)
        return AccountPage(
            customer=customer,
            buckets=_buckets(desk, items),
            balance={one.currency: one.balance for one in standing},
            past_due={one.currency: one.past_due for one in standing},
            to_collect={one.currency: one.to_collect for one in standing},
            unapplied={one.currency: one.unapplied for one in standing if one.unapplied},
            items=tuple(items),
            contacts=tuple(contacts),
            promises=_current(promises),
            disputes=_current(disputes),
            blocks=tuple(blocks),
            follow_ups=tuple(waiting),
            timeline=tuple(history(tx, customer, promises, _SHOWN)),
            risk=_risk(desk, tx, customer, items, standing, promises, disputes),
            as_of=tx.accounts.as_of(customer_id),
            receipts=tuple(_unapplied(tx, customer_id)),
            interest=charged,
            fixed_sums=fixed_sums,
            proposals=tuple(_proposals(tx, customer_id)),
            suggestions=tuple(tx.suggestions.lines("proposed", customer_id)),
            hand_over=tx.hand_overs.of(customer_id),
            policy=channels(desk, tx, customer, seen=seen),
        )


def timeline(desk: Desk, customer_id: int) -> list[Happening]:
    """Everything that happened on the account, in order, mails with their full text."""
    with desk.store.read() as tx:
        customer = _customer(tx, customer_id)
        promises = promise_states.as_of_today(desk, tx, tx.promises.lines(None, customer_id))
        return history(tx, customer, promises)


def claim(desk: Desk, customer_id: int, key: str | None = None) -> Customer:
    """Take the account to one's desk for ``policy.lease_seconds``; Conflict when it is somebody
    else's now. Renewing early is free: nothing is written before half the lease is over."""
    lease = timedelta(seconds=desk.policy.lease_seconds)
    now = desk.clock()
    with desk.store.read() as view:
        customer = _customer(view, customer_id)
    if _still_mine(desk, customer):
        return customer
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            until = clocks.text(now + lease)
            if not tx.accounts.claim(customer_id, desk.actor, until, clocks.text(now)):
                holder = _customer(tx, customer_id).claimed_by
                raise Conflict(f"{customer.name} is open at {holder}'s desk.")
            tx.record(Draft("claim", customer.number, {"account": customer_id, "until": until}))
    return replace(customer, claimed_by=desk.actor, claimed_until=now + lease)


def release(desk: Desk, customer_id: int, key: str | None = None) -> None:
    """Give the account back; nothing happens when it was not held."""
    with desk.store.read() as view:
        customer = _customer(view, customer_id)
    if customer.claimed_by != desk.actor:
        return
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            tx.accounts.release(customer_id, desk.actor)
            tx.record(Draft("claim", customer.number, {"account": customer_id, "until": None}))


def add_contact(desk: Desk, contact: Contact, key: str | None = None) -> int:
    """Add a person or mailbox to its customer; returns the contact's id."""
    _check(contact)
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is not None:
            return int(tx.replayed.data["contact_id"])
        customer = _customer(tx, contact.customer_id)
        id = tx.accounts.add_contact(contact)
        tx.record(_contact_entry(customer, replace(contact, id=id), None))
        return id


def change_contact(desk: Desk, contact: Contact, key: str | None = None) -> None:
    """Replace what is known of a contact; the entry keeps what was known before."""
    _check(contact)
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is not None:
            return
        customer = _customer(tx, contact.customer_id)
        contacts = tx.accounts.contacts(customer.id)
        before = next((one for one in contacts if one.id == contact.id), None)
        if before is None:
            raise NotFound(f"{customer.name} has no such contact.")
        tx.accounts.change_contact(contact)
        tx.record(_contact_entry(customer, contact, before))


def _customer(tx: Read, customer_id: int) -> Customer:
    customer = tx.accounts.customer(customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def _buckets(desk: Desk, items: list[Item]) -> dict[str, dict[str, int]]:
    """Signed sums by days past due; items without a due date in a bucket of their own."""
    sums: dict[str, dict[str, int]] = {}
    for item in items:
        of_currency = sums.setdefault(item.currency, {})
        slot = bucket(item.late_by, desk.today)
        if item.kind == BALANCE and item.days_to == 0:
            slot = "current"  # not due on the summary's day
        of_currency[slot] = of_currency.get(slot, 0) + item.open
    return sums


def _proposals(tx: Read, customer_id: int) -> list[Proposal]:
    """Those that wait, and a credit hold that stands: the newest decision on holds is one."""
    lines = tx.proposals.lines(customer_id=customer_id)
    on_hold = [
        one for one in lines
        if one.state == "accepted" and one.wanted.kind in ("credit_hold", "credit_release")
    ]  # fmt: skip
    newest = max(on_hold, key=lambda one: (one.decided_on or one.made_on, one.id), default=None)
    stands = [newest] if newest is not None and newest.wanted.kind == "credit_hold" else []
    return [*stands, *(one for one in lines if one.state == "proposed")]


_Line = TypeVar("_Line", PromiseLine, DisputeLine)


def _current(lines: list[_Line]) -> tuple[_Line, ...]:
    """All that run, and the last ones that are over."""
    over = [line for line in lines if line.state not in ("open", "partly_kept", "proposed")]
    hidden = {line.id for line in over[:-_ENDED]}
    return tuple(line for line in lines if line.id not in hidden)


def _unapplied(tx: Read, customer_id: int) -> list[Receipt]:
    """Money of the customer that no invoice got yet."""
    found = tx.cash.receipts((*WAITING, "on_account"), customer_id)
    return [one for one in found if one.customer_id == customer_id and one.unapplied_minor]


def _risk(
    desk: Desk,
    tx: Read,
    customer: Customer,
    items: list[Item],
    standing: list[Standing],
    promises: list[PromiseLine],
    disputes: list[DisputeLine],
) -> tuple[str, ...]:
    tally: dict[str, int] = {}
    for promise in promises:
        tally[promise.state] = tally.get(promise.state, 0) + 1
    due = [item.late_by for item in items if item.open > 0 and item.late_by is not None]
    oldest = (desk.today - min(due)).days if due else 0
    used = sum(one.balance for one in standing if one.currency == customer.credit_currency)
    share = used * 100 // customer.credit_limit if customer.credit_limit else None
    running = sum(dispute.state == "open" for dispute in disputes)
    bound = any(item.kind == BALANCE for item in items)
    late = tx.accounts.lateness(customer.id)
    return reasons(tally, late, oldest, share, running, desk.today, at_least=bound)


def _still_mine(desk: Desk, customer: Customer) -> bool:
    if customer.claimed_by != desk.actor or customer.claimed_until is None:
        return False
    left = (customer.claimed_until - desk.clock()).total_seconds()
    return left > desk.policy.lease_seconds / 2


def _check(contact: Contact) -> None:
    if not contact.name.strip():
        raise InputRefused("Not saved: a contact needs a name.")
    if contact.email and ("@" not in contact.email or any(c.isspace() for c in contact.email)):
        raise InputRefused(f"Not saved: {contact.email!r} is not a mail address.")


def _contact_entry(customer: Customer, contact: Contact, before: Contact | None) -> Draft:
    def said(one: Contact) -> dict[str, object]:
        return {
            "name": one.name,
            "role": one.role,
            "email": one.email,
            "phone": one.phone,
            "do_not_contact": one.do_not_contact,
        }

    body = {"account": customer.id, "contact_id": contact.id, "after": said(contact)}
    if before is not None:
        body["before"] = said(before)
    return Draft("contact.changed", customer.number, body)
