"""``[[strategy]]`` of a rules file, with its steps and tiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from collectwork.domain.worklist import TRIES
from collectwork.rules.lexer import shown
from collectwork.rules.places import Path
from collectwork.rules.reading_rules import Defaults
from collectwork.rules.ruleset import ACTIONS, ENTRIES, Rule, Step, Strategy, Tier
from collectwork.rules.table_reader import TableReader, nearest

MAX_STRATEGIES = 300
MAX_STEPS = 60
MAX_TIERS = 20
ENDS = ("", "agency", "legal", "write_off", "stop")
ROLES = ("lead", "collector", "admin", "auditor")

_STRATEGY = {
    "name": str, "when": str, "rank": int, "step": list, "tier": list, "quiet_days": int,
    "min_customer": int, "min_invoice": int, "entry": str, "exit": str, "end": str,
    "end_with": str,
}  # fmt: skip
_STEP = {
    "name": str, "day": int, "action": str, "template": str, "tone": str, "when": str,
    "min_amount": int, "min_invoice": int, "entry": bool, "auto": bool, "tries": int,
    "fallback": tuple,
}  # fmt: skip
_TIER = {
    "name": str, "step": str, "day": int, "sender": str, "copies": tuple, "owner": str,
}  # fmt: skip


def read_strategies(
    reader: TableReader, top: Mapping[str, Any], defaults: Defaults
) -> tuple[dict[str, Strategy], list[Rule]]:
    """The strategies by name, in the order of the file; and a rule for each that says itself, by
    ``when`` or ``rank``, whom it is for."""
    tables = reader.tables(top, "strategy", MAX_STRATEGIES)
    found = [_strategy(reader, raw, ("strategy", n), defaults) for n, raw in enumerate(tables)]
    reader.once("strategy", ((one.name, one.place) for one in found))
    rules = [_implied(reader, raw, one) for raw, one in zip(tables, found, strict=True)]
    return {one.name: one for one in found}, [rule for rule in rules if rule is not None]


def _implied(reader: TableReader, raw: Any, strategy: Strategy) -> Rule | None:
    """What is wrong with the keys was said already."""
    if not isinstance(raw, dict) or not {"when", "rank"} & raw.keys():
        return None
    when, rank = raw.get("when"), raw.get("rank", 100)
    condition = reader.condition(raw, strategy.place) if isinstance(when, str) else None
    place = strategy.place
    return Rule(strategy.name, condition, rank if type(rank) is int else 100, strategy.name,
                place=place)  # fmt: skip


def _strategy(reader: TableReader, raw: Any, path: Path, defaults: Defaults) -> Strategy:
    known = reader.checked(raw, _STRATEGY, path)
    name = reader.name(known, path)
    floor = reader.natural(known, "min_invoice", 0, path)
    steps = [
        _step(reader, one, (*path, "step", n), floor)
        for n, one in enumerate(reader.tables(known, "step", MAX_STEPS, path))
    ]
    if not steps:
        reader.say(path, f"strategy {shown(name)} has no [[strategy.step]]")
    reader.once(
        "step", ((one.name, (*path, "step", n)) for n, one in enumerate(steps) if one is not None)
    )
    kept = tuple(step for step in steps if step is not None)
    return Strategy(
        name,
        kept,
        reader.natural(known, "quiet_days", defaults.quiet_days, path, 365),
        reader.natural(known, "min_customer", defaults.min_customer, path),
        reader.choice(known, "entry", ENTRIES, defaults.entry, path),
        known.get("end", ""),
        reader.choice(known, "end_with", ENDS, "", path),
        reader.condition(known, path, "exit"),
        tuple(
            _tier(reader, one, (*path, "tier", n), [step.name for step in kept])
            for n, one in enumerate(reader.tables(known, "tier", MAX_TIERS, path))
        ),
        path,
    )


def _tier(reader: TableReader, raw: Any, path: Path, steps: Sequence[str]) -> Tier:
    known = reader.checked(raw, _TIER, path)
    step = known.get("step", "")
    if step and step not in steps:
        hint = nearest(step, steps)
        reader.say((*path, "step"), f"there is no step {shown(step)} in this strategy{hint}")
    if isinstance(raw, dict) and ("day" in known) == ("step" in known):
        reader.say(path, "a tier begins with one of step (its name) or day (days past due)")
    tier = Tier(
        reader.name(known, path), step, known.get("day"), _who(reader, known, "sender", path),
        reader.texts(known, "copies", path, most=10), _who(reader, known, "owner", path),
    )  # fmt: skip
    if not (tier.sender or tier.copies or tier.owner):
        reader.say(path, "changes nothing: give sender, copies or owner", "warning")
    return tier


def _who(reader: TableReader, known: Mapping[str, Any], key: str, path: Path) -> str:
    """A login, a role, or ``seniority N``."""
    who = str(known.get(key, "")).strip()
    head, _, level = who.partition(" ")
    if head == "seniority" and not (level.isdecimal() and len(level) < 3):
        reader.say((*path, key), f"{shown(who)}: write it with a number, as 'seniority 2'")
    elif " " in who and head != "seniority":
        roles = f"a login, a role ({', '.join(ROLES)}), or 'seniority 2'"
        reader.say((*path, key), f"{key} = {shown(who)} is nobody: {roles}")
    return who


def _step(reader: TableReader, raw: Any, path: Path, floor: int) -> Step | None:
    known = reader.checked(raw, _STEP, path)
    if not isinstance(raw, dict):
        return None
    if "day" not in known:
        if not get_close_matches("day", [str(key)[:60] for key in raw], 1, 0.5):
            reader.say(path, "a step needs day: days past due, negative before the due date")
        return None
    if not -365 <= known["day"] <= 3650:
        reader.say((*path, "day"), "lies between -365 and 3650")
        return None
    return Step(
        reader.name(known, path),
        known["day"],
        reader.choice(known, "action", ACTIONS, "call", path),
        known.get("template"),
        known.get("tone", ""),
        reader.condition(known, path),
        reader.natural(known, "min_amount", 0, path),
        known.get("entry", True),
        known.get("auto", False),
        reader.natural(known, "tries", TRIES, path),
        reader.natural(known, "min_invoice", floor, path),
        reader.texts(known, "fallback", path, ACTIONS),
    )
