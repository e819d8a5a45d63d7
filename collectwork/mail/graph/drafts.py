"""A finished message as Graph's draft, and the draft of a message found again.

The draft is made in JSON and not from the MIME bytes, because then our mark and the Message-ID are
on it from its first moment: there is never a draft of ours that could not be found. The bytes that
were checked stay the source: sender, recipients, subject, text, and attachments are read from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import Any

from collectwork.domain.mail import Attachment
from collectwork.domain.message import clean_header, recipients
from collectwork.errors import InputRefused

#: The same property as in drafts made by EWS: a mailbox may move from one to the other.
MARK = "String {6d1f8f0e-3f0c-4a52-9f52-1b3f5a7c90cd} Name collectwork-id"
_HEADER_SET = "String {00020386-0000-0000-c000-000000000046} Name"
_TAGS = {"in-reply-to": "String 0x1042", "references": "String 0x1039"}
_OTHERWISE = frozenset(["from", "to", "cc", "bcc", "reply-to", "subject"])
_UNUSED = frozenset(["date", "message-id", "sender"])  # the server's own
Lines = Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is posted to make the draft, and the attachments that follow one by one."""

    body: Mapping[str, Any]
    attachments: tuple[Attachment, ...]


def draft_of(message: bytes, message_id: str) -> Draft:
    """The message as a draft; InputRefused when it would not go where its bytes go."""
    try:
        return _draft(message, message_id)
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        # the library's ways of saying that a header line or a charset is none
        kind = type(error).__name__
        raise InputRefused(f"the stored message cannot be read back ({kind})") from None


def _draft(message: bytes, message_id: str) -> Draft:
    parts = BytesParser(policy=policy.compat32).parsebytes(message)
    lines = _lines(parts)
    html, text, attached = _contents(parts)
    body: dict[str, Any] = {
        "subject": next((_clean(value) for name, value in lines if name == "subject"), ""),
        "body": {
            "contentType": "text" if html is None else "html",
            "content": (text or "") if html is None else html,
        },
        "toRecipients": _people(lines, "to"),
        "ccRecipients": _people(lines, "cc"),
        "bccRecipients": _people(lines, "bcc"),
        "replyTo": _people(lines, "reply-to"),
        "internetMessageId": message_id,
        "singleValueExtendedProperties": [
            {"id": MARK, "value": message_id},
            *_properties(lines),
        ],
        "internetMessageHeaders": [
            {"name": name, "value": _clean(value)} for name, value in lines if name.startswith("x-")
        ],
    }
    if sender := _people(lines, "from"):
        body["from"] = sender[0]
    if (goes_to := _addresses(body)) != recipients(message):
        raise InputRefused(f"the draft would go to {', '.join(goes_to) or 'nobody'}; not made")
    return Draft({key: value for key, value in body.items() if value}, attached)


def _lines(parts: Message) -> list[tuple[str, Any]]:
    """The header lines that are used, by small names. Each is read once: reading one is what costs
    most about a message, and the library reads it anew whenever it is asked for."""
    read = policy.default.header_fetch_parse
    return [
        (name.lower(), read(name, value))
        for name, value in parts.raw_items()
        if not name.lower().startswith(("content-", "mime-")) and name.lower() not in _UNUSED
    ]


def mark_filter(message_id: str) -> str:
    """What finds the message by our mark."""
    quoted = message_id.replace("'", "''")
    return f"singleValueExtendedProperties/any(ep: ep/id eq '{MARK}' and ep/value eq '{quoted}')"


def mark_expanded() -> str:
    """What makes the server hand our mark out."""
    return f"singleValueExtendedProperties($filter=id eq '{MARK}')"


def mark_of(row: Mapping[str, Any]) -> str:
    """Our mark on a row that was asked for with it; empty where it has none."""
    for one in row.get("singleValueExtendedProperties") or ():
        if str(one.get("id", "")).lower() == MARK.lower():
            return str(one.get("value") or "")
    return ""


def _people(lines: Lines, wanted: str) -> list[dict[str, Any]]:
    return [
        {"emailAddress": {"address": one.addr_spec, **_named(one.display_name)}}
        for name, header in lines
        if name == wanted
        for one in header.addresses
    ]


def _named(name: str) -> dict[str, str]:
    return {"name": _clean(name)} if name else {}


def _addresses(body: Mapping[str, Any]) -> list[str]:
    people: Sequence[Any] = (
        *body["toRecipients"],
        *body["ccRecipients"],
        *body["bccRecipients"],
    )
    return [one["emailAddress"]["address"] for one in people]


def _properties(lines: Lines) -> list[dict[str, str]]:
    """Header lines that Graph takes as properties only: it lets names beginning with x- through."""
    return [
        {"id": _TAGS.get(name, f"{_HEADER_SET} {name}"), "value": _clean(value)}
        for name, value in lines
        if name not in _OTHERWISE and not name.startswith("x-")
    ]


def _clean(value: object) -> str:
    return clean_header(str(value), 2000)


def _contents(
    parts: Message,
) -> tuple[str | None, str | None, tuple[Attachment, ...]]:
    """The HTML, the plain text, and everything else as attachments in order."""
    html: str | None = None
    text: str | None = None
    attached = []
    for part in _leaves(parts):
        kind, name = part.get_content_type(), _file_name(part)
        shown = name is None and part.get_content_disposition() != "attachment"
        if shown and kind == "text/html" and html is None:
            html = _text(part)
        elif shown and kind == "text/plain" and text is None:
            text = _text(part)
        else:
            attached.append(Attachment(name or "attachment", kind, _content(part)))
    return html, text, tuple(attached)


def _leaves(part: Message) -> Iterator[Message]:
    """The parts that hold something; a message inside the message stays whole."""
    if part.get_content_maintype() != "multipart":
        yield part
        return
    for one in part.get_payload():
        if isinstance(one, Message):
            yield from _leaves(one)


def _text(part: Message) -> str:
    return _content(part).decode(part.get_content_charset("utf-8"), "replace")


def _file_name(part: Message) -> str | None:
    """As the library reads it from the one line that names it, in whatever way it is encoded."""
    line = part.get("Content-Disposition")
    if line is None:
        return part.get_filename()
    name = policy.default.header_fetch_parse("Content-Disposition", str(line)).params.get(
        "filename"
    )
    return str(name) if name else part.get_filename()


def _content(part: Message) -> bytes:
    """A message inside the message has no payload of its own but its whole text."""
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload()
    whole = inner[0] if isinstance(inner, list) and inner else None
    return whole.as_bytes() if isinstance(whole, Message) else b""
