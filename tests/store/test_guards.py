"""The log's guards: the database itself refuses to change, remove or insert out of turn."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from collectwork.domain.activity import Draft, canon, sealed
from collectwork.store.door import Store
from collectwork.store.log import ENTRY

NAMES = [column.name for column in ENTRY.c if column.name != "sig"]
ATTEMPTS = [
    "UPDATE entry SET actor = 'eve' WHERE seq = 1",
    "UPDATE entry SET recorded_at = '2020-01-01T00:00:00.000000Z' WHERE seq = 1",
    "UPDATE entry SET body = '{}' WHERE seq = 1",
    "UPDATE entry SET salt = NULL WHERE seq = 1",
    "UPDATE entry SET seq = 7 WHERE seq = 2",
    "DELETE FROM entry WHERE seq = 2",
    "DELETE FROM entry",
]


@pytest.fixture
def two(store: Store) -> Store:
    return with_two(store)


def with_two(store: Store) -> Store:
    with store.write() as tx:
        tx.record(Draft("note", "1", {"text": "first"}))
    return store


def attempt(store: Store, statement: str, values: dict[str, Any] | None = None) -> None:
    with store._engines.write.connect() as connection, connection.begin():
        connection.execute(text(statement), values or {})


@pytest.mark.parametrize("statement", ATTEMPTS)
def test_entries_are_neither_changed_nor_removed(two: Store, statement: str) -> None:
    with pytest.raises(DBAPIError, match="log: entries are never"):
        attempt(two, statement)


def test_an_erasure_is_the_only_change(two: Store) -> None:
    attempt(two, "UPDATE entry SET salt = NULL, body = NULL WHERE seq = 2")
    with two.read() as tx:
        assert [entry.body is None for entry in tx.log.walk()] == [False, True]


def test_the_table_is_not_emptied(pg_store: Store) -> None:
    with pytest.raises(DBAPIError, match="never changed or removed"):
        attempt(pg_store, "TRUNCATE entry")


def _row(store: Store, seq: int, *, prev: bytes | None = None, id: str = "n" * 32) -> Any:
    with store.read() as tx:
        head = tx.log.head()
    assert head is not None
    draft = Draft("note", "1", {}, None, id)
    entry = sealed(draft, seq, head.hash if prev is None else prev, "t", "eve", "x")
    return {name: getattr(entry, name) for name in NAMES}


def _insert(store: Store, values: dict[str, Any], verb: str = "INSERT") -> None:
    names = ", ".join(values)
    signs = ", ".join(f":{name}" for name in values)
    attempt(store, f"{verb} INTO entry ({names}) VALUES ({signs})", values)


def test_only_the_next_entry_comes_in(two: Store) -> None:
    for values in (
        _row(two, 5),
        _row(two, 2),
        _row(two, 3, prev=b"x" * 32),
        _row(two, 0),
    ):
        with pytest.raises(DBAPIError):
            _insert(two, values)
    _insert(two, _row(two, 3))


def test_replacing_is_no_way_past_the_guards(sqlite_store: Store) -> None:
    two = with_two(sqlite_store)
    with two.read() as tx:
        entries = list(tx.log.walk())
    for values in (
        _row(two, 2),
        _row(two, 3, id=entries[0].id),
        _row(two, 3, prev=entries[0].hash),
    ):
        with pytest.raises(DBAPIError, match="log: not the next entry"):
            _insert(two, values, "INSERT OR REPLACE")
    with two.read() as tx:
        assert list(tx.log.walk()) == entries


def test_the_server_would_hash_the_same_bytes(pg_store: Store) -> None:
    words = 'Müller "x" \\ \b\f\n\r\t\x01\x1f\x7f\x85 \u2028 €😀'
    with pg_store.read() as tx:
        theirs = tx.connection.execute(text("SELECT to_json(CAST(:x AS text))::text"), {"x": words})
        assert theirs.scalar_one() == canon(words)
