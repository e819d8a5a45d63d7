"""Summaries by age: balances by customer and bucket take the place of those before.

Balances move on from bucket to bucket as time passes, so nothing can be said of a bucket from one
summary to the next. What is provable is that a customer's whole balance rose or fell: that is
``changed``, and never called a payment, because a credit or an invoice may hide in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from collectwork.domain.balances import BALANCE, document_of
from collectwork.domain.comparing import Change, ItemEvent
from collectwork.errors import InputRefused
from collectwork.usecases.import_items import companies_of, day_before, event_row, named_in
from collectwork.usecases.import_shape import from_invoices
from collectwork.usecases.intaking import Intake, Taken


class Row(NamedTuple):
    """A row of ``domain.ledger.BALANCES``."""

    number: str
    name: str
    what: str
    bucket: str
    days_from: int | None
    days_to: int | None
    due_by: date | None
    currency: str
    open: int
    company: str | None

    @property
    def document(self) -> str:
        """No document to know a company by."""
        return ""


Whole = dict[tuple[int, str], int]


def balances(intake: Intake) -> Taken:
    """A summary replaces the ledger before of its company, be it invoices or balances."""
    rows = [Row(*row) for row in intake.content.rows]
    imports, as_of = intake.tx.imports, intake.content.as_of
    if as_of is None:
        raise InputRefused("Not imported: a summary needs its day. Say --as-of.")
    taken = _figures(rows, as_of)
    ids = imports.upsert_customers(intake.content.customers, intake.run_id, master=False)
    imports.upsert_contacts(intake.content.contacts, ids, intake.run_id, master=False)
    companies, taken.company = companies_of(intake, named_in(rows), ids, taken)
    days = [day for company in companies if (day := day_before(intake, company))]
    after = max(days, default=None)
    before = imports.balances_before(companies)
    imports.stage(_staged(rows, ids, taken.company, as_of), balances=True)
    imports.find_gone(companies)
    changes = [change for piece in imports.changes() for change in piece]
    invoices = [change for change in changes if change.before.kind != BALANCE]
    moved = [change for change in changes if change.before.kind == BALANCE]
    now = _whole(rows, ids)
    imports.keep_ledger()
    imports.take_over(intake.run_id, companies)
    events = [_moved(change, now, after, as_of) for change in moved]
    events += from_invoices(intake, taken, invoices, after, as_of)
    imports.record_events([event_row(event, intake.run_id) for event in events])
    _count(taken, before, now)
    imports.unstage()
    imports.after_cash(companies=companies)
    return taken


def _figures(rows: Sequence[Row], as_of: date) -> Taken:
    taken = Taken(items=len(rows), customers=len({row.number for row in rows}))
    for row in rows:
        late = row.open if row.open > 0 and row.due_by is not None and row.due_by < as_of else 0
        taken.totals[row.currency] = taken.totals.get(row.currency, 0) + row.open
        taken.past_due[row.currency] = taken.past_due.get(row.currency, 0) + late
    return taken


def _whole(rows: Sequence[Row], ids: dict[str, int]) -> Whole:
    found: Whole = defaultdict(int)
    for row in rows:
        found[(ids[row.number], row.currency)] += row.open
    return dict(found)


def _staged(
    rows: Sequence[Row], ids: dict[str, int], company: str, as_of: date
) -> list[tuple[Any, ...]]:
    """In the order of the store's ``STAGED_BALANCES``. Balances of two days are two items, told
    apart by their line, because a bound belongs to one day."""
    found: dict[tuple[Any, ...], tuple[str, int]] = {}
    for row in rows:
        document = document_of(row.what, row.days_from, row.days_to, row.bucket)
        key = (
            ids[row.number], row.company or company, document, row.currency, row.days_from,
            row.days_to, row.due_by,
        )  # fmt: skip
        label, minor = found.get(key, (row.bucket, 0))
        found[key] = (label, minor + row.open)
    line = as_of.toordinal()
    return [
        (customer, of, document, line, BALANCE, label, currency, minor, first, last, by)
        for (customer, of, document, currency, first, last, by), (label, minor) in found.items()
    ]


def _moved(change: Change, now: Whole, after: date | None, until: date) -> ItemEvent:
    """An older balance: gone with its customer, or taken over by those of the new day."""
    old = change.before
    gone = not now.get((old.customer_id, old.currency))
    kind = "vanished" if gone and not change.minor else "changed"
    return ItemEvent(old.id, kind, old.minor, change.minor, None, None, after, until)


def _count(taken: Taken, before: Whole, now: Whole) -> None:
    """Events by customer and currency, since buckets say nothing from one day to the next."""
    taken.events["new"] = sum(1 for key, minor in now.items() if minor and key not in before)
    taken.events["vanished"] = sum(1 for key in before if not now.get(key))
    taken.events["changed"] = sum(
        1 for key, minor in now.items() if minor and before.get(key, minor) != minor
    )
    fallen = sum(1 for key, minor in before.items() if minor > now.get(key, 0))
    if fallen:
        taken.warnings.append(
            f"the balances of {fallen} customers fell since the summary before; whether by payment "
            "or by credit it does not say, so they are not called paid"
        )
