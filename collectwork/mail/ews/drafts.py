"""A stored message as a draft on the server, in the ways that servers take it.

The bytes as MIME are the first way: what was previewed is what leaves. A server that refuses them
gets the same letter as fields; what is too large for one request gets its files one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import Any

from exchangelib.util import create_element

from collectwork.domain.mail import Attachment
from collectwork.domain.message import parsed
from collectwork.mail.ews import payloads

FIELD_HEADERS = ("Auto-Submitted",)
_BYTES = policy.SMTP.clone(max_line_length=78)


@dataclass(frozen=True, slots=True)
class Way:
    """How a draft is made. ``mime``: from the bytes, else from fields; ``marked``: with our
    Message-ID beside the server's own; ``apart``: its files one by one afterwards."""

    mime: bool = True
    marked: bool = True
    apart: bool = False


#: In this order; each further one only after the server has refused the one before for good.
WAYS = (Way(), Way(marked=False), Way(mime=False, apart=True), Way(False, False, True))
APART = Way(apart=True)


def message_element(message: bytes, message_id: str, way: Way) -> Any:
    """The t:Message of a CreateItem request."""
    element = create_element("t:Message")
    if way.mime:
        _text(element, "t:MimeContent", payloads.encoded(without_files(message, way)))
        if way.marked:
            element.append(payloads.own_property(message_id))
        return element
    return _from_fields(element, parsed(message), message_id, way)


def files(message: bytes) -> tuple[Attachment, ...]:
    """The attachments of the stored bytes."""
    found = []
    for part in parsed(message).iter_attachments():
        content = part.get_payload(decode=True)
        name = part.get_filename() or "attachment"
        body = content if isinstance(content, bytes) else b""
        found.append(Attachment(name, part.get_content_type(), body))
    return tuple(found)


def without_files(message: bytes, way: Way) -> bytes:
    """The bytes, or the letter alone where its files come one by one."""
    if not way.apart:
        return message
    whole = parsed(message)
    if whole.get_content_type() != "multipart/mixed":
        return message
    letter: Any = whole.get_payload(0)
    for name in ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition"):
        del whole[name]
    alone = EmailMessage(policy=_BYTES)
    for name, value in [*whole.items(), *letter.items()]:
        if name.lower() != "mime-version" or "mime-version" not in alone:
            alone[name] = value
    alone.set_payload(letter.get_payload())
    return alone.as_bytes()


def _from_fields(element: Any, message: EmailMessage, message_id: str, way: Way) -> Any:
    _text(element, "t:Subject", str(message["Subject"] or ""))
    body = message.get_body(("html", "plain"))
    if body is not None:
        kind = "HTML" if body.get_content_type() == "text/html" else "Text"
        _text(element, "t:Body", str(body.get_content()), {"BodyType": kind})
    if way.marked:
        element.append(payloads.own_property(message_id))
        for name in FIELD_HEADERS:
            if message[name]:
                element.append(payloads.header_property(name, str(message[name])))
    _people(element, "t:ToRecipients", message, "To")
    _people(element, "t:CcRecipients", message, "Cc")
    _people(element, "t:From", message, "From")
    if way.marked:
        _text(element, "t:InternetMessageId", message_id)
    return element


def _people(element: Any, tag: str, message: EmailMessage, name: str) -> None:
    people = [one for header in message.get_all(name, []) for one in header.addresses]
    if not people:
        return
    group = create_element(tag)
    for one in people:
        mailbox = create_element("t:Mailbox")
        if one.display_name:
            _text(mailbox, "t:Name", one.display_name)
        _text(mailbox, "t:EmailAddress", one.addr_spec)
        group.append(mailbox)
    element.append(group)


def _text(parent: Any, tag: str, text: str, attributes: dict[str, str] | None = None) -> None:
    child = create_element(tag, attributes or {})
    child.text = "".join(c for c in text if _in_xml(c))
    parent.append(child)


def _in_xml(sign: str) -> bool:
    code = ord(sign)
    if code < 32:
        return sign in "\t\n\r"
    return not 0xD800 <= code <= 0xDFFF and code & 0xFFFE != 0xFFFE


def complete(found_files: int | None, wanted: Sequence[Attachment]) -> bool:
    """Whether a draft that was found has all its files; what is not said counts as no."""
    return not wanted or found_files == len(wanted)
