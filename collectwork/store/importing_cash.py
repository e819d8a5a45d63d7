"""Payment lists: each line once, matched to its invoice by number and customer, never netted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from collectwork.store.tables import table

_CHUNK = 500


class Cash:
    """Payments within one import."""

    _connection: Connection

    def known_lines(self, keys: Sequence[str]) -> set[str]:
        """Which of these payment lines an earlier import brought."""
        payment = table("payment")
        known: set[str] = set()
        for start in range(0, len(keys), _CHUNK):
            part = keys[start : start + _CHUNK]
            query = select(payment.c.line_key).where(payment.c.line_key.in_(part))
            known |= {row[0] for row in self._connection.execute(query)}
        return known

    def items_of(self, documents: Sequence[str]) -> list[tuple[int, int, str, str, str, int]]:
        """Items by document number: id, customer, company, document, currency, open."""
        item = table("item")
        names = ("id", "customer_id", "company", "document", "currency", "open_minor")
        found: list[Any] = []
        for start in range(0, len(documents), _CHUNK):
            part = documents[start : start + _CHUNK]
            query = select(*(item.c[n] for n in names)).where(item.c.document.in_(part))
            found += self._connection.execute(query.order_by(item.c.due, item.c.line, item.c.id))
        return [tuple(row) for row in found]

    def add_payments(self, rows: Sequence[dict[str, Any]]) -> None:
        """Rows of ``payment``."""
        for start in range(0, len(rows), 10_000):
            self._connection.execute(insert(table("payment")), list(rows[start : start + 10_000]))
