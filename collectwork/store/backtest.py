"""A workbench for replaying the past: the book in a file of its own, moved from day to day.

The real store is read once and never written. On the copy the ordinary planning runs, for each of
the two sets of rules on a connection of its own; so there is one planner, whatever database the
store is on. Disk: about twice the book; memory: two small caches.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, select
from sqlalchemy.pool import NullPool

from collectwork.domain.backtest import KnownImport, Owed
from collectwork.domain.worklist import PlannedLine
from collectwork.store import backtest_copy, backtest_work, standing
from collectwork.store.backtest_ledger import Difference, LedgerOnDays
from collectwork.store.backtest_work import MadeUpWork
from collectwork.store.tables import table
from collectwork.store.work import Read

Told = Callable[[int, int | None], None]
_CACHE = 32_000  # KiB a connection
_PORTION = 5_000
_BEGINNING = date(1900, 1, 1)


class Workbench:
    """The book on a day. ``known`` holds what is recorded, ``of(name)`` that with the work made up
    for a set of rules."""

    def __init__(self, folder: Path) -> None:
        self._engine: Engine = create_engine(
            URL.create("sqlite", database=str(folder / "book.db")),
            poolclass=NullPool,
            connect_args={"isolation_level": None, "check_same_thread": False},
        )
        self._folder = folder
        self._bench = self._connected()
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):
            for name in ("main", "told"):
                self._bench.exec_driver_sql(f"PRAGMA {name}.{pragma}")
        self.known = Read(self._bench)
        self._sides: dict[str, tuple[Read, MadeUpWork]] = {}
        self._last = _BEGINNING
        self._ledger: LedgerOnDays | None = None

    def fill(self, source: Connection, told: Told) -> None:
        """Copy the store's book."""
        with self._transaction():
            backtest_copy.schema(self._bench)
            backtest_copy.fill(source, self._bench, told)
            backtest_work.prepare(self._bench)
        self._ledger = LedgerOnDays(self._bench)

    @property
    def imports(self) -> Sequence[KnownImport]:
        """Every import that stands, by the day from which it counts."""
        return self._ledger_then.imports

    @contextmanager
    def moved_to(self, day: date) -> Iterator[list[KnownImport]]:
        """Bring everything recorded up to and including the day; the imports that are new. What
        is written to ``known`` inside belongs to the day."""
        with self._transaction():
            fresh = self._ledger_then.move_to(day)
            backtest_work.move_to(self._bench, self._last, day)
            yield fresh
        for _, made_up in self._sides.values():
            made_up.move_to(self._last, day)
        self._last = day

    def begin(self, day: date, names: Collection[str]) -> None:
        """From this day on the lists of these sets are worked; call it before moving there."""
        for name in names:
            connection = self._connected()
            made_up = MadeUpWork(connection)
            made_up.begin(day)
            self._sides[name] = (Read(connection), made_up)

    def of(self, name: str) -> Read:
        """The book as planning under a set of rules sees it."""
        return self._sides[name][0]

    def work(self, name: str, day: date, lines: Sequence[PlannedLine]) -> None:
        """These lines of a set's list were worked that day."""
        self._sides[name][1].work(day, lines)

    def owing(self, day: date) -> Iterator[Owed]:
        """Every account with something due, by currency; no work is looked at."""
        sums = standing.account_standing(day, 0)
        query = select(
            sums.c.customer_id, sums.c.currency, sums.c.to_collect_minor, sums.c.due_minor
        ).where(sums.c.due_minor > 0)
        for part in self._bench.execute(query).partitions(_PORTION):
            yield from (Owed(*row) for row in part)

    def who(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        """Number and name of customers."""
        customer = table("customer").c
        found: dict[int, tuple[str, str]] = {}
        wanted = sorted(ids)
        for start in range(0, len(wanted), 500):
            part = customer.id.in_(wanted[start : start + 500])
            query = select(customer.id, customer.number, customer.name).where(part)
            found |= {row[0]: (row[1], row[2]) for row in self._bench.execute(query)}
        return found

    def broken(self, first: date, last: date) -> list[tuple[int, date, int, str]]:
        """Promises of the period that were broken by the last day moved to: customer, first day
        of the break, amount still promised, currency; one a customer and day."""
        p = table("promise").c
        query = select(
            p.customer_id, p.due, p.tolerance_days, p.amount_minor, p.received_minor, p.currency
        ).where(p.state == "broken", p.ended.is_(None))
        found: dict[tuple[int, date, str], int] = {}
        for id, due, tolerance, promised, received, currency in self._bench.execute(query):
            broke = due + timedelta(days=tolerance + 1)
            if first <= broke <= last:
                key = (id, broke, currency)
                found[key] = found.get(key, 0) + promised - received
        return [(id, broke, amount, code) for (id, broke, code), amount in sorted(found.items())]

    def difference(self) -> Difference:
        """How well the events explain the ledger as it stands; moves it to the newest import."""
        ledger = self._ledger_then
        with self._transaction():
            ledger.move_to(max(one.day for one in ledger.imports))
        return ledger.difference()

    def close(self) -> None:
        for read, _ in self._sides.values():
            read.connection.close()
        self._bench.close()
        self._engine.dispose()

    @property
    def _ledger_then(self) -> LedgerOnDays:
        if self._ledger is None:
            raise AssertionError("the workbench is empty")
        return self._ledger

    def _connected(self) -> Connection:
        connection = self._engine.connect()
        connection.exec_driver_sql("ATTACH DATABASE ? AS told", (str(self._folder / "told.db"),))
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE}")
        return connection

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._bench.exec_driver_sql("BEGIN")
        try:
            yield
        except BaseException:
            self._bench.exec_driver_sql("ROLLBACK")
            raise
        self._bench.exec_driver_sql("COMMIT")


@contextmanager
def workbench(source: Callable[[], Any], told: Told) -> Iterator[Workbench]:
    """A workbench filled from ``source`` (a view of the store); its files go with it."""
    with TemporaryDirectory(prefix="collectwork-backtest-", ignore_cleanup_errors=True) as folder:
        made = Workbench(Path(folder))
        try:
            with source() as view:
                made.fill(view.connection, told)
            yield made
        finally:
            made.close()
