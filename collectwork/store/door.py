"""The store: one door for writing, and views for reading."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import SQLModel

from collectwork.domain.activity import Draft, new_id
from collectwork.domain.clocks import Clock
from collectwork.store import engine as engines
from collectwork.store import log_schema, projection, tables  # noqa: F401  (tables register)
from collectwork.store.work import Read, Write


class Store:
    """An open store. ``clock`` stamps every entry; ``actor`` signs it."""

    def __init__(self, opened: engines.Engines, clock: Clock, actor: str) -> None:
        self._engines = opened
        self._clock = clock
        self.actor = actor
        self.node = f"{socket.gethostname()[:40]}/{os.getpid()}"

    @property
    def path(self) -> str:
        return str(self._engines.path or self._engines.write.url.render_as_string())

    @contextmanager
    def read(self) -> Iterator[Read]:
        """A consistent view; nothing can be written through it."""
        with self._engines.read.connect() as connection, connection.begin():
            yield Read(connection)

    @contextmanager
    def write(self, key: str | None = None) -> Iterator[Write]:
        """State and entries in one transaction; refuses to commit a change without an entry.

        ``key`` is the intent's id. If it was recorded before, ``replayed`` holds its entry and
        nothing that happens inside is kept.
        """
        with self._engines.write.connect() as connection, connection.begin() as transaction:
            work = Write(connection, key or new_id())
            yield work
            if work.replayed is not None:
                transaction.rollback()
                return
            if not work.drafts:
                raise AssertionError("a change without a log entry")
            work.entries = work.log.append(work.drafts, self._clock(), self.actor, self.node)
            projection.project(connection, work.entries)

    def close(self) -> None:
        self._engines.dispose()


def open_store(url: str, clock: Clock, actor: str) -> Store:
    """Open, creating the schema in an empty database."""
    opened = engines.engines(url)
    with opened.write.connect() as connection, connection.begin():
        if not connection.dialect.has_table(connection, "entry"):
            SQLModel.metadata.create_all(connection)
            for statement in getattr(log_schema, opened.dialect.upper()):
                connection.exec_driver_sql(statement)
    store = Store(opened, clock, actor)
    with store.read() as tx:
        fresh = tx.log.head() is None
    if fresh:
        with store.write() as work:
            work.record(Draft("store.created", None, {}))
    return store
