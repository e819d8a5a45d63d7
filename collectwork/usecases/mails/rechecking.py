"""What stands in the way of a message: asked when it is queued, and again when it leaves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from collectwork.domain.blocks import block_kind
from collectwork.domain.mail import Listed
from collectwork.domain.money import decimals
from collectwork.usecases.actions.contact_check import Seen
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.recipients import unusable
from collectwork.usecases.ports.work import Read


def objections(
    desk: Desk,
    tx: Read,
    customer_id: int,
    listed: Sequence[Listed],
    recipients: Sequence[str],
    *,
    always: bool,
    overridden: Collection[str] = (),
    seen: Seen | None = None,
) -> list[str]:
    """Reasons not to send, the weightiest first; empty when it may go.

    ``always``: an answer to the customer; a dispute or promise then does not stop it, nor a block
    that only asks for rest. ``overridden``: kinds of block that a person went on against, with a
    reason that the log keeps. ``seen``: what was read of the customer already.
    """
    known = seen or read(desk, tx, customer_id)
    found = _blocked(known, listed, always, overridden)
    found += _recipients(known, recipients)
    found += _typed(tx, known, recipients)
    found += _items(known, listed, always)
    if not always:
        found += _covered(desk, tx, customer_id, listed)
    return list(dict.fromkeys(found))


def read(desk: Desk, tx: Read, customer_id: int) -> Seen:
    """What these questions and the contact policy ask of a customer, read once."""
    return Seen(
        tx.accounts.contacts(customer_id),
        tx.blocks.lines(desk.today, "active", customer_id),
        tx.follow_ups.open_lines(customer_id),
        tx.accounts.items(customer_id, desk.today),
    )


def _blocked(
    known: Seen, listed: Sequence[Listed], always: bool, overridden: Collection[str]
) -> list[str]:
    documents = {one.item_id: one.document for one in listed}
    found = []
    for block in known.blocks:
        kind = block_kind(block.kind)
        if block.kind in overridden or (always and kind is not None and not kind.refuses):
            continue
        if block.item_id is not None and block.item_id not in documents:
            continue
        what = documents[block.item_id] if block.item_id is not None else "the account"
        until = f" until {block.until.isoformat()}" if block.until else ""
        label = kind.label if kind else block.kind
        found.append(f"{what} is blocked{until} ({label}): {block.reason}")
    return found


def _recipients(known: Seen, recipients: Sequence[str]) -> list[str]:
    wanted = {address.lower() for address in recipients}
    found = []
    for contact in known.contacts:
        if (contact.email or "").strip().lower() not in wanted:
            continue
        if contact.do_not_contact or contact.email_state == "bounced":
            found.append(f"{contact.name}: {unusable(contact)}")
    return found


def _typed(tx: Read, known: Seen, recipients: Sequence[str]) -> list[str]:
    """Addresses that are no contact's, and that a mail server refused for good."""
    contacts = {(one.email or "").strip().lower() for one in known.contacts}
    others = {one.lower() for one in recipients if "@" in one} - contacts
    dead = tx.reports.dead(others) if others else ()
    return [f"mail to {one} came back: use another address" for one in sorted(dead)]


def _items(known: Seen, listed: Sequence[Listed], always: bool) -> list[str]:
    standing = {item.id: item for item in known.items}
    found = []
    for one in listed:
        now = standing.get(one.item_id)
        if now is None:
            found.append(_gone(one))
        elif now.open != one.open:
            was, is_ = decimals(one.open, one.currency), decimals(now.open, one.currency)
            found.append(f"{one.document} changed from {was} to {is_} {one.currency}")
        elif always:
            continue
        elif now.disputed:
            found.append(f"{one.document} is disputed")
        elif now.promised:
            day = f" for {now.promised_for.isoformat()}" if now.promised_for else ""
            found.append(f"{one.document} is promised{day}")
    return found


def _covered(desk: Desk, tx: Read, customer_id: int, listed: Sequence[Listed]) -> list[str]:
    """Nobody is reminded of invoices that the customer's unapplied cash comes to, all together."""
    found = []
    for currency, cash in tx.accounts.loose_cash(customer_id, desk.today).items():
        owed = sum(one.open for one in listed if one.currency == currency)
        if 0 < owed <= cash:
            money = f"{decimals(cash, currency)} {currency}"
            found.append(f"{money} of the customer's are not applied yet and cover what it lists")
    return found


def _gone(one: Listed) -> str:
    return f"{one.document} was paid" if one.open > 0 else f"{one.document} was used up"
