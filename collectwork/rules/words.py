"""Rules said back in words, so that whoever wrote one sees what it means."""

from __future__ import annotations

import typing

from collectwork.rules.condition import All, Any, Compare, Node, Not, constant
from collectwork.rules.ruleset import Rule, Ruleset, Step

_OPS = {
    "=": "is", "!=": "is not", ">": "over", ">=": "at least", "<": "under", "<=": "at most",
    "contains": "contains",
}  # fmt: skip


def counted(number: int, what: str) -> str:
    """``1 day``, ``2 days``."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def condition(node: Node) -> str:
    """The condition as a phrase; brackets only where they change the meaning."""
    if isinstance(node, Compare):
        return _comparison(node)
    if isinstance(node, Not):
        inner = node.part
        if isinstance(inner, Compare) and inner.op == "known":
            return f"{inner.fact.words} unknown"
        return f"not ({condition(inner)})"
    if isinstance(node, All):
        return " and ".join(_bracketed(part) for part in node.parts)
    return " or ".join(condition(part) for part in node.parts)


def _bracketed(node: Node) -> str:
    return f"({condition(node)})" if isinstance(node, Any) else condition(node)


def _comparison(node: Compare) -> str:
    fact = node.fact
    values = [constant(node, value) for value in node.values]
    if node.op == "is":
        return fact.words
    if node.op == "known":
        return f"{fact.words} known"
    if node.op == "between":
        return f"{fact.words} from {values[0]} to {values[1]}"
    if node.op in ("in", "not in"):
        listed = " or ".join(values)
        return f"{fact.words} {'none of' if node.op == 'not in' else 'one of'} {listed}"
    if fact.type == "tags" and node.op in ("=", "!="):
        return f"{fact.words} {'contain' if node.op == '=' else 'do not contain'} {values[0]}"
    return f"{fact.words} {_OPS[node.op]} {values[0]}"


def ruleset(rules: Ruleset) -> list[dict[str, typing.Any]]:
    """Rules in the order in which they are asked, then strategies with their steps."""
    said: list[dict[str, typing.Any]] = [
        {"kind": "rule", "name": rule.name, "words": rule_words(rule)} for rule in rules.rules
    ]
    for strategy in rules.strategies.values():
        least = f", from {strategy.min_customer:,} to collect" if strategy.min_customer else ""
        end = f"; at the end {strategy.end}" if strategy.end else ""
        said.append(
            {
                "kind": "strategy",
                "name": strategy.name,
                "words": f"{strategy.quiet_days} quiet days after a contact{least}{end}",
                "steps": [step_words(step) for step in strategy.steps],
            }
        )
    return said


def rule_words(rule: Rule) -> str:
    """Which accounts a rule is about, and what becomes of them."""
    who = f"where {condition(rule.when.node)}" if rule.when else "every account"
    return f"{who}: {effect(rule)}"


def effect(rule: Rule) -> str:
    """What a rule does."""
    if rule.off:
        return "stays off the list"
    if rule.strategy:
        return f"follows the strategy {rule.strategy!r}"
    template = f" with the template {rule.template!r}" if rule.template else ""
    return f"is listed for: {rule.action.replace('_', ' ')}{template}"


def step_words(step: Step) -> str:
    """When a step falls due, what is done, and for whom."""
    side = "after the due date" if step.day >= 0 else "before it"
    when = f"{counted(abs(step.day), 'day')} {side}" if step.day else "on the due date"
    parts = [f"{when}: {step.name}, {step.action.replace('_', ' ')}"]
    if step.template:
        parts.append(f"template {step.template!r}")
    if step.min_amount:
        what = "the leading invoice" if step.day < 0 else "the amount to collect"
        parts.append(f"if {what} is at least {step.min_amount:,}")
    if step.when:
        parts.append(f"where {condition(step.when.node)}")
    if not step.entry:
        parts.append("never as the first step of an old account")
    return ", ".join(parts)
