"""Messages as values: what is shown before sending, and how they travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from collectwork.domain.templates import Past, Tone
from collectwork.domain.tone import Intent

State = Literal["queued", "sending", "sent", "failed", "held", "expired", "doubt"]
Lists = Literal["overdue", "open", "coming", "promised", "none"]
Attach = Literal["none", "statement", "invoices", "all"]

#: Where a message may go from a state. ``doubt → queued`` only when the transport, or a person, is
#: certain that nothing left; the draft it made then is sent, never a second one. ``held → sent``
#: only where a person found that a doubtful one had left.
MOVES: Mapping[str, frozenset[str]] = {
    "queued": frozenset(["sending", "held", "expired"]),
    "sending": frozenset(["sent", "failed", "queued", "doubt"]),
    "doubt": frozenset(["sent", "held", "queued"]),
    "held": frozenset(["queued", "expired", "sent"]),
    "sent": frozenset(),
    "failed": frozenset(),
    "expired": frozenset(),
}
FINAL = frozenset(state for state, further in MOVES.items() if not further)
MOST_ATTEMPTS = 8
#: What to do about a message that has not left, by its state.
REMEDIES: Mapping[str, str] = {
    "held": "put right what it says and release it, or drop it",
    "doubtful": "look into the mailbox; then settle it, or release it with a reason",
    "doubt": "its mailbox is asked; what it cannot tell is held for you, never sent a second time",
    "failed": "put right what it says and write it again",
    "expired": "write it again where it is still wanted",
}
#: Channels whose messages are contacts with the customer once they left.
CONTACTS = frozenset(["mail", "letter", "sms", "portal"])


def back_off(attempts: int) -> int:
    """Minutes to wait after that many attempts: 1, 2, 4 … at most 60."""
    return int(min(2 ** max(attempts - 1, 0), 60))


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
class TemplateAbout:
    """What a template says about itself.

    ``lists``: which items it names. ``last``: the sequence's last step, where further steps may be
    announced. ``always``: an answer to the customer, sent although the account rests. ``family``:
    the template in whose place it is taken where all its conditions hold: the step is one of
    ``steps``, and everything in ``history`` (``domain.templates.PASTS``) is so.
    """

    name: str
    language: str
    version: str
    about: str = ""
    lists: Lists = "overdue"
    attach: Attach = "none"
    deadline_days: int = 7
    last: bool = False
    always: bool = False
    tone: Tone = "neutral"
    family: str = ""
    steps: tuple[str, ...] = ()
    history: tuple[Past, ...] = ()
    channel: str = "mail"  # what it is written for: mail, letter, sms or portal


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
    contact_id: int | None = None
    deadline: date | None = None
    totals: tuple[tuple[str, int], ...] = ()  # currency, minor: of the items listed
    earlier: tuple[str, ...] = ()  # what was sent before and when, in words
    unsent: tuple[str, ...] = ()  # contacts passed over, and why
    reference: str = ""  # what the customer is asked to quote
    always: bool = False
    override: str = ""  # the reason for sending it against the contact policy
    batch: str | None = None  # the id of the batch that it is queued with
    further: tuple[tuple[Attachment, ...], ...] = ()  # what does not fit, by further mail
    channel: str = "mail"  # or letter (``to``: lines of the address), sms (a number), portal
    variant: str = ""  # the template of the family that was taken; "" = ``template`` itself
    intent: Intent | None = None  # what its tone is checked against, again after each edit
    rewritten: str = ""  # the model that rewrote the text, "" = nobody did
    source: str = ""  # the template as it was
    answers: tuple[str, ...] = ()  # Message-IDs of the conversation, the one answered last


@dataclass(frozen=True, slots=True)
class Queued:
    """A row of the outbox. ``customer_id`` None: to no customer (a digest, a webhook)."""

    id: str
    customer_id: int | None
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
    cc: tuple[str, ...] = ()
    next_try_at: str | None = None
    name: str = ""
    actor: str = ""
    channel: str = "mail"
    mailbox: str = ""
    part_of: str | None = None
    batch: str | None = None
    doubtful: bool = False  # held because nobody knows whether it left
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a transport answers.

    ``certain`` False means: it may or may not have left (time-out, dropped line, 500, 502, 504).
    ``later`` True means: refused before acceptance, try again later. ``blameless`` with it: no
    fault of this message (sign-in lapsed, secret missing, mailbox or server away), so that it uses
    up no attempt and the whole mailbox rests.
    """

    ok: bool
    certain: bool = True
    later: bool = False
    reference: str | None = None
    words: str = ""
    wait: int | None = None  # seconds that the server asks to wait
    blameless: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A row that waits for a runner, as far as is needed to choose among them. ``lane``: channel
    and mailbox; what has one lane leaves in order, by one way out."""

    id: str
    lane: tuple[str, str]
    customer_id: int | None


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing leaves by a lane until then (UTC text), in words why. ``asked``: its server asked for
    that; else the lane rests because nothing is to be expected, and a person may try at once."""

    until: str
    words: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the outbox with all that its runner needs; ``customer_id`` as in ``Queued``."""

    id: str
    key: str
    customer_id: int | None
    customer: str
    state: State
    template: str | None
    template_version: str | None
    strategy: str | None
    step: str | None
    automatic: bool
    always: bool
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    message: bytes
    message_id: str
    listed: tuple[Listed, ...]
    attachments: tuple[str, ...]
    language: str
    token: str
    contact_id: int | None
    work_day: date
    run_id: int | None
    rank: int | None
    queued_at: str
    expires_at: str
    actor: str
    attempts: int = 0
    reference: str | None = None
    tried_at: str | None = None
    next_try_at: str | None = None
    reason: str | None = None
    transport: str | None = None
    sent_at: str | None = None
    channel: str = "mail"
    mailbox: str = ""
    part_of: str | None = None
    batch: str | None = None
    doubtful: bool = False
    override: Mapping[str, Any] | None = None  # what a person released it against, and why
