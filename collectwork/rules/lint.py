"""What a rules file may say but probably does not mean."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches

from collectwork.domain.worklist import Finding
from collectwork.rules.condition import All, Any, Compare, Node, Not
from collectwork.rules.facts import NUMBERS
from collectwork.rules.places import Path, Places
from collectwork.rules.ruleset import Rule, Ruleset, Step, Strategy

WRITTEN = ("mail", "letter", "sms", "portal")


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
        by_name = {rule.name: n for n, rule in enumerate(self._in_file_order())}
        self._twice("rule", [rule.name for rule in self._in_file_order()])
        for rule in self._rules.rules:
            self._rule(rule, ("rule", by_name[rule.name]))
        self._unreachable_rules(by_name)
        self._twice("strategy", self._names("strategy"))
        for n, strategy in enumerate(self._rules.strategies.values()):
            self._strategy(strategy, ("strategy", n))

    def _in_file_order(self) -> list[Rule]:
        order = {name: n for n, name in enumerate(self._names("rule"))}
        return sorted(self._rules.rules, key=lambda rule: order.get(rule.name, 0))

    def _names(self, kind: str) -> list[str]:
        tables = tomllib.loads(self._rules.text).get(kind, [])
        return [str(one.get("name", "")).strip() for one in tables]

    # -- rules

    def _rule(self, rule: Rule, path: Path) -> None:
        if rule.strategy and rule.strategy not in self._rules.strategies:
            near = get_close_matches(rule.strategy, self._rules.strategies, 1, 0.5)
            hint = f": did you mean {near[0]!r}?" if near else ""
            self._say((*path, "strategy"), f"there is no strategy {rule.strategy!r}{hint}", "error")
        if rule.action in WRITTEN and not rule.template:
            self._say((*path, "action"), f"the rule {rule.name!r} writes without a template")
        self._template(rule.template, path)
        if rule.when is not None:
            self._condition(rule.when.node, (*path, "when"))

    def _unreachable_rules(self, by_name: dict[str, int]) -> None:
        for earlier in self._rules.rules:
            later = [
                rule for rule in self._rules.rules[self._rules.rules.index(earlier) + 1 :]
                if rule.strategy
            ]  # fmt: skip
            if earlier.strategy and earlier.when is None:
                for rule in later:
                    self._say(
                        ("rule", by_name[rule.name]),
                        f"is never reached: {earlier.name!r} fits every account and is asked first",
                    )
                break
        self._equal_ranks(by_name)

    def _equal_ranks(self, by_name: dict[str, int]) -> None:
        seen: dict[int, Rule] = {}
        for rule in self._rules.rules:
            if not rule.strategy:
                continue
            other = seen.setdefault(rule.rank, rule)
            if other is not rule:
                self._say(
                    ("rule", by_name[rule.name]),
                    f"has the rank {rule.rank} of {other.name!r}: where both fit, the order in the "
                    "file decides; give them different ranks",
                )

    # -- strategies

    def _strategy(self, strategy: Strategy, path: Path) -> None:
        if not any(rule.strategy == strategy.name for rule in self._rules.rules):
            self._say(path, f"no rule chooses the strategy {strategy.name!r}")
        self._twice("step", [step.name for step in strategy.steps], path)
        before: Step | None = None
        for n, step in enumerate(strategy.steps):
            self._step(step, before, (*path, "step", n))
            before = step
        if strategy.steps and not any(step.entry for step in strategy.steps if step.day >= 0):
            self._say(path, f"no step of {strategy.name!r} may be entered: entry is false on all")

    def _step(self, step: Step, before: Step | None, path: Path) -> None:
        if before is not None and step.day < before.day:
            self._say(
                (*path, "day"),
                f"{step.name!r} on day {step.day} comes after {before.name!r} on day {before.day}: "
                "steps stand in the order of their days",
                "error",
            )
        elif before is not None and step.day == before.day:
            self._say((*path, "day"), f"{step.name!r} and {before.name!r} fall due on the same day")
        if step.action in WRITTEN and not step.template:
            self._say(path, f"the step {step.name!r} writes without a template")
        if step.template and step.action in ("escalate", "hand_over"):
            self._say((*path, "template"), f"{step.action} sends nothing: the template is not used")
        self._template(step.template, path)
        if step.when is not None:
            self._condition(step.when.node, (*path, "when"))

    def _template(self, name: str | None, path: Path) -> None:
        if name and self._templates is not None and name not in self._templates:
            near = get_close_matches(name, self._templates, 1, 0.5)
            hint = f": did you mean {near[0]!r}?" if near else ""
            self._say((*path, "template"), f"there is no template {name!r}{hint}")

    # -- conditions

    def _condition(self, node: Node, path: Path) -> None:
        for compare in _comparisons(node):
            if compare.fact.type == "amount" and not compare.currency and not self._rules.currency:
                self._inside(
                    path,
                    compare.offset,
                    f"{compare.fact.name} is compared without a currency: write 1,000 EUR, or "
                    "currency = 'EUR' (or 'any') under [defaults]",
                )
        for part in _conjunctions(node):
            self._impossible(part, path)

    def _impossible(self, part: All, path: Path) -> None:
        """``over 20`` and ``under 10`` of the same fact never hold together."""
        low: dict[str, Decimal] = {}
        high: dict[str, Decimal] = {}
        for one in part.parts:
            if not isinstance(one, Compare) or one.fact.type not in NUMBERS or not one.values:
                continue
            name, first, last = one.fact.name, Decimal(one.values[0]), Decimal(one.values[-1])
            if one.op in (">", ">=", "=", "between"):
                low[name] = max(low.get(name, first), first)
            if one.op in ("<", "<=", "=", "between"):
                high[name] = min(high.get(name, last), last)
            if name in low and name in high and low[name] > high[name]:
                self._inside(path, one.offset, f"can never hold: {name} would have to be both "
                             f"{low[name]:,} or more and {high[name]:,} or less")  # fmt: skip
                return

    # -- saying

    def _twice(self, kind: str, names: Sequence[str], path: Path = ()) -> None:
        for n, name in enumerate(names):
            if name in names[:n]:
                self._say((*path, kind, n, "name"), f"there are two {kind}s {name!r}", "error")

    def _inside(self, path: Path, offset: int, message: str) -> None:
        place = self._places.inside(path, offset)
        self.findings.append(
            Finding(self._rules.file, place.line, place.column, message, "warning")
        )

    def _say(self, path: Path, message: str, level: str = "warning") -> None:
        place = self._places.key(path)
        self.findings.append(Finding(self._rules.file, place.line, place.column, message, level))


def _comparisons(node: Node) -> Iterator[Compare]:
    if isinstance(node, Compare):
        yield node
    elif isinstance(node, Not):
        yield from _comparisons(node.part)
    else:
        for part in node.parts:
            yield from _comparisons(part)


def _conjunctions(node: Node) -> Iterator[All]:
    if isinstance(node, All):
        yield node
    if isinstance(node, (All, Any)):
        for part in node.parts:
            yield from _conjunctions(part)
    elif isinstance(node, Not):
        yield from _conjunctions(node.part)
