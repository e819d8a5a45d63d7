"""The store: one door for writing, and views for reading."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, RootTransaction
from sqlalchemy.exc import DBAPIError

from collectwork.domain.activity import Entry
from collectwork.domain.chain import Seen
from collectwork.domain.clocks import Clock
from collectwork.domain.restored import BackedUp, Restored
from collectwork.errors import InputRefused, LogBroken, OutcomeUnknown, StoreError
from collectwork.store import backup, postgresql, restoring, sqlite, trouble
from collectwork.store import engine as engines
from collectwork.store.backtest import Workbench, workbench
from collectwork.store.reserve import Reserve
from collectwork.store.watch import Watch
from collectwork.store.work import Read, Write


class Store:
    """An open store. ``clock`` stamps every entry; ``actor`` signs it.

    ``alarm`` is the sentence that says why the log cannot be trusted; the store then only reads.
    """

    def __init__(self, opened: engines.Engines, clock: Clock, actor: str) -> None:
        self._engines = opened
        self._clock = clock
        self.actor = actor
        self.node = f"{socket.gethostname()[:40]}/{os.getpid()}"
        self.alarm: str | None = None
        self._watch = Watch(opened.name if opened.path is None else str(opened.path.resolve()))
        self._reserve = Reserve(
            None if opened.path is None else opened.path.with_name(opened.path.name + ".reserve")
        )
        self._writer: int | None = None  # the thread that is inside write()

    @property
    def path(self) -> str:
        return self._engines.name

    @contextmanager
    def read(self) -> Iterator[Read]:
        """A consistent view; nothing can be written through it."""
        with (
            trouble.said(self.path, "Not read"),
            self._engines.read.connect() as connection,
            connection.begin(),
        ):
            yield Read(connection)

    def workbench(
        self, told: Callable[[int, int | None], None]
    ) -> AbstractContextManager[Workbench]:
        """The book copied for replaying the past; ``told`` hears how many rows are there."""
        return workbench(self.read, told)

    @contextmanager
    def write(self, key: str | None = None) -> Iterator[Write]:
        """State and entries in one transaction; refuses to commit a change without an entry.

        ``key`` is the intent's id. If it was recorded before, ``replayed`` holds its entry and
        nothing that happens inside is kept. After a StoreError nothing was changed and the same
        call may be made again with the same key; after OutcomeUnknown too, since a key is
        recorded once at most. A block cannot be run twice, so the retries on PostgreSQL that need
        the block (dead-lock, serialization failure) are the caller's; connecting and looking up
        the outcome are repeated here.
        """
        if self.alarm is not None:
            raise LogBroken(f"Not recorded: {self.alarm}")
        if self._writer == threading.get_ident():
            raise AssertionError("a write inside a write")
        with self._engines.queue.held():
            yield from self._in_turn(key)
            self._reserve.restore()

    def _in_turn(self, key: str | None) -> Iterator[Write]:
        """A write while the queue is held."""
        self._writer = threading.get_ident()
        try:
            with self._changing() as connection:
                yield from self._work(connection, key)
        finally:
            self._writer = None

    def _work(self, connection: Connection, key: str | None) -> Iterator[Write]:
        transaction = connection.begin()
        try:
            if key is not None and self._engines.path is None:
                postgresql.order_intent(connection, key)
            work = Write(connection, key)
            yield work
            if work.replayed is not None:
                transaction.rollback()
                return
            work.seal(self._clock(), self.actor, self.node)
        except BaseException:
            _roll_back(connection, transaction)
            raise
        self._commit(connection, transaction, work.entries)
        self._watch.wrote(work.entries)

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """A connection to write with; trouble of the database inside becomes a StoreError."""
        with trouble.said(self.path, "Not recorded"):
            try:
                with self._engines.writing() as connection:
                    yield connection
            except DBAPIError as error:
                if trouble.is_full(error):
                    self._reserve.give_up()
                raise

    def _commit(
        self, connection: Connection, transaction: RootTransaction, entries: Sequence[Entry]
    ) -> None:
        try:
            transaction.commit()
        except DBAPIError as error:
            connection.invalidate(error)  # not to be used again
            recorded = self._recorded(entries[-1])
            if recorded is None:
                raise OutcomeUnknown(
                    f"It is not certain whether this was recorded: {self.path} failed at the last "
                    "moment. Look at the account before you do it again."
                ) from error
            if not recorded:
                raise

    def _recorded(self, entry: Entry) -> bool | None:
        """Look on a new connection whether a failed commit was kept; None if that cannot be told.

        What is found must also be on the disk, not just in a cache: the log is brought into the
        file first.
        """
        try:
            with self._engines.writing() as connection:
                with connection.begin():
                    if self._engines.path is None:
                        postgresql.await_commits(connection)
                    found = Read(connection).log.by_id(entry.id)
                if found is None:
                    return False
                driver = connection.connection.driver_connection
                if self._engines.path is not None and not sqlite.settled(driver):
                    return None
        except (DBAPIError, StoreError, sqlite.JournalDiffers):
            return None
        return found.hash == entry.hash

    def seen(self) -> Sequence[Seen]:
        """The heads that this log must contain, as far as this machine knows."""
        memory = self._watch.recall()
        with self.read() as tx:
            return self._watch.expected(tx, memory)

    def examine(self) -> None:
        """Compare the log with what this machine saw of it; sets ``alarm`` on a mismatch."""
        memory = self._watch.recall()
        with self.read() as tx:
            self.alarm = self._watch.examine(tx, memory)

    def verified(self, seq: int, hash: bytes) -> None:
        """The whole log was verified up to this entry; the next opening goes on from there."""
        if self.alarm is None:
            self._watch.verified((seq, hash), (seq, hash))

    def made(self) -> None:
        """The store was made just now: keep some room on the disk for the day it is full."""
        self._watch.begin()
        self._reserve.lay_aside()

    def backup(self, target: Path) -> BackedUp:
        """A copy of the store as it is at one moment, verified; others may go on meanwhile.

        Raises InputRefused where the target is the store itself or something else than a backup,
        StoreError where it cannot be written.
        """
        own = self._file("Not backed up", "pg_dump")
        restoring.refuse_foreign(target, own)
        with self._engines.queue.held():
            backup.copy(self._engines, target)
        head = restoring.checked(target, self._store_id())
        return BackedUp(str(target), head.seq, head.hash.hex())

    def restore(self, file: Path) -> Restored:
        """Go back to a backup of this store; what is here now is kept in a file beside it.

        Contacts made since are told again (see ``restoring``). Raises InputRefused where the file
        is no backup of this store; nothing is changed then.
        """
        own = self._file("Not restored", "pg_restore")
        if self.alarm is not None:
            raise LogBroken(f"Not restored: {self.alarm}")
        head = restoring.checked(file, self._store_id())
        with self._engines.queue.held():
            with self.read() as tx:
                lost = restoring.since(tx, head, file)
            kept = own.with_name(f"{own.name}.before-restore-{lost.head.seq}")
            backup.copy(self._engines, kept)
            restoring.put_back(self._engines, file)
            self._watch.begin()
            with contextmanager(self._in_turn)(None) as work:
                carried = restoring.carry(work, lost)
                work.record(restoring.told(head, lost, carried, kept))
        self.examine()
        return Restored(head.seq + carried[0] + 1, lost.lost, carried[0], str(kept))

    def _file(self, refused: str, instead: str) -> Path:
        if self._engines.path is None:
            raise InputRefused(f"{refused}: on a PostgreSQL server {instead} does that.")
        return self._engines.path

    def _store_id(self) -> str:
        with self.read() as tx:
            return tx.audit.store_id()

    def close(self) -> None:
        self._engines.dispose()


def _roll_back(connection: Connection, transaction: RootTransaction) -> None:
    """End the transaction with nothing written; a connection that cannot is closed."""
    try:
        transaction.rollback()
    except DBAPIError as error:
        connection.invalidate(error)
