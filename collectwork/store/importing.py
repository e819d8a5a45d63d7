"""Imports: the runs themselves, and the parts that bring facts in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, or_, select

from collectwork.domain.activity import Entry
from collectwork.domain.ledger import Freshness, ImportReport
from collectwork.store.importing_balances import Balances
from collectwork.store.importing_built import Built
from collectwork.store.importing_cash import Cash
from collectwork.store.importing_customers import Accounts
from collectwork.store.importing_equipment import Equipped
from collectwork.store.importing_history import Histories
from collectwork.store.importing_statement import as_json, as_statement
from collectwork.store.log import Log
from collectwork.store.stopping import heard
from collectwork.store.tables import table

_CHUNK = 500


class Imports(Accounts, Balances, Built, Cash, Equipped, Histories):
    """Imports within one transaction."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)

    def stoppable(self, asked: Callable[[], bool]) -> AbstractContextManager[None]:
        """A long statement inside ends soon after ``asked`` says yes, with Stopped."""
        return heard(self._connection, asked)

    def runs(self) -> list[ImportReport]:
        """Every import, oldest first."""
        run = table("import_run")
        rows = self._connection.execute(select(run).order_by(run.c.id)).mappings()
        return [_report(row) for row in rows]

    def by_fingerprint(self, fingerprint: str) -> ImportReport | None:
        """The import of the same bytes and meaning, if there was one."""
        run = table("import_run")
        row = self._connection.execute(select(run).where(run.c.fingerprint == fingerprint))
        found = row.mappings().first()
        return None if found is None else _report(found)

    def by_id(self, run_id: int) -> ImportReport | None:
        """The import of that number."""
        run = table("import_run")
        found = self._connection.execute(select(run).where(run.c.id == run_id)).mappings().first()
        return None if found is None else _report(found)

    def entry_of(self, run_id: int) -> Entry | None:
        """The log entry of an import."""
        run = table("import_run")
        key = self._connection.scalar(select(run.c.key).where(run.c.id == run_id))
        return None if key is None else Log(self._connection).by_id(key)

    def by_key(self, key: str) -> ImportReport | None:
        """The import of an intent."""
        run = table("import_run")
        found = self._connection.execute(select(run).where(run.c.key == key)).mappings().first()
        return None if found is None else _report(found)

    def start_run(
        self,
        key: str,
        fingerprint: str,
        kind: str,
        name: str,
        sha256: str,
        as_of: date | None,
    ) -> int:
        """A row for the import, filled in by ``finish_run``."""
        values = {
            "as_of": as_of,
            "key": key, "fingerprint": fingerprint, "kind": kind, "file_name": name,
            "file_sha256": sha256, "company": "", "rows": 0, "items": 0, "customers": 0,
            "rejects": 0, "reconciled": "", "actor": "", "at": "",
        }  # fmt: skip
        run = table("import_run")
        made = self._connection.execute(insert(run).values(values).returning(run.c.id))
        return int(made.scalar_one())

    def finish_run(self, run_id: int, report: ImportReport) -> None:
        """What the import came to."""
        run = table("import_run")
        self._connection.execute(
            run.update()
            .where(run.c.id == run_id)
            .values(
                profile=report.profile, layout=report.layout, company=report.company,
                as_of=report.as_of, rows=report.rows, items=report.items,
                customers=report.customers, totals=dict(report.totals),
                past_due=dict(report.past_due), events=dict(report.events),
                rejects=report.rejects, rejected_money=dict(report.rejected_money),
                warnings=list(report.warnings),
                gaps=[{"lacks": lacks, "disables": off} for lacks, off in report.gaps],
                shape=report.shape, reconciled=report.reconciled, actor=report.actor, at=report.at,
                statement=as_json(report.statement),
            )
        )  # fmt: skip

    def newest(self, company: str, kind: str) -> tuple[int, date | None] | None:
        """Id and day of the newest import of a kind for a company."""
        run = table("import_run")
        of = table("ledger_run")
        touched = select(of.c.import_id).where(of.c.company == company)
        query = (
            select(run.c.id, run.c.as_of)
            .where(run.c.kind == kind, run.c.at != "", run.c.undone_at.is_(None))
            .where(or_(run.c.company == company, run.c.id.in_(touched)))
            .order_by(run.c.as_of.desc(), run.c.id.desc())
        )
        row = self._connection.execute(query).first()
        return None if row is None else (row[0], row[1])

    def companies(self) -> list[str]:
        """Companies that a ledger was brought in for."""
        item = table("item")
        query = select(item.c.company).where(item.c.ledger_minor.is_not(None)).distinct()
        return [row[0] for row in self._connection.execute(query.order_by(item.c.company))]

    def in_common(
        self, company: str, customer_ids: Sequence[int], documents: Callable[[], Iterable[str]]
    ) -> bool:
        """Whether items of the company's ledger belong to these customers or documents."""
        item = table("item")
        query = select(item.c.id).where(item.c.company == company, item.c.ledger_minor.is_not(None))
        for column, values in (
            (item.c.customer_id, iter(customer_ids)),
            (item.c.document, iter(documents())),
        ):
            while part := list(islice(values, _CHUNK)):
                if self._connection.execute(query.where(column.in_(part)).limit(1)).first():
                    return True
        return False

    def freshness(self) -> list[Freshness]:
        """The newest ledger and the newest cash of each company."""
        run = table("import_run")
        query = (
            select(run.c.company, run.c.kind, func.max(run.c.as_of), func.max(run.c.at))
            .where(or_(run.c.kind == "open-items", run.c.kind == "payments"))
            .where(run.c.undone_at.is_(None))
            .group_by(run.c.company, run.c.kind)
            .order_by(run.c.company, run.c.kind)
        )
        return [Freshness(*row) for row in self._connection.execute(query)]


def _report(row: RowMapping) -> ImportReport:
    def map_of(name: str) -> dict[str, int]:
        return dict(row[name] or {})

    gaps: list[dict[str, Any]] = row["gaps"] or []
    return ImportReport(
        import_id=row["id"], file=row["file_name"], kind=row["kind"], profile=row["profile"],
        layout=row["layout"] or "", company=row["company"], as_of=row["as_of"], rows=row["rows"],
        items=row["items"], customers=row["customers"], totals=map_of("totals"),
        past_due=map_of("past_due"), events=map_of("events"), duplicate=False,
        rejects=row["rejects"], rejected_money=map_of("rejected_money"),
        reconciled=row["reconciled"], warnings=tuple(row["warnings"] or ()),
        gaps=tuple((gap["lacks"], gap["disables"]) for gap in gaps), at=row["at"],
        actor=row["actor"], shape=row["shape"], statement=as_statement(row["statement"]),
        undone_at=row["undone_at"], revocable=row["before"] is not None,
    )  # fmt: skip
