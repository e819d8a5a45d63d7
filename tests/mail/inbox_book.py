"""Mails that came in, and a mailbox of the test that hands them over."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from email.message import EmailMessage

import mail_book as book

from collectwork.domain.mail import Delivered, Queued
from collectwork.domain.mailboxes import Arrived, Fetched, Folder
from collectwork.errors import NotFetched
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk

_NUMBERS = itertools.count(1)


@dataclass
class Box:
    """A mailbox: what was put into it is handed over in pages; its state counts them."""

    name: str = "box"
    page: int = 100
    lying: list[Arrived] = field(default_factory=list)
    trouble: str = ""
    before_answer: Callable[[], None] = lambda: None
    sent: dict[str, bytes] = field(default_factory=dict)

    def put(self, *messages: EmailMessage | bytes) -> None:
        for one in messages:
            raw = one if isinstance(one, bytes) else one.as_bytes()
            self.lying.append(Arrived(f"s{next(_NUMBERS)}", raw))

    def fetch(self, folder: Folder, state: str) -> Fetched:
        self.before_answer()
        if self.trouble:
            raise NotFetched(self.trouble)
        begun = int(state) if state.isdigit() else 0
        end = min(len(self.lying), begun + self.page)
        restarted = not state.isdigit() and bool(state)
        return Fetched(tuple(self.lying[begun:end]), str(end), end < len(self.lying), restarted)

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        return Delivered(ok=True)

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        self.sent[message_id] = message
        return Delivered(ok=True)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        return message_id in self.sent

    def check(self) -> Sequence[object]:
        return ()


def with_box(desk: Desk, box: Box) -> Desk:
    return replace(desk, mailbox=lambda _: box)


def mail(
    sender: str = "Sabine Ott <s.ott@brenner.example>",
    subject: str = "Question",
    text: str = "Please call me.",
    **headers: str,
) -> EmailMessage:
    """A mail as a person writes it; ``In_Reply_To="<…>"`` and other headers by name."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "ar@acme.example", subject
    made["Date"] = "Fri, 20 Nov 2026 08:30:00 +0000"
    headers.setdefault("Message_ID", f"<{next(_NUMBERS)}@their.example>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def report(original: str, address: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report about a mail of ours."""
    return f"""From: MAILER-DAEMON@mx.example
To: ar@acme.example
Subject: Undelivered Mail Returned to Sender
Date: Fri, 20 Nov 2026 08:40:00 +0000
Message-ID: <dsn{next(_NUMBERS)}@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

This is the mail system at mx.example. Your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} unknown user

--B
Content-Type: text/rfc822-headers

From: ar@acme.example
To: {address}
Message-ID: {original}
Subject: Open invoices

--B--
""".encode()


def sent(desk: Desk, number: str = "100231", **customer: str) -> tuple[Queued, int, int]:
    """A customer with an overdue invoice and a first notice that left: row, customer, item."""
    whose = book.customer(desk.store, number, customer.pop("name", f"Brenner {number}"), **customer)
    item = book.item(desk.store, whose, f"RE-{number}", 123450)
    row = sending.queue(desk, sending.compose(desk, whose, template="first_notice"))
    sending.deliver(desk, only=row.id)
    return sending.job(desk, row.id), whose, item
