"""``[[proposal]]``: what is proposed to a lead, for which accounts, and what would lift it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from collectwork.domain.facts import AccountFacts
from collectwork.domain.proposals import BY_KIND
from collectwork.rules import words
from collectwork.rules.condition import Compare, Node, Not, Test, compiled, names_in, saw
from collectwork.rules.notices import Ask
from collectwork.rules.ruleset import Condition

AGAIN_DAYS = 60
GRACE_DAYS = 14
LATE_DAYS = 90


@dataclass(frozen=True, slots=True)
class ProposalRule:
    """``when``: the accounts it is about. ``step``: the step of a strategy that brings it about
    (a fee, a hand-over). ``block``: only accounts under a block of that kind. ``amount``: text of
    a fee as ``5.00 EUR``. ``min_amount``: whole units of interest below which it is not worth a
    proposal, fixed sums not counted. ``days``: how long ago an invoice may have been paid late.
    ``again_days``: rest after a decision. ``grace_days``: rest after the release of a hold."""

    name: str
    kind: str
    when: Condition | None = None
    step: str = ""
    block: str = ""
    amount: str = ""
    min_amount: int = 0
    days: int = LATE_DAYS
    again_days: int = AGAIN_DAYS
    grace_days: int = GRACE_DAYS
    remark: str = ""

    def fits(self, facts: AccountFacts) -> bool:
        """Whether its condition holds for an account."""
        if self.block and not (facts.block or "").startswith(f"{self.block}:"):
            return False
        return self.when is None or _test(self)(facts)

    def asks(self, among: Collection[int] | None = None) -> Ask:
        """The same of all accounts, or of those customers: see ``rules.notices``."""
        node = self.when.node if self.when else None
        return Ask(node, self.block, None if among is None else tuple(sorted(among)))


def facts_of(rules: Iterable[ProposalRule]) -> tuple[str, ...]:
    """The facts that proposals are decided and explained by, each once."""
    names = (name for rule in rules if rule.when for name in names_in(rule.when.node))
    return tuple(dict.fromkeys(("block", *names)))


@lru_cache(maxsize=256)
def _test(rule: ProposalRule) -> Test:
    return compiled(rule.when.node) if rule.when else lambda _: True


def why(rule: ProposalRule, facts: AccountFacts) -> str:
    """The comparisons that hold, each with the value it saw."""
    said = [f"blocked, {facts.block}"] if rule.block else []
    if rule.when is not None:
        said += [_said(one, facts) for one in _holding(rule.when.node, facts)]
    return "; ".join(dict.fromkeys(said)) or rule.name


def lifted_by(rule: ProposalRule) -> str:
    """What would make the cause go away, in words."""
    said = [f"blocked: {rule.block}"] if rule.block else []
    said += [words.condition(rule.when.node)] if rule.when else []
    return f"no longer: {' and '.join(said)}" if said else ""


def in_words(rule: ProposalRule) -> str:
    """The rule said back."""
    about = "invoices that were paid late" if rule.kind == "interest" else "every account"
    if rule.block:
        about = f"accounts blocked for {rule.block.replace('_', ' ')}"
    where = f"where {words.condition(rule.when.node)}" if rule.when else ""
    who = f"{about} {where}" if where and about != "every account" else where or about
    after = f" after the step {rule.step!r}" if rule.step else ""
    fee = f" of {rule.amount}" if rule.amount else ""
    least = f", from {rule.min_amount:,} on" if rule.min_amount else ""
    label = BY_KIND[rule.kind].label
    article = "an" if label[0] in "aeiou" else "a"
    return f"{who}{after}: {article} {label}{fee} is proposed{least}"


def _said(node: Compare, facts: AccountFacts) -> str:
    value = saw(node.fact, facts)
    if node.fact.type == "flag":
        return node.fact.words
    wanted = words.condition(node).removeprefix(node.fact.words).strip()
    return f"{node.fact.words} {value} ({wanted})"


def _holding(node: Node, facts: AccountFacts) -> list[Compare]:
    """The comparisons that make a condition hold; of a negation all that it is about."""
    if isinstance(node, Compare):
        return [node] if compiled(node)(facts) else []
    if isinstance(node, Not):
        return [] if compiled(node.part)(facts) else _all_of(node.part)
    return [one for part in node.parts for one in _holding(part, facts)]


def _all_of(node: Node) -> list[Compare]:
    if isinstance(node, Compare):
        return [node]
    if isinstance(node, Not):
        return _all_of(node.part)
    return [one for part in node.parts for one in _all_of(part)]
