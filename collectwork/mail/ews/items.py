"""Items as they stand in answers. What a server leaves out is None, never a guess."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.message import clean_header
from collectwork.mail.ews.payloads import OWN_NAME, M, Ref, T


@dataclass(frozen=True, slots=True)
class Item:
    """``own``: our Message-ID as the extended property; ``files``: how many attachments;
    ``received``: UTC text; ``head``: its header lines."""

    ref: Ref
    draft: bool | None = None
    submitted: bool | None = None
    own: str = ""
    message_id: str = ""
    size: int | None = None
    files: int | None = None
    received: str | None = None
    mime: bytes | None = None
    head: bytes = b""

    def is_ours(self, message_id: str) -> bool:
        """Whether it is the message of that Message-ID."""
        return message_id in (self.own, self.message_id)


def items(message: Any, below: str = f"{M}Items") -> Iterator[Item]:
    """The items of a response message."""
    found = message.find(below)
    for element in () if found is None else found:
        if (item := item_of(element)) is not None:
            yield item


def item_of(element: Any) -> Item | None:
    """An item of whatever kind; None for one without an id."""
    id = element.find(f"{T}ItemId")
    if id is None or not id.get("Id"):
        return None
    attachments = element.find(f"{T}Attachments")
    has = _flag(element, "HasAttachments")
    return Item(
        ref=(id.get("Id"), id.get("ChangeKey") or ""),
        draft=_flag(element, "IsDraft"),
        submitted=_flag(element, "IsSubmitted"),
        own=_own(element),
        message_id=(element.findtext(f"{T}InternetMessageId") or "").strip(),
        size=_number(element.findtext(f"{T}Size")),
        files=0 if attachments is None and has is False else _count(attachments),
        received=_moment(element.findtext(f"{T}DateTimeReceived")),
        mime=_bytes(element.findtext(f"{T}MimeContent")),
        head=_head(element),
    )


def _count(attachments: Any) -> int | None:
    return None if attachments is None else len(attachments)


def _own(element: Any) -> str:
    for found in element.findall(f"{T}ExtendedProperty"):
        path = found.find(f"{T}ExtendedFieldURI")
        if path is not None and path.get("PropertyName", "").lower() == OWN_NAME:
            return (found.findtext(f"{T}Value") or "").strip()
    return ""


def _flag(element: Any, name: str) -> bool | None:
    text = (element.findtext(f"{T}{name}") or "").strip().lower()
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


def _number(text: str | None) -> int | None:
    plain = (text or "").strip()
    return int(plain[:12]) if plain.isascii() and plain.isdigit() else None


def _moment(text: str | None) -> str | None:
    try:
        return clocks.text(clocks.moment(text.strip())) if text else None
    except ValueError:
        return None


def _bytes(text: str | None) -> bytes | None:
    if not text:
        return None
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def _head(element: Any) -> bytes:
    """Header lines from the list of headers, else from the fields that are there."""
    listed = element.find(f"{T}InternetMessageHeaders")
    if listed is not None and len(listed):
        lines = [(one.get("HeaderName", ""), one.text or "") for one in listed]
    else:
        lines = [
            ("From", _address(element.find(f"{T}From"))),
            ("Subject", element.findtext(f"{T}Subject") or ""),
            ("Message-ID", element.findtext(f"{T}InternetMessageId") or ""),
        ]
    return b"".join(_line(name, text) for name, text in lines if name and text.strip())


def _line(name: str, text: str) -> bytes:
    plain = " ".join("".join(c if c >= " " or c == "\t" else " " for c in text).split())
    if any(c <= " " or c == ":" or c > "~" for c in name):
        return b""
    return f"{name}: {plain}\r\n".encode("utf-8", "replace")


def _address(element: Any) -> str:
    if element is None:
        return ""
    address = clean_header(element.findtext(f".//{T}EmailAddress") or "")
    return f"<{address}>" if address else ""
