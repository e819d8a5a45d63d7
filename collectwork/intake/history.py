"""Another system's history: its activities, its day lists, the contacts it withheld."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from collectwork.domain.ledger import FileContent
from collectwork.intake.draft import Source
from collectwork.intake.listrows import checked, filled, need, wrong
from collectwork.intake.numbers import Number
from collectwork.intake.table import shown
from collectwork.intake.texts import Bad


def activities(source: Source) -> FileContent:
    need(source, "at", "number", "code")
    columns = source.columns
    ids, numbers = columns.ids("activity_id"), columns.ids("number")
    at, logged = _moments(source, "at"), _moments(source, "logged_at")
    promised, due = _decimals(source, "promise_amount"), columns.days("promise_date")
    rows = checked(
        source, filled(source, ("at",)), activity_id=ids, number=numbers, at=at, logged_at=logged,
        promise_date=due, promise_amount=promised,
    )  # fmt: skip
    by, documents, channel = (columns.texts(p) for p in ("collector", "document", "channel"))
    code, template = columns.texts("code"), columns.texts("template")
    origin, text = columns.texts("source"), columns.texts("text")
    made = [
        (
            ids[i], at[i], logged[i] or at[i], by[i] or None, numbers[i],
            tuple(d.strip() for d in documents[i].split(";") if d.strip()), channel[i], code[i],
            template[i] or None, due[i], promised[i], origin[i] or None, text[i],
        )
        for i in rows
    ]  # fmt: skip
    content = source.content("activities", made, "activities of another system")
    content.warnings.append("times without a zone were taken as UTC")
    return content


def worklists(source: Source) -> FileContent:
    need(source, "day", "collector", "rank", "number")
    columns = source.columns
    days, numbers = columns.days("day"), columns.ids("number")
    ranks, oldest = columns.counts("rank"), columns.counts("oldest_days")
    overdue, priority = _decimals(source, "overdue"), _decimals(source, "priority")
    rows = checked(
        source, filled(source, ("day",)), day=days, number=numbers, overdue=overdue,
        priority=priority,
    )  # fmt: skip
    collector = columns.texts("collector")
    made = []
    for index in rows:
        if days[index] is None or ranks[index] is None:
            wrong(source, index, "rank", "expected a day and a rank")
            continue
        made.append((
            days[index], collector[index], ranks[index], numbers[index], priority[index],
            overdue[index], oldest[index],
        ))  # fmt: skip
    return source.content("worklists", made, "worklists of another system")


def withheld(source: Source) -> FileContent:
    need(source, "day", "number", "intended_channel")
    columns = source.columns
    days, until, numbers = columns.days("day"), columns.days("until"), columns.ids("number")
    rows = checked(source, filled(source, ("day",)), day=days, until=until, number=numbers)
    collector, channel = columns.texts("collector"), columns.texts("intended_channel")
    reason = columns.texts("reason")
    made = []
    for index in rows:
        if days[index] is None:
            wrong(source, index, "day", "expected a day")
            continue
        made.append((
            days[index], collector[index] or None, numbers[index], channel[index], until[index],
            reason[index] or "lottery",
        ))  # fmt: skip
    return source.content("withheld", made, "withheld contacts of another system")


def _moments(source: Source, part: str) -> list[Any]:
    """Per row a datetime (UTC where the file names no zone), None or Bad."""
    known: dict[str, Any] = {}
    result: list[Any] = []
    for cell in source.columns.raw(part):
        if isinstance(cell, datetime):
            result.append(cell)
            continue
        if isinstance(cell, date):
            result.append(datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001  (a day as the file has it)
            continue
        text = shown(cell)
        if text not in known:
            try:
                known[text] = datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
            except ValueError:
                known[text] = Bad(text, "expected a time such as 2026-01-31T14:05")
        result.append(known[text])
    return result


def _decimals(source: Source, part: str) -> list[Any]:
    """Per row an exact Decimal, None or Bad; the currency is not known here."""
    columns = source.columns
    if not columns.has(part):
        return [None] * len(columns.rows)
    place = columns.layout.roles[part]
    return [
        Decimal(cell.mantissa).scaleb(-cell.places) if isinstance(cell, Number) else cell
        for cell in columns.amounts(place)
    ]
