"""A letter is written: items, recipients, words, attachments. Nothing is changed by it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from collectwork.domain.account import PromiseLine
from collectwork.domain.balances import BALANCE
from collectwork.domain.calendar import business_day_from
from collectwork.domain.contact_policy import Finding
from collectwork.domain.customers import Contact, Customer
from collectwork.domain.filenames import safe_name
from collectwork.domain.mail import Attachment, Letter, Queued, TemplateAbout
from collectwork.domain.message import clean_header
from collectwork.domain.receivables import Item
from collectwork.domain.team import Person
from collectwork.domain.tone import Intent, findings
from collectwork.domain.worklist import WorkItem
from collectwork.errors import NotAllowed, NotFound
from collectwork.present.letters import amount, day
from collectwork.usecases.actions import contact_check
from collectwork.usecases.actions.refusing import answerable
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import senders
from collectwork.usecases.mails.listed import as_listed, as_promises, as_totals, as_values, named
from collectwork.usecases.mails.rechecking import objections
from collectwork.usecases.mails.recipients import Chosen, choose, language_of
from collectwork.usecases.ports.work import Read

LARGEST_ATTACHMENTS = 10_000_000  # bytes in one mail
NO_SENDER = "no sender is set: give mail.sender in the config, so that replies arrive"
_ORDER = ("first_notice", "second_notice")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the store knows, read in one view."""

    customer: Customer
    contacts: Sequence[Contact]
    items: Sequence[Item]
    resting: set[int]
    promises: Sequence[PromiseLine]
    line: WorkItem | None
    earlier: Sequence[Queued]
    as_of: date | None
    person: Person | None
    part_paid: bool
    copies: senders.Copies = senders.NO_COPIES


def compose(
    desk: Desk,
    customer_id: int,
    *,
    template: str | None = None,
    to: Sequence[str] = (),
    language: str | None = None,
) -> Letter:
    """The letter of today's step (or of ``template``) in the reader's language.

    Raises NotFound (customer, template), NotAllowed (nobody to write to, nothing to ask for) and
    InputRefused (an address, a template), each with the way out.
    """
    with desk.store.read() as tx:
        facts = _facts(desk, tx, customer_id)
        name = template or _default(facts, desk.today)
        facts = _with_tier(tx, facts, name)
        wanted = choose(facts.customer, facts.contacts, to)
        spoken = language or language_of(facts.customer, wanted.contact)
        about = desk.templates.about(name, spoken)
        items = named(facts.items, about.lists, desk.today, facts.resting)
        _something_to_say(facts, about, items, desk.today)
        letter = _letter(desk, facts, about, items, wanted)
        said = [] if senders.known(desk, facts.person) else [NO_SENDER]
        said += facts.copies.words
        policy = contact_check.check(desk, tx, facts.customer, "mail", wanted.contact)
        against = objections(desk, tx, customer_id, letter.listed, letter.to, always=about.always)
    said += _of_policy(policy, about.always, against)
    return replace(letter, findings=(*said, *letter.findings))


def _of_policy(policy: Sequence[Finding], always: bool, against: Sequence[str]) -> Sequence[str]:
    """What stands in the way of sending, else what the contact policy notes."""
    found = answerable(policy) if always else policy
    stops = [*against, *(one.words for one in found if one.mode != "warn" and not against)]
    if stops:
        return [f"cannot be sent: {one}" for one in stops]
    return [f"note: {one.words}" for one in policy]


def _facts(desk: Desk, tx: Read, customer_id: int) -> _Facts:
    customer = tx.accounts.customer(customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    blocks = tx.blocks.lines(desk.today, "active", customer_id)
    resting = {block.item_id for block in blocks if block.item_id is not None}
    items = tx.accounts.items(customer_id, desk.today)
    promises = tx.promises.lines("open", customer_id)
    if any(one.item_id is None and one.kept_until >= desk.today for one in promises):
        resting |= {item.id for item in items if item.kind == BALANCE}  # promised on the account
    run = tx.plans.newest_run(desk.today)
    since = desk.today - timedelta(days=30)
    return _Facts(
        customer=customer,
        contacts=tx.accounts.contacts(customer_id),
        items=items,
        resting=resting,
        promises=promises,
        line=tx.plans.line(run.id, customer_id) if run else None,
        earlier=tx.outbox.lines(customer_id=customer_id, limit=5),
        as_of=tx.accounts.as_of(customer_id),
        person=tx.people.by_login(desk.actor),
        part_paid=any(cash.received >= since for cash in tx.happenings.cash(customer_id, 5)),
    )


def _with_tier(tx: Read, facts: _Facts, template: str) -> _Facts:
    """Who signs today's step and has copies of it, where a tier of its strategy says so."""
    line = facts.line
    if line is None or line.state != "open" or line.template != template or not line.tier:
        return facts
    signs = tx.people.by_login(line.sender) if line.sender else None
    copies = senders.copies(tx, line.copies)
    return replace(facts, person=signs or facts.person, copies=copies)


def _default(facts: _Facts, today: date) -> str:
    """The step's template, else the next notice after what was written before."""
    if facts.line is not None and facts.line.template and facts.line.state == "open":
        return facts.line.template
    if not any(item.open > 0 and item.late_by and item.late_by < today for item in facts.items):
        return "statement"
    if facts.line is not None and facts.line.action == "promise_broken":
        return "promise_broken"
    sent = {one.template for one in facts.earlier if one.state == "sent"}
    return _ORDER[1] if _ORDER[0] in sent else _ORDER[0]


def _something_to_say(
    facts: _Facts, about: TemplateAbout, items: Sequence[Item], today: date
) -> None:
    if items or about.lists == "none":
        return
    customer = f"{facts.customer.name} ({facts.customer.number})"
    if about.lists != "overdue":
        what = {"open": "open", "coming": "coming due", "promised": "promised"}[about.lists]
        raise NotAllowed(
            f"{customer} has no item that is {what}; {about.name!r} has nothing to say."
        )
    late = [i for i in facts.items if i.open > 0 and i.late_by and i.late_by < today]
    if not late:
        raise NotAllowed(
            f"{customer} has no overdue item; {about.name!r} was not written. "
            "The template 'statement' lists everything."
        )
    why = sorted(
        {
            reason
            for item in late
            for reason, holds in (
                ("disputed", item.disputed),
                ("promised", item.promised),
                ("blocked or promised on the account", item.id in facts.resting),
            )
            if holds
        }
    ) or ["covered by credits or payments on account"]
    raise NotAllowed(
        f"{customer}: all that is overdue is {' or '.join(why)}; {about.name!r} was not written."
    )


def _letter(
    desk: Desk, facts: _Facts, about: TemplateAbout, items: Sequence[Item], wanted: Chosen
) -> Letter:
    deadline = business_day_from(desk.today + timedelta(days=about.deadline_days), desk.holidays)
    reference = _reference(facts.customer, about.name, desk.today, items)
    sender = senders.values(desk, facts.person)
    values = _values(desk, facts, items, wanted, deadline, reference, sender)
    written = desk.templates.render(about.name, about.language, values)
    spoken = written["language"]
    amounts = [amount(total["amount"], spoken) for total in values["totals"]]
    said = findings(
        Intent(
            subject=written["subject"],
            text=written["text"],
            amounts=amounts,
            documents=[item.document for item in items],
            deadline=deadline,
            deadline_text=day(deadline, spoken),
            today=desk.today,
            step_is_last=about.last,
            part_paid=facts.part_paid,
            dunning=about.lists == "overdue",
        )
    )
    line = facts.line if facts.line and facts.line.template == about.name else None
    return Letter(
        customer_id=facts.customer.id,
        customer=facts.customer.number,
        template=about.name,
        template_version=about.version,
        sender=senders.written(sender),
        to=wanted.to,
        cc=tuple(one for one in facts.copies.addresses if one not in wanted.to),
        subject=clean_header(written["subject"]),
        text=written["text"],
        html=written["html"],
        listed=as_listed(items),
        attachments=_attachments(desk, facts, about, items, values, spoken),
        strategy=line.strategy if line else None,
        step=line.step if line else None,
        findings=tuple(one.words for one in said),
        language=spoken,
        contact_id=wanted.contact.id if wanted.contact else None,
        deadline=deadline,
        totals=tuple((one["currency"], one["amount"].minor) for one in values["totals"]),
        earlier=tuple(_earlier(one) for one in facts.earlier),
        unsent=wanted.passed_over,
        reference=reference,
        always=about.always,
    )


def _values(
    desk: Desk,
    facts: _Facts,
    items: Sequence[Item],
    wanted: Chosen,
    deadline: date,
    reference: str,
    sender: Mapping[str, str],
) -> dict[str, Any]:
    """What a template may speak of; see docs/mail.md."""
    return {
        "customer": {
            "name": facts.customer.name,
            "number": facts.customer.number,
            "country": facts.customer.country or "",
        },
        "contact": _contact(wanted.contact),
        "items": as_values(items, desk.today),
        "totals": as_totals(items),
        "promises": as_promises([one for one in facts.promises if one.kept_until >= desk.today]),
        "deadline": deadline,
        "today": desk.today,
        "as_of": facts.as_of or desk.today,
        "reference": reference,
        "sender": sender,
        "team": sender["team"],
    }


def _contact(contact: Contact | None) -> dict[str, str] | None:
    if contact is None or not contact.name.strip() or "@" in contact.name:
        return None
    return {"name": contact.name, "role": contact.role or "", "email": contact.email or ""}


def _reference(customer: Customer, template: str, today: date, items: Sequence[Item]) -> str:
    """Short enough to be typed, the same for the same letter on the same day."""
    parts = (customer.number, template, today.isoformat(), *(str(item.id) for item in items))
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    return "CW-" + base64.b32encode(digest).decode()[:8]


def _attachments(
    desk: Desk,
    facts: _Facts,
    about: TemplateAbout,
    items: Sequence[Item],
    values: Mapping[str, Any],
    language: str,
) -> tuple[Attachment, ...]:
    made: list[Attachment] = []
    if about.attach in ("statement", "all"):
        content = desk.documents.statement(
            {
                **values,
                "items": as_values(facts.items, desk.today),
                "language": language,
                "as_of": facts.as_of,
                "made": desk.clock(),
            }
        )
        name = safe_name(f"statement-{facts.customer.number}-{desk.today.isoformat()}.pdf")
        made.append(Attachment(name, "application/pdf", content))
    if about.attach in ("invoices", "all"):
        size = sum(len(one.content) for one in made)
        for item in items:
            content_or_none = desk.documents.invoice_copy(item.document)
            if content_or_none is None or size + len(content_or_none) > LARGEST_ATTACHMENTS:
                continue
            size += len(content_or_none)
            name = safe_name(f"{item.document}.pdf")
            made.append(Attachment(name, "application/pdf", content_or_none))
    return tuple(made)


def _earlier(one: Queued) -> str:
    when = (one.sent_at or one.queued_at)[:10]
    return f"{when} {one.template or 'mail'} to {', '.join(one.to)}: {one.state}"
