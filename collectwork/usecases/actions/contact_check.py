"""Whether a customer may be contacted now: the policy's rows in force against what is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from collectwork.domain.account import BlockLine, FollowUpLine, PromiseLine
from collectwork.domain.blocks import block_kind, holds
from collectwork.domain.clocks import MACHINE
from collectwork.domain.contact_policy import (
    ChannelNow,
    Finding,
    Place,
    Stop,
    is_person,
)
from collectwork.domain.customers import Contact, Customer, first_contact
from collectwork.domain.policy import Policy as TeamPolicy
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused, NotFound
from collectwork.rules import contact_policy, reading
from collectwork.rules.contact_limits import Subject
from collectwork.rules.policies import OF_INVOICES, Policy, TeamNumbers, in_force
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of a customer already: contacts, blocks, what waits, open items."""

    contacts: Sequence[Contact]
    blocks: Sequence[BlockLine]
    waiting: Sequence[FollowUpLine]
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Rows:
    """The policy in force and the version of the rules that says so, "" for the built-in rows.

    ``trouble``: why these are not the rows of the file, where it cannot be read.
    """

    rows: tuple[Policy, ...]
    version: str = ""
    trouble: str = ""


def rows_in_force(desk: Desk, tx: Read) -> Rows:
    """Those of the rules file; where it cannot be read, of the version used last; never none."""
    team = _team(desk.policy)
    trouble = ""
    try:
        rules = desk.rules()
        return _of_text(rules.text, rules.file, team)
    except InputRefused as refused:
        trouble = str(refused)
    stored = tx.plans.newest_rules()
    if stored is not None:
        try:
            known = _of_text(stored.text, stored.version, team)
            return Rows(known.rows, known.version, trouble)
        except InputRefused:  # stored by an older version that read it otherwise
            pass
    return Rows(in_force((), team), "", trouble)


@lru_cache(maxsize=16)
def _of_text(text: str, file: str, team: TeamNumbers) -> Rows:
    """Kept by the text, so that a key press reads no TOML."""
    rules = reading.read(text, file)
    return Rows(in_force(rules.policies, team), rules.version)


def _team(policy: TeamPolicy) -> TeamNumbers:
    return TeamNumbers(
        policy.attempts_in_7_days,
        policy.rest_days_after_talk,
        time.fromisoformat(policy.calling_from),
        time.fromisoformat(policy.calling_until),
    )


def check(
    desk: Desk,
    tx: Read,
    customer: Customer,
    channel: str,
    contact: Contact | None = None,
    *,
    items: Sequence[int] = (),
    at: datetime | None = None,
    but: str | None = None,
    rows: Rows | None = None,
    seen: Seen | None = None,
) -> tuple[Finding, ...]:
    """Everything that speaks against a contact on this channel now, or ``at`` another moment.

    ``contact``: who was named; ``items``: the invoices it is to be about, empty for all;
    ``but``: the message of the outbox that is asked about; ``seen``: what was read already.
    """
    if channel == "none":
        return ()
    known = rows or rows_in_force(desk, tx)
    about = subject(desk, tx, known.rows, customer, contact, items=items, but=but, seen=seen)
    return contact_policy.findings(
        known.rows, about, channel, moment(desk, at), MACHINE, desk.actor
    )


def channels(
    desk: Desk, tx: Read, customer: Customer, rows: Rows | None = None, seen: Seen | None = None
) -> tuple[ChannelNow, ...]:
    """What each channel allows now, and from when it is free where it is not."""
    known = rows or rows_in_force(desk, tx)
    about = subject(desk, tx, known.rows, customer, None, seen=seen)
    return contact_policy.now(known.rows, about, moment(desk), MACHINE, desk.actor)


def moment(desk: Desk, at: datetime | None = None) -> datetime:
    """Now as seen on the business day that is worked on, which may be another one than today."""
    now = at or desk.clock()
    if at is not None:
        return now
    return now + timedelta(days=(desk.today - now.astimezone(MACHINE).date()).days)


def subject(
    desk: Desk,
    tx: Read,
    rows: Sequence[Policy],
    customer: Customer,
    contact: Contact | None,
    *,
    items: Sequence[int] = (),
    but: str | None = None,
    seen: Seen | None = None,
) -> Subject:
    """The customer as the policy sees it. Nobody named means the one whom one would call."""
    known = seen or _seen(desk, tx, rows, customer.id)
    meant = contact or first_contact(known.contacts)
    since = desk.today - timedelta(days=contact_policy.days_back(rows))
    history, due = tx.happenings.touched(customer.id, desk.today, since, but)
    return Subject(
        country=desk.places.code(customer.country),
        person=is_person(customer.segment, customer.tags),
        segment=customer.segment or "",
        tags=customer.tags,
        contact=meant,
        place=place_of(desk, customer, meant),
        stops=tuple(_stops(desk, tx, known, customer.id, contact, items)),
        debts=tuple(items) or due,
        history=history,
        call_back=any(one.kind == "callback" and one.due <= desk.today for one in known.waiting),
    )


def _seen(desk: Desk, tx: Read, rows: Sequence[Policy], customer_id: int) -> Seen:
    of_invoices = any(row.stop in OF_INVOICES for row in rows)
    return Seen(
        tx.accounts.contacts(customer_id),
        tx.blocks.lines(desk.today, "active", customer_id),
        tx.follow_ups.open_lines(customer_id),
        tx.accounts.items(customer_id, desk.today) if of_invoices else (),
    )


def place_of(desk: Desk, customer: Customer, contact: Contact | None = None) -> Place:
    """Where the customer is: the contact's zone, its own, those of its country, else of ours."""
    code = desk.places.code(customer.country)
    holidays = desk.places.holidays(code) if code else desk.holidays
    for name in (contact.time_zone if contact else None, customer.time_zone):
        zone = desk.places.zone(name)
        if zone is not None:
            return Place((zone,), holidays)
    if code:
        zones = desk.places.zones(code)
        words = f"one of the {len(zones)} zones of {code}" if len(zones) > 1 else ""
        return Place(zones, holidays, words)
    ours = desk.places.zones(desk.places.code(desk.policy.country))
    return Place(ours, holidays, "its country is not known, ours is taken")


def zone_of(desk: Desk, customer: Customer, contact: Contact | None = None) -> tzinfo | None:
    """The time zone at the person's place; None where nothing valid is known for certain."""
    for name in (contact.time_zone if contact else None, customer.time_zone):
        zone = desk.places.zone(name)
        if zone is not None:
            return zone
    return None


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


# -- what is in force besides the numbers


def _stops(
    desk: Desk,
    tx: Read,
    seen: Seen,
    customer_id: int,
    contact: Contact | None,
    items: Sequence[int],
) -> Iterator[Stop]:
    silent = _silent(contact, seen.contacts)
    if silent is not None:
        yield silent
    for block in seen.blocks:
        live = holds(block.since, block.until, block.lifted_on, desk.today)
        if live and (block.item_id is None or block.item_id in items):
            yield _block(block)
    yield from _of_invoices(desk, tx, seen.items, customer_id, items)


def _silent(contact: Contact | None, contacts: Sequence[Contact]) -> Stop | None:
    """Somebody who is not to be contacted; or, where nobody is named, that there is nobody else."""
    if contact is not None:
        name = contact.name if contact.do_not_contact else ""
        return Stop("do_not_contact", f"{name} is not to be contacted") if name else None
    here = [one for one in contacts if not one.vanished]
    if here and all(one.do_not_contact for one in here):
        many = "none of its contacts is to be contacted"
        words = f"{here[0].name} is not to be contacted" if len(here) == 1 else many
        return Stop("do_not_contact", words)
    return None


def _block(block: BlockLine) -> Stop:
    kind = block_kind(block.kind)
    label = kind.label if kind else block.kind
    until = f" until {block.until.isoformat()}" if block.until else ""
    return Stop(block.kind, f"{label}{until}: {block.reason}", block.until)


def _of_invoices(
    desk: Desk, tx: Read, open_items: Sequence[Item], customer_id: int, items: Sequence[int]
) -> list[Stop]:
    """Disputes and promises that leave nothing to ask for among the invoices in question."""
    asked = [one for one in open_items if one.open > 0 and _in_question(one, items, desk.today)]
    if not asked:
        return []
    what = "everything due" if not items else "what it is about"
    if all(one.disputed for one in asked):
        return [Stop("dispute", f"{what} is disputed")]
    if all(one.promised or one.disputed for one in asked):
        lines = tx.promises.lines("open", customer_id)
        until = _promised_until(lines, {one.id for one in asked if one.promised})
        said = f" until {until.isoformat()}" if until else ""
        return [Stop("promise", f"{what} is promised{said}", until)]
    return []


def _in_question(item: Item, items: Collection[int], today: date) -> bool:
    return item.id in items if items else item.late_by is not None and item.late_by <= today


def _promised_until(lines: Sequence[PromiseLine], items: Collection[int]) -> date | None:
    """The last day on which money still keeps the first of these promises to fall due."""
    days = [one.kept_until for one in lines if one.item_id is None or one.item_id in items]
    return min(days, default=None)
