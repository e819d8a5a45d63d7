"""Earlier calls and messages as the contact policy counts them: one statement for all of it.

What waits in the outbox counts as sent already, else two letters of a morning would not see each
other. An action about several invoices gives several rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import CompoundSelect

from collectwork.domain.contact_policy import Need, Touch
from collectwork.store.tables import table

WAITING = ("queued", "sending", "doubt")
#: What is no contact of ours although it bears a channel.
NOT_OURS = ("refusal", "override", "mail.received")
_LAST = 2**62


class Touched(NamedTuple):
    """A customer's history, newest first, and which of its invoices are open and due."""

    history: tuple[Touch, ...]
    due: tuple[int, ...]


def touches(
    day: date,
    since: date,
    customers: int | Select[Any] | BindParameter[int],
    but: BindParameter[str] | None = None,
) -> CompoundSelect[Any]:
    """Rows of customers (one, or those of a query) from ``since`` on; ``but``: a message of the
    outbox that is left out, being the one that is asked about."""
    a, link, item, box = table("activity"), table("activity_item"), table("item"), table("outbox")
    due = and_(item.c.open_minor > 0, or_(item.c.due.is_(None), item.c.due <= day))
    done = (
        select(
            a.c.customer_id, a.c.seq, a.c.entry_id, a.c.work_day, a.c.actor, a.c.channel,
            a.c.right_party.label("spoken"), a.c.contact, a.c.contact_id, link.c.item_id,
            case((due, 1), else_=0).label("due"),
        )
        .outerjoin(link, link.c.entry_id == a.c.entry_id)
        .outerjoin(item, item.c.id == link.c.item_id)
        .where(_of(a.c.customer_id, customers), a.c.work_day >= since, *_counting(a.c))
    )  # fmt: skip
    waits = select(
        box.c.customer_id, literal(_LAST).label("seq"), box.c.id, box.c.work_day, box.c.actor,
        box.c.channel, literal(False).label("spoken"), literal(True).label("contact"),
        box.c.contact_id, literal(None, Integer).label("item_id"), literal(0).label("due"),
    ).where(_of(box.c.customer_id, customers), box.c.state.in_(WAITING))  # fmt: skip
    waits = waits.where(box.c.work_day >= since, box.c.part_of.is_(None))
    if but is not None:
        waits = waits.where(box.c.id != but)
    return union_all(done, waits)


def touched(
    connection: Connection, customer_id: int, day: date, since: date, but: str | None
) -> Touched:
    """One customer's, as ``touches`` has it."""
    rows = connection.execute(_of_one(day, since), {"customer": customer_id, "but": but or ""})
    return gathered(rows).get(customer_id, Touched((), ()))


@lru_cache(maxsize=16)
def _of_one(day: date, since: date) -> CompoundSelect[Any]:
    """Building it costs more than running it, and a batch asks thousands of times."""
    return touches(day, since, bindparam("customer", type_=Integer), bindparam("but", type_=String))


def gathered(rows: Iterable[Row[Any]]) -> dict[int, Touched]:
    """Rows of ``touches`` by customer."""
    heads: dict[int, dict[str, Row[Any]]] = defaultdict(dict)
    items: dict[str, set[int]] = defaultdict(set)
    due: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        heads[row.customer_id].setdefault(row.entry_id, row)
        if row.item_id is not None:
            items[row.entry_id].add(row.item_id)
            if row.due:
                due[row.customer_id].add(row.item_id)
    found = {}
    for customer, mine in heads.items():
        ordered = sorted(mine.values(), key=lambda row: (row.work_day, row.seq), reverse=True)
        history = tuple(
            Touch(
                row.work_day, row.actor, row.channel, bool(row.spoken), bool(row.contact),
                row.contact_id, frozenset(items.get(row.entry_id, ())),
            )
            for row in ordered
        )  # fmt: skip
        found[customer] = Touched(history, tuple(sorted(due.get(customer, ()))))
    return found


def candidates(day: date, needs: Sequence[Need]) -> Select[Any]:
    """Ids of customers of whom at least one of the needs holds, whatever invoice or contact it was
    about: nobody else can be withheld for what was done before."""
    a = table("activity").c
    back = max(need.days for need in needs)
    holds = [func.sum(case((_counted(a, need, day), 1), else_=0)) >= need.most for need in needs]
    return (
        select(a.customer_id)
        .where(a.work_day > day - timedelta(days=back), a.work_day <= day, *_counting(a))
        .group_by(a.customer_id)
        .having(or_(*holds))
    )


def _counted(a: Any, need: Need, day: date) -> ColumnElement[bool]:
    tests = [a.work_day > day - timedelta(days=need.days), a.channel.in_(need.channels)]
    if need.spoken:
        tests.append(a.right_party.is_(True))
    if need.contact:
        tests.append(a.contact.is_(True))
    return and_(*tests)


def _counting(a: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        a.customer_id.is_not(None), a.channel != "none", a.undone_by.is_(None),
        a.kind.not_in(NOT_OURS),
    )  # fmt: skip


def _of(column: Any, customers: int | Select[Any] | BindParameter[int]) -> ColumnElement[bool]:
    many = isinstance(customers, Select)
    found: ColumnElement[bool] = column.in_(customers) if many else column == customers
    return found
