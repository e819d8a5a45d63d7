"""How far each account's sequence has come, and what working on a line does to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from collectwork.domain.outcomes import Outcome
from collectwork.domain.worklist import LineDone, fulfils
from collectwork.store.tables import table

BATCH = 500


class Threads:
    """Threads and the day's lines that move them, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def worked(
        self, customer_id: int, day: date, outcome: Outcome, entry_id: str, state: str
    ) -> LineDone | None:
        """Mark the line of the day's newest run; move the sequence if its step is fulfilled."""
        line, run = table("work_line"), table("plan_run")
        newest = select(func.max(run.c.id)).where(run.c.day == day, run.c.source == "planned")
        row = self._connection.execute(
            select(line).where(
                line.c.run_id == newest.scalar_subquery(), line.c.customer_id == customer_id
            )
        ).first()
        if row is None:
            return None
        before: dict[str, Any] = {"entry": entry_id, "state": row.state, "done_by": row.done_by}
        self._mark(row.run_id, customer_id, state, entry_id)
        attempts = self._attempts(customer_id, row.strategy, row.step) + 1
        advanced = (
            state == "done"
            and row.step_no > 0
            and row.action not in ("callback", "reply", "promise_broken")
            and fulfils(row.action, outcome, attempts, row.tries)
        )
        if advanced:
            before["thread"] = self._thread(customer_id)
            self.step_done(
                customer_id, "", row.strategy, row.step, row.step_no, day, row.lead_item_id, None
            )
        return LineDone(row.run_id, row.rank, row.strategy, row.step, row.step_no, advanced, before)

    def take_back(self, customer_id: int, before: Mapping[str, Any]) -> None:
        """Line and thread as they were; in every run that carried the line on."""
        line = table("work_line")
        self._connection.execute(
            update(line)
            .where(line.c.customer_id == customer_id, line.c.done_by == before["entry"])
            .values(state=before["state"], done_by=before["done_by"])
        )
        if "thread" in before:
            self.forget([customer_id])
            if before["thread"] is not None:
                kept = dict(before["thread"])
                for name in ("done_on", "eligible_since"):
                    kept[name] = date.fromisoformat(kept[name]) if kept[name] else None
                self._connection.execute(insert(table("thread")), [kept])

    def step_done(
        self,
        customer_id: int,
        company: str,
        strategy: str,
        step: str,
        step_no: int,
        day: date,
        lead_item_id: int | None,
        entered: str | None,
    ) -> None:
        """Put the thread where this step leaves it."""
        thread = table("thread")
        values = {
            "strategy": strategy, "step": step, "step_no": step_no, "done_on": day,
            "lead_item_id": lead_item_id, "entered": entered,
        }  # fmt: skip
        mine = (thread.c.customer_id == customer_id) & (thread.c.company == company)
        changed = self._connection.execute(update(thread).where(mine).values(**values))
        if changed.rowcount == 0:
            self._connection.execute(
                insert(thread).values(customer_id=customer_id, company=company, **values)
            )

    def forget(self, customer_ids: Sequence[int]) -> None:
        """Remove the threads of these customers."""
        thread = table("thread")
        for start in range(0, len(customer_ids), BATCH):
            batch = customer_ids[start : start + BATCH]
            self._connection.execute(delete(thread).where(thread.c.customer_id.in_(batch)))

    def customers(self) -> list[int]:
        """Who has a thread."""
        return list(self._connection.execute(select(table("thread").c.customer_id)).scalars())

    def _mark(self, run_id: int, customer_id: int, state: str, entry_id: str) -> None:
        line = table("work_line")
        self._connection.execute(
            update(line)
            .where(line.c.run_id == run_id, line.c.customer_id == customer_id)
            .values(state=state, done_by=entry_id)
        )

    def _thread(self, customer_id: int) -> dict[str, Any] | None:
        thread = table("thread")
        row = self._connection.execute(
            select(thread).where(thread.c.customer_id == customer_id, thread.c.company == "")
        ).first()
        if row is None:
            return None
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in row._mapping.items()
        }

    def _attempts(self, customer_id: int, strategy: str, step: str) -> int:
        """Calls already made for this step since the last one was done."""
        a = table("activity").c
        done = (self._thread(customer_id) or {}).get("done_on")
        query = select(func.count()).where(
            a.customer_id == customer_id, a.strategy == strategy, a.step == step,
            a.attempt.is_(True), a.undone_by.is_(None),
        )  # fmt: skip
        if done:
            query = query.where(a.work_day >= date.fromisoformat(done))
        return int(self._connection.execute(query).scalar() or 0)
