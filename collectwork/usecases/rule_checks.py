"""Rules looked through: what reading finds, and words that the store does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from collectwork.domain.worklist import Finding
from collectwork.errors import InputRefused
from collectwork.rules import reading
from collectwork.rules.lint_conditions import comparisons
from collectwork.rules.places import Places, places
from collectwork.rules.ruleset import Ruleset, RulesRefused
from collectwork.rules.tiers import ROLES
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHOWN = 8


def check(desk: Desk, file: Path | None = None) -> list[Finding]:
    """Errors and warnings of the rules in force, or of a file; empty when all is well."""
    templates = tuple(desk.templates.names())
    try:
        if file is None:
            source = desk.rules()
            rules = reading.read(source.text, source.file, templates)
        else:
            rules = reading.read(_text(file), str(file), templates)
    except RulesRefused as refused:
        return list(refused.findings)
    with desk.store.read() as tx:
        known = _known(desk, tx, rules)
    found = [*rules.warnings, *_unknown(rules, known)]
    return sorted(found, key=lambda one: (one.line, one.column))


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise InputRefused(f"The rules {file} cannot be read: {error.strerror}.") from error
    return reading.decoded(raw, str(file))


def _known(desk: Desk, tx: Read, rules: Ruleset) -> Mapping[str, frozenset[str]]:
    """Fact → the values it can have, where they are few; a fact without any is not checked."""
    team = tx.people.all()
    known = {name: set(values) for name, values in tx.plans.words_known().items()}
    known["owner"] = known.get("owner", set()) | {one.login for one in team}
    known["team"] = {one.team for one in team if one.team}
    known["weekday"] = set(_WEEKDAYS)
    known["strategy"] = set(rules.strategies)
    known["last_step"] = {step.name for one in rules.strategies.values() for step in one.steps}
    known["last_outcome"] = {one.code for one in desk.outcomes}
    return {name: frozenset(values) for name, values in known.items() if values}


def _unknown(rules: Ruleset, known: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    where = places(rules.text)
    for condition, path in rules.conditions:
        for one in comparisons(condition.node):
            values = known.get(one.fact.name, frozenset())
            if not values or (one.op in ("contains",) and one.fact.type == "text"):
                continue
            folded = {value.casefold(): value for value in values}
            for value in map(str, one.values):
                if value.casefold() not in folded:
                    place = where.inside(path, one.offset)
                    said = f"no {one.fact.words} is called {value!r}{_near(value, folded)}"
                    yield Finding(rules.file, place.line, place.column, said, "warning")
    yield from _nobody(rules, where, known.get("owner", frozenset()))


def _near(value: str, known: Mapping[str, str]) -> str:
    near = get_close_matches(value.casefold(), known, 1, 0.5)
    if near:
        return f": did you mean {known[near[0]]!r}?"
    return f"; known: {', '.join(sorted(known.values())[:_SHOWN])}"


def _nobody(rules: Ruleset, where: Places, logins: frozenset[str]) -> Iterator[Finding]:
    """Logins in tiers that the team does not know, where a team is entered."""
    for strategy in rules.strategies.values():
        for n, tier in enumerate(strategy.tiers):
            for key, named in (("sender", (tier.sender,)), ("copies", tier.copies),
                               ("owner", (tier.owner,))):  # fmt: skip
                for who in named:
                    known = who in logins or who.split(" ")[0] in (*ROLES, "owner", "seniority", "")
                    if known or "@" in who or not logins:
                        continue
                    place = where.key((*strategy.place, "tier", n, key))
                    hint = _near(who, {one.casefold(): one for one in logins})
                    said = f"nobody has the login {who!r}{hint}"
                    yield Finding(rules.file, place.line, place.column, said, "warning")
