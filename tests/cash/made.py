"""Ledgers and bank statements as values: what a reader would hand over, without a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from collectwork.domain.cash import Receipt
from collectwork.domain.ledger import (
    COLUMNS,
    CustomerFacts,
    FileContent,
    ImportReport,
    Kind,
    ReadOptions,
)
from collectwork.usecases import cash
from collectwork.usecases.desk import Desk
from collectwork.usecases.importing import bring_in

DAY = date(2026, 11, 20)  # of the first ledger
NEXT = DAY + timedelta(days=1)


@dataclass(frozen=True)
class Owed:
    """An item of a ledger; amounts in minor units."""

    number: str
    name: str
    document: str
    open: int
    due: date = date(2026, 11, 30)
    currency: str = "EUR"
    company: str | None = None
    terms: str | None = None
    issued: date | None = None
    original: int | None = None


@dataclass(frozen=True)
class Paid:
    """A payment of a bank statement, or (``source`` list) of a payment list."""

    amount: int
    text: str | None = None
    payer: str | None = None
    account: str | None = None
    references: str | None = None
    day: date = NEXT
    currency: str = "EUR"
    ref: str = ""
    source: str = "bank"
    number: str | None = None
    document: str | None = None
    kind: str | None = None
    company: str | None = None
    posted: date | None = None

    def row(self) -> tuple[Any, ...]:
        kind = self.kind or ("payment" if self.amount >= 0 else "reversal")
        return (
            self.ref, kind, self.number, self.payer, self.document, self.currency, self.amount,
            self.day, self.posted or self.day, None, None, self.text, self.company, self.account,
            "DE81990077100063300418" if self.source == "bank" else None, self.references,
            self.source, None,
        )  # fmt: skip


def ledger(
    desk: Desk, items: Iterable[Owed], as_of: date = DAY, parents: dict[str, str] | None = None
) -> ImportReport:
    """Bring a ledger in."""
    held = list(items)
    rows = [
        (
            one.number, one.name, one.document, "invoice" if one.open >= 0 else "credit", None,
            one.currency, one.original if one.original is not None else one.open, one.open,
            one.issued or one.due - timedelta(days=30), one.due, None, None, one.terms, None,
            one.company,
        )
        for one in held
    ]  # fmt: skip
    facts = {one.number: CustomerFacts(one.number, one.name) for one in held}
    if parents:
        bring(desk, "customers", [], as_of, [
            CustomerFacts(number, facts[number].name, parent=parents.get(number))
            for number in facts
        ])  # fmt: skip
    return bring(desk, "open-items", rows, as_of, list(facts.values()))


def statement(desk: Desk, paid: Sequence[Paid], as_of: date | None = None) -> ImportReport:
    """Bring a bank statement (or a payment list) in."""
    rows = [one.row() for one in paid]
    return bring(desk, "payments", rows, as_of or max((one.day for one in paid), default=NEXT))


def bring(
    desk: Desk,
    kind: Kind,
    rows: list[tuple[Any, ...]],
    as_of: date,
    customers: Sequence[CustomerFacts] = (),
) -> ImportReport:
    """As if a file had been read."""
    digest = hashlib.sha256(repr((kind, rows, as_of, customers)).encode()).hexdigest()
    company = "" if kind == "open-items" and not any(row[-1] for row in rows) else None

    def reader(path: Path, options: ReadOptions, progress: object = None) -> FileContent:
        return FileContent(
            path=path, sha256=digest, kind=kind, layout="made", columns=COLUMNS[kind], rows=rows,
            as_of=as_of, company=company, row_count=len(rows), reconciled="equal",
            customers=list(customers),
        )  # fmt: skip

    return bring_in(replace(desk, reader=reader), Path(f"{kind}.made"), ReadOptions())


def opens(desk: Desk) -> dict[str, int]:
    """What is open, by document; several items of a number add up."""
    found: dict[str, int] = {}
    with desk.store.read() as tx:
        for customer_id, *_ in tx.cash.everybody():
            for item in tx.accounts.items(customer_id, desk.today):
                found[item.document] = found.get(item.document, 0) + item.open
    return found


def shown(desk: Desk, receipt_id: int | None = None) -> Receipt:
    """The receipt, or the only one."""
    found = cash.receipts(desk)
    return found[0] if receipt_id is None else next(r for r in found if r.id == receipt_id)
