"""Days: expressions that SQLite and PostgreSQL spell differently, and the day of a moment."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class iso(GenericFunction[str]):
    """The date as text, ``2026-01-31``."""

    type = String()
    inherit_cache = True


class days_between(GenericFunction[int]):
    """``days_between(later, earlier)``: whole days, negative when ``later`` is not later."""

    type = Integer()
    inherit_cache = True


class days_after(GenericFunction[date]):
    """``days_after(day, days)``: so many days later."""

    type = Date()
    inherit_cache = True


class day_in(GenericFunction[date]):
    """The day that a text spells, ``2026-01-31``."""

    type = Date()
    inherit_cache = True


@compiles(iso, "sqlite")
def _iso_sqlite(element: iso, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(_clauses(element)[0], **kw))


@compiles(iso, "postgresql")
def _iso_postgresql(element: iso, compiler: Any, **kw: Any) -> str:
    return f"to_char({compiler.process(_clauses(element)[0], **kw)}, 'YYYY-MM-DD')"


@compiles(days_between, "sqlite")
def _days_sqlite(element: days_between, compiler: Any, **kw: Any) -> str:
    later, earlier = (compiler.process(clause, **kw) for clause in _clauses(element))
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_postgresql(element: days_between, compiler: Any, **kw: Any) -> str:
    later, earlier = (compiler.process(clause, **kw) for clause in _clauses(element))
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@compiles(days_after, "sqlite")
def _after_sqlite(element: days_after, compiler: Any, **kw: Any) -> str:
    day, days = (compiler.process(clause, **kw) for clause in _clauses(element))
    return f"date({day}, ({days}) || ' days')"


@compiles(days_after, "postgresql")
def _after_postgresql(element: days_after, compiler: Any, **kw: Any) -> str:
    day, days = (compiler.process(clause, **kw) for clause in _clauses(element))
    return f"(CAST({day} AS DATE) + CAST({days} AS INTEGER))"


@compiles(day_in, "sqlite")
def _in_sqlite(element: day_in, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(_clauses(element)[0], **kw))


@compiles(day_in, "postgresql")
def _in_postgresql(element: day_in, compiler: Any, **kw: Any) -> str:
    return f"CAST({compiler.process(_clauses(element)[0], **kw)} AS DATE)"


def _clauses(element: GenericFunction[Any]) -> list[ColumnElement[Any]]:
    return list(element.clauses)


@lru_cache(maxsize=8192)
def _date(text: str) -> date:
    return date.fromisoformat(text)


def day_of(stamp: str) -> date:
    """The day of a moment as stored."""
    return _date(stamp[:10])
