"""Blocks and follow-ups: what keeps or brings an account to a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, not_, or_, select, update

from collectwork.domain.account import BlockLine, FollowUpLine
from collectwork.domain.myday import DueCallback
from collectwork.store.held import live_block
from collectwork.store.ids import alike
from collectwork.store.tables import table


class Blocks:
    """Blocks within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines(
        self, day: date, state: str | None = None, customer_id: int | None = None
    ) -> list[BlockLine]:
        """Blocks as they stand on a day: ``active``, ``ended``, or None for both; oldest first."""
        block = table("block")
        query = _lines().order_by(block.c.since, block.c.id)
        if state is not None:
            holds = live_block(day)
            query = query.where(holds if state == "active" else not_(holds))
        if customer_id is not None:
            query = query.where(block.c.customer_id == customer_id)
        return [_line(row) for row in self._connection.execute(query)]

    def by_id(self, id: str) -> BlockLine | None:
        row = self._connection.execute(_lines().where(table("block").c.id == id)).first()
        return None if row is None else _line(row)

    def like(self, part: str) -> list[str]:
        """Ids that begin or end so, three at most."""
        return alike(self._connection, _lines().with_only_columns(table("block").c.id), part)

    def move(self, id: str, until: date | None) -> None:
        """Another last day."""
        block = table("block")
        self._connection.execute(update(block).where(block.c.id == id).values(until=until))

    def add(self, entry_id: str, line: BlockLine) -> None:
        self._connection.execute(
            insert(table("block")).values(
                id=line.id,
                entry_id=entry_id,
                customer_id=line.customer_id,
                item_id=line.item_id,
                kind=line.kind,
                reason=line.reason,
                since=line.since,
                until=line.until,
                actor=line.actor,
            )
        )

    def lift(self, id: str, on: date | None) -> None:
        """Ended on a day; None takes the lifting back."""
        block = table("block")
        self._connection.execute(update(block).where(block.c.id == id).values(lifted_on=on))

    def remove(self, id: str) -> None:
        """Take an undone block out of sight: it never held a day."""
        block = table("block")
        query = update(block).where(block.c.id == id).values(lifted_on=block.c.since, kind="undone")
        self._connection.execute(query)


class FollowUps:
    """Callbacks, resubmissions and next steps within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_lines(self, customer_id: int | None = None) -> list[FollowUpLine]:
        """Open ones, earliest first."""
        row = table("follow_up")
        query = (
            select(row)
            .where(row.c.state == "open")
            .order_by(row.c.due, func.coalesce(row.c.due_at, ""), row.c.id)
        )
        if customer_id is not None:
            query = query.where(row.c.customer_id == customer_id)
        return [_follow_up(found) for found in self._connection.execute(query)]

    def callbacks(
        self, until: date | None = None, owner: str | None = None, customer_id: int | None = None
    ) -> list[DueCallback]:
        """Open call-backs, the earliest first: of one person those as well that nobody took, on the
        own accounts and on accounts that nobody owns."""
        row, customer = table("follow_up"), table("customer")
        query = (
            select(
                row.c.customer_id, customer.c.name, row.c.due, row.c.due_at, row.c.phone,
                row.c.purpose, row.c.id, customer.c.number, customer.c.time_zone, row.c.owner,
                customer.c.country,
            )
            .join(customer, customer.c.id == row.c.customer_id)
            .where(row.c.kind == "callback", row.c.state == "open")
            .order_by(row.c.due, func.coalesce(row.c.due_at, ""), row.c.id)
        )  # fmt: skip
        if until is not None:
            query = query.where(row.c.due <= until)
        if owner is not None:
            near = or_(customer.c.owner == owner, customer.c.owner.is_(None))
            query = query.where(or_(row.c.owner == owner, and_(row.c.owner.is_(None), near)))
        if customer_id is not None:
            query = query.where(row.c.customer_id == customer_id)
        return [DueCallback(**found) for found in self._connection.execute(query).mappings()]

    def by_id(self, id: str) -> FollowUpLine | None:
        row = table("follow_up")
        found = self._connection.execute(select(row).where(row.c.id == id)).first()
        return None if found is None else _follow_up(found)

    def like(self, part: str) -> list[str]:
        """Ids of call-backs and resubmissions that begin or end so, three at most."""
        row = table("follow_up")
        kinds = ("callback", "resubmission")
        return alike(self._connection, select(row.c.id).where(row.c.kind.in_(kinds)), part)

    def move(self, id: str, due: date, due_at: str | None) -> None:
        """Another day, and time."""
        row = table("follow_up")
        query = update(row).where(row.c.id == id).values(due=due, due_at=due_at)
        self._connection.execute(query)

    def of_entry(self, entry_id: str) -> list[FollowUpLine]:
        """What one action planned."""
        row = table("follow_up")
        query = select(row).where(row.c.entry_id == entry_id)
        return [_follow_up(found) for found in self._connection.execute(query)]

    def add(self, entry_id: str, lines: Sequence[FollowUpLine]) -> None:
        rows = [
            {
                "id": line.id,
                "entry_id": entry_id,
                "customer_id": line.customer_id,
                "kind": line.kind,
                "due": line.due,
                "due_at": line.due_at,
                "phone": line.phone,
                "purpose": line.purpose,
                "quiet": line.quiet,
                "owner": line.owner,
                "state": line.state,
            }
            for line in lines
        ]
        if rows:
            self._connection.execute(insert(table("follow_up")), rows)

    def settle(self, ids: Collection[str], state: str, done_by: str | None) -> None:
        """``done``, ``cancelled``, or ``open`` again, by an entry."""
        row = table("follow_up")
        if ids:
            query = update(row).where(row.c.id.in_(ids)).values(state=state, done_by=done_by)
            self._connection.execute(query)


def _lines() -> Select[Any]:
    block, customer, item = table("block"), table("customer"), table("item")
    return (
        select(block, customer.c.number, item.c.document)
        .join(customer, customer.c.id == block.c.customer_id)
        .outerjoin(item, item.c.id == block.c.item_id)
        .where(block.c.kind != "undone")
    )


def _line(row: Row[Any]) -> BlockLine:
    return BlockLine(
        id=row.id,
        customer_id=row.customer_id,
        customer=row.number,
        item_id=row.item_id,
        kind=row.kind,
        reason=row.reason,
        since=row.since,
        until=row.until,
        lifted_on=row.lifted_on,
        actor=row.actor,
        document=row.document,
    )


def _follow_up(row: Row[Any]) -> FollowUpLine:
    return FollowUpLine(
        id=row.id,
        customer_id=row.customer_id,
        kind=row.kind,
        due=row.due,
        due_at=row.due_at,
        phone=row.phone,
        purpose=row.purpose,
        quiet=row.quiet,
        owner=row.owner,
        state=row.state,
    )
