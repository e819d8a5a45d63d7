"""Many rows at once, the driver's own way: SQLAlchemy's binding would cost more than the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Date, Table

BATCH = 5_000


def insert_rows(
    connection: Connection, target: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows (values in the order of ``names``) in batches; columns left out get their
    database default. Values are those of the driver: no JSON, days as ``date``."""
    preparer = connection.dialect.identifier_preparer
    columns = ", ".join(preparer.quote(name) for name in names)
    into = f"{preparer.format_table(target)} ({columns})"
    pending = iter(rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {into} FROM STDIN", pending)
        return
    signs = ", ".join("?" * len(names))
    statement = f"INSERT INTO {into} VALUES ({signs})"  # noqa: S608  (names of our own tables)
    days = [place for place, name in enumerate(names) if isinstance(target.c[name].type, Date)]
    written: dict[date | None, str | None] = {None: None}
    while batch := list(islice(pending, BATCH)):
        connection.exec_driver_sql(statement, _with_texts(batch, days, written))


@contextmanager
def indexes_at_last(connection: Connection, target: Table) -> Iterator[None]:
    """For filling an empty table: SQLite writes its indexes afterwards, sorted, in a third of the
    time. What they forbid is found then."""
    if connection.dialect.name != "sqlite":
        yield
        return
    indexes = sorted(target.indexes, key=lambda index: str(index.name))
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _with_texts(
    batch: list[Sequence[Any]], days: Sequence[int], written: dict[date | None, str | None]
) -> list[tuple[Any, ...]]:
    """SQLite keeps days as text; each day is written out once."""
    columns = list(zip(*batch, strict=True))
    for place in days:
        for day in set(columns[place]) - written.keys():
            written[day] = day.isoformat()
        columns[place] = tuple(map(written.__getitem__, columns[place]))
    return list(zip(*columns, strict=True))


def _copy(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        write: Callable[[Sequence[Any]], None] = copy.write_row
        for row in rows:
            write(row)
