"""How much a ruleset asks of every account, and where that is more than one question can hold.

A plan asks the whole book in one statement whose constants are bound, and databases bind a limited
number of values: 32,766 in SQLite as it is usually built, 65,535 in PostgreSQL. Rules that would
need more are refused when they are read, so that a plan never fails for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collectwork.domain.money import ODD_DIGITS
from collectwork.domain.worklist import Finding
from collectwork.rules.condition import Compare, Node
from collectwork.rules.lint_conditions import comparisons
from collectwork.rules.places import Path, Places
from collectwork.rules.ruleset import Condition, Rule, Ruleset, Strategy

MOST = 20_000  # values bound; the facts themselves need some hundreds besides
#: An amount in the account's own currency is bound once for each number of decimals, with that
#: number, and once for the usual two.
_AMOUNT = 2 * len({2, *ODD_DIGITS.values()}) + 1
_CHOSEN = 1  # a rule's place, where it chooses a strategy
_FLAG = 2  # a strategy's condition: holds or not


def beyond(rules: Ruleset, places: Places) -> tuple[Finding, ...]:
    """The rule or strategy with which the ruleset becomes too large, as one error; else nothing."""
    total = 0
    own = {name: _own(one) for name, one in rules.strategies.items()}
    for rule in rules.rules:
        total += _rule(rule, own)
        if total > MOST:
            return (_finding(rules, places, rule.place, _said(rule)),)
    return ()


def _said(rule: Rule) -> str:
    counted = "numbers and texts that all conditions compare with"
    steps = (
        f", those of the steps of {rule.strategy!r} for each rule that chooses it"
        if rule.strategy
        else ""
    )
    return (
        f"with {rule.name!r} the rules ask more than one plan can ask of every account "
        f"({MOST:,}; {counted} are added up, an amount without a currency as {_AMOUNT}{steps}): "
        "join rules or shorten lists"
    )


def _finding(rules: Ruleset, places: Places, path: Path, message: str) -> Finding:
    place = places.key(path)
    return Finding(rules.file, place.line, place.column, message, "error")


def _rule(rule: Rule, own: dict[str, int]) -> int:
    chosen = _CHOSEN + own.get(rule.strategy, 0) if rule.strategy else 0
    return chosen + (_values([rule.when]) if rule.when else 0)


def _own(strategy: Strategy) -> int:
    several = [one for one in (strategy.exit, *(s.when for s in strategy.steps)) if one]
    return _values(several) + _FLAG * len(several)


def _values(conditions: Sequence[Condition]) -> int:
    return sum(map(_bound, _comparisons(one.node for one in conditions)))


def _comparisons(nodes: Iterable[Node]) -> Iterable[Compare]:
    for node in nodes:
        yield from comparisons(node)


def _bound(one: Compare) -> int:
    amount = one.fact.type == "amount"
    each = _AMOUNT if amount and not one.currency else 1
    return each * max(1, len(one.values)) + 1
