"""Mailboxes: which one a mail leaves by, and what is fetched from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from collectwork.domain.message import split_address

Folder = Literal["inbox", "sent"]
MOST_BYTES = 26_214_400  # of a message that is read whole


@dataclass(frozen=True, slots=True)
class MailboxAbout:
    """``name`` "" is the mailbox of everything that no other one takes. ``senders``: addresses
    whose mails leave by it. ``per_minute``: mails at most, 0 = no limit. ``connections``: calls
    to its server at once, at most. ``fetches``: replies."""

    name: str = ""
    senders: tuple[str, ...] = ()
    transport: str = "folder"
    per_minute: int = 0
    connections: int = 1
    fetches: bool = True


def mailbox_of(mailboxes: Sequence[MailboxAbout], sender: str) -> str:
    """The name of the mailbox that mails of a sender (``Name <a@b>``) leave by."""
    address = split_address(sender)[1].lower()
    for one in mailboxes:
        if address in (known.lower() for known in one.senders):
            return one.name
    return ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message found in a folder. ``server_id`` names it there for ever; ``message``: its bytes
    as they travelled, empty for "sent", where ``message_id`` suffices, and for one that is larger
    than MOST_BYTES, whose ``message`` then is its header lines alone. ``at``: UTC text."""

    server_id: str
    message: bytes = b""
    message_id: str = ""
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page of what is new in a folder, and the state to ask on from; ``more``: ask again at
    once. ``restarted``: the state was no longer valid, everything comes again."""

    arrived: tuple[Arrived, ...]
    state: str
    more: bool = False
    restarted: bool = False
