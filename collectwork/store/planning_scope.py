"""How the facts of all accounts become the columns of one statement.

A **subject** is one selectable with a row for each customer it knows, by ``customer_id``; it is
joined only where one of its columns is asked for. What follows from other columns is **derived**.
So a plan reads what it decides by and what its rules name, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    String,
    cast,
    func,
    literal_column,
)
from sqlalchemy.sql import ColumnCollection

from collectwork.domain.facts import AccountFacts
from collectwork.store.tables import table

Column = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """For which day, and whose facts. ``amounts``: one row for each account, see
    ``planning_sums``; ``weeks``: ``planning_history.paid_weeks``; ``customer``: of one account,
    None = of all."""

    day: date
    amounts: FromClause
    weeks: FromClause
    customer: ColumnElement[int] | None = None

    def of(self, query: Select[Any], customer_id: ColumnElement[Any]) -> Select[Any]:
        """The query, for one account where only that one is asked for."""
        return query if self.customer is None else query.where(customer_id == self.customer)


@dataclass(frozen=True, slots=True)
class Subject:
    """``columns``: what ``build`` selects beside ``customer_id``."""

    columns: tuple[str, ...]
    build: Callable[[Scope], FromClause]


Derived = Callable[["Known"], Column]


class Known:
    """The columns of the accounts by name; asking for one joins its subject."""

    def __init__(
        self,
        scope: Scope,
        subjects: Iterable[Subject],
        derived: Mapping[str, Derived],
    ) -> None:
        """The customer's own columns are always there: its row is found by its key."""
        self.day = scope.day
        self._scope = scope
        self._by_column = {name: one for one in subjects for name in one.columns}
        self._derived = derived
        self._joined: dict[int, FromClause] = {}
        self._found: dict[str, Column] = {}
        self._roots = {**master_data(), **scope.amounts.c}
        customer, run = table("customer"), table("import_run")
        self.source: FromClause = scope.amounts.join(
            customer, customer.c.id == scope.amounts.c.customer_id
        ).outerjoin(run, run.c.id == customer.c.first_import_id)

    def __getitem__(self, name: str) -> Column:
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._column(name)
        return found

    def _column(self, name: str) -> Column:
        if name in self._derived:
            return self._derived[name](self)
        if name in self._roots:
            return self._roots[name]
        return _never_unknown(name, self._of(self._by_column[name])[name])

    def _of(self, subject: Subject) -> ColumnCollection[str, Any]:
        joined = self._joined.get(id(subject))
        if joined is None:
            joined = self._joined[id(subject)] = subject.build(self._scope)
            mine = joined.c.customer_id == self._scope.amounts.c.customer_id
            self.source = self.source.outerjoin(joined, mine)
        return joined.c


def master_data() -> dict[str, Column]:
    """The customer's own columns by the fact that each is."""
    c = table("customer").c
    same = (
        "number", "name", "owner", "segment", "country", "language", "terms",
        "credit_limit_minor", "credit_currency", "pinned",
    )  # fmt: skip
    tags, known_since = cast(c.tags, String), table("import_run").c.as_of
    return {**{name: c[name] for name in same}, "tags": tags, "known_since": known_since}


def _never_unknown(name: str, column: Column) -> Column:
    """The column with the field's default where a subject does not know the customer."""
    default = _DEFAULTS.get(name)
    if default is None:
        return column
    known = func.coalesce(column, _literal(default), type_=column.type)
    if isinstance(default, bool):
        truth: Column = known != _literal(False)
        truth.type = Boolean()
        return truth
    return known


def _literal(value: int | str) -> Column:
    return literal_column("''" if value == "" else str(int(value)))


_DEFAULTS: Mapping[str, int | str] = {
    field.name: field.default
    for field in fields(AccountFacts)
    if field.default is not MISSING and isinstance(field.default, int | str)
}
