"""``[[strategy]]`` of a rules file, with its steps."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from collectwork.domain.worklist import TRIES
from collectwork.rules.lexer import shown
from collectwork.rules.places import Path
from collectwork.rules.reading_rules import Defaults
from collectwork.rules.ruleset import ACTIONS, ENTRIES, Step, Strategy
from collectwork.rules.table_reader import TableReader

MAX_STRATEGIES = 300
MAX_STEPS = 60
ENDS = ("", "agency", "legal", "write_off")

_STRATEGY = {
    "name": str, "step": list, "quiet_days": int, "min_customer": int, "entry": str, "end": str,
    "end_with": str,
}  # fmt: skip
_STEP = {
    "name": str, "day": int, "action": str, "template": str, "tone": str, "when": str,
    "min_amount": int, "entry": bool, "auto": bool, "tries": int,
}  # fmt: skip


def read_strategies(
    reader: TableReader, top: Mapping[str, Any], defaults: Defaults
) -> dict[str, Strategy]:
    """The strategies by name, in the order of the file."""
    tables = reader.tables(top, "strategy", MAX_STRATEGIES)
    found = [_strategy(reader, raw, ("strategy", n), defaults) for n, raw in enumerate(tables)]
    return {one.name: one for one in found}


def _strategy(reader: TableReader, raw: Any, path: Path, defaults: Defaults) -> Strategy:
    known = reader.checked(raw, _STRATEGY, path)
    name = reader.name(known, path)
    steps = [
        _step(reader, one, (*path, "step", n))
        for n, one in enumerate(reader.tables(known, "step", MAX_STEPS, path))
    ]
    if not steps:
        reader.say(path, f"strategy {shown(name)} has no [[strategy.step]]")
    return Strategy(
        name,
        tuple(step for step in steps if step is not None),
        reader.natural(known, "quiet_days", defaults.quiet_days, path, 365),
        reader.natural(known, "min_customer", defaults.min_customer, path),
        reader.choice(known, "entry", ENTRIES, defaults.entry, path),
        known.get("end", ""),
        reader.choice(known, "end_with", ENDS, "", path),
    )


def _step(reader: TableReader, raw: Any, path: Path) -> Step | None:
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
    )
