"""Disputes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from collectwork.domain.account import DisputeLine
from collectwork.store.replaced import was_replaced
from collectwork.store.tables import table

UNDONE = "undone"


class Disputes:
    """Disputes within one transaction. What was undone never shows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines(self, state: str | None = None, customer_id: int | None = None) -> list[DisputeLine]:
        """Disputes, oldest first."""
        dispute = table("dispute")
        query = _lines().order_by(dispute.c.opened_on, dispute.c.id)
        if state is not None:
            query = query.where(dispute.c.state == state)
        if customer_id is not None:
            query = query.where(dispute.c.customer_id == customer_id)
        return [_line(row) for row in self._connection.execute(query)]

    def by_id(self, id: str) -> DisputeLine | None:
        row = self._connection.execute(_lines().where(table("dispute").c.id == id)).first()
        return None if row is None else _line(row)

    def of_entry(self, entry_id: str) -> list[DisputeLine]:
        """What one action opened."""
        query = _lines().where(table("dispute").c.entry_id == entry_id)
        return [_line(row) for row in self._connection.execute(query)]

    def paid(self) -> list[DisputeLine]:
        """Open and proposed disputes whose invoice has nothing open any more."""
        dispute, item = table("dispute"), table("item")
        query = _lines().where(
            dispute.c.state.in_(("open", "proposed")), dispute.c.item_id.is_not(None),
            item.c.open_minor <= 0, ~was_replaced(),
        )  # fmt: skip
        return [_line(row) for row in self._connection.execute(query.order_by(dispute.c.id))]

    def add(self, entry_id: str, lines: Sequence[DisputeLine]) -> None:
        rows = [
            {
                "id": line.id,
                "entry_id": entry_id,
                "customer_id": line.customer_id,
                "item_id": line.item_id,
                "category": line.category,
                "reason": line.reason,
                "currency": line.currency,
                "amount_minor": line.amount,
                "owner": line.owner,
                "opened_on": line.opened_on,
                "due": line.due,
                "state": line.state,
                "source": line.source,
            }
            for line in lines
        ]
        self._connection.execute(insert(table("dispute")), rows)

    def close(self, ids: Collection[str], state: str, resolution: str, on: date) -> None:
        """Resolved or withdrawn; ``undone`` for what was never meant."""
        self._change(ids, {"state": state, "resolution": resolution, "closed_on": on})

    def confirm(self, id: str, entry_id: str, on: date, due: date) -> None:
        """A proposed one is open from that day."""
        values = {"state": "open", "entry_id": entry_id, "opened_on": on, "due": due}
        self._change([id], values)

    def reopen(self, ids: Collection[str]) -> None:
        self._change(ids, {"state": "open", "resolution": None, "closed_on": None})

    def _change(self, ids: Collection[str], values: dict[str, Any]) -> None:
        dispute = table("dispute")
        if ids:
            self._connection.execute(update(dispute).where(dispute.c.id.in_(ids)).values(values))


def _lines() -> Select[Any]:
    dispute, customer, item = table("dispute"), table("customer"), table("item")
    return (
        select(dispute, customer.c.number, item.c.document, item.c.currency.label("item_currency"))
        .select_from(
            dispute.join(customer, customer.c.id == dispute.c.customer_id).outerjoin(
                item, item.c.id == dispute.c.item_id
            )
        )
        .where(dispute.c.state != UNDONE)
    )


def _line(row: Row[Any]) -> DisputeLine:
    return DisputeLine(
        id=row.id,
        customer_id=row.customer_id,
        customer=row.number,
        item_id=row.item_id,
        document=row.document,
        category=row.category,
        reason=row.reason,
        currency=row.currency or row.item_currency,
        amount=row.amount_minor,
        owner=row.owner,
        opened_on=row.opened_on,
        due=row.due,
        state=row.state,
        closed_on=row.closed_on,
        resolution=row.resolution,
        source=row.source,
    )
