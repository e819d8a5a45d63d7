"""A hand-over file on its way: a row of the outbox like any message, written or mailed once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from pathlib import Path

from collectwork.domain import clocks
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.customers import Customer
from collectwork.domain.mail import Attachment, Job, Letter
from collectwork.domain.mailboxes import mailbox_of
from collectwork.domain.message import message_bytes, split_address
from collectwork.domain.parts import encoded
from collectwork.errors import Conflict, InputRefused
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write

CHANNEL = "agency"
BY_MAIL = "mail:"  # and the mailbox's name; anything else is the folder that it is written below


@dataclass(frozen=True, slots=True)
class Parcel:
    """A hand-over file as it travels; ``out``: the folder that it is written below."""

    customer: Customer
    name: str
    archive: bytes
    out: Path


def row_of(desk: Desk, parcel: Parcel) -> Job:
    """The row of the outbox. Raises InputRefused for a file that is too large to be mailed."""
    id, now = new_id(), desk.clock()
    domain = split_address(desk.sender)[1].rpartition("@")[2] if desk.sender else "localhost"
    message_id = f"<handover.{id}@{domain}>"
    address = desk.agency.address
    message, mailbox = parcel.archive, str(parcel.out)
    if address:
        message, mailbox = _mail(desk, parcel, message_id), BY_MAIL
        mailbox += mailbox_of(desk.mailboxes, desk.sender)
    return Job(
        id=id,
        key=_key(desk, parcel, address or str(parcel.out)),
        customer_id=parcel.customer.id,
        customer=parcel.customer.number,
        state="queued",
        template=None,
        template_version=None,
        strategy=None,
        step=None,
        automatic=False,
        always=True,
        sender=desk.sender,
        to=(address or str(parcel.out),),
        cc=(),
        subject=f"hand-over file {parcel.name}",
        message=message,
        message_id=message_id,
        listed=(),
        attachments=(f"{parcel.name}.zip",),
        language="en",
        token=parcel.name,
        contact_id=None,
        work_day=desk.today,
        run_id=None,
        rank=None,
        queued_at=clocks.text(now),
        expires_at=clocks.text(now + timedelta(days=desk.policy.mail_expires_days)),
        actor=desk.actor,
        channel=CHANNEL,
        mailbox=mailbox,
    )


def queue(tx: Write, row: Job, files: Mapping[str, str]) -> None:
    """Into the outbox with its entry; Conflict where the same file left, or still may leave."""
    first = tx.outbox.by_key(row.key)
    if first is not None:
        raise Conflict(f"Not handed over: {first.subject} is {first.state} already.")
    tx.outbox.add(row)
    body = {
        "account": row.customer_id, "outbox": row.id, "message_id": row.message_id,
        "to": list(row.to), "text": row.subject, "files": dict(files),
        "message_sha256": hashlib.sha256(row.message).hexdigest(),
    }  # fmt: skip
    tx.record(Draft("agency.queued", row.customer, body, id=row.id))


def _key(desk: Desk, parcel: Parcel, where: str) -> str:
    """One mail a day; a folder that was moved away may be written once more."""
    digest = "" if desk.agency.address else hashlib.sha256(parcel.archive).hexdigest()
    parts = (CHANNEL, str(parcel.customer.id), desk.today.isoformat(), where, parcel.name, digest)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _mail(desk: Desk, parcel: Parcel, message_id: str) -> bytes:
    if not desk.sender:
        raise InputRefused("Not handed over: no sender is set; give mail.sender in the config.")
    if encoded(len(parcel.archive)) > desk.policy.mail_largest - 10_000:
        raise InputRefused(
            f"Not handed over: {parcel.name} is larger than a mail may be ([mail] largest_mb); "
            "have it written to a folder: leave [agency] address empty."
        )
    text = (
        f"Hand-over file of account {parcel.customer.number}, {parcel.customer.name}.\n\n"
        "manifest.json in it holds the SHA-256 of every file.\n"
    )
    letter = Letter(
        customer_id=parcel.customer.id, customer=parcel.customer.number, template="",
        template_version="", sender=desk.sender, to=(desk.agency.address,), cc=(),
        subject=f"Hand-over file {parcel.name}", text=text, html=f"<pre>{escape(text)}</pre>",
        listed=(),
        attachments=(Attachment(f"{parcel.name}.zip", "application/zip", parcel.archive),),
    )  # fmt: skip
    return message_bytes(letter, message_id, desk.clock())
