"""A condition as a tree: what the parser makes, and what is evaluated, traced and said in words.

The nodes are few and closed, so that a store can translate them into bound SQL as well: each
comparison names one fact of ``rules.facts``, one operator and constants.

An unknown value fulfils no comparison; ``!=`` and ``not in`` are the opposites of ``=`` and ``in``,
so they hold for an unknown value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from collectwork.domain.facts import AccountFacts
from collectwork.domain.money import decimals, digits
from collectwork.domain.worklist import Condition
from collectwork.rules.facts import NUMBERS, Fact

Op = Literal["=", "!=", ">", ">=", "<", "<=", "between", "in", "not in", "contains", "known", "is"]
Constant = Decimal | str


@dataclass(frozen=True, slots=True)
class Compare:
    """``fact op values``; ``currency`` is what the rule's amounts are in ("" = the account's)."""

    fact: Fact
    op: Op
    values: tuple[Constant, ...] = ()
    currency: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part does."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Holds when one part does."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when the part does not."""

    part: Node


Node = Compare | All | Any | Not
Test = Callable[[AccountFacts], bool]

_ORDER: dict[str, Callable[[int, int], bool]] = {
    ">": int.__gt__, ">=": int.__ge__, "<": int.__lt__, "<=": int.__le__,
}  # fmt: skip


def compiled(node: Node) -> Test:
    """The node as a function of one account; made once per plan, called for every account."""
    if isinstance(node, Compare):
        return _test(node)
    if isinstance(node, Not):
        inner = compiled(node.part)
        return lambda facts: not inner(facts)
    tests = tuple(compiled(part) for part in node.parts)
    return _every(tests) if isinstance(node, All) else _one_of(tests)


def _every(tests: tuple[Test, ...]) -> Test:
    def test(facts: AccountFacts) -> bool:
        for one in tests:  # noqa: SIM110 - a generator a call costs as much as the tests
            if not one(facts):
                return False
        return True

    return test


def _one_of(tests: tuple[Test, ...]) -> Test:
    def test(facts: AccountFacts) -> bool:
        for one in tests:  # noqa: SIM110 - as above
            if one(facts):
                return True
        return False

    return test


def traced(node: Node, facts: AccountFacts) -> tuple[bool, list[Condition]]:
    """Whether it holds, and every comparison with the value it saw (none is skipped)."""
    if isinstance(node, Compare):
        holds = _test(node)(facts)
        return holds, [Condition(node.fact.name, saw(node.fact, facts), node.op, said(node), holds)]
    if isinstance(node, Not):
        holds, conditions = traced(node.part, facts)
        return not holds, conditions
    results = [traced(part, facts) for part in node.parts]
    conditions = [condition for _, found in results for condition in found]
    joined = all if isinstance(node, All) else any
    return joined(holds for holds, _ in results), conditions


def names_in(node: Node) -> tuple[str, ...]:
    """The facts that a condition names, each once, in order."""
    if isinstance(node, Compare):
        return (node.fact.name,)
    parts = (node.part,) if isinstance(node, Not) else node.parts
    return tuple(dict.fromkeys(name for part in parts for name in names_in(part)))


def saw(fact: Fact, facts: AccountFacts) -> str:
    """An account's value of a fact, as people write it."""
    value = getattr(facts, fact.name)
    if value is None or value == "":
        return "unknown"
    if fact.type == "amount":
        return f"{decimals(value, facts.currency)} {facts.currency}"
    if fact.type == "flag":
        return "yes" if value else "no"
    if fact.type == "tags":
        return ", ".join(value) or "none"
    return f"{value} %" if fact.type == "percent" else str(value)


def said(node: Compare) -> str:
    """A comparison's constants, as people write them."""
    parts = [constant(node, value) for value in node.values]
    if node.op == "between":
        return f"{parts[0]} and {parts[1]}"
    if node.op in ("known", "is"):
        return "yes"
    return ", ".join(parts)


def constant(node: Compare, value: Constant) -> str:
    """One constant of a comparison in words, with its unit."""
    if isinstance(value, str):
        return value
    number = f"{value:,.2f}" if value != value.to_integral_value() else f"{int(value):,}"
    if node.fact.type == "amount":
        return f"{number} {node.currency}".rstrip()
    return f"{number} %" if node.fact.type == "percent" else number


def scaled(value: Decimal, currency: str) -> int:
    """Whole units as minor units of a currency."""
    return int(value.scaleb(digits(currency)).to_integral_value())


def _test(node: Compare) -> Test:
    name = node.fact.name
    if node.op == "known":
        return lambda facts: getattr(facts, name) not in (None, "", ())
    if node.op == "is":
        return lambda facts: bool(getattr(facts, name))
    if node.fact.type in NUMBERS:
        return _number_test(node)
    test = _text_test(node)
    if node.op in ("!=", "not in"):
        return lambda facts: not test(facts)
    return test


def _text_test(node: Compare) -> Test:
    name = node.fact.name
    texts = frozenset(str(value).casefold() for value in node.values)
    if node.fact.type == "tags":
        return lambda facts: any(tag.casefold() in texts for tag in getattr(facts, name))
    if node.op == "contains":
        part = str(node.values[0]).casefold()
        return lambda facts: part in (getattr(facts, name) or "").casefold()
    return lambda facts: (getattr(facts, name) or "").casefold() in texts


def _number_test(node: Compare) -> Test:
    name, op, amount = node.fact.name, node.op, node.fact.type == "amount"
    thresholds: dict[str, tuple[int, ...]] = {}

    def limits(currency: str) -> tuple[int, ...]:
        known = thresholds.get(currency)
        if known is None:
            known = tuple(scaled(Decimal(value), currency) for value in node.values)
            thresholds[currency] = known
        return known

    if not amount:
        # Days, counts and per cents are whole: 2.5 is compared in hundredths.
        fixed = tuple(int(Decimal(value) * 100) for value in node.values)

    def test(facts: AccountFacts) -> bool:
        value = getattr(facts, name)
        if value is None or (node.currency and facts.currency != node.currency and amount):
            return op in ("!=", "not in")
        wanted = limits(facts.currency) if amount else fixed
        return _holds(op, value if amount else value * 100, wanted)

    return test


def _holds(op: Op, value: int, wanted: tuple[int, ...]) -> bool:
    if op in _ORDER:
        return _ORDER[op](value, wanted[0])
    if op == "between":
        return wanted[0] <= value <= wanted[1]
    return (value in wanted) == (op in ("=", "in"))
