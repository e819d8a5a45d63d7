"""A fetched message as a value, within limits: what cannot be read is told, never raised."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import TypeVar

from collectwork import replies
from collectwork.domain import clocks, mime
from collectwork.domain.inbox import (
    LONGEST_FULL,
    LONGEST_TEXT,
    MOST_RAW,
    Attached,
    Came,
    Outcome,
)
from collectwork.domain.mailboxes import MOST_BYTES, Arrived
from collectwork.domain.message import clean_header
from collectwork.replies import html
from collectwork.usecases.inbox import clues

Read = TypeVar("Read")
MOST_ATTACHED = 100  # attachments that are named
MOST_OUTCOMES = 200  # recipients of one report
_OLDEST = timedelta(days=400)  # a date before that is not believed
_RECEIPT = re.compile(r"report-type\s*=\s*\"?disposition-notification", re.IGNORECASE)


def parsed(
    arrived: Arrived, mailbox: str, own: Collection[str], now: datetime, today: date
) -> Came:
    """What a message is and says. ``own``: our addresses, in lower case."""
    raw = arrived.message
    head = mime.Head(raw)
    came = _headed(arrived, mailbox, head, now)
    try:
        if len(raw) > MOST_BYTES:
            raise mime.Unreadable(f"it is larger than {MOST_BYTES:,} bytes")
        message = mime.read(raw)
    except mime.Unreadable as trouble:
        _, body = mime.split(raw)
        said = mime.clean(mime.in_text(body[:MOST_RAW], None), LONGEST_FULL)
        came = replace(came, kind="other", trouble=str(trouble), full_text=said)
        return replace(came, identity=_identity(came, raw))
    came = _with_parts(came, message)
    came = _with_kind(came, message, head, own, today)
    return replace(came, identity=_identity(came, raw))


def _headed(arrived: Arrived, mailbox: str, head: mime.Head, now: datetime) -> Came:
    """What the header lines alone say."""
    raw = arrived.message
    senders = head.addresses("from") or head.addresses("sender") or head.addresses("return-path")
    name, sender = senders[0] if senders else ("", "")
    answer_to = next((one for _, one in head.addresses("reply-to")), "")
    to = [one for header in ("to", "cc", "delivered-to") for _, one in head.addresses(header)]
    thread = [*clues.ids(head.raw("in-reply-to")), *reversed(clues.ids(head.raw("references")))]
    own = clues.ids(head.raw("message-id"))
    return Came(
        mailbox=mailbox,
        server_id=clean_header(arrived.server_id, 1_000),
        identity="",
        digest=hashlib.sha256(raw).hexdigest(),
        at=_at(arrived, head, now),
        kind="reply",
        message_id=own[0] if own else "",
        sender=sender,
        name=name,
        answer_to=answer_to if answer_to != sender else "",
        recipients=tuple(dict.fromkeys(to))[: mime.MOST_ADDRESSES],
        subject=head.text("subject"),
        thread=tuple(dict.fromkeys(thread)),
        raw=raw if len(raw) <= MOST_RAW else raw[:MOST_RAW],
    )


def _at(arrived: Arrived, head: mime.Head, now: datetime) -> str:
    """When it arrived: as the server says, else its own date where that can be believed."""
    said = None
    if arrived.at:
        try:
            said = clocks.moment(arrived.at)
        except ValueError:
            said = None
    said = said or head.date()
    if said is None or not now - _OLDEST <= said <= now:
        said = now
    return clocks.text(said)


def _with_parts(came: Came, message: EmailMessage) -> Came:
    """Texts and attachments."""
    plain: list[str] = []
    marked: list[str] = []
    attached: list[Attached] = []
    for part in mime.parts(message):
        kind = mime.kind_of(part)
        if mime.is_attached(part):
            attached.append(Attached(mime.name_of(part) or f"({kind})", mime.size_of(part)))
        elif kind == "text/html":
            marked.append(mime.clean(html.plain(mime.text_of(part, LONGEST_FULL)), LONGEST_FULL))
        else:
            plain.append(mime.text_of(part, LONGEST_FULL))
    shown = [one.strip("\n") for one in plain if one.strip()] or marked
    full = mime.clean("\n\n".join(shown), LONGEST_FULL)
    said = mime.clean(_read(replies.body, message, ""), LONGEST_TEXT).strip()
    return replace(
        came,
        text=said,
        full_text=full,
        attachments=tuple(attached[:MOST_ATTACHED]),
        quoted=clues.ours_in("\n".join([*plain, *marked, *mime.heads_inside(message)])),
    )


def _with_kind(
    came: Came, message: EmailMessage, head: mime.Head, own: Collection[str], today: date
) -> Came:
    """Who wrote it: a mail server, a program, ourselves, or a person."""
    report = _read(replies.delivery_report, message, None)
    if report is not None:
        said = tuple(
            Outcome(
                clean_header(one.address, 254).lower(), one.action, clean_header(one.status, 20),
                clean_header(one.diagnostic, 300),
            )
            for one in report.recipients[:MOST_OUTCOMES]
        )  # fmt: skip
        about = clues.ids(report.message_id or "")
        return replace(came, kind="bounce", outcomes=said, reported=about[0] if about else "")
    if _RECEIPT.search(head.raw("content-type")):
        return replace(came, kind="receipt")
    if came.sender in own:
        return replace(came, kind="own")
    machine = _read(partial(replies.is_auto_reply, today=today), message, None)
    if machine is not None:
        note = clean_header(f"{machine.evidence}: {machine.reason}", 200)
        return replace(came, kind="auto", note=note, back_on=machine.back_on)
    return came


def _read(call: Callable[[EmailMessage], Read], message: EmailMessage, without: Read) -> Read:
    """What a reader makes of a message; ``without`` where it trips over it: the message is filed
    all the same, as one that says nothing of the kind."""
    try:
        return call(message)
    except Exception:  # the standard library's decoders raise all kinds on damaged parts
        return without


def _identity(came: Came, raw: bytes) -> str:
    """The same for two copies of a message, whichever way each was delivered; another one for
    another message, even where a program gave both the same Message-ID."""
    if came.trouble and not came.message_id:
        return hashlib.sha256(raw).hexdigest()
    said = " ".join(came.full_text.split())
    files = [f"{one.name}:{one.size}" for one in came.attachments]
    about = () if came.message_id else (came.at[:10], *came.recipients[:5])
    parts = (came.message_id, came.sender, came.subject, said, *files, *about)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
