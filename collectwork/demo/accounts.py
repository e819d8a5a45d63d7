"""Customers and their invoices: who they are, how they pay, what they are billed.

Days are integers counted from the first day of the history; money is minor units.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from collectwork.demo.team import TEAM
from collectwork.demo.words import (
    COUNTRIES,
    GERMAN,
    ROLES,
    SEGMENTS,
    TRADES,
    TRADES_ABROAD,
    Country,
)

#: Kinds of payers: share, usual days late, spread, chance that an invoice waits to be asked for,
#: chance that a promise is kept.
PAYERS = (
    ("prompt", 0.36, (-2, 4), 2.0, 0.02, 0.95),
    ("slow", 0.34, (6, 18), 5.0, 0.10, 0.82),
    ("waits", 0.22, (20, 42), 9.0, 0.45, 0.66),
    ("poor", 0.08, (45, 95), 20.0, 0.75, 0.35),
)
BACKLOG_DAYS = 75  # invoices from before the history, so that it does not begin with nothing owed


@dataclass(slots=True, eq=False)
class Invoice:
    """A document of the ledger while time passes. ``ledger`` is what the last import said."""

    account: Account
    document: str
    kind: str
    amount: int
    issued: int
    due: int
    pay_on: int
    po: str | None = None
    id: int = 0
    open: int = 0
    credited: int = 0
    ledger: int | None = None
    ledger_due: int = 0
    first_import: int = 0
    first_open: int = 0
    last_import: int = 0
    disputed_until: int = -1
    promise: Promised | None = None
    touched: bool = False
    receipts: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Promised:
    """A promise on one invoice while its time runs."""

    id: str
    entry_id: str
    invoice: Invoice
    actor: str
    amount: int
    made: int
    due: int
    level: int
    contact_id: int
    state: str = "open"
    received: int = 0
    state_on: int | None = None
    ended: str | None = None
    ended_on: int | None = None


@dataclass(slots=True, eq=False)
class Account:
    """A customer and what nobody but the simulation knows about it."""

    id: int
    number: str
    name: str
    country: Country
    city: str
    segment: str
    terms: int
    owner: str
    payer: str
    late: float
    spread: float
    stuck: float
    keeps: float
    moved: float
    answers: float
    pay_day: int
    size: int
    a_month: float
    contacts: list[tuple[str, str]]
    first_contact: int = 0
    invoices: list[Invoice] = field(default_factory=list)
    since: int | None = None
    last_contact: int = -999
    quiet_until: int = -1
    blocked_until: int = -1
    callback: int | None = None
    strategy: str = ""
    stage: int = 0  # steps of the strategy that are behind it
    tries: int = 0  # calls in vain for the present step
    done: tuple[str, str, int, int, Invoice] | None = None  # strategy, step, number, day, lead
    broken: set[str] = field(default_factory=set)  # promises, by the entry they were given in
    asked: int = 0


def accounts(count: int, rng: Random) -> list[Account]:
    """That many customers; equal for equal seeds."""
    logins = _owners(count, rng)
    used: dict[str, int] = {}
    made = []
    contact = 1
    for index in range(count):
        account = _account(index, logins[index], rng, used)
        account.first_contact = contact
        contact += len(account.contacts)
        made.append(account)
    return made


def _owners(count: int, rng: Random) -> list[str]:
    owners = [one.login for one in TEAM for _ in range(round(one.share * count))]
    owners += [TEAM[1].login] * (count - len(owners))
    rng.shuffle(owners)
    return owners[:count]


def _account(index: int, owner: str, rng: Random, used: dict[str, int]) -> Account:
    country = rng.choices(COUNTRIES, [one.weight for one in COUNTRIES])[0]
    payer, _, (least, most), spread, stuck, keeps = rng.choices(
        PAYERS, [share for _, share, *_ in PAYERS]
    )[0]
    name = _name(country, rng, used)
    segment = rng.choices(SEGMENTS, (55, 30, 10, 5))[0]
    size = int(rng.lognormvariate(11.6, 0.9)) + 2_000
    return Account(
        id=index + 1,
        number=f"{10_000 + index * 7}",
        name=name,
        country=country,
        city=rng.choice(country.cities),
        segment=segment,
        terms=rng.choices((14, 30, 45, 60), (20, 55, 15, 10))[0],
        owner=owner,
        payer=payer,
        late=rng.uniform(least, most),
        spread=spread,
        stuck=stuck,
        keeps=keeps,
        moved=rng.uniform(0.6, 1.4),
        answers=rng.uniform(0.6, 1.3),
        pay_day=rng.randrange(5),
        size=size * (4 if segment == "key account" else 1),
        a_month=rng.choice((0.7, 1.2, 2.0, 3.2)),
        contacts=_contacts(country, rng),
    )


def _name(country: Country, rng: Random, used: dict[str, int]) -> str:
    trades = TRADES if country.code in GERMAN else TRADES_ABROAD
    city = f" {rng.choice(country.cities)}" if rng.random() < 0.25 else ""
    name = f"{rng.choice(country.stems)} {rng.choice(trades)}{city} {rng.choice(country.forms)}"
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else f"{name} {used[name]}"


def _contacts(country: Country, rng: Random) -> list[tuple[str, str]]:
    many = rng.choices((1, 2, 3), (45, 40, 15))[0]
    return [
        (f"{rng.choice(country.first)} {rng.choice(country.last)}", role) for role in ROLES[:many]
    ]


def invoices(account: Account, days: int, rng: Random) -> list[Invoice]:
    """What the account is billed from the backlog on to the last day, in order."""
    billed = []
    day = -BACKLOG_DAYS + rng.randrange(30)
    while day < days:
        amount = max(1_500, int(account.size * rng.lognormvariate(0, 0.5)))
        amount += rng.randrange(100)
        due = day + account.terms
        po = f"PO-{rng.randrange(10_000, 99_999)}" if rng.random() < 0.4 else None
        invoice = Invoice(account, "", "invoice", amount, day, due, 0, po, open=amount)
        invoice.pay_on = natural(invoice, rng)
        billed.append(invoice)
        day += max(1, round(rng.expovariate(account.a_month / 30)))
    return billed


def natural(invoice: Invoice, rng: Random) -> int:
    """The day on which it would be paid if nobody asked."""
    account = invoice.account
    day = invoice.due + rng.gauss(account.late, account.spread)
    if rng.random() < account.stuck:
        day += rng.uniform(35, 110)
    return max(invoice.issued + 8, round(day))
