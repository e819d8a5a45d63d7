"""Two sets of rules compared: what changed, by name and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from collectwork.rules import alerts, policy_words, proposals, words
from collectwork.rules.assignment import CUSTOMERS_OWN, Assignment
from collectwork.rules.ruleset import Ruleset


def assignment_words(rule: Assignment) -> str:
    """Which accounts an ``[[assign]]`` is about, and who may get them."""
    who = f"where {words.condition(rule.when.node)}" if rule.when else "every account"
    wanted = [
        f"of team {rule.team}" if rule.team else "",
        f"one of {', '.join(rule.to)}" if rule.to else "",
        f"with the skill {rule.skill}" if rule.skill else "",
        f"who speaks {_spoken(rule.language)}" if rule.language else "",
        f"of seniority {rule.seniority} or more" if rule.seniority else "",
    ]
    parts = [f"{who}: to somebody {' '.join(one for one in wanted if one)}".rstrip()]
    if rule.cap is not None:
        parts.append(f"at most {words.counted(rule.cap, 'account')} each")
    if rule.variance:
        parts.append(f"loads may differ by {rule.variance} %")
    if rule.takes_over:
        parts.append("taken over from owners who may not have them")
    return ", ".join(parts)


def _spoken(language: str) -> str:
    return "the customer's language" if language == CUSTOMERS_OWN else language


_SECTIONS: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("assign", "assignments", assignment_words),
    ("policy", "policies", policy_words.policy_words),
    ("alert", "alerts", alerts.said),
    ("proposal", "proposals", proposals.in_words),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One part that came, went or says something else. ``before``, ``after``: what it said."""

    kind: str
    name: str
    what: Literal["added", "removed", "changed"]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The change in one sentence."""
        called = f"{self.kind} {self.name!r}" if self.name else self.kind
        if self.what != "changed":
            return f"{called} {self.what}: {'; '.join(self.after or self.before)}"
        gone = [line for line in self.before if line not in self.after]
        come = [line for line in self.after if line not in self.before]
        parts = [f"was {line}" for line in gone] + [f"is {line}" for line in come]
        return f"{called} changed: {'; '.join(parts) or 'the order of its parts'}"


def in_words(rules: Ruleset) -> list[dict[str, Any]]:
    """Everything that rules say, in words: kind, name, words, and a strategy's steps and tiers."""
    told = words.ruleset(rules)
    for kind, field, say in _SECTIONS:
        told += [
            {"kind": kind, "name": one.name, "words": say(one)} for one in getattr(rules, field)
        ]
    return told


def changes(before: Ruleset, after: Ruleset) -> list[Change]:
    """What changed from one set to the other: defaults, then parts in the order of the newer."""
    old, new = _parts(before), _parts(after)
    found: list[Change] = []
    for slot, said in new.items():
        kind, name = slot
        if slot not in old:
            found.append(Change(kind, name, "added", after=said))
        elif old[slot] != said:
            found.append(Change(kind, name, "changed", old[slot], said))
    found += [
        Change(kind, name, "removed", before=said)
        for (kind, name), said in old.items()
        if (kind, name) not in new
    ]
    order = _order(before.rules), _order(after.rules)
    both = [name for name in order[0] if name in order[1]]
    if [name for name in order[1] if name in both] != both:
        found.append(Change("order of the rules", "", "changed", order[0], order[1]))
    return found


def _order(rules: Iterable[Any]) -> tuple[str, ...]:
    return tuple(rule.name for rule in rules)


def _parts(rules: Ruleset) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """What each part says: kind and name → its lines."""
    defaults = (
        f"{words.counted(rules.quiet_days, 'quiet day')}",
        f"from {rules.min_customer:,} to collect",
        f"an invoice leads from {rules.min_invoice:,}",
        f"an old debt begins by its {'age' if rules.entry == 'age' else 'first step'}",
        f"amounts in {rules.currency or 'no stated currency'}",
    )
    found: dict[tuple[str, str], tuple[str, ...]] = {("defaults", ""): defaults}
    for part in in_words(rules):
        lines = (*part["words"].split("; "), *part.get("steps", ()), *part.get("tiers", ()))
        found[(part["kind"], part["name"])] = lines
    return found
