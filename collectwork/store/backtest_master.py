"""Customers and contacts as they were on a day, as far as that is kept.

Imports keep what they changed of customers and which contacts they added; changes of owners are
rows of their own. All of it is undone once, from the newest on, and then done again day by day.
What people typed in themselves (a new telephone number) stands as it is today.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from collectwork.store.tables import table

#: What facts are made of; the rest of a customer's row does not matter here.
_COLUMNS = {
    "customer": (
        "name", "owner", "segment", "country", "language", "time_zone", "terms", "parent_id",
        "credit_limit_minor", "credit_currency", "tags",
    ),
    "contact": (
        "email", "phone", "role", "main", "do_not_contact", "email_state", "vanished_import_id",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Change:
    day: date
    table: str
    row: int
    was: Mapping[str, Any]
    became: Mapping[str, Any]


class MasterOnDays:
    """Rows of customers and contacts, brought forward day by day."""

    def __init__(self, bench: Connection, days: Mapping[int, date]) -> None:
        self._bench = bench
        self._days = days
        self._changes = sorted([*self._by_imports(), *self._owners()], key=lambda one: one.day)
        self._reached = 0
        for change in reversed(self._changes):
            self._put(change, change.was)

    @property
    def known_from(self) -> date | None:
        """The day of the newest list whose changes were not kept; None where all of them are."""
        rows = self._bench.exec_driver_sql(
            "SELECT r.id, r.before IS NULL AND r.kind IN ('customers', 'contacts') AND NOT EXISTS "
            "(SELECT 1 FROM told.master_before b WHERE b.import_id = r.id) "
            "FROM told.import_run r WHERE r.undone_at IS NULL"
        )
        lost = [self._days[id] for id, forgotten in rows if forgotten and id in self._days]
        return max((day for day in lost if day > date.min), default=None)

    def move_to(self, day: date) -> None:
        """Everything that changed up to and including the day."""
        while self._reached < len(self._changes) and self._changes[self._reached].day <= day:
            change = self._changes[self._reached]
            self._put(change, change.became)
            self._reached += 1

    def _put(self, change: _Change, values: Mapping[str, Any]) -> None:
        if not values:
            return
        names = ", ".join(f"{name} = :{name}" for name in values)
        self._bench.execute(
            text(f"UPDATE main.{change.table} SET {names} WHERE id = :row_id"),  # noqa: S608  (names of our own columns)
            {**values, "row_id": change.row},
        )

    def _by_imports(self) -> list[_Change]:
        rows = self._bench.exec_driver_sql(
            "SELECT import_id, table_name, row, change, was, became FROM told.master_before "
            "ORDER BY id"
        )
        found = []
        for run, name, row, change, was, became in rows:
            day = self._days.get(run, date.min)
            if change == "added" and name == "contact":
                # a contact that had not come yet is one that has vanished
                found.append(
                    _Change(day, name, row, {"vanished_import_id": 0}, {"vanished_import_id": None})
                )
            elif change == "changed":
                found.append(_Change(day, name, row, _kept(name, was), _kept(name, became)))
        return found

    def _owners(self) -> list[_Change]:
        rows = self._bench.exec_driver_sql(
            "SELECT customer_id, day, before, after FROM told.owner_change ORDER BY id"
        )
        return [
            _Change(date.fromisoformat(day), "customer", id, {"owner": before}, {"owner": after})
            for id, day, before, after in rows
        ]


def _kept(name: str, values: str | None) -> dict[str, Any]:
    """The columns that matter, as SQLite holds them."""
    found: dict[str, Any] = json.loads(values) if values else {}
    columns = table(name).c
    return {
        column: json.dumps(value) if isinstance(value, list | dict) else value
        for column, value in found.items()
        if column in _COLUMNS[name] and column in columns
    }
