"""Messages as values: what is shown before sending, and how they travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["queued", "sending", "sent", "failed", "held", "expired", "doubt"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along; ``name`` is ours, never a path."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Listed:
    """An invoice in a message, with what was open when it was written."""

    item_id: int
    document: str
    currency: str
    open: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed message, before it is queued."""

    customer_id: int
    customer: str
    template: str
    template_version: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    html: str
    listed: tuple[Listed, ...]
    attachments: tuple[Attachment, ...]
    strategy: str | None = None
    step: str | None = None
    findings: tuple[str, ...] = ()  # tone and completeness, in words
    language: str = "en"
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Queued:
    """A row of the outbox."""

    id: str
    customer_id: int
    customer: str
    state: State
    to: tuple[str, ...]
    subject: str
    documents: tuple[str, ...]
    attachments: tuple[str, ...]
    message_id: str
    reason: str | None
    attempts: int
    queued_at: str
    sent_at: str | None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a transport answers.

    ``certain`` False means: it may or may not have left (time-out, dropped line, 500, 502, 504).
    ``later`` True means: refused before acceptance, try again later.
    """

    ok: bool
    certain: bool = True
    later: bool = False
    reference: str | None = None
    words: str = ""


Headers = Mapping[str, str]
