"""Conditions of rules as bound SQL over the columns of all accounts' facts.

The tree of ``rules.condition`` is translated node by node; every constant is a bound parameter,
and no text of a rule ever becomes SQL. Each translation is true or false and never NULL, so that
``not`` means what it means in Python: an unknown value fulfils no comparison, and ``!=`` and
``not in`` hold for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    true,
)

from collectwork.domain.money import ODD_DIGITS
from collectwork.rules.condition import All, Compare, Node, Not, scaled
from collectwork.rules.condition import Any as AnyOf
from collectwork.rules.facts import NUMBERS
from collectwork.rules.verdicts import Asked, Questions
from collectwork.store import json_rows
from collectwork.store.rule_words import Words

Column = ColumnElement[Any]
Truth = ColumnElement[bool]

#: Beyond every amount and count; a constant that is larger still compares like this one.
_FAR = 2**62
_ORDER = {">": "__gt__", ">=": "__ge__", "<": "__lt__", "<=": "__le__"}


class Conditions:
    """Translates conditions. ``columns``: facts by name, and ``digits``, the decimals of the
    account's currency; ``words``: which values texts really have."""

    def __init__(self, columns: Mapping[str, Column], words: Words) -> None:
        self._columns = columns
        self._words = words

    def truth(self, node: Node) -> Truth:
        """Whether an account fits."""
        if isinstance(node, Not):
            return not_(self.truth(node.part))
        if isinstance(node, All):
            return and_(true(), *map(self.truth, node.parts))
        if isinstance(node, AnyOf):
            return or_(false(), *map(self.truth, node.parts))
        return self._compared(node)

    def _compared(self, node: Compare) -> Truth:
        column = self._columns[node.fact.name]
        if node.op == "known":
            return self._known(node, column)
        if node.op == "is":
            return self._set(node, column)
        if node.fact.type in NUMBERS:
            return self._number(node, column)
        fits = self._text(node, column)
        return not_(fits) if node.op in ("!=", "not in") else fits

    def _known(self, node: Compare, column: Column) -> Truth:
        if node.fact.type == "text":
            return func.coalesce(column, "") != ""
        if node.fact.type == "tags":
            return _one_of(column, self._words.tagged(node.fact.name))
        return column.is_not(None)

    def _set(self, node: Compare, column: Column) -> Truth:
        if node.fact.type in ("text", "tags"):
            return self._known(node, column)
        if isinstance(column.type, Boolean):
            return column.is_(True)
        return func.coalesce(column, 0) != 0

    # -- texts

    def _text(self, node: Compare, column: Column) -> Truth:
        name, texts = node.fact.name, frozenset(str(value).casefold() for value in node.values)
        if node.fact.type == "tags":
            return _one_of(column, self._words.tagged(name, texts))
        if node.op == "contains":
            part = str(node.values[0]).casefold()
            return true() if not part else _one_of(column, self._words.containing(name, part))
        return _one_of(column, self._words.spelled(name, texts))

    # -- numbers

    def _number(self, node: Compare, column: Column) -> Truth:
        other = node.op in ("!=", "not in")
        if node.fact.type == "amount":
            wanted = [self._minor(value, node) for value in node.values]
        else:
            wanted = _whole(node)
        holds = _holds(node, column, wanted)
        foreign = node.fact.type == "amount" and bool(node.currency)
        if other:
            unknown = column.is_(None)
            return (
                or_(unknown, self._currency() != node.currency, holds)
                if foreign
                else or_(unknown, holds)
            )
        known = column.is_not(None)
        return (
            and_(self._currency() == node.currency, known, holds) if foreign else and_(known, holds)
        )

    def _currency(self) -> Column:
        return self._columns["currency"]

    def _minor(self, value: Any, node: Compare) -> Column:
        """A constant in the minor units of each account's currency."""
        units = Decimal(value)
        if node.currency:
            return _number(scaled(units, node.currency))
        usual = _number(scaled(units, ""))
        odd = {places: code for code, places in ODD_DIGITS.items()}
        whens = {places: _number(scaled(units, code)) for places, code in odd.items()}
        return case({2: usual, **whens}, value=self._columns["digits"], else_=usual)


def _whole(node: Compare) -> list[Column]:
    """The constants of a comparison with days, counts and per cents, which are whole: rounded to
    where the comparison says the same (the column times a hundred might not fit its type)."""
    hundredths = [int(Decimal(value) * 100) for value in node.values]
    if node.op in ("=", "!=", "in", "not in"):
        return [_number(number // 100) for number in hundredths if number % 100 == 0]
    up = {">=": (True,), "<": (True,), "between": (True, False)}.get(node.op, (False,))
    return [
        _number(-(-number // 100) if above else number // 100)
        for number, above in zip(hundredths, up, strict=True)
    ]


def _holds(node: Compare, value: Column, wanted: list[Column]) -> Truth:
    if node.op in _ORDER:
        ordered: Truth = getattr(value, _ORDER[node.op])(wanted[0])
        return ordered
    if node.op == "between":
        return and_(value >= wanted[0], value <= wanted[1])
    same = or_(false(), *(value == one for one in wanted))
    return same if node.op in ("=", "in") else not_(same)


def _number(value: int) -> Column:
    return literal(max(-_FAR, min(_FAR, value)), BigInteger)


def _one_of(column: Column, spellings: list[str]) -> Truth:
    if not spellings:
        return false()
    known = func.coalesce(column, "")
    if len(spellings) == 1:
        return known == spellings[0]
    return known.in_(json_rows.values(spellings))


def digits(currency: Column) -> Column:
    """How many decimals a currency has."""
    by_places: dict[int, list[str]] = {}
    for code, places in ODD_DIGITS.items():
        by_places.setdefault(places, []).append(code)
    whens = [(currency.in_(codes), _place(n)) for n, codes in by_places.items()]
    return case(*whens, else_=_place(2))


def verdicts(asked: Questions, conditions: Conditions) -> list[Column]:
    """The columns off_rule and action_rule, places of rules, and strategy_rule: the place, a
    colon, and what ``Verdicts.own`` is, in one text, so that no condition is asked twice."""
    chosen = {
        place: literal(f"{place}:") + _flags(conditions, asked.own[place])
        for place, _ in asked.strategy
    }
    return [
        _first(asked.off, conditions, {}, Integer()).label("off_rule"),
        _first(asked.action, conditions, {}, Integer()).label("action_rule"),
        _first(asked.strategy, conditions, chosen, String()).label("strategy_rule"),
    ]


def _flags(conditions: Conditions, nodes: Iterable[Node]) -> Column:
    flags: Column = literal("")
    for node in nodes:
        flags = flags + case((conditions.truth(node), "1"), else_="0")
    return flags


def _first(asked: Asked, conditions: Conditions, said: Mapping[int, Column], kind: Any) -> Column:
    whens: list[tuple[Truth, Column]] = []
    for place, node in asked:
        fits = true() if node is None else conditions.truth(node)
        whens.append((fits, said.get(place, _place(place))))
    return case(*whens, else_=cast(null(), kind)) if whens else cast(null(), kind)


def _place(number: int) -> Column:
    return literal_column(str(number), Integer)
