"""Facts for the rules: one statement over the whole book, with what the conditions say of each
account; see ``planning_scope`` for how it is put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    func,
    select,
)

from collectwork.domain.facts import AccountFacts, Verdicts
from collectwork.rules.notices import Notice
from collectwork.rules.verdicts import Questions
from collectwork.store import planning_currencies, planning_sums, rule_sql
from collectwork.store.noticing import Noticed
from collectwork.store.planning_columns import DERIVED, OF_AGES, more_subjects, only_rules
from collectwork.store.planning_history import paid_weeks
from collectwork.store.planning_scope import Column, Known, Scope, master_data
from collectwork.store.planning_subjects import SUBJECTS
from collectwork.store.rule_words import Words, tags
from collectwork.store.tables import table

_PORTION = 2_000  # rows fetched at a time
_CUSTOMER: Any = bindparam("customer", type_=Integer)
_FIELDS = tuple(field.name for field in fields(AccountFacts))
#: Fields that are made of columns when a row is read.
_MADE = {"amounts", "history", "verdicts"}
_NAMED = ("customer_id", "number", "name", "currency")  # who it is: what AccountFacts must have
_OF_HISTORY = ("paid_later", "paid_soon")
#: The first fields, which all lists need and which a row therefore begins with.
_ALL = tuple(name for name in _FIELDS if name not in _MADE)
_FIRST = _FIELDS[: min(map(_FIELDS.index, _MADE))]


class Book:
    """The accounts of a book, or of one customer, on a day."""

    def __init__(
        self,
        connection: Connection,
        day: date,
        quiet_days: int,
        min_invoice: int,
        base: str,
        customer_id: int | None = None,
    ) -> None:
        self._connection, self._day, self._base = connection, day, base
        self._quiet_days, self._min_invoice = quiet_days, min_invoice
        self._one = customer_id is not None
        self._bound = {"customer": customer_id} if self._one else {}

    def facts(self) -> Iterator[AccountFacts]:
        """Everything that is known of each account with open items."""
        if self._one and not self._ids():
            # building the statement costs many times what running it does
            statement = _alone(self._day, self._quiet_days, self._min_invoice)
        else:
            statement = self._statement(_ALL, None)
        yield from map(_Reader(_ALL).facts, self._rows(statement))

    def judged(
        self,
        asked: Questions,
        names: Iterable[str],
        late: dict[int, int],
        notices: Sequence[Notice] = (),
    ) -> Iterator[AccountFacts]:
        """Each account with its verdicts. Facts that only rules ask for are read where one does,
        or where ``names`` or a notice says so.
        ``late`` is filled as ``BookHabits.late`` on the way: it is complete when all accounts have
        been read."""
        wanted, spared = {*asked.names(), *names, *_named(notices)}, only_rules()
        read = tuple(
            name
            for name in _FIELDS
            if name not in _MADE and (name in _FIRST or name not in spared or name in wanted)
        )
        reader = _Reader(read, asked.version)
        for row in self._rows(self._statement(read, asked, notices)):
            if row[-5] is not None:
                late.update(_pairs(row[-5]))
            one = reader.facts(row)
            one.verdicts = reader.verdicts(row)
            yield one

    def noticed(self, notices: Sequence[Notice]) -> Iterator[AccountFacts]:
        """The accounts of a notice alone, by ``Verdicts.noticed``, with the facts that one names:
        all others stay in the database."""
        names = tuple(dict.fromkeys((*_NAMED, *_named(notices))))
        scope = self._scope(not OF_AGES.isdisjoint(names))
        known = Known(scope, (*SUBJECTS, *more_subjects(self._day)), DERIVED)
        columns = [known[name].label(name) for name in names]
        facts = _facts(known, columns)
        seen = Noticed(notices, facts, self._conditions(facts))
        read = [facts.c[name] for name in names]
        every = select(*read, seen.column).select_from(seen.source).subquery("every")
        for row in self._rows(select(every).where(every.c.noticed != 0)):
            one = AccountFacts(*row[: len(_NAMED)])
            for name, value in zip(names[len(_NAMED) :], row[len(_NAMED) :], strict=False):
                setattr(one, name, _tags(value) if name == "tags" else value)
            one.verdicts = Verdicts("", noticed=row[-1])
            yield one

    def _rows(self, statement: Select[Any]) -> Iterator[Sequence[Any]]:
        found = self._connection.execute(statement, self._bound)
        for portion in found.partitions(_PORTION):
            yield from portion

    def _statement(
        self, names: Sequence[str], asked: Questions | None, notices: Sequence[Notice] = ()
    ) -> Select[Any]:
        scope = self._scope(not OF_AGES.isdisjoint(names))
        known = Known(scope, (*SUBJECTS, *more_subjects(self._day)), DERIVED)
        columns = _columns(known, names)
        if asked is None:
            return select(*columns).select_from(known.source)
        facts = _facts(known, columns)
        conditions = self._conditions(facts)
        habits = _habits(facts, scope.weeks)
        seen = Noticed(notices, facts, conditions)
        return select(
            *(facts.c[column.name] for column in columns), habits,
            *rule_sql.verdicts(asked, conditions), seen.column,
        ).select_from(seen.source)  # fmt: skip

    def _conditions(self, facts: FromClause) -> rule_sql.Conditions:
        return rule_sql.Conditions(dict(facts.c.items()), Words(self._values))

    def _scope(self, aged: bool) -> Scope:
        customer = _CUSTOMER if self._one else None
        sums = planning_sums.by_currency(
            self._day, self._quiet_days, self._min_invoice, aged, customer
        )
        ids = self._ids()
        rows: Iterable[Sequence[Any]] = ()
        if ids:
            rows = planning_currencies.made_one(
                self._connection, sums, ids, self._base, self._day, self._bound
            )
        return _scope(self._day, sums, ids, rows, customer)

    def _ids(self) -> Sequence[int]:
        """Customers in several currencies, or in another one than the company's."""
        query = planning_currencies.several(self._base, _CUSTOMER if self._one else None)
        return self._connection.execute(query, self._bound).scalars().all()

    def _values(self, fact: str) -> Iterable[str | None]:
        """The values that a text or tags have in this book."""
        if fact == "currency":
            return self._currencies()
        own = master_data().get(fact)
        if own is not None:
            query = select(own).distinct()
            if self._one:
                query = query.where(table("customer").c.id == _CUSTOMER)
            return self._connection.execute(query, self._bound).scalars().all()
        scope = self._scope(False)
        for subject in (*SUBJECTS, *more_subjects(self._day)):
            if fact in subject.columns:
                column: Column = subject.build(scope).c[fact]
                break
        else:
            column = Known(scope, (), DERIVED)[fact]
        found = self._connection.execute(select(column).distinct(), self._bound)
        return found.scalars().all()

    def _currencies(self) -> Iterable[str]:
        currency = table("item").c.currency
        return (*self._connection.execute(select(currency).distinct()).scalars(), self._base)


def _scope(
    day: date, sums: Subquery, ids: Sequence[int], rows: Iterable[Sequence[Any]], customer: Any
) -> Scope:
    weeks = paid_weeks(day, customer).cte("paid_week")
    return Scope(day, planning_sums.accounts(sums, ids, rows), weeks, customer)


def _facts(known: Known, columns: Sequence[Column]) -> FromClause:
    digits = rule_sql.digits(known["currency"]).label("digits")
    facts = select(*columns, digits).select_from(known.source).cte("facts")
    return facts.prefix_with("MATERIALIZED")  # each column is worked out once


def _named(notices: Iterable[Notice]) -> list[str]:
    return [name for one in notices for name in one.names]


def _columns(known: Known, names: Sequence[str]) -> list[Column]:
    return [known[name].label(name) for name in (*names, "amounts", *_OF_HISTORY)]


@lru_cache(maxsize=8)
def _alone(day: date, quiet_days: int, min_invoice: int) -> Select[Any]:
    """All facts of one customer, ``customer``, whose items are in the company's currency."""
    sums = planning_sums.by_currency(day, quiet_days, min_invoice, True, _CUSTOMER)
    scope = _scope(day, sums, (), (), _CUSTOMER)
    known = Known(scope, (*SUBJECTS, *more_subjects(day)), DERIVED)
    columns = _columns(known, _ALL)
    return select(*columns).select_from(known.source)


def _habits(facts: FromClause, weeks: FromClause) -> ColumnElement[Any]:
    """How the book's invoices were paid, ``week:invoices,…``, with the first account alone."""
    alone = func.sum(weeks.c.alone)
    by_week = select(weeks.c.week, alone.label("alone")).group_by(weeks.c.week).subquery("by_week")
    pair = cast(by_week.c.week, String) + ":" + cast(by_week.c.alone, String)
    all_ = select(func.aggregate_strings(pair, ",")).scalar_subquery()
    first = select(func.min(facts.c.customer_id)).scalar_subquery()
    return case((facts.c.customer_id == first, all_)).label("habits")


class _Reader:
    """Rows into accounts and verdicts. Values that many have in common are made once."""

    def __init__(self, names: Sequence[str], version: str = "") -> None:
        self._version = version
        self._first = len(_FIRST)
        self._more = [(name, n) for n, name in enumerate(names) if n >= self._first]
        self._amounts = len(names)
        self._later = self._amounts + 1
        self._verdicts: dict[tuple[Any, ...], Verdicts] = {}

    def facts(self, row: Sequence[Any]) -> AccountFacts:
        one = AccountFacts(*row[: self._first])
        for name, place in self._more:
            setattr(one, name, row[place])
        one.tags = _tags(one.tags)  # as a column has them: their JSON text
        if row[self._amounts] is not None:
            one.amounts = _by_currency(row[self._amounts])
        if row[self._later] is not None:
            one.history = (row[self._later], row[self._later + 1])
        return one

    def verdicts(self, row: Sequence[Any]) -> Verdicts:
        said = (row[-4], row[-3], row[-2], row[-1])
        known = self._verdicts.get(said)
        if known is None:
            off, action, strategy, noticed = said
            place, _, own = (strategy or "").partition(":")
            chosen = int(place) if place else None
            known = self._verdicts[said] = Verdicts(
                self._version, off, chosen, action, own, noticed
            )
        return known


_tags = lru_cache(maxsize=4096)(tags)


def _by_currency(text: str) -> dict[str, tuple[int, int]]:
    parts = (part.split(":") for part in text.split(","))
    return {code: (int(collect), int(past_due)) for code, collect, past_due in parts}


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    for part in text.split(","):
        week, _, invoices = part.partition(":")
        yield int(week), int(invoices)
