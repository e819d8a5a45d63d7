"""Mails that were sent: the outbox rows with their messages, and the entries they left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

from collectwork.demo.accounts import Account, Invoice
from collectwork.demo.book import Book, Row
from collectwork.demo.lists import Line
from collectwork.domain import clocks
from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft
from collectwork.domain.money import decimals
from collectwork.domain.told import Told
from collectwork.usecases.mails.settling import MAY_HAVE_LEFT

_NEWEST = 200  # mails: of the last days
SENDER = "receivables@seller.example"
SUBJECTS = {"de": "Offene Posten", "fr": "Factures échues", "es": "Facturas vencidas"}
OPENINGS = {
    "de": "Guten Tag,\n\nnach unseren Unterlagen sind noch offen:",
    "en": "Good day,\n\naccording to our records the following is open:",
    "fr": "Bonjour,\n\nsauf erreur de notre part restent dues :",
    "es": "Buenos días:\n\nsegún nuestros datos siguen pendientes:",
}
CLOSINGS = {
    "de": "Bitte überweisen Sie bis {day}, oder sagen Sie uns, was fehlt. Vielen Dank.",
    "en": "Please transfer by {day}, or tell us what is missing. Thank you.",
    "fr": "Merci de régler avant le {day} ou de nous dire ce qui manque.",
    "es": "Rogamos el pago antes del {day}, o díganos qué falta. Gracias.",
}


class Mails:
    """Sends by the folder transport, as the program does when nothing else is set up."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._last: dict[str, Told] = {}  # by mail: the entry of its having left

    def send(
        self, line: Line, login: str, at: datetime, listed: list[Invoice], action: Action
    ) -> tuple[Told, str]:
        """Queue, hand over, sent. Returns the last entry, to be told, and the first one's id."""
        account = line.account
        id = self.book.id(at)
        message_id = f"<{id}@collectwork.example>"
        to = address(account, 0)
        language = account.country.language
        subject = f"{SUBJECTS.get(language, 'Overdue invoices')} {account.number}"
        left = at + timedelta(seconds=4)
        items = [
            {
                "id": one.id, "document": one.document, "open": one.ledger,
                "currency": account.country.currency,
            }
            for one in listed
        ]  # fmt: skip
        self.book.add("outbox", {
            "id": id, "key": id, "customer_id": account.id, "channel": "mail",
            "template": line.step.template, "template_version": "1", "strategy": line.strategy,
            "step": line.step.name, "automatic": False, "sender": SENDER, "recipients": [to],
            "copies": [], "subject": subject,
            "message": _message(account, to, subject, message_id, at, listed),
            "message_id": message_id, "items": items, "attachments": [], "state": "sent",
            "reason": None, "transport": "folder", "reference": None, "attempts": 1,
            "leased_by": None, "leased_until": None, "next_try_at": None,
            "queued_at": clocks.text(at), "expires_at": None, "sent_at": clocks.text(left),
            "actor": login, "contact_id": account.first_contact, "language": language,
            "token": account.number, "work_day": action.work_day, "always": False,
            "run_id": action.run_id, "rank": action.rank, "doubtful": False,
        })  # fmt: skip
        details = {"to": [to], "cc": [], "message_id": message_id, "language": language}
        queued = replace(action, text=subject, contact=False, details=details).draft(id)
        self.book.told.append(Told(queued, at, login))
        sent = self.book.id(left)
        details = {"outbox": id, "message_id": message_id, "to": [to], "transport": "folder"}
        done = replace(action, kind="mail.sent", text=subject, details=details).draft(sent)
        last = Told(done, left, login)
        self._last[id] = last
        return last, id

    def stuck(self, ledger: Mapping[int, int]) -> None:
        """Of the newest mails some did not leave, each of another person: one may have, one was
        refused, and one is about an invoice that has changed. ``ledger``: what is open now."""
        taken: set[str] = set()
        reasons = [MAY_HAVE_LEFT, "550 5.1.1 no such user here"]
        for row in reversed(self.book.rows.get("outbox", [])[-_NEWEST:]):
            if row["actor"] in taken:
                continue
            if reasons:
                doubtful = reasons[0] == MAY_HAVE_LEFT
                self._stop(row, "held" if doubtful else "failed", reasons.pop(0), doubtful)
            elif changed := _changed(row, ledger):
                self._stop(row, "held", changed, doubtful=False)
                return
            else:
                continue
            taken.add(row["actor"])

    def _stop(self, row: Row, state: str, reason: str, doubtful: bool) -> None:
        last = self._last[row["id"]]
        row |= {"state": state, "reason": reason, "sent_at": None, "doubtful": doubtful}
        body = {
            "account": row["customer_id"], "outbox": row["id"], "message_id": row["message_id"],
            "to": row["recipients"], "was": "doubt" if doubtful else "sending", "reason": reason,
            "attempt": 1,
        }  # fmt: skip
        draft = Draft(f"mail.{state}", last.draft.customer, body, None, last.draft.id)
        at = next(at for at, one in enumerate(self.book.told) if one is last)
        self.book.told[at] = Told(draft, last.at, last.actor)


def _changed(row: Row, ledger: Mapping[int, int]) -> str:
    """How an invoice of a mail has changed since, in the words of the check before it leaves."""
    for one in row["items"]:
        now, currency = ledger[one["id"]], one["currency"]
        if 0 < now < one["open"]:
            was, is_ = decimals(one["open"], currency), decimals(now, currency)
            return f"{one['document']} changed from {was} to {is_} {currency}"
    return ""


def address(account: Account, number: int) -> str:
    """A contact's address; the domain is reserved for examples and reaches nobody."""
    mailbox = ("accounts", "approval", "purchasing", "office")[number]
    return f"{mailbox}@customer-{account.number}.example"


def _message(
    account: Account, to: str, subject: str, message_id: str, at: datetime, listed: list[Invoice]
) -> bytes:
    language = account.country.language
    currency = account.country.currency
    lines = "\n".join(
        f"  {one.document:14} {currency} {decimals(one.ledger or 0, currency):>14}"
        for one in listed
    )
    deadline = (at + timedelta(days=10)).date().isoformat()
    text = f"{OPENINGS[language]}\n\n{lines}\n\n{CLOSINGS[language].format(day=deadline)}\n"
    head = (
        f"From: {SENDER}\r\nTo: {to}\r\nSubject: {_header(subject)}\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: {message_id}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode("ascii") + text.replace("\n", "\r\n").encode()


def _header(text: str) -> str:
    if text.isascii():
        return text
    return (
        "=?utf-8?q?"
        + "".join(
            c if c.isascii() and c.isalnum() else "".join(f"={b:02X}" for b in c.encode())
            for c in text
        )
        + "?="
    )
