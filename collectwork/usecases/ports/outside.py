"""What use cases need beyond the store: a file reader, a composer, a transport, documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from collectwork.analytics.figures import Listing, Page
from collectwork.domain.copies import Copy, Wanted
from collectwork.domain.health import Check
from collectwork.domain.ledger import FileContent, Progress, ReadOptions
from collectwork.domain.mail import Delivered
from collectwork.domain.mailboxes import Fetched, Folder
from collectwork.domain.watching import Ending, Found


class Reader(Protocol):
    """``collectwork.intake``: a file becomes rows, or InputRefused."""

    def __call__(
        self, path: Path, options: ReadOptions, progress: Progress | None = None
    ) -> FileContent: ...


class Watched(Protocol):
    """A watched folder; see ``collectwork.intake.watched`` for each method."""

    path: Path
    settled: float

    def alone(self) -> AbstractContextManager[bool]: ...
    def look(self, now: float) -> Found: ...
    def copied(self, name: str) -> AbstractContextManager[tuple[Path, Any] | None]: ...
    def settle(
        self, name: str, marks: Any, ending: Ending, report: Mapping[str, Any], text: str
    ) -> str | None: ...


class Transport(Protocol):
    """A way out for finished messages. Never retries by itself; see ``domain.mail.Delivered``.

    One is used by one thread at a time. Where ``another()`` is offered, which gives a further
    connection to the same mailbox, several messages may be on their way at once.
    """

    name: str

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        """Make a draft and return its reference (None where the transport knows no drafts).

        ``again``: an earlier attempt may have left a draft; find it before making another.
        """

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        """Send the message, or the draft of that reference."""

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        """After doubt: True it left, False it did not, None unknown."""


@dataclass(frozen=True, slots=True)
class Way:
    """How messages of one channel leave: all that a channel adds to the outbox.

    Whoever queues one adds a ``Job`` of that ``channel`` with finished bytes, its own
    ``message_id`` and the name of the transport in ``mailbox``, in one transaction with the entry
    ``<channel>.queued`` whose id is the row's (an Action where there is a customer). The runner
    checks it again, claims it, and hands those bytes to the transport that ``open(job.mailbox)``
    gives: ``prepare`` sends nothing, ``deliver`` never retries and answers ``certain`` and
    ``later`` truthfully, ``settle`` says after doubt what is known. Each change of state becomes
    the entry ``<channel>.<state>``, and *sent* counts as the contact that the channel's outcome
    says; with ``repeats`` the receiver takes the same id twice for once, so that an unknown end is
    tried again.
    """

    open: Callable[[str], Transport]
    repeats: bool = False
    by_hand: bool = False  # what is due waits until a person lets it leave, like a day's letters


class Mailbox(Transport, Protocol):
    """A transport whose mailbox can be read and looked at, too.

    ``exactly_once``: whether a doubt can be settled by what the server still knows. Where it is
    False (SMTP), a message in doubt is a person's to decide unless a copy of it is found.
    """

    exactly_once: bool

    def fetch(self, folder: Folder, state: str) -> Fetched:
        """A page of what is new in a folder since ``state`` ("" = from the beginning of what it
        offers). Raises NotFetched. Changes nothing in the mailbox."""
        ...

    def check(self) -> Sequence[Check]:
        """Sign-in, rights and clock of the mailbox, each with what to do; sends nothing."""
        ...


class Messenger(Protocol):
    """``collectwork.mail.webhook``: hands an event to another program."""

    def post(self, id: str, body: bytes) -> Delivered:
        """One signed request; ``id`` is the same whenever the same event is sent again."""
        ...


class Documents(Protocol):
    """``collectwork.documents``: values become PDF, HTML or XLSX bytes."""

    def get_ready(self) -> None:
        """Load what the first PDF needs."""
        ...

    def statement(self, values: Mapping[str, Any]) -> bytes: ...
    def letter(self, values: Mapping[str, Any]) -> bytes:
        """A letter with what is enclosed, as PDF; InputRefused names a file that cannot be read."""
        ...

    def joined(self, files: Sequence[tuple[str, bytes]], title: str, made: datetime) -> bytes:
        """PDFs (names for messages, bytes) as one, in their order."""
        ...

    def pages(self, content: bytes) -> int:
        """How many pages a PDF has; 0 where it cannot be read."""
        ...

    def workbook(self, listings: Sequence[Listing]) -> bytes:
        """Tables as XLSX, a sheet each; texts typed as text."""
        ...

    def review(self, page: Page, form: Literal["html", "pdf", "xlsx"], made: datetime) -> bytes:
        """The weekly review as a file."""
        ...

    def cover(self, values: Mapping[str, Any]) -> bytes:
        """The cover statement of a hand-over file as PDF."""
        ...

    def folder(self, out: Path, name: str, files: Mapping[str, bytes]) -> Path:
        """Files as a new folder of that name, whole or not at all; without a name it is only
        looked whether one could be written. InputRefused says why not."""
        ...

    def archive(self, name: str, files: Mapping[str, bytes]) -> bytes:
        """Files as a ZIP with one folder of that name; equal files give equal bytes."""
        ...

    def invoice_copy(self, wanted: Wanted, largest: int) -> Copy:
        """The PDF of an invoice of at most so many bytes, or why there is none."""
        ...
