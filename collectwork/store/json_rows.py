"""Many values in one bound parameter: a JSON list read as rows.

However many there are, the statement stays the same and no limit on parameters is met.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement, GenericFunction

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class json_elements(FunctionElement[Any]):
    """The elements of a JSON list as rows of one column, ``value``."""

    name = "json_elements"
    inherit_cache = True


class json_member(GenericFunction[str]):
    """``json_member(value, place)``: one member of an element that is a list, as text."""

    type = String()
    inherit_cache = True


@compiles(json_elements, "sqlite")
def _elements_sqlite(element: json_elements, compiler: Any, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


@compiles(json_elements, "postgresql")
def _elements_postgresql(element: json_elements, compiler: Any, **kw: Any) -> str:
    return f"jsonb_array_elements(CAST({compiler.process(element.clauses, **kw)} AS JSONB))"


@compiles(json_member, "sqlite")
def _member_sqlite(element: json_member, compiler: Any, **kw: Any) -> str:
    value, place = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"json_extract({value}, '$[' || {place} || ']')"


@compiles(json_member, "postgresql")
def _member_postgresql(element: json_member, compiler: Any, **kw: Any) -> str:
    value, place = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({value} ->> {place})"


def values(texts: Iterable[str]) -> Select[tuple[str]]:
    """The texts as a column, for ``IN``."""
    return select(member(elements([text] for text in texts), 0))


def numbers(given: Iterable[int]) -> Select[tuple[int]]:
    """The numbers as a column, for ``IN``."""
    return select(cast(member(elements([one] for one in given), 0), BigInteger))


def elements(rows: Iterable[Iterable[Any]]) -> ColumnElement[Any]:
    """The rows as the column ``value`` of a selectable; ``member`` takes them apart."""
    given = bindparam(None, _json(list(map(list, rows))), type_=String(), unique=True)
    value: ColumnElement[Any] = json_elements(given).table_valued("value").c.value
    value.type = JSON()
    return value


def member(element: ColumnElement[Any], place: int) -> ColumnElement[str]:
    """What stands at a place of an element, as text; NULL where there is nothing."""
    return json_member(element, literal_column(str(place), Integer))
