"""Who owns which account: reading the owners, giving many accounts to others at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from collectwork.domain.assigning import Owned, OwnerChange
from collectwork.store.bulk import insert_rows
from collectwork.store.log import ENTRY
from collectwork.store.tables import table

BATCH = 500  # numbers in one statement


class Assigning:
    """Owners within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def owned(self, owner: str) -> list[Owned]:
        """Every account of an owner ("" for those of nobody), with open items or not."""
        c = table("customer").c
        whose = func.coalesce(c.owner, "")
        query = select(c.id, c.number, c.name, whose).where(whose == owner).order_by(c.id)
        return [Owned(*row) for row in self._connection.execute(query)]

    def counts(self) -> dict[str, int]:
        """Accounts by owner, with open items or not; "" are those of nobody."""
        whose = func.coalesce(table("customer").c.owner, "")
        rows = self._connection.execute(select(whose, func.count()).group_by(whose))
        return {owner: int(count) for owner, count in rows}

    def give(
        self, entry_id: str, day: date, moves: Sequence[tuple[int, str, str, str]]
    ) -> set[int]:
        """Change owners: (customer, before, after, why) each. Accounts whose owner is not
        ``before`` any more are left alone; the others are returned and kept in the history."""
        pairs: dict[tuple[str, str], list[int]] = {}
        for id, before, after, _ in moves:
            pairs.setdefault((before, after), []).append(id)
        done: set[int] = set()
        for (before, after), ids in pairs.items():
            done |= self._give(ids, before, after)
        rows = (
            (id, entry_id, day, before or None, after or None, why)
            for id, before, after, why in moves
            if id in done
        )
        names = ("customer_id", "entry_id", "day", "before", "after", "why")
        insert_rows(self._connection, table("owner_change"), names, rows)
        return done

    def _give(self, ids: Sequence[int], before: str, after: str) -> set[int]:
        customer = table("customer")
        done: set[int] = set()
        for start in range(0, len(ids), BATCH):
            mine = customer.c.id.in_(ids[start : start + BATCH])
            unchanged = func.coalesce(customer.c.owner, "") == before
            changed = self._connection.execute(
                update(customer)
                .where(mine, unchanged)
                .values(owner=after or None)
                .returning(customer.c.id)
            )
            done.update(changed.scalars())
        return done

    def changes(self, entry_id: str) -> list[OwnerChange]:
        """What one run changed, by customer."""
        change = table("owner_change")
        return self._changes(_changes().where(change.c.entry_id == entry_id))

    def changes_of(self, customer_id: int) -> list[OwnerChange]:
        """How one account's owner changed, oldest first."""
        change = table("owner_change")
        return self._changes(_changes().where(change.c.customer_id == customer_id))

    def last_run(self) -> str | None:
        """The entry of the newest change of owners."""
        change = table("owner_change")
        query = select(change.c.entry_id).order_by(change.c.id.desc()).limit(1)
        found: str | None = self._connection.scalar(query)
        return found

    def _changes(self, query: Select[Any]) -> list[OwnerChange]:
        return [OwnerChange(**_plain(row)) for row in self._connection.execute(query).mappings()]


def _changes() -> Select[Any]:
    change, customer = table("owner_change"), table("customer")
    return (
        select(
            change.c.customer_id, customer.c.number.label("customer"), customer.c.name,
            change.c.entry_id, ENTRY.c.recorded_at.label("at"), ENTRY.c.actor, ENTRY.c.hash,
            change.c.before, change.c.after, change.c.why, customer.c.owner.label("now"),
        )
        .join(customer, customer.c.id == change.c.customer_id)
        .join(ENTRY, ENTRY.c.id == change.c.entry_id)
        .order_by(change.c.id)
    )  # fmt: skip


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    texts = {name: row[name] or "" for name in ("before", "after", "why", "now")}
    return {**row, "hash": row["hash"].hex(), **texts}
