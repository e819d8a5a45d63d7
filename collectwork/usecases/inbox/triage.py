"""The inbox as people work it: looking, saying whose a message is, closing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.customers import Contact, Customer
from collectwork.domain.inbox import (
    STATES,
    About,
    Came,
    FolderRead,
    InboxLine,
    InboxMessage,
    Match,
)
from collectwork.errors import Conflict, InputRefused, NotFound, WrongUsage
from collectwork.present.text import safe
from collectwork.usecases import accounts, planning
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import filing
from collectwork.usecases.mails.addresses import checked
from collectwork.usecases.ports.work import Write
from collectwork.usecases.suggesting.keeping import keep


def lines(
    desk: Desk,
    states: Sequence[str] = (),
    *,
    waiting: bool = False,
    customer_id: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[InboxLine]:
    """Messages, the newest first. ``waiting``: the triage list, and replies to which nobody has
    reacted yet."""
    for state in states:
        if state not in STATES:
            raise WrongUsage(f"{safe(state)!r} is no state: {', '.join(STATES)}.")
    with desk.store.read() as tx:
        return tx.inbox.lines(
            states, waiting=waiting, customer_id=customer_id, limit=limit, offset=offset
        )


def counts(desk: Desk) -> dict[str, int]:
    """Messages by state, every state named, and ``waiting``: replies nobody has reacted to."""
    with desk.store.read() as tx:
        found = tx.inbox.counts()
        return {**{state: found.get(state, 0) for state in STATES}, "waiting": tx.inbox.waiting()}


def number(desk: Desk, *, waiting: bool) -> int:
    """How many ``lines`` there are."""
    with desk.store.read() as tx:
        return tx.inbox.number(waiting=waiting)


def folders(desk: Desk) -> list[FolderRead]:
    """How far the mailboxes are read, and what trouble there was; every one that is fetched."""
    with desk.store.read() as tx:
        return [
            tx.inbox.folder(about.name, filing.FOLDER) for about in desk.mailboxes if about.fetches
        ]


def message(desk: Desk, id: int) -> InboxMessage:
    """One message whole; NotFound."""
    with desk.store.read() as tx:
        found = tx.inbox.message(id)
        if found is None:
            raise NotFound(f"There is no message {id}: `collectwork inbox` lists them.")
        return replace(found, outcomes=tuple(tx.reports.of(id)))


def original(desk: Desk, id: int) -> bytes:
    """The bytes as they were fetched, as far as they are kept."""
    message(desk, id)
    with desk.store.read() as tx:
        return tx.inbox.raw(id) or b""


def file(
    desk: Desk, id: int, customer_id: int, invoices: Sequence[str] = (), *, key: str | None = None
) -> InboxMessage:
    """Say whose a message of the triage list is. The same sender's next one proposes this account
    first. Raises NotFound (message, invoice) and Conflict (it is filed or closed already)."""
    whole = message(desk, id)
    with desk.store.read() as tx:
        items = tx.suggestions.known(customer_id)
    match = Match("hand", customer_id, why=f"filed by {desk.actor}")
    reading = filing.read(desk, whole.text, match, items)
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            _file(desk, tx, whole, customer_id, invoices, reading)
    planning.renewed(desk)
    return message(desk, id)


def _file(
    desk: Desk,
    tx: Write,
    whole: InboxMessage,
    customer_id: int,
    invoices: Sequence[str],
    reading: filing.Reading,
) -> None:
    customer = tx.accounts.customer(customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    sender = whole.line.sender
    contact = next((one for one in tx.accounts.contacts(customer_id) if _has(one, sender)), None)
    match = Match(
        "hand", customer_id, contact.id if contact else None,
        about=_named(desk, tx, customer, invoices), why=f"filed by {desk.actor}",
    )  # fmt: skip
    came = as_came(whole)
    entry_id = tx.record(filing.received(desk, customer, came, match))
    if not tx.inbox.file(whole.line.id, match, entry_id, desk.actor, clocks.text(desk.clock())):
        raise Conflict(f"Message {whole.line.id} is {whole.line.state} already.")
    filing.hold(desk, tx, customer_id, came.at)
    if reading.found:
        keep(desk, tx, whole.line.id, customer, reading.found, reading.known)


def _named(desk: Desk, tx: Write, customer: Customer, invoices: Sequence[str]) -> tuple[About, ...]:
    known = tx.inbox.documents(invoices, desk.today) if invoices else {}
    found: list[About] = []
    for one in invoices:
        own = [about for owner, about in known.get(one.lower(), ()) if owner == customer.id]
        if not own:
            raise NotFound(f"{customer.name} has no invoice {safe(one)!r}. Nothing was filed.")
        found += own
    return tuple(dict.fromkeys(found))


def ignore(desk: Desk, id: int, reason: str, *, key: str | None = None) -> InboxMessage:
    """Nothing for us: advertising, a wrong address. Needs a reason."""
    if not reason.strip():
        raise InputRefused("Not ignored: say why; it stays with the message.")
    return _closed(desk, id, "ignored", reason.strip(), key)


def done(desk: Desk, id: int, reason: str = "", *, key: str | None = None) -> InboxMessage:
    """Nothing is left to do; a reply no longer waits, and its account goes on in its sequence."""
    return _closed(desk, id, "done", reason.strip() or "nothing is left to do", key)


def _closed(desk: Desk, id: int, state: Any, reason: str, key: str | None) -> InboxMessage:
    whole = message(desk, id)
    line = whole.line
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            now = clocks.text(desk.clock())
            if not tx.inbox.close(id, state, reason, desk.actor, now):
                raise Conflict(f"Message {id} is {line.state} already.")
            tx.record(_closing(desk, whole, state, reason))
    if line.waiting:
        planning.renewed(desk)
    return message(desk, id)


def _closing(desk: Desk, whole: InboxMessage, state: str, reason: str) -> Action | Draft:
    """At an account it is something done there, so that the reply waits no longer."""
    line = whole.line
    said = f"mail of {line.sender} read: {reason}"
    if line.customer_id is None or line.kind != "reply":
        body = {"message": line.id, "state": state, "reason": reason, "sender": line.sender}
        return Draft("inbox.closed", line.customer or None, {**body, "subject": line.subject})
    return Action(
        kind="note",
        code="note",
        channel="none",
        account=line.customer_id,
        customer=line.customer,
        work_day=desk.today,
        text=said,
        items=tuple(one.item_id for one in whole.about),
        invoices=tuple(dict.fromkeys(one.document for one in whole.about)),
        details={"message": line.id, "state": state},
    )


def learn(desk: Desk, id: int, name: str = "", *, key: str | None = None) -> Contact:
    """Take the sender of a filed message in as a contact of its account; never done unasked.

    Raises Conflict where the account knows the address, InputRefused where it is none.
    """
    whole = message(desk, id)
    line = whole.line
    if line.customer_id is None:
        raise InputRefused(f"Message {id} is with no account yet: file it first.")
    if not whole.unknown_address:
        raise Conflict(f"{line.customer_name} has the address {safe(line.sender)} already.")
    address = checked(line.sender)
    made = Contact(
        0, line.customer_id, safe(name.strip() or line.name or address), email=address,
        source="reply", email_state="ok",
    )  # fmt: skip
    return replace(made, id=accounts.add_contact(desk, made, key=key))


def as_came(whole: InboxMessage) -> Came:
    """A kept message as it came."""
    line = whole.line
    return Came(
        mailbox=line.mailbox,
        server_id=whole.server_id,
        identity="",
        digest="",
        at=line.at,
        kind=line.kind,
        message_id=line.message_id,
        sender=line.sender,
        name=line.name,
        answer_to=whole.answer_to,
        recipients=whole.recipients,
        subject=line.subject,
        text=whole.text,
        full_text=whole.full_text,
        attachments=whole.attachments,
        thread=whole.thread,
    )


def _has(contact: Contact, address: str) -> bool:
    return bool(address) and (contact.email or "").strip().lower() == address
