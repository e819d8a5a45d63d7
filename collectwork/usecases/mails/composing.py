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
from collectwork.domain.contact_policy import Finding
from collectwork.domain.customers import Contact, Customer
from collectwork.domain.deadlines import new_deadline
from collectwork.domain.mail import Letter, Queued, TemplateAbout
from collectwork.domain.message import clean_header
from collectwork.domain.receivables import Item
from collectwork.domain.team import Person
from collectwork.domain.templates import History
from collectwork.domain.tone import Intent, findings
from collectwork.domain.worklist import WorkItem
from collectwork.errors import NotAllowed, NotFound
from collectwork.present.letters import amount, day
from collectwork.usecases.actions import contact_check
from collectwork.usecases.actions.contact_check import Seen
from collectwork.usecases.actions.refusing import answerable
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import reach, senders
from collectwork.usecases.mails.listed import as_listed, as_promises, as_totals, as_values, named
from collectwork.usecases.mails.papers import papers, statement_values
from collectwork.usecases.mails.rechecking import objections, read
from collectwork.usecases.mails.recipients import Chosen, languages_of
from collectwork.usecases.ports.work import Read
from collectwork.usecases.templates import choosing, values

NO_SENDER = "no sender is set: give mail.sender in the config, so that replies arrive"
SHORT = "sms_reminder"
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
    history: History
    cash: Mapping[str, int]
    seen: Seen
    copies: senders.Copies = senders.NO_COPIES


def compose(
    desk: Desk,
    customer_id: int,
    *,
    template: str | None = None,
    to: Sequence[str] = (),
    language: str | None = None,
    tone: str | None = None,
    channel: str = "mail",
) -> Letter:
    """The letter of today's step (or of ``template``) in the reader's language: of its family the
    one that fits step, history and ``tone``, or the one that a running test gives the customer.
    ``channel``: by mail, or as ``mails.reach`` says.

    Raises NotFound (customer, template), NotAllowed (nobody to write to, nothing to ask for) and
    InputRefused (an address, a template), each with the way out.
    """
    with desk.store.read() as tx:
        facts = _facts(desk, tx, customer_id)
        name = template or _default(facts, desk.today, channel)
        facts = _with_tier(tx, facts, name)
        wanted = reach.choose(desk, channel, facts.customer, facts.contacts, to)
        line = facts.line if facts.line and facts.line.template == name else None
        choice = choosing.choose(
            desk, tx, name, facts.customer,
            [language] if language else languages_of(facts.customer, wanted.contact), tone=tone,
            step=line.step if line else None, holds=facts.history.holds(desk.today),
        )  # fmt: skip
        about = choice.about
        items = named(facts.items, about.lists, desk.today, facts.resting)
        _something_to_say(facts, about, items, desk.today)
        more = values.more(
            desk, tx, facts.customer, facts.items, items, facts.history, about.language
        )
        letter = _letter(desk, facts, name, choice, items, wanted, more, channel)
        letter = reach.by_channel(letter, channel)
        said = list(choice.words)
        if channel == "mail":
            said += [] if senders.known(desk, facts.person) else [NO_SENDER]
            said += facts.copies.words
        policy = contact_check.check(
            desk, tx, facts.customer, channel, wanted.contact, seen=facts.seen
        )
        against = objections(
            desk, tx, customer_id, letter.listed, letter.to, always=about.always, seen=facts.seen
        )
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
    seen = read(desk, tx, customer_id)
    resting = {block.item_id for block in seen.blocks if block.item_id is not None}
    promises = tx.promises.lines("open", customer_id)
    if any(one.item_id is None and one.kept_until >= desk.today for one in promises):
        resting |= {
            item.id for item in seen.items if item.kind == BALANCE
        }  # promised on the account
    run = tx.plans.newest_run(desk.today)
    return _Facts(
        customer=customer,
        contacts=seen.contacts,
        items=seen.items,
        resting=resting,
        promises=promises,
        line=tx.plans.line(run.id, customer_id) if run else None,
        earlier=tx.outbox.lines(customer_id=customer_id, limit=5),
        as_of=tx.accounts.as_of(customer_id),
        person=tx.people.by_login(desk.actor),
        cash=tx.accounts.loose_cash(customer_id, desk.today),
        history=tx.templates.history(customer_id, desk.today),
        seen=seen,
    )


def _with_tier(tx: Read, facts: _Facts, template: str) -> _Facts:
    """Who signs today's step and has copies of it, where a tier of its strategy says so."""
    line = facts.line
    if line is None or line.state != "open" or line.template != template or not line.tier:
        return facts
    signs = tx.people.by_login(line.sender) if line.sender else None
    copies = senders.copies(tx, line.copies)
    return replace(facts, person=signs or facts.person, copies=copies)


def _default(facts: _Facts, today: date, channel: str) -> str:
    """The step's template, else the next notice after what was written before; a text has its
    own."""
    if channel == "sms":
        own = facts.line is not None and facts.line.state == "open" and facts.line.action == "sms"
        return (facts.line.template if own and facts.line else None) or SHORT
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
    desk: Desk,
    facts: _Facts,
    name: str,
    choice: choosing.Choice,
    items: Sequence[Item],
    wanted: Chosen,
    more: Mapping[str, Any],
    channel: str,
) -> Letter:
    about, country = choice.about, facts.customer.country or desk.policy.country
    deadline = new_deadline(desk.today, about.deadline_days, country, desk.holidays)
    reference = _reference(facts.customer, name, desk.today, items)
    sender = senders.values(desk, facts.person)
    given = {**_values(desk, facts, items, wanted, deadline, reference, sender), **more}
    written = desk.templates.render(about.name, about.language, given, choice.source)
    spoken = written["language"]
    intent = _intent(desk, facts, about, items, given, written, channel)
    line = facts.line if facts.line and facts.line.template == name else None
    along = papers(
        desk, about, facts.customer, items,
        statement_values(
            desk, facts.customer, facts.items, facts.cash, facts.as_of, sender, reference, spoken
        ),
        len(written["text"]) + len(written["html"]),
    )  # fmt: skip
    return Letter(
        customer_id=facts.customer.id,
        customer=facts.customer.number,
        template=name,
        template_version=about.version,
        variant=about.name if about.name != name else "",
        source=choice.source or desk.templates.source(about.name, about.language),
        intent=intent,
        sender=senders.written(sender),
        to=wanted.to,
        cc=tuple(one for one in facts.copies.addresses if one not in wanted.to),
        subject=clean_header(written["subject"]),
        text=written["text"],
        html=written["html"],
        listed=as_listed(items),
        attachments=along.first,
        further=along.further,
        strategy=line.strategy if line else None,
        step=line.step if line else None,
        findings=(*along.said, *(one.words for one in findings(intent))),
        language=spoken,
        contact_id=wanted.contact.id if wanted.contact else None,
        deadline=deadline,
        totals=tuple((one["currency"], one["amount"].minor) for one in given["totals"]),
        earlier=tuple(_earlier(one) for one in facts.earlier),
        unsent=wanted.passed_over,
        reference=reference,
        always=about.always,
    )


def _intent(
    desk: Desk,
    facts: _Facts,
    about: TemplateAbout,
    items: Sequence[Item],
    given: Mapping[str, Any],
    written: Mapping[str, str],
    channel: str,
) -> Intent:
    """What the letter is about, as the tone check asks for it."""
    spoken = written["language"]
    contact = given["contact"]
    return Intent(
        subject=written["subject"],
        text=written["text"],
        amounts=tuple(amount(total["amount"], spoken) for total in given["totals"]),
        documents=tuple(item.document for item in items),
        deadline=given["deadline"],
        deadline_text=day(given["deadline"], spoken),
        today=desk.today,
        step_is_last=about.last,
        part_paid=given["history"]["part_paid"],
        dunning=about.lists == "overdue",
        language=spoken,
        names=(facts.customer.name, *([contact["name"]] if contact else [])),
        later_text=day(desk.today + timedelta(days=7), spoken),
        channel=channel,
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
    """What a template may speak of; see docs/templates.md."""
    return {
        **values.of_account(facts.customer, wanted.contact),
        "items": as_values(items, desk.today),
        "totals": as_totals(items),
        "promises": as_promises([one for one in facts.promises if one.kept_until >= desk.today]),
        "deadline": deadline,
        "today": desk.today,
        "as_of": facts.as_of or desk.today,
        "reference": reference,
        "payment_reference": values.payment_reference(facts.customer.number, reference, items),
        "sender": sender,
        "team": sender["team"],
    }


def _reference(customer: Customer, template: str, today: date, items: Sequence[Item]) -> str:
    """Short enough to be typed, the same for the same letter on the same day."""
    parts = (customer.number, template, today.isoformat(), *(str(item.id) for item in items))
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    return "CW-" + base64.b32encode(digest).decode()[:8]


def _earlier(one: Queued) -> str:
    when = (one.sent_at or one.queued_at)[:10]
    return f"{when} {one.template or 'mail'} to {', '.join(one.to)}: {one.state}"
