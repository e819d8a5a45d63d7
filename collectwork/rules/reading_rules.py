"""``[defaults]`` and ``[[rule]]`` of a rules file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from collectwork.rules.lexer import shown
from collectwork.rules.places import Path
from collectwork.rules.ruleset import ACTIONS, ENTRIES, Entry, Rule
from collectwork.rules.table_reader import TableReader

MAX_RULES = 300

_DEFAULTS = {
    "currency": str, "quiet_days": int, "entry": str, "min_customer": int, "min_invoice": int,
}  # fmt: skip
_RULE = {
    "name": str, "when": str, "rank": int, "strategy": str, "action": str, "template": str,
    "off": bool,
}  # fmt: skip


_SAYS = ("strategy", "action", "off")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What strategies and rules take where they say nothing."""

    quiet_days: int
    min_customer: int
    min_invoice: int
    entry: Entry


def read_defaults(reader: TableReader, top: Mapping[str, Any]) -> Defaults:
    """The defaults; sets the reader's currency, so it is read before any condition."""
    path = ("defaults",)
    known = reader.checked(top.get("defaults", {}), _DEFAULTS, path)
    _read_currency(reader, known)
    return Defaults(
        reader.natural(known, "quiet_days", 5, path, 365),
        reader.natural(known, "min_customer", 0, path),
        reader.natural(known, "min_invoice", 0, path),
        reader.choice(known, "entry", ENTRIES, "age", path),
    )


def _read_currency(reader: TableReader, defaults: Mapping[str, Any]) -> None:
    currency = defaults.get("currency", "")
    if currency in ("", "any") or re.fullmatch("[A-Z]{3}", currency):
        reader.currency = currency
    else:
        reader.say(
            ("defaults", "currency"),
            f"currency = {shown(str(currency))} is not known: a code of three capitals as "
            "EUR, or 'any' for each account's own",
        )


def read_rules(
    reader: TableReader, top: Mapping[str, Any], implied: Sequence[Rule] = ()
) -> tuple[Rule, ...]:
    """The rules in the order in which they are asked: by rank, equal ranks as in the file.

    ``implied``: those of strategies that say themselves whom they are for; they come after rules
    of the same rank."""
    tables = reader.tables(top, "rule", MAX_RULES)
    rules = [_rule(reader, raw, ("rule", n)) for n, raw in enumerate(tables)]
    known = [rule for rule in (*rules, *implied) if rule is not None]
    if not known and not reader.findings:
        reader.say(("rule",), "there is no [[rule]]: nothing would be listed")
    reader.once("rule", ((rule.name, rule.place) for rule in known))
    return tuple(sorted(known, key=lambda rule: rule.rank))


def _rule(reader: TableReader, raw: Any, path: Path) -> Rule | None:
    known = reader.checked(raw, _RULE, path)
    given = [name for name in _SAYS if known.get(name)]
    refused = [key[:60] for key in raw if key not in known] if isinstance(raw, dict) else []
    if not given and any(get_close_matches(key, _SAYS, 1, 0.5) for key in refused):
        return None  # misspelt or of the wrong kind, as was said already
    if len(given) != 1:
        said = " and ".join(given) or "none of them"
        reader.say(path, f"a rule says one of strategy, action or off = true; this says {said}")
        return None
    return Rule(
        reader.name(known, path),
        reader.condition(known, path),
        known.get("rank", 100),
        known.get("strategy", ""),
        reader.choice(known, "action", ACTIONS, "", path) if known.get("action") else "",
        known.get("template"),
        known.get("off", False),
        path,
    )
