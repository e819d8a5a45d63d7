"""Rules said back in words, so that whoever wrote one sees what it means."""

from __future__ import annotations

import typing
from collections.abc import Sequence

from collectwork.domain.worklist import TRIES
from collectwork.rules.condition import All, Any, Compare, Node, Not, constant
from collectwork.rules.ruleset import Rule, Ruleset, Step, Strategy, Tier

_OPS = {
    "=": "is", "!=": "is not", ">": "over", ">=": "at least", "<": "under", "<=": "at most",
    "contains": "contains",
}  # fmt: skip


_ENDS = {
    "agency": "the hand-over to an agency", "legal": "the hand-over to counsel",
    "write_off": "the write-off",
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
        said.append(
            {
                "kind": "strategy",
                "name": strategy.name,
                "words": strategy_words(strategy),
                "steps": [step_words(step) for step in strategy.steps],
                "tiers": [tier_words(tier) for tier in strategy.tiers],
            }
        )
    return said


def strategy_words(strategy: Strategy) -> str:
    """What holds for all of a strategy: rest, floor, where an account begins, leaves and ends."""
    parts = [f"{counted(strategy.quiet_days, 'quiet day')} after a contact"]
    if strategy.min_customer:
        parts.append(f"from {strategy.min_customer:,} to collect")
    begin = "at the step of its age" if strategy.entry == "age" else "at the first step"
    parts.append(f"an old debt begins {begin}")
    if strategy.exit:
        parts.append(f"left while {condition(strategy.exit.node)}")
    ends = [strategy.end] if strategy.end else []
    if strategy.end_with == "stop":
        ends.append("nothing more is done")
    elif strategy.end_with:
        ends.append(f"{_ENDS[strategy.end_with]} is proposed")
    parts.append(f"at the end {'; '.join(ends)}" if ends else "no defined end")
    return "; ".join(parts)


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
    parts = [f"{when}: {step.name}, {_called(step.action)}{' by itself' if step.auto else ''}"]
    if step.fallback:
        parts.append(f"where that does not reach the customer {_either(step.fallback)}")
    if step.template:
        parts.append(f"template {step.template!r}")
    if step.tone:
        parts.append(f"tone {step.tone}")
    if step.min_amount:
        what = "the leading invoice" if step.day < 0 else "the amount to collect"
        parts.append(f"if {what} is at least {step.min_amount:,}")
    if step.min_invoice:
        parts.append(f"if the leading invoice is at least {step.min_invoice:,}")
    if step.when:
        parts.append(f"where {condition(step.when.node)}")
    if not step.entry:
        parts.append("never as the first step of an old account")
    if step.action == "call" and step.tries != TRIES:
        parts.append(f"done after {counted(step.tries, 'unanswered call')}")
    return ", ".join(parts)


def tier_words(tier: Tier) -> str:
    """From when on, and who then takes part."""
    since = f"from the step {tier.step!r} on" if tier.step else f"from day {tier.day} on"
    parts = []
    if tier.sender:
        parts.append(f"mails are signed by {_whom(tier.sender)}")
    if tier.copies:
        parts.append(f"copies go to {' and '.join(map(_whom, tier.copies))}")
    if tier.owner:
        parts.append(f"it is on the list of {_whom(tier.owner)}")
    return f"{since} ({tier.name}): {', '.join(parts) or 'nothing changes'}"


def _whom(who: str) -> str:
    if who in ("lead", "owner"):
        return "the team's lead" if who == "lead" else "the owner"
    head, _, level = who.partition(" ")
    return f"somebody of seniority {level} or more" if head == "seniority" else who


def _called(action: str) -> str:
    return action.replace("_", " ")


def _either(actions: Sequence[str]) -> str:
    return ", else ".join(map(_called, actions))
