"""Whom a message reaches by each channel, and whether it still would when it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from babel import Locale

from collectwork.domain import postal
from collectwork.domain.customers import Contact, Customer, first_contact
from collectwork.domain.mail import Job, Letter
from collectwork.domain.sms import MOST_SEGMENTS, counted
from collectwork.errors import InputRefused, NotAllowed
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import recipients
from collectwork.usecases.mails.phones import e164
from collectwork.usecases.mails.recipients import Chosen
from collectwork.usecases.ports.work import Read

CHANNELS = ("mail", "letter", "sms", "portal")
_SPOKEN = {**dict.fromkeys(["DE", "AT", "CH"], "de"), "FR": "fr", "ES": "es", "BE": "fr"}
_LONGEST_LINE = 200


def choose(
    desk: Desk, channel: str, customer: Customer, contacts: Sequence[Contact], wanted: Sequence[str]
) -> Chosen:
    """The receivers; NotAllowed or InputRefused says what stands in the way and the way out.

    A letter goes to the lines of the postal address; where there is none, nobody is named, and the
    letter is held for that reason when it is printed.
    """
    if channel == "mail":
        return recipients.choose(customer, contacts, wanted)
    if channel == "sms":
        return _by_sms(customer, contacts, wanted)
    if wanted:
        what = "postal address" if channel == "letter" else "account"
        raise InputRefused(f"A {channel} goes to the customer's {what}; leave out --to.")
    if channel == "portal":
        return Chosen((customer.number,), first_contact(contacts), ())
    trouble = postal.fault(customer.address, customer.country)
    lines = () if trouble else address(desk, customer)
    return Chosen(lines, first_contact(contacts), (trouble,) if trouble else ())


def address(desk: Desk, customer: Customer) -> tuple[str, ...]:
    """The lines on the envelope: the name, the address, the country where it is another one."""
    lines = [customer.name, *postal.lines_of(customer.address)]
    country = (customer.country or "").strip().upper()
    home = desk.policy.country
    if country and country != home:
        named = Locale(_SPOKEN.get(home, "en")).territories.get(country, country).upper()
        if lines[-1].upper() not in (named, country):
            lines.append(named)
    return tuple(lines)


def by_channel(letter: Letter, channel: str) -> Letter:
    """The letter as the channel carries it: paper has every file at once, a text is one line."""
    if channel == "mail":
        return letter
    further = [one for part in letter.further for one in part]
    letter = replace(letter, channel=channel, cc=(), further=())
    if channel == "letter":
        whole = [*letter.attachments, *further]
        trouble = [f"cannot be printed: {one}" for one in letter.unsent if not letter.to]
        return replace(
            letter, attachments=tuple(whole), findings=(*trouble, *letter.findings), unsent=()
        )
    letter = replace(letter, attachments=())
    if channel == "portal":
        return letter
    text = " ".join(letter.text.split())
    size = counted(text)
    plural = "s" if size.segments > 1 else ""
    said = f"note: {size.places} places of {size.encoding}, {size.segments} segment{plural}"
    if size.segments > MOST_SEGMENTS:
        said = f"cannot be sent: {too_long(text)}"
    return replace(
        letter, text=text, html="", subject=text[:_LONGEST_LINE], findings=(said, *letter.findings)
    )


def too_long(text: str) -> str:
    """Why a text is not sent as SMS; empty where it may be."""
    size = counted(text)
    if size.segments <= MOST_SEGMENTS:
        return ""
    return (
        f"the text takes {size.segments} segments of an SMS, at most {MOST_SEGMENTS} are sent; "
        "use a shorter template"
    )


def changed(desk: Desk, tx: Read, job: Job) -> list[str]:
    """What is otherwise by now with whom a letter or a text goes to."""
    if job.customer_id is None or job.channel not in ("letter", "sms"):
        return []
    customer = tx.accounts.customer(job.customer_id)
    if customer is None:
        return []
    if job.channel == "letter":
        trouble = postal.fault(customer.address, customer.country)
        if trouble:
            return [f"{trouble}: complete it in the customer list, then release it"]
        if address(desk, customer) != job.to:
            return ["the postal address is another one since it was written; drop it, write anew"]
        return []
    found = []
    for contact in tx.accounts.contacts(customer.id):
        unwanted = contact.do_not_contact or contact.vanished
        if contact.phone and unwanted and _number(contact, customer) in job.to:
            found.append(f"{contact.name}: {recipients.unusable(contact)}")
    return found


def _by_sms(customer: Customer, contacts: Sequence[Contact], wanted: Sequence[str]) -> Chosen:
    if wanted:
        numbers = tuple(dict.fromkeys(e164(one, customer.country) for one in wanted))
        known = {_number(one, customer): one for one in contacts if one.phone}
        for number in numbers:
            contact = known.get(number)
            if contact is not None and contact.do_not_contact:
                raise NotAllowed(f"{contact.name} ({number}) is not to be contacted.")
        return Chosen(numbers, known.get(numbers[0]), ())
    passed: list[str] = []
    for contact in sorted(contacts, key=lambda one: (not one.main, one.id)):
        if contact.do_not_contact or contact.vanished or not contact.phone:
            continue
        try:
            return Chosen((e164(contact.phone, customer.country),), contact, tuple(passed))
        except InputRefused as error:
            passed.append(f"{contact.name}: {error}")
    known_too = f" ({' '.join(passed)})" if passed else ""
    raise NotAllowed(
        f"{customer.name} ({customer.number}) has no mobile number to send a text to{known_too}. "
        "Nothing was sent. Give one with --to NUMBER."
    )


def _number(contact: Contact, customer: Customer) -> str:
    try:
        return e164(contact.phone or "", customer.country)
    except InputRefused:
        return ""
