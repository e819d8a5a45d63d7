"""The ``[[alert]]`` tables of a rules file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectwork.domain.alerts import KINDS, SEVERITIES, WAYS
from collectwork.rules.alerts import BUCKETS, DAYS, LIMIT, PERCENT, AlertRule
from collectwork.rules.facts import BY_NAME, normal
from collectwork.rules.lexer import shown
from collectwork.rules.places import Path
from collectwork.rules.table_reader import TableReader, nearest

MAX_ALERTS = 100
_SHAPE = {
    "name": str, "on": str, "when": str, "bucket": list, "fact": str, "threshold": int,
    "percent": int, "days": int, "to": list, "by": list, "severity": str,
}  # fmt: skip
_LISTS = ("bucket", "to", "by")  # one text, or several
_OWN = {
    "bucket": ("enters_bucket",), "fact": ("near",), "threshold": ("near",), "percent": ("near",),
    "days": tuple(DAYS),
}  # fmt: skip
_NUMBERS = ("amount", "days", "count", "percent")


def read_alerts(reader: TableReader, top: Mapping[str, Any]) -> tuple[AlertRule, ...]:
    """The alerts in the order of the file; what is wrong is kept by the reader."""
    found: list[AlertRule] = []
    for number, raw in enumerate(reader.tables(top, "alert", MAX_ALERTS)):
        path: Path = ("alert", number)
        rule = _alert(reader, raw, path)
        if rule is None:
            continue
        if any(one.name == rule.name for one in found):
            reader.say((*path, "name"), f"there are two alerts {rule.name!r}")
        found.append(rule)
    return tuple(found)


def _alert(reader: TableReader, raw: Any, path: Path) -> AlertRule | None:
    known = reader.checked(_with_lists(raw), _SHAPE, path)
    name = reader.name(known, path)
    when = reader.condition(known, path)
    kind = _kind(reader, known, path)
    if not name or not kind or not _belongs(reader, known, kind, path):
        return None
    if kind == "condition" and when is None:
        if not (isinstance(raw, dict) and raw.keys() & {"on", "when"}):
            reader.say(path, "an alert says on = what happened, or when = a condition, or both")
        return None
    return _made(reader, known, path, AlertRule(name, kind, when))


def _made(
    reader: TableReader, known: Mapping[str, Any], path: Path, plain: AlertRule
) -> AlertRule | None:
    buckets = reader.texts(known, "bucket", path, tuple(BUCKETS))
    if plain.kind == "enters_bucket" and "bucket" not in known:
        buckets = tuple(BUCKETS)
    ways = reader.texts(known, "by", path, WAYS) if "by" in known else ("app",)
    audience = _audience(reader, known, path)
    fact = _fact(reader, known, path)
    percent = reader.natural(known, "percent", PERCENT, path, 100)
    severity = reader.choice(known, "severity", SEVERITIES, "normal", path)
    if percent == 0:
        reader.say((*path, "percent"), "percent lies between 1 and 100")
    if fact is None or not ways or not audience:
        return None
    return AlertRule(
        plain.name, plain.kind, plain.when, audience, ways,
        severity, buckets, fact,
        reader.natural(known, "threshold", 100, path), percent,
        reader.natural(known, "days", DAYS.get(plain.kind, 0), path, 3650),
    )  # fmt: skip


def _with_lists(raw: Any) -> Any:
    """One text where several may stand is a list of one."""
    if not isinstance(raw, dict):
        return raw
    return {
        key: [value] if key in _LISTS and isinstance(value, str) else value
        for key, value in raw.items()
    }


def _kind(reader: TableReader, known: Mapping[str, Any], path: Path) -> str:
    """What the alert is about; empty where that is not known."""
    if "on" not in known:
        return "condition"
    said = normal(known["on"]).replace(" ", "_")
    kinds = [one for one in KINDS if one != "condition"]
    if said in kinds:
        return said
    reader.say((*path, "on"), f"on = {shown(known['on'])} is not known{nearest(said, kinds)}")
    return ""


def _belongs(reader: TableReader, known: Mapping[str, Any], kind: str, path: Path) -> bool:
    """Keys that say nothing about this kind are mistakes, not noise."""
    wrong = [key for key, kinds in _OWN.items() if key in known and kind not in kinds]
    for key in wrong:
        said = "an alert with `when` alone" if kind == "condition" else f"on = {kind!r}"
        only = " or ".join(repr(one) for one in _OWN[key])
        reader.say((*path, key), f"{key} belongs to on = {only}, not to {said}")
    return not wrong


def _audience(reader: TableReader, known: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    if "to" not in known:
        return ("owner",)
    found = reader.texts(known, "to", path)
    for one in found:
        if "," in one or not one.isprintable():
            reader.say((*path, "to"), f"{shown(one)} in to is no login")
    if not found:
        reader.say((*path, "to"), "to names nobody: owner, lead, team, or logins")
    return tuple(dict.fromkeys(found))


def _fact(reader: TableReader, known: Mapping[str, Any], path: Path) -> str | None:
    """The name of the fact that nears a threshold; None where there is no such number."""
    if "fact" not in known:
        return LIMIT
    fact = BY_NAME.get(normal(known["fact"]))
    if fact is None:
        hint = nearest(known["fact"], [one.name for one in BY_NAME.values()])
        reader.say((*path, "fact"), f"fact = {shown(known['fact'])} is not known{hint}")
    elif fact.type not in _NUMBERS:
        reader.say((*path, "fact"), f"fact = {shown(known['fact'])} is no number")
    elif "threshold" not in known and fact.name != LIMIT:
        reader.say(path, f"what {fact.name} is near to is missing: threshold = a whole number")
    else:
        return fact.name
    return None
