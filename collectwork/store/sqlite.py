"""SQLite: connections that read outside no transaction and lose nothing that was acknowledged."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from collectwork.errors import StoreError

BUSY_SECONDS = 30.0
_READERS = 8
_CACHE = 2000  # KiB a connection, SQLite's own default

Pragma = tuple[str, str, object]  # name, value to set, value to read back


class JournalDiffers(Exception):
    """The file is not in the journal mode that we work in; it must be switched first."""


def journal(shared: bool) -> str:
    """WAL; on a share, at the user's risk, a rollback journal (WAL needs shared memory)."""
    return "delete" if shared else "wal"


def pragmas(shared: bool) -> tuple[Pragma, ...]:
    """What each connection is set to, in this order. With a rollback journal FULL is not
    durable: the removal of the journal must reach the disk too (EXTRA)."""
    mac: tuple[Pragma, ...] = (("fullfsync", "1", 1), ("checkpoint_fullfsync", "1", 1))
    return (
        ("synchronous", "EXTRA", 3) if shared else ("synchronous", "FULL", 2),
        ("foreign_keys", "ON", 1),
        ("recursive_triggers", "ON", 1),
        ("trusted_schema", "OFF", 0),
        ("secure_delete", "ON", 1),
        *(mac if sys.platform == "darwin" else ()),
    )


def engine(
    path: Path, *, query_only: bool, shared: bool = False, busy_seconds: float = BUSY_SECONDS
) -> Engine:
    """An engine whose transactions begin at BEGIN (readers) or BEGIN IMMEDIATE (the writer)."""
    made = create_engine(
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=_READERS if query_only else 1,
        max_overflow=0,
        pool_timeout=busy_seconds,
        connect_args={
            "isolation_level": None,
            "timeout": busy_seconds,
            "check_same_thread": False,
        },
    )
    begin = "BEGIN" if query_only else "BEGIN IMMEDIATE"

    @event.listens_for(made, "connect")
    def _connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        try:
            _set_up(connection, path, shared)
            if query_only:
                connection.cursor().execute("PRAGMA query_only=ON")
        except BaseException:
            connection.close()
            raise

    @event.listens_for(made, "checkin")
    def _returned(connection: DBAPIConnection | None, _: ConnectionPoolEntry) -> None:
        if connection is not None and not query_only:
            _detach(connection)

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


def _set_up(connection: DBAPIConnection, path: Path, shared: bool) -> None:
    cursor = connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != journal(shared):
        raise JournalDiffers
    for name, value, expected in pragmas(shared):
        cursor.execute(f"PRAGMA {name}={value}")
        held = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        if held != expected:
            raise StoreError(
                f"Not opened: cannot work safely with {path}: SQLite keeps {name} at {held} "
                f"instead of {value}. Put the store on a local disk."
            )
    cursor.close()


def _detach(connection: DBAPIConnection) -> None:
    """Let go of files that a transaction read from, which is not possible inside of it, and of the
    memory it had for them."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA database_list")
    for name in [row[1] for row in cursor.fetchall()]:
        if name not in ("main", "temp"):
            cursor.execute(f"DETACH {name}")
    cursor.execute(f"PRAGMA cache_size=-{_CACHE}")
    cursor.close()


def switch_journal(path: Path, shared: bool, busy_seconds: float = BUSY_SECONDS) -> None:
    """Put the file into our journal mode; the caller holds the queue lock."""
    wanted = journal(shared)
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
    try:
        held = connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()[0]
    finally:
        connection.close()
    if held != wanted:
        raise StoreError(
            f"Not opened: {path} cannot be put into {wanted.upper()} mode (it stays in {held}). "
            "Put the store on a local disk."
        )


def plain_reader(path: Path) -> Engine:
    """To read a file that is no open store (a copy), whatever its journal mode."""

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def settled(connection: Any) -> bool:
    """Bring the write-ahead log into the file and onto the disk; False if that is not certain.

    ``connection`` is the driver's, outside a transaction; the caller holds the queue lock.
    """
    busy, pages, moved = connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
    return bool(busy == 0 and pages == moved)
