"""The smaller tables around an import: copied before it, compared after it, so that it does not
matter which part of the import wrote to them. What bears its import's number needs nothing kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    cast,
    exists,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    text,
)

from collectwork.store.tables import table

#: Tables whose rows bear the number of the import that added them.
ADDED_BY: Mapping[str, str] = {
    "item": "first_import_id",
    "item_event": "import_id",
    "customer": "first_import_id",
    "payment": "import_id",
    "receipt": "import_id",
}
#: What else an import of a kind may write to.
_ITEMS = ("customer", "contact", "dispute", "receipt", "payment")
_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "open-items": _ITEMS,
    "invoices": _ITEMS,
    "payments": ("customer", "receipt", "payment", "payer_account", "dispute"),
    "customers": ("customer", "contact"),
    "contacts": ("customer", "contact"),
    "people": ("person",),
    "activities": ("customer", "promise"),
    "worklists": ("customer", "ruleset", "plan_run"),
    "withheld": ("customer", "withheld_contact"),
}
_BATCH = 5_000
_CHUNK = 500
_OWN = "mod(pg_current_xact_id()::text::numeric, 4294967296)::text"


class Copies:
    """Comparing what was with what is, within one import."""

    _connection: Connection
    _copied: tuple[str, ...] = ()

    def _copy_tables(self, kind: str) -> None:
        self._copied = _WRITTEN[kind]
        for name in self._copied:
            self._connection.execute(
                text(f"CREATE TEMPORARY TABLE before_{name} AS SELECT * FROM {name}")  # noqa: S608  (names of our own tables)
            )
            columns = ", ".join(column.name for column in table(name).primary_key.columns)
            self._connection.execute(
                text(f"CREATE INDEX before_{name}_row ON before_{name} ({columns})")
            )

    def _keep_differences(self, run_id: int) -> None:
        for name in self._copied:
            self._keep_added(run_id, name)
            self._keep_changed(run_id, name)
            self._keep_removed(run_id, name)
            self._connection.execute(text(f"DROP TABLE before_{name}"))

    def _keep_added(self, run_id: int, name: str) -> None:
        now, was = table(name), _copy(name)
        fresh = ~exists().where(_same(now, was)).correlate(now)
        if name in ADDED_BY:  # but cash of earlier imports may be booked anew
            fresh = and_(fresh, now.c[ADDED_BY[name]].is_distinct_from(run_id))
        query = select(
            literal(run_id), literal(name), row_key(now), literal("added"), literal(False)
        ).where(fresh, self._mine(name))
        names = ("import_id", "table_name", "row", "change", "derived")
        self._connection.execute(insert(table("import_before")).from_select(names, query))

    def _keep_changed(self, run_id: int, name: str) -> None:
        now, was = table(name), _copy(name)
        differs = or_(*(_plain(now.c[c.name]).is_distinct_from(_plain(c)) for c in was.c))
        query = (
            select(row_key(now), *was.c, *(c.label(f"now_{c.name}") for c in now.c))
            .join_from(was, now, _same(now, was))
            .where(differs, self._mine(name))
        )
        names = [column.name for column in was.c]
        changes = []
        for key, *values in self._connection.execute(query):
            before = dict(zip(names, values[: len(names)], strict=True))
            after = dict(zip(names, values[len(names) :], strict=True))
            if before != after:  # JSON may differ as text alone
                changes.append(_change(run_id, name, key, before, after))
        self._write(changes)

    def _keep_removed(self, run_id: int, name: str) -> None:
        now, was = table(name), _copy(name)
        gone = ~exists().where(_same(now, was)).correlate(was)
        names = [column.name for column in was.c]
        rows = self._connection.execute(select(row_key(was), *was.c).where(gone))
        self._write(
            [
                _change(run_id, name, key, dict(zip(names, values, strict=True)), None)
                for key, *values in rows
            ]
        )

    def _mine(self, name: str) -> Any:
        """On a server others commit meanwhile: only rows that this transaction wrote."""
        if self._connection.dialect.name != "postgresql":
            return literal(True)
        return literal_column(f"{name}.xmin::text") == literal_column(_OWN)

    def _write(self, rows: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(rows), _BATCH):
            self._connection.execute(
                insert(table("import_before")), list(rows[start : start + _BATCH])
            )

    # -- what follows from an import later

    @contextmanager
    def following(self, rows: Mapping[str, Collection[Any]]) -> Iterator[None]:
        """Inside, rows (by table and primary key) are changed or removed because of the facts:
        taking the newest import back restores them, as long as nobody changed them since."""
        run_id = self._newest_kept()
        if run_id is None or not any(rows.values()):
            yield
            return
        before = {name: self._values(name, keys) for name, keys in rows.items()}
        yield
        changes = []
        for name, held in before.items():
            after = self._values(name, rows[name])
            for key, was in held.items():
                if (became := after.get(key)) != was:
                    made = _change(run_id, name, key, was, became, derived=True)
                    changes.append(made)
        self._write(changes)

    def _newest_kept(self) -> int | None:
        run = table("import_run")
        query = select(func.max(run.c.id)).where(run.c.before.is_not(None))
        return self._connection.execute(query).scalar()

    def _values(self, name: str, keys: Collection[Any]) -> dict[str, dict[str, Any]]:
        """Rows by the (first part of the) primary key, as the values of their columns."""
        source, found = table(name), {}
        first = next(iter(source.primary_key.columns))
        texts = [str(key).split("/", 1)[0] for key in keys]
        listed: list[Any] = [int(one) for one in texts] if is_number(first) else texts
        for start in range(0, len(listed), _CHUNK):
            part = listed[start : start + _CHUNK]
            query = select(row_key(source), *source.c).where(first.in_(part))
            for key, *values in self._connection.execute(query):
                found[key] = dict(zip(source.c.keys(), values, strict=True))
        return found


def row_key(source: Table) -> Any:
    """A row's primary key as text; parts of one are joined by a slash."""
    first, *rest = (cast(column, Text) for column in source.primary_key.columns)
    key: Any = first
    for part in rest:
        key = key + literal("/") + part
    return key


def written(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def reader(column: Column[Any]) -> Callable[[Any], Any]:
    """What turns the kept value of a column into the value again."""
    return date.fromisoformat if isinstance(column.type, Date) else lambda value: value


def is_number(column: Column[Any]) -> bool:
    """Whether a key is a whole number; it is a text otherwise."""
    return isinstance(column.type, Integer)


def _copy(name: str) -> Table:
    return table(name).to_metadata(MetaData(), name=f"before_{name}")


def _same(now: Table, was: Table) -> Any:
    return and_(*(now.c[column.name] == was.c[column.name] for column in now.primary_key.columns))


def _plain(column: Column[Any]) -> Any:
    """PostgreSQL cannot compare JSON but as text."""
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _change(
    run_id: int,
    name: str,
    key: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any] | None,
    *,
    derived: bool = False,
) -> dict[str, Any]:
    row = {"import_id": run_id, "table_name": name, "row": key, "derived": derived}
    if after is None:
        kept = {column: written(value) for column, value in before.items()}
        return row | {"change": "removed", "was": kept, "became": None}
    differing = [column for column, value in before.items() if after[column] != value]
    return row | {
        "change": "changed",
        "was": {column: written(before[column]) for column in differing},
        "became": {column: written(after[column]) for column in differing},
    }


def still_so(kept: Any, now: Mapping[str, Any] | None) -> bool:
    """Whether a row still is what the import (or what followed from it) made of it."""
    if now is None or kept.became is None:
        return False
    return all(_text(was) == _text(written(now[name])) for name, was in kept.became.items())


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
