"""Payments: every line once.

A line of a payment list that names a known invoice is the ledger's own word: it is applied as it
stands, and so are credit notes, allocations and money on account that a ledger reports. Every other
payment, and all that a bank brings, is a *receipt*: matched, and where that is not certain, left
for a person to decide.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from datetime import date
from typing import Any, NamedTuple

from collectwork.domain.activity import canon
from collectwork.domain.customers import key
from collectwork.domain.ledger import CustomerFacts
from collectwork.domain.matching_checks import account_key
from collectwork.domain.money import decimals
from collectwork.usecases import cash_settling
from collectwork.usecases.intaking import Intake, Taken

LIST = "list"  # the source of lines that a ledger wrote, not a bank


class Row(NamedTuple):
    """A row of ``domain.ledger.COLUMNS["payments"]``."""

    ref: str
    kind: str
    number: str | None
    name: str | None
    document: str | None
    currency: str
    amount: int
    received: date
    posted: date | None
    method: str | None
    reference: str | None
    text: str | None
    company: str | None
    payer_account: str | None
    own_account: str | None
    references: str | None
    source: str
    entry: str | None


def payments(intake: Intake) -> Taken:
    """Add the lines not known yet; what they pay is open no longer."""
    imports, content = intake.tx.imports, intake.content
    rows = [Row(*row) for row in content.rows]
    taken = Taken(items=len(rows), company=content.company or "")
    taken.customers = len({key(row.number) for row in rows if row.number})
    for row in rows:
        taken.totals[row.currency] = taken.totals.get(row.currency, 0) + row.amount
    fresh = _fresh(intake, rows, taken)
    ids = _customers(intake, [row for _, row in fresh])
    items = _items(intake, [row for _, row in fresh if row.source == LIST])
    lines, receipts = [], []
    for mark, row in fresh:
        made = _payment(row, mark, intake, taken.company, ids, items)
        lines.append((row, made))
        if row.amount and (row.source != LIST or _loose(made)):
            receipts.append(_receipt(row, made))
    _say_unapplied([made for row, made in lines if row.source == LIST], taken)
    held = {receipt["line_key"] for receipt in receipts}
    plain = [made for row, made in lines if made["line_key"] not in held and row.source == LIST]
    imports.add_payments(plain)
    imports.after_cash(run_id=intake.run_id)
    numbers = intake.tx.cash.add(receipts)
    if numbers:
        cash_settling.settle(intake, list(numbers.values()), taken)
        _say_settled(intake, list(numbers.values()), taken)
    return taken


def match_again(intake: Intake, taken: Taken) -> None:
    """After a ledger: receipts that came before their invoices."""
    waiting = intake.tx.cash.waiting()
    if waiting:
        cash_settling.settle(intake, waiting, taken)


def _fresh(intake: Intake, rows: list[Row], taken: Taken) -> list[tuple[str, Row]]:
    """Rows that no earlier file brought; a bank's entry is known as a whole."""
    cash = intake.tx.cash
    marks = _line_keys(rows, taken.company)
    known = intake.tx.imports.known_lines(marks) | cash.known_keys(marks)
    entries = cash.known_entries_of({row.entry for row in rows if row.entry})
    fresh = [
        (mark, row)
        for mark, row in zip(marks, rows, strict=True)
        if mark not in known and row.entry not in entries
    ]
    if len(fresh) < len(rows):
        taken.warnings.append(f"{len(rows) - len(fresh)} lines were known from an earlier import")
    _say_alike(intake, [row for _, row in fresh if row.entry], taken)
    return fresh


def _say_alike(intake: Intake, rows: list[Row], taken: Taken) -> None:
    """The same account in two formats words its entries differently: booked, and said."""
    there = intake.tx.cash.brought_on({row.posted for row in rows if row.posted})
    alike = [row for row in rows if (row.currency, row.amount, row.posted) in there]
    if alike:
        money: Counter[str] = Counter()
        for row in alike:
            money[row.currency] += row.amount
        taken.warnings.append(
            f"{len(alike)} of these payments ({_moneys(money)}) have the day and the amount of "
            "payments that another file brought, in other words: if both files are of one "
            "account, this one brought them twice"
        )


def _moneys(amounts: Counter[str]) -> str:
    return ", ".join(f"{code} {decimals(minor, code)}" for code, minor in sorted(amounts.items()))


def _line_keys(rows: list[Row], company: str) -> list[str]:
    """What makes a line the same line in another file; equal lines of one file are numbered."""
    times: Counter[str] = Counter()
    marks = []
    for row in rows:
        parts = [
            row.company or company, row.ref, row.kind, key(row.number or ""), row.document,
            row.currency, row.amount, row.received.isoformat(),
            row.posted.isoformat() if row.posted else None,
            None if row.ref else [row.reference, row.text],
        ]  # fmt: skip
        if row.source != LIST:
            parts += [
                row.entry, row.own_account, row.payer_account, row.references, row.name, row.text,
            ]  # fmt: skip
        mark = hashlib.sha256(canon(parts).encode()).hexdigest()[:32]
        times[mark] += 1
        marks.append(mark if times[mark] == 1 else f"{mark}-{times[mark]}")
    return marks


def _customers(intake: Intake, rows: list[Row]) -> dict[str, int]:
    facts = {
        row.number: CustomerFacts(row.number, row.name or row.number) for row in rows if row.number
    }
    return intake.tx.imports.upsert_customers(list(facts.values()), intake.run_id, master=False)


Items = dict[str, list[tuple[int, int, str, str, str, int]]]


def _items(intake: Intake, rows: list[Row]) -> Items:
    documents = sorted({row.document for row in rows if row.document})
    found: Items = defaultdict(list)
    for item in intake.tx.imports.items_of(documents):
        found[item[3]].append(item)
    return found


def _payment(
    row: Row, mark: str, intake: Intake, company: str, ids: dict[str, int], items: Items
) -> dict[str, Any]:
    customer_id = ids.get(row.number) if row.number else None
    item_id = None if row.kind == "on_account" else _matched(row, company, customer_id, items)
    return {
        "import_id": intake.run_id, "line_key": mark, "ref": row.ref or mark[:12],
        "kind": row.kind, "company": row.company or company, "customer_id": customer_id,
        "item_id": item_id, "document": row.document, "currency": row.currency,
        "amount_minor": row.amount, "received": row.received, "posted": row.posted,
        "method": row.method, "reference": row.reference, "payer": row.name, "text": row.text,
    }  # fmt: skip


def _loose(made: dict[str, Any]) -> bool:
    return made["kind"] == "payment" and made["item_id"] is None


def _receipt(row: Row, made: dict[str, Any]) -> dict[str, Any]:
    """A row of ``receipt``; its cash is written once it is matched."""
    kept = (
        "import_id", "line_key", "ref", "company", "customer_id", "currency", "amount_minor",
        "received", "posted", "method", "reference", "payer", "text",
    )  # fmt: skip
    return {name: made[name] for name in kept} | {
        "kind": "reversal" if row.amount < 0 else "payment", "source": row.source,
        "entry": row.entry, "own_account": row.own_account,
        "payer_account": account_key(row.payer_account) if row.payer_account else None,
        "told_number": row.number, "told_document": row.document, "structured": row.references,
        "applied_minor": 0, "state": "open", "automatic": False, "version": 1,
        "ref": row.ref,
    }  # fmt: skip


def _say_settled(intake: Intake, ids: list[int], taken: Taken) -> None:
    """How many of a bank's payments were applied, and how many wait for a person."""
    made = intake.tx.cash.receipts(ids=ids)
    bank = [one for one in made if one.source != LIST]
    waiting = sum(one.state == "open" for one in bank)
    if bank:
        taken.warnings.append(
            f"{len(bank) - waiting} of {len(bank)} payments were applied; {waiting} wait for a "
            "decision (collectwork cash)"
        )


def _matched(row: Row, company: str, customer_id: int | None, items: Items) -> int | None:
    """The item of that document, customer and currency; the first with enough open, of several."""
    company = row.company or company
    fits = [
        item
        for item in items.get(row.document or "", ())
        if item[4] == row.currency
        and (customer_id is None or item[1] == customer_id)
        and (not company or item[2] == company)
    ]
    if not fits or (customer_id is None and len({item[1] for item in fits}) > 1):
        return None
    enough = [item for item in fits if item[5] >= row.amount]
    return (enough or fits)[0][0]


def _say_unapplied(made: list[dict[str, Any]], taken: Taken) -> None:
    loose = [row for row in made if row["item_id"] is None and row["kind"] != "credit_note"]
    nameless = sum(not row["document"] for row in loose)
    if nameless:
        taken.warnings.append(f"{nameless} lines name no invoice and stay unapplied")
    if len(loose) > nameless:
        taken.warnings.append(
            f"{len(loose) - nameless} lines name an invoice that is not known and stay unapplied"
        )
