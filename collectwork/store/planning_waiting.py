"""Who was left on the list before: read from the lists as they were shown."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from collectwork.domain.worklist import Waiting
from collectwork.store.tables import table


def waiting(connection: Connection, day: date) -> Waiting:
    """Of the newest list of an earlier day; what was skipped waits on, what was worked does not."""
    run, line = table("plan_run").c, table("work_line").c
    earlier = select(run.id, run.day).where(run.day < day, run.source == "planned")
    newest = connection.execute(earlier.order_by(run.day.desc(), run.id.desc()).limit(1)).first()
    if newest is None:
        return Waiting()
    left = select(line.customer_id, line.waiting_since).where(
        line.run_id == newest.id,
        line.state.in_(("open", "skipped")),
        line.waiting_since.is_not(None),
    )
    return Waiting(newest.day, {row[0]: row[1] for row in connection.execute(left)})
