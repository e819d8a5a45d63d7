"""Versions of the rules: kept when a list is planned with them, compared, told with who, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.activity import Draft
from collectwork.domain.worklist import StoredRules
from collectwork.errors import CollectworkError, NotFound
from collectwork.rules import comparing, reading
from collectwork.rules.ruleset import Ruleset, RulesRefused
from collectwork.usecases import rules_named
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write

_MOST = 200  # changed lines kept in the entry
LATER = "an older version that today's collectwork cannot read: the lines are shown only"


@dataclass(frozen=True, slots=True)
class Version:
    """A time in which one version was in force. ``changes``: against the one before, in words."""

    version: str
    since: str
    who: str
    in_force: bool
    added: int
    removed: int
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions compared: what changed in words, and the lines of the unified text."""

    old: str
    new: str
    changes: tuple[str, ...]
    lines: tuple[str, ...]


def to_plan_with(desk: Desk) -> Ruleset:
    """The rules as they are now; raises RulesRefused, saying also which version stays in force."""
    text = desk.rules()
    try:
        return reading.read(text.text, text.file, tuple(desk.templates.names()))
    except RulesRefused as refused:
        stays = in_force(desk)
        if stays is None:
            raise
        since = f"{stays.since[:10]} by {stays.actor}"
        remains = f" (the list stays as it is: version {stays.version} of {since} is in force)"
        raise RulesRefused(refused.findings, remains) from refused


def in_force(desk: Desk) -> StoredRules | None:
    """The version that the newest list was planned with."""
    with desk.store.read() as tx:
        return tx.plans.newest_rules()


def news(desk: Desk) -> str:
    """What the next plan would find in the rules, in a few words; "" where nothing has changed
    since the newest list."""
    stays = in_force(desk)
    try:
        text = desk.rules()
        if stays is None or reading.version_of(text.text) == stays.version:
            return ""
        reading.read(text.text, text.file)
    except RulesRefused as refused:
        return f"rules refused, line {refused.findings[0].line}"
    except CollectworkError:
        return "rules cannot be read"
    return "rules have changed (r)"


def keep(desk: Desk, tx: Write, rules: Ruleset) -> StoredRules:
    """Keep the version in force; a change is an entry of its own, with what changed."""
    stored = StoredRules(rules.version, rules.text, clocks.text(desk.clock()), desk.actor)
    before = tx.plans.add_rules(stored)
    if before is not None and before.version == stored.version:
        return stored
    lines = _changed_lines(before.text if before else "", rules.text)
    body: dict[str, Any] = {
        "version": stored.version,
        "before": before.version if before else "",
        "rules": len(rules.rules),
        "strategies": len(rules.strategies),
        "added": sum(line.startswith("+") for line in lines),
        "removed": sum(line.startswith("-") for line in lines),
    }
    if before is not None:
        body["changes"] = lines[:_MOST]
        body["words"] = list(_in_words(before.text, rules.text))[:_MOST]
    tx.record_all([Draft("rules.changed", None, body)])
    return stored


def history(desk: Desk) -> list[Version]:
    """When which version was in force, the newest first; a version that came back stands twice."""
    with desk.store.read() as tx:
        uses = tx.plans.rules_uses()
        texts = {one.version: one.text for one in tx.plans.rules_versions()}
    found = []
    for n, one in enumerate(uses):
        before = uses[n + 1].version if n + 1 < len(uses) else None
        old, new = texts.get(before or "", ""), texts.get(one.version, "")
        lines = _changed_lines(old, new)
        found.append(
            Version(
                one.version, one.since, one.actor, n == 0,
                sum(line.startswith("+") for line in lines),
                sum(line.startswith("-") for line in lines),
                _in_words(old, new) if before else ("the first rules",),
            )
        )  # fmt: skip
    return found


def difference(desk: Desk, old: str | None = None, new: str | None = None) -> Difference:
    """Two sets of rules compared; named as ``rules_named.named`` knows them.

    Without names: what the next plan would change. Raises NotFound, RulesRefused.
    """
    stays = in_force(desk)
    after = rules_named.named(desk, new or "current")
    if old is not None:
        before = rules_named.named(desk, old)
    elif stays is None:
        raise NotFound(
            "No list was planned yet, so no rules are in force: `collectwork plan` makes one; or "
            "name two sets to compare."
        )
    elif new is None and stays.version == after.rules.version:
        before = rules_named.named(desk, "previous")
    else:
        before = rules_named.named(desk, stays.version)
    lines = unified_diff(
        before.rules.text.splitlines(), after.rules.text.splitlines(), before.name, after.name,
        lineterm="",
    )  # fmt: skip
    changes = comparing.changes(before.rules, after.rules)
    return Difference(
        before.rules.version, after.rules.version, tuple(one.words for one in changes),
        tuple(lines),
    )  # fmt: skip


def _in_words(old: str, new: str) -> tuple[str, ...]:
    try:
        pair = [reading.read(text, "rules") for text in (old, new)]
    except RulesRefused:
        return (LATER,)
    return tuple(one.words for one in comparing.changes(*pair))


def _changed_lines(old: str, new: str) -> Sequence[str]:
    lines = unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]
