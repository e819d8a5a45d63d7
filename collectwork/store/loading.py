"""Bulk loading of a made-up history into an empty store; see ``usecases.ports.loading``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from collectwork.domain import clocks
from collectwork.domain.told import Told
from collectwork.errors import Conflict
from collectwork.store import projection
from collectwork.store.log import ENTRY, Log
from collectwork.store.tables import table

BATCH = 5_000


class Loading:
    """Within the one write transaction of an empty store."""

    def __init__(self, connection: Connection, log: Log) -> None:
        self._connection = connection
        self._log = log
        held = connection.execute(select(func.count()).select_from(ENTRY)).scalar_one()
        if held > 1:
            raise Conflict("This store is in use: a made-up history goes into an empty one only.")

    def rows(self, table_name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that all have the same keys; number columns go on after the highest."""
        target = table(table_name)
        for start in range(0, len(rows), BATCH):
            self._connection.execute(insert(target), list(rows[start : start + BATCH]))
        if rows and "id" in target.c and self._connection.dialect.name == "postgresql":
            self._go_on_after_highest(table_name)

    def history(self, told: Sequence[Told], progress: Callable[[int, int], None]) -> None:
        """Append the entries in the order given and insert what follows from them."""
        node = "made-up"
        for start in range(0, len(told), BATCH):
            part = told[start : start + BATCH]
            dated = [(one.draft, clocks.text(one.at), one.actor) for one in part]
            entries = self._log.append_told(dated, node)
            projection.project(self._connection, entries)
            progress(min(start + BATCH, len(told)), len(told))

    def _go_on_after_highest(self, name: str) -> None:
        sequence = self._connection.execute(
            text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": f'"{name}"'}
        ).scalar_one_or_none()
        if sequence:
            highest = select(func.max(table(name).c.id)).scalar_subquery()
            self._connection.execute(select(func.setval(sequence, highest)))
