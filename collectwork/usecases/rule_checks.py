"""Rules looked through: what reading finds, and words that the store does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from collectwork.domain.team import Person
from collectwork.domain.worklist import Finding
from collectwork.errors import InputRefused
from collectwork.rules import reading
from collectwork.rules.lint_conditions import comparisons
from collectwork.rules.places import Places, places
from collectwork.rules.ruleset import Ruleset, RulesRefused
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read
from collectwork.usecases.rule_people import nearest, unknown_people

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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
        team = tx.people.all()
        known = _known(desk, tx, rules, team)
    where = places(rules.text)
    found = [
        *rules.warnings, *_unknown(rules, where, known), *unknown_people(rules, where, team),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.line, one.column))


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise InputRefused(f"The rules {file} cannot be read: {error.strerror}.") from error
    return reading.decoded(raw, str(file))


def _known(
    desk: Desk, tx: Read, rules: Ruleset, team: Sequence[Person]
) -> Mapping[str, frozenset[str]]:
    """Fact → the values it can have, where they are few; a fact without any is not checked."""
    known = {name: set(values) for name, values in tx.plans.words_known().items()}
    known["owner"] = known.get("owner", set()) | {one.login for one in team}
    known["team"] = {one.team for one in team if one.team}
    known["weekday"] = set(_WEEKDAYS)
    known["strategy"] = set(rules.strategies)
    known["last_step"] = {step.name for one in rules.strategies.values() for step in one.steps}
    known["last_outcome"] = {one.code for one in desk.outcomes}
    return {name: frozenset(values) for name, values in known.items() if values}


def _unknown(
    rules: Ruleset, where: Places, known: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    for condition, path in rules.conditions:
        for one in comparisons(condition.node):
            values = known.get(one.fact.name, frozenset())
            if not values or (one.op in ("contains",) and one.fact.type == "text"):
                continue
            folded = {value.casefold() for value in values}
            for value in map(str, one.values):
                if value.casefold() not in folded:
                    place = where.inside(path, one.offset)
                    kind = "tag" if one.fact.type == "tags" else one.fact.words
                    said = f"no {kind} is called {value!r}{nearest(value, values)}"
                    yield Finding(rules.file, place.line, place.column, said, "warning")
