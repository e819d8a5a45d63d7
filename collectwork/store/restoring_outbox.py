"""Messages when a store goes back to a backup: what left has left, what waits goes on waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from collectwork.store.tables import table

#: What a message has come to; everything else of it never changes once it is queued.
_COURSE = (
    "state", "reason", "transport", "reference", "attempts", "next_try_at", "sent_at", "tried_at",
    "expires_at", "doubtful", "override",
)  # fmt: skip
_MET = "the store went back to a backup while it was being sent"

Row = Mapping[str, Any]


def kept(connection: Connection) -> tuple[Row, ...]:
    """Every message as it is, without its bytes; the id of the runner is of no use later."""
    outbox = table("outbox")
    columns = [outbox.c[name] for name in ("id", *_COURSE)]
    rows = connection.execute(select(*columns)).mappings()
    return tuple({**row, **_stopped(row["state"])} for row in rows)


def queued_since(connection: Connection, day: str) -> tuple[Row, ...]:
    """Whole messages that were queued on that day (of UTC) or later."""
    outbox = table("outbox")
    rows = connection.execute(select(outbox).where(outbox.c.queued_at >= day)).mappings()
    more = {"leased_by": None, "leased_until": None}
    return tuple({**row, **_stopped(row["state"]), **more} for row in rows)


def _stopped(state: str) -> dict[str, Any]:
    return {"state": "doubt", "reason": _MET} if state == "sending" else {}


def carry(connection: Connection, course: Sequence[Row], new: Sequence[Row]) -> int:
    """Give the messages of the backup the course they took, and add those queued since, as far as
    their customers are there; how many messages that changed or brought."""
    outbox = table("outbox")
    columns = [outbox.c[name] for name in ("id", *_COURSE)]
    here = {row["id"]: dict(row) for row in connection.execute(select(*columns)).mappings()}
    moved = [dict(row) for row in course if row["id"] in here and dict(row) != here[row["id"]]]
    if moved:
        statement = update(outbox).where(outbox.c.id == bindparam("which"))
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _COURSE}
        values |= {"leased_by": None, "leased_until": None}
        connection.execute(
            statement.values(values),
            [
                {"which": row["id"], **{f"new_{name}": row[name] for name in _COURSE}}
                for row in moved
            ],
        )
    known = {
        name: set(connection.execute(select(table(of).c.id)).scalars())
        for name, of in (
            ("customer_id", "customer"), ("contact_id", "contact"), ("run_id", "plan_run"),
        )
    }  # fmt: skip
    loose = ("contact_id", "run_id")
    fresh = [
        {**row, **dict.fromkeys(name for name in loose if row[name] not in known[name])}
        for row in new
        if row["id"] not in here
        and (row["customer_id"] is None or row["customer_id"] in known["customer_id"])
    ]
    if fresh:
        connection.execute(insert(outbox), fresh)
    return len(moved) + len(fresh)
