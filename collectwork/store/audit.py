"""What an audit asks of the store beyond the entries: guards, identity, rows against entries."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, delete, func, select, text

from collectwork.domain.activity import Entry
from collectwork.store import log_schema, projection
from collectwork.store.log import ENTRY, Log
from collectwork.store.tables import table

_CHUNK = 2000
_GUARD = re.compile(r"CREATE (?:TRIGGER|FUNCTION) (\w+)")


class Audit:
    """Within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def store_id(self) -> str:
        """The store's own id, the same in every copy of it."""
        meta = table("meta")
        query = select(meta.c.value).where(meta.c.name == "store_id")
        return str(self._connection.execute(query).scalar() or "")

    def count(self) -> int:
        """How many entries there are, whatever their numbers."""
        return self._connection.execute(select(func.count()).select_from(ENTRY)).scalar_one()

    @contextmanager
    def lenient(self) -> Iterator[None]:
        """Read on where bytes were put into the log that are no text, instead of failing."""
        driver = self._connection.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            yield
            return
        driver.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            yield
        finally:
            driver.text_factory = str

    def guards_missing(self) -> list[str]:
        """The triggers of the log that are not there, or not as this program made them."""
        if self._connection.dialect.name == "sqlite":
            found = self._connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"
            )
            held = {str(name): _plain(sql) for name, sql in found}
            wanted = _guards(log_schema.SQLITE)
            return [name for name, sql in wanted.items() if held.get(name) != sql]
        found = self._connection.execute(
            text(
                "SELECT t.tgname, pg_get_functiondef(t.tgfoid) FROM pg_trigger t "
                "WHERE t.tgrelid = 'entry'::regclass AND t.tgenabled IN ('O', 'A')"
            )
        )
        held = {str(name): _plain(sql) for name, sql in found}
        bodies = {name: sql.split("$$")[1] for name, sql in _functions().items()}
        wanted = {"entry_in": "entry_in", "entry_up": "entry_up", "entry_cut": "entry_up"}
        return [name for name, made in wanted.items() if bodies[made] not in held.get(name, "")]

    def differing(self) -> list[int]:
        """The numbers of entries whose row to query is not what the entry says."""
        found: set[int] = set()
        reached = 0
        marks, withdrawn = self._marks(), self._withdrawn()
        while chunk := list(Log(self._connection).walk(reached, _CHUNK)):
            until = chunk[-1].seq
            wanted = {row["seq"]: row for row in self._rows(chunk, marks)}
            held = self._held(reached, until)
            erased = {entry.seq for entry in chunk if entry.body is None}
            wanted = {seq: row for seq, row in wanted.items() if not _within(seq, withdrawn)}
            either = (wanted.keys() | held.keys()) - erased
            found |= {seq for seq in either if wanted.get(seq) != held.get(seq)}
            reached = until
        activity = table("activity")
        beyond = select(activity.c.seq).where(activity.c.seq > reached)
        return sorted(found.union(self._connection.execute(beyond).scalars()))

    def rebuild(self) -> int:
        """Make all rows to query anew from the entries; returns how many there are."""
        self._connection.execute(delete(table("activity_item")))
        self._connection.execute(delete(table("activity")))
        reached = rows = 0
        withdrawn = self._withdrawn()
        while chunk := list(Log(self._connection).walk(reached, _CHUNK)):
            standing = [entry for entry in chunk if not _within(entry.seq, withdrawn)]
            rows += projection.project(self._connection, standing)
            reached = chunk[-1].seq
        return rows

    def _marks(self) -> dict[str, dict[str, str]]:
        """What later entries undid or corrected: target id → column → id."""
        found: dict[str, dict[str, str]] = {}
        for entry in Log(self._connection).of_kinds(tuple(projection.MARKS)):
            column, target = projection.MARKS[entry.kind], entry.data.get("target")
            if target:
                found.setdefault(target, {})[column] = entry.id
        return found

    def _withdrawn(self) -> list[tuple[int, int]]:
        """The numbers, first and last, of entries that came with an import taken back."""
        found = Log(self._connection).of_kinds(projection.WITHDRAWS)
        return [span for entry in found for span in projection.withdrawn(entry)]

    def _held(self, after: int, until: int) -> dict[int, dict[str, Any]]:
        """The rows there are, by number, each with the ids of its invoices."""
        activity, link = table("activity"), table("activity_item")
        span = (activity.c.seq > after) & (activity.c.seq <= until)
        rows = {
            row.seq: dict(row._mapping) | {"items": set()}
            for row in self._connection.execute(select(activity).where(span))
        }
        query = select(activity.c.seq, link.c.item_id).join(link).where(span)
        for seq, item in self._connection.execute(query):
            rows[seq]["items"].add(item)
        return rows

    def _rows(
        self, entries: list[Entry], marks: dict[str, dict[str, str]]
    ) -> Iterator[dict[str, Any]]:
        for entry in entries:
            made = projection.row(entry)
            if made is not None:
                unmarked: dict[str, Any] = dict.fromkeys(projection.MARKS.values())
                yield unmarked | made[0] | marks.get(entry.id, {}) | {"items": set(made[1])}


def _within(seq: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= seq <= last for first, last in spans)


def _guards(statements: tuple[str, ...]) -> dict[str, str]:
    made = ((_GUARD.search(statement), statement) for statement in statements)
    return {found[1]: _plain(sql) for found, sql in made if found and "TRIGGER" in sql}


def _functions() -> dict[str, str]:
    made = ((_GUARD.search(statement), statement) for statement in log_schema.POSTGRESQL)
    return {found[1]: _plain(sql) for found, sql in made if found and "$$" in sql}


def _plain(sql: str) -> str:
    """Without the blanks that tell nothing."""
    return " ".join(sql.split())
