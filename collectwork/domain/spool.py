"""A large ledger on its way from the reader to the store: rows in temporary SQLite files.

A ledger of a million items does not fit into memory as values. Its reader writes the rows, checked
and converted, into one file per part of the ledger; the store takes them over from there by set.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

#: The columns of table ``row``: an item, its account by ``owner.no``, days as ISO text, amounts in
#: minor units; ``company`` is None where the row names none.
ROW = (
    "owner", "company", "document", "kind", "type_text", "currency", "original", "open",
    "issued", "due", "po", "terms", "disputed",
)  # fmt: skip
TABLES = (
    f"CREATE TABLE row({', '.join(ROW)})",
    "CREATE TABLE owner(no INTEGER PRIMARY KEY, number TEXT, name TEXT, facts TEXT)",
)


class Sum(NamedTuple):
    """What is open by currency and due day: items, signed sum, and sum of the positive ones."""

    currency: str
    due: date | None
    items: int
    minor: int
    positive: int


@dataclass(slots=True)
class Spool:
    """The rows of a ledger in files. ``owners``: per part the numbers of its accounts, in the order
    of ``owner.no`` from 0; ``companies``: those that rows name; ``first``: its first rows as
    ``FileContent.rows`` would hold them."""

    folder: Path
    parts: tuple[Path, ...]
    owners: Sequence[Sequence[str]] = ()
    sums: Sequence[Sum] = ()
    companies: frozenset[str | None] = frozenset()
    first: Sequence[tuple[Any, ...]] = ()
    count: int = 0
    customers: int = 0  # with something open

    def rows(self, ids: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """All rows in the order of ``ROW``, with what ``ids`` has for the account (by its number)
        in the place of its number within the part."""
        for numbers, path in zip(self.owners, self.parts, strict=True):
            account = [ids[number] for number in numbers]
            with closing(sqlite3.connect(path)) as connection:
                for owner, *rest in connection.execute(f"SELECT {', '.join(ROW)} FROM row"):  # noqa: S608  (our own names)
                    yield (account[owner], *rest)

    def documents(self) -> Iterator[str]:
        """The documents of all rows."""
        for path in self.parts:
            with closing(sqlite3.connect(path)) as connection:
                yield from (row[0] for row in connection.execute("SELECT document FROM row"))

    def remove(self) -> None:
        """Take the files away."""
        with suppress(OSError):
            shutil.rmtree(self.folder)
