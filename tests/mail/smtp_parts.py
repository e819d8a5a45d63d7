"""What the tests of SMTP have in common: a mailbox by a port, a message, what an answer means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import imap_server as imaps

from collectwork.config.smtp_settings import ImapSettings, SmtpSettings
from collectwork.mail.smtp import opening
from collectwork.mail.smtp.transport import SmtpTransport

PASSWORD = "open sesame"
MIME = (
    b"From: ar@x.example\r\nTo: a@b.example\r\nCc: c@d.example\r\nSubject: s\r\n"
    b"Message-ID: <1@x>\r\n\r\nhi\r\n.dot\r\n"
)
SENT, LATER, FAILED, DOUBT = (
    (True, True, False), (False, True, True), (False, True, False), (False, False, False)
)  # fmt: skip


def by(port: int, *, imap: ImapSettings | None = None, **more: Any) -> SmtpTransport:
    """A mailbox behind the SMTP server of a port of this machine."""
    settings = {
        "host": "127.0.0.1", "port": port, "security": "none", "username": "ar@x.example",
        "timeout_seconds": 5,
    }  # fmt: skip
    return opening.mailbox(SmtpSettings(**settings | more), imap or ImapSettings(), "ar@x.example")


def open_imap(server: imaps.Imap, **more: Any) -> ImapSettings:
    """The settings for an IMAP server of this machine without TLS."""
    return ImapSettings(host="127.0.0.1", port=server.port, security="none", **more)


def hasty(mailbox: SmtpTransport) -> SmtpTransport:
    """With a shorter time-out than the config knows."""
    mailbox._out = replace(mailbox._out, timeout=0.2)
    return mailbox


def kind(answer: Any) -> tuple[bool, bool, bool]:
    """What an answer means: SENT, LATER, FAILED or DOUBT."""
    return answer.ok, answer.certain, answer.later
