"""Checked tables of a rules file: values of the right kind, each mistake kept with its place.

Every section of the file (rules, strategies, policies, assignment, alerts) is read through this: it
says what it found in one way, with line, column and the nearest known word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from collectwork.domain.worklist import Finding
from collectwork.rules.lexer import RuleProblem, shown
from collectwork.rules.parser import parse
from collectwork.rules.places import Path, Place, Places, places
from collectwork.rules.ruleset import Condition

MAX_BYTES = 500_000
LONGEST_NAME = 60

_KINDS = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    tuple: "a text or a list of texts",
    date: "a date as 2025-06-30",
}
#: What TOML may give where a kind is wanted, if not just that kind.
_GIVEN: Mapping[type, tuple[type, ...]] = {float: (int, float), tuple: (str, list)}
_SYNTAX = re.compile(r"\(at line (\d+), column (\d+)\)")

_BARE = re.compile(r"""\s*[\w-]+\s*=\s*(?!true\b|false\b)[^\W\d]""")

#: What a table may hold: key → kind of its value.
Shape = Mapping[str, type]


#: What people write for an action, and what it is called here.
_CALLED = {
    "phone": "call", "telephone": "call", "ring": "call", "post": "letter", "text": "sms",
    "e-mail": "mail", "agency": "hand_over", "handover": "hand_over", "lead": "escalate",
}  # fmt: skip
#: Tables that belong into another one.
_INSIDE = {"step": "strategy.step", "steps": "strategy.step", "tier": "strategy.tier"}


def nearest(word: str, known: Iterable[str]) -> str:
    """``: did you mean 'x'?``, or which there are; nothing where none is known."""
    listed = list(known)
    meant = _CALLED.get(word.casefold())
    if meant in listed:
        return f": did you mean {meant!r}?"
    near = get_close_matches(word, listed, 1, 0.5) if len(word) <= LONGEST_NAME else []
    if near:
        return f": did you mean {near[0]!r}?"
    return f": one of {', '.join(listed[:12])}" if listed else ""


def _with_nul(value: Any, path: Path) -> Iterator[Path]:
    """Where a text or a key holds U+0000: TOML can spell it, databases do not keep it."""
    if isinstance(value, str) and "\0" in value:
        yield path
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _with_nul(key, path)
            yield from _with_nul(one, (*path, key))
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from _with_nul(one, (*path, n))


class TableReader:
    """``currency``: what amounts without one are in ("any": each account's own); set before
    conditions are read. ``conditions``: every condition read, with its path, for the lint."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.currency = ""
        self.findings: list[Finding] = []
        self.places: Places = places("")
        self.conditions: list[tuple[Condition, Path]] = []

    # -- the whole text

    def toml(self) -> dict[str, Any] | None:
        """The text's tables; None where it is no TOML, which is found fault with."""
        if len(self.text.encode("utf-8", "replace")) > MAX_BYTES:
            self.at(Place(1, 1), f"is larger than {MAX_BYTES:,} bytes")
            return None
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            where = _SYNTAX.search(str(error))
            end = Place(self.text.count("\n") + 1, 1)
            place = Place(int(where.group(1)), int(where.group(2))) if where else end
            said = _SYNTAX.sub("", str(error)).strip().lower()
            self.at(place, f"this is not TOML: {said}{self._guess(place)}")
            return None
        except RecursionError:
            self.at(Place(1, 1), "is nested too deeply")
            return None
        self.places = places(self.text)
        for path in _with_nul(data, ()):
            self.say(path, "holds the character U+0000, which no text may hold")
        return data

    def _guess(self, place: Place) -> str:
        """What the mistake probably is, where the sign at the place tells."""
        lines = self.text.split("\n")
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        if any(mark in line for mark in "“”„‘’"):
            return '; quotation marks are the straight ones: "'
        if line.count('"') % 2:
            return "; a quotation mark is missing in this line"
        if _BARE.match(line):
            return '; texts stand in quotation marks: "…"'
        return ""

    # -- tables

    def checked(self, raw: Any, shape: Shape, path: Path) -> dict[str, Any]:
        """The known keys with values of the right kind; the others are found fault with."""
        if not isinstance(raw, dict):
            self.say(path, f"should be a table, as [[{path[0] if path else 'rule'}]]")
            return {}
        known: dict[str, Any] = {}
        for key, value in raw.items():
            kind = shape.get(key)
            if kind is None:
                near = get_close_matches(key, shape, 1, 0.5) if len(key) < LONGEST_NAME else []
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(shape)}"
                if not path and key in _INSIDE:
                    hint = f"write [[{_INSIDE[key]}]]"
                self.say((*path, key), f"there is no key {shown(key)} here: {hint}")
            elif type(value) not in _GIVEN.get(kind, (kind,)):
                wanted = f"{key} should be {_KINDS[kind]}"
                if kind is list and type(value) is dict:
                    table = ".".join([one for one in path if isinstance(one, str)] + [key])
                    wanted = f"write [[{table}]] in two brackets: there may be several"
                self.say((*path, key), wanted)
            else:
                known[key] = [value] if kind is tuple and isinstance(value, str) else value
        return known

    def tables(self, known: Mapping[str, Any], key: str, most: int, path: Path = ()) -> list[Any]:
        """The ``[[key]]`` tables, at most ``most``; each is still to be checked."""
        found: list[Any] = known.get(key, [])
        if len(found) > most:
            self.say((*path, key), f"more than {most} of {key}")
        return found[:most]

    # -- values of a checked table

    def name(self, known: Mapping[str, Any], path: Path) -> str:
        """The table's name; found fault with where it is missing or too long."""
        name = str(known.get("name", "")).strip()
        if not name:
            kind = next((one for one in reversed(path) if isinstance(one, str)), "table")
            self.say(path, f"a {kind} needs a name")
        if len(name) > LONGEST_NAME:
            self.say((*path, "name"), f"a name has at most {LONGEST_NAME} characters")
        return name

    def once(self, kind: str, named: Iterable[tuple[str, Path]]) -> None:
        """Find fault with names that stand twice."""
        seen: dict[str, int] = {}
        for name, path in named:
            if name and name in seen:
                where = f"the first is in line {seen[name]}"
                plural = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
                self.say((*path, "name"), f"there are two {plural} {name!r}: {where}")
            seen.setdefault(name, self.places.key(path).line)

    def natural(
        self, known: Mapping[str, Any], key: str, default: int, path: Path, most: int = 10**9
    ) -> int:
        """A whole number from 0 to ``most``."""
        value = known.get(key, default)
        if not 0 <= value <= most:
            self.say((*path, key), f"{key} lies between 0 and {most:,}")
            return default
        return int(value)

    def choice(
        self, known: Mapping[str, Any], key: str, choices: Sequence[str], default: Any, path: Path
    ) -> Any:
        """One of ``choices``."""
        value = known.get(key, default)
        if value not in choices:
            hint = nearest(str(value), choices)
            self.say((*path, key), f"{key} = {shown(str(value))} is not known{hint}")
            return default
        return value

    def texts(
        self,
        known: Mapping[str, Any],
        key: str,
        path: Path,
        choices: Sequence[str] = (),
        most: int = 100,
    ) -> tuple[str, ...]:
        """A list of texts, each one of ``choices`` where these are given."""
        found: list[str] = []
        for value in known.get(key, []):
            if not isinstance(value, str) or not value.strip():
                self.say((*path, key), f'{key} should be a list of texts, as ["a", "b"]')
                return ()
            if choices and value not in choices:
                hint = nearest(value, choices)
                self.say((*path, key), f"{shown(value)} in {key} is not known{hint}")
            else:
                found.append(value.strip())
        if len(found) > most:
            self.say((*path, key), f"more than {most} in {key}")
        return tuple(found[:most])

    def condition(
        self, known: Mapping[str, Any], path: Path, key: str = "when"
    ) -> Condition | None:
        """The condition of a key; None where there is none or it cannot be understood."""
        if key not in known:
            return None
        text = known[key]
        try:
            node = parse(text, "" if self.currency == "any" else self.currency)
        except RuleProblem as problem:
            self.at(self.places.inside((*path, key), problem.offset), problem.message)
            return None
        found = Condition(text, node)
        self.conditions.append((found, (*path, key)))
        return found

    # -- findings

    def say(self, path: Path, message: str, level: str = "error") -> None:
        """Something wrong (or, as a "warning", doubtful) with what stands at a path."""
        self.at(self.places.key(path), message, level)

    def at(self, place: Place, message: str, level: str = "error") -> None:
        """The same with the place itself."""
        self.findings.append(Finding(self.file, place.line, place.column, message, level))
