"""A composed letter becomes rows of the outbox: finished bytes, one row a mail that it takes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.mail import Job, Letter
from collectwork.domain.mailboxes import mailbox_of
from collectwork.domain.message import split_address
from collectwork.domain.outcomes import Outcome
from collectwork.usecases.actions.finishing import Finished
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.finished import finished_bytes
from collectwork.usecases.mails.papers import of_part


@dataclass(frozen=True, slots=True)
class Made:
    """One message of a letter: its row's id, its words, and the bytes that travel."""

    id: str
    letter: Letter
    message_id: str
    message: bytes


def made(desk: Desk, letter: Letter, key: str, now: datetime) -> list[Made]:
    """Every message of a letter, the first with the id ``key``. Nothing is stored by it."""
    found = []
    for number in range(1, 2 + len(letter.further)):
        part = of_part(letter, number)
        id = key if number == 1 else new_id()
        message_id = _message_id(id, letter)
        found.append(Made(id, part, message_id, finished_bytes(desk, part, message_id, now)))
    return found


def job_of(desk: Desk, one: Made, first: Made, key: str, done: Finished, now: datetime) -> Job:
    """The row. ``key`` is the letter's; those of further parts follow from it."""
    letter, further = one.letter, one is not first
    return Job(
        id=one.id,
        key=hashlib.sha256(f"{key}:{one.letter.subject}".encode()).hexdigest() if further else key,
        customer_id=letter.customer_id,
        customer=letter.customer,
        state="queued",
        template=letter.template,
        template_version=letter.template_version,
        strategy=done.strategy or letter.strategy,
        step=done.step or letter.step,
        automatic=letter.automatic,
        always=letter.always,
        sender=letter.sender,
        to=letter.to,
        cc=letter.cc,
        subject=letter.subject,
        message=one.message,
        message_id=one.message_id,
        listed=letter.listed,
        attachments=tuple(file.name for file in letter.attachments),
        language=letter.language,
        token=letter.reference,
        contact_id=letter.contact_id,
        work_day=desk.today,
        run_id=done.run_id,
        rank=done.rank,
        queued_at=clocks.text(now),
        expires_at=clocks.text(now + timedelta(days=desk.policy.mail_expires_days)),
        actor=desk.actor,
        channel=letter.channel,
        mailbox=mailbox_of(desk.mailboxes, letter.sender) if letter.channel == "mail" else "",
        part_of=first.id if further else None,
        batch=letter.batch,
    )


def queued_action(
    row: Job,
    letter: Letter,
    outcome: Outcome,
    next_on: date | None,
    before: Mapping[str, Any],
    parts: Sequence[Made],
) -> Action:
    """The entry of the letter's first message, which is the action; it names the further ones."""
    details = _about(row, letter) | {"undo": dict(before)}
    if letter.deadline is not None and letter.listed:
        details["deadline"] = letter.deadline.isoformat()
    if len(parts) > 1:
        details["parts"] = [one.id for one in parts[1:]]
    return Action(
        kind=f"{row.channel}.queued",
        code=outcome.code,
        channel=row.channel,
        account=letter.customer_id,
        customer=row.customer,
        work_day=row.work_day,
        text=letter.subject,
        items=tuple(one.item_id for one in row.listed),
        invoices=tuple(one.document for one in row.listed),
        automatic=row.automatic,
        contact_id=row.contact_id,
        next_on=next_on,
        strategy=row.strategy,
        step=row.step,
        template=row.template,
        run_id=row.run_id,
        rank=row.rank,
        details=details,
    )


def queued_part(row: Job, letter: Letter) -> Draft:
    """The entry of a further message: no action of its own."""
    about = {"account": letter.customer_id, "outbox": row.id, "part_of": row.part_of}
    return Draft(f"{row.channel}.queued", row.customer, _about(row, letter) | about, id=row.id)


def _about(row: Job, letter: Letter) -> dict[str, Any]:
    return {
        "to": list(row.to),
        "cc": list(row.cc),
        "message_id": row.message_id,
        "message_sha256": hashlib.sha256(row.message).hexdigest(),
        "template_version": row.template_version,
        **({"variant": letter.variant} if letter.variant else {}),
        **({"rewritten_by": letter.rewritten} if letter.rewritten else {}),
        "language": row.language,
        "token": row.token,
        "amount": dict(letter.totals),
        "attachments": list(row.attachments),
    }


def _message_id(id: str, letter: Letter) -> str:
    _, address = split_address(letter.sender)
    domain = address.rpartition("@")[2] or "localhost"
    return f"<{letter.reference.lower()}.{id}@{domain}>"
