"""A year of collecting, day by day: pure, and equal for equal sizes, seeds and days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from collectwork.demo.accounts import Account, Invoice, accounts
from collectwork.demo.book import Book, Calendar, Row
from collectwork.demo.cash import Cash, Ledger
from collectwork.demo.mails import address
from collectwork.demo.post import postal
from collectwork.demo.team import TEAM
from collectwork.demo.work import Work
from collectwork.domain.customers import key
from collectwork.rules.ruleset import Ruleset

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What book is wanted: so many customers, so many days up to the day before ``today``."""

    customers: int
    seed: int
    days: int
    today: date


def history(wish: Wish, rules: Ruleset, progress: Progress) -> Book:
    """Everything that happened, as rows and entries in order of time."""
    rng = Random(wish.seed)  # noqa: S311  (a made-up book, not a secret)
    book = Book(Calendar(wish.today - timedelta(days=wish.days), wish.days), rng)
    customers = accounts(wish.customers, rng)
    cash = Cash(book, customers, wish.seed)
    ledger = Ledger(cash)
    work = Work(book, cash, rules)
    for day in range(wish.days):
        cash.start_day(day)
        if ledger.number and book.calendar.is_open(day):
            work.day(day)
        if (wish.days - 1 - day) % 7 == 0:
            ledger.bring_in(day)
        progress("living through the days", day + 1, wish.days)
    _team(book)
    _master_data(book, customers)
    _items(book, cash)
    work.desk.mails.stuck({one.id: one.ledger or 0 for one in cash.items})
    _promises(book, work)
    _threads(book, customers)
    book.told.sort(key=lambda one: one.at)
    return book


def _team(book: Book) -> None:
    common: Row = {"team": "receivables", "skills": [], "absent_from": None, "absent_until": None}
    dates = book.calendar
    for one in TEAM:
        away: Row = {}
        if one.away:
            away = {
                "absent_from": dates.date(dates.days - one.away),
                "absent_until": dates.date(dates.days - 1),
            }
        book.add("person", common | away | {
            "login": one.login, "name": one.name, "role": one.role,
            "email": f"{one.login}@seller.example", "phone": None,
            "languages": list(one.languages), "seniority": one.seniority,
            "capacity": one.contacts * 3, "active": True,
        })  # fmt: skip
    for login, role in (("admin", "admin"), ("audit", "auditor")):
        book.add("person", common | {
            "login": login, "name": login.capitalize(), "role": role, "email": None,
            "phone": None, "languages": ["en"], "seniority": 1, "capacity": 0, "active": True,
        })  # fmt: skip


def _master_data(book: Book, customers: list[Account]) -> None:
    for account in customers:
        country = account.country
        limit = account.size * (1 if account.id % 11 == 1 else 12) if account.id % 3 else None
        book.add("customer", {
            "id": account.id, "key": key(account.number), "number": account.number,
            "name": account.name, "name_key": key(account.name), "owner": account.owner,
            "segment": account.segment, "country": country.code, "language": country.language,
            "time_zone": country.zone, "terms": f"{account.terms} days net",
            "credit_limit_minor": limit, "credit_currency": country.currency if limit else None,
            "tags": [], "address": postal(account), "first_import_id": 1,
        })  # fmt: skip
        for number, (name, role) in enumerate(account.contacts):
            book.add("contact", {
                "id": account.first_contact + number, "customer_id": account.id, "name": name,
                "role": role, "email": address(account, number),
                "phone": f"{country.dial} 5550{account.id % 1000:03d}{number}",
                "language": country.language, "time_zone": country.zone, "source": "import",
                "main": number == 0, "do_not_contact": False,
                "email_state": "bounced" if account.id % 53 == 0 and number == 0 else "ok",
            })  # fmt: skip


def _items(book: Book, cash: Cash) -> None:
    dates = book.calendar
    ledgers = {(one.account.country.company, one.last_import) for one in cash.items}
    for company, number in sorted(ledgers):
        book.add("ledger_run", {"company": company, "import_id": number})
    for one in cash.items:
        account = one.account
        book.add("item", {
            "id": one.id, "customer_id": account.id, "company": account.country.company,
            "document": one.document, "line": 1, "kind": one.kind, "type_text": None,
            "currency": account.country.currency, "original_minor": one.amount,
            "ledger_minor": one.ledger, "open_minor": one.ledger or 0,
            "issued": dates.date(one.issued), "due": dates.date(one.due), "settled": None,
            "po": one.po, "terms": f"{account.terms} days net",
            "first_import_id": one.first_import, "first_open_minor": one.first_open,
            "first_due": dates.date(one.due), "last_import_id": one.last_import,
        })  # fmt: skip
    for line in book.rows.get("payment", []):
        invoice = line["item_id"]
        line["item_id"] = invoice.id or None if isinstance(invoice, Invoice) else None


def _promises(book: Book, work: Work) -> None:
    dates = book.calendar
    for one in work.desk.made:
        ended = None if one.ended_on is None else dates.date(one.ended_on)
        book.add("promise", {
            "id": one.id, "entry_id": one.entry_id, "customer_id": one.invoice.account.id,
            "item_id": one.invoice.id, "contact_id": one.contact_id, "actor": one.actor,
            "currency": one.invoice.account.country.currency, "amount_minor": one.amount,
            "made_on": dates.date(one.made), "due": dates.date(one.due), "tolerance_days": 3,
            "level": one.level, "how": "transfer", "reference": None, "state": one.state,
            "received_minor": one.received,
            "state_on": None if one.state_on is None else dates.date(one.state_on),
            "frozen": False, "ended": one.ended, "ended_on": ended,
        })  # fmt: skip


def _threads(book: Book, customers: list[Account]) -> None:
    for account in customers:
        if account.done is None or account.since is None:
            continue
        strategy, step, number, day, lead = account.done
        book.add("thread", {
            "customer_id": account.id, "company": "", "strategy": strategy, "step": step,
            "step_no": number, "done_on": book.calendar.date(day),
            "lead_item_id": lead.id, "eligible_since": book.calendar.date(account.since),
            "entered": None,
        })  # fmt: skip
