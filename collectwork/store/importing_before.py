"""What an import changes, kept so that it can be taken back (``store.importing_undo``).

Ledger items, the many, are kept by one statement before they are overwritten, and only those that
change.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, delete, exists, insert, literal, or_, select, union_all

from collectwork.store.importing_copies import Copies
from collectwork.store.importing_stage import CHANGED, GONE, KEPT, STAGE, Stage
from collectwork.store.tables import table

#: Of each company so many of the newest imports can be taken back, the newest first.
KEPT_IMPORTS = 5


class Before(Copies, Stage):
    """Keeping what was, within one import."""

    _keeping: int | None = None  # the import under way

    def begin_keeping(self, run_id: int, kind: str) -> None:
        """Keep what the import may write to; before anything is changed."""
        self._keeping = run_id
        self._copy_tables(kind)

    def end_keeping(self, company: str, index: int, entries: int) -> None:
        """Write down what changed; forget what can no longer be taken back.

        ``index``: which of the transaction's ``entries`` log entries is the import's own.
        """
        run_id = self._number()
        self._keep_differences(run_id)
        run = table("import_run")
        kept = {"index": index, "entries": entries}
        self._connection.execute(run.update().where(run.c.id == run_id).values(before=kept))
        self._forget_old(company)
        self._keeping = None

    def keep_ledger(self) -> None:
        """Items that taking the staged ledger over changes."""
        if self._fresh:
            return
        item, run_id = table("item"), self._number()
        changed = and_(item.c.id == STAGE.c.item_id, STAGE.c.state == CHANGED)
        named = _as_kept(run_id).join_from(STAGE, item, changed)
        gone = _as_kept(run_id).join_from(GONE, item, item.c.id == GONE.c.item_id)
        self._insert(union_all(named, gone))

    def keep_invoices(self) -> None:
        """Items that a staged invoice list adds something to."""
        item, after = table("item"), STAGE.c
        lacking = or_(
            *(and_(item.c[name].is_(None), after[name].is_not(None)) for name in (*KEPT, "due"))
        )
        query = _as_kept(self._number())
        self._insert(query.join_from(STAGE, item, item.c.id == after.item_id).where(lacking))

    def keep_items(self, which: Any) -> None:
        """Items that are about to change otherwise, by a condition on ``item``; those kept
        already, and those that this very import adds, are left out."""
        if self._keeping is None:
            return
        item, held, run_id = table("item"), table("item_before").alias("held"), self._keeping
        there = exists().where(held.c.import_id == run_id, held.c.item_id == item.c.id)
        query = _as_kept(run_id)
        self._insert(query.where(which, item.c.first_import_id != run_id, ~there))

    def _insert(self, query: Any) -> None:
        names = [column.name for column in table("item_before").c]
        self._connection.execute(insert(table("item_before")).from_select(names, query))

    def _number(self) -> int:
        if self._keeping is None:
            raise AssertionError("nothing is being kept")
        return self._keeping

    def _forget_old(self, company: str) -> None:
        """Only the newest imports of a company stay revocable."""
        run = table("import_run")
        query = (
            select(run.c.id)
            .where(run.c.company == company, run.c.before.is_not(None))
            .order_by(run.c.id.desc())
            .offset(KEPT_IMPORTS)
        )
        old = list(self._connection.scalars(query))
        if not old:
            return
        note, was = table("import_before"), table("item_before")
        self._connection.execute(delete(was).where(was.c.import_id.in_(old)))
        self._connection.execute(delete(note).where(note.c.import_id.in_(old), ~_told_later(note)))
        self._connection.execute(run.update().where(run.c.id.in_(old)).values(before=None))


def _told_later(note: Any) -> Any:
    """Rows that stay when an import can no longer be taken back: what it changed of customers, and
    which contacts it added. A backtest brings accounts back to what they were then with them."""
    return or_(
        and_(note.c.table_name == "customer", note.c.change == "changed"),
        and_(note.c.table_name == "contact", note.c.change == "added"),
    )


def _as_kept(run_id: int, **instead: Any) -> Any:
    item = table("item")
    names = [c.name for c in table("item_before").c if c.name not in ("import_id", "item_id")]
    return select(literal(run_id), item.c.id, *(instead.get(name, item.c[name]) for name in names))
