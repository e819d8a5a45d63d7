"""Connections: SQLite and PostgreSQL as docs/architecture.md asks; nothing else opens a store."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from collectwork.errors import StoreError

SETTINGS: tuple[tuple[str, str, object], ...] = (
    # pragma, value to set, value to read back
    ("busy_timeout", "30000", 30000),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("secure_delete", "ON", 1),
)


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine to write with, one that cannot write."""

    write: Engine
    read: Engine
    path: Path | None  # the SQLite file; None on PostgreSQL

    @property
    def dialect(self) -> str:
        return self.write.dialect.name

    def dispose(self) -> None:
        self.write.dispose()
        self.read.dispose()


def engines(url: str) -> Engines:
    """For a SQLAlchemy URL or the plain path of a SQLite file; does not create the schema."""
    if "://" not in url:
        url = f"sqlite:///{url}"
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise StoreError("A store needs a file: give a path, not memory.")
        path = Path(parsed.database).expanduser()
        _prepare_file(path)
        return Engines(_sqlite(path, query_only=False), _sqlite(path, query_only=True), path)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        options: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": True}
        write = create_engine(parsed, isolation_level="READ COMMITTED", **options)
        read = create_engine(
            parsed, isolation_level="REPEATABLE READ", **options
        ).execution_options(postgresql_readonly=True)
        return Engines(write, read, None)
    raise StoreError(
        f"Cannot open a {parsed.get_backend_name()} store: give a SQLite file or postgresql://…"
    )


def _prepare_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"Cannot open the store {path}: {error.strerror}.") from error


def _sqlite(path: Path, *, query_only: bool) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": 30, "check_same_thread": False},
    )
    begin = "BEGIN" if query_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma, value, expected in SETTINGS:
            cursor.execute(f"PRAGMA {pragma}={value}")
            held = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            if held != expected:
                raise StoreError(
                    f"Cannot work safely with {path}: SQLite keeps {pragma}={held}, "
                    f"not {value}. Put the store on a local disk."
                )
        if query_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
