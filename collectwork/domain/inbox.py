"""What comes in by mail, as values.

=======  =====================================================================
kind     what it is
=======  =====================================================================
reply    a person wrote
bounce   a mail server reports about a mail of ours: not, later, or delivered
auto     a machine answered: out of office, "we have received your mail"
receipt  somebody opened a mail of ours, or their program says so
own      ours come back: a blind copy, a digest, a mail sent from our address
other    it could not be read
=======  =====================================================================

States: ``triage`` (a person says whose it is), ``filed`` (with an account, waits for a reaction),
``done`` (nothing is left to do), ``ignored`` (a person said so).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

Kind = Literal["reply", "bounce", "auto", "receipt", "own", "other"]
State = Literal["triage", "filed", "done", "ignored"]
#: By what a message was matched to an account, the surest first.
How = Literal["message_id", "token", "document", "sender", "hand", "none"]

KINDS: tuple[Kind, ...] = get_args(Kind)
STATES: tuple[State, ...] = get_args(State)

#: Most of a mail's texts that are kept, in characters, and of its bytes.
LONGEST_TEXT = 100_000
LONGEST_FULL = 400_000
MOST_RAW = 1_048_576
#: Of the new text that its entry in the log holds.
LONGEST_ENTRY = 20_000


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment: the name it claims, without any folder, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class About:
    """An invoice that a message is about."""

    item_id: int
    document: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a mail server said of one recipient. ``action``: failed, delayed, delivered …"""

    address: str
    action: str
    status: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """A message as read from its bytes; every text is clean: no controls, no surrogates.

    ``text``: what was newly written; ``full_text``: everything readable. ``thread``: Message-IDs
    that it answers, the nearest first; ``quoted``: such as stand in its text or in messages that
    are attached. ``trouble``: why it could not be read, else "".
    """

    mailbox: str
    server_id: str
    identity: str
    digest: str
    at: str  # UTC text
    kind: Kind
    message_id: str = ""
    sender: str = ""
    name: str = ""
    answer_to: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    full_text: str = ""
    attachments: tuple[Attached, ...] = ()
    thread: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    reported: str = ""  # a report: the Message-ID of the mail that it is about
    note: str = ""  # an automatic answer: how it was known
    back_on: date | None = None
    trouble: str = ""
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Ours:
    """A mail of ours that a message may answer."""

    outbox_id: str
    message_id: str
    customer_id: int | None
    contact_id: int | None
    token: str
    language: str
    recipients: tuple[str, ...]
    about: tuple[About, ...]
    sent_at: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Whose a message is. ``candidates``: accounts it may belong to, the likeliest first;
    ``why``: in words."""

    how: How = "none"
    customer_id: int | None = None
    contact_id: int | None = None
    ours: Ours | None = None
    about: tuple[About, ...] = ()
    candidates: tuple[int, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A message as a line of a list."""

    id: int
    at: str
    mailbox: str
    kind: Kind
    state: State
    matched: How
    sender: str
    name: str
    subject: str
    customer_id: int | None
    customer: str
    customer_name: str
    owner: str
    text: str  # the first of the new text, in one line
    reason: str
    documents: tuple[str, ...]
    attachments: int
    message_id: str = ""
    waiting: bool = False  # nobody has done anything on the account since
    candidates: tuple[tuple[str, str], ...] = ()  # number, name


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """A message whole. ``unknown_address``: the sender is no contact of the account yet."""

    line: InboxLine
    server_id: str
    answer_to: str
    recipients: tuple[str, ...]
    text: str
    full_text: str
    attachments: tuple[Attached, ...]
    thread: tuple[str, ...]
    about: tuple[About, ...]
    contact_id: int | None
    outbox_id: str | None
    language: str
    entry_id: str | None
    handled_by: str | None
    handled_at: str | None
    fetched_at: str
    outcomes: tuple[Outcome, ...] = ()
    unknown_address: bool = False


@dataclass(frozen=True, slots=True)
class FolderRead:
    """How far a folder of a mailbox is read. ``trouble``: of the newest attempt, in words."""

    mailbox: str
    folder: str
    state: str = ""
    checked_at: str | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Synced:
    """What one look into the mailboxes brought. ``by_kind`` counts new messages; ``trouble``:
    mailbox → why it could not be read."""

    fetched: int = 0
    known: int = 0  # came before, not filed again
    filed: int = 0
    triage: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)
    bounced: tuple[str, ...] = ()  # addresses
    held: int = 0  # queued mails that wait now, because the customer wrote
    suggested: int = 0
    trouble: Mapping[str, str] = field(default_factory=dict)
