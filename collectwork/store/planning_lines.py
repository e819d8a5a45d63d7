"""Lists as they were shown: storing a run in bulk, reading it in order, working on its lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Connection, Select, case, delete, func, insert, select

from collectwork.domain.worklist import PlannedLine, WorkItem
from collectwork.store.planning_view import shown
from collectwork.store.tables import table

BATCH = 5_000  # lines inserted at a time
CACHE = 48_000  # KiB while they are, so that no index is read twice
PORTION = 2_000  # rows fetched at a time


class Lines:
    """The lines of the runs, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def store(self, run_id: int, lines: Sequence[PlannedLine]) -> None:
        """Insert the open lines of a run: plain tuples by the driver, a tenth of a row's usual cost
        where a hundred thousand go in at once; by customer, so that indexes grow at their end."""
        dialect = self._connection.dialect
        names = list(_COLUMNS)
        statement = insert(table("work_line")).compile(dialect=dialect, column_keys=names)
        by_place = getattr(statement, "positiontup", None)
        placed = itemgetter(*map(names.index, by_place)) if by_place else None
        made = _Rows(run_id)
        ordered = sorted(lines, key=attrgetter("customer_id"))
        if dialect.name == "sqlite" and len(ordered) > BATCH:
            self._connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE}")  # until it is returned
        for start in range(0, len(ordered), BATCH):
            rows = map(made.row, ordered[start : start + BATCH])
            sent: Any = (
                list(map(placed, rows))
                if placed
                else [dict(zip(names, row, strict=True)) for row in rows]
            )
            self._connection.exec_driver_sql(str(statement), sent)

    def carry(self, old: int, new: int, places: Mapping[int, tuple[int, str]]) -> None:
        """Copy lines of an earlier run of the day: customer → rank and state in the new one."""
        line = table("work_line")
        query = select(line).where(line.c.run_id == old)
        rows = [
            {**row, "run_id": new, "rank": places[id][0], "state": places[id][1]}
            for row in self._connection.execute(query).mappings()
            if (id := row["customer_id"]) in places
        ]
        if rows:
            self._connection.execute(insert(line), rows)

    def drop(self, run_id: int) -> None:
        """Remove a run's lines."""
        line = table("work_line")
        self._connection.execute(delete(line).where(line.c.run_id == run_id))

    def read(
        self,
        run_id: int,
        collectors: Sequence[str] | None,
        limit: int | None,
        offset: int,
        states: Sequence[str],
        customer_id: int | None = None,
    ) -> list[WorkItem]:
        """In order: by rank for one collector, by score for several."""
        line, customer = table("work_line"), table("customer")
        query = _select().where(line.c.run_id == run_id)
        if customer_id is not None:
            query = query.where(line.c.customer_id == customer_id)
        if collectors is not None:
            query = query.where(line.c.collector.in_(collectors))
        if states:
            query = query.where(line.c.state.in_(states))
        if collectors is not None and len(collectors) == 1:
            query = query.order_by(line.c.rank)
        else:
            query = query.order_by(
                case((line.c.action == "callback", 0), else_=1), line.c.callback_at,
                customer.c.pinned.desc(), line.c.score.desc(), line.c.rank, line.c.customer_id,
            )  # fmt: skip
        if limit is not None:
            query = query.limit(limit)
        rows = self._connection.execute(query.offset(offset) if offset else query)
        return [_item(row._mapping) for row in rows]

    def open_keys(self, run_id: int) -> Iterator[tuple[Any, ...]]:
        """What tells one list from another: the open lines in short, by collector and rank."""
        c = table("work_line").c
        query = select(
            c.collector, c.customer_id, c.strategy, c.step, c.action, c.to_collect_minor,
            c.score, c.rule,
        ).where(c.run_id == run_id, c.state == "open")  # fmt: skip
        with self._connection.execute(query.order_by(c.collector, c.rank)) as found:
            for rows in found.partitions(PORTION):
                yield from map(tuple, rows)

    def places(self, run_id: int) -> list[tuple[int, str, int, str]]:
        """Customer, collector, rank and state of every line, by rank."""
        c = table("work_line").c
        query = select(c.customer_id, c.collector, c.rank, c.state).where(c.run_id == run_id)
        rows = self._connection.execute(query.order_by(c.rank))
        return [(row.customer_id, row.collector, row.rank, row.state) for row in rows]

    def counts(self, run_id: int, collectors: Sequence[str] | None) -> dict[str, int]:
        """Lines by state."""
        c = table("work_line").c
        query = select(c.state, func.count()).where(c.run_id == run_id).group_by(c.state)
        if collectors is not None:
            query = query.where(c.collector.in_(collectors))
        return {row[0]: int(row[1]) for row in self._connection.execute(query)}

    def by(self, run_id: int, column: str) -> dict[str, int]:
        """Lines that are not cleared, counted by collector or rule."""
        line = table("work_line")
        query = select(line.c[column], func.count()).where(
            line.c.run_id == run_id, line.c.state != "cleared"
        )
        rows = self._connection.execute(query.group_by(line.c[column]).order_by(line.c[column]))
        return {row[0]: int(row[1]) for row in rows}


_COLUMNS = (
    "run_id", "customer_id", "collector", "rank", "currency", "to_collect_minor", "past_due_minor",
    "oldest_days", "score", "value", "waiting_days", "rule", "strategy", "step", "step_no", "tries",
    "action", "template", "lead_item_id", "callback_at", "amounts", "reasons", "trace", "state",
    "computed_rank", "tier", "sender", "copies", "waiting_since",
)  # fmt: skip
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _texts(texts: Iterable[str]) -> str:
    """A list of texts as ``_json`` writes it, without the search for what its elements are."""
    return f"[{','.join(map(encode_basestring, texts))}]"


class _Rows:
    """Lines in the order of ``_COLUMNS``; a trace that many share is written out once."""

    def __init__(self, run_id: int) -> None:
        self._run = run_id
        self._traces: dict[int, str] = {}

    def row(self, one: PlannedLine) -> tuple[Any, ...]:
        trace = self._traces.get(id(one.trace))
        if trace is None:
            trace = self._traces[id(one.trace)] = _json(one.trace)
        amounts = one.amounts and _json({code: list(pair) for code, pair in one.amounts.items()})
        return (
            self._run, one.customer_id, one.collector, one.rank, one.currency, one.to_collect,
            one.past_due, one.oldest_days, one.score, one.value, one.waiting_days, one.rule,
            one.strategy, one.step, one.step_no, one.tries, one.action, one.template,
            one.lead_item_id, one.callback_at, amounts or None, _texts(one.reasons), trace, "open",
            one.computed_rank, one.tier, one.sender,
            _json(list(one.copies)) if one.copies else None,
            one.waiting_since.isoformat() if one.waiting_since else None,
        )  # fmt: skip


def _select() -> Select[Any]:
    line, customer, activity = table("work_line"), table("customer"), table("activity")
    return (
        select(
            line, customer.c.number, customer.c.name, customer.c.pinned, customer.c.pin_reason,
            customer.c.owner,
            activity.c.code.label("outcome"), activity.c.next_on,
        )
        .join(customer, customer.c.id == line.c.customer_id)
        .outerjoin(activity, activity.c.entry_id == line.c.done_by)
    )  # fmt: skip


def _item(row: Mapping[Any, Any]) -> WorkItem:
    return WorkItem(
        **shown(row),
        step_no=row["step_no"],
        rule=row["rule"],
        amounts={code: (pair[0], pair[1]) for code, pair in (row["amounts"] or {}).items()},
        value=row["value"],
        waiting_days=row["waiting_days"],
        tier=row["tier"],
        sender=row["sender"],
        copies=tuple(row["copies"] or ()),
        trace=tuple(row["trace"] or ()),
    )
