"""Which accounts are noticed (``rules.notices``), as one column: the sum of 2 ** place of each
notice that an account is of, 0 for all the others.

What an alert finds and what stands of it are compared as bits, one for each state, so that of a
book in which nothing has changed no account leaves the database, however many alerts stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)

from collectwork.rules.notices import Ask, Notice, State
from collectwork.store import json_rows
from collectwork.store.rule_sql import Conditions
from collectwork.store.tables import table

_BITS = 60  # states in one number


class Noticed:
    """``facts``: the accounts, with every fact that the notices name; ``block`` where one asks."""

    def __init__(
        self, notices: Sequence[Notice], facts: FromClause, conditions: Conditions
    ) -> None:
        self._facts, self._conditions = facts, conditions
        self.source: FromClause = facts
        self.column: ColumnElement[int] = _sum(
            (self._noticed(one), 2**place) for place, one in enumerate(notices)
        ).label("noticed")

    def _noticed(self, notice: Notice) -> ColumnElement[bool]:
        asked = [self._asked(one) for one in notice.asks]
        return or_(false(), *asked, *self._changed(notice.states))

    def _asked(self, ask: Ask) -> ColumnElement[bool]:
        parts: list[ColumnElement[bool]] = [true()]
        if ask.among is not None:
            parts.append(self._facts.c.customer_id.in_(json_rows.numbers(ask.among)))
        if ask.block:
            start = f"{ask.block}:"
            parts.append(func.substr(self._facts.c.block, 1, len(start)) == start)
        if ask.node is not None:
            parts.append(self._conditions.truth(ask.node))
        return and_(*(func.coalesce(part, false()) for part in parts))

    def _changed(self, states: Sequence[State]) -> Iterator[ColumnElement[bool]]:
        if not states:
            return
        stood = _standing(states)
        self.source = self.source.outerjoin(stood, stood.c.customer_id == self._facts.c.customer_id)
        for part, some in _parts(states):
            found = _sum((self._conditions.truth(one.node), bit) for bit, one in some)
            yield found != func.coalesce(stood.c[part], 0)


def apart(states: Sequence[State]) -> ColumnElement[bool]:
    """Standing alerts that no account tells of: of other states, and of customers of whom nothing
    is open any more."""
    alert, item = table("alert").c, table("item").c
    opened = exists().where(item.customer_id == alert.customer_id, item.open_minor != 0)
    return or_(not_(or_(false(), *map(_is, states))), not_(opened))


def _standing(states: Sequence[State]) -> FromClause:
    """Customer → the bits of the states of which an alert stands."""
    alert = table("alert").c
    names = sorted({one.rule for one in states})
    query: Select[Any] = (
        select(
            alert.customer_id,
            *(
                func.sum(case(*((_is(one), _bit(bit)) for bit, one in some), else_=_bit(0)))
                .label(part)
                for part, some in _parts(states)
            ),
        )
        .where(alert.ended_on.is_(None), alert.rule.in_(names))
        .group_by(alert.customer_id)
    )  # fmt: skip
    return query.subquery("standing_alerts")


def _is(state: State) -> ColumnElement[bool]:
    alert = table("alert").c
    return and_(alert.rule == state.rule, alert.subject == state.subject)


def _parts(states: Sequence[State]) -> Iterator[tuple[str, list[tuple[int, State]]]]:
    for start in range(0, len(states), _BITS):
        some = states[start : start + _BITS]
        yield f"stood_{start}", [(2**place, one) for place, one in enumerate(some)]


def _sum(bits: Any) -> ColumnElement[int]:
    total: ColumnElement[int] = _bit(0)
    for truth, bit in bits:
        total = total + case((truth, _bit(bit)), else_=_bit(0))
    return total


def _bit(value: int) -> ColumnElement[int]:
    return literal_column(str(value), BigInteger)
