"""The mailbox behind an SMTP server, with an IMAP server beside it where there is one.

SMTP takes a message and says so once. If that answer gets lost, nobody can ask again: the message
is in doubt, and only a copy in the folder of sent mails proves that it left. It is never handed
over a second time by itself.
"""

from __future__ import annotations

import contextlib
import smtplib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from collectwork.domain.health import Check
from collectwork.domain.mail import Delivered
from collectwork.domain.mailboxes import Fetched, Folder
from collectwork.errors import NotFetched
from collectwork.mail.servers import Folders, Server
from collectwork.mail.smtp.handing import envelope, hand_over
from collectwork.mail.smtp.line import NotTaken, signed_in

if TYPE_CHECKING:
    from imapclient import IMAPClient

CHECK_SECONDS = 4.0  # for each answer when the mailbox is only looked at
COPY_SECONDS = 15.0  # for each answer when a copy is put away: the mail has left by then
COPY_PAUSE = 300.0  # how long no copies are tried after a server of copies failed
COPIED_BY = (".office365.com", ".outlook.com", ".gmail.com", ".googlemail.com")


class SmtpTransport:
    """``outgoing`` takes the mails; ``incoming``, where there is one, has replies and copies."""

    name = "smtp"
    exactly_once = False

    def __init__(
        self,
        outgoing: Server,
        incoming: Server | None,
        folders: Folders,
        sender: str = "",
    ) -> None:
        self._out = outgoing.checked()
        self._in = incoming.checked() if incoming is not None else None
        self._folders = folders
        self._sender = sender
        self._no_copies_until = 0.0

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        """SMTP knows no drafts."""
        return Delivered(ok=True)

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        """Hand the message over once; then put a copy away, whose trouble changes nothing.

        The copy comes after the server's yes, never before: one that lies there proves that the
        mail left, which is what ``settle`` asks for.
        """
        try:
            what = envelope(message)
            with self._copying() as copies, signed_in(self._out) as line:
                answer = hand_over(line.smtp, what)
                if answer.ok:
                    with contextlib.suppress(smtplib.SMTPException, OSError):
                        line.smtp.putcmd("QUIT")
                    copies.put(message, message_id)
                return answer
        except NotTaken as error:
            return Delivered(
                ok=False, later=error.later, words=error.words, blameless=error.blameless
            )

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        """True: a copy lies in the folder of sent mails. Nothing else is known, ever."""
        if self._in is None:
            return None
        from collectwork.mail.imap import folders, line

        try:
            with line.signed_in(self._in) as opened:
                sent = folders.sent_folder(opened, self._folders.sent_folder)
                opened.select_folder(sent, readonly=True)
                return True if folders.holds(opened, message_id) else None
        except line.NotRead:
            return None  # the question stays open

    def fetch(self, folder: Folder, state: str) -> Fetched:
        """A page of what is new in the inbox or among the sent mails; none without IMAP."""
        if self._in is None:
            return Fetched((), state)
        from collectwork.mail.imap import folders, line, reading

        try:
            with line.signed_in(self._in) as opened:
                sent = folder == "sent"
                named = (
                    folders.sent_folder(opened, self._folders.sent_folder)
                    if sent
                    else self._folders.inbox
                )
                return reading.page(opened, named, state, datetime.now(UTC), ids=sent)
        except line.NotRead as error:
            raise NotFetched(f"The mailbox was not read: {error.words}.") from None

    def check(self) -> Sequence[Check]:
        """Sign-in on both servers, the sender, the folders; sends nothing."""
        from collectwork.mail.smtp import looking

        hasty = replace(self._out, timeout=min(self._out.timeout, CHECK_SECONDS))
        checks = looking.outgoing(hasty, self._sender)
        if self._in is None:
            return [*checks, looking.no_incoming()]
        reading = replace(self._in, timeout=min(self._in.timeout, CHECK_SECONDS))
        return [*checks, *looking.incoming(reading, self._folders)]

    @contextlib.contextmanager
    def _copying(self) -> Iterator[_Copies]:
        """The folder of copies is opened before the mail is handed over, so that the moment in
        which a crash loses the knowledge that it left is as short as can be."""
        paused = time.monotonic() < self._no_copies_until
        if self._in is None or paused or not self._folders.save_copy or keeps_copies(self._out):
            yield _Copies(None)
            return
        server = replace(self._in, timeout=min(self._in.timeout, COPY_SECONDS))
        copies = _Copies(server, self._folders.sent_folder)
        try:
            copies.open()
            yield copies
        finally:
            copies.close()
            if copies.failed:
                self._no_copies_until = time.monotonic() + COPY_PAUSE


def keeps_copies(server: Server) -> bool:
    """Whether the server is known to put a copy among the sent mails by itself, a little later."""
    return server.host.lower().endswith(COPIED_BY)


class _Copies:
    """The folder of sent mails while one mail leaves; its trouble is noted and no more."""

    def __init__(self, server: Server | None, folder: str = "") -> None:
        self._server = server
        self._folder = folder
        self._stack = contextlib.ExitStack()
        self._line: IMAPClient | None = None
        self.failed = False

    def open(self) -> None:
        """Signed in, the folder found; nothing is opened where that fails."""
        if self._server is None:
            return
        from collectwork.mail.imap import folders, line

        try:
            opened = self._stack.enter_context(line.signed_in(self._server))
            self._folder = folders.sent_folder(opened, self._folder)
            opened.select_folder(self._folder, readonly=True)
            self._line = opened
        except Exception:  # whatever it is must not keep a mail from leaving
            self._give_up()

    def put(self, message: bytes, message_id: str) -> None:
        """A copy, unless the server has put one there itself."""
        if self._line is None:
            return
        from collectwork.mail.imap import folders

        try:
            self._line.noop()  # makes the server tell what came in since
            if not folders.holds(self._line, message_id):
                folders.put(self._line, self._folder, message)
        except Exception:  # the mail has left; a missing copy does not change that
            self._give_up()

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._stack.close()

    def _give_up(self) -> None:
        self.failed, self._line = True, None
        self.close()
