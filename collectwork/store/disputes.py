"""Disputes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from collectwork.domain.account import DisputeLine
from collectwork.store.held import ZERO
from collectwork.store.ids import alike
from collectwork.store.log import ENTRY
from collectwork.store.replaced import was_replaced
from collectwork.store.tables import table

UNDONE = "undone"
PAID, CREDITED, NOTHING_OWED = "invoice paid", "disputed part credited", "nothing is owed"
_DAYS = ("opened_on", "due", "closed_on")
_NEVER = "9"  # after every time as text


class Disputes:
    """Disputes within one transaction. What was undone never shows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines(self, state: str | None = None, customer_id: int | None = None) -> list[DisputeLine]:
        """Disputes, oldest first."""
        dispute = table("dispute")
        query = _lines().order_by(dispute.c.opened_on, dispute.c.id)
        if state is not None:
            query = query.where(dispute.c.state == state)
        if customer_id is not None:
            query = query.where(dispute.c.customer_id == customer_id)
        return [_line(row) for row in self._connection.execute(query)]

    def by_id(self, id: str) -> DisputeLine | None:
        row = self._connection.execute(_lines().where(table("dispute").c.id == id)).first()
        return None if row is None else _line(row)

    def like(self, part: str) -> list[str]:
        """Ids that begin or end so, three at most."""
        return alike(self._connection, _lines().with_only_columns(table("dispute").c.id), part)

    def of_entry(self, entry_id: str) -> list[DisputeLine]:
        """What one action opened."""
        query = _lines().where(table("dispute").c.entry_id == entry_id)
        return [_line(row) for row in self._connection.execute(query)]

    def cleared(self) -> list[tuple[DisputeLine, str]]:
        """Open and proposed disputes that are no more, and why: their invoice has nothing open,
        what was disputed of it was credited since, or the disputed account owes nothing."""
        dispute, item = table("dispute"), table("item")
        of_invoice = and_(dispute.c.item_id.is_not(None), ~was_replaced())
        paid = and_(of_invoice, item.c.open_minor <= 0)
        credited = and_(of_invoice, dispute.c.amount_minor > 0, _credited() >= _disputed())
        whole = and_(dispute.c.item_id.is_(None), dispute.c.state == "open", ~_owes())
        why = case((paid, PAID), (credited, CREDITED), else_=NOTHING_OWED)
        query = _lines().add_columns(why.label("why")).order_by(dispute.c.id)
        query = query.where(dispute.c.state.in_(("open", "proposed")), or_(paid, credited, whole))
        return [(_line(row), row.why) for row in self._connection.execute(query)]

    def add(self, entry_id: str, lines: Sequence[DisputeLine]) -> None:
        rows = [
            {
                "id": line.id,
                "entry_id": entry_id,
                "customer_id": line.customer_id,
                "item_id": line.item_id,
                "category": line.category,
                "reason": line.reason,
                "currency": line.currency,
                "amount_minor": line.amount,
                "owner": line.owner,
                "opened_on": line.opened_on,
                "due": line.due,
                "state": line.state,
                "source": line.source,
                "root_cause": line.root_cause,
            }
            for line in lines
        ]
        self._connection.execute(insert(table("dispute")), rows)

    def close(self, ids: Collection[str], state: str, resolution: str, on: date) -> None:
        """Resolved or withdrawn; ``undone`` for what was never meant."""
        self._change(ids, {"state": state, "resolution": resolution, "closed_on": on})

    def change(self, id: str, **values: Any) -> dict[str, Any]:
        """Other values of some columns; returns what they were, as an entry can hold it."""
        dispute = table("dispute")
        query = select(*(dispute.c[name] for name in values)).where(dispute.c.id == id)
        row = self._connection.execute(query).one()
        self._change([id], values)
        return {
            name: was.isoformat() if isinstance(was, date) else was
            for name, was in row._mapping.items()
        }

    def put_back(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Columns as they were, by id; see ``change``."""
        for id, was in rows.items():
            days = {n: date.fromisoformat(was[n]) for n in _DAYS if was.get(n) is not None}
            self._change([id], {**was, **days})

    def reopen(self, ids: Collection[str]) -> None:
        self._change(ids, {"state": "open", "resolution": None, "closed_on": None})

    def _change(self, ids: Collection[str], values: dict[str, Any]) -> None:
        dispute = table("dispute")
        if ids:
            self._connection.execute(update(dispute).where(dispute.c.id.in_(ids)).values(values))


def _disputed() -> ColumnElement[Any]:
    return table("dispute").c.amount_minor


def _credited() -> ColumnElement[Any]:
    """Minor units credited on the invoice by imports since the dispute was opened: as payment lists
    name credit notes, or as two ledgers show them, whichever says more."""
    dispute, payment = table("dispute"), table("payment")
    event, run = table("item_event"), table("import_run")
    opened = select(ENTRY.c.recorded_at).where(ENTRY.c.id == dispute.c.entry_id)
    since = func.coalesce(opened.correlate(dispute).scalar_subquery(), _NEVER)
    noted = (
        select(func.coalesce(func.sum(payment.c.amount_minor), ZERO))
        .join_from(payment, run, run.c.id == payment.c.import_id)
        .where(
            payment.c.item_id == dispute.c.item_id,
            payment.c.kind == "credit_note",
            run.c.at > since,
        )
    )
    fallen = func.sum(event.c.before_minor - event.c.after_minor)
    shown = (
        select(func.coalesce(fallen, ZERO))
        .join_from(event, run, run.c.id == event.c.import_id)
        .where(
            event.c.item_id == dispute.c.item_id, event.c.kind == "credited",
            run.c.undone_at.is_(None), run.c.at > since,
        )
    )  # fmt: skip
    first, second = (query.correlate(dispute).scalar_subquery() for query in (noted, shown))
    return case((first >= second, first), else_=second)


def _owes() -> ColumnElement[bool]:
    """Whether the disputed account has anything open."""
    dispute, item = table("dispute"), table("item").alias("owed")
    return (
        exists()
        .where(item.c.customer_id == dispute.c.customer_id, item.c.open_minor > 0)
        .correlate(dispute)
    )


def _lines() -> Select[Any]:
    dispute, customer, item = table("dispute"), table("customer"), table("item")
    return (
        select(dispute, customer.c.number, item.c.document, item.c.currency.label("item_currency"))
        .select_from(
            dispute.join(customer, customer.c.id == dispute.c.customer_id).outerjoin(
                item, item.c.id == dispute.c.item_id
            )
        )
        .where(dispute.c.state != UNDONE)
    )


def _line(row: Row[Any]) -> DisputeLine:
    return DisputeLine(
        id=row.id,
        customer_id=row.customer_id,
        customer=row.number,
        item_id=row.item_id,
        document=row.document,
        category=row.category,
        reason=row.reason,
        currency=row.currency or row.item_currency,
        amount=row.amount_minor,
        owner=row.owner,
        opened_on=row.opened_on,
        due=row.due,
        state=row.state,
        closed_on=row.closed_on,
        resolution=row.resolution,
        source=row.source,
        root_cause=row.root_cause,
        entry_id=row.entry_id,
    )
