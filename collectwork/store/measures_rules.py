"""What came of the lines of the lists as they were shown, by what listed them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from collectwork.analytics.rows import RuleResult
from collectwork.store.dates import days_between
from collectwork.store.held import ONE, ZERO
from collectwork.store.planning_history import paid_on
from collectwork.store.tables import table


class RuleTables:
    """Results of rules within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rule_results(self, first: date, last: date, days: int) -> list[RuleResult]:
        """Lines of the newest list of each day of the period, by rule, strategy, step and template.

        ``paid``: of the contacts about a leading invoice that are ``days`` old on the last day or
        older (``due``), those after which it was paid within ``days``.
        """
        line, run, a = table("work_line").c, table("plan_run").c, table("activity").c
        item, known, promise = table("item").c, paid_on(), table("promise").c
        newest = (
            select(func.max(run.id))
            .where(run.day >= first, run.day <= last, run.source == "planned")
            .group_by(run.day)
        )
        day = run.day
        worked = line.state.in_(("done", "skipped"))
        contact = and_(line.state == "done", a.contact.is_(True), a.undone_by.is_(None))
        promised = select(promise.id).where(promise.entry_id == line.done_by).exists()
        old = and_(contact, line.lead_item_id.is_not(None), day <= last - timedelta(days=days))
        paid = func.coalesce(item.settled, known.c.paid)
        followed = and_(old, days_between(paid, day).between(0, days))
        query = (
            select(
                line.rule, line.strategy, line.step, func.coalesce(line.template, ""),
                func.count(), _sum(worked), _sum(contact), _sum(and_(contact, promised)),
                _sum(old), _sum(followed),
            )
            .select_from(table("work_line"))
            .join(table("plan_run"), run.id == line.run_id)
            .outerjoin(table("activity"), a.entry_id == line.done_by)
            .outerjoin(table("item"), item.id == line.lead_item_id)
            .outerjoin(known, known.c.item_id == line.lead_item_id)
            .where(run.id.in_(newest))
            .group_by(line.rule, line.strategy, line.step, func.coalesce(line.template, ""))
        )  # fmt: skip
        rows = self._connection.execute(query)
        return [RuleResult(*row[:4], *(int(count) for count in row[4:])) for row in rows]


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, ONE), else_=ZERO))
