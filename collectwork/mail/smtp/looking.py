"""The check-up of an SMTP and an IMAP server: sign-in, rights, clock. Nothing is sent."""

from __future__ import annotations

import re
import smtplib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from collectwork.domain.health import Check
from collectwork.domain.message import split_address
from collectwork.errors import InputRefused
from collectwork.mail.servers import Folders, Server
from collectwork.mail.smtp.line import NotTaken, said, signed_in

OFF = timedelta(minutes=5)  # a clock that is further off breaks sign-ins and deadlines
ONCE = (
    "SMTP cannot be exactly-once: when the line breaks after a mail was handed over, nobody can "
    "tell whether it left; it is held as 'may have been sent' and never sent again by itself"
)
_DATE = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}")


def outgoing(server: Server, sender: str) -> list[Check]:
    """Whether the server takes us and our sender, what its clock says, and what it cannot do."""
    try:
        with signed_in(server) as line:
            return [
                Check("mailbox", True, f"{server.called} {_entered(server)}"),
                *_sender(line.smtp, sender),
                *_clock(server, line.greeting),
                Check("exactly once", True, ONCE, _ONCE_REMEDY),
            ]
    except NotTaken as error:
        return [
            Check("mailbox", False, error.words, remedy(server, error.words)),
            Check("exactly once", True, ONCE, _ONCE_REMEDY),
        ]


_ONCE_REMEDY = (
    "Exchange and Microsoft Graph keep drafts and are exactly-once. With [mail.imap] a copy among "
    "the sent mails settles most doubts."
)


def no_incoming() -> Check:
    """What goes without an IMAP server."""
    return Check(
        "incoming mail", True, "no [mail.imap]: replies are not fetched, doubts wait for a person",
        "Set host under [mail.imap] where there is such a server.",
    )  # fmt: skip


def incoming(server: Server, about: Folders) -> list[Check]:
    """Whether replies can be read, and where copies of sent mails lie."""
    from imapclient.exceptions import IMAPClientError

    from collectwork.mail.imap import folders, line

    try:
        with line.signed_in(server) as opened:
            found = opened.select_folder(about.inbox, readonly=True)
            said = f"{server.called} {_entered(server)}; {about.inbox}: {found[b'EXISTS']} messages"
            checks = [Check("incoming mail", True, said)]
            try:
                name = folders.sent_folder(opened, about.sent_folder)
                opened.select_folder(name, readonly=True)
            except (line.NotRead, IMAPClientError) as error:
                checks.append(
                    Check("sent mails", False, str(error), "Name sent_folder under [mail.imap].")
                )
            else:
                kept = "copies are put there" if about.save_copy else "no copies are put there"
                checks.append(Check("sent mails", True, f"{name}; {kept}"))
            return checks
    except line.NotRead as error:
        return [Check("incoming mail", False, error.words, remedy(server, error.words))]


def remedy(server: Server, words: str) -> str:
    """What to do about a server that did not let us in."""
    section = f"[mail.{server.what}]"
    if "secret" in words or "sign-in" in words:
        return (
            f"Check username and auth under {section}, and the secret: collectwork secret check. "
            'Some providers want an app password, or auth = "xoauth2".'
        )
    if "certificate" in words:
        return f"Set ca_file under {section} for an authority of your own; check the clock."
    return f"Check host, port and security under {section}, network, firewall."


def _entered(server: Server) -> str:
    how = {"starttls": "by STARTTLS", "tls": "by TLS", "none": "on this machine, without TLS"}
    who = f"lets {server.username} in" if server.auth != "none" else "lets us in without a sign-in"
    return f"{who} {how[server.security]}"


def _sender(line: smtplib.SMTP, sender: str) -> list[Check]:
    """Announced and taken back: nothing is sent by that."""
    try:
        address = split_address(sender)[1] if sender else ""
        if not address.isascii() or not address:
            return []
        code, words = line.mail(address)
        line.rset()
    except InputRefused as error:
        return [Check("sender", False, str(error), "Correct sender under [mail].")]
    except (smtplib.SMTPException, OSError):
        return []
    if code // 100 == 2:
        return [Check("sender", True, f"the server takes mails of {address}")]
    return [
        Check(
            "sender", False, f"the server does not take mails of {address}: {said(code, words)}",
            "Let the mail server's administrator give the user that right, or set another sender.",
        )
    ]  # fmt: skip


def _clock(server: Server, greeting: str) -> list[Check]:
    """Many servers greet with their time."""
    found = _DATE.search(greeting)
    if found is None:
        return []
    try:
        theirs = parsedate_to_datetime(found[0])
    except ValueError:
        return []
    off = abs(datetime.now(UTC) - theirs)
    if off <= OFF:
        return [Check("mail clock", True, f"{server.called} and this machine tell the same time")]
    minutes = int(off.total_seconds() // 60)
    return [
        Check(
            "mail clock", False, f"{server.called} and this machine are {minutes} minutes apart",
            "Set this machine's clock (NTP), or tell the server's administrator.",
        )
    ]  # fmt: skip
