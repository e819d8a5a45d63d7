"""The book copied into a workbench of its own: everything once, row by row, in little memory.

The copy stands in the schema ``told`` as it is today; ``store.backtest_ledger`` and
``store.backtest_work`` bring it back into the tables as it became known, day by day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Date,
    Select,
    String,
    and_,
    case,
    or_,
    select,
    type_coerce,
)
from sqlmodel import SQLModel

from collectwork.domain.worklist import WRITTEN_ACTIONS
from collectwork.store.log import ENTRY
from collectwork.store.tables import table

#: Tables whose rows came to be known one after the other; they are emptied and filled again.
TIMED = (
    "import_run", "ledger_run", "item", "item_event", "payment", "receipt", "promise", "dispute",
    "block", "activity", "activity_item", "follow_up", "owner_change",
)  # fmt: skip
#: Lists, mails and what undoing needs: no fact of an account is made of them.
_LEFT_OUT = (
    "plan_run", "work_line", "outbox", "item_before", "import_before", "thread", "ruleset",
    "withheld_contact", "payer_account", "hand_over",
)  # fmt: skip
_PORTION = 5_000

Told = Callable[[int, int | None], None]


def schema(bench: Connection) -> None:
    """The store's tables, empty, and their likes in ``told``."""
    SQLModel.metadata.create_all(bench)
    ENTRY.create(bench)
    for name in SQLModel.metadata.tables:
        bench.exec_driver_sql(f"CREATE TABLE told.{name} AS SELECT * FROM main.{name} WHERE 0")  # noqa: S608  (names of our own tables)
    bench.exec_driver_sql(
        "CREATE TABLE told.step_done (customer_id INTEGER, seq INTEGER, day DATE, strategy TEXT, "
        "step TEXT, step_no INTEGER, lead_item_id INTEGER)"
    )
    bench.exec_driver_sql(
        "CREATE TABLE told.master_before (id INTEGER PRIMARY KEY, import_id INTEGER, "
        "table_name TEXT, row INTEGER, change TEXT, was TEXT, became TEXT)"
    )


def fill(source: Connection, bench: Connection, told: Told) -> None:
    """Copy what a replay needs; ``told`` hears how many rows are there, and may stop it."""
    done = 0
    for name in sorted(SQLModel.metadata.tables):
        if name in _LEFT_OUT:
            continue
        where = f"told.{name}" if name in TIMED else f"main.{name}"
        done = _copied(source, bench, select(*table(name).columns), where, done, told)
    done = _copied(source, bench, _steps_done(), "told.step_done", done, told)
    _copied(source, bench, _master(), "told.master_before", done, told)
    for statement in _INDEXES:
        bench.exec_driver_sql(statement)


_INDEXES = (
    "CREATE INDEX told.item_id ON item (id)",
    "CREATE INDEX told.receipt_id ON receipt (id)",
    "CREATE INDEX told.promise_id ON promise (id)",
    "CREATE INDEX told.item_first ON item (first_import_id)",
    "CREATE INDEX told.event_import ON item_event (import_id)",
    "CREATE INDEX told.event_item ON item_event (item_id, import_id, id)",
    "CREATE INDEX told.payment_import ON payment (import_id)",
    "CREATE INDEX told.activity_day ON activity (work_day)",
    "CREATE INDEX told.activity_entry ON activity (entry_id)",
    "CREATE INDEX told.link_entry ON activity_item (entry_id)",
)


def _copied(
    source: Connection, bench: Connection, query: Select[Any], where: str, done: int, told: Told
) -> int:
    """Rows of a query into a table of the workbench; dates and JSON become text, as which SQLite
    holds them anyway."""
    columns = list(query.selected_columns)
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f'"{column.name}"' for column in columns)
    statement = f"INSERT INTO {where} ({names}) VALUES ({marks})"  # noqa: S608  (names of our own columns)
    special = [n for n, column in enumerate(columns) if isinstance(column.type, Date | JSON)]
    if source.dialect.name == "sqlite":
        plain = [
            type_coerce(column, String) if n in special else column
            for n, column in enumerate(columns)
        ]
        query, special = query.with_only_columns(*plain), []
    rows = source.execution_options(yield_per=_PORTION).execute(query)
    for part in rows.partitions(_PORTION):
        values = _plain(part, special) if special else map(tuple, part)
        bench.exec_driver_sql(statement, list(values))
        done += len(part)
        told(done, None)
    return done


def _plain(rows: Sequence[Any], special: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        values = list(row)
        for n in special:
            values[n] = _text(values[n])
        yield tuple(values)


def _text(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return json.dumps(value)


def _steps_done() -> Select[Any]:
    """Which action completed which step: what a sequence stood at before the replay begins."""
    a, line = table("activity").c, table("work_line").c
    written = line.action.in_(WRITTEN_ACTIONS)
    handed = line.action.in_(("escalate", "hand_over"))
    on_channel = or_(
        and_(written, a.channel.in_(WRITTEN_ACTIONS)), and_(~written, a.channel == "call")
    )
    completed = case(
        (handed, a.code.like("escalat%")), else_=or_(a.right_party, and_(a.contact, on_channel))
    )
    return (
        select(
            a.customer_id, a.seq, a.work_day.label("day"), line.strategy, line.step, line.step_no,
            line.lead_item_id,
        )
        .join_from(
            table("activity"), table("work_line"),
            and_(line.run_id == a.run_id, line.customer_id == a.customer_id),
        )
        .where(
            a.undone_by.is_(None), line.step_no > 0, completed,
            line.action.not_in(("callback", "reply", "promise_broken")),
        )
    )  # fmt: skip


def _master() -> Select[Any]:
    """What imports changed of customers and contacts, as far as it is kept."""
    note, run = table("import_before").c, table("import_run").c
    return (
        select(
            note.id, note.import_id, note.table_name, note.row, note.change, note.was, note.became
        )
        .join_from(table("import_before"), table("import_run"), run.id == note.import_id)
        .where(note.table_name.in_(("customer", "contact")), run.undone_at.is_(None))
    )  # fmt: skip
