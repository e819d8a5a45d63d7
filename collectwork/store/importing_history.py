"""Another system's history: promises, lists as they were shown, contacts that were withheld."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from collectwork.store.log import ENTRY
from collectwork.store.tables import table

_RULESET = "history"
_CHUNK = 500


class Histories:
    """Foreign history within one import."""

    _connection: Connection

    def known_entries(self, ids: Sequence[str]) -> set[str]:
        """Which of these activities are known already and were not taken back."""
        return self._among(table("activity").c.entry_id, ids)

    def spent_entries(self, ids: Sequence[str]) -> set[str]:
        """Which of these numbers the log has used, though maybe for what was taken back."""
        return self._among(ENTRY.c.id, ids)

    def _among(self, column: Any, ids: Sequence[str]) -> set[str]:
        known: set[str] = set()
        for start in range(0, len(ids), _CHUNK):
            part = ids[start : start + _CHUNK]
            query = select(column).where(column.in_(part))
            known |= {row[0] for row in self._connection.execute(query)}
        return known

    def add_promises(self, rows: Sequence[dict[str, Any]]) -> None:
        """Rows of ``promise``; their states are evaluated with the next plan."""
        if rows:
            self._connection.execute(insert(table("promise")), list(rows))

    def add_worklists(
        self, days: Sequence[tuple[date, list[dict[str, Any]]]], at: str, actor: str
    ) -> int:
        """A run per day with its lines; days that are there already are left. Lines added."""
        ruleset, run = table("ruleset"), table("plan_run")
        known = select(ruleset.c.version).where(ruleset.c.version == _RULESET)
        if self._connection.execute(known).first() is None:
            values = {"version": _RULESET, "text": "", "since": at, "actor": actor}
            self._connection.execute(insert(ruleset).values(values))
        held = {
            row[0]
            for row in self._connection.execute(select(run.c.day).where(run.c.source == "history"))
        }
        count = 0
        for day, lines in days:
            if day in held:
                continue
            made_run: dict[str, Any] = {
                "day": day, "made_at": at, "actor": actor, "ruleset": _RULESET,
                "considered": len(lines), "listed": len(lines), "cleared": 0, "source": "history",
            }  # fmt: skip
            made = self._connection.execute(insert(run).values(made_run).returning(run.c.id))
            run_id = made.scalar_one()
            self._connection.execute(
                insert(table("work_line")), [{**line, "run_id": run_id} for line in lines]
            )
            count += len(lines)
        return count

    def add_withheld(self, rows: Sequence[dict[str, Any]]) -> int:
        """Rows of ``withheld_contact``, each customer and day once; how many are new."""
        withheld = table("withheld_contact")
        held = {
            tuple(row)
            for row in self._connection.execute(select(withheld.c.customer_id, withheld.c.day))
        }
        fresh = [row for row in rows if (row["customer_id"], row["day"]) not in held]
        if fresh:
            self._connection.execute(insert(withheld), fresh)
        return len(fresh)

    def currencies_of(self) -> dict[int, str]:
        """The currency of each customer that has only one."""
        item = table("item")
        of: dict[int, set[str]] = {}
        query = select(item.c.customer_id, item.c.currency).distinct()
        for customer_id, currency in self._connection.execute(query):
            of.setdefault(customer_id, set()).add(currency)
        return {id: next(iter(codes)) for id, codes in of.items() if len(codes) == 1}
