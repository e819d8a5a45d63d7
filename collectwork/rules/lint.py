"""What a rules file may say but probably does not mean."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from collectwork.domain.worklist import WRITTEN_ACTIONS, Finding
from collectwork.rules.condition import Node
from collectwork.rules.lint_conditions import (
    Span,
    bounds,
    comparisons,
    contradiction,
    contradictions,
    covers,
)
from collectwork.rules.places import Path, Places
from collectwork.rules.ruleset import Rule, Ruleset, Step, Strategy


def lint(rules: Ruleset, places: Places, templates: Sequence[str] | None) -> tuple[Finding, ...]:
    """Findings in the order of the file: errors that reading cannot see, and warnings."""
    check = _Lint(rules, places, templates)
    check.run()
    return tuple(sorted(check.findings, key=lambda one: (one.line, one.column)))


class _Lint:
    def __init__(self, rules: Ruleset, places: Places, templates: Sequence[str] | None) -> None:
        self._rules = rules
        self._places = places
        self._templates = templates
        self.findings: list[Finding] = []

    def run(self) -> None:
        for condition, path in self._rules.conditions:
            self._condition(condition.node, path)
        for rule in self._rules.rules:
            self._rule(rule)
        self._unreachable_rules()
        self._equal_ranks()
        for strategy in self._rules.strategies.values():
            self._strategy(strategy)

    # -- conditions

    def _condition(self, node: Node, path: Path) -> None:
        for one in comparisons(node):
            if one.fact.type == "amount" and not one.currency and not self._rules.currency:
                self._inside(
                    path,
                    one.offset,
                    f"{one.fact.name} is compared without a currency: write 1,000 EUR, or "
                    "currency = 'EUR' (or 'any') under [defaults]",
                )
        for offset, said in contradictions(node):
            self._inside(path, offset, said)

    # -- rules

    def _rule(self, rule: Rule) -> None:
        if rule.strategy and rule.strategy not in self._rules.strategies:
            hint = _near(rule.strategy, self._rules.strategies)
            self._say(
                (*rule.place, "strategy"), f"there is no strategy {rule.strategy!r}{hint}", "error"
            )
        if rule.action in WRITTEN_ACTIONS and not rule.template:
            self._say((*rule.place, "action"), f"the rule {rule.name!r} writes without a template")
        self._template(rule.template, rule.place)

    def _unreachable_rules(self) -> None:
        """A rule that an earlier one of its kind covers; ``off`` comes before all others."""
        asked = self._rules.rules
        for n, rule in enumerate(asked):
            before = [one for one in asked if one.off and one is not rule and not rule.off]
            before += [
                one for one in asked[:n]
                if (one.off and rule.off) or (one.strategy and rule.strategy)
                or (one.action and rule.action)
            ]  # fmt: skip
            first = next((one for one in before if covers(_node(one), _node(rule))), None)
            if first is None:
                continue
            fits = "fits every account" if first.when is None else "fits whatever this one fits"
            self._say(rule.place, f"is never reached: {first.name!r} {fits} and is asked first")

    def _equal_ranks(self) -> None:
        seen: dict[int, Rule] = {}
        for rule in self._rules.rules:
            if not rule.strategy:
                continue
            other = seen.setdefault(rule.rank, rule)
            if other is not rule and not _apart(rule, other):
                self._say(
                    rule.place,
                    f"has the rank {rule.rank} of {other.name!r}: where both fit, the order in the "
                    "file decides; give them different ranks",
                )

    # -- strategies

    def _strategy(self, strategy: Strategy) -> None:
        path = strategy.place
        choosing = [rule for rule in self._rules.rules if rule.strategy == strategy.name]
        if not choosing:
            self._say(path, f"no rule chooses the strategy {strategy.name!r}")
        before: Step | None = None
        for n, step in enumerate(strategy.steps):
            here = (*path, "step", n)
            self._step(step, before, here)
            self._reached(strategy, step, choosing, here)
            before = step
        if strategy.steps and not any(step.entry for step in strategy.steps if step.day >= 0):
            self._say(path, f"no step of {strategy.name!r} may be entered: entry is false on all")
        if not strategy.end and not strategy.end_with:
            self._say(
                path,
                f"the strategy {strategy.name!r} has no defined end: say end = '…' (in words), or "
                "end_with = 'agency', 'legal', 'write_off' or 'stop'",
            )
        if strategy.exit is not None:
            for rule in choosing:
                if covers(strategy.exit.node, _node(rule)):
                    said = f"every account that {rule.name!r} chooses leaves at once"
                    self._say((*path, "exit"), said)

    def _step(self, step: Step, before: Step | None, path: Path) -> None:
        if before is not None and step.day < before.day:
            self._say(
                (*path, "day"),
                f"{step.name!r} on day {step.day} comes after {before.name!r} on day {before.day}: "
                "steps stand in the order of their days",
                "error",
            )
        elif before is not None and step.day == before.day and not _either(step, before):
            self._say((*path, "day"), f"{step.name!r} and {before.name!r} fall due on the same day")
        ways = (step.action, *step.fallback)
        if any(way in WRITTEN_ACTIONS for way in ways) and not step.template:
            self._say(path, f"the step {step.name!r} writes without a template")
        if step.template and not any(way in (*WRITTEN_ACTIONS, "call") for way in ways):
            self._say((*path, "template"), f"{step.action} sends nothing: the template is not used")
        if step.auto and step.action != "mail":
            said = f"only a mail leaves by itself: the {step.action} of {step.name!r} does not"
            self._say((*path, "auto"), said)
        self._fallback(step, path)
        self._template(step.template, path)

    def _fallback(self, step: Step, path: Path) -> None:
        ways = (step.action, *step.fallback)
        twice = next((way for n, way in enumerate(ways) if way in ways[:n]), None)
        if twice is not None:
            said = f"the fallback leads back to {twice!r}, which was tried already"
            self._say((*path, "fallback"), said)
        sure = next((way for way in ways[:-1] if way in ("letter", "escalate", "hand_over")), None)
        if sure is not None and twice is None:
            said = f"is not needed: {sure!r} is possible with every customer"
            self._say((*path, "fallback"), said)

    def _reached(
        self, strategy: Strategy, step: Step, choosing: Sequence[Rule], path: Path
    ) -> None:
        """Whether an account that is chosen for the strategy can ever come to the step."""
        if not choosing:
            return
        if step.when is not None:
            wanted = step.when.node
            if all(rule.when and contradiction([rule.when.node, wanted]) for rule in choosing):
                self._say(
                    (*path, "when"),
                    f"the step {step.name!r} is never reached: whom it is for, no rule chooses for "
                    f"{strategy.name!r}",
                )
        spans = [bounds([rule.when.node] if rule.when else []) for rule in choosing]
        last = max(one.get("days_past_due", Span()).high for one in spans)
        if step.day > last:
            self._say(
                (*path, "day"),
                f"the step {step.name!r} on day {step.day} is never reached: the rules choose "
                f"{strategy.name!r} only up to {last} days past due",
            )

    def _template(self, name: str | None, path: Path) -> None:
        if name and self._templates is not None and name not in self._templates:
            hint = _near(name, self._templates)
            self._say((*path, "template"), f"there is no template {name!r}{hint}")

    # -- saying

    def _inside(self, path: Path, offset: int, message: str) -> None:
        place = self._places.inside(path, offset)
        self.findings.append(
            Finding(self._rules.file, place.line, place.column, message, "warning")
        )

    def _say(self, path: Path, message: str, level: str = "warning") -> None:
        place = self._places.key(path)
        self.findings.append(Finding(self._rules.file, place.line, place.column, message, level))


def _near(word: str, known: Sequence[str] | dict[str, Strategy]) -> str:
    near = get_close_matches(word, known, 1, 0.5)
    return f": did you mean {near[0]!r}?" if near else ""


def _node(rule: Rule) -> Node | None:
    return rule.when.node if rule.when else None


def _apart(one: Rule, other: Rule) -> bool:
    """Whether no account can fit both."""
    return bool(one.when and other.when and contradiction([one.when.node, other.when.node]))


def _either(one: Step, other: Step) -> bool:
    """Whether two steps of one day are for different accounts."""
    return bool(one.when and other.when and contradiction([one.when.node, other.when.node]))
