"""Money: what customers pay, when and how; and the weekly files that tell the ledger.

A payment is received on its value date and posted up to two workdays later. The weekly ledger
file is compared with the one before, exactly as an import does it: what changed became so in the
interval between the two.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict

from collectwork.demo.accounts import Account, Invoice, invoices
from collectwork.demo.book import Book, Row
from collectwork.demo.team import LEAD

EVENING = 18.5 * 3600
EVENT_KINDS = ("new", "paid", "part_paid", "credited", "reopened", "due_moved", "vanished")


class Cash:
    """The ledger while time passes. ``imports`` are the days of the weekly files."""

    def __init__(self, book: Book, customers: list[Account], seed: int) -> None:
        self.book = book
        self.rng = book.rng
        self.customers = customers
        self.seed = seed
        self.items: list[Invoice] = []
        self.unseen: dict[str, list[Invoice]] = defaultdict(list)
        self.touched: list[Invoice] = []
        self.new_lines: list[Row] = []
        self.last_as_of: int | None = None
        self._issues: dict[int, list[Invoice]] = defaultdict(list)
        self._payments: dict[int, list[Invoice]] = defaultdict(list)
        self._returns: dict[int, list[tuple[Invoice, int, str]]] = defaultdict(list)
        self._allocations: dict[int, list[tuple[Invoice, Invoice, str]]] = defaultdict(list)
        self.credits: dict[int, list[tuple[Invoice, int]]] = defaultdict(list)
        self._numbers = {"DE01": 240_000, "UK01": 7_000}
        self._payment_no = 0
        days = book.calendar.days
        for account in customers:
            for invoice in invoices(account, days, self.rng):
                if invoice.pay_on >= 0:
                    self._issues[max(0, invoice.issued)].append(invoice)

    def start_day(self, day: int) -> None:
        """Issue what is due to be issued, and receive what is paid."""
        for invoice in sorted(self._issues.pop(day, []), key=lambda one: one.issued):
            self._issue(invoice)
        for invoice in self._payments.pop(day, []):
            if invoice.pay_on == day and invoice.open > 0:
                self._pay(invoice, day)
        for invoice, amount, ref in self._returns.pop(day, []):
            self._return(invoice, amount, ref, day)
        for invoice, amount in self.credits.pop(day, []):
            if invoice.open > 0:
                self._credit(invoice, day, min(amount, invoice.open))
        for credit, invoice, ref in self._allocations.pop(day, []):
            self._allocate(credit, invoice, ref, day)

    def expect(self, invoice: Invoice, day: int) -> None:
        """The customer will pay on that day, or the next on which banks are open."""
        invoice.pay_on = self.book.calendar.after(day, 0)
        self._payments[invoice.pay_on].append(invoice)

    def _issue(self, invoice: Invoice) -> None:
        company = invoice.account.country.company
        self._numbers[company] += 1
        invoice.document = f"{'RE' if company == 'DE01' else 'INV'}-{self._numbers[company]}"
        self._enter(invoice)
        self.expect(invoice, invoice.pay_on)

    def _enter(self, invoice: Invoice) -> None:
        self.unseen[invoice.account.country.company].append(invoice)
        invoice.account.invoices.append(invoice)

    def _pay(self, invoice: Invoice, day: int) -> None:
        self._payment_no += 1
        ref = f"PM{self._payment_no:06d}"
        chance = self.rng.random()
        if chance < 0.05 and invoice.open > 20_000:
            amount = int(invoice.open * self.rng.uniform(0.3, 0.8))
            self._line(invoice, "payment", amount, day, ref)
            self._reduce(invoice, amount, day)
            self.expect(invoice, day + self.rng.randrange(10, 45))
        elif chance < 0.065:
            self._on_account(invoice, ref, day)
        else:
            amount = invoice.open
            self._line(invoice, "payment", amount, day, ref)
            self._reduce(invoice, amount, day)
            if chance > 0.994:
                self._returns[day + self.rng.randrange(2, 6)].append((invoice, amount, ref))

    def _on_account(self, invoice: Invoice, ref: str, day: int) -> None:
        """Money without a word about what it is for; matched some days later."""
        amount = invoice.open
        row = self._line(invoice, "on_account", amount, day, ref)
        row["item_id"] = None
        row["document"] = None
        account = invoice.account
        credit = Invoice(account, f"ZA-{ref}", "payment", -amount, day, day, -1, open=-amount)
        self._enter(credit)
        self._allocations[day + self.rng.randrange(6, 25)].append((credit, invoice, ref))

    def _allocate(self, credit: Invoice, invoice: Invoice, ref: str, day: int) -> None:
        amount = min(-credit.open, invoice.open)
        if amount > 0:
            self._line(invoice, "allocation", amount, day, ref)
            self._reduce(invoice, amount, day)
        credit.open = 0
        self._touch(credit)

    def _credit(self, invoice: Invoice, day: int, amount: int) -> None:
        self._line(invoice, "credit_note", amount, day, f"CN{invoice.id:06d}")
        invoice.open -= amount
        invoice.credited += amount
        self._touch(invoice)

    def _return(self, invoice: Invoice, amount: int, ref: str, day: int) -> None:
        self._line(invoice, "reversal", -amount, day, ref)
        invoice.open += amount
        invoice.receipts.append((day, -amount))
        if invoice not in invoice.account.invoices:
            invoice.account.invoices.append(invoice)
        self._touch(invoice)
        self.expect(invoice, day + self.rng.randrange(8, 60))

    def _reduce(self, invoice: Invoice, amount: int, day: int) -> None:
        invoice.open -= amount
        invoice.receipts.append((day, amount))
        self._touch(invoice)

    def _touch(self, invoice: Invoice) -> None:
        if not invoice.touched:
            invoice.touched = True
            self.touched.append(invoice)

    def _line(self, invoice: Invoice, kind: str, amount: int, day: int, ref: str) -> Row:
        calendar = self.book.calendar
        account = invoice.account
        posted = min(calendar.after(day, self.rng.choice((0, 1, 1, 2))), calendar.days - 1)
        row: Row = {
            "import_id": None,
            "line_key": f"{ref}/{kind}/{invoice.document}/{day}",
            "ref": ref,
            "kind": kind,
            "company": account.country.company,
            "customer_id": account.id,
            "item_id": invoice,
            "document": invoice.document,
            "currency": account.country.currency,
            "amount_minor": amount,
            "received": calendar.date(day),
            "posted": calendar.date(max(day, posted)),
            "method": "transfer" if kind in ("payment", "on_account") else None,
            "reference": invoice.document if kind == "payment" else None,
            "payer": account.name if kind in ("payment", "on_account") else None,
            "text": None,
        }
        self.new_lines.append(row)
        return self.book.add("payment", row)


class Ledger:
    """The weekly files as imports with their events."""

    def __init__(self, cash: Cash) -> None:
        self.cash = cash
        self.book = cash.book
        self.last: dict[str, int] = {}
        self.number = 0

    def bring_in(self, day: int) -> None:
        """The evening's files of both companies: open items, then the payments."""
        companies = sorted({one.country.company for one in self.cash.customers})
        touched, self.cash.touched = self.cash.touched, []
        for company in companies:
            self._open_items(company, day, touched)
        self._payments(day)

    def _open_items(self, company: str, day: int, touched: list[Invoice]) -> None:
        run = self._run("open-items", company, day, f"open_items_{company}")
        events = dict.fromkeys(EVENT_KINDS, 0)
        for invoice in self.cash.unseen.pop(company, []):
            if invoice.open == 0:
                invoice.account.invoices.remove(invoice)
                continue
            self._first_seen(invoice, run["id"])
            events["new"] += 1
        for invoice in touched:
            if invoice.account.country.company == company:
                kind = self._changed(invoice, run["id"], company, day)
                if kind:
                    events[kind] += 1
        self.last[company] = day
        run["events"] = events
        self._sum_up(run, company, day)
        self._tell(run, day)

    def _first_seen(self, invoice: Invoice, run_id: int) -> None:
        invoice.id = len(self.cash.items) + 1
        invoice.first_import = invoice.last_import = run_id
        invoice.first_open = invoice.ledger = invoice.open
        self.cash.items.append(invoice)

    def _changed(self, invoice: Invoice, run_id: int, company: str, day: int) -> str | None:
        before, invoice.touched = invoice.ledger, False
        if before is None or before == invoice.open or invoice.first_import == run_id:
            return None
        invoice.ledger, invoice.last_import = invoice.open, run_id
        kind = "part_paid"
        if invoice.open == 0:
            by_credit = invoice.kind == "payment" or invoice.credited >= before
            kind = "credited" if by_credit else "paid"
        elif before == 0:
            kind = "reopened"
        dates = self.book.calendar
        self.book.add("item_event", {
            "import_id": run_id, "item_id": invoice.id, "kind": kind,
            "before_minor": before, "after_minor": invoice.open,
            "due_before": dates.date(invoice.due), "due_after": dates.date(invoice.due),
            "after": dates.date(self.last[company]), "until": dates.date(day),
        })  # fmt: skip
        if invoice.open == 0 and invoice in invoice.account.invoices:
            invoice.account.invoices.remove(invoice)
        return kind

    def _payments(self, day: int) -> None:
        lines, self.cash.new_lines = self.cash.new_lines, []
        if not lines:
            return
        run = self._run("payments", "", day, "payments")
        run["rows"] = len(lines)
        for line in lines:
            line["import_id"] = run["id"]
        self._tell(run, day)

    def _run(self, kind: str, company: str, day: int, name: str) -> Row:
        self.number += 1
        at = self.book.calendar.moment(day, EVENING + self.number % 7)
        as_of = self.book.calendar.date(day)
        digest = hashlib.sha256(f"demo/{self.cash.seed}/{self.number}".encode()).hexdigest()
        return self.book.add("import_run", {
            "id": self.number, "key": self.book.id(at), "fingerprint": digest, "kind": kind,
            "file_name": f"{name}_{as_of}.csv", "file_sha256": digest, "profile": None,
            "layout": "demo", "company": company, "as_of": as_of, "rows": 0, "items": 0,
            "customers": 0, "totals": {}, "past_due": {}, "events": {}, "rejects": 0,
            "rejected_money": {}, "warnings": [], "gaps": [],
            "reconciled": "equal to the file's total", "actor": LEAD,
            "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "undone_at": None,
        })  # fmt: skip

    def _sum_up(self, run: Row, company: str, day: int) -> None:
        totals: dict[str, int] = defaultdict(int)
        late: dict[str, int] = defaultdict(int)
        for account in self.cash.customers:
            if account.country.company != company or not account.invoices:
                continue
            run["customers"] += 1
            for invoice in account.invoices:
                if invoice.open:
                    run["items"] += 1
                    totals[account.country.currency] += invoice.open
                    if invoice.due < day and invoice.open > 0:
                        late[account.country.currency] += invoice.open
        run["rows"], run["totals"], run["past_due"] = run["items"], dict(totals), dict(late)

    def _tell(self, run: Row, day: int) -> None:
        at = self.book.calendar.moment(day, EVENING + self.number % 7)
        body = {name: run[name] for name in ("kind", "company", "rows", "items", "customers")}
        body |= {
            "import": run["id"], "file": run["file_name"], "sha256": run["file_sha256"],
            "as_of": run["as_of"].isoformat(), "totals": run["totals"],
            "past_due": run["past_due"], "events": run["events"],
        }  # fmt: skip
        self.book.tell(at, LEAD, "import", None, body, id=run["key"])
