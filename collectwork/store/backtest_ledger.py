"""The ledger as it was after each import, from what every import leaves for good: what an item was
when it first came, and the events since.

``first_open_minor`` and ``first_due`` say how an item began, its events what each later import made
of it, the rows of ``payment`` bear the import that brought them, and ``ledger_run`` says whose
figures an import replaced. So any import can be told, not only those that can be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from collectwork.domain.backtest import KnownImport
from collectwork.store.backtest_master import MasterOnDays
from collectwork.store.dates import day_of
from collectwork.store.importing import Imports
from collectwork.store.tables import table

#: Tables whose rows bear the import that brought them, and in which column.
_BROUGHT = {
    "import_run": "id", "receipt": "import_id", "ledger_run": "import_id",
    "item_event": "import_id",
}  # fmt: skip
_MASTER = ("customers", "contacts", "people")
_FIRST_STATE = {
    "ledger_minor": "CASE WHEN t.ledger_minor IS NULL OR :listed THEN NULL "
    "ELSE t.first_open_minor END",
    "open_minor": "t.first_open_minor",
    "due": "t.first_due",
    "settled": "NULL",
    "last_import_id": ":run",
}
_CHANGED = """
UPDATE main.item SET ledger_minor = e.after_minor, open_minor = e.after_minor, due = e.due_after,
  last_import_id = :run,
  settled = CASE WHEN e.after_minor = 0
    THEN (SELECT t.settled FROM told.item t WHERE t.id = main.item.id) END
FROM (SELECT item_id, after_minor, due_after, max(id) FROM told.item_event
      WHERE import_id = :run GROUP BY item_id) e
WHERE main.item.id = e.item_id
"""
#: An invoice that was known from a list only enters its company's ledger without an event.
_ENTERED = """
UPDATE main.item SET ledger_minor = known.minor, open_minor = known.minor
FROM (SELECT t.id, coalesce(
        (SELECT e.before_minor FROM told.item_event e WHERE e.item_id = t.id
         ORDER BY e.import_id, e.id LIMIT 1), t.ledger_minor) AS minor
      FROM told.item t WHERE t.ledger_minor IS NOT NULL
        AND t.company IN (SELECT company FROM told.ledger_run WHERE import_id = :run)) known
WHERE main.item.id = known.id AND main.item.ledger_minor IS NULL
"""
_DATED = """
UPDATE main.item SET due = t.due FROM told.item t
WHERE t.id = main.item.id AND main.item.due IS NULL AND t.first_due IS NULL AND t.due IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM told.item_event e WHERE e.item_id = t.id)
"""
#: Cash that a person allocated later was on account until then.
_UNDECIDED = """
(SELECT 1 FROM told.receipt r WHERE r.id = {0}.receipt_id AND NOT r.automatic
 AND substr(r.decided_at, 1, 10) > :day)
"""
_DECIDED = """
UPDATE main.payment SET item_id = t.item_id FROM told.payment t, told.receipt r
WHERE t.id = main.payment.id AND main.payment.item_id IS NULL AND t.item_id IS NOT NULL
  AND r.id = t.receipt_id AND substr(r.decided_at, 1, 10) <= :day
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """How many items the events lead to, and how many of them differ from the store."""

    items: int
    differing: int
    listed_first: int  # items that an invoice list brought before a ledger
    master_from: date | None  # customers' data before this day is maybe that of this day


class LedgerOnDays:
    """The tables of the ledger in a workbench, brought forward import by import."""

    def __init__(self, bench: Connection) -> None:
        self._bench = bench
        self.imports: Sequence[KnownImport] = sorted(
            known_imports(bench), key=lambda one: (one.day, one.id)
        )
        self._reached = 0
        self._master = MasterOnDays(bench, {one.id: one.day for one in self.imports})

    def move_to(self, day: date) -> list[KnownImport]:
        """Take over every import up to and including the day; returns those that are new."""
        fresh = []
        while self._reached < len(self.imports) and self.imports[self._reached].day <= day:
            one = self.imports[self._reached]
            self._take(one, day)
            fresh.append(one)
            self._reached += 1
        self._master.move_to(day)
        decided = self._run(_DECIDED, day=day)
        if fresh or decided:
            Imports(self._bench).after_cash()
        return fresh

    def difference(self) -> Difference:
        """What the events came to against the ledger as it is stored, once all are taken over."""
        count = self._bench.exec_driver_sql(
            "SELECT count(*), sum(coalesce(m.ledger_minor <> t.ledger_minor, 0)), "
            "sum(t.ledger_minor IS NOT NULL AND r.kind = 'invoices') "
            "FROM main.item m JOIN told.item t ON t.id = m.id "
            "JOIN told.import_run r ON r.id = t.first_import_id"
        ).one()
        master = self._master.known_from
        return Difference(int(count[0]), int(count[1] or 0), int(count[2] or 0), master)

    def _take(self, one: KnownImport, day: date) -> None:
        for name, mine in _BROUGHT.items():
            self._run(f"INSERT INTO main.{name} SELECT * FROM told.{name} WHERE {mine} = :run", one)  # noqa: S608  (names of our own tables)
        self._run(_CHANGED, one)
        if one.kind == "invoices":
            self._run(_DATED, one)
        elif one.kind == "open-items":
            self._run(_ENTERED, one)
        self._add_items(one)
        self._add_cash(one, day)

    def _add_items(self, one: KnownImport) -> None:
        columns = [column.name for column in table("item").c]
        values = ", ".join(_FIRST_STATE.get(name, f"t.{name}") for name in columns)
        self._run(
            f"INSERT INTO main.item ({', '.join(columns)}) SELECT {values} FROM told.item t "  # noqa: S608  (names of our own columns)
            "WHERE t.first_import_id = :run",
            one,
            listed=one.kind == "invoices",
        )

    def _add_cash(self, one: KnownImport, day: date) -> None:
        columns = [column.name for column in table("payment").c]
        undecided = _UNDECIDED.format("t")
        values = ", ".join(
            f"CASE WHEN EXISTS {undecided} THEN NULL ELSE t.item_id END"
            if name == "item_id" else f"t.{name}"
            for name in columns
        )  # fmt: skip
        self._run(
            f"INSERT INTO main.payment ({', '.join(columns)}) SELECT {values} "  # noqa: S608  (names of our own columns)
            "FROM told.payment t WHERE t.import_id = :run",
            one,
            day=day,
        )

    def _run(
        self,
        statement: str,
        one: KnownImport | None = None,
        *,
        day: date | None = None,
        listed: bool | None = None,
    ) -> int:
        values: dict[str, object] = {}
        if one is not None and ":run" in statement:
            values["run"] = one.id
        if day is not None and ":day" in statement:
            values["day"] = day.isoformat()
        if listed is not None and ":listed" in statement:
            values["listed"] = int(listed)
        return int(self._bench.execute(text(statement), values).rowcount)


def known_imports(bench: Connection) -> list[KnownImport]:
    """Every import that stands, with the day from which it counts: the one it speaks of.

    A file that names no day counts from the day it was brought in, or from that of the ledger
    brought in after it where that is older. Lists of customers, contacts and people that came on
    the day on which the store was begun belong to what it began with.
    """
    rows = bench.exec_driver_sql(
        "SELECT id, kind, company, as_of, at, file_name FROM told.import_run "
        "WHERE undone_at IS NULL AND at <> '' ORDER BY id DESC"
    ).all()
    begun = day_of(rows[-1].at) if rows else None
    found, next_ledger = [], date.max
    for row in rows:
        day = date.fromisoformat(row.as_of) if row.as_of else min(day_of(row.at), next_ledger)
        if row.kind == "open-items":
            next_ledger = day
        elif row.kind in _MASTER and not row.as_of and day_of(row.at) == begun:
            day = date.min
        found.append(KnownImport(row.id, row.kind, row.company, day, row.file_name))
    return found
