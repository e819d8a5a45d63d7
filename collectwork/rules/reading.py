"""A rules file into a Ruleset; everything that is wrong is found in one go, with its place."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from collectwork.domain.worklist import TRIES, Finding
from collectwork.rules.lexer import RuleProblem, shown
from collectwork.rules.lint import lint
from collectwork.rules.parser import parse
from collectwork.rules.places import Path, Place, Places, places
from collectwork.rules.ruleset import (
    ACTIONS,
    Condition,
    Rule,
    Ruleset,
    RulesRefused,
    Step,
    Strategy,
)

MAX_BYTES = 500_000
MAX_RULES = 300
MAX_STEPS = 60

_TOP = {"defaults": dict, "rule": list, "strategy": list}
_DEFAULTS = {
    "currency": str, "quiet_days": int, "entry": str, "min_customer": int, "min_invoice": int,
}  # fmt: skip
_RULE = {
    "name": str, "when": str, "rank": int, "strategy": str, "action": str, "template": str,
    "off": bool,
}  # fmt: skip
_STRATEGY = {
    "name": str, "step": list, "quiet_days": int, "min_customer": int, "entry": str, "end": str,
}  # fmt: skip
_STEP = {
    "name": str, "day": int, "action": str, "template": str, "tone": str, "when": str,
    "min_amount": int, "entry": bool, "auto": bool, "tries": int,
}  # fmt: skip
_KINDS = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    list: "tables",
    dict: "a table",
}
_SYNTAX = re.compile(r"\(at line (\d+), column (\d+)\)")


def read(text: str, file: str, templates: Sequence[str] | None = None) -> Ruleset:
    """The rules of a text; raises RulesRefused with every error.

    ``templates``: the names that exist, to warn of others; None when they are not known.
    """
    reader = _Reader(text, file)
    rules = reader.ruleset()
    if rules is None or reader.findings:
        raise RulesRefused(tuple(sorted(reader.findings, key=lambda one: (one.line, one.column))))
    warnings = lint(rules, reader.places, templates)
    errors = tuple(finding for finding in warnings if finding.level == "error")
    if errors:
        raise RulesRefused(errors)
    return Ruleset(
        rules.version, file, text, rules.rules, rules.strategies, rules.quiet_days,
        rules.min_customer, rules.min_invoice, rules.entry, rules.currency, warnings,
    )  # fmt: skip


def decoded(raw: bytes, file: str) -> str:
    """A rules file's bytes as text; RulesRefused with the place where they are none."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "this is UTF-16 text: save it as UTF-8"
        raise RulesRefused((Finding(file, 1, 1, message),))
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, begin = before.count(b"\n") + 1, before.rfind(b"\n") + 1
        column = len(before[begin:].decode("utf-8")) + 1
        message = f"the byte 0x{raw[error.start]:02x} is no UTF-8 text: save the file as UTF-8"
        raise RulesRefused((Finding(file, line, column, message),)) from error


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.findings: list[Finding] = []
        self.places: Places = places("")
        self._currency = ""

    def ruleset(self) -> Ruleset | None:
        data = self._toml()
        if data is None:
            return None
        self.places = places(self.text)
        top = self._checked(data, _TOP, ())
        defaults = self._checked(top.get("defaults", {}), _DEFAULTS, ("defaults",))
        self._read_currency(defaults)
        entry = self._choice(defaults, "entry", ("age", "first"), "age", ("defaults",))
        quiet = self._natural(defaults, "quiet_days", 5, ("defaults",), 365)
        floor = self._natural(defaults, "min_customer", 0, ("defaults",))
        strategies = {
            one.name: one
            for one in (
                self._strategy(raw, ("strategy", n), quiet, floor, entry)
                for n, raw in enumerate(self._tables(top, "strategy", MAX_RULES, ()))
            )
            if one is not None
        }
        rules = [
            self._rule(raw, ("rule", n), n)
            for n, raw in enumerate(self._tables(top, "rule", MAX_RULES, ()))
        ]
        known = [rule for rule in rules if rule is not None]
        if not known and not self.findings:
            self._say(("rule",), "there is no [[rule]]: nothing would be listed")
        return Ruleset(
            hashlib.sha256(self.text.encode()).hexdigest()[:12], self.file, self.text,
            tuple(sorted(known, key=lambda rule: rule.rank)), strategies, quiet, floor,
            self._natural(defaults, "min_invoice", 0, ("defaults",)), entry, self._currency,
        )  # fmt: skip

    # -- parts

    def _toml(self) -> dict[str, Any] | None:
        if len(self.text.encode("utf-8", "replace")) > MAX_BYTES:
            self._at(Place(1, 1), f"is larger than {MAX_BYTES:,} bytes")
            return None
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            where = _SYNTAX.search(str(error))
            end = Place(self.text.count("\n") + 1, 1)
            place = Place(int(where.group(1)), int(where.group(2))) if where else end
            said = _SYNTAX.sub("", str(error)).strip().lower()
            self._at(place, f"this is not TOML: {said}{self._guess(place)}")
        except RecursionError:
            self._at(Place(1, 1), "is nested too deeply")
        return None

    def _guess(self, place: Place) -> str:
        """What the mistake probably is, where the sign at the place tells."""
        lines = self.text.split("\n")
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        if any(mark in line for mark in "“”„‘’"):
            return '; quotation marks are the straight ones: "'
        if line.count('"') % 2:
            return "; a quotation mark is missing in this line"
        return ""

    def _read_currency(self, defaults: Mapping[str, Any]) -> None:
        currency = defaults.get("currency", "")
        if currency in ("", "any") or re.fullmatch("[A-Z]{3}", currency):
            self._currency = currency
        else:
            self._say(
                ("defaults", "currency"),
                f"currency = {shown(str(currency))} is not known: a code of three capitals as "
                "EUR, or 'any' for each account's own",
            )

    def _strategy(
        self, raw: Any, path: Path, quiet: int, floor: int, entry: Any
    ) -> Strategy | None:
        known = self._checked(raw, _STRATEGY, path)
        name = self._name(known, path)
        steps = [
            self._step(one, (*path, "step", n))
            for n, one in enumerate(self._tables(known, "step", MAX_STEPS, path))
        ]
        if not steps:
            self._say(path, f"strategy {shown(name)} has no [[strategy.step]]")
        return Strategy(
            name,
            tuple(step for step in steps if step is not None),
            self._natural(known, "quiet_days", quiet, path, 365),
            self._natural(known, "min_customer", floor, path),
            self._choice(known, "entry", ("age", "first"), entry, path),
            known.get("end", ""),
        )

    def _step(self, raw: Any, path: Path) -> Step | None:
        known = self._checked(raw, _STEP, path)
        if not isinstance(raw, dict):
            return None
        if "day" not in known:
            if not get_close_matches("day", [str(key)[:60] for key in raw], 1, 0.5):
                self._say(path, "a step needs day: days past due, negative before the due date")
            return None
        if not -365 <= known["day"] <= 3650:
            self._say((*path, "day"), "lies between -365 and 3650")
            return None
        return Step(
            self._name(known, path),
            known["day"],
            self._choice(known, "action", ACTIONS, "call", path),
            known.get("template"),
            known.get("tone", ""),
            self._condition(known, path),
            self._natural(known, "min_amount", 0, path),
            known.get("entry", True),
            known.get("auto", False),
            self._natural(known, "tries", TRIES, path),
        )

    def _rule(self, raw: Any, path: Path, number: int) -> Rule | None:
        known = self._checked(raw, _RULE, path)
        given = [name for name in ("strategy", "action", "off") if known.get(name)]
        refused = raw.keys() - known.keys() if isinstance(raw, dict) else set()
        if not given and {"strategy", "action", "off"} & refused:
            return None  # of the wrong kind, as was said already
        if len(given) != 1:
            said = " and ".join(given) or "none of them"
            self._say(path, f"a rule says one of strategy, action or off = true; this says {said}")
            return None
        return Rule(
            self._name(known, path),
            self._condition(known, path),
            known.get("rank", 100),
            known.get("strategy", ""),
            self._choice(known, "action", ACTIONS, "", path) if known.get("action") else "",
            known.get("template"),
            known.get("off", False),
        )

    def _condition(self, known: Mapping[str, Any], path: Path) -> Condition | None:
        if "when" not in known:
            return None
        text = known["when"]
        try:
            return Condition(text, parse(text, "" if self._currency == "any" else self._currency))
        except RuleProblem as problem:
            self._at(self.places.inside((*path, "when"), problem.offset), problem.message)
            return None

    # -- values

    def _checked(self, raw: Any, shape: Mapping[str, type], path: Path) -> dict[str, Any]:
        """The known keys with values of the right kind; the others are found fault with."""
        if not isinstance(raw, dict):
            self._say(path, f"should be a table, as [[{path[0] if path else 'rule'}]]")
            return {}
        known: dict[str, Any] = {}
        for key, value in raw.items():
            kind = shape.get(key)
            if kind is None:
                near = get_close_matches(key, shape, 1, 0.5) if len(key) < 60 else []
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(shape)}"
                self._say((*path, key), f"there is no key {shown(key)} here: {hint}")
            elif type(value) is not kind:
                self._say((*path, key), f"{key} should be {_KINDS[kind]}")
            else:
                known[key] = value
        return known

    def _tables(self, known: Mapping[str, Any], key: str, most: int, path: Path) -> list[Any]:
        found: list[Any] = known.get(key, [])
        if len(found) > most:
            self._say((*path, key), f"more than {most} of {key}")
        return found[:most]

    def _name(self, known: Mapping[str, Any], path: Path) -> str:
        name = str(known.get("name", "")).strip()
        if not name:
            self._say(path, f"a {'step' if 'step' in path else path[0]} needs a name")
        if len(name) > 60:
            self._say((*path, "name"), "a name has at most 60 characters")
        return name

    def _natural(
        self, known: Mapping[str, Any], key: str, default: int, path: Path, most: int = 10**9
    ) -> int:
        value = known.get(key, default)
        if not 0 <= value <= most:
            self._say((*path, key), f"{key} lies between 0 and {most:,}")
            return default
        return int(value)

    def _choice(
        self, known: Mapping[str, Any], key: str, choices: Sequence[str], default: Any, path: Path
    ) -> Any:
        value = known.get(key, default)
        if value not in choices:
            near = get_close_matches(str(value)[:60], choices, 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(choices)}"
            self._say((*path, key), f"{key} = {shown(str(value))} is not known: {hint}")
            return default
        return value

    def _say(self, path: Path, message: str) -> None:
        self._at(self.places.key(path), message)

    def _at(self, place: Place, message: str) -> None:
        self.findings.append(Finding(self.file, place.line, place.column, message))
