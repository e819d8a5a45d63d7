"""Suggestions: what replies seem to say, kept until a person decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from collectwork.domain.suggestions import Found, KnownItem, State, Suggestion
from collectwork.store.tables import table

_PORTION = 500


class Suggestions:
    """Suggestions within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines(
        self,
        state: str | None = None,
        customer_id: int | None = None,
        message_id: int | None = None,
    ) -> list[Suggestion]:
        """Those that wait first, then the newest reply first, in the order of its text."""
        row = table("suggestion").c
        query = _lines().order_by(
            row.state != "proposed", row.made_on.desc(), row.inbox_message_id.desc(), row.id
        )
        wanted = (
            (row.state, state),
            (row.customer_id, customer_id),
            (row.inbox_message_id, message_id),
        )
        for column, value in wanted:
            if value is not None:
                query = query.where(column == value)
        return [_line(one) for one in self._connection.execute(query)]

    def by_id(self, id: int) -> Suggestion | None:
        query = _lines().where(table("suggestion").c.id == id)
        row = self._connection.execute(query).first()
        return None if row is None else _line(row)

    def known(self, customer_id: int) -> list[KnownItem]:
        """What the account owes, the oldest first: what the words of a reply may mean."""
        item = table("item").c
        query = (
            select(item.id, item.document, item.currency, item.open_minor, item.due)
            .where(item.customer_id == customer_id, item.open_minor > 0, item.kind != "balance")
            .order_by(func.coalesce(item.due, date.max), item.id)
        )
        return [KnownItem(*row) for row in self._connection.execute(query)]

    def add(
        self,
        message_id: int,
        customer_id: int,
        found: Sequence[tuple[str, Found, Sequence[int]]],
        on: date,
    ) -> list[int]:
        """Keep what a reply says, each with its entry's id and the ids of its invoices; returns
        their numbers in order."""
        rows = [
            {
                "inbox_message_id": message_id, "customer_id": customer_id, "kind": one.kind,
                "sentence": one.sentence, "amount_minor": one.amount_minor,
                "currency": one.currency, "day": one.day, "items": list(items),
                "invoices": list(one.documents), "reason": one.reason, "state": "proposed",
                "made_on": on, "entry_id": entry_id,
            }
            for entry_id, one, items in found
        ]  # fmt: skip
        if not rows:
            return []
        kept = table("suggestion")
        statement = insert(kept).returning(kept.c.id, sort_by_parameter_order=True)
        return [int(id) for id in self._connection.scalars(statement, rows)]

    def decide(
        self, id: int, state: State, at: str, who: str, entry_id: str, remark: str | None = None
    ) -> bool:
        """False where it does not wait any more."""
        kept = table("suggestion")
        query = (
            update(kept)
            .where(kept.c.id == id, kept.c.state == "proposed")
            .values(
                state=state, decided_at=at, decided_by=who, decided_entry=entry_id, remark=remark
            )
        )
        return self._connection.execute(query).rowcount == 1

    def expire(self, over: Sequence[tuple[int, str, str]], at: str, who: str) -> None:
        """Number, entry and reason of each."""
        rows = [{"number_": id, "entry_": entry, "why_": why} for id, entry, why in over]
        if not rows:
            return
        kept = table("suggestion")
        statement = (
            update(kept)
            .where(kept.c.id == bindparam("number_"), kept.c.state == "proposed")
            .values(
                state="expired", decided_at=at, decided_by=who,
                decided_entry=bindparam("entry_"), remark=bindparam("why_"),
            )
        )  # fmt: skip
        self._connection.execute(statement, rows)

    def put_back(self, entry_id: str) -> int:
        """Those that an entry decided wait again; returns how many."""
        kept = table("suggestion")
        query = (
            update(kept)
            .where(kept.c.decided_entry == entry_id, kept.c.state.in_(("accepted", "edited")))
            .values(
                state="proposed", decided_at=None, decided_by=None, decided_entry=None, remark=None
            )
        )
        return self._connection.execute(query).rowcount

    def overtaken(self, day: date) -> list[tuple[Suggestion, str]]:
        """Those that wait for nothing any more, each with the reason in words: their invoices are
        settled, or the day promised is over."""
        waiting = self.lines("proposed")
        owing = self._owing(waiting)
        found = []
        for one in waiting:
            open_items = owing.get(one.customer_id, set())
            settled = not open_items.intersection(one.items) if one.items else not open_items
            if settled and one.kind in ("promise", "paid", "dispute"):
                found.append((one, "what it is about is settled"))
            elif one.kind == "promise" and one.day is not None and one.day < day:
                found.append((one, "the day promised is over"))
        return found

    def _owing(self, lines: Sequence[Suggestion]) -> dict[int, set[int]]:
        item = table("item").c
        owing: dict[int, set[int]] = {}
        for some in _portions(sorted({one.customer_id for one in lines})):
            query = select(item.customer_id, item.id).where(
                item.customer_id.in_(some), item.open_minor > 0
            )
            for customer_id, id in self._connection.execute(query):
                owing.setdefault(customer_id, set()).add(id)
        return owing

    def waiting(self, customers: Collection[int]) -> dict[int, int]:
        """How many wait, by customer."""
        row = table("suggestion").c
        found: dict[int, int] = {}
        for some in _portions(sorted(customers)):
            query = (
                select(row.customer_id, func.count())
                .where(row.state == "proposed", row.customer_id.in_(some))
                .group_by(row.customer_id)
            )
            found |= {row[0]: int(row[1]) for row in self._connection.execute(query)}
        return found


def _portions(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[at : at + _PORTION] for at in range(0, len(ids), _PORTION)]


def _lines() -> Select[Any]:
    one, customer, reply = table("suggestion"), table("customer"), table("inbox_message")
    return select(
        one, customer.c.number, customer.c.name, reply.c.sender, reply.c.subject
    ).select_from(
        one.join(customer, customer.c.id == one.c.customer_id).join(
            reply, reply.c.id == one.c.inbox_message_id
        )
    )


def _line(row: Row[Any]) -> Suggestion:
    return Suggestion(
        id=row.id,
        message_id=row.inbox_message_id,
        customer_id=row.customer_id,
        customer=row.number,
        name=row.name,
        kind=row.kind,
        sentence=row.sentence,
        amount=row.amount_minor,
        currency=row.currency,
        day=row.day,
        items=tuple(row.items or ()),
        invoices=tuple(row.invoices or ()),
        reason=row.reason,
        state=row.state,
        made_on=row.made_on,
        sender=row.sender,
        subject=row.subject,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decided_entry=row.decided_entry,
        remark=row.remark,
    )
