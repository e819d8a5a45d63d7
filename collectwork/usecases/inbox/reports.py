"""What mail servers say about mails of ours: an address is of no use, a mail comes later, or is
there. Believed only of mails of ours: anybody can write such a report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.customers import Contact, Customer
from collectwork.domain.inbox import Came, Match, Ours, Outcome, State
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write

WARN_AFTER = 3  # delayed or given up for now so many times …
WITHIN = timedelta(days=14)  # … within so many days
_SENT_WITHIN = timedelta(days=30)  # a report about an address alone is about a mail of these
_UNKNOWN = "it reports about a mail that is not known here"
_NOT_OURS = "it reports about a mail that is none of ours; whoever wrote it may have made it up"


def keep(desk: Desk, tx: Write, came: Came, match: Match, bounced: list[str]) -> State:
    """Keep a report and do what follows from it; dead addresses are added to ``bounced``."""
    said = came.outcomes
    # Whoever knows an address can write that it failed: where the report names its mail, by an id,
    # that one must be ours.
    ours = match.ours or (None if came.reported else _by_recipient(desk, tx, said))
    told = [one for one in said if ours is not None and _was_asked(ours, one.address)]
    if ours is not None and not said:  # it does not name whom: a mail to one is about that one
        told = [Outcome(address, "failed", "", came.subject) for address in ours.recipients[:1]]
    if ours is None or not told:
        state: State = "triage" if _asks(said) else "done"
        why = _NOT_OURS if came.reported else _UNKNOWN
        tx.inbox.add(came, match, state, why, _now(desk), None)
        return state
    customer = tx.accounts.customer(ours.customer_id) if ours.customer_id is not None else None
    words = "; ".join(_words(one) for one in told)
    match = replace(
        match, how=match.how if match.ours else "sender", ours=ours, customer_id=ours.customer_id,
        contact_id=ours.contact_id, about=match.about or ours.about,
    )  # fmt: skip
    entry = _entry(desk, tx, customer, came, ours, told)
    number = tx.inbox.add(came, match, "done", words, _now(desk), entry.id)
    tx.reports.add(number, ours.outbox_id, told, _now(desk))
    tx.record_all([entry])
    for one in told:
        if _is_dead(one):
            _mark(desk, tx, one, ours)
            bounced.append(one.address)
    return "done"


def _asks(said: Sequence[Outcome]) -> bool:
    """Whether a report that fits no mail of ours is anything for a person."""
    return not said or any(one.action == "failed" for one in said)


def _is_dead(one: Outcome) -> bool:
    return one.action == "failed" and one.status.startswith("5")


def _was_asked(ours: Ours, address: str) -> bool:
    return address in {one.lower() for one in ours.recipients}


def _by_recipient(desk: Desk, tx: Write, said: Sequence[Outcome]) -> Ours | None:
    """The newest mail of ours to a recipient that the report names, where there is one."""
    since = clocks.text(desk.clock() - _SENT_WITHIN)
    for one in said[:20]:
        owners = {contact.customer_id for contact in tx.reports.contacts(one.address)}
        found = tx.inbox.ours_to(one.address, owners, since) if owners else []
        if found:
            return found[0]
    return None


def _entry(
    desk: Desk, tx: Write, customer: Customer | None, came: Came, ours: Ours,
    told: Sequence[Outcome],
) -> Draft:  # fmt: skip
    dead = [one for one in told if _is_dead(one)]
    failed = [one for one in told if one.action == "failed"]
    text = "; ".join(_words(one) for one in told)
    if dead:
        kind, code = "mail.bounced", "bounced"
        text += ". Use another address."
    elif failed:
        kind, code = "mail.bounced", "not_delivered"
    elif any(one.action == "delayed" for one in told):
        kind, code = "mail.delayed", "delayed"
    else:
        kind, code = "mail.noted", "delivered"
    later = [one for one in told if one.status.startswith("4")]
    since = clocks.text(desk.clock() - WITHIN)
    for one in later:
        times = tx.reports.not_now(one.address, since) + 1
        if times >= WARN_AFTER:
            text += f". {one.address} was not reached at once {times} times in {WITHIN.days} days"
    body: dict[str, Any] = {
        "code": code,
        "channel": "mail",
        "subject": came.subject,
        "text": text,
        "answers": ours.outbox_id,
        "about_message": ours.message_id,
        "recipients": [_as_values(one) for one in told],
        "invoices": [one.document for one in ours.about],
    }
    if customer is not None:
        body["account"] = customer.id
    return Draft(kind, customer.number if customer else None, body, came.at, new_id())


def _mark(desk: Desk, tx: Write, one: Outcome, ours: Ours) -> None:
    """The address is written to no more, at whichever customer it is a contact's."""
    others: Mapping[int, Contact] = {
        contact.customer_id: contact
        for contact in tx.reports.contacts(one.address)
        if contact.customer_id != ours.customer_id and contact.email_state != "bounced"
    }
    tx.reports.mark(one.address, "bounced")
    drafts = []
    for customer_id in others:
        customer = tx.accounts.customer(customer_id)
        if customer is None:
            continue
        text = f"{_words(one)}, in a mail to another account. Use another address."
        body = {"account": customer_id, "code": "bounced", "channel": "mail", "text": text}
        body["recipients"] = [_as_values(one)]
        drafts.append(Draft("mail.bounced", customer.number, body, id=new_id()))
    tx.record_all(drafts)


def _words(one: Outcome) -> str:
    said = f": {one.status} {one.words}".rstrip() if one.status or one.words else ""
    if one.action == "failed":
        return f"mail to {one.address} came back{said}"
    if one.action == "delayed":
        return f"mail to {one.address} is delayed{said}"
    return f"mail to {one.address} was {one.action}"


def _as_values(one: Outcome) -> dict[str, str]:
    return {
        "address": one.address, "action": one.action, "status": one.status, "words": one.words,
    }  # fmt: skip


def _now(desk: Desk) -> str:
    return clocks.text(desk.clock())
