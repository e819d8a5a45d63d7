"""Taking an import back: what was built on it, and every row as it was before.

What it added is removed, what it changed is restored (``store.importing_before``); its row in
``import_run`` stays, marked. The caller looks for obstacles first: ``store.importing_built``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlmodel import SQLModel

from collectwork.store.importing_copies import ADDED_BY, is_number, reader, row_key, still_so
from collectwork.store.importing_ledger import Ledger
from collectwork.store.tables import table

_CHUNK = 500
_UNTOUCHED = ("open", "cleared")  # lines of a list that nobody worked


class Undoing(Ledger):
    """Restoring, within one transaction."""

    def bounds(self, run_id: int, seq: int) -> tuple[int, int]:
        """The first and the last number of the entries that the import wrote; ``seq`` is that of
        its own."""
        kept = self._kept(run_id)
        first = seq - int(kept.get("index", 0))
        return first, first + max(int(kept.get("entries", 1)), 1) - 1

    def book_figures(self) -> dict[str, Any]:
        """How much there is of everything that an import brings."""
        item = table("item")
        sums = select(item.c.currency, func.sum(item.c.open_minor)).group_by(item.c.currency)
        open_ = {code: int(minor) for code, minor in self._connection.execute(sums) if minor}
        names = {
            "items": "item", "customers": "customer", "contacts": "contact",
            "payments": "payment", "events": "item_event", "people": "person",
        }  # fmt: skip
        return {"open": open_} | {
            said: self._connection.execute(select(func.count()).select_from(table(name))).scalar()
            for said, name in names.items()
        }

    def take_back(self, run_id: int, seqs: tuple[int, int], at: str) -> dict[str, Any]:
        """Restore everything; returns what went beside the facts: ``lines`` of worklists for
        customers that are gone, ``changed_since``: rows left as somebody made them since,
        ``also``: entries that say disputes were closed because of it, which stand open again."""
        told: dict[str, Any] = {"lines": self._loosen_lists(run_id)}
        self._forget_alerts(run_id)
        self._forget_activities(table("activity").c.seq.between(*seqs))
        self._restore_items(run_id)
        told["also"] = self._closings(run_id, seqs)
        left = self._restore_rows(run_id, "changed")
        self._drop_proposals(run_id)
        self._remove_added(run_id)
        told["changed_since"] = left + self._restore_rows(run_id, "removed")
        self.after_cash()
        for name in ("import_before", "item_before"):
            kept = table(name)
            self._connection.execute(delete(kept).where(kept.c.import_id == run_id))
        run = table("import_run")
        mark = run.c.fingerprint + f":undone:{run_id}"  # the same file may come again
        self._connection.execute(
            update(run)
            .where(run.c.id == run_id)
            .values(undone_at=at, before=None, fingerprint=mark)
        )
        return told

    def _kept(self, run_id: int) -> Mapping[str, Any]:
        run = table("import_run")
        query = select(run.c.before).where(run.c.id == run_id)
        return self._connection.execute(query).scalar() or {}

    def _loosen_lists(self, run_id: int) -> int:
        """Lists that were made meanwhile: lines of customers that go are taken off, others no
        longer point at an invoice that goes. Worked lines would have been an obstacle."""
        line = table("work_line")
        untouched = line.c.state.in_(_UNTOUCHED)
        own = select(cast(table("import_before").c.row, Integer)).where(
            *_noted(run_id, "plan_run", "added")
        )
        self._connection.execute(delete(line).where(line.c.run_id.in_(own)))
        gone = delete(line).where(line.c.customer_id.in_(added(run_id, "customer")), untouched)
        count = self._connection.execute(gone).rowcount
        self._connection.execute(
            update(line)
            .where(line.c.lead_item_id.in_(added(run_id, "item")), untouched)
            .values(lead_item_id=None)
        )
        return int(count)

    def _forget_alerts(self, run_id: int) -> None:
        """Of customers that go; who was told of them stays in the log."""
        alert, delivery = table("alert"), table("alert_delivery")
        gone = alert.c.customer_id.in_(added(run_id, "customer"))
        ids = select(alert.c.id).where(gone)
        self._connection.execute(delete(delivery).where(delivery.c.alert_id.in_(ids)))
        self._connection.execute(delete(alert).where(gone))

    def _drop_proposals(self, run_id: int) -> None:
        """What rules proposed for customers that go; whatever was decided would have been an
        obstacle."""
        proposal = table("proposal")
        gone = proposal.c.customer_id.in_(added(run_id, "customer"))
        self._connection.execute(delete(proposal).where(gone))

    def _closings(self, run_id: int, seqs: tuple[int, int]) -> list[int]:
        """Closings of disputes that followed from its payments, no longer shown as actions."""
        note, dispute = table("import_before"), table("dispute")
        activity, link = table("activity"), table("activity_item")
        ids = select(note.c.row).where(
            *_noted(run_id, "dispute", "changed"), note.c.derived.is_(True)
        )
        closed = select(dispute.c.item_id).where(
            dispute.c.id.in_(ids), dispute.c.resolution == "invoice paid"
        )
        query = (
            select(activity.c.seq)
            .join_from(activity, link, link.c.entry_id == activity.c.entry_id)
            .where(of_itself(), activity.c.seq > seqs[1])
            .where(or_(link.c.item_id.in_(closed), link.c.item_id.in_(added(run_id, "item"))))
        )
        found = sorted(self._connection.scalars(query))
        self._forget_activities(activity.c.seq.in_(found))
        return found

    def _forget_activities(self, own: ColumnElement[bool]) -> None:
        """Rows of history that came with it; its entries stay in the log."""
        activity, link = table("activity"), table("activity_item")
        entries = select(activity.c.entry_id).where(own)
        self._connection.execute(delete(link).where(link.c.entry_id.in_(entries)))
        self._connection.execute(delete(activity).where(own))

    def _restore_items(self, run_id: int) -> None:
        item, was = table("item"), table("item_before")
        names = [c.name for c in was.c if c.name not in ("import_id", "item_id")]
        self._connection.execute(
            update(item)
            .where(item.c.id == was.c.item_id, was.c.import_id == run_id)
            .values({name: was.c[name] for name in names})
        )
        ledgers = table("ledger_run")
        self._connection.execute(delete(ledgers).where(ledgers.c.import_id == run_id))

    def _restore_rows(self, run_id: int, change: str) -> int:
        """Rows of the smaller tables: what followed from the facts first, the newest first. Those
        that somebody changed since are left; returns how many."""
        note = table("import_before")
        mine = select(note).where(note.c.import_id == run_id, note.c.change == change)
        followed = mine.where(note.c.derived.is_(True)).order_by(note.c.id.desc())
        left = 0
        for row in self._connection.execute(followed).all():
            left += self._restore(row.table_name, [row])
        own = mine.where(note.c.derived.is_(False)).order_by(note.c.table_name, note.c.id)
        rows = self._connection.execute(own).all()
        for name, of_table in groupby(rows, key=lambda row: str(row.table_name)):
            pending = list(of_table)
            for start in range(0, len(pending), _CHUNK):
                left += self._restore(name, pending[start : start + _CHUNK])
        return left

    def _restore(self, name: str, rows: Sequence[Any]) -> int:
        """Rows of one table, each once; returns how many were left as they are."""
        target = table(name)
        now = self._values(name, [row.row for row in rows])
        left = 0
        changes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in rows:
            held = now.get(row.row)
            was = {n: None if v is None else reader(target.c[n])(v) for n, v in row.was.items()}
            if row.change == "removed" and held is None:
                self._connection.execute(insert(target).values(was))
            elif held is not None and still_so(row, held):
                key = {f"key_{c.name}": held[c.name] for c in target.primary_key.columns}
                changes.setdefault(tuple(was), []).append(was | key)
            else:
                left += 1
        which = [c == bindparam(f"key_{c.name}") for c in target.primary_key.columns]
        for names, values in changes.items():
            set_to: dict[str, Any] = {name: bindparam(name) for name in names}
            self._connection.execute(update(target).where(*which).values(set_to), values)
        return left

    def _remove_added(self, run_id: int) -> None:
        """Children before their parents; with them disputes about its money that were undone."""
        dispute = table("dispute")
        gone = or_(
            dispute.c.receipt_id.in_(added(run_id, "receipt")),
            dispute.c.item_id.in_(added(run_id, "item")),
            dispute.c.customer_id.in_(added(run_id, "customer")),
        )
        self._connection.execute(delete(dispute).where(dispute.c.state == "undone", gone))
        of_its_money = dispute.c.receipt_id.in_(added(run_id, "receipt"))
        closed = dispute.c.state.in_(("resolved", "withdrawn", "declined"))
        loose = update(dispute).where(of_its_money, closed).values(receipt_id=None)
        self._connection.execute(loose)  # what was decided stays, without the money it was about
        for source in reversed(SQLModel.metadata.sorted_tables):
            if source.name not in ("import_before", "item_before"):
                noted = added(run_id, source.name)
                if len(source.primary_key.columns) == 1:
                    column = next(iter(source.primary_key.columns))
                    self._connection.execute(delete(source).where(column.in_(noted)))
                else:
                    self._connection.execute(delete(source).where(row_key(source).in_(noted)))


def added(run_id: int, name: str) -> Select[Any]:
    """The primary keys of the rows that an import added to a table (as text, of several parts)."""
    source = table(name)
    key = table("import_before").c.row
    whole = _whole_number(source)
    noted = select(cast(key, Integer) if whole else cast(key, Text)).where(
        *_noted(run_id, name, "added")
    )
    if name not in ADDED_BY:
        return noted
    own = source.c[ADDED_BY[name]] == run_id
    return select(source.c.id).where(or_(own, source.c.id.in_(noted)))


def of_itself() -> ColumnElement[bool]:
    """Actions that nobody did: a dispute closed because its invoice is paid."""
    activity = table("activity")
    return and_(activity.c.kind == "dispute.resolved", activity.c.automatic.is_(True))


def _whole_number(source: Table) -> bool:
    columns = list(source.primary_key.columns)
    return len(columns) == 1 and is_number(columns[0])


def _noted(run_id: int, name: str, change: str) -> tuple[Any, ...]:
    note = table("import_before")
    return (
        note.c.import_id == run_id,
        note.c.table_name == name,
        note.c.change == change,
    )
