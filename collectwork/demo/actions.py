"""One action at a desk: what comes of a call, what is written down, what it changes.

Bodies of entries are made by ``domain.actions``, as the program itself makes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from collectwork.demo.accounts import Account, Invoice, Promised
from collectwork.demo.book import Book
from collectwork.demo.cash import Cash
from collectwork.demo.lists import Line
from collectwork.demo.mails import Mails
from collectwork.demo.team import Habits
from collectwork.demo.trouble import Trouble
from collectwork.demo.words import NOTES
from collectwork.domain import clocks
from collectwork.domain.actions import Action
from collectwork.domain.money import decimals
from collectwork.domain.outcomes import STANDARD, Outcome
from collectwork.domain.worklist import fulfils

OUTCOMES = {one.code: one for one in STANDARD}
TALKS = ("will_pay", "promise", "dispute", "copy_requested", "call_back", "refused")
TALK_WEIGHTS = (30, 42, 5, 9, 8, 6)
ESCALATED = 0.8  # of the steps that ask for it; else one more call is tried
#: Chance that an invoice is paid because of a contact of that kind, for the usual customer.
ANSWERED = {"talk": 0.38, "mail": 0.13, "voicemail": 0.08, "message": 0.08}


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and by whom something is done, for the list of that day."""

    day: int
    seconds: float
    habits: Habits
    run: int | None


class Desk:
    """Does what collectors do. ``made`` are all promises, ``promises`` those whose time runs."""

    def __init__(self, book: Book, cash: Cash) -> None:
        self.book = book
        self.cash = cash
        self.rng = book.rng
        self.promises: list[Promised] = []
        self.made: list[Promised] = []
        self.mails = Mails(book)
        self.trouble = Trouble(book, cash)
        self._next: dict[int, dict[str, Any]] = {}
        self._levels: dict[int, int] = {}

    def work(self, line: Line, when: Occasion) -> tuple[str, str]:
        """Do the line's step; returns the entry's id and the line's new state."""
        habits = when.habits
        if self.rng.random() < habits.skips:
            return self._plain("skip", "skip", line, when), "skipped"
        if line.step.action == "mail":
            return self._mail(line, when), "done"
        if line.step.action in ("escalate", "hand_over") and self.rng.random() < ESCALATED:
            return self._plain("escalate", "escalate", line, when), "done"
        return self._call(line, when), "done"

    def owes_nothing(self, account: Account) -> None:
        """The next step falls away when the money has come before it."""
        open_step = self._next.pop(account.id, None)
        if open_step is not None:
            open_step["state"] = "cancelled"

    def evaluated(self, promise: Promised, state: str, day: int) -> dict[str, Any]:
        """A promise's state changed by what is known now; returns the change for the entry."""
        before, promise.state, promise.state_on = promise.state, state, day
        if state == "broken":
            account = promise.invoice.account
            account.quiet_until = day - 1
            account.broken.add(promise.entry_id)
        return {"id": promise.id, "was": before, "is": state, "received": promise.received}

    # -- the telephone

    def _call(self, line: Line, when: Occasion) -> str:
        account = line.account
        chance = self.rng.random()
        reached = 0.36 * account.answers * when.habits.reach
        if chance < reached:
            weights = list(TALK_WEIGHTS)
            if account.payer == "poor":
                weights[-1] *= 4
            code = self.rng.choices(TALKS, weights)[0]
        elif chance < reached + 0.2:
            code = "voicemail"
        elif chance < reached + 0.28:
            code = "message"
        elif chance < reached + 0.30:
            code = "wrong_contact"
        else:
            code = "no_answer"
        if code == "promise":
            return self._promise(line, when)
        if code == "dispute":
            return self._dispute(line, when)
        entry = self._plain("call", code, line, when)
        if code == "refused" and self.rng.random() < 0.3:
            at = self._at(when) + timedelta(seconds=50)
            self.trouble.block(line.account, when.day, when.habits.login, at)
        if code in ANSWERED or code in TALKS:
            self._move(line, "talk" if code in TALKS else code, when.day)
        return entry

    def _promise(self, line: Line, when: Occasion) -> str:
        account, dates = line.account, self.book.calendar
        due = dates.after(when.day + self.rng.randrange(3, 12), 0)
        late = [one for one in self._asked_about(line) if one.open > 0][:3]
        if not late:
            return self._plain("call", "will_pay", line, when)
        at = self._at(when)
        entry = self.book.id(at)
        made = [self._promised(one, entry, when, due, at) for one in late]
        self._keep(account, late, due)
        body = [
            {
                "id": one.id, "item": one.invoice.id, "invoice": one.invoice.document,
                "currency": account.country.currency, "minor": one.amount,
                "due": dates.date(due).isoformat(),
                "kept_until": dates.date(due + 3).isoformat(), "level": one.level,
            }
            for one in made
        ]  # fmt: skip
        total = decimals(sum(one.amount for one in made), account.country.currency)
        words = f"{account.country.currency} {total} by {dates.date(due)}"
        return self._record("promise.made", "promise", line, when, late, {"promise": body}, words,
                            dates.after(due + 4, 0), entry)  # fmt: skip

    def _promised(
        self, invoice: Invoice, entry: str, when: Occasion, due: int, at: datetime
    ) -> Promised:
        earlier = invoice.promise
        if earlier and not earlier.ended:
            earlier.ended, earlier.ended_on, earlier.state = "superseded", when.day, "superseded"
        self._levels[invoice.id] = self._levels.get(invoice.id, 0) + 1
        promise = Promised(
            self.book.id(at), entry, invoice, when.habits.login, invoice.open, when.day, due,
            self._levels[invoice.id], invoice.account.first_contact,
        )  # fmt: skip
        invoice.promise = promise
        self.promises.append(promise)
        self.made.append(promise)
        return promise

    def _keep(self, account: Account, invoices: list[Invoice], due: int) -> None:
        kept = self.rng.random() < account.keeps
        for invoice in invoices:
            if kept:
                day = due - self.rng.choice((0, 0, 0, 1, 2)) + self.rng.choice((0, 0, 1))
                if invoice.pay_on > day or invoice.pay_on < 0:
                    self.cash.expect(invoice, day)

    def _dispute(self, line: Line, when: Occasion) -> str:
        at = self._at(when)
        entry = self.book.id(at)
        details, reason = self.trouble.dispute(line, when.day, entry, at)
        next_on = self.book.calendar.after(when.day, 10)
        return self._record(
            "dispute.opened", "dispute", line, when, [line.lead], details, reason, next_on, entry
        )

    # -- on paper

    def _mail(self, line: Line, when: Occasion) -> str:
        at = self._at(when)
        late = self._asked_about(line)
        next_on = self.book.calendar.after(when.day, 7)
        action = self._action("mail.queued", "mail", line, when, late, next_on)
        sent, entry = self.mails.send(line, when.habits.login, at, late, action)
        self._after(line, when, entry, next_on, OUTCOMES["mail"])
        self.book.told.append(sent)
        self._move(line, "mail", when.day)
        return entry

    def _plain(self, kind: str, code: str, line: Line, when: Occasion) -> str:
        notes = NOTES.get(code, ("",))
        days = OUTCOMES[code].next_in_days
        if code == "call_back":
            next_on = self.book.calendar.after(when.day, self.rng.randrange(1, 4))
        else:
            next_on = self.book.calendar.after(when.day, 1 if days is None else days)
        text = self.rng.choice(notes)
        return self._record(
            kind, code, line, when, self._asked_about(line), {}, text, next_on, None
        )

    def _record(
        self, kind: str, code: str, line: Line, when: Occasion, about: list[Invoice],
        details: dict[str, Any], text: str, next_on: int, entry: str | None,
    ) -> str:  # fmt: skip
        at = self._at(when)
        action = self._action(kind, code, line, when, about, next_on)
        action = replace(action, text=text, details=details)
        claimed: datetime | None = None
        if self.rng.random() < when.habits.late:
            claimed = at
            at += timedelta(days=self.rng.randrange(1, 4), seconds=-self.rng.randrange(900))
            if at > self.book.calendar.moment(self.book.calendar.days - 1, 86_000):
                at, claimed = claimed, None
        id = entry or self.book.id(at)
        body = action.draft(id).body
        self.book.tell(at, when.habits.login, kind, line.account.number, dict(body), claimed, id)
        self._after(line, when, id, next_on, OUTCOMES[code])
        return id

    def _action(
        self, kind: str, code: str, line: Line, when: Occasion, about: list[Invoice], next_on: int
    ) -> Action:
        outcome, account, dates = OUTCOMES[code], line.account, self.book.calendar
        return Action(
            kind, code, outcome.channel, account.id, account.number, dates.date(when.day),
            items=tuple(one.id for one in about), invoices=tuple(one.document for one in about),
            contact=outcome.contact,
            attempt=outcome.channel == "call", right_party=outcome.right_party,
            contact_id=account.first_contact if outcome.channel != "none" else None,
            next_on=dates.date(next_on), strategy=line.strategy, step=line.step.name,
            template=line.step.template if outcome.channel == "mail" else None,
            run_id=when.run, rank=line.rank if when.run else None,
        )  # fmt: skip

    def _after(
        self, line: Line, when: Occasion, entry: str, next_on: int, outcome: Outcome
    ) -> None:
        """What every finished action does: next step, rest, how far the sequence has come."""
        account, dates = line.account, self.book.calendar
        earlier = self._next.get(account.id)
        if earlier is not None:
            over = earlier["due"] <= dates.date(when.day)
            earlier["state"], earlier["done_by"] = "done" if over else "cancelled", entry
        callback = outcome.starts == "callback"
        at = dates.moment(next_on, self.rng.randrange(9, 16) * 3600) if callback else None
        self._next[account.id] = self.book.add("follow_up", {
            "id": self.book.id(dates.moment(when.day, when.seconds)), "entry_id": entry,
            "customer_id": account.id, "kind": "callback" if callback else "next",
            "due": dates.date(next_on), "due_at": clocks.text(at) if at else None,
            "phone": None, "purpose": f"after {outcome.label}", "quiet": False, "owner": None,
            "state": "open", "done_by": None,
        })  # fmt: skip
        account.callback = next_on if callback else None
        account.quiet_until = next_on - 1
        account.asked += outcome.contact
        if outcome.contact:
            account.last_contact = when.day
        self._advance(line, when.day, outcome)

    def _advance(self, line: Line, day: int, outcome: Outcome) -> None:
        """The sequence moves on as it does in the program."""
        account, step = line.account, line.step
        if step.number == 0:
            return
        account.tries += outcome.channel == "call"
        if fulfils(step.action, outcome, account.tries):
            account.stage += 1
            account.tries = 0
            account.done = (line.strategy, step.name, step.number, day, line.lead)

    def _move(self, line: Line, kind: str, day: int) -> None:
        """A contact may bring the day of payment about."""
        account = line.account
        chance = ANSWERED[kind] * account.moved
        for invoice in self._asked_about(line):
            if invoice.open > 0 and invoice.pay_on > day + 3 and self.rng.random() < chance:
                self.cash.expect(invoice, day + self.rng.randrange(1, 9))

    def _asked_about(self, line: Line) -> list[Invoice]:
        day = line.lead.due
        late = [
            one for one in line.account.invoices
            if one.id and one.ledger and one.ledger > 0 and one.due <= day + line.oldest
            and not one.promise
        ]  # fmt: skip
        late.sort(key=lambda one: (one.due, one.id))
        return late[:8]

    def _at(self, when: Occasion) -> datetime:
        return self.book.calendar.moment(when.day, when.seconds)
