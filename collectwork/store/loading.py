"""Bulk loading of a made-up history into an empty store; see ``usecases.ports.loading``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, func, select, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault

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
        if not rows:
            return
        target = table(table_name)
        names = list(rows[0])
        absent = {
            c.name: c.default.arg
            for c in target.c
            if c.name not in names and isinstance(c.default, ScalarElementColumnDefault)
        }
        sqlite = self._connection.dialect.name == "sqlite"
        ways = [_way(target.c[name], sqlite) for name in names]
        sign = "?" if sqlite else "%s"
        columns = ", ".join(f'"{name}"' for name in (*names, *absent))
        rest = tuple(absent.values())
        statement = (
            f'INSERT INTO "{table_name}" ({columns}) '  # noqa: S608  (names of our own tables)
            f"VALUES ({', '.join([sign] * (len(names) + len(rest)))})"
        )
        for start in range(0, len(rows), BATCH):
            # The driver's own way: binding by SQLAlchemy would cost more than all the rest.
            self._connection.exec_driver_sql(
                statement,
                [
                    tuple([way(row[name]) for way, name in zip(ways, names, strict=True)]) + rest
                    for row in rows[start : start + BATCH]
                ],
            )
        if "id" in target.c and not sqlite:
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


def _way(column: Column[Any], sqlite: bool) -> Callable[[Any], Any]:
    """How a column's values are handed to the driver, as SQLAlchemy's types would."""
    if isinstance(column.type, JSON):
        return _as_json
    if sqlite and isinstance(column.type, Date):
        return _as_text
    return _as_it_is


def _as_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _as_text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _as_it_is(value: Any) -> Any:
    return value
