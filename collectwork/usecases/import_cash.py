"""Payment lists: every line once, matched by document and customer; the rest stays unapplied."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from datetime import date
from typing import Any, NamedTuple

from collectwork.domain.activity import canon
from collectwork.domain.customers import key
from collectwork.domain.ledger import CustomerFacts
from collectwork.usecases.intaking import Intake, Taken


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
    marks = _line_keys(rows, taken.company)
    known = imports.known_lines(marks)
    fresh = [(mark, row) for mark, row in zip(marks, rows, strict=True) if mark not in known]
    ids = _customers(intake, [row for _, row in fresh])
    items = _items(intake, [row for _, row in fresh])
    made = [_payment(row, mark, intake, taken.company, ids, items) for mark, row in fresh]
    imports.add_payments(made)
    imports.after_cash(run_id=intake.run_id)
    if known:
        taken.warnings.append(f"{len(rows) - len(fresh)} lines were known from an earlier import")
    _say_unapplied(made, taken)
    return taken


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
