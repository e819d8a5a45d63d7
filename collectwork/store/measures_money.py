"""Tables of values about items and money, for the figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from collectwork.analytics.book import Fall, ItemFacts
from collectwork.analytics.cash import Line
from collectwork.store.held import late_by
from collectwork.store.held_on_account import on_account
from collectwork.store.standing import account_standing
from collectwork.store.tables import table


class MoneyTables:
    """Items, what comparing ledgers showed, and payment lines; undone imports left out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def items(self) -> list[ItemFacts]:
        """Every item with the day it was first seen."""
        item, run = table("item"), table("import_run")
        query = (
            select(
                item.c.id, item.c.customer_id, item.c.company, item.c.document, item.c.kind,
                item.c.currency, item.c.original_minor, item.c.open_minor, item.c.issued,
                late_by().label("due"), item.c.first_open_minor, run.c.as_of, item.c.ledger_minor,
            )
            .join(run, run.c.id == item.c.first_import_id)
            .order_by(item.c.id)
        )  # fmt: skip
        rows: Iterable[Row[Any]] = self._connection.execute(query)
        return [_item(row) for row in rows]

    def falls(self) -> list[Fall]:
        """Changes of balances between two ledgers, by their end."""
        event, run = table("item_event"), table("import_run")
        query = (
            select(
                event.c.item_id, event.c.kind, event.c.before_minor, event.c.after_minor,
                event.c.after, event.c.until, run.c.as_of,
            )
            .join(run, run.c.id == event.c.import_id)
            .where(event.c.before_minor != event.c.after_minor, run.c.undone_at.is_(None))
            .order_by(event.c.id)
        )  # fmt: skip
        found = []
        for item, kind, before, left, after, until, as_of in self._connection.execute(query):
            end = until or as_of
            if end is not None:
                found.append(Fall(item, kind, before, left, after or end, end))
        return found

    def lines(self) -> list[Line]:
        """Payment lines in the order they were brought in; posted = value date where unknown."""
        payment = table("payment")
        query = select(
            payment.c.ref, payment.c.kind, payment.c.item_id, payment.c.currency,
            payment.c.amount_minor, payment.c.received, payment.c.posted, payment.c.customer_id,
        ).order_by(payment.c.id)  # fmt: skip
        return [
            Line(ref, kind, item, currency, -abs(minor) if kind == "reversal" else minor,
                 value, posted or value, customer or 0)
            for ref, kind, item, currency, minor, value, posted, customer
            in self._connection.execute(query)
        ]  # fmt: skip

    def to_collect(self, day: date) -> list[tuple[int, str, int, int]]:
        """Customer, currency, amount to be collected and past due, where either is not nothing."""
        standing = account_standing(day)
        query = select(
            standing.c.customer_id,
            standing.c.currency,
            standing.c.to_collect_minor,
            standing.c.past_due_minor,
        ).where((standing.c.to_collect_minor > 0) | (standing.c.past_due_minor > 0))
        return [
            (row[0], row[1], int(row[2]), int(row[3])) for row in self._connection.execute(query)
        ]

    def loose_cash(self, day: date) -> list[tuple[int, str, int]]:
        """Customer, currency and cash that paid no item and that no ledger knows yet; the largest
        first."""
        aside = on_account(day)
        cash = aside.c.cash_minor
        query = select(aside.c.customer_id, aside.c.currency, cash).where(cash > 0)
        rows = self._connection.execute(query.order_by(cash.desc(), aside.c.customer_id))
        return [(row[0], row[1], int(row[2])) for row in rows]

    def ledger_days(self, company: str | None = None) -> list[date]:
        """The days of the open-item ledgers, ascending."""
        run = table("import_run")
        query = (
            select(run.c.as_of)
            .where(run.c.kind == "open-items", run.c.as_of.is_not(None), run.c.undone_at.is_(None))
            .distinct()
            .order_by(run.c.as_of)
        )
        if company is not None:
            query = query.where(run.c.company == company)
        return list(self._connection.scalars(query))

    def first_day(self) -> date | None:
        """The first day anything is known of: the oldest import or payment."""
        run, payment = table("import_run"), table("payment")
        days = [
            self._connection.scalar(select(run.c.as_of)
                                    .where(run.c.as_of.is_not(None), run.c.undone_at.is_(None))
                                    .order_by(run.c.as_of).limit(1)),
            self._connection.scalar(select(payment.c.received).order_by(payment.c.received).limit(1)),
        ]  # fmt: skip
        known = [day for day in days if day is not None]
        return min(known) if known else None


def _item(row: Row[Any]) -> ItemFacts:
    return ItemFacts(
        id=row.id,
        customer=row.customer_id,
        company=row.company,
        document=row.document,
        kind=row.kind,
        currency=row.currency,
        original=row.original_minor,
        open=row.open_minor,
        issued=row.issued,
        due=row.due,
        first_open=row.first_open_minor,
        first_seen=row.as_of,
        listed=row.ledger_minor is None,
    )
