"""What the conditions of a ruleset say of one account, and what has to be asked to know it.

The store answers ``Questions`` for all accounts at once, as columns of the statement that reads
their facts (``store.rule_sql``); ``answered`` answers them for one account in Python, which is what
explains it. Both come to the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collectwork.domain.facts import AccountFacts, Verdicts
from collectwork.rules.condition import Node, Test, compiled, names_in
from collectwork.rules.ruleset import Condition, Ruleset, Strategy

Asked = tuple[tuple[int, Node | None], ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked for the ruleset ``version``: the rules that keep off, choose a strategy, and
    list for an action, with place and condition (None fits everybody), in the order in which they
    are asked. ``own``: a strategy's own conditions, by the place of the rule that chooses it."""

    version: str
    off: Asked
    strategy: Asked
    action: Asked
    own: Mapping[int, tuple[Node, ...]]
    also: tuple[str, ...] = ()  # facts that are read besides

    def names(self) -> tuple[str, ...]:
        """The facts that are asked about, each once."""
        nodes = [node for asked in (self.off, self.strategy, self.action) for _, node in asked]
        nodes += [node for own in self.own.values() for node in own]
        named = (name for node in nodes if node for name in names_in(node))
        return tuple(dict.fromkeys((*named, *self.also)))


def questions(rules: Ruleset) -> Questions:
    """What a ruleset asks of every account."""
    placed = tuple(enumerate(rules.rules))
    return Questions(
        rules.version,
        tuple((n, _node(rule.when)) for n, rule in placed if rule.off),
        tuple((n, _node(rule.when)) for n, rule in placed if rule.strategy),
        tuple((n, _node(rule.when)) for n, rule in placed if rule.action),
        {n: own_conditions(rules.strategies[rule.strategy]) for n, rule in placed if rule.strategy},
    )


def own_conditions(strategy: Strategy) -> tuple[Node, ...]:
    """That of its exit, where it has one, then those of its steps."""
    several = (strategy.exit, *(step.when for step in strategy.steps))
    return tuple(one.node for one in several if one)


def _node(condition: Condition | None) -> Node | None:
    return condition.node if condition else None


class Answering:
    """Answers the questions for one account after the other, in Python."""

    def __init__(self, asked: Questions) -> None:
        self._version = asked.version
        self._off, self._strategy, self._action = (
            tuple((place, compiled(node) if node else None) for place, node in several)
            for several in (asked.off, asked.strategy, asked.action)
        )
        self._own = {n: tuple(map(compiled, nodes)) for n, nodes in asked.own.items()}

    def verdicts(self, facts: AccountFacts) -> Verdicts:
        """What the conditions say of this account."""
        chosen = _first(self._strategy, facts)
        own = self._own[chosen] if chosen is not None else ()
        return Verdicts(
            self._version, _first(self._off, facts), chosen, _first(self._action, facts),
            "".join("1" if test(facts) else "0" for test in own),
        )  # fmt: skip


def _first(asked: tuple[tuple[int, Test | None], ...], facts: AccountFacts) -> int | None:
    return next((place for place, test in asked if test is None or test(facts)), None)
