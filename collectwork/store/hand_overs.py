"""Accounts at a lead's desk: given, worked there, given back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, insert, literal, select, update

from collectwork.domain.assigning import HandOver
from collectwork.store.held import ONE, ZERO
from collectwork.store.tables import table

AT_DESK = ("waits", "held")
UNSEEN = ("waits", "returned")
_KEPT = (
    "collector",
    "rank",
    "state",
    "done_by",
    "action",
    "step_no",
    "reasons",
)  # of a line that is moved


class HandOvers:
    """Hand-overs within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, customer_id: int) -> HandOver | None:
        """The one of an account that is not over."""
        row = table("hand_over").c
        query = _lines().where(row.customer_id == customer_id, row.state != "over")
        return next(iter(self._lines(query)), None)

    def at_desks(self, holder: str | None = None) -> list[HandOver]:
        """What lies at somebody's desk, or at anybody's, oldest first."""
        row = table("hand_over").c
        query = _lines().where(row.state.in_(AT_DESK))
        if holder is not None:
            query = query.where(row.holder == holder)
        return self._lines(query.order_by(row.since, row.id))

    def add(self, line: HandOver) -> None:
        """Begin one; an earlier one of the account is over with it."""
        rows = table("hand_over")
        self._connection.execute(
            update(rows)
            .where(rows.c.customer_id == line.customer_id, rows.c.state != "over")
            .values(state="over")
        )
        self._connection.execute(
            insert(rows).values(
                id=line.id, customer_id=line.customer_id, giver=line.giver, holder=line.holder,
                reason=line.reason, since=line.since, state=line.state,
            )
        )  # fmt: skip

    def set_state(self, id: str, state: str) -> None:
        """How far it has come; what lies at a desk (again) was not given back."""
        rows = table("hand_over")
        values: dict[str, Any] = {"state": state}
        if state in AT_DESK:
            values |= {"returned_by": None, "note": None, "returned_on": None}
        self._connection.execute(update(rows).where(rows.c.id == id).values(values))

    def give_back(self, id: str, by: str, note: str, day: date) -> None:
        """From the desk to the collector, who has not acted on the note yet."""
        rows = table("hand_over")
        self._connection.execute(
            update(rows)
            .where(rows.c.id == id)
            .values(state="returned", returned_by=by, note=note, returned_on=day)
        )

    def remove(self, id: str) -> None:
        """As if it had not been: its beginning was undone."""
        rows = table("hand_over")
        self._connection.execute(rows.delete().where(rows.c.id == id))

    def move_line(self, customer_id: int, day: date, to: str, said: str) -> dict[str, Any] | None:
        """The account's line of the day's list onto another list: open, first of what is no
        callback, with why as its first reason. What it was, or None where it is on no list."""
        line, run = table("work_line"), table("plan_run")
        newest = select(func.max(run.c.id)).where(run.c.day == day, run.c.source == "planned")
        mine = and_(line.c.run_id == newest.scalar_subquery(), line.c.customer_id == customer_id)
        row = self._connection.execute(
            select(*(line.c[name] for name in ("run_id", *_KEPT))).where(mine)
        ).first()
        if row is None:
            return None
        theirs = and_(
            line.c.run_id == row.run_id, line.c.collector == to, line.c.customer_id != customer_id
        )
        self._shift(row.run_id, row.collector, customer_id, row.rank, -1)
        waiting = and_(theirs, line.c.state == "open", line.c.action != "callback")
        first = self._connection.scalar(select(func.min(line.c.rank)).where(waiting))
        last = self._connection.scalar(select(func.max(line.c.rank)).where(theirs)) or 0
        place = first or last + 1
        self._shift(row.run_id, to, customer_id, place, 1)
        values = {
            "collector": to, "rank": place, "state": "open", "done_by": None, "action": "desk",
            "step_no": 0,
            "reasons": [said, *(row.reasons or [])],
        }  # fmt: skip
        self._connection.execute(update(line).where(mine).values(values))
        return dict(row._mapping)

    def put_line_back(self, customer_id: int, before: Mapping[str, Any]) -> None:
        """Undo ``move_line`` with what it returned."""
        line = table("work_line")
        mine = and_(line.c.run_id == before["run_id"], line.c.customer_id == customer_id)
        now = self._connection.execute(select(line.c.collector, line.c.rank).where(mine)).first()
        if now is None:
            return
        self._shift(before["run_id"], now.collector, customer_id, now.rank, -1)
        self._shift(before["run_id"], before["collector"], customer_id, before["rank"], 1)
        values = {name: before[name] for name in _KEPT}
        self._connection.execute(update(line).where(mine).values(values))

    def _shift(self, run_id: int, collector: str, but: int, rank: int, by: int) -> None:
        """Make room for a line at a rank of a list (``by`` 1), or close the gap it leaves (-1):
        the numbers of a list go from 1 on without holes, whoever comes and goes."""
        line = table("work_line")
        beyond = and_(
            line.c.run_id == run_id, line.c.collector == collector, line.c.customer_id != but,
            line.c.rank >= rank,
        )  # fmt: skip
        self._connection.execute(update(line).where(beyond).values(rank=line.c.rank + by))

    def _lines(self, query: Select[Any]) -> list[HandOver]:
        return [HandOver(**row) for row in self._connection.execute(query).mappings()]


def _lines() -> Select[Any]:
    row, customer = table("hand_over").c, table("customer")
    return select(
        row.id, row.customer_id, customer.c.number.label("customer"), customer.c.name,
        func.coalesce(customer.c.owner, "").label("owner"), row.giver, row.holder, row.reason,
        row.since, row.state, row.note, row.returned_by, row.returned_on,
    ).join(customer, customer.c.id == row.customer_id)  # fmt: skip


def desk_facts() -> Select[Any]:
    """``desk``, ``desk_waits``, ``desk_since``, ``desk_said`` of ``domain.facts`` by customer."""
    row = table("hand_over").c
    at_desk = row.state.in_(AT_DESK)
    given = literal("handed over by ") + row.giver + ": " + row.reason
    back = literal("handed back by ") + func.coalesce(row.returned_by, "") + ": "
    return select(
        row.customer_id,
        case((at_desk, row.holder)).label("desk"),
        case((row.state.in_(UNSEEN), ONE), else_=ZERO).label("desk_waits"),
        case((at_desk, row.since), else_=row.returned_on).label("desk_since"),
        case((at_desk, given), else_=back + func.coalesce(row.note, "")).label("desk_said"),
    ).where(row.state != "over")
