"""Opening a store: new, as it is, or brought up to date after a copy was made."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import insert

from collectwork.domain import clocks
from collectwork.domain.activity import Draft
from collectwork.domain.clocks import Clock
from collectwork.errors import StoreError
from collectwork.store import backup, engine, postgresql, schema
from collectwork.store.door import Store
from collectwork.store.tables import table
from collectwork.store.trouble import said
from collectwork.store.work import Write


class _AlreadyDone(Exception):
    """Another process was quicker; nothing is left to do."""


def open_store(
    url: str, clock: Clock, actor: str, *, accept_share: bool = False, patience: float = 30.0
) -> Store:
    """Open the store at a path or address; an empty one gets its schema, an older one is migrated
    after a copy was made beside it.

    ``patience`` is how many seconds to wait for other writers. Raises StoreError where it cannot
    be opened; a log that does not verify opens for reading only (``Store.alarm``).
    """
    opened = engine.engines(url, accept_share=accept_share, patience=patience)
    try:
        store = Store(opened, clock, actor)
        with said(opened.name, "Not opened"):
            found = _version(opened)
            if found != schema.current():
                _bring_up_to_date(store, opened, found, clock)
        store.examine()
    except BaseException:
        opened.dispose()
        raise
    return store


def _version(opened: engine.Engines) -> str | None:
    with opened.read.connect() as connection, connection.begin():
        found = schema.version(connection)
    if found != schema.current():
        with opened.read.connect() as connection, connection.begin():
            schema.refuse_foreign(found, connection, opened.name)
    return found


def _bring_up_to_date(
    store: Store, opened: engine.Engines, found: str | None, clock: Clock
) -> None:
    copy = None
    if found is not None and opened.path is not None:
        copy = Path(f"{opened.path}.before-{schema.current()}")
        with opened.queue.held():
            if _version(opened) == found:  # not migrated by another process meanwhile
                backup.copy(opened, copy)
    try:
        with _references_unchecked(opened), store.write() as tx:
            if opened.path is None:
                postgresql.order_openers(tx.connection)
            if _reached(tx):
                raise _AlreadyDone
            schema.upgrade(tx.connection)
            _check_references(tx, opened)
            if found is None:
                _found(tx, clock)
            else:
                tx.record(_migrated(found, copy))
    except _AlreadyDone:
        return
    if found is None:
        store.made()


@contextmanager
def _references_unchecked(opened: engine.Engines) -> Iterator[None]:
    """SQLite makes some tables anew to change them, which no reference to them survives while each
    is looked at; this can only be said outside of a transaction."""
    if opened.path is None:
        yield
        return
    with closing(opened.write.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        with closing(opened.write.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA foreign_keys=ON")


def _check_references(tx: Write, opened: engine.Engines) -> None:
    if opened.path is None:
        return
    broken = tx.connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StoreError(
            f"Not opened: after the change of its schema a row of {broken[0]} of {opened.name} "
            f"would point to no {broken[2]}. Nothing was changed."
        )


def _reached(tx: Write) -> bool:
    """Whether the schema is up to date by now; a savepoint, since asking may fail."""
    savepoint = tx.connection.begin_nested()
    found = schema.version(tx.connection)
    savepoint.rollback()
    return found == schema.current()


def _found(tx: Write, clock: Clock) -> None:
    facts = {"store_id": secrets.token_hex(16), "created_at": clocks.text(clock())}
    rows = [{"name": name, "value": value} for name, value in facts.items()]
    tx.connection.execute(insert(table("meta")), rows)
    tx.record(Draft("store.created", None, {**facts, "schema": schema.current()}))


def _migrated(found: str, copy: Path | None) -> Draft:
    body = {"from": found, "to": schema.current(), "copy": copy.name if copy else None}
    return Draft("store.migrated", None, body)
