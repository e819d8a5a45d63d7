"""Accounts pinned to the top or the end of their list, against the order as computed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from collectwork.store.tables import table


class Pins:
    """Pins within one transaction. +1 is the top, -1 the end, 0 the place as computed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, customer_id: int) -> tuple[int, str]:
        """How an account is pinned, and why."""
        c = table("customer").c
        row = self._connection.execute(
            select(c.pinned, c.pin_reason).where(c.id == customer_id)
        ).one()
        return row.pinned, row.pin_reason or ""

    def put(self, customer_id: int, where: int, reason: str) -> None:
        """Pin an account, or take its pin off."""
        customer = table("customer")
        self._connection.execute(
            update(customer)
            .where(customer.c.id == customer_id)
            .values(pinned=where, pin_reason=reason or None)
        )

    def order(self, customer_id: int, day: date) -> None:
        """Order the open lines of the list that the account is on: callbacks stay first, then by
        pins, then as computed."""
        line, run, customer = table("work_line"), table("plan_run"), table("customer")
        newest = select(func.max(run.c.id)).where(run.c.day == day, run.c.source == "planned")
        mine = self._connection.execute(
            select(line.c.run_id, line.c.collector).where(
                line.c.run_id == newest.scalar_subquery(), line.c.customer_id == customer_id
            )
        ).first()
        if mine is None:
            return
        rows = self._connection.execute(
            select(
                line.c.customer_id, line.c.rank, line.c.computed_rank, line.c.action,
                customer.c.pinned,
            )
            .join(customer, customer.c.id == line.c.customer_id)
            .where(
                line.c.run_id == mine.run_id, line.c.collector == mine.collector,
                line.c.state == "open",
            )
        ).all()  # fmt: skip
        ranks = sorted(row.rank for row in rows)
        moved = [
            {"id": row.customer_id, "place": rank}
            for rank, row in zip(ranks, sorted(rows, key=_place), strict=True)
            if row.rank != rank
        ]
        if moved:
            self._connection.execute(
                update(line)
                .where(
                    line.c.run_id == mine.run_id,
                    line.c.customer_id == bindparam("id"),
                )
                .values(rank=bindparam("place")),
                moved,
            )


def _place(row: Any) -> tuple[Any, ...]:
    return (row.action != "callback", -row.pinned, row.computed_rank or row.rank, row.rank)
