"""Promises to pay: rows, and the money their invoices received."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, insert, or_, select, update

from collectwork.domain.account import PromiseLine
from collectwork.domain.promises import Assessment, Cash, Drop
from collectwork.store.ids import alike
from collectwork.store.replaced import was_replaced
from collectwork.store.tables import table

_CASH = ("payment", "allocation", "reversal", "credit_note")
_FALLS = ("paid", "part_paid", "credited", "reopened")


class Promises:
    """Promises within one transaction. What was undone never shows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines(self, state: str | None = None, customer_id: int | None = None) -> list[PromiseLine]:
        """Promises by date promised, then document; states as they were last evaluated."""
        promise, item = table("promise"), table("item")
        query = _lines().order_by(promise.c.due, item.c.document, promise.c.id)
        if state is not None:
            query = query.where(promise.c.state == state)
        if customer_id is not None:
            query = query.where(promise.c.customer_id == customer_id)
        return [_line(row) for row in self._connection.execute(query)]

    def by_id(self, id: str) -> PromiseLine | None:
        row = self._connection.execute(_lines().where(table("promise").c.id == id)).first()
        return None if row is None else _line(row)

    def like(self, part: str) -> list[str]:
        """Ids that begin or end so, three at most."""
        return alike(self._connection, _lines().with_only_columns(table("promise").c.id), part)

    def of_entry(self, entry_id: str) -> list[PromiseLine]:
        """What one action made."""
        query = _lines().where(table("promise").c.entry_id == entry_id)
        return [_line(row) for row in self._connection.execute(query)]

    def of_items(self, items: Collection[int]) -> list[PromiseLine]:
        """All on these invoices, newest first."""
        promise = table("promise")
        query = _lines().where(promise.c.item_id.in_(items))
        query = query.order_by(
            promise.c.made_on.desc(), promise.c.level.desc(), promise.c.id.desc()
        )
        return [_line(row) for row in self._connection.execute(query)]

    def of_account(self, customer_id: int) -> list[PromiseLine]:
        """All on the account itself, newest first."""
        promise = table("promise")
        query = _lines().where(promise.c.customer_id == customer_id, promise.c.item_id.is_(None))
        query = query.order_by(
            promise.c.made_on.desc(), promise.c.level.desc(), promise.c.id.desc()
        )
        return [_line(row) for row in self._connection.execute(query)]

    def unjudged(self) -> list[PromiseLine]:
        """All whose state money or time can still change; not those on invoices that a summary by
        age replaced, of which nobody knows what was paid."""
        promise = table("promise")
        query = _lines().where(_open_to_change(), or_(promise.c.item_id.is_(None), ~was_replaced()))
        return [_line(row) for row in self._connection.execute(query)]

    def add(self, lines: Sequence[PromiseLine]) -> None:
        rows = [
            {
                "id": line.id,
                "entry_id": line.entry_id,
                "customer_id": line.customer_id,
                "item_id": line.item_id,
                "contact_id": line.contact_id,
                "actor": line.actor,
                "currency": line.currency,
                "amount_minor": line.amount,
                "made_on": line.made_on,
                "due": line.due,
                "tolerance_days": (line.kept_until - line.due).days,
                "level": line.level,
                "how": line.how,
                "reference": line.reference,
                "state": line.state,
                "received_minor": 0,
                "late_minor": 0,
                "ahead_minor": line.ahead,
                "frozen": False,
                "part": line.part,
                "parts": line.parts,
            }
            for line in lines
        ]
        self._connection.execute(insert(table("promise")), rows)

    def end(self, ids: Collection[str], how: str, on: date) -> None:
        """Withdrawn, superseded or undone; an undone one is counted nowhere."""
        state = "withdrawn" if how == "undone" else how
        self._change(ids, {"ended": how, "ended_on": on, "state": state, "state_on": on})

    def restore(self, states: Mapping[str, Sequence[str | None]]) -> None:
        """Take back ``end`` or ``freeze``: the state and its day each had before, by id."""
        for id, (state, on) in states.items():
            day = date.fromisoformat(on) if on else None
            values = {"ended": None, "ended_on": None, "state": state, "frozen": False}
            self._change([id], values | {"state_on": day})

    def put_ahead(self, minor: Mapping[str, int]) -> None:
        """What earlier parts of the plan claim first, by id."""
        for id, ahead in minor.items():
            self._change([id], {"ahead_minor": ahead})

    def freeze(self, ids: Collection[str]) -> None:
        """Confirm the states: no money changes them any more."""
        self._change(ids, {"frozen": True})

    def judge(self, found: Mapping[str, Assessment], on: date) -> None:
        """Keep the computed states, by id; ``on`` where a state has no day of its own."""
        promise = table("promise")
        statement = (
            update(promise)
            .where(promise.c.id == bindparam("which"))
            .values(
                state=bindparam("now"),
                received_minor=bindparam("got"),
                late_minor=bindparam("after"),
                state_on=bindparam("day"),
            )
        )
        rows = [
            {
                "which": id,
                "now": one.state,
                "got": one.received,
                "after": one.late,
                "day": one.on or on,
            }
            for id, one in found.items()
        ]
        if rows:
            self._connection.execute(statement, rows)

    def cash(self, items: Collection[int] | None = None) -> dict[int, list[Cash]]:
        """Lines of payment files, by invoice; None: the invoices of promises that can change."""
        payment = table("payment")
        query = select(
            payment.c.item_id, payment.c.kind, payment.c.amount_minor, payment.c.received
        ).where(payment.c.kind.in_(_CASH), payment.c.item_id.in_(_watched(items)))
        found: dict[int, list[Cash]] = defaultdict(list)
        for item_id, kind, minor, received in self._connection.execute(query):
            amount = -abs(minor) if kind == "reversal" else minor
            found[item_id].append(Cash(received, amount, kind != "credit_note"))
        return found

    def cash_on_account(self, customers: Collection[int]) -> dict[tuple[int, str], list[Cash]]:
        """What came from customers and is on no invoice, by customer and currency."""
        payment = table("payment")
        query = select(
            payment.c.customer_id, payment.c.currency, payment.c.kind, payment.c.amount_minor,
            payment.c.received,
        ).where(
            payment.c.kind.in_(("payment", "on_account", "reversal")),
            payment.c.item_id.is_(None), payment.c.customer_id.in_(customers),
        )  # fmt: skip
        found: dict[tuple[int, str], list[Cash]] = defaultdict(list)
        for customer_id, currency, kind, minor, received in self._connection.execute(query):
            amount = -abs(minor) if kind == "reversal" else minor
            found[customer_id, currency].append(Cash(received, amount))
        return found

    def drops(self, items: Collection[int] | None = None) -> dict[int, list[Drop]]:
        """What comparing imports showed on the same invoices."""
        event, run = table("item_event"), table("import_run")
        query = (
            select(
                event.c.item_id, event.c.kind, event.c.before_minor, event.c.after_minor,
                event.c.after, event.c.until, run.c.as_of,
            )
            .join(run, run.c.id == event.c.import_id)
            .where(
                event.c.kind.in_(_FALLS), event.c.item_id.in_(_watched(items)),
                run.c.undone_at.is_(None),
            )
        )  # fmt: skip
        found: dict[int, list[Drop]] = defaultdict(list)
        for item_id, kind, before, left, after, until, as_of in self._connection.execute(query):
            end = until or as_of
            if end is not None:
                found[item_id].append(Drop(after, end, before - left, kind != "credited"))
        return found

    def left(self, items: Collection[int] | None = None) -> dict[int, int]:
        """Minor units open on the same invoices, of those that money once came to."""
        item = table("item")
        query = select(item.c.id, item.c.open_minor).where(item.c.id.in_(_watched(items)))
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _change(self, ids: Collection[str], values: dict[str, Any]) -> None:
        promise = table("promise")
        if ids:
            self._connection.execute(update(promise).where(promise.c.id.in_(ids)).values(values))


def _shown() -> Any:
    promise = table("promise")
    return or_(promise.c.ended.is_(None), promise.c.ended != "undone")


def _open_to_change() -> Any:
    promise = table("promise")
    return and_(promise.c.ended.is_(None), promise.c.frozen.is_(False))


def _watched(items: Collection[int] | None) -> Any:
    if items is not None:
        return items
    promise = table("promise")
    return select(promise.c.item_id).where(_open_to_change(), promise.c.item_id.is_not(None))


def _lines() -> Select[Any]:
    promise, customer, item = table("promise"), table("customer"), table("item")
    return (
        select(promise, customer.c.number, item.c.document)
        .select_from(
            promise.join(customer, customer.c.id == promise.c.customer_id).outerjoin(
                item, item.c.id == promise.c.item_id
            )
        )
        .where(_shown())
    )


def _line(row: Row[Any]) -> PromiseLine:
    return PromiseLine(
        id=row.id,
        customer_id=row.customer_id,
        customer=row.number,
        item_id=row.item_id,
        document=row.document,
        currency=row.currency,
        amount=row.amount_minor,
        received=row.received_minor,
        made_on=row.made_on,
        due=row.due,
        kept_until=row.due + timedelta(days=row.tolerance_days),
        state=row.state,
        level=row.level,
        actor=row.actor,
        how=row.how,
        reference=row.reference,
        entry_id=row.entry_id,
        ahead=row.ahead_minor,
        late=row.late_minor,
        frozen=row.frozen,
        contact_id=row.contact_id,
        state_on=row.state_on,
        part=row.part or 1,
        parts=row.parts or 1,
    )
