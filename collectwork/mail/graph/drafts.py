"""A finished message as Graph's draft, and the draft of a message found again.

The draft is made in JSON and not from the MIME bytes, because then our mark and the Message-ID are
on it from its first moment: there is never a draft of ours that could not be found. The bytes that
were checked stay the source: sender, recipients, subject, text, and attachments are read from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage, Message
from typing import Any

from collectwork.domain.mail import Attachment
from collectwork.domain.message import clean_header, parsed, recipients
from collectwork.errors import InputRefused

#: The same property as in drafts made by EWS: a mailbox may move from one to the other.
MARK = "String {6d1f8f0e-3f0c-4a52-9f52-1b3f5a7c90cd} Name collectwork-id"
_HEADER_SET = "String {00020386-0000-0000-c000-000000000046} Name"
_TAGS = {"in-reply-to": "String 0x1042", "references": "String 0x1039"}
_OTHERWISE = frozenset(
    ["from", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "sender"]
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is posted to make the draft, and the attachments that follow one by one."""

    body: Mapping[str, Any]
    attachments: tuple[Attachment, ...]


def draft_of(message: bytes, message_id: str) -> Draft:
    """The message as a draft; InputRefused when it would not go where its bytes go."""
    try:
        return _draft(parsed(message), message, message_id)
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        # the library's ways of saying that a header line or a charset is none
        kind = type(error).__name__
        raise InputRefused(f"the stored message cannot be read back ({kind})") from None


def _draft(found: EmailMessage, message: bytes, message_id: str) -> Draft:
    html = found.get_body(("html",))
    text = html or found.get_body(("plain",))
    body: dict[str, Any] = {
        "subject": _one_line(found, "Subject"),
        "body": {
            "contentType": "html" if html else "text",
            "content": str(text.get_content()) if text else "",
        },
        "toRecipients": _people(found, "To"),
        "ccRecipients": _people(found, "Cc"),
        "bccRecipients": _people(found, "Bcc"),
        "replyTo": _people(found, "Reply-To"),
        "internetMessageId": message_id,
        "singleValueExtendedProperties": [
            {"id": MARK, "value": message_id},
            *_properties(found),
        ],
        "internetMessageHeaders": [
            {"name": name, "value": _clean(value)}
            for name, value in found.items()
            if name.lower().startswith("x-")
        ],
    }
    if sender := _people(found, "From"):
        body["from"] = sender[0]
    if (goes_to := _addresses(body)) != recipients(message):
        raise InputRefused(f"the draft would go to {', '.join(goes_to) or 'nobody'}; not made")
    return Draft({key: value for key, value in body.items() if value}, _attached(found))


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


def _people(found: EmailMessage, name: str) -> list[dict[str, Any]]:
    return [
        {"emailAddress": {"address": one.addr_spec, **_named(one.display_name)}}
        for header in found.get_all(name, [])
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


def _properties(found: EmailMessage) -> list[dict[str, str]]:
    """Header lines that Graph takes as properties only: it lets names beginning with x- through."""
    kept = []
    for name, value in found.items():
        lower = name.lower()
        if lower in _OTHERWISE or lower.startswith(("x-", "content-", "mime-")):
            continue
        kept.append({"id": _TAGS.get(lower, f"{_HEADER_SET} {lower}"), "value": _clean(value)})
    return kept


def _one_line(found: EmailMessage, name: str) -> str:
    return _clean(found[name] or "")


def _clean(value: object) -> str:
    return clean_header(str(value), 2000)


def _content(part: Message) -> bytes:
    """A message inside the message has no payload of its own but its whole text."""
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload()
    whole = inner[0] if isinstance(inner, list) and inner else None
    return whole.as_bytes() if isinstance(whole, Message) else b""


def _attached(found: EmailMessage) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            part.get_filename() or "attachment",
            part.get_content_type(),
            _content(part),
        )
        for part in found.iter_attachments()
    )
