"""What was built on an import, in words: while there is anything, it is not taken back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import ColumnElement, Table, and_, exists, func, or_, select
from sqlmodel import SQLModel

from collectwork.store.importing_copies import row_key, still_so
from collectwork.store.importing_undo import Undoing, added, of_itself
from collectwork.store.log import ENTRY
from collectwork.store.tables import table

#: Entries about a customer that only look, or that programs write by themselves.
_LOOKING = (
    *("claim", "export", "login", "plan", "promise.evaluated", "history.activity"),
    *("alert.raised", "alert.seen", "proposal.made", "proposal.expired"),
)
_PARENTS = ("customer", "contact", "item", "payment", "receipt", "promise", "dispute", "plan_run")
_WORDS = {
    "activity": "actions",
    "activity_item": "actions",
    "block": "blocks",
    "contact": "contacts",
    "customer": "customers below it",
    "dispute": "disputes",
    "follow_up": "next steps",
    "item": "invoices of another import",
    "item_event": "changes that another import showed",
    "outbox": "mails",
    "payer_account": "a payer's account that was learnt",
    "payment": "payments",
    "plan_run": "lists",
    "promise": "promises",
    "proposal": "proposals that were made by hand or decided",
    "receipt": "payments",
    "thread": "a step of the sequence",
    "withheld_contact": "withheld contacts",
    "work_line": "worked lines of a list",
}
_SKIPPED = ("import_before", "item_before", "activity_item", "alert")  # alerts go with it
_MAIL_STATES = ("queued", "held", "sending", "doubt", "sent")


class Built(Undoing):
    """Looking for what stands in the way of taking an import back."""

    def built_on(self, run_id: int, seqs: tuple[int, int]) -> list[str]:
        """One sentence a kind of obstacle; empty when there is none."""
        later = self._later_imports(run_id)
        if later:
            return later  # whatever else there is was maybe built on those
        found = [
            *self._decided(run_id),
            *self._actions(run_id, seqs),
            *self._references(run_id, seqs),
            *self._mails(run_id),
            *self._changed_since(run_id),
        ]
        return list(dict.fromkeys(found))

    def _later_imports(self, run_id: int) -> list[str]:
        run = table("import_run")
        company = select(run.c.company).where(run.c.id == run_id).scalar_subquery()
        note, item, was = table("import_before"), table("item"), table("item_before")
        mine, theirs = note.alias("mine"), note.alias("theirs")
        touched = or_(
            exists().where(
                theirs.c.import_id == run.c.id, mine.c.import_id == run_id,
                theirs.c.table_name == mine.c.table_name, theirs.c.row == mine.c.row,
                theirs.c.derived.is_(False), mine.c.derived.is_(False),
            ),
            exists().where(
                was.c.import_id == run.c.id, was.c.item_id == item.c.id,
                or_(item.c.first_import_id == run_id, item.c.last_import_id == run_id,
                    was.c.last_import_id == run_id),
            ),
        )  # fmt: skip
        query = (
            select(run.c.id, run.c.kind, run.c.file_name)
            .where(run.c.id > run_id, run.c.undone_at.is_(None))
            .where(or_(run.c.company == company, touched))
            .order_by(run.c.id.desc())
            .limit(4)
        )
        rows = self._connection.execute(query).all()
        return [f"import {id} ({kind}, {name}) came after it" for id, kind, name in rows]

    def _decided(self, run_id: int) -> Iterator[str]:
        """Decisions on its cash that stand."""
        receipt = table("receipt")
        query = (
            select(receipt.c.ref, receipt.c.decided_by, receipt.c.state)
            .where(receipt.c.import_id == run_id, receipt.c.automatic.is_(False))
            .where(receipt.c.decided_by.is_not(None), receipt.c.state != "open")
        )
        rows = self._connection.execute(query).all()
        if rows:
            ref, who, state = rows[0]
            said = f"payment {ref!r} is {state.replace('_', ' ')} by {who}"
            yield f"its cash was allocated: {said}{_more(len(rows))}"

    def _actions(self, run_id: int, seqs: tuple[int, int]) -> Iterator[str]:
        """Entries since about customers that only this import brought."""
        customer, activity = table("customer"), table("activity")
        by_itself = exists().where(activity.c.entry_id == ENTRY.c.id, of_itself())
        query = (
            select(ENTRY.c.kind, ENTRY.c.actor, customer.c.number)
            .join_from(customer, ENTRY, ENTRY.c.customer == customer.c.number)
            .where(customer.c.first_import_id == run_id, ENTRY.c.seq > seqs[1])
            .where(ENTRY.c.kind.not_in(_LOOKING), ~by_itself)
            .order_by(ENTRY.c.seq)
            .limit(200)
        )
        rows = self._connection.execute(query).all()
        if rows:
            kind, who, number = rows[0]
            yield (
                f"work on customers that only it brought: {kind.replace('.', ' ')} by {who} "
                f"on {number}{_more(len(rows))}"
            )

    def _references(self, run_id: int, seqs: tuple[int, int]) -> Iterator[str]:
        """Rows that point at what only this import brought, and are not its own."""
        activity, link = table("activity"), table("activity_item")
        listed = (
            select(func.count(), func.min(activity.c.actor), func.min(activity.c.code))
            .join_from(link, activity, activity.c.entry_id == link.c.entry_id)
            .where(link.c.item_id.in_(added(run_id, "item")))
            .where(~activity.c.seq.between(*seqs), ~of_itself())
        )
        count, who, code = self._connection.execute(listed).one()
        if count:
            yield (
                f"actions on invoices that only it brought: {str(code).replace('_', ' ')} by "
                f"{who}{_more(count)}"
            )
        for child in SQLModel.metadata.sorted_tables:
            if child.name in _SKIPPED:
                continue
            for key in child.foreign_keys:
                parent = key.column.table.name
                if parent not in _PARENTS:
                    continue
                points = key.parent.in_(added(run_id, parent))
                query = select(func.count()).select_from(child)
                query = query.where(points, _foreign(child, run_id, seqs))
                if (child.name, parent) == ("dispute", "receipt"):
                    query = query.where(child.c.state.in_(("proposed", "open")))  # others let go
                count = self._connection.execute(query).scalar_one()
                if count:
                    words = _WORDS.get(child.name, child.name.replace("_", " "))
                    yield f"{words} on what only it brought ({count:,} at a {parent})"

    def _mails(self, run_id: int) -> Iterator[str]:
        """Mails that list its invoices; the list is kept as a text, so each is looked into."""
        run, outbox, item = table("import_run"), table("outbox"), table("item")
        since = select(run.c.at).where(run.c.id == run_id).scalar_subquery()
        query = (
            select(outbox.c.subject, outbox.c.state, outbox.c["items"])
            .where(outbox.c.queued_at >= since, outbox.c.state.in_(_MAIL_STATES))
        )  # fmt: skip
        found = []
        for subject, state, items in self._connection.execute(query).all():
            ids = [one.get("id", one.get("item_id")) for one in items or ()]
            own = select(item.c.id).where(item.c.first_import_id == run_id, item.c.id.in_(ids))
            if ids and self._connection.execute(own.limit(1)).first() is not None:
                found.append((subject, state))
        if found:
            subject, state = found[0]
            yield f"mails that list its invoices: {subject!r} ({state}){_more(len(found))}"

    def _changed_since(self, run_id: int) -> Iterator[str]:
        """Rows that somebody changed after it did."""
        note = table("import_before")
        query = select(note).where(
            note.c.import_id == run_id, note.c.change == "changed", note.c.derived.is_(False)
        )
        rows = self._connection.execute(query.order_by(note.c.table_name)).all()
        for name, of_table in groupby(rows, key=lambda row: str(row.table_name)):
            changed = list(of_table)
            now = self._values(name, [row.row for row in changed])
            other = [row for row in changed if not still_so(row, now.get(row.row))]
            if other:
                held = now.get(other[0].row, {})
                said = held.get("name") or held.get("number") or other[0].row
                words = " and ".join(one.replace("_", " ") for one in list(other[0].became)[:3])
                yield (
                    f"the {name.replace('_', ' ')} {said!r} was changed since ({words})"
                    f"{_more(len(other))}"
                )
        for name in ("contact", "customer"):
            source = table(name)
            query = select(source.c.name).where(
                source.c.id.in_(added(run_id, name)), source.c.version != 1
            )
            rows = self._connection.scalars(query.limit(50)).all()
            if rows:
                yield f"the {name} {rows[0]!r} that it brought was changed since{_more(len(rows))}"


def _foreign(child: Table, run_id: int, seqs: tuple[int, int]) -> ColumnElement[bool]:
    """Rows of a table that are neither the import's own nor go silently with it."""
    if child.name == "activity":
        return and_(~child.c.seq.between(*seqs), ~of_itself())
    if child.name == "work_line":
        own = child.c.run_id.in_(added(run_id, "plan_run"))
        return and_(child.c.state.in_(("done", "skipped")), ~own)
    if child.name == "proposal":
        return or_(child.c.state.in_(("accepted", "declined")), child.c.rule == "")
    if child.name == "dispute":  # what was undone was never meant, and goes with it
        return and_(child.c.state != "undone", child.c.id.not_in(added(run_id, "dispute")))
    keys = list(child.primary_key.columns)
    key = keys[0] if len(keys) == 1 else row_key(child)
    return and_(key.not_in(added(run_id, child.name)))


def _more(count: int) -> str:
    return f" and {count - 1:,} more" if count > 1 else ""
