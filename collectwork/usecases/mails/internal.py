"""A mail to somebody of the team, which is no contact with a customer: a digest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.mail import Job, Letter
from collectwork.domain.mailboxes import mailbox_of
from collectwork.domain.message import clean_header, message_bytes, split_address
from collectwork.domain.team import Person
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails import senders

_LATER = timedelta(days=1)  # what a digest tells is old by then


def letter_to(desk: Desk, person: Person, template: str, values: Mapping[str, Any]) -> Letter:
    """The template in the person's language; ``values`` beside person, day and sender."""
    sender = senders.values(desk, None)
    language = (person.languages[0] if person.languages else "en")[:2].lower()
    whole = {"today": desk.today, "sender": sender, "items": [], "totals": [], **values}
    written = desk.templates.render(template, language, whole)
    return Letter(
        customer_id=0,
        customer="",
        template=template,
        template_version=written["version"],
        sender=senders.written(sender),
        to=((person.email or "").strip(),),
        cc=(),
        subject=clean_header(written["subject"]),
        text=written["text"],
        html=written["html"],
        listed=(),
        attachments=(),
        language=written["language"],
        automatic=True,
    )


def job_of(desk: Desk, letter: Letter, id: str, key: str) -> Job:
    """The row of the outbox; ``key`` makes it the same for the same person and day."""
    now = desk.clock()
    _, address = split_address(letter.sender)
    message_id = f"<digest.{key[:32]}@{address.rpartition('@')[2] or 'localhost'}>"
    return Job(
        id=id,
        key=key,
        customer_id=None,
        customer="",
        state="queued",
        template=letter.template,
        template_version=letter.template_version,
        strategy=None,
        step=None,
        automatic=True,
        always=False,
        sender=letter.sender,
        to=letter.to,
        cc=(),
        subject=letter.subject,
        message=message_bytes(letter, message_id, now),
        message_id=message_id,
        listed=(),
        attachments=(),
        language=letter.language,
        token="",
        contact_id=None,
        work_day=desk.today,
        run_id=None,
        rank=None,
        queued_at=clocks.text(now),
        expires_at=clocks.text(now + _LATER),
        actor=desk.actor,
        mailbox=mailbox_of(desk.mailboxes, letter.sender),
    )
