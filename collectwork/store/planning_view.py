"""The day's list page by page, as somebody wants to see it: few columns, no trace.

With 100,000 lines a page must cost what it costs with 100: the keys of a page are found on the
index alone, and only its lines are then joined to names and outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Select, case, func, or_, select

from collectwork.domain.matching import Matching
from collectwork.domain.worklist import WorkItem
from collectwork.store.tables import table

SHOWN = ("open", "done", "skipped")


class ListView:
    """A run's lines for the screen, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(
        self,
        run_id: int,
        collectors: Sequence[str] | None,
        matching: Matching,
        limit: int,
        offset: int,
    ) -> list[WorkItem]:
        """Lines in order; ``collectors`` None = everybody's."""
        line, customer, activity = table("work_line"), table("customer"), table("activity")
        outbox, follow = table("outbox"), table("follow_up")
        # a mail that has not left yet is no activity: its outcome is in the outbox
        next_due = (
            select(func.min(follow.c.due))
            .where(follow.c.entry_id == line.c.done_by)
            .scalar_subquery()
        )
        order = _order(collectors)
        inner = _narrowed(run_id, collectors, matching, line.c.customer_id, bool(collectors))
        keys = inner.order_by(*order).limit(limit).offset(offset).subquery()
        query = (
            select(
                *(line.c[name] for name in _COLUMNS),
                customer.c.number,
                customer.c.name,
                customer.c.owner,
                customer.c.pinned,
                customer.c.pin_reason,
                func.coalesce(activity.c.code, outbox.c.channel).label("outcome"),
                func.coalesce(activity.c.next_on, next_due, type_=Date).label("next_on"),
            )
            .join(keys, keys.c.customer_id == line.c.customer_id)
            .join(customer, customer.c.id == line.c.customer_id)
            .outerjoin(activity, activity.c.entry_id == line.c.done_by)
            .outerjoin(outbox, outbox.c.id == line.c.done_by)
            .where(line.c.run_id == run_id)
            .order_by(*order)
        )
        return [WorkItem(**shown(row._mapping)) for row in self._connection.execute(query)]

    def count(self, run_id: int, collectors: Sequence[str] | None, matching: Matching) -> int:
        """How many lines that are."""
        query = _narrowed(run_id, collectors, matching, func.count(), True)
        return int(self._connection.execute(query).scalar_one())

    def place(
        self, run_id: int, collectors: Sequence[str] | None, matching: Matching, customer_id: int
    ) -> int | None:
        """How many lines stand before this customer's; None where it is not among them."""
        line = table("work_line")
        number = func.row_number().over(order_by=_order(collectors)).label("number")
        inner = _narrowed(
            run_id, collectors, matching, line.c.customer_id, bool(collectors)
        ).add_columns(number)
        numbered = inner.subquery()
        query = select(numbered.c.number).where(numbered.c.customer_id == customer_id)
        found = self._connection.execute(query).scalar()
        return None if found is None else int(found) - 1


_COLUMNS = (
    "run_id", "rank", "customer_id", "collector", "currency", "to_collect_minor", "past_due_minor",
    "oldest_days", "score", "strategy", "step", "action", "template", "reasons", "state",
    "callback_at", "lead_item_id", "computed_rank",
)  # fmt: skip


def _order(collectors: Sequence[str] | None) -> tuple[ColumnElement[Any], ...]:
    """As ``planning_lines``: by rank for one collector, by score for several."""
    line, customer = table("work_line"), table("customer")
    if collectors is not None and len(collectors) == 1:
        return (line.c.rank,)
    return (
        case((line.c.action == "callback", 0), else_=1), line.c.callback_at,
        customer.c.pinned.desc(), line.c.score.desc(), line.c.rank, line.c.customer_id,
    )  # fmt: skip


def _narrowed(
    run_id: int,
    collectors: Sequence[str] | None,
    matching: Matching,
    column: ColumnElement[Any],
    by_rank: bool,
) -> Select[Any]:
    """The lines of a run that pass; names are joined only where they are asked for."""
    line, customer = table("work_line"), table("customer")
    by_rank = by_rank and (collectors is None or len(collectors) == 1)
    query = select(column).select_from(
        line
        if by_rank and not matching.text
        else line.join(customer, customer.c.id == line.c.customer_id)
    )
    query = query.where(line.c.run_id == run_id)
    if collectors is not None:
        query = query.where(line.c.collector.in_(collectors))
    if matching.text:
        text = matching.text.casefold()
        query = query.where(
            or_(
                customer.c.name_key.contains(text, autoescape=True),
                customer.c.key.contains(text, autoescape=True),
            )
        )
    if matching.action:
        query = query.where(line.c.action == matching.action)
    if matching.least is not None:
        query = query.where(line.c.to_collect_minor >= matching.least)
    if matching.state == "done":
        return query.where(line.c.state.in_(("done", "skipped")))
    if matching.state:
        return query.where(line.c.state == matching.state)
    return query.where(line.c.state.in_(SHOWN))


def shown(row: Mapping[Any, Any]) -> dict[str, Any]:
    """What a list shows of a line: the fields of a ``WorkItem`` that every reading has."""
    return {
        "run_id": row["run_id"],
        "rank": row["rank"],
        "customer_id": row["customer_id"],
        "customer": row["number"],
        "name": row["name"],
        "collector": row["collector"],
        "currency": row["currency"],
        "to_collect": row["to_collect_minor"],
        "past_due": row["past_due_minor"],
        "oldest_days": row["oldest_days"],
        "score": row["score"],
        "strategy": row["strategy"],
        "step": row["step"],
        "action": row["action"],
        "template": row["template"],
        "reasons": tuple(row["reasons"] or ()),
        "state": row["state"],
        "outcome": row["outcome"],
        "next_on": row["next_on"],
        "callback_at": row["callback_at"],
        "lead_item_id": row["lead_item_id"],
        "computed_rank": row["computed_rank"],
        "owner": row["owner"] or "",
        "pinned": row["pinned"],
        "pin_reason": row["pin_reason"] or "",
    }
