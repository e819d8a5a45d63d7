"""Measures: who is who, the rules' changes, and the log to look through."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, or_, select

from collectwork.analytics.rows import LogLine, Who
from collectwork.store.dates import day_of
from collectwork.store.log import ENTRY
from collectwork.store.measures_export import ExportTables
from collectwork.store.measures_money import MoneyTables
from collectwork.store.measures_rules import RuleTables
from collectwork.store.measures_work import WorkTables
from collectwork.store.tables import table


class Measures(MoneyTables, WorkTables, RuleTables, ExportTables):
    """Measures within one transaction."""

    def __init__(self, connection: Connection) -> None:
        MoneyTables.__init__(self, connection)
        WorkTables.__init__(self, connection)
        RuleTables.__init__(self, connection)
        ExportTables.__init__(self, connection)

    def customers(self) -> dict[int, Who]:
        """Every account by id."""
        customer = table("customer")
        query = select(customer.c.id, customer.c.number, customer.c.name, customer.c.owner)
        return {
            row[0]: Who(row[0], row[1], row[2], row[3] or "")
            for row in self._connection.execute(query)
        }

    def collectors(self) -> dict[str, str]:
        """Login → name of everybody who is known."""
        person = table("person")
        query = select(person.c.login, person.c.name).order_by(person.c.login)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def capacities(self) -> dict[str, int]:
        """Login → contacts a day, of those who collect and are present."""
        person = table("person")
        query = select(person.c.login, person.c.capacity).where(
            person.c.active.is_(True), person.c.role.in_(("collector", "lead"))
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def rule_changes(self) -> list[tuple[date, str]]:
        """Days on which a version of the rules came into force."""
        rules = table("ruleset")
        query = select(rules.c.since, rules.c.version).order_by(rules.c.since)
        return [(day_of(row[0]), row[1]) for row in self._connection.execute(query)]

    def log_lines(self, text: str, limit: int, before: int | None) -> list[LogLine]:
        """Entries newest first whose kind, person, customer or words hold the text."""
        activity = table("activity")
        words = func.coalesce(activity.c.code, "")
        query = (
            select(
                ENTRY.c.seq, ENTRY.c.recorded_at, ENTRY.c.actor, ENTRY.c.kind, ENTRY.c.customer,
                activity.c.code, activity.c.text, ENTRY.c.hash,
            )
            .select_from(ENTRY.outerjoin(activity, activity.c.seq == ENTRY.c.seq))
            .order_by(ENTRY.c.seq.desc())
            .limit(limit)
        )  # fmt: skip
        if before is not None:
            query = query.where(ENTRY.c.seq < before)
        for word in text.lower().split():
            like = f"%{word.replace('~', '~~').replace('%', '~%').replace('_', '~_')}%"
            query = query.where(
                or_(
                    *(
                        func.lower(column).like(like, escape="~")
                        for column in (
                            ENTRY.c.actor, ENTRY.c.kind, ENTRY.c.customer, ENTRY.c.recorded_at,
                            words, activity.c.text,
                        )
                    )
                )
            )  # fmt: skip
        return [
            LogLine(
                seq, at, who, kind, customer, " · ".join(filter(None, (code, said))), hash.hex()
            )
            for seq, at, who, kind, customer, code, said, hash in self._connection.execute(query)
        ]
