"""From an address to connections: one engine to write with, one that cannot write."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from collectwork.errors import StoreError
from collectwork.store import place, postgresql, sqlite
from collectwork.store.queue_lock import QueueLock
from collectwork.store.trouble import said

_OLDEST = (3, 37)  # the first SQLite with STRICT tables


@dataclass(frozen=True, slots=True)
class Engines:
    """An open database. ``path`` is the SQLite file, None on PostgreSQL; ``name`` says where the
    store is, without a password."""

    write: Engine
    read: Engine
    path: Path | None
    name: str
    queue: QueueLock

    @property
    def dialect(self) -> str:
        return self.write.dialect.name

    def writing(self) -> Connection:
        """A live connection to write with."""
        if self.path is None:
            return postgresql.connected(self.write)
        return self.write.connect()

    def dispose(self) -> None:
        """Close; the last connection of a SQLite file checkpoints, so we queue for that.

        If others keep writing they are connected and we are not the last: then just close.
        """
        try:
            with self.queue.attempt(0.2):
                self._close()
        except StoreError:  # the folder is gone: nobody is left to queue with
            self._close()

    def _close(self) -> None:
        self.read.dispose()
        self.write.dispose()


def engines(url: str, *, accept_share: bool = False, patience: float = 30.0) -> Engines:
    """For a SQLAlchemy URL or the plain path of a SQLite file; does not create the schema.

    Raises StoreError where the place is unsafe, not permitted, or no database.
    """
    if "://" not in url and url != ":memory:":
        return _file(Path(url), accept_share, patience)
    try:
        parsed = make_url(url if "://" in url else f"sqlite:///{url}")
    except (ArgumentError, ValueError):
        # Not chained and not repeated: the address may hold a password.
        raise StoreError(
            f"Not opened: the address that begins with {url.partition('://')[0]}:// cannot be "
            "read. Write it as postgresql://login@host:port/database or give the path of a file."
        ) from None
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise StoreError("Not opened: a store needs a file. Give a path, not memory.")
        return _file(Path(parsed.database), accept_share, patience)
    if kind == "postgresql":
        return _server(parsed)
    raise StoreError(
        f"Not opened: a {kind} database is not supported. Give a file or postgresql://…"
    )


def _server(url: URL) -> Engines:
    name = url.render_as_string(hide_password=True)
    write = postgresql.engine(url, query_only=False)
    made = Engines(write, postgresql.engine(url, query_only=True), None, name, QueueLock(None))
    try:
        with said(name, "Not opened"), write.connect() as connection:
            postgresql.check(connection, name)
    except BaseException:
        made.dispose()
        raise
    return made


def _file(path: Path, shared: bool, patience: float) -> Engines:
    path = path.expanduser().absolute()
    if sqlite3.sqlite_version_info < _OLDEST:
        raise StoreError(
            f"Not opened: this Python brings SQLite {sqlite3.sqlite_version}; collectwork needs "
            f"{'.'.join(map(str, _OLDEST))} or newer. Install a newer Python."
        )
    if not shared:
        place.refuse_unsafe(path)
    fresh = place.prepare(path)
    lock = path.with_name(path.name + ".lock")
    queue = QueueLock(lock, patience)
    name = str(path)
    if fresh and not shared and not place.locks_hold(lock):
        raise StoreError(
            f"Not opened: another process got the lock that this one holds on {path}, so "
            "acknowledged work could be lost there. Put the store on a local disk."
        )
    made = Engines(
        sqlite.engine(path, query_only=False, shared=shared, busy_seconds=patience),
        sqlite.engine(path, query_only=True, shared=shared, busy_seconds=patience),
        path,
        name,
        queue,
    )
    try:
        with said(name, "Not opened"):
            _connect(made, path, shared, patience)
    except BaseException:
        made.dispose()
        raise
    return made


def _connect(made: Engines, path: Path, shared: bool, patience: float) -> None:
    """A first connection, so that the file is known to be a database in our journal mode."""
    try:
        made.read.connect().close()
    except sqlite.JournalDiffers:
        with made.queue.held():
            sqlite.switch_journal(path, shared, patience)
        made.read.connect().close()
