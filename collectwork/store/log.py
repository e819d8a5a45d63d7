"""The log: reading entries, and appending them as the last thing of a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    select,
    text,
)

from collectwork.domain import activity, clocks
from collectwork.domain.activity import ZERO, Draft, Entry
from collectwork.store import postgresql

ENTRY = Table(
    "entry",
    MetaData(),
    Column("seq", BigInteger, primary_key=True),
    *(Column(name, Text) for name in ("id", "recorded_at", "happened_at", "actor", "node")),
    *(Column(name, Text) for name in ("kind", "customer", "body_hash")),
    *(Column(name, LargeBinary) for name in ("prev", "hash", "sig", "salt")),
    Column("body", Text),
)
_NAMES = [column.name for column in ENTRY.c if column.name != "sig"]  # in Entry's order
_VALUES = [ENTRY.c[name] for name in _NAMES]
_OF = attrgetter(*_NAMES)
_INSERT = f"INSERT INTO entry ({', '.join(_NAMES)}) VALUES ({{}})"  # noqa: S608  (our own names)
_AHEAD = timedelta(minutes=2)


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    values: tuple[Any, ...] = tuple(row)
    return Entry(*values)


class Log:
    """The log within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> Entry | None:
        """The newest entry."""
        rows = self._connection.execute(select(*_VALUES).order_by(ENTRY.c.seq.desc()).limit(1))
        row = rows.first()
        return None if row is None else _entry(row)

    def by_id(self, id: str) -> Entry | None:
        """The entry of an intent, if it was recorded."""
        row = self._connection.execute(select(*_VALUES).where(ENTRY.c.id == id)).first()
        return None if row is None else _entry(row)

    def hash_of(self, seq: int) -> bytes | None:
        """The hash of the entry with that number."""
        return self._connection.execute(select(ENTRY.c.hash).where(ENTRY.c.seq == seq)).scalar()

    def of_kinds(self, kinds: Sequence[str]) -> list[Entry]:
        """The entries of these kinds, oldest first."""
        query = select(*_VALUES).where(ENTRY.c.kind.in_(kinds)).order_by(ENTRY.c.seq)
        return [_entry(row) for row in self._connection.execute(query)]

    def walk(self, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """Every entry after a number, in order, streamed; at most ``limit``."""
        query = select(*_VALUES).where(ENTRY.c.seq > after).order_by(ENTRY.c.seq).limit(limit)
        for row in self._connection.execute(query, execution_options={"yield_per": 2000}):
            yield _entry(row)

    def append(
        self, drafts: Sequence[Draft], recorded_at: datetime, actor: str, node: str
    ) -> list[Entry]:
        """Seal and insert the drafts; the caller holds the one write transaction."""
        last = self._last()
        stamp = activity.stamp(recorded_at)
        flag = self._clock_flag(recorded_at, last)
        if flag is not None:
            drafts = [replace(one, body={**one.body, "clock": flag}) for one in drafts]
        return self._chained([(draft, stamp, actor) for draft in drafts], last, node)

    def append_told(self, told: Sequence[tuple[Draft, str, str]], node: str) -> list[Entry]:
        """Seal and insert (draft, recorded_at, actor) of a made-up history, for demo stores only;
        anywhere else the clock says when and the login says who."""
        return self._chained(told, self._last(), node)

    def _last(self) -> Entry | None:
        """The newest entry; on PostgreSQL nobody else appends until we commit."""
        if self._connection.dialect.name == "postgresql":
            postgresql.await_commits(self._connection)
        return self.head()

    def _chained(
        self, drafts: Sequence[tuple[Draft, str, str]], last: Entry | None, node: str
    ) -> list[Entry]:
        seq, prev = (last.seq, last.hash) if last else (0, ZERO)
        entries = []
        for draft, recorded_at, actor in drafts:
            seq += 1
            entry = activity.sealed(draft, seq, prev, recorded_at, actor, node)
            entries.append(entry)
            prev = entry.hash
        if entries:
            # The driver's own way: SQLAlchemy's binding costs as much as sealing and inserting.
            sign = "%s" if self._connection.dialect.name == "postgresql" else "?"
            self._connection.exec_driver_sql(
                _INSERT.format(", ".join([sign] * len(_NAMES))), [_OF(entry) for entry in entries]
            )
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("UPDATE head SET seq = :seq"), {"seq": seq})
        return entries

    def _clock_flag(self, now: datetime, last: Entry | None) -> dict[str, int] | None:
        """What the entries' body bears when this machine's clock cannot be right: the seconds it
        is behind the last entry, or ahead of the server. A clock that ran ahead on one machine
        shows in the next entry of another, which is then behind."""
        if last is not None and last.recorded_at > activity.stamp(now):
            behind = clocks.moment(last.recorded_at) - now
            return {"behind_seconds": -int(-behind.total_seconds() // 1)}
        if self._connection.dialect.name == "postgresql":
            ahead = postgresql.seconds_ahead(self._connection, now)
            if ahead > _AHEAD.total_seconds():
                return {"ahead_seconds": int(ahead)}
        return None
