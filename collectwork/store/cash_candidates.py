"""What a receipt may pay: items by document number or amount, and who may have paid."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, Subquery, and_, case, func, or_, select

from collectwork.domain.balances import BALANCE
from collectwork.domain.cash import CashItem
from collectwork.domain.matching_references import document_key, number_core
from collectwork.store.tables import table

_CHUNK = 500


class Candidates:
    """Look-ups for matching within one transaction; each is one pass over the book."""

    _connection: Connection

    def items_named(
        self, keys: Collection[str], amounts: Collection[tuple[str, int]], since: date
    ) -> tuple[dict[str, list[int]], dict[tuple[str, int], list[int]]]:
        """Items whose document has one of these keys (or digits), and those whose open amount is
        one of these (currency, minor units): ids by key and by amount.

        Of settled items only those that a ledger of ``since`` or later still told of: older ones
        were settled before the money came. Balances of a summary by age are never paid one by one.
        """
        item, run = table("item"), table("import_run")
        query = (
            select(item.c.id, item.c.document, item.c.currency, item.c.open_minor)
            .join(run, run.c.id == item.c.last_import_id)
            .where(
                item.c.kind != BALANCE,
                or_(
                    item.c.open_minor != 0,
                    run.c.as_of >= since,
                    and_(run.c.kind != "open-items", item.c.original_minor.is_not(None)),
                ),
            )
        )
        by_key: dict[str, list[int]] = {}
        by_amount: dict[tuple[str, int], list[int]] = {}
        for id, document, currency, open_minor in self._connection.execute(query):
            whole = document_key(document)
            for one in {whole, number_core(whole)}:
                if one in keys:
                    by_key.setdefault(one, []).append(id)
            if open_minor and (currency, open_minor) in amounts:
                by_amount.setdefault((currency, open_minor), []).append(id)
        return by_key, by_amount

    def cash_items(self, ids: Collection[int]) -> dict[int, CashItem]:
        """These items with the cash on them."""
        item = table("item")
        return {
            row.id: _item(row)
            for part in _parts(ids)
            for row in self._connection.execute(_items().where(item.c.id.in_(part)))
        }

    def open_of(self, customer_ids: Collection[int]) -> dict[int, list[CashItem]]:
        """What these customers have open, credits too; oldest first."""
        item = table("item")
        found: dict[int, list[CashItem]] = {}
        for part in _parts(customer_ids):
            query = _items().where(
                item.c.customer_id.in_(part), item.c.open_minor != 0, item.c.kind != BALANCE
            )
            order = (item.c.due.is_(None), item.c.due, item.c.document, item.c.line, item.c.id)
            for row in self._connection.execute(query.order_by(*order)):
                found.setdefault(row.customer_id, []).append(_item(row))
        return found

    def everybody(self) -> list[tuple[int, str, str, str, int | None]]:
        """Customers: id, number, name, key of the number, parent."""
        customer = table("customer").c
        query = select(
            customer.id, customer.number, customer.name, customer.key, customer.parent_id
        ).order_by(customer.id)
        return [tuple(row) for row in self._connection.execute(query)]

    def payers(self, accounts: Collection[str]) -> dict[str, dict[int, int]]:
        """For which customers these accounts paid before, by people's decisions, how often."""
        known = table("payer_account").c
        found: dict[str, dict[int, int]] = {}
        for part in _parts(accounts):
            query = select(known.account, known.customer_id, known.times).where(
                known.account.in_(part)
            )
            for account, customer_id, times in self._connection.execute(query):
                found.setdefault(account, {})[customer_id] = times
        return found

    def told(self, ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
        """What the source said of these receipts: rows of ``receipt``."""
        receipt = table("receipt")
        return {
            row["id"]: dict(row)
            for part in _parts(ids)
            for row in self._connection.execute(
                select(receipt).where(receipt.c.id.in_(part))
            ).mappings()
        }

    def same_amount(self, amounts: Collection[tuple[str, int]]) -> list[Mapping[str, Any]]:
        """Payments of these (currency, minor units) that no reversal took back yet."""
        receipt = table("receipt")
        taken = select(receipt.c.reverses_id).where(receipt.c.reverses_id.is_not(None))
        wanted = sorted({minor for _, minor in amounts})
        return [
            dict(row)
            for part in _parts(wanted)
            for row in self._connection.execute(
                select(receipt)
                .where(receipt.c.amount_minor.in_(part), receipt.c.kind == "payment")
                .where(receipt.c.id.not_in(taken))
                .order_by(receipt.c.received.desc(), receipt.c.id.desc())
            ).mappings()
            if (row["currency"], row["amount_minor"]) in amounts
        ]


def _parts(ids: Collection[Any]) -> Iterator[list[Any]]:
    listed = list(ids)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


def _items() -> Select[Any]:
    item, payment = table("item"), table("payment")
    ledgers = ledger_days()
    booked = func.coalesce(payment.c.posted, payment.c.received)
    inside = and_(item.c.ledger_minor.is_not(None), booked <= ledgers.c.day)

    def taken(which: Any) -> Any:
        return (
            select(func.coalesce(func.sum(payment.c.amount_minor), 0))
            .where(payment.c.item_id == item.c.id, which)
            .correlate(item, ledgers)
            .scalar_subquery()
        )

    return select(
        item, ledgers.c.day.label("ledger_day"),
        taken(inside).label("taken_before"),
        taken(case((inside, 0), else_=1) == 1).label("taken_after"),
    ).outerjoin(ledgers, ledgers.c.company == item.c.company)  # fmt: skip


def ledger_days(name: str = "ledger_days") -> Subquery:
    """The day of each company's newest ledger: company, day."""
    of, run = table("ledger_run"), table("import_run")
    return (
        select(of.c.company, func.max(run.c.as_of).label("day"))
        .join(run, run.c.id == of.c.import_id)
        .group_by(of.c.company)
        .subquery(name)
    )


def _item(row: Row[Any]) -> CashItem:
    original, first = row.original_minor, row.first_open_minor
    fuller = original is not None and original * first >= 0 and abs(original) >= abs(first)
    return CashItem(
        id=row.id, customer_id=row.customer_id, company=row.company, document=row.document,
        kind=row.kind, currency=row.currency, open_minor=row.open_minor,
        ledger_minor=row.ledger_minor, base_minor=original if fuller else first,
        ledger_day=row.ledger_day, due=row.due, issued=row.issued, terms=row.terms,
        taken_before=int(row.taken_before), taken_after=int(row.taken_after),
    )  # fmt: skip
