"""The log: reading entries, and appending them as the last thing of a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    insert,
    select,
    text,
)

from collectwork.domain import activity
from collectwork.domain.activity import ZERO, Draft, Entry

ENTRY = Table(
    "entry",
    MetaData(),
    Column("seq", BigInteger, primary_key=True),
    *(Column(name, Text) for name in ("id", "recorded_at", "happened_at", "actor", "node")),
    *(Column(name, Text) for name in ("kind", "customer", "body_hash")),
    *(Column(name, LargeBinary) for name in ("prev", "hash", "sig", "salt")),
    Column("body", Text),
)
_VALUES = [column for column in ENTRY.c if column.name != "sig"]


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(**dict(row._mapping))


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

    def of_customer(self, customer: str) -> list[Entry]:
        """A customer's entries, oldest first."""
        query = select(*_VALUES).where(ENTRY.c.customer == customer).order_by(ENTRY.c.seq)
        return [_entry(row) for row in self._connection.execute(query)]

    def walk(self, after: int = 0) -> Iterator[Entry]:
        """Every entry after a number, in order, streamed."""
        query = select(*_VALUES).where(ENTRY.c.seq > after).order_by(ENTRY.c.seq)
        result = self._connection.execution_options(yield_per=2000).execute(query)
        for row in result:
            yield _entry(row)

    def append(
        self, drafts: Sequence[Draft], recorded_at: datetime, actor: str, node: str
    ) -> list[Entry]:
        """Seal and insert the drafts; the caller holds the one write transaction."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT seq FROM head FOR UPDATE"))
        last = self.head()
        seq, prev = (last.seq, last.hash) if last else (0, ZERO)
        stamp = activity.stamp(recorded_at)
        entries = []
        for draft in drafts:
            seq += 1
            entry = activity.sealed(draft, seq, prev, stamp, actor, node)
            entries.append(entry)
            prev = entry.hash
        names = [column.name for column in _VALUES]
        rows = [{name: getattr(entry, name) for name in names} for entry in entries]
        self._connection.execute(insert(ENTRY), rows)
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("UPDATE head SET seq = :seq"), {"seq": seq})
        return entries
