"""What happened on an account, as facts: entries, payments, and what imports showed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from collectwork.domain.account import CashFact, ImportFact
from collectwork.domain.activity import Entry
from collectwork.store.contact_history import Touched, touched
from collectwork.store.log import ENTRY, Log
from collectwork.store.tables import table


def _last_queued(actor: str) -> Select[Any]:
    """The newest message that somebody queued and did not take back."""
    outbox = table("outbox")
    return (
        select(outbox.c.id)
        .where(outbox.c.actor == actor, outbox.c.state != "expired")
        .order_by(outbox.c.queued_at.desc(), outbox.c.id.desc())
        .limit(1)
    )


class Happenings:
    """A customer's history within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, number: str, limit: int | None = None) -> list[Entry]:
        """The log's entries of a customer number, newest first."""
        names = [column for column in ENTRY.c if column.name != "sig"]
        query = select(*names).where(ENTRY.c.customer == number).order_by(ENTRY.c.seq.desc())
        rows = self._connection.execute(query.limit(limit))
        return [Entry(**dict(row._mapping)) for row in rows]

    def mentioning(self, kind: str, id: str) -> list[Entry]:
        """Entries of a kind about no single customer whose body holds an id, in order."""
        names = [column for column in ENTRY.c if column.name != "sig"]
        query = select(*names).where(ENTRY.c.kind == kind, ENTRY.c.body.contains(id))
        rows = self._connection.execute(query.order_by(ENTRY.c.seq))
        return [Entry(**dict(row._mapping)) for row in rows]

    def last_own(self, actor: str, kinds: Collection[str]) -> Entry | None:
        """The newest entry of these kinds that somebody made and that is not undone."""
        activity = table("activity")
        query = (
            select(activity.c.entry_id)
            .where(
                activity.c.actor == actor,
                activity.c.undone_by.is_(None),
                activity.c.witnessed.is_(True),
                activity.c.kind.in_(kinds),
            )
            .order_by(activity.c.seq.desc())
            .limit(1)
        )
        log = Log(self._connection)
        ids = [self._connection.scalar(query)]
        if "mail.queued" in kinds:
            ids.append(self._connection.scalar(_last_queued(actor)))
        found = [entry for id in ids if id is not None and (entry := log.by_id(id)) is not None]
        return max(found, key=lambda entry: entry.seq, default=None)

    def is_undone(self, entry_id: str) -> bool:
        activity = table("activity")
        query = select(activity.c.undone_by).where(activity.c.entry_id == entry_id)
        return self._connection.scalar(query) is not None

    def is_last_place(self, customer: str, entry_id: str, kinds: Collection[str]) -> bool:
        """Whether an entry is the last of these kinds about a customer, and not undone."""
        undone = and_(ENTRY.c.kind == "undone", ENTRY.c.body.contains(entry_id))
        query = (
            select(ENTRY.c.id)
            .where(ENTRY.c.customer == customer, or_(ENTRY.c.kind.in_(kinds), undone))
            .order_by(ENTRY.c.seq.desc())
            .limit(1)
        )
        return self._connection.scalar(query) == entry_id

    def after(self, customer_id: int, seq: int) -> tuple[str, str] | None:
        """(actor, code) of the first action on a customer after an entry, undone ones left out."""
        activity = table("activity")
        query = (
            select(activity.c.actor, activity.c.code)
            .where(
                activity.c.customer_id == customer_id,
                activity.c.seq > seq,
                activity.c.kind.not_in(("refusal", "override")),
                activity.c.undone_by.is_(None),
            )
            .order_by(activity.c.seq)
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return None if row is None else (row.actor, row.code)

    def touched(self, customer_id: int, day: date, since: date, but: str | None = None) -> Touched:
        """Calls and messages since a day; ``but``: a message of the outbox to leave out."""
        return touched(self._connection, customer_id, day, since, but)

    def cash(self, customer_id: int, limit: int | None = None) -> list[CashFact]:
        """Payment lines, newest first."""
        payment = table("payment")
        query = (
            select(
                payment.c.received, payment.c.posted, payment.c.kind, payment.c.currency,
                payment.c.amount_minor, payment.c.document, payment.c.ref,
            )
            .where(payment.c.customer_id == customer_id)
            .order_by(payment.c.received.desc(), payment.c.id.desc())
            .limit(limit)
        )  # fmt: skip
        return [CashFact(*row) for row in self._connection.execute(query)]

    def imported(self, customer_id: int) -> list[ImportFact]:
        """What each import showed: new invoices and events, gathered by kind and currency."""
        return [*self._new(customer_id), *self._events(customer_id)]

    def _new(self, customer_id: int) -> list[ImportFact]:
        item, run = table("item"), table("import_run")
        query = (
            select(
                run.c.id, run.c.at, run.c.file_name, run.c.actor, item.c.currency,
                item.c.first_open_minor, item.c.document,
            )
            .join(run, run.c.id == item.c.first_import_id)
            .where(item.c.customer_id == customer_id, run.c.undone_at.is_(None))
            .order_by(run.c.id, item.c.id)
        )  # fmt: skip
        groups: dict[tuple[int, str], list[tuple[str, str, str, int, str]]] = defaultdict(list)
        for run_id, at, file, who, currency, minor, document in self._connection.execute(query):
            groups[run_id, currency].append((at, file, who, minor, document))
        return [
            ImportFact(
                rows[0][0], "new", rows[0][1], rows[0][2], currency,
                sum(row[3] for row in rows), tuple(row[4] for row in rows), None, None,
            )
            for (_, currency), rows in groups.items()
        ]  # fmt: skip

    def _events(self, customer_id: int) -> list[ImportFact]:
        item, event, run = table("item"), table("item_event"), table("import_run")
        query = (
            select(
                run.c.id, run.c.at, run.c.file_name, run.c.actor, item.c.currency, item.c.document,
                event.c.kind, event.c.before_minor, event.c.after_minor, event.c.after,
                event.c.until,
            )
            .select_from(event.join(item, item.c.id == event.c.item_id).join(
                run, run.c.id == event.c.import_id
            ))
            .where(item.c.customer_id == customer_id, run.c.undone_at.is_(None))
            .order_by(event.c.id)
        )  # fmt: skip
        groups: dict[tuple[object, ...], ImportFact] = {}
        for row in self._connection.execute(query):
            group = (row.id, row.kind, row.currency, row.after, row.until)
            minor = abs(row.before_minor - row.after_minor)
            known = groups.get(group)
            groups[group] = ImportFact(
                row.at, row.kind, row.file_name, row.actor, row.currency,
                (known.minor if known else 0) + minor,
                (*(known.documents if known else ()), row.document), row.after, row.until,
            )  # fmt: skip
        return list(groups.values())

    def messages(self, entry_ids: Collection[str]) -> dict[str, bytes]:
        """The stored messages of queueing entries, by entry id."""
        outbox = table("outbox")
        query = select(outbox.c.id, outbox.c.message).where(outbox.c.id.in_(entry_ids))
        return {row.id: row.message for row in self._connection.execute(query)}
