"""What a file says, once it is read: rows of the trade, problems, and the file's own totals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from collectwork.domain.spool import Spool

Kind = Literal[
    "open-items", "payments", "customers", "contacts", "invoices", "people",
    "activities", "worklists", "withheld",
]  # fmt: skip

#: Progress of long work: rows done and rows in all (None while unknown). May raise Stopped.
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in a file that could not be read as what it should be. ``row`` counts from 1 as a
    spreadsheet shows it."""

    row: int | None
    column: str | None
    value: str | None
    expected: str

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column!r}" if self.column else "",
            )
            if part
        )
        said = f" {self.value!r}" if self.value is not None else ""
        return (
            f"{where + ': ' if where else ''}{said.strip()}{' – ' if said else ''}{self.expected}"
        )


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says about a file; None = recognise it."""

    kind: Kind | None = None
    profile: Mapping[str, Any] | None = None
    as_of: date | None = None
    company: str | None = None
    currency: str | None = None
    skip_bad_rows: bool = False
    profile_name: str | None = None


#: The columns of ``FileContent.rows`` by kind. Amounts are minor units of ``currency`` (promised
#: and listed amounts, whose currency only the store knows, are ``Decimal``); dates are dates.
#: Payments: ``source`` is list, bank, lockbox or provider; ``references`` are structured ones, one
#: a line; ``entry`` names the entry of a statement that the payment is (a part of), the same in
#: every file that brings it, and is None for lists. An entry is booked once, with all its parts.
COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    "open-items": (
        "number", "name", "document", "kind", "type_text", "currency", "original", "open",
        "issued", "due", "settled", "po", "terms", "disputed", "company",
    ),
    "invoices": (
        "number", "name", "document", "kind", "type_text", "currency", "original", "open",
        "issued", "due", "settled", "po", "terms", "disputed", "company",
    ),
    "payments": (
        "ref", "kind", "number", "name", "document", "currency", "amount", "received", "posted",
        "method", "reference", "text", "company",
        "payer_account", "own_account", "references", "source", "entry",
    ),
    "customers": (),
    "contacts": (),
    "people": (
        "login", "name", "role", "team", "email", "phone", "languages", "skills", "seniority",
        "capacity",
    ),
    "activities": (
        "id", "at", "logged_at", "by", "number", "documents", "channel", "code", "template",
        "promise_date", "promise_amount", "source", "text",
    ),
    "worklists": (
        "day", "collector", "rank", "number", "priority", "overdue", "oldest_days",
    ),
    "withheld": ("day", "collector", "number", "channel", "until", "reason"),
}  # fmt: skip


#: The columns of ``FileContent.rows`` of a summary by age (``shape`` "summary"): what a customer
#: owes in one bucket. ``what`` and the bounds as in ``domain.balances``.
BALANCES = (
    "number", "name", "what", "bucket", "days_from", "days_to", "due_by", "currency", "open",
    "company",
)  # fmt: skip


class CustomerFacts(NamedTuple):
    """What a file says about an account beyond its items; None where it says nothing. A tuple,
    because a file may hold as many accounts as rows."""

    number: str
    name: str
    owner: str | None = None
    segment: str | None = None
    country: str | None = None
    language: str | None = None
    terms: str | None = None
    credit_limit: int | None = None
    credit_currency: str | None = None
    address: str | None = None
    parent: str | None = None
    time_zone: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A person or mailbox that a file names at an account."""

    number: str
    name: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """What a statement says of its account: minor units, negative when overdrawn; None where it
    does not say."""

    account: str | None
    currency: str
    opening: int | None
    opened: date | None
    closing: int | None
    closed: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a bank wrote, booked or not: sums in minor units by currency. A returned debit counts
    as money in, a credit taken back as money out: the sides are those of the account."""

    entries: int = 0
    credit_count: int = 0
    debit_count: int = 0
    credits: Mapping[str, int] = field(default_factory=dict)
    debits: Mapping[str, int] = field(default_factory=dict)
    statements: int = 0
    balances: tuple[Balance, ...] = ()


@dataclass(slots=True)
class FileContent:
    """A read file. ``rows`` hold tuples in the order of ``columns`` (= ``COLUMNS[kind]``); an
    open-item list that carries settlement days also holds the rows settled by then, open = 0."""

    path: Path
    sha256: str
    kind: Kind
    layout: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    as_of: date | None
    company: str | None
    row_count: int
    reconciled: str  # "equal to the file's total", "not checkable: …"
    warnings: list[str] = field(default_factory=list)
    gaps: list[tuple[str, str]] = field(default_factory=list)  # what lacks, what that disables
    rejects: list[Problem] = field(default_factory=list)
    rejected_money: dict[str, int] = field(default_factory=dict)
    rejected_rows: list[Sequence[str]] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)  # field → column heading
    #: how cells were read, as far as that made a difference: decimal_mark, date_order
    style: dict[str, str] = field(default_factory=dict)
    customers: list[CustomerFacts] = field(default_factory=list)
    contacts: list[ContactFacts] = field(default_factory=list)
    has_disputes: bool = False  # the file says of every row whether it is disputed
    shape: str | None = None  # "summary": balances by age, see ``BALANCES``
    title: str | None = None  # the company's name as printed above the table
    heading: tuple[str, ...] = ()  # of the rejected rows
    spool: Spool | None = None  # the rows of a large ledger, in the place of ``rows``
    statement: Statement | None = None  # of bank files


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; the keys of the command line's JSON."""

    import_id: int | None
    file: str
    kind: str
    profile: str | None
    layout: str
    company: str
    as_of: date | None
    rows: int
    items: int
    customers: int
    totals: Mapping[str, int]
    past_due: Mapping[str, int]
    events: Mapping[str, int]
    duplicate: bool
    rejects: int
    rejected_money: Mapping[str, int]
    reconciled: str
    warnings: tuple[str, ...]
    gaps: tuple[tuple[str, str], ...] = ()
    rejects_file: str | None = None
    at: str | None = None
    actor: str | None = None
    dry_run: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)
    style: Mapping[str, str] = field(default_factory=dict)  # as in FileContent; not kept
    #: rows set aside: a heading, then row number, reason and cells; not kept in the store
    set_aside: tuple[tuple[str, ...], ...] = ()
    shape: str | None = None  # "summary": balances by age, no invoices
    statement: Statement | None = None  # of bank files
    undone_at: str | None = None  # UTC text, when it was taken back
    revocable: bool = False  # what was before it is kept


@dataclass(frozen=True, slots=True)
class Undone:
    """An import that was taken back. ``before`` and ``after``: how many items, customers,
    contacts, payments, events and people there were, and ``open`` in minor units by currency.

    ``lines``: lines of lists for customers that are gone; ``changed_since``: rows that followed
    from the import, changed by somebody since, and left so; ``planned``: the day's list was made
    again.
    """

    import_id: int
    file: str
    kind: str
    company: str
    as_of: date | None
    undone_at: str
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    lines: int = 0
    changed_since: int = 0
    planned: bool = False


class Equipment(NamedTuple):
    """Of the customers with something open, how many have a usable mail address, a telephone
    number, a language (or a country that tells it), a credit limit."""

    customers: int
    mail: int
    phone: int
    language: int
    limits: int


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the facts are: the newest ledger, and the newest cash, of each company."""

    company: str
    kind: str  # open-items or payments
    as_of: date | None
    at: str


EVENTS = ("new", "paid", "part_paid", "credited", "reopened", "due_moved", "vanished")
