"""What holds an account up: disputes, which end sooner or later, and blocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from collectwork.demo.accounts import Account, Invoice
from collectwork.demo.book import Book
from collectwork.demo.cash import Cash
from collectwork.demo.lists import Line
from collectwork.demo.words import BLOCKS, DISPUTES, NOTES
from collectwork.domain.actions import Action

AGREED = "agreed, will be paid"


class Trouble:
    """Disputes and blocks as rows and entries."""

    def __init__(self, book: Book, cash: Cash) -> None:
        self.book = book
        self.cash = cash
        self.rng = book.rng

    def dispute(self, line: Line, day: int, entry: str, at: datetime) -> tuple[dict[str, Any], str]:
        """Open a dispute on the leading invoice; what its entry says, and the reason."""
        account, dates, invoice = line.account, self.book.calendar, line.lead
        reason, category = self.rng.choice(NOTES["dispute"]), self.rng.choice(DISPUTES)
        last, due = dates.after(day, self.rng.randrange(6, 30)), dates.after(day, 10)
        invoice.disputed_until = last
        solved = last < dates.days
        id = self.book.id(at)
        self.book.add("dispute", {
            "id": id, "entry_id": entry, "customer_id": account.id, "item_id": invoice.id,
            "category": category, "reason": reason, "currency": account.country.currency,
            "amount_minor": None, "owner": account.owner, "opened_on": dates.date(day),
            "due": dates.date(due), "state": "resolved" if solved else "open",
            "resolution": AGREED if solved else None,
            "closed_on": dates.date(last) if solved else None, "source": "collector",
        })  # fmt: skip
        if solved:
            self._resolve(account, invoice, id, last)
        return {"dispute": {
            "ids": [id], "category": category, "reason": reason, "minor": None,
            "currency": account.country.currency, "owner": account.owner,
            "due": dates.date(due).isoformat(),
        }}, reason  # fmt: skip

    def block(self, account: Account, day: int, login: str, at: datetime) -> None:
        """Contact rests while something else is being settled."""
        dates = self.book.calendar
        kind, reason, days = self.rng.choice(BLOCKS)
        until = None if days is None else dates.date(day + days)
        account.blocked_until = day + (days or 10_000)
        entry, id = self.book.id(at), self.book.id(at)
        self.book.add("block", {
            "id": id, "entry_id": entry, "customer_id": account.id, "item_id": None, "kind": kind,
            "reason": reason, "since": dates.date(day), "until": until, "lifted_on": None,
            "actor": login,
        })  # fmt: skip
        action = Action(
            "block.set", f"block_{kind}", "none", account.id, account.number, dates.date(day),
            text=reason,
            details={"block_id": id, "until": until.isoformat() if until else None},
        )  # fmt: skip
        body = dict(action.draft(entry).body)
        self.book.tell(at, login, "block.set", account.number, body, id=entry)

    def _resolve(self, account: Account, invoice: Invoice, id: str, day: int) -> None:
        at = self.book.calendar.moment(day, 11 * 3600)
        action = Action(
            "dispute.resolved", "resolved", "none", account.id, account.number,
            self.book.calendar.date(day), text=AGREED, items=(invoice.id,),
            invoices=(invoice.document,), details={"dispute": id, "resolution": AGREED},
        )  # fmt: skip
        entry = self.book.id(at)
        body = dict(action.draft(entry).body)
        self.book.tell(at, account.owner, "dispute.resolved", account.number, body, id=entry)
        if invoice.open <= 0:
            return
        if self.rng.random() < 0.35:
            self.cash.credits[day].append((invoice, int(invoice.open * self.rng.uniform(0.2, 1))))
        self.cash.expect(invoice, day + self.rng.randrange(2, 15))
