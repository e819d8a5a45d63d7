"""Blocks and follow-ups: what keeps or brings an account to a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, not_, select, update

from collectwork.domain.account import BlockLine, FollowUpLine
from collectwork.store.held import live_block
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
        query = select(row).where(row.c.state == "open").order_by(row.c.due, row.c.due_at, row.c.id)
        if customer_id is not None:
            query = query.where(row.c.customer_id == customer_id)
        return [_follow_up(found) for found in self._connection.execute(query)]

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
    block, customer = table("block"), table("customer")
    return (
        select(block, customer.c.number)
        .join(customer, customer.c.id == block.c.customer_id)
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
