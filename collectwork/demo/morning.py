"""The morning of the day that is opened: money from the bank, answers of customers, proposals.

All of it goes the way that it goes on any other day: a statement is imported and matched, mails are
read and filed, rules propose. Only the statement and the mails are made up.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from collectwork.demo.answers import ANSWERS, GREETINGS, KINDS, STRANGERS
from collectwork.demo.book import Book, Row
from collectwork.demo.mails import SENDER
from collectwork.domain.ledger import ReadOptions
from collectwork.domain.mailboxes import Arrived, Fetched
from collectwork.domain.money import decimals
from collectwork.usecases import importing
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import fetching, filing, parsing

_HEADINGS = "Booking date;Payer;Purpose;Amount;Currency"
_NEAR = 14  # days: a mail that is answered is no older


@dataclass(frozen=True, slots=True)
class _Payment:
    payer: str
    purpose: str
    minor: int


def money(desk: Desk, book: Book) -> int:
    """Import yesterday's bank statement; how many payments it has."""
    payments = list(_payments(book))
    if not payments:
        return 0
    day = desk.today - timedelta(days=1)
    fee = _Payment("Bank", "account fee", -1_290)
    lines = [
        f"{day.isoformat()};{one.payer};{one.purpose};{decimals(one.minor, 'EUR')};EUR"
        for one in (*payments, fee)
    ]
    with tempfile.TemporaryDirectory(prefix="collectwork-demo-") as folder:
        path = Path(folder) / f"bank_{day.isoformat()}.csv"
        path.write_text("\n".join((_HEADINGS, *lines, "")), "utf-8")
        importing.bring_in(desk, path, ReadOptions(kind="payments"))
    return len(payments)


def _payments(book: Book) -> Iterator[_Payment]:
    """Some of it is certain, some is short, some is a riddle."""
    names = {row["id"]: str(row["name"]) for row in book.rows["customer"]}
    late: dict[int, Row] = {}
    for row in book.rows["item"]:
        if row["open_minor"] > 0 and row["kind"] == "invoice" and row["currency"] == "EUR":
            late.setdefault(row["customer_id"], row)
    chosen = list(late.values())[:: max(1, len(late) // 6)][:6]
    for number, row in enumerate(chosen):
        name, document, minor = names[row["customer_id"]], row["document"], row["open_minor"]
        yield (
            _Payment(name, f"invoice {document}", minor),
            _Payment(name, f"{document} less 2 percent", minor - minor // 50),
            _Payment(name, "thank you", minor),
            _Payment(name, "payment on account", max(100, minor // 1_000 * 500)),
            _Payment("Holding and Partners", f"ref {document[-5:]}", minor),
            _Payment(name, f"{document} and others", minor + 12_345),
        )[number]
    if chosen:
        yield _Payment("Somebody else", "as agreed", 84_150)


def post(desk: Desk, book: Book) -> int:
    """File what came by mail; how many messages it was."""
    arrived = [
        Arrived(f"{number}.eml", message) for number, message in enumerate(_messages(desk, book), 1)
    ]
    own = fetching.own_addresses(desk)
    with desk.store.read() as tx:
        before = tx.inbox.folder("", filing.FOLDER)
    now = desk.clock()
    came = [parsing.parsed(one, "", own, now, desk.today) for one in arrived]
    page = filing.prepared(desk, came, own)
    filing.keep_page(desk, page, Fetched(tuple(arrived), ""), before, len(came))
    return len(came)


def _messages(desk: Desk, book: Book) -> Iterator[bytes]:
    calendar = book.calendar
    first = min(calendar.moment(calendar.days, 7 * 3600), desk.clock() - timedelta(hours=1))
    times = (first + timedelta(minutes=4 * number) for number in range(len(KINDS) + 9))
    for kind, (ours, document) in zip(KINDS, _answered(book), strict=False):
        at = next(times)
        if kind in ("bounce", "delayed"):
            yield _report(ours, at, for_good=kind == "bounce")
        else:
            yield _answer(ours, document, kind, at)
    for sender, subject, text in STRANGERS:
        yield _mail(sender, subject, text, next(times))


def _answered(book: Book) -> Iterator[tuple[Row, str]]:
    """The newest mails of the book, one a customer and a person in turn, with an invoice that they
    ask for and that is open yet."""
    open_ = {row["id"] for row in book.rows["item"] if row["open_minor"] > 0}
    since = book.calendar.date(book.calendar.days - _NEAR).isoformat()
    by_person: dict[str, list[tuple[Row, str]]] = {}
    seen: set[int] = set()
    for row in reversed(book.rows.get("outbox", [])):
        standing = [item["document"] for item in row["items"] if item["id"] in open_]
        if row["state"] != "sent" or row["sent_at"] < since or row["customer_id"] in seen:
            continue
        if standing:
            seen.add(row["customer_id"])
            by_person.setdefault(row["actor"], []).append((row, standing[-1]))
    for turn in range(max(map(len, by_person.values()), default=0)):
        yield from (rows[turn] for _, rows in sorted(by_person.items()) if turn < len(rows))


def _answer(ours: Row, document: str, kind: str, at: datetime) -> bytes:
    language = ours["language"] if ours["language"] in GREETINGS else "en"
    hello, bye = GREETINGS[language]
    said = ANSWERS[kind][language].format(document=document)
    more = {"In-Reply-To": ours["message_id"], "References": ours["message_id"]}
    if kind == "away":
        more["Auto-Submitted"] = "auto-replied"
    text = f"{hello}\n\n{said}\n\n{bye}\n"
    return _mail(ours["recipients"][0], f"Re: {ours['subject']}", text, at, more)


def _mail(
    sender: str, subject: str, text: str, at: datetime, more: dict[str, str] | None = None
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, SENDER, subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{at:%Y%m%d%H%M%S}@customer.example>"
    for name, value in (more or {}).items():
        message[name] = value
    message.set_content(text)
    return bytes(message)


def _report(ours: Row, at: datetime, *, for_good: bool) -> bytes:
    """What a mail server says of a mail that it could not hand over."""
    status, action = ("5.1.1", "failed") if for_good else ("4.2.2", "delayed")
    why = "no such user here" if for_good else "mailbox full"
    lines = (
        "From: Mail Delivery System <mailer-daemon@mx.example>", f"To: {SENDER}",
        "Subject: Undelivered mail", f"Date: {format_datetime(at)}",
        f"Message-ID: <{at:%Y%m%d%H%M%S}@mx.example>", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="part"', "",
        "--part", "Content-Type: text/plain", "", f"Your mail was not delivered: {why}.",
        "--part", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example",
        "", f"Final-Recipient: rfc822; {ours['recipients'][0]}", f"Action: {action}",
        f"Status: {status}", f"Diagnostic-Code: smtp; {status} {why}", "",
        "--part", "Content-Type: text/rfc822-headers", "", f"Message-ID: {ours['message_id']}",
        "", "--part--", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()
